import { certain } from '#fault'
import { changedRows, row } from '#table'
import {
  type Executor,
  type LiveGrant,
  liveGrants,
  type Party,
  type Step,
  type StepGrant,
  sameParty,
  stepAt,
  stepPlace,
  type Taker,
} from '#task'
import { read, type State } from '#unit'
import { caseOf, procedureSlice } from './state.ts'

/** Why a right ended: what became of its step, or of the party's part in it. */
export type RightEnd =
  | NonNullable<Step['end']>
  | 'hold'
  /** Nobody holds the step: its executor may no longer be one or gave it back, or its round is over. */
  | 'lost'
  /** The step goes on, and what it gave him of it has been used as often as it may. */
  | 'uses-spent'
  /** The step goes on, bound to another key of the same party, or under a later epoch. */
  | 'other-key'
  | 'new-epoch'
  /** The step goes on in the hands of others: the delegation ended, or somebody broke the glass. */
  | 'withdrawn'

/** A right somebody had by a live step and has no more. */
export interface EndedRight {
  readonly case: string
  readonly step: string
  /** The one permission that ended; all of them when absent. */
  readonly permission?: string
  /** Id of the party who had it. */
  readonly person: string
  readonly kind: Taker['kind']
  /** Thumbprint of the key it was bound to. */
  readonly key: string
  /**
   * Index of the entry that ended it: whatever was decided for this party, key, step (and permission) under
   * an earlier epoch is void.
   */
  readonly epoch: number
  readonly reason: RightEnd
}

/**
 * Every right that a party had in one state and in a later one has no more, or only under another epoch, with
 * another key: in the order of cases. Windows that are over count as ended once the record says so. Takes the
 * time of what changed between the two.
 */
export function endedRights(before: State, after: State): readonly EndedRight[] {
  return Array.from(goneGrants(before, after).values(), (gone) => endingsOf(gone, after))
    .flat()
    .sort(inOrder)
}

/** Grants of one right: never none. */
type GrantsOfRight = [LiveGrant, ...LiveGrant[]]

/** The grants that are gone, those of one right together. */
function goneGrants(before: State, after: State): ReadonlyMap<string, GrantsOfRight> {
  const { grants: was } = read(before, procedureSlice)
  const { grants: is } = read(after, procedureSlice)
  const gone = new Map<string, GrantsOfRight>()
  for (const key of changedRows(was, is)) {
    const left = row(is, key) ?? []
    for (const live of row(was, key) ?? []) {
      if (left.some((other) => sameRight(other, live))) continue
      const { case: id, step } = live.grant
      const right = JSON.stringify([id, step, holderOf(live.grant), live.key])
      const known = gone.get(right)
      if (known) known.push(live)
      else gone.set(right, [live])
    }
  }
  return gone
}

/** What ended of one right: the whole of it, or some of its permissions. */
function endingsOf(gone: GrantsOfRight, after: State): readonly EndedRight[] {
  const [first] = gone
  const { case: id, step } = first.grant
  const { procedure, of } = certain(caseOf(after, id), `case ${id}`)
  const place = stepPlace(procedure, step)
  const { step: now } = stepAt(procedure, of, place)
  const holder = holderOf(first.grant)
  const epoch = now.epoch > first.grant.epoch ? now.epoch : after.size - 1
  const ended = { case: id, step, person: holder.id, kind: holder.kind, key: first.key, epoch }
  const goesOn = liveGrants(procedure, of, place).some((live) => sameRight(live, first))
  if (!goesOn) return [{ ...ended, reason: reasonOf(now, first) }]
  const permissions = new Set(gone.map(({ grant }) => grant.permission))
  return Array.from(permissions, (permission) => ({ ...ended, permission, reason: 'uses-spent' as const }))
}

function sameRight(a: LiveGrant, b: LiveGrant): boolean {
  const { grant: one } = a
  const { grant: other } = b
  if (one.case !== other.case || one.step !== other.step || one.epoch !== other.epoch) return false
  return a.key === b.key && sameParty(holderOf(one), holderOf(other))
}

function holderOf({ person: id, node, visitor }: StepGrant): Taker {
  if (node) return { kind: 'node', id }
  return { kind: visitor ? 'visitor' : 'person', id }
}

function reasonOf(
  { state, end, epoch, executor, delegates = [] }: Step,
  { grant, key }: LiveGrant,
): RightEnd {
  switch (state) {
    case 'invalid':
      return end ?? 'withdrawn'
    case 'hold':
      return 'hold'
    case 'dormant':
    case 'invoked':
      return 'lost'
    case 'valid':
      return epoch === grant.epoch ? 'uses-spent' : rebound([executor, ...delegates], holderOf(grant), key)
    default:
      return state satisfies never
  }
}

/** What became of the part of somebody in a step that goes on under a later epoch. */
function rebound(holders: readonly (Executor | undefined)[], party: Party, key: string): RightEnd {
  const holder = holders.find((one) => one && sameParty(one, party))
  if (!holder) return 'withdrawn'
  return holder.key === key ? 'new-epoch' : 'other-key'
}

function inOrder(a: EndedRight, b: EndedRight): number {
  if (a.case !== b.case) return Number(a.case) - Number(b.case)
  return keyOf(a) < keyOf(b) ? -1 : 1
}

function keyOf({ step, kind, person, key, permission = '' }: EndedRight): string {
  return JSON.stringify([step, kind, person, key, permission])
}
