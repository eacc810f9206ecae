import type { Classes } from './plan-class.ts'
import type { Count } from './plan-demand.ts'
import { beginMatching, type Matching, matchBlock, unmatchBlock } from './plan-match.ts'
import type { Puzzle } from './plan-search.ts'
import type { Tie } from './plan-tie.ts'

/** A partition under way. Blocks of people who already took other steps come first and are never closed. */
export interface Board {
  readonly puzzle: Puzzle
  readonly classes: Classes
  readonly groups: number
  readonly words: number
  readonly blocksMax: number
  /** Rows of bits, one for each class; `poolUsed` says where the next begins. */
  readonly pool: Int32Array
  poolUsed: number
  /** Classes that a block without a name may be matched to. */
  readonly anonymous: Int32Array
  readonly rowOfGroup: Int32Array
  readonly matching: Matching
  /** Groups that have no block yet. */
  readonly open: number[]
  blocks: number
  readonly blockOf: Int32Array
  /** How many groups in a block a group must be apart from: block by group. */
  readonly clash: Int32Array
  readonly apart: readonly (readonly number[])[]
  readonly countsOf: readonly (readonly number[])[]
  readonly pairsOf: readonly (readonly Tie[])[]
  /** One more than the demands that tie a group to others. */
  readonly ties: Int32Array
  /** How often nothing was left for a group. */
  readonly hardness: Int32Array
  /** How many groups of a count lie in a block: count by block. */
  readonly touch: Int32Array
  /** For each count the people so far, and the groups still open. */
  readonly people: Int32Array
  readonly left: Int32Array
  readonly looked: Uint8Array
}

export function layOut(puzzle: Puzzle, hardness: readonly number[]): Board {
  const { classes, counts, pairs } = puzzle
  const { words, named, rows } = classes
  const groups = puzzle.groups.length
  const blocksMax = named.length + groups
  // Each group takes a row of its own, two when put into a block, and each pair one when its partner is put.
  const pool = new Int32Array((named.length + 3 * groups + pairs.length) * words)
  pool.set(rows)
  const anonymous = new Int32Array(words).fill(-1)
  const matching = beginMatching(
    pool,
    words,
    blocksMax,
    classes.members.map(({ length }) => length),
  )
  named.forEach(({ place }, at) => {
    const row = (groups + at) * words
    matching.rowOf[at] = row
    pool[row + (place >>> 5)] = 1 << (place & 31)
    anonymous[place >>> 5] = (anonymous[place >>> 5] ?? 0) & ~(1 << (place & 31))
  })
  const apart = puzzle.groups.map(({ apart }) => [...apart])
  const pairsOf = puzzle.ties
  const countsOf: number[][] = apart.map(() => [])
  counts.forEach(({ groups }, at) => {
    for (const group of groups) countsOf[group]?.push(at)
  })
  return {
    puzzle,
    classes,
    groups,
    words,
    blocksMax,
    pool,
    poolUsed: (groups + named.length) * words,
    anonymous,
    rowOfGroup: Int32Array.from(apart, (_, at) => at * words),
    matching,
    open: apart.map((_, at) => at),
    blocks: named.length,
    blockOf: new Int32Array(groups).fill(-1),
    clash: new Int32Array(blocksMax * groups),
    apart,
    countsOf,
    pairsOf,
    ties: Int32Array.from(apart, ({ length }, at) => {
      return 1 + length + (countsOf[at]?.length ?? 0) + (pairsOf[at]?.length ?? 0)
    }),
    hardness: Int32Array.from(puzzle.groups, ({ steps: [step = -1] }) => hardness[step] ?? 0),
    touch: touchOf(counts, classes, blocksMax),
    people: Int32Array.from(counts, ({ taken }) => taken.length),
    left: Int32Array.from(counts, ({ groups }) => groups.length),
    looked: new Uint8Array(groups),
  }
}

/** Who took a step of a count is one of its people already. */
function touchOf(counts: readonly Count[], { named }: Classes, blocksMax: number): Int32Array {
  const touch = new Int32Array(counts.length * blocksMax)
  counts.forEach(({ taken }, count) => {
    named.forEach(({ person }, block) => {
      if (taken.includes(person)) touch[count * blocksMax + block] = 1
    })
  })
  return touch
}

/** Whether every count can still be met with a group in a block, or in one of its own (-1). */
export function countsAllow(board: Board, group: number, block: number): boolean {
  const { puzzle, countsOf, touch, people, left, blocksMax } = board
  for (const at of countsOf[group] ?? []) {
    const count = puzzle.counts[at]
    if (count === undefined) continue
    const adds = block === -1 || touch[at * blocksMax + block] === 0 ? 1 : 0
    const after = (people[at] ?? 0) + adds
    if (after > count.most || after + (left[at] ?? 0) - 1 < count.least) return false
  }
  return true
}

/** What it takes to lift a group again. */
export interface Trace {
  /** Whether the blocks can still be matched and every open group has somebody left. */
  readonly fits: boolean
  readonly rowBefore: number
  readonly narrowed: readonly { readonly group: number; readonly rowBefore: number }[]
}

/**
 * Puts a group into a block, whose row becomes `row`; unless `profile` is -1, all of the row are alike in it
 * as far as pairs with open groups ask.
 */
export function put(board: Board, group: number, block: number, row: number, profile: number): Trace {
  const { matching, classes, clash, groups, apart, countsOf, touch, people, left, blocksMax } = board
  const rowBefore = matching.rowOf[block] ?? 0
  if (block === board.blocks) board.blocks += 1
  board.blockOf[group] = block
  matching.rowOf[block] = row
  for (const other of apart[group] ?? []) {
    clash[block * groups + other] = (clash[block * groups + other] ?? 0) + 1
  }
  for (const at of countsOf[group] ?? []) {
    const place = at * blocksMax + block
    const touching = touch[place] ?? 0
    if (touching === 0) people[at] = (people[at] ?? 0) + 1
    touch[place] = touching + 1
    left[at] = (left[at] ?? 0) - 1
  }
  const matched = block < classes.named.length || matchBlock(matching, block)
  if (!matched || profile === -1) return { fits: matched, rowBefore, narrowed: [] }
  return narrowPartners(board, group, profile, rowBefore)
}

function narrowPartners(board: Board, group: number, profile: number, rowBefore: number): Trace {
  const { words, pool, rowOfGroup, blockOf } = board
  const narrowed: { group: number; rowBefore: number }[] = []
  for (const tie of board.pairsOf[group] ?? []) {
    const { partner } = tie
    if (blockOf[partner] !== -1) continue
    const allowed = tie.allowed(profile)
    const old = rowOfGroup[partner] ?? 0
    const row = board.poolUsed
    board.poolUsed += words
    let some = 0
    for (let word = 0; word < words; word++) {
      const kept = (pool[old + word] ?? 0) & (allowed[word] ?? 0)
      pool[row + word] = kept
      some |= kept
    }
    rowOfGroup[partner] = row
    narrowed.push({ group: partner, rowBefore: old })
    if (some !== 0) continue
    board.looked[partner] = 1
    return { fits: false, rowBefore, narrowed }
  }
  return { fits: true, rowBefore, narrowed }
}

export function lift(board: Board, group: number, block: number, trace: Trace): void {
  const { matching, clash, groups, apart, countsOf, touch, people, left, blocksMax } = board
  for (const { group: partner, rowBefore } of trace.narrowed.toReversed()) {
    board.rowOfGroup[partner] = rowBefore
  }
  for (const at of countsOf[group] ?? []) {
    const place = at * blocksMax + block
    const touching = (touch[place] ?? 0) - 1
    touch[place] = touching
    if (touching === 0) people[at] = (people[at] ?? 0) - 1
    left[at] = (left[at] ?? 0) + 1
  }
  for (const other of apart[group] ?? []) {
    clash[block * groups + other] = (clash[block * groups + other] ?? 0) - 1
  }
  matching.rowOf[block] = trace.rowBefore
  board.blockOf[group] = -1
  if (block !== board.blocks - 1 || !isEmpty(board, block)) return
  board.blocks -= 1
  unmatchBlock(matching, block)
}

function isEmpty({ classes, blockOf }: Board, block: number): boolean {
  return block >= classes.named.length && !blockOf.includes(block)
}

/** The person of each group: those of a class in their order, block by block. */
export function planOf({ classes, matching, blocks, blockOf }: Board): readonly number[] {
  const used = classes.members.map(() => 0)
  const person: number[] = classes.named.map((one) => one.person)
  for (let block = person.length; block < blocks; block++) {
    const place = matching.classOf[block] ?? -1
    const nth = used[place] ?? 0
    used[place] = nth + 1
    person.push(classes.members[place]?.[nth] ?? -1)
  }
  return Array.from(blockOf, (block) => person[block] ?? -1)
}
