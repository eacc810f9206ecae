import { z } from 'zod'
import { trusteeWords } from './fault.ts'
import { outlookText, strandedText } from './outlook-text.ts'
import { answerText, recordText, tableText } from './text-table.ts'
import { trustText } from './trust-text.ts'
import { trusteeForm } from './trustee-form.ts'

/** A visitor is not told of the unit's people who they are. */
const partyForm = z.object({ id: z.string().optional() })

const stepForm = z.object({
  step: z.string(),
  state: z.string(),
  end: z.string().optional(),
  holds: z.array(z.enum(['executor', 'supervisor', 'waiting'])).default([]),
  by: trusteeForm,
  executor: partyForm.extend({ for: z.string().optional() }).optional(),
  delegates: z.array(partyForm).default([]),
  mine: z.boolean(),
  part: z.boolean().default(false),
  told: z.boolean().default(false),
  claimable: z.boolean(),
  assignable: z.boolean().default(false),
  permits: z.array(z.string()),
  objects: z.array(z.string()),
  deadline: z.string().optional(),
  assignBy: z.string().optional(),
  escalated: z.string().optional(),
  emergency: z.boolean().default(false),
  broken: z
    .array(z.object({ by: partyForm, told: partyForm, at: z.string(), reason: z.string().optional() }))
    .default([]),
  outcome: z.string().optional(),
  reason: z.string().optional(),
})

type StepShown = z.infer<typeof stepForm>

const caseForm = z.object({
  case: z.string(),
  procedure: z.string(),
  title: z.string(),
  opener: partyForm,
  opened: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number()])),
  state: z.string(),
  ended: z.string().optional(),
  reason: z.string().optional(),
  stranded: z.object({ override: z.string(), since: z.string() }).optional(),
  rounds: z
    .array(z.object({ from: z.string(), to: z.string(), round: z.int(), rounds: z.int() }))
    .default([]),
  steps: z.array(stepForm),
})

const casesForm = z.object({ cases: z.array(caseForm), more: z.boolean() })

const endedForm = z.object({ cases: z.array(caseForm), next: z.string().optional() })

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

const historyForm = z.object({
  entries: z.array(
    z.object({
      index: z.int(),
      time: z.string(),
      act: z.string(),
      actor: partyForm.extend({ kind: z.string() }).optional(),
      office: z.string().optional(),
      step: z.string().optional(),
      object: z.string().optional(),
      events: z.array(
        z.object({ kind: z.string(), step: z.string().optional(), reason: z.string().optional() }),
      ),
      changed: z.array(z.string()).optional(),
    }),
  ),
  before: z.int().optional(),
})

const openableForm = z.object({
  procedures: z.array(
    z.object({
      procedure: z.string(),
      title: z.record(z.string(), z.string()),
      may: z.boolean(),
      refusal: z.object({ detail: z.string() }).optional(),
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
    case 'case.ended': {
      const form = endedForm.safeParse(answer)
      return form.success ? endedText(form.data) : undefined
    }
    case 'case.history': {
      const form = historyForm.safeParse(answer)
      return form.success ? historyText(form.data) : undefined
    }
    case 'case.outlook':
    case 'case.resilience':
      return outlookText(query, answer)
    case 'procedure.list': {
      const form = proceduresForm.safeParse(answer)
      return form.success ? proceduresText(form.data) : undefined
    }
    case 'procedure.mine': {
      const form = openableForm.safeParse(answer)
      return form.success ? openableText(form.data) : undefined
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

function endedText({ cases, next }: z.infer<typeof endedForm>): string {
  if (cases.length === 0) return 'no cases\n'
  const table = tableText(
    cases.map(({ case: id, procedure, data, opened, state, ended = '' }) => {
      return { case: id, procedure, data: pairs(data), opened, ended, state }
    }),
  )
  return next === undefined ? table : `${table}and more: ask with \`--before ${next}\`\n`
}

/** What a step wants of the reader. */
function duty(shown: StepShown): readonly string[] {
  const { step, state, mine, part, told, claimable, assignable } = shown
  const wants: string[] = []
  if (mine && state === 'valid') wants.push('yours')
  if (mine && state === 'hold') wants.push(holdWords(shown))
  if (part && state === 'valid') wants.push('a part is yours')
  if (claimable) wants.push('to claim')
  if (assignable) wants.push(shown.escalated === undefined ? 'to give out' : 'overdue, to give out')
  if (told) wants.push('taken in an emergency: you were told')
  return wants.length === 0 ? [] : [`${step} (${wants.join('; ')})`]
}

/** Why a step is on hold: what cannot be ended by whoever holds it comes first. */
function holdWords({ holds }: StepShown): string {
  if (holds.includes('supervisor')) return 'suspended'
  return holds.includes('waiting') ? 'waiting for another step' : 'on hold'
}

const unnamed = 'somebody of the unit'

function nameOf({ id }: z.infer<typeof partyForm>): string {
  return id ?? unnamed
}

function caseText(of: z.infer<typeof caseForm>): string {
  const { case: id, procedure, title, opener, opened, data, state, reason, stranded, rounds, steps } = of
  const head = recordText([
    ['case', id],
    ['procedure', `${procedure}: ${title}`],
    ['state', reason === undefined ? state : `${state}: ${reason}`],
    ...(stranded ? [['stranded', strandedText(stranded)] as const] : []),
    ['opened', `${opened} by ${nameOf(opener)}`],
    ['data', pairs(data)],
    ...rounds.map(
      ({ from, to, round, rounds: all }) => [`${to} to ${from}`, `round ${round} of ${all}`] as const,
    ),
  ])
  const glass = steps.flatMap(glassLines)
  const told = glass.length === 0 ? '' : `\n${glass.join('')}`
  return `${head}\n${tableText(steps.map(stepLine))}${told}`
}

function glassLines({ step, broken }: StepShown): readonly string[] {
  return broken.map(({ by, told, at, reason }) => {
    const why = reason === undefined ? '' : `: ${reason}`
    return `${step} was taken in an emergency by ${nameOf(by)} at ${at}, ${nameOf(told)} was told${why}\n`
  })
}

function stepLine(step: StepShown): Readonly<Record<string, string>> {
  const { deadline, assignBy } = step
  return {
    step: step.step,
    state: stateWords(step),
    by: byWords(step),
    until: deadline ?? (assignBy === undefined ? '' : `${assignBy} (to be taken)`),
    permits: step.permits.join(', '),
    on: step.objects.join(', '),
  }
}

function stateWords(step: StepShown): string {
  const { state, end, outcome, emergency, escalated, reason } = step
  const parts = [
    state === 'hold' ? `hold (${holdWords(step)})` : state,
    end,
    outcome,
    emergency ? 'in an emergency' : undefined,
    escalated === undefined ? undefined : 'overdue',
    reason,
  ]
  return parts.filter((part) => part !== undefined).join(', ')
}

function byWords({ executor, delegates, by, claimable }: StepShown): string {
  if (!executor) return `${trusteeWords(by)}${claimable ? ' (you, for one)' : ''}`
  const instead = executor.for === undefined ? '' : ` for ${executor.for}`
  const helpers = delegates.length === 0 ? '' : `, with ${delegates.map(nameOf).join(', ')}`
  return `${nameOf(executor)}${instead}${helpers}`
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

function openableText({ procedures }: z.infer<typeof openableForm>): string {
  return tableText(
    procedures.map(({ procedure, title, may, refusal }) => ({
      procedure,
      title: Object.values(title)[0] ?? '',
      'may open': may ? 'yes' : `no: ${refusal?.detail ?? ''}`,
    })),
  )
}

function historyText({ entries, before }: z.infer<typeof historyForm>): string {
  const table = tableText(
    entries.map(({ index, time, act, actor, office, step, object, events, changed = [] }) => ({
      entry: index,
      time,
      who: changed.length > 0 ? '' : (actor?.id ?? actor?.kind ?? 'the unit'),
      office,
      act,
      'what came of it': [
        ...events.map(({ kind, step: of, reason }) => [kind, of, reason].filter(Boolean).join(' ')),
        ...changed.map((of) => `changed ${of}`),
        ...(events.length + changed.length === 0 ? [`${step ?? ''} ${object ?? ''}`] : []),
      ].join(', '),
    })),
  )
  return before === undefined ? table : `earlier ones: ask with \`--before ${before}\`\n${table}`
}

function pairs(data: Readonly<Record<string, string | number>>): string {
  return Object.entries(data)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ')
}
