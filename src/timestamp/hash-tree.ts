import { compareBytes, concat } from '#bytes'
import { type DigestName, digestBytes, digestNamed } from '#crypto'
import { certain } from '#fault'

/**
 * The hash tree of RFC 4998 §4.2 over an archive: its leaves are the archive's objects in the order they were
 * added, a document as its digest, a data object group as the digest of its documents' digests.
 *
 * Unlike the tree of a log it sorts before it hashes and does not tell leaves from nodes, as the standard has
 * it: whoever trusts a proof trusts that the digest is one of a document and was not chosen to be a node.
 */
export interface HashTree {
  readonly algorithm: DigestName
  /** Objects. */
  readonly size: number
  readonly root: Uint8Array
  /** What stands above the object, from the leaf up: for each level the sorted hashes beside the way. */
  reduced(index: number): readonly (readonly Uint8Array[])[]
  /** The digests of the documents of an object, sorted; one when it is no group. */
  members(index: number): readonly Uint8Array[]
}

/** Leaves the first buffer has room for; it doubles when they are more. */
const roomFirst = 1_024

/**
 * Gathers the objects of an archive, in flat buffers: a leaf costs the octets of a digest, so that a million
 * take 32 MB with SHA-256 and their tree as much again.
 */
export class HashTreeBuilder {
  readonly algorithm: DigestName
  readonly #width: number
  #leaves: Uint8Array
  #size = 0
  /** Of the objects that are groups; all others are their leaf. */
  readonly #groups = new Map<number, readonly Uint8Array[]>()

  constructor(algorithm: DigestName) {
    this.algorithm = algorithm
    this.#width = certain(digestNamed(algorithm), `the digest ${algorithm}`).length
    this.#leaves = new Uint8Array(roomFirst * this.#width)
  }

  get size(): number {
    return this.#size
  }

  /**
   * Adds an object: the digests of its documents, by the tree's algorithm, at least one. A digest of another
   * length is a bug of the caller. Gives back the object's index.
   */
  add(...digests: readonly Uint8Array[]): number {
    const strange = digests.find(({ length }) => length !== this.#width)
    if (strange || digests.length === 0) throw new RangeError('bug: no digest of the tree')
    const index = this.#size
    if ((index + 1) * this.#width > this.#leaves.length) this.#grow()
    const [only = new Uint8Array(0)] = digests
    if (digests.length > 1) {
      const sorted = digests.map((digest) => Uint8Array.from(digest)).sort(compareBytes)
      this.#groups.set(index, sorted)
      this.#leaves.set(digestBytes(this.algorithm, concat(...sorted)), index * this.#width)
    } else {
      this.#leaves.set(only, index * this.#width)
    }
    this.#size++
    return index
  }

  /** The tree of what was added; nothing may be added after that, and something must have been before. */
  build(): HashTree {
    if (this.#size === 0) throw new RangeError('bug: a tree without leaves has no root')
    const leaves = this.#leaves.subarray(0, this.#size * this.#width)
    return treeOf(this.algorithm, this.#width, leaves, this.#groups)
  }

  #grow(): void {
    const larger = new Uint8Array(this.#leaves.length * 2)
    larger.set(this.#leaves)
    this.#leaves = larger
  }
}

function treeOf(
  algorithm: DigestName,
  width: number,
  leaves: Uint8Array,
  groups: ReadonlyMap<number, readonly Uint8Array[]>,
): HashTree {
  const levels: Uint8Array[] = [leaves]
  let top = leaves
  while (top.length > width) {
    top = levelAbove(algorithm, width, top)
    levels.push(top)
  }
  const size = leaves.length / width
  const nodeAt = (level: Uint8Array, place: number): Uint8Array =>
    level.slice(place * width, (place + 1) * width)
  const checked = (index: number): number => {
    if (!Number.isInteger(index) || index < 0 || index >= size)
      throw new RangeError('bug: no leaf of the tree')
    return index
  }
  return {
    algorithm,
    size,
    root: top.slice(),
    reduced(index) {
      let place = checked(index)
      const lists: (readonly Uint8Array[])[] = []
      for (const level of levels.slice(0, -1)) {
        const beside = place ^ 1
        // The last of an odd number has nobody beside it and goes up as it is.
        if (beside * width < level.length) lists.push([nodeAt(level, beside)])
        place >>= 1
      }
      return lists
    },
    members: (index) => groups.get(checked(index)) ?? [nodeAt(leaves, index)],
  }
}

/** Pairs of nodes, each pair sorted and hashed. */
function levelAbove(algorithm: DigestName, width: number, level: Uint8Array): Uint8Array {
  const above = new Uint8Array(Math.ceil(level.length / width / 2) * width)
  const pair = new Uint8Array(2 * width)
  let to = 0
  let at = 0
  for (; at + 2 * width <= level.length; at += 2 * width, to += width) {
    const left = level.subarray(at, at + width)
    const right = level.subarray(at + width, at + 2 * width)
    const inOrder = compareBytes(left, right) <= 0
    pair.set(inOrder ? left : right)
    pair.set(inOrder ? right : left, width)
    above.set(digestBytes(algorithm, pair), to)
  }
  if (at < level.length) above.set(level.subarray(at), to)
  return above
}

/**
 * The root that a reduced hash tree leads to (RFC 4998 §4.3). A list of one hash, without one from below,
 * counts as that hash: so does RFC 6283 §3.2.2, and so read all programs that were looked at.
 */
export function reducedRoot(
  algorithm: DigestName,
  lists: readonly (readonly Uint8Array[])[],
): Uint8Array | undefined {
  let below: Uint8Array | undefined
  for (const list of lists) {
    const all = below ? [...list, below] : list
    below = all.length === 1 ? all[0] : digestBytes(algorithm, concat(...[...all].sort(compareBytes)))
  }
  return below
}
