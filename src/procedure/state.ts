import type { Instant } from '#clock'
import { certain, sure } from '#fault'
import type { IdentityEvent } from '#identity'
import { nextOrganizationDue, type OrganizationEvent } from '#organization'
import type { RecognitionEvent } from '#recognition'
import { emptyTable, leastNumber, numbersOf, row, type Table, withRow } from '#table'
import {
  type Case,
  cancelCase,
  countUse,
  type Executor,
  type Happening,
  isOwnAffair,
  openCase,
  type Procedure,
  type StepType,
  stepAt,
  stepPlace,
  transition,
} from '#task'
import { type Event, type Place, read, type Slice, type State } from '#unit'
import type { ProcedureEvent } from './events.ts'
import { dueGroup, groupOf, type Marks, partyKey, remarked, stepOf } from './marks.ts'
import { type Adoption, adopted, type Draft, drafted, type Texts } from './texts.ts'

/** A case that a citizen lodged. */
export interface Lodging {
  readonly case: string
  /** Index of the entry that opened it. */
  readonly entry: number
}

export interface ProcedureState extends Marks, Texts {
  readonly cases: Table<Case>
  /** By the identifier of the citizen's own act. */
  readonly lodgings: Table<Lodging>
  /** The number the next case will have. */
  readonly nextCase: number
}

export const procedureSlice: Slice<ProcedureState> = {
  name: 'procedure',
  tables: [
    ...(['drafts', 'procedures', 'former', 'versions', 'texts'] as const),
    ...(['cases', 'lodgings', 'grants', 'sets', 'lists'] as const),
  ],
  empty: {
    drafts: emptyTable(),
    procedures: emptyTable(),
    former: emptyTable(),
    versions: emptyTable(),
    texts: emptyTable(),
    announced: [],
    cases: emptyTable(),
    lodgings: emptyTable(),
    nextCase: 1,
    grants: emptyTable(),
    sets: emptyTable(),
    lists: emptyTable(),
  },
  evolve(slice: ProcedureState, event: Event, place: Place): ProcedureState {
    return evolved(slice, event as AnyEvent, place)
  },
}

/** Those of this room and of the rooms whose facts a step rests on. */
type AnyEvent = ProcedureEvent | IdentityEvent | OrganizationEvent | RecognitionEvent

function evolved(slice: ProcedureState, event: AnyEvent, place: Place): ProcedureState {
  switch (event.kind) {
    case 'procedure-drafted':
      return drafted(slice, event, place)
    case 'procedure-adopted':
      return adopted(slice, event, place)
    case 'procedures-announced':
      return { ...slice, announced: event.digests }
    case 'case-opened': {
      const procedure = certain(row(slice.versions, event.digest), 'the version of a procedure')
      const opened = openCase(procedure, { ...event, id: event.case }, place)
      return withCase({ ...slice, nextCase: Number(event.case) + 1 }, procedure, undefined, opened)
    }
    case 'case-lodged': {
      const lodging = { case: event.case, entry: place.index }
      return { ...slice, lodgings: withRow(slice.lodgings, event.lodging, lodging) }
    }
    case 'step-claimed':
    case 'step-assigned':
      return happened(slice, event, { kind: 'claim', executor: event.executor }, place)
    case 'step-held': {
      const { by = 'executor' } = event
      const change = by === 'supervisor' ? happenedIfLeft : happened
      return change(slice, event, { kind: 'hold', by }, place)
    }
    case 'step-resumed':
      return happened(slice, event, { kind: 'resume', by: 'executor', executor: event.executor }, place)
    case 'step-restored':
      return happenedIfLeft(slice, event, { kind: 'resume', by: 'supervisor' }, place)
    case 'step-released':
      return happened(slice, event, { kind: 'lose-executor', keepsWindow: true }, place)
    case 'step-revoked':
      return happenedIfLeft(slice, event, { kind: 'revoke', reason: event.reason }, place)
    case 'step-delegated':
      return happened(slice, event, { kind: 'delegate', delegate: event.delegate }, place)
    case 'glass-broken':
      return happened(slice, event, { ...event, kind: 'break-glass' }, place)
    case 'step-completed': {
      const { outcome, data } = event
      const given = { ...(outcome !== undefined && { outcome }), ...(data && { data }) }
      return happened(slice, event, { kind: 'complete', ...given }, place)
    }
    case 'step-used': {
      const { procedure, of } = caseIn(slice, event.case)
      const after = countUse(procedure, of, stepPlace(procedure, event.step), event.permission, place)
      return withCase(slice, procedure, of, after)
    }
    case 'step-expired':
      return happenedIfLeft(slice, event, { kind: 'expire' }, place)
    case 'step-escalated':
      return happenedIfLeft(slice, event, { kind: 'escalate' }, place)
    case 'delegation-ended':
      return happenedIfLeft(slice, event, { kind: 'end-delegation', delegate: event.delegate }, place)
    case 'case-cancelled': {
      const { procedure, of } = caseIn(slice, event.case)
      const after = sure(cancelCase(of, event.reason, place), `cancelling case ${event.case}`)
      return withCase(slice, procedure, of, after)
    }
    case 'case-stranded':
      return marked(slice, event.case, { override: event.override, since: place.time })
    case 'case-freed':
      return marked(slice, event.case, undefined)
    default:
      return lostBy(slice, event, place)
  }
}

/** The text that was drafted in a case. */
export function draftIn(state: State, of: string): Draft | undefined {
  return row(read(state, procedureSlice).drafts, of)
}

/** A case with the version of its procedure. */
export interface Running {
  readonly procedure: Procedure
  readonly of: Case
}

function caseIn(slice: ProcedureState, id: string): Running {
  const of = certain(row(slice.cases, id), `case ${id}`)
  return { of, procedure: certain(row(slice.versions, of.digest), `the procedure of case ${id}`) }
}

function withCase(
  slice: ProcedureState,
  procedure: Procedure,
  before: Case | undefined,
  after: Case,
): ProcedureState {
  return remarked({ ...slice, cases: withRow(slice.cases, after.id, after) }, procedure, before, after)
}

/** A case with the mark that it has no way to its end, or without it. */
function marked(slice: ProcedureState, id: string, stranded: Case['stranded']): ProcedureState {
  const { procedure, of } = caseIn(slice, id)
  const { stranded: _, ...after } = of
  return withCase(slice, procedure, of, { ...after, ...(stranded && { stranded }) })
}

/** What an act of this room recorded: it was checked when the act was decided. */
function happened(
  slice: ProcedureState,
  { case: id, step }: { readonly case: string; readonly step: string },
  happening: Happening,
  place: Place,
): ProcedureState {
  const { procedure, of } = caseIn(slice, id)
  const after = transition(procedure, of, stepPlace(procedure, step), happening, place)
  return withCase(slice, procedure, of, sure(after, `${happening.kind} of ${step} in case ${id}`))
}

/**
 * The same of what the clock or a supervisor brings: where an earlier event of the entry ended the step (its
 * own last use, say) nothing is left of it to happen.
 */
function happenedIfLeft(
  slice: ProcedureState,
  { case: id, step }: { readonly case: string; readonly step: string },
  happening: Happening,
  place: Place,
): ProcedureState {
  const { procedure, of } = caseIn(slice, id)
  const after = transition(procedure, of, stepPlace(procedure, step), happening, place)
  return after.ok ? withCase(slice, procedure, of, after.value) : slice
}

/** What becomes of steps when the facts change that their holders' standing rests on. */
function lostBy(slice: ProcedureState, event: AnyEvent, place: Place): ProcedureState {
  switch (event.kind) {
    case 'person-dismissed': {
      const { person, office } = event
      const after = lost(slice, groupOf.held(partyKey({ kind: 'person', id: person })), place, (holder) => {
        return holder.id === person && holder.office === office
      })
      return lost(after, groupOf.standsIn(person), place, (holder) => {
        return holder.for === person && holder.office === office
      })
    }
    case 'absence-began': {
      const group = groupOf.held(partyKey({ kind: 'person', id: event.person }))
      // One's own affairs go on: without them nobody could come back.
      const isLost: IsLost = (holder, type, of) =>
        isPerson(event.person)(holder) && !isOwnAffair(type, of, holder)
      return lost(slice, group, place, isLost, { keepsWindow: true })
    }
    case 'absence-ended':
      return lost(slice, groupOf.standsIn(event.person), place, (holder) => holder.for === event.person, {
        keepsWindow: true,
      })
    case 'substitute-removed': {
      const { person, substitute, office } = event
      return lost(slice, groupOf.standsIn(person), place, (holder) => {
        return holder.id === substitute && holder.for === person && holder.office === office
      })
    }
    case 'training-lapsed':
    case 'training-withdrawn': {
      const { person, training } = event
      const group = groupOf.held(partyKey({ kind: 'person', id: person }))
      return lost(slice, group, place, (holder, type) => {
        return isPerson(person)(holder) && type.training.includes(training)
      })
    }
    case 'certificate-revoked':
      return lostKey(slice, event, place)
    case 'visitor-ended': {
      const group = groupOf.held(partyKey({ kind: 'visitor', id: event.visitor }))
      return lost(slice, group, place, (holder) => holder.key === event.key, { keepsWindow: true })
    }
    case 'person-appointed':
      // What the founder took for an office that nobody held is over once somebody holds it.
      return lost(slice, groupOf.founding(event.office), place, (holder) => {
        return holder.founding === true && holder.office === event.office
      })
    default:
      return slice
  }
}

function isPerson(person: string): (holder: Executor) => boolean {
  return (holder) => holder.kind === 'person' && holder.id === person
}

/**
 * A key can be a person's or, as a service's, the node's own. Anybody can renew a certificate of his own and
 * revoke the one before, so the window goes on.
 */
function lostKey(
  slice: ProcedureState,
  {
    principal,
    key,
  }: { readonly principal: { readonly kind: string; readonly id: string }; readonly key: string },
  place: Place,
): ProcedureState {
  const kind = principal.kind === 'person' ? 'person' : 'node'
  const group = groupOf.held(partyKey({ kind, id: principal.id }))
  return lost(slice, group, place, (holder) => holder.kind === kind && holder.key === key, {
    keepsWindow: true,
  })
}

type IsLost = (holder: Executor, type: StepType, of: Case) => boolean

/** Whoever holds a step of the group under what no longer counts loses it, or his part in it. */
function lost(
  slice: ProcedureState,
  group: string,
  place: Place,
  isLost: IsLost,
  how: { readonly keepsWindow?: true } = {},
): ProcedureState {
  let after = slice
  for (const number of numbersOf(slice.sets, group)) {
    const { case: id, place: at } = stepOf(number)
    const { procedure, of } = caseIn(after, id)
    const { type, step } = stepAt(procedure, of, at)
    const named = { case: id, step: type.id }
    const { executor, delegates = [] } = step
    if (executor && isLost(executor, type, of)) {
      after = happenedIfLeft(after, named, { kind: 'lose-executor', ...how }, place)
      continue
    }
    for (const { kind, id: delegate, ...part } of delegates) {
      if (!isLost({ kind, id: delegate, ...part }, type, of)) continue
      after = happenedIfLeft(
        after,
        named,
        { kind: 'end-delegation', delegate: { kind, id: delegate } },
        place,
      )
    }
  }
  return after
}

/**
 * A running or ended case with the version of its procedure; `undefined` when there is none of that
 * number.
 */
export function caseOf(state: State, id: string): Running | undefined {
  const { cases, versions } = read(state, procedureSlice)
  const of = row(cases, id)
  return of && { of, procedure: certain(row(versions, of.digest), `the procedure of case ${id}`) }
}

/** The version of a procedure that new cases are opened with. */
export function currentProcedure(
  state: State,
  name: string,
): { readonly adoption: Adoption; readonly procedure: Procedure; readonly text: string } | undefined {
  const { procedures, versions, texts } = read(state, procedureSlice)
  const adoption = row(procedures, name)
  if (!adoption) return undefined
  const procedure = certain(row(versions, adoption.digest), `the version of ${name}`)
  return { adoption, procedure, text: certain(row(texts, adoption.digest), `the text of ${name}`) }
}

/**
 * Digests of the texts that the founding announced and has not adopted yet, the next one first: none once the
 * unit is whole.
 */
export function announcedProcedures(state: State): readonly string[] {
  return read(state, procedureSlice).announced
}

/** Every adoption of a procedure, the newest first, with the text each adopted. */
export function versionsOf(state: State, name: string): readonly (Adoption & { readonly text: string })[] {
  const { procedures, former, texts } = read(state, procedureSlice)
  const current = row(procedures, name)
  const all = [...(row(former, name) ?? []), ...(current ? [current] : [])]
  return all.toReversed().map((one) => ({ ...one, text: certain(row(texts, one.digest), 'a text') }))
}

/** When the node's clock has to be put on the record next, because something will have ended or begun. */
export function nextDue(state: State): Instant | undefined {
  const second = leastNumber(read(state, procedureSlice).sets, dueGroup)
  const times = [second === undefined ? undefined : second * 1000, nextOrganizationDue(state)]
  const due = times.filter((time) => time !== undefined)
  return due.length === 0 ? undefined : Math.min(...due)
}

/** The steps that wait for a node to take them, the oldest first. */
export function stepsForNode(state: State): readonly { readonly case: string; readonly step: string }[] {
  const { sets } = read(state, procedureSlice)
  return Array.from(numbersOf(sets, groupOf.waits('node')), (number) => {
    const { case: id, place } = stepOf(number)
    const { procedure, of } = certain(caseOf(state, id), `case ${id}`)
    return { case: id, step: stepAt(procedure, of, place).type.id }
  })
}
