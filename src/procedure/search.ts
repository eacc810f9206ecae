import type { Instant } from '#clock'
import { certain } from '#fault'
import { numbersOf, row } from '#table'
import { covers, type LiveGrant, liveGrants, type Party, sameParty, wider } from '#task'
import { read, type State } from '#unit'
import { grantKey, groupOf, partyKey, stepOf } from './marks.ts'
import { caseOf, procedureSlice } from './state.ts'
import { firstVouched, type Vouched, vouchedUntil } from './vouched.ts'

/**
 * Steps looked at for one part of a search: some 10 ms at the most, while nobody else is answered. What is
 * beyond them comes with the next part.
 */
const stepsLookedAtMax = 1_000

/** Where a search goes on. */
export interface SearchPlace {
  /** Which of the lists that are gone through one after the other. */
  readonly list: number
  /** Number of the step. */
  readonly number: number
  /** Results of that step that were told before. */
  readonly skip: number
}

/** A part of what a search finds; `next` is there while it has not come to its end. */
export interface Found<T> {
  readonly found: readonly T[]
  readonly next?: SearchPlace
}

/** From where on a search is wanted, and how much of it. */
export interface SearchPart {
  readonly from: SearchPlace
  readonly resultsMax: number
}

/**
 * Who may do something on an object now, people and visitors: each once, at the step by which he would be
 * admitted. In the order of cases, those who may do it on exactly this object first.
 */
export function searchHolders(
  state: State,
  asked: {
    readonly permission: string
    readonly object: string
    readonly kinds: readonly Party['kind'][]
    readonly time: Instant
  },
  part: SearchPart,
): Found<Party> {
  const { permission, object, kinds, time } = asked
  const lists = [...new Set([object, ...wider(object)])]
  const groups = lists.map((named) => groupOf.gives(permission, named))
  return gathered(state, groups, part, (live, list) => {
    const party = holderOf(live)
    if (live.grant.object !== lists[list] || !kinds.includes(party.kind)) return undefined
    const vouched = { party, bound: {} }
    const first = firstVouched(state, { vouched, permission, object, time })
    return first && isSame(first.live, live) ? party : undefined
  })
}

/**
 * On which objects below a first segment somebody may do something now, each once; one with a final `*`
 * stands for any rest.
 */
export function searchObjects(
  state: State,
  asked: {
    readonly vouched: Vouched
    readonly permission: string
    readonly type: string
    readonly time: Instant
  },
  part: SearchPart,
): Found<string> {
  const { vouched, permission, type, time } = asked
  const { grants } = read(state, procedureSlice)
  const party = partyKey(vouched.party)
  return gathered(state, [groupOf.held(party)], part, (live) => {
    const { object } = live.grant
    if (live.grant.permission !== permission || !sameParty(holderOf(live), vouched.party)) return undefined
    if (object !== type && !object.startsWith(`${type}/`)) return undefined
    const fitting = row(grants, grantKey(party, permission, object)) ?? []
    const first = fitting.find((one) => vouchedUntil(state, vouched, one, time) !== undefined)
    return first && isSame(first, live) ? object : undefined
  })
}

/** What somebody may do on an object now: permissions, each once. */
export function searchPermissions(
  state: State,
  asked: { readonly vouched: Vouched; readonly object: string; readonly time: Instant },
  part: SearchPart,
): Found<string> {
  const { vouched, object, time } = asked
  return gathered(state, [groupOf.held(partyKey(vouched.party))], part, (live) => {
    const { permission } = live.grant
    if (!sameParty(holderOf(live), vouched.party) || !covers(live.grant.object, object)) return undefined
    const first = firstVouched(state, { vouched, permission, object, time })
    return first && isSame(first.live, live) ? permission : undefined
  })
}

function gathered<T>(
  state: State,
  groups: readonly string[],
  { from, resultsMax }: SearchPart,
  pick: (live: LiveGrant, list: number) => T | undefined,
): Found<T> {
  const { sets } = read(state, procedureSlice)
  const found: T[] = []
  let looked = 0
  for (const [list, group] of groups.entries()) {
    if (list < from.list) continue
    const first = list === from.list ? from : { number: 0, skip: 0 }
    for (const number of numbersOf(sets, group, first.number)) {
      if (++looked > stepsLookedAtMax) return { found, next: { list, number, skip: 0 } }
      const results = grantsOf(state, number).flatMap((live) => pick(live, list) ?? [])
      for (const [at, result] of results.entries()) {
        if (number === first.number && at < first.skip) continue
        if (found.length === resultsMax) return { found, next: { list, number, skip: at } }
        found.push(result)
      }
    }
  }
  return { found }
}

function grantsOf(state: State, number: number): readonly LiveGrant[] {
  const { case: id, place } = stepOf(number)
  const { procedure, of } = certain(caseOf(state, id), `case ${id}`)
  return liveGrants(procedure, of, place)
}

function holderOf({ grant }: LiveGrant): Party {
  const { person: id, node, visitor } = grant
  return { kind: node ? 'node' : visitor ? 'visitor' : 'person', id }
}

function isSame({ grant: a }: LiveGrant, { grant: b }: LiveGrant): boolean {
  const { case: id, step, permission, object } = a
  return id === b.case && step === b.step && permission === b.permission && object === b.object
}
