import type { Instant } from '#clock'
import type { PrincipalKind } from '#identity'
import { type Listed, orderBy, principalKinds, type Roll, type Sort } from './roll.ts'
import { type Standing, standingAt } from './standing.ts'
import { wordsOf } from './text-index.ts'

/** Whom to look for. */
export interface Wanted {
  readonly kind?: PrincipalKind | undefined
  /** Parts of name and identifier, all of which must be there. */
  readonly text?: string | undefined
  readonly standing?: Standing | undefined
  readonly time: Instant
}

/** Where a page of a list begins. */
export interface Page {
  readonly sort: Sort
  readonly descending: boolean
  /** The last one of the page before; its `ends` as it was then. */
  readonly after?: Listed | undefined
  readonly limit: number
}

interface Found {
  readonly shown: readonly Listed[]
  readonly isMore: boolean
  /** How many there are of each kind, whichever is wanted. */
  readonly counts: Readonly<Record<PrincipalKind, number>>
}

/**
 * The principals of a page in a list of those that are wanted. Objects are looked at only once they are
 * found: 100,000 of them lie far apart in memory, and the columns of the roll do not.
 */
export function lookUp(roll: Roll, wanted: Wanted, page: Page): Found {
  const matches = matchesIn(roll, wanted)
  const { numbers } = roll.order(page.sort)
  const kind = wanted.kind === undefined ? -1 : principalKinds.indexOf(wanted.kind)
  const shown: Listed[] = []
  const step = page.descending ? -1 : 1
  let at = beginOf(roll, page)
  for (let number = numbers[at]; number !== undefined; number = numbers[(at += step)]) {
    if ((kind >= 0 && roll.kinds[number] !== kind) || matches?.[number] === 0) continue
    if (shown.length === page.limit) return { shown, isMore: true, counts: countsOf(roll, matches) }
    shown.push(roll.at(number))
  }
  return { shown, isMore: false, counts: countsOf(roll, matches) }
}

/** For each number 1 if text and standing are those that are wanted; `undefined` if any are. */
function matchesIn(roll: Roll, { text = '', standing, time }: Wanted): Uint8Array | undefined {
  const found = roll.texts.find(wordsOf(text))
  if (standing === undefined) return found
  const matches = found ?? new Uint8Array(roll.ends.length).fill(1)
  for (const [number, ends] of roll.ends.entries()) {
    if (matches[number] === 1 && standingAt(ends, time) !== standing) matches[number] = 0
  }
  return matches
}

function countsOf({ kinds }: Roll, matches: Uint8Array | undefined): Found['counts'] {
  const counts = [0, 0, 0]
  for (let number = 0; number < kinds.length; number++) {
    const kind = kinds[number] ?? 0
    if (matches === undefined || matches[number] === 1) counts[kind] = (counts[kind] ?? 0) + 1
  }
  const [person = 0, device = 0, service = 0] = counts
  return { person, device, service }
}

/** The first place of a page, whether the one it comes after still stands where it stood or not. */
function beginOf(roll: Roll, { sort, descending, after }: Page): number {
  const order = roll.order(sort)
  if (!after) return descending ? order.numbers.length - 1 : 0
  const compare = orderBy(sort)
  const compared = (number: number): number => compare(roll.at(number), after)
  if (descending) return order.firstFor((number) => compared(number) >= 0) - 1
  return order.firstFor((number) => compared(number) > 0)
}
