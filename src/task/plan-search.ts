import { type Board, countsAllow, layOut, lift, planOf, put } from './plan-board.ts'
import type { Classes } from './plan-class.ts'
import type { Demands } from './plan-demand.ts'
import type { Profiles } from './plan-list.ts'
import { lowest } from './plan-match.ts'
import type { GroupsSolved, Meter } from './plan-part.ts'

/** Groups of steps with all that is asked of them. */
export interface Puzzle extends Demands {
  readonly classes: Classes
  readonly profiles: Profiles
}

type Outcome = 'found' | 'failed' | 'spent'

/**
 * Searches the partitions of the groups into blocks, each taken by one person: the group with the fewest
 * places left goes into each block it may join and into one of its own, as long as the blocks can be matched
 * to people. When it fails, nothing but the groups it looked into had a part in that.
 */
export function search(puzzle: Puzzle, meter: Meter): GroupsSolved {
  const board = layOut(puzzle)
  switch (descend(board, meter)) {
    case 'found':
      return { kind: 'yes', people: planOf(board) }
    case 'failed': {
      const groups = puzzle.groups.map((_, at) => at)
      return { kind: 'no', groups: groups.filter((at) => board.looked[at] === 1) }
    }
    case 'spent':
      return { kind: 'unknown' }
  }
}

function descend(board: Board, meter: Meter): Outcome {
  if (board.open.length === 0) return 'found'
  const group = takeTightest(board)
  const fresh = board.blocks
  for (let block = fresh; block >= 0; block--) {
    if (block === fresh ? !mayOpen(board, group) : !mayJoin(board, group, block)) continue
    const outcome = tryIn(board, meter, group, block)
    if (outcome !== 'failed') return outcome
  }
  board.open.push(group)
  return 'failed'
}

/** Takes the group with the fewest places off those that are open; of equals the one with the most ties. */
function takeTightest(board: Board): number {
  const { open, ties } = board
  let best = 0
  let bestPlaces = Number.POSITIVE_INFINITY
  let bestTies = -1
  for (let at = 0; at < open.length && bestPlaces > 0; at++) {
    const group = open[at] ?? 0
    let places = mayOpen(board, group) ? 1 : 0
    for (let block = 0; block < board.blocks && places <= bestPlaces; block++) {
      if (mayJoin(board, group, block)) places += 1
    }
    const tied = ties[group] ?? 0
    if (places > bestPlaces || (places === bestPlaces && tied <= bestTies)) continue
    best = at
    bestPlaces = places
    bestTies = tied
  }
  const group = open[best] ?? 0
  const last = open.pop() ?? 0
  if (best < open.length) open[best] = last
  board.looked[group] = 1
  return group
}

function mayOpen(board: Board, group: number): boolean {
  const { words, pool, anonymous } = board
  const row = board.rowOfGroup[group] ?? 0
  for (let word = 0; word < words; word++) {
    if (((pool[row + word] ?? 0) & (anonymous[word] ?? 0)) !== 0) return countsAllow(board, group, -1)
  }
  return false
}

function mayJoin(board: Board, group: number, block: number): boolean {
  const { words, pool, clash, groups } = board
  if (clash[block * groups + group] !== 0 || !countsAllow(board, group, block)) return false
  const own = board.rowOfGroup[group] ?? 0
  const row = board.matching.rowOf[block] ?? 0
  for (let word = 0; word < words; word++) {
    if (((pool[row + word] ?? 0) & (pool[own + word] ?? 0)) !== 0) return true
  }
  return false
}

/** Puts a group into a block; where what others ask depends on who takes it, once for each profile. */
function tryIn(board: Board, meter: Meter, group: number, block: number): Outcome {
  const { words, pool, anonymous, matching } = board
  const before = board.poolUsed
  const own = board.rowOfGroup[group] ?? 0
  const joined = block < board.blocks ? (matching.rowOf[block] ?? 0) : -1
  board.poolUsed += words
  for (let word = 0; word < words; word++) {
    const may = joined === -1 ? (anonymous[word] ?? 0) : (pool[joined + word] ?? 0)
    pool[before + word] = (pool[own + word] ?? 0) & may
  }
  let outcome: Outcome = 'failed'
  for (const profile of asksProfile(board, group) ? profilesIn(board, before) : [-1]) {
    const row = profile === -1 ? before : rowOfProfile(board, before, profile)
    outcome = putAndDescend(board, meter, group, block, row, profile)
    if (outcome !== 'failed') break
  }
  board.poolUsed = before
  return outcome
}

function putAndDescend(
  board: Board,
  meter: Meter,
  group: number,
  block: number,
  row: number,
  profile: number,
): Outcome {
  meter.left -= 1
  if (meter.left < 0) return 'spent'
  const before = board.poolUsed
  const trace = put(board, group, block, row, profile)
  const outcome = trace.fits ? descend(board, meter) : 'failed'
  if (outcome !== 'found') lift(board, group, block, trace)
  board.poolUsed = before
  return outcome
}

/** Whether a pair with this group is still open on its other side. */
function asksProfile({ pairsOf, blockOf }: Board, group: number): boolean {
  for (const { partner } of pairsOf[group] ?? []) if (blockOf[partner] === -1) return true
  return false
}

function profilesIn({ words, pool, classes }: Board, row: number): Iterable<number> {
  const found = new Set<number>()
  for (let word = 0; word < words; word++) {
    for (let bits = pool[row + word] ?? 0; bits !== 0; bits &= bits - 1) {
      found.add(classes.profileOf[word * 32 + lowest(bits)] ?? 0)
    }
  }
  return found
}

/** The part of a row that has one profile, as a row of its own that the next one overwrites. */
function rowOfProfile(board: Board, row: number, profile: number): number {
  const { words, pool, classes } = board
  const narrow = row + words
  board.poolUsed = narrow + words
  for (let word = 0; word < words; word++) {
    let kept = 0
    for (let bits = pool[row + word] ?? 0; bits !== 0; bits &= bits - 1) {
      const bit = bits & -bits
      if (classes.profileOf[word * 32 + lowest(bits)] === profile) kept |= bit
    }
    pool[narrow + word] = kept
  }
  return narrow
}
