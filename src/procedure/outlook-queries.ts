import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { numbersOf } from '#table'
import { type Conflict, dependenceOf, hasSpares, planKey } from '#task'
import { type Asking, defineQuery, read, type Speaker } from '#unit'
import type { ProcedureFault } from './fault.ts'
import { caseForm } from './form.ts'
import { openGroup } from './marks.ts'
import { organisationOf } from './organisation.ts'
import { ampleOf, type Outlook, openCaseIn, outlookFor, outlookOf, repairsOf } from './outlook.ts'
import { maySee } from './sight.ts'
import { caseOf, procedureSlice, type Running } from './state.ts'

/** Cases told of on one page; a ministry's auditor reads no more before asking for the next. */
const casesShownMax = 200

/** Open cases looked at for one page: most have people enough, and are passed in microseconds. */
const casesLookedAtMax = 10_000

/** Different cases searched for one page: some milliseconds each, while the node does nothing else. */
const searchesMax = 50

/** Whether a case can be finished, for whoever may see it. */
const outlook = defineQuery({
  name: 'case.outlook',
  label: 'whether a case can be finished, and by whom',
  path: '/cases/:case/outlook',
  input: z.strictObject({ case: caseForm }),
  access: { by: 'member', visitors: true },
  answer({ state, reader, time }, { case: id }): Result<unknown, ProcedureFault> {
    if (!reader || !maySee(state, id, reader, organisationOf(state), time)) {
      return refuse({ kind: 'not-yours', case: id })
    }
    const running = caseOf(state, id)
    if (!running) return refuse({ kind: 'case-unknown', case: id })
    return accept(outlookView(outlookOf(state), running, reader))
  },
})

/** For whoever audits cases: of which people's presence they hang, and what is amiss already. */
const resilience = defineQuery({
  name: 'case.resilience',
  label: 'the running cases that hang on single people, or cannot be finished',
  path: '/cases-resilience',
  input: z.strictObject({
    after: caseForm.optional().describe('the number of a case: only those opened after it'),
  }),
  access: { by: 'step', permission: 'case.read', object: () => 'case/*', uncounted: true },
  answer: (asking, { after }) => accept(resilienceOf(asking, Number(after ?? 0))),
})

export const outlookQueries = [outlook, resilience] as const

function outlookView(all: Outlook, running: Running, reader: Speaker): object {
  const { of, procedure } = running
  const named = { case: of.id, procedure: procedure.name, state: of.state }
  if (of.state !== 'open') return named
  const answer = outlookFor(all, running)
  const isOwn = reader.kind !== 'visitor'
  const told = { ...named, finishable: answer.kind, ...strandingOf(running) }
  switch (answer.kind) {
    case 'yes':
      return { ...told, plan: answer.plan.map(({ step, person }) => plannedView(step, person, isOwn)) }
    case 'no':
      return isOwn
        ? { ...told, ...hindranceOf(all, running, answer) }
        : { ...told, conflict: unnamed(answer.conflict), minimal: answer.minimal }
    case 'unknown':
      return told
    default:
      return answer satisfies never
  }
}

/** Whoever has not come yet is nobody in particular; a visitor is told no names of this unit. */
function plannedView(step: string, person: string, isOwn: boolean): object {
  const [, unit] = person.startsWith('?') ? person.split('@') : []
  if (unit !== undefined) return { step, unit }
  return isOwn ? { step, person } : { step }
}

function unnamed({ steps, constraints }: Conflict): Conflict {
  return { steps: steps.map((one) => ({ ...one, people: [] })), constraints }
}

function strandingOf({ of }: Running): object {
  if (!of.stranded) return {}
  return { stranded: { override: of.stranded.override, since: isoInstant(of.stranded.since) } }
}

interface Hindrance {
  readonly conflict: Conflict
  readonly minimal: boolean
}

function hindranceOf(all: Outlook, running: Running, { conflict, minimal }: Hindrance): object {
  return { conflict, minimal, repairs: repairsOf(all, running, conflict) }
}

/** A page of the open cases after one, as far as there is something to tell of them. */
function resilienceOf({ state }: Pick<Asking, 'state'>, after: number): object {
  const all = outlookOf(state)
  const known = new Map<string, object | undefined>()
  const cases: object[] = []
  let looked = 0
  let last = after
  for (const number of numbersOf(read(state, procedureSlice).sets, openGroup)) {
    if (number <= after) continue
    const isFull = looked >= casesLookedAtMax || cases.length >= casesShownMax || known.size >= searchesMax
    if (isFull) return { cases, looked, next: String(last) }
    looked += 1
    last = number
    const running = openCaseIn(all, String(number))
    if (!running || (!running.of.stranded && hasSpares(ampleOf(all, running), running.of))) continue
    const key = likenessOf(running)
    const found = known.has(key) ? known.get(key) : frailtyOf(all, running)
    known.set(key, found)
    if (!found && !running.of.stranded) continue
    const { of, procedure } = running
    cases.push({ case: of.id, procedure: procedure.name, ...strandingOf(running), ...found })
  }
  return { cases, looked }
}

/** What a case hangs on beside the staff: the same of like cases that the same people hold. */
function likenessOf({ procedure, of }: Running): string {
  const holders = of.steps.map(({ executor }) => (executor ? `${executor.kind} ${executor.id}` : ''))
  return JSON.stringify([planKey(procedure, of), holders])
}

/** Who may not be missing, or why it cannot be finished; nothing where anybody may. */
function frailtyOf(all: Outlook, running: Running): object | undefined {
  const answer = outlookFor(all, running)
  if (answer.kind === 'no') return { finishable: 'no', ...hindranceOf(all, running, answer) }
  if (answer.kind === 'unknown') return { finishable: 'unknown' }
  const { people, undecided } = dependenceOf(running.procedure, running.of, all.staff)
  if (people.length + undecided.length === 0) return undefined
  return { finishable: 'yes', people, ...(undecided.length > 0 && { undecided }) }
}
