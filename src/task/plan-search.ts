import { type Board, countsAllow, layOut, lift, planOf, put } from './plan-board.ts'
import type { Classes } from './plan-class.ts'
import type { Demands } from './plan-demand.ts'
import { lowest } from './plan-match.ts'
import type { GroupsSolved, Meter } from './plan-part.ts'
import { type Aspect, aspectOf, type Profiles } from './plan-profile.ts'
import type { Tie } from './plan-tie.ts'

/** Groups of steps with all that is asked of them. */
export interface Puzzle extends Demands {
  readonly classes: Classes
  readonly profiles: Profiles
  readonly ties: readonly (readonly Tie[])[]
}

type Outcome = 'found' | 'failed' | 'spent'

/**
 * Most searches end within so many nodes. One that does not began in the wrong place: it begins again with
 * what it learned about where nothing is left, and may take twice as many.
 */
const nodesFirstTurnMax = 250

/** In turns, each with twice the nodes of the one before, until one ends by itself or the nodes are spent. */
export function search(puzzle: Puzzle, meter: Meter): GroupsSolved {
  for (let share = nodesFirstTurnMax; ; share *= 2) {
    const given = Math.min(share, meter.left)
    const turn: Meter = { ...meter, left: given }
    const found = searchOnce(puzzle, turn)
    meter.left -= given - Math.max(0, turn.left)
    if (found.kind !== 'unknown' || meter.left <= 0) return found
  }
}

/**
 * Searches the partitions of the groups into blocks, each taken by one person: the group that is hardest to
 * place goes into each block it may join and into one of its own, as long as the blocks can be matched to
 * people. When it fails, nothing but the groups it looked into had a part in that.
 */
function searchOnce(puzzle: Puzzle, meter: Meter): GroupsSolved {
  const board = layOut(puzzle, meter.hardness)
  const outcome = descend(board, meter)
  puzzle.groups.forEach(({ steps: [step = -1] }, at) => {
    meter.hardness[step] = board.hardness[at] ?? 0
  })
  switch (outcome) {
    case 'found':
      return { kind: 'yes', people: planOf(board) }
    case 'failed': {
      const groups = puzzle.groups.map((_, at) => at)
      return { kind: 'no', groups: groups.filter((at) => board.looked[at] === 1) }
    }
    case 'spent':
      return { kind: 'unknown' }
    default:
      return outcome satisfies never
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

/** Takes the group with the fewest places for its hardness and ties off those that are open. */
function takeTightest(board: Board): number {
  const { open, hardness, ties } = board
  let best = 0
  let bestPlaces = Number.POSITIVE_INFINITY
  let bestWeight = 1
  for (let at = 0; at < open.length && bestPlaces > 0; at++) {
    const group = open[at] ?? 0
    const own = (hardness[group] ?? 0) + (ties[group] ?? 1)
    const placesMax = (bestPlaces * own) / bestWeight
    let places = mayOpen(board, group) ? 1 : 0
    for (let block = 0; block < board.blocks && places < placesMax; block++) {
      if (mayJoin(board, group, block)) places += 1
    }
    if (places >= placesMax) continue
    best = at
    bestPlaces = places
    bestWeight = own
  }
  const group = open[best] ?? 0
  const last = open.pop() ?? 0
  if (best < open.length) open[best] = last
  board.looked[group] = 1
  if (bestPlaces === 0) hardness[group] = (hardness[group] ?? 0) + 1
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

/** Puts a group into a block; once for each kind of person where pairs with open groups depend on that. */
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
  const aspects = aspectsAsked(board, group)
  let outcome: Outcome = 'failed'
  if (aspects.size === 0) outcome = putAndDescend(board, meter, group, block, before, -1)
  else {
    for (const kind of kindsIn(board, before, aspects).values()) {
      const row = rowOf(board, kind)
      outcome = putAndDescend(board, meter, group, block, row, kind.profile)
      board.poolUsed = row
      if (outcome !== 'failed') break
    }
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
  if (!trace.fits) board.hardness[group] = (board.hardness[group] ?? 0) + 1
  const outcome = trace.fits ? descend(board, meter) : 'failed'
  if (outcome !== 'found') lift(board, group, block, trace)
  board.poolUsed = before
  return outcome
}

/** What pairs with groups that are still open ask about. */
function aspectsAsked({ pairsOf, blockOf }: Board, group: number): ReadonlySet<Aspect> {
  const found = new Set<Aspect>()
  for (const { partner, kind } of pairsOf[group] ?? []) {
    if (blockOf[partner] === -1) found.add(aspectOf[kind])
  }
  return found
}

/** People who are alike in some aspects, with one of their profiles. */
interface Kind {
  readonly profile: number
  readonly places: number[]
}

function kindsIn(board: Board, row: number, aspects: ReadonlySet<Aspect>): ReadonlyMap<number, Kind> {
  const { words, pool, classes, puzzle } = board
  const { samples, aspects: numbers } = puzzle.profiles
  const asked = [...aspects].map((aspect) => numbers[aspect])
  const found = new Map<number, Kind>()
  for (let word = 0; word < words; word++) {
    for (let bits = pool[row + word] ?? 0; bits !== 0; bits &= bits - 1) {
      const place = word * 32 + lowest(bits)
      const profile = classes.profileOf[place] ?? 0
      const key = asked.reduce((sum, alike) => sum * samples.length + (alike[profile] ?? 0), 0)
      const known = found.get(key)
      if (known === undefined) found.set(key, { profile, places: [place] })
      else known.places.push(place)
    }
  }
  return found
}

/** A new row with the classes of one kind. */
function rowOf(board: Board, { places }: Kind): number {
  const { words, pool } = board
  const row = board.poolUsed
  board.poolUsed += words
  pool.fill(0, row, row + words)
  for (const place of places) {
    const word = row + (place >>> 5)
    pool[word] = (pool[word] ?? 0) | (1 << (place & 31))
  }
  return row
}
