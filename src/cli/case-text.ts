import { z } from 'zod'
import { trusteeWords } from './fault.ts'
import { answerText, recordText, tableText } from './text-table.ts'
import { trustText } from './trust-text.ts'
import { trusteeForm } from './trustee-form.ts'

const stepForm = z.object({
  step: z.string(),
  state: z.string(),
  end: z.string().optional(),
  by: trusteeForm,
  executor: z
    .object({ kind: z.string(), id: z.string().optional(), office: z.string().optional() })
    .optional(),
  mine: z.boolean(),
  claimable: z.boolean(),
  permits: z.array(z.string()),
  objects: z.array(z.string()),
  deadline: z.string().optional(),
  outcome: z.string().optional(),
})

const caseForm = z.object({
  case: z.string(),
  procedure: z.string(),
  title: z.string(),
  opener: z.object({ id: z.string().optional() }),
  opened: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  state: z.string(),
  reason: z.string().optional(),
  steps: z.array(stepForm),
})

const casesForm = z.object({ cases: z.array(caseForm), more: z.boolean() })

const proceduresForm = z.object({
  procedures: z.array(
    z.object({
      name: z.string(),
      title: z.record(z.string(), z.string()),
      openedBy: trusteeForm,
      data: z.array(z.object({ name: z.string() })),
      steps: z.array(z.object({ id: z.string() })),
    }),
  ),
})

const procedureForm = z.object({ text: z.string() })

/**
 * An answer for people: cases and procedures have a form of their own, because what matters in them is
 * nested; everything else is shown as it is.
 */
export function queryText(query: string, answer: unknown): string {
  return ownText(query, answer) ?? answerText(answer)
}

function ownText(query: string, answer: unknown): string | undefined {
  switch (query) {
    case 'case.list': {
      const form = casesForm.safeParse(answer)
      return form.success ? casesText(form.data) : undefined
    }
    case 'case.show': {
      const form = caseForm.safeParse(answer)
      return form.success ? caseText(form.data) : undefined
    }
    case 'procedure.list': {
      const form = proceduresForm.safeParse(answer)
      return form.success ? proceduresText(form.data) : undefined
    }
    case 'procedure.show': {
      const form = procedureForm.safeParse(answer)
      return form.success ? form.data.text : undefined
    }
    default:
      return trustText(query, answer)
  }
}

function casesText({ cases, more }: z.infer<typeof casesForm>): string {
  if (cases.length === 0) return 'no cases\n'
  const table = tableText(
    cases.map(({ case: id, procedure, data, opened, steps }) => ({
      case: id,
      procedure,
      data: pairs(data),
      opened,
      'yours to do': steps.flatMap(duty).join(', '),
    })),
  )
  return more ? `${table}and more: name one by its number\n` : table
}

/** What a step wants of the reader. */
function duty({ step, state, mine, claimable }: z.infer<typeof stepForm>): readonly string[] {
  if (mine && state === 'valid') return [`${step} (yours)`]
  if (mine && state === 'hold') return [`${step} (on hold)`]
  return claimable ? [`${step} (to claim)`] : []
}

/** A visitor is not told of the unit's people who they are. */
const unnamed = 'somebody of the unit'

function caseText(of: z.infer<typeof caseForm>): string {
  const { case: id, procedure, title, opener, opened, data, state, reason, steps } = of
  const head = recordText([
    ['case', id],
    ['procedure', `${procedure}: ${title}`],
    ['state', reason === undefined ? state : `${state}: ${reason}`],
    ['opened', `${opened} by ${opener.id ?? unnamed}`],
    ['data', pairs(data)],
  ])
  return `${head}\n${tableText(steps.map(stepLine))}`
}

function stepLine(step: z.infer<typeof stepForm>): Readonly<Record<string, string>> {
  const { executor, deadline, outcome } = step
  return {
    step: step.step,
    state: [step.state, step.end, outcome].filter((part) => part !== undefined).join(', '),
    by: executor
      ? (executor.id ?? unnamed)
      : `${trusteeWords(step.by)}${step.claimable ? ' (you, for one)' : ''}`,
    until: deadline ?? '',
    permits: step.permits.join(', '),
    on: step.objects.join(', '),
  }
}

function proceduresText({ procedures }: z.infer<typeof proceduresForm>): string {
  return tableText(
    procedures.map(({ name, title, openedBy, data, steps }) => ({
      procedure: name,
      title: Object.values(title)[0] ?? '',
      'opened by': trusteeWords(openedBy),
      wants: data.map((member) => member.name).join(', '),
      steps: steps.map(({ id }) => id).join(' → '),
    })),
  )
}

function pairs(data: Readonly<Record<string, string | number>>): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
