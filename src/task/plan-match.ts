/**
 * A matching of blocks (steps that one person takes) to classes of people, no class beyond its size; changed
 * block by block. What is taken back needs no care: with fewer steps the block's person still serves.
 */
export interface Matching {
  readonly words: number
  /** Rows of bits, the classes that can take a block, and where the row of each block begins. */
  readonly pool: Int32Array
  readonly rowOf: Int32Array
  /** The class of each block; -1 for none. */
  readonly classOf: Int32Array
  readonly room: Int32Array
  /** A bit for each class that has room. */
  readonly open: Int32Array
  /** The attempt in which each class was last asked to make room. */
  readonly asked: Int32Array
  attempt: number
}

export function beginMatching(
  pool: Int32Array,
  words: number,
  blocks: number,
  sizes: readonly number[],
): Matching {
  const open = new Int32Array(words)
  sizes.forEach((_, place) => {
    open[place >>> 5] = (open[place >>> 5] ?? 0) | (1 << (place & 31))
  })
  return {
    words,
    pool,
    rowOf: new Int32Array(blocks),
    classOf: new Int32Array(blocks).fill(-1),
    room: Int32Array.from(sizes),
    open,
    asked: new Int32Array(sizes.length),
    attempt: 0,
  }
}

/** Finds a class for a block whose row is new or narrower; false when others cannot make room for it. */
export function matchBlock(matching: Matching, block: number): boolean {
  const { pool, rowOf, classOf } = matching
  const old = classOf[block] ?? -1
  if (old !== -1) {
    if (((pool[(rowOf[block] ?? 0) + (old >>> 5)] ?? 0) & (1 << (old & 31))) !== 0) return true
    unmatchBlock(matching, block)
  }
  matching.attempt += 1
  if (augment(matching, block)) return true
  if (old !== -1) put(matching, block, old)
  return false
}

export function unmatchBlock({ classOf, room, open }: Matching, block: number): void {
  const at = classOf[block] ?? -1
  if (at === -1) return
  classOf[block] = -1
  room[at] = (room[at] ?? 0) + 1
  open[at >>> 5] = (open[at >>> 5] ?? 0) | (1 << (at & 31))
}

function put({ classOf, room, open }: Matching, block: number, at: number): void {
  classOf[block] = at
  const left = (room[at] ?? 0) - 1
  room[at] = left
  if (left === 0) open[at >>> 5] = (open[at >>> 5] ?? 0) & ~(1 << (at & 31))
}

function augment(matching: Matching, block: number): boolean {
  const { words, pool, rowOf, open, classOf, asked, attempt } = matching
  const row = rowOf[block] ?? 0
  for (let word = 0; word < words; word++) {
    const free = (pool[row + word] ?? 0) & (open[word] ?? 0)
    if (free === 0) continue
    put(matching, block, word * 32 + lowest(free))
    return true
  }
  for (let word = 0; word < words; word++) {
    for (let bits = pool[row + word] ?? 0; bits !== 0; bits &= bits - 1) {
      const at = word * 32 + lowest(bits)
      if (asked[at] === attempt) continue
      asked[at] = attempt
      for (let other = 0; other < classOf.length; other++) {
        if (classOf[other] !== at || !augment(matching, other)) continue
        classOf[block] = at
        return true
      }
    }
  }
  return false
}

/** The place of the lowest bit. */
export function lowest(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}
