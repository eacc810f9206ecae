import { hex, sha256, utf8 } from '#bytes'
import type { Instant } from '#clock'
import { certain, sure } from '#fault'
import type { IdentityEvent } from '#identity'
import type { OrganizationEvent } from '#organization'
import type { RecognitionEvent } from '#recognition'
import { emptyTable, leastNumber, numbersOf, row, type Table, withRow } from '#table'
import {
  type Case,
  cancelCase,
  countUse,
  type Happening,
  openCase,
  type Party,
  type Procedure,
  parseProcedure,
  stepAt,
  stepPlace,
  transition,
} from '#task'
import { type Event, type Place, read, type Slice, type State } from '#unit'
import type { ProcedureEvent } from './events.ts'
import { dueGroup, groupOf, type Marks, partyKey, remarked, stepOf } from './marks.ts'

/** The version of a procedure that new cases are opened with. */
export interface Adoption {
  readonly procedure: string
  readonly digest: string
  /** Index of the entry that adopted it. */
  readonly entry: number
  readonly time: Instant
}

/** A text drafted in a case. */
export interface Draft {
  readonly procedure: string
  readonly digest: string
  readonly text: string
}

export interface ProcedureState extends Marks {
  /** By the case in which they were drafted. */
  readonly drafts: Table<Draft>
  /** By name. */
  readonly procedures: Table<Adoption>
  /** By digest of their text: every version that was ever adopted, because cases keep theirs. */
  readonly versions: Table<Procedure>
  readonly texts: Table<string>
  /** Digests of the texts that the founding announced and has not adopted yet, the next one first. */
  readonly announced: readonly string[]
  readonly cases: Table<Case>
  /** The number the next case will have. */
  readonly nextCase: number
}

export const procedureSlice: Slice<ProcedureState> = {
  name: 'procedure',
  tables: ['drafts', 'procedures', 'versions', 'texts', 'cases', 'grants', 'sets', 'lists'],
  empty: {
    drafts: emptyTable(),
    procedures: emptyTable(),
    versions: emptyTable(),
    texts: emptyTable(),
    announced: [],
    cases: emptyTable(),
    nextCase: 1,
    grants: emptyTable(),
    sets: emptyTable(),
    lists: emptyTable(),
  },
  evolve(slice: ProcedureState, event: Event, place: Place): ProcedureState {
    return evolved(slice, event as AnyEvent, place)
  },
}

/** Those of the rooms whose facts a step rests on. */
type AnyEvent = ProcedureEvent | IdentityEvent | OrganizationEvent | RecognitionEvent

function evolved(slice: ProcedureState, event: AnyEvent, place: Place): ProcedureState {
  switch (event.kind) {
    case 'procedure-drafted': {
      const { procedure, digest, text } = event
      return { ...slice, drafts: withRow(slice.drafts, event.case, { procedure, digest, text }) }
    }
    case 'procedure-adopted':
      return adopted(slice, event, place)
    case 'procedures-announced':
      return { ...slice, announced: event.digests }
    case 'case-opened': {
      const procedure = certain(row(slice.versions, event.digest), 'the version of a procedure')
      const opened = openCase(procedure, { ...event, id: event.case }, place)
      return withCase({ ...slice, nextCase: Number(event.case) + 1 }, procedure, undefined, opened)
    }
    case 'step-claimed':
      return happened(slice, event, { kind: 'claim', executor: event.executor }, place)
    case 'step-held':
      return happened(slice, event, { kind: 'hold' }, place)
    case 'step-resumed':
      return happened(slice, event, { kind: 'resume', executor: event.executor }, place)
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
      return expired(slice, event, place)
    case 'case-cancelled': {
      const { procedure, of } = caseIn(slice, event.case)
      const after = sure(cancelCase(of, event.reason, place), `cancelling case ${event.case}`)
      return withCase(slice, procedure, of, after)
    }
    case 'person-dismissed':
      return lost(slice, { kind: 'person', id: event.person }, place, (_, office) => office === event.office)
    case 'certificate-revoked':
      return lostKey(slice, event, place)
    case 'visitor-ended':
      return lost(slice, { kind: 'visitor', id: event.visitor }, place, (key) => key === event.key)
    case 'person-appointed':
      return tightened(slice, event.office, place)
    default:
      return slice
  }
}

/** The text that was drafted in a case. */
export function draftIn(state: State, of: string): Draft | undefined {
  return row(read(state, procedureSlice).drafts, of)
}

/** SHA-256 of a procedure's text, hex. */
export function digestOf(text: string): string {
  return hex(sha256(utf8(text)))
}

function adopted(
  slice: ProcedureState,
  { procedure, digest, text }: { readonly procedure: string; readonly digest: string; readonly text: string },
  { index, time }: Place,
): ProcedureState {
  const adoption: Adoption = { procedure, digest, entry: index, time }
  const parsed = sure(parseProcedure(text), `the adopted text of ${procedure}`)
  return {
    ...slice,
    procedures: withRow(slice.procedures, procedure, adoption),
    versions: withRow(slice.versions, digest, parsed.procedure),
    texts: withRow(slice.texts, digest, text),
    announced: slice.announced[0] === digest ? slice.announced.slice(1) : slice.announced,
  }
}

interface Running {
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
 * A step that an earlier event of the same entry ended (its own last use, say) has nothing left to expire.
 */
function expired(
  slice: ProcedureState,
  { case: id, step }: { readonly case: string; readonly step: string },
  place: Place,
): ProcedureState {
  const { procedure, of } = caseIn(slice, id)
  const after = transition(procedure, of, stepPlace(procedure, step), { kind: 'expire' }, place)
  return after.ok ? withCase(slice, procedure, of, after.value) : slice
}

/** Every step a party holds under what no longer counts gets a fresh instance. */
function lost(
  slice: ProcedureState,
  party: Party,
  place: Place,
  isLost: (key: string, office: string | undefined) => boolean,
): ProcedureState {
  return freshInstances(slice, groupOf.held(partyKey(party)), place, isLost)
}

/** A key can be a person's or, as a service's, the node's own. */
function lostKey(
  slice: ProcedureState,
  {
    principal,
    key,
  }: { readonly principal: { readonly kind: string; readonly id: string }; readonly key: string },
  place: Place,
): ProcedureState {
  const kind = principal.kind === 'person' ? 'person' : 'node'
  return lost(slice, { kind, id: principal.id }, place, (bound) => bound === key)
}

/** What the founder took for an office that nobody held is over once somebody holds it. */
function tightened(slice: ProcedureState, office: string, place: Place): ProcedureState {
  return freshInstances(slice, groupOf.founding(office), place, () => true)
}

function freshInstances(
  slice: ProcedureState,
  group: string,
  place: Place,
  isLost: (key: string, office: string | undefined) => boolean,
): ProcedureState {
  let after = slice
  for (const number of numbersOf(slice.sets, group)) {
    const { case: id, place: at } = stepOf(number)
    const { procedure, of } = caseIn(after, id)
    const { type, step } = stepAt(procedure, of, at)
    const { executor } = step
    if (executor && isLost(executor.key, executor.office)) {
      after = happened(after, { case: id, step: type.id }, { kind: 'lose-executor' }, place)
    }
  }
  return after
}

/**
 * A running or ended case with the version of its procedure; `undefined` when there is none of that
 * number.
 */
export function caseOf(state: State, id: string): Running | undefined {
  const slice = read(state, procedureSlice)
  return row(slice.cases, id) === undefined ? undefined : caseIn(slice, id)
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

/** When the node's clock has to be put on the record next, because a window will have ended. */
export function nextDue(state: State): Instant | undefined {
  const second = leastNumber(read(state, procedureSlice).sets, dueGroup)
  return second === undefined ? undefined : second * 1000
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
