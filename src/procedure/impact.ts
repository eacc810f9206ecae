import { numbersOf } from '#table'
import { type Event, type ImpactQuestion, read, type State } from '#unit'
import { type EndedRight, endedRights } from './ended.ts'
import type { ProcedureAdopted } from './events.ts'
import { openGroup } from './marks.ts'
import { outlookOf, type Repair, repairsOf } from './outlook.ts'
import { type Prospect, prospectOf } from './prospect.ts'
import { caseOf, currentProcedure, procedureSlice } from './state.ts'
import { awayAhead, type StrandedCase, strandedBy } from './stranding.ts'

/** Stranded cases for which it is looked for what would free them; a person reads no more than that. */
const repairedCasesMax = 20

/** What an act would mean for those who work, beside what it is for. */
export interface Impact {
  /** Every right to a step that would end, but those of the step the act is done by. */
  readonly rights: readonly (EndedRight & { readonly procedure: string })[]
  /** Thumbprints of keys that would be let in nowhere any more. */
  readonly keys: readonly string[]
  /** Services that would admit nobody. */
  readonly services: readonly string[]
  /** Cases that could no longer be finished, the first of them with what would repair that. */
  readonly cases: readonly (StrandedCase & { readonly repairs?: readonly Repair[] })[]
  /** What becomes of the procedure that would be adopted. */
  readonly procedure?: AdoptionImpact
}

export interface AdoptionImpact extends Prospect {
  readonly procedure: string
  /** Running cases that keep the text they were opened with. */
  readonly running: number
}

/** What some events would mean, from the states before and after them; in time of what they change. */
export function impactOf({ before, after, events, following, case: own }: ImpactQuestion): Impact {
  const rights = endedRights(before, after)
    .filter((right) => right.case !== own)
    .map((right) => ({ ...right, procedure: caseOf(before, right.case)?.procedure.name ?? '' }))
  const strands = following.ok ? following.value.some(({ kind }) => kind === 'case-stranded') : true
  const stranded = strands ? strandedBy(before, after, events) : []
  const outlook = outlookOf(awayAhead(after, events))
  const cases = stranded.map((one, at) => {
    const running = at < repairedCasesMax && one.conflict ? caseOf(after, one.case) : undefined
    return running && one.conflict ? { ...one, repairs: repairsOf(outlook, running, one.conflict) } : one
  })
  const adopted = (events as readonly (Event | ProcedureAdopted)[]).find(isAdoption)
  return {
    rights,
    keys: events.flatMap((event) => (endsKey(event) ? [event.key] : [])),
    services: events.flatMap((event) => (endsService(event) ? [event.service] : [])),
    cases,
    ...(adopted && { procedure: adoptionImpact(before, after, adopted.procedure) }),
  }
}

function isAdoption(event: Event): event is ProcedureAdopted {
  return event.kind === 'procedure-adopted'
}

function endsKey(event: Event): event is Event & { readonly key: string } {
  return event.kind === 'certificate-revoked' || event.kind === 'visitor-ended'
}

function endsService(event: Event): event is Event & { readonly service: string } {
  return event.kind === 'service-suspended' || event.kind === 'service-withdrawn'
}

function adoptionImpact(before: State, after: State, name: string): AdoptionImpact {
  const current = currentProcedure(before, name)
  const { sets } = read(before, procedureSlice)
  const running = Array.from(numbersOf(sets, openGroup)).filter(
    (number) => caseOf(before, String(number))?.of.digest === current?.adoption.digest,
  )
  const counted = { procedure: name, running: current ? running.length : 0 }
  const next = currentProcedure(after, name)
  if (!next) return { ...counted, completable: 'unknown' }
  return { ...counted, ...prospectOf(after, next.procedure) }
}
