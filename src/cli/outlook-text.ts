import { z } from 'zod'
import { hinderedForm, hindranceText } from './impact-text.ts'
import { recordText, tableText } from './text-table.ts'
import { text } from './trust-forms.ts'

const strandingForm = z.object({ override: text, since: text })

const caseForm = hinderedForm.extend({
  case: text,
  procedure: text,
  finishable: z.enum(['yes', 'no', 'unknown']).optional(),
  stranded: strandingForm.optional(),
})

const outlookForm = caseForm.extend({
  state: text,
  minimal: z.boolean().optional(),
  plan: z.array(z.object({ step: text, person: text.optional(), unit: text.optional() })).default([]),
})

const resilienceForm = z.object({
  cases: z.array(
    caseForm.extend({ people: z.array(text).default([]), undecided: z.array(text).default([]) }),
  ),
  looked: z.int(),
  next: text.optional(),
})

/** Whether cases can be finished, for people; `undefined` for an answer that cannot be read. */
export function outlookText(query: 'case.outlook' | 'case.resilience', answer: unknown): string | undefined {
  if (query === 'case.outlook') {
    const form = outlookForm.safeParse(answer)
    return form.success ? oneText(form.data) : undefined
  }
  const form = resilienceForm.safeParse(answer)
  return form.success ? resilienceText(form.data) : undefined
}

/** Since when a case is marked as one that cannot be finished, and what did it. */
export function strandedText({ override, since }: z.infer<typeof strandingForm>): string {
  return `since ${since}: ${causes[override] ?? `by an act under \`${override}\``}`
}

/** What strands cases without anybody's choosing it. */
const causes: Readonly<Record<string, string>> = {
  clock: 'by time',
  'break-glass': 'by an emergency',
  return: 'by somebody’s coming back',
  appointment: 'by an appointment',
}

function oneText(told: z.infer<typeof outlookForm>): string {
  const { case: id, procedure, state, stranded, plan } = told
  const head = recordText([
    ['case', id],
    ['procedure', procedure],
    ['state', state],
    ...(stranded ? [['stranded', strandedText(stranded)] as const] : []),
    ...(told.finishable === undefined ? [] : [['can be finished', finishableText(told)] as const]),
  ])
  if (plan.length === 0) return head
  const steps = plan.map(({ step, person, unit }) => {
    return { step, 'for example by': person ?? (unit === undefined ? 'somebody' : `somebody of ${unit}`) }
  })
  return `${head}\n${tableText(steps)}`
}

function finishableText({ finishable, ...hindered }: z.infer<typeof caseForm>): string {
  switch (finishable) {
    case 'yes':
      return 'yes'
    case 'no':
      return `no${hindranceText(hindered)}`
    default:
      return 'was not found out'
  }
}

function resilienceText({ cases, looked, next }: z.infer<typeof resilienceForm>): string {
  const lines = cases.map((one) => `case ${one.case} (${one.procedure}): ${frailtyText(one)}\n`)
  const rest = looked - cases.length
  const sound = cases.length === 0 ? 'none' : 'none of the others'
  const end = `${looked} open cases looked at: ${sound} hangs on one person\n`
  const more = next === undefined ? '' : `and more: \`chancery case resilience --after ${next}\`\n`
  return `${lines.join('')}${rest > 0 || cases.length === 0 ? end : ''}${more}`
}

function frailtyText(one: z.infer<typeof resilienceForm>['cases'][number]): string {
  const { finishable, people, undecided, stranded } = one
  const needs = people.length === 0 ? [] : [`hangs on ${people.join(', ')}`]
  const perhaps = undecided.length === 0 ? [] : [`perhaps on ${undecided.join(', ')}`]
  const parts = finishable === 'yes' ? [...needs, ...perhaps] : [`can be finished: ${finishableText(one)}`]
  return [...parts, ...(stranded ? [`stranded ${strandedText(stranded)}`] : [])].join('; ')
}
