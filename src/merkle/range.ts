import { emptyRoot, nodeHash } from './hash.ts'

/** A perfect subtree: the 2^level leaves from `index` · 2^level on. */
export interface NodeAt {
  readonly level: number
  readonly index: number
}

/** Tells the hash of a perfect subtree of the tree at hand. */
export type HashAt = (level: number, index: number) => Uint8Array

/**
 * The leaves `from` ≤ i < `to`, as RFC 6962 §2.1 splits a tree: `from` is a multiple of the smallest power of
 * two that is not less than the length.
 */
export interface LeafRange {
  readonly from: number
  readonly to: number
}

/** The leaf ranges whose hashes make a leaf's inclusion proof, nearest first: PATH of RFC 6962 §2.1.1. */
export function inclusionRanges(index: number, size: number): readonly LeafRange[] {
  const ranges: LeafRange[] = []
  let from = 0
  let to = size
  while (to - from > 1) {
    const middle = from + largestPowerBelow(to - from)
    if (index < middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
    }
  }
  return ranges.toReversed()
}

/**
 * The leaf ranges whose hashes make the consistency proof between two sizes, nearest first: PROOF of
 * RFC 6962 §2.1.2. Empty when the sizes are equal or the first is zero.
 */
export function consistencyRanges(first: number, second: number): readonly LeafRange[] {
  if (first === 0 || first === second) return []
  const ranges: LeafRange[] = []
  let from = 0
  let to = second
  while (first !== to) {
    const middle = from + largestPowerBelow(to - from)
    if (first <= middle) {
      ranges.push({ from: middle, to })
      to = middle
    } else {
      ranges.push({ from, to: middle })
      from = middle
    }
  }
  // A first tree that is a perfect left subtree is known to the verifier already: its root is left out.
  if (from !== 0) ranges.push({ from, to })
  return ranges.toReversed()
}

/** The perfect subtrees a range is made of, left to right. */
export function rangeNodes(range: LeafRange): readonly NodeAt[] {
  const nodes: NodeAt[] = []
  let from = range.from
  while (from < range.to) {
    const level = wholeLog2(range.to - from)
    nodes.push({ level, index: from / 2 ** level })
    from += 2 ** level
  }
  return nodes
}

/** The Merkle tree hash of a range, from the hashes of its perfect subtrees; of no leaves, the empty root. */
export function rangeHash(range: LeafRange, hashAt: HashAt): Uint8Array {
  let hash: Uint8Array | undefined
  for (const node of rangeNodes(range).toReversed()) {
    const left = hashAt(node.level, node.index)
    hash = hash === undefined ? left : nodeHash(left, hash)
  }
  return hash ?? emptyRoot()
}

/** The root of the tree of the given leaf hashes: MTH of RFC 6962 §2.1. */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  if (leafHashes.length === 0) return emptyRoot()
  let row = leafHashes
  while (row.length > 1) row = rowAbove(row)
  return row[0] ?? emptyRoot()
}

// Pairing from the left and carrying an odd last hash up gives the tree that splitting at powers of two does.
function rowAbove(row: readonly Uint8Array[]): readonly Uint8Array[] {
  const above: Uint8Array[] = []
  for (let i = 0; i < row.length; i += 2) {
    const left = row[i]
    const right = row[i + 1]
    if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right))
  }
  return above
}

function largestPowerBelow(count: number): number {
  return 2 ** wholeLog2(count - 1)
}

// `Math.log2` rounds up just below a large power of two; sizes are whole numbers up to 2^53.
function wholeLog2(count: number): number {
  const rough = Math.floor(Math.log2(count))
  return 2 ** rough > count ? rough - 1 : rough
}
