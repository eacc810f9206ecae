import { hashBits, hashOf } from './hash.ts'

/**
 * One node of the tree. Five bits of the hash choose one of 32 places; a place is empty, holds a row, or
 * holds a branch. `slots` is dense: the rows first, key and value side by side in the order of their places,
 * then the branches in the opposite order, so that a branch is found by counting from the end.
 *
 * Where the hash is used up (depth past `hashBits`) both bit sets are 0 and `slots` lists the rows that share
 * the whole hash. Only the root may hold a single row and nothing else, so equal contents have equal shapes.
 */
export interface Node<V> {
  readonly rowBits: number
  readonly branchBits: number
  readonly slots: readonly Slot<V>[]
}

type Slot<V> = string | V | Node<V>

const placeBits = 5
const placeMask = 31

export const emptyNode: Node<never> = { rowBits: 0, branchBits: 0, slots: [] }

/** The value under a key, or `absent`. */
export function find<V, A>(root: Node<V>, key: string, absent: A, hash = hashOf(key)): V | A {
  let node = root
  for (let depth = 0; depth < hashBits; depth += placeBits) {
    const bit = placeBit(hash, depth)
    if ((node.rowBits & bit) !== 0) {
      const at = rowAt(node, bit)
      return node.slots[at] === key ? valueIn(node, at) : absent
    }
    if ((node.branchBits & bit) === 0) return absent
    node = branchIn(node, branchAt(node, bit))
  }
  const at = clashAt(node, key)
  return at < 0 ? absent : valueIn(node, at)
}

/** The node with another value under a key it holds. */
export function replace<V>(node: Node<V>, key: string, value: V, hash = hashOf(key), depth = 0): Node<V> {
  if (depth >= hashBits) return withSlots(node, node.slots.with(clashAt(node, key) + 1, value))
  const bit = placeBit(hash, depth)
  if ((node.rowBits & bit) !== 0) return withSlots(node, node.slots.with(rowAt(node, bit) + 1, value))
  const at = branchAt(node, bit)
  const branch = replace(branchIn(node, at), key, value, hash, depth + placeBits)
  return withSlots(node, node.slots.with(at, branch))
}

/** The node with a row it does not hold. */
export function insert<V>(node: Node<V>, key: string, value: V, hash = hashOf(key), depth = 0): Node<V> {
  if (depth >= hashBits) return withSlots(node, node.slots.concat([key, value]))
  const bit = placeBit(hash, depth)
  if ((node.branchBits & bit) !== 0) {
    const at = branchAt(node, bit)
    const branch = insert(branchIn(node, at), key, value, hash, depth + placeBits)
    return withSlots(node, node.slots.with(at, branch))
  }
  const at = rowAt(node, bit)
  if ((node.rowBits & bit) === 0) {
    const slots = node.slots.toSpliced(at, 0, key, value)
    return { rowBits: node.rowBits | bit, branchBits: node.branchBits, slots }
  }
  const sitting = keyIn(node, at)
  const branch = nodeOf(
    [
      { hash: hashOf(sitting), key: sitting, value: valueIn(node, at) },
      { hash, key, value },
    ],
    depth + placeBits,
  )
  return rowToBranch(node, bit, branch)
}

/** The node without a row it holds. */
export function remove<V>(node: Node<V>, key: string, hash = hashOf(key), depth = 0): Node<V> {
  if (depth >= hashBits) return withSlots(node, node.slots.toSpliced(clashAt(node, key), 2))
  const bit = placeBit(hash, depth)
  if ((node.rowBits & bit) !== 0) {
    const slots = node.slots.toSpliced(rowAt(node, bit), 2)
    return { rowBits: node.rowBits ^ bit, branchBits: node.branchBits, slots }
  }
  const at = branchAt(node, bit)
  const branch = remove(branchIn(node, at), key, hash, depth + placeBits)
  const single = branch.branchBits === 0 && branch.slots.length === 2
  return single ? branchToRow(node, bit, branch) : withSlots(node, node.slots.with(at, branch))
}

/** A row on its way into a node. */
export interface HashedRow<V> {
  readonly hash: number
  readonly key: string
  readonly value: V
}

/** The node of many rows with different keys: each place gets its share, so no node is made twice. */
export function nodeOf<V>(rows: readonly HashedRow<V>[], depth: number): Node<V> {
  if (depth >= hashBits) {
    return { rowBits: 0, branchBits: 0, slots: rows.flatMap<Slot<V>>(({ key, value }) => [key, value]) }
  }
  const shares: HashedRow<V>[][] = []
  for (const row of rows) {
    const share = (shares[(row.hash >>> depth) & placeMask] ??= [])
    share.push(row)
  }
  return nodeOfShares(shares, depth)
}

function nodeOfShares<V>(shares: readonly (readonly HashedRow<V>[] | undefined)[], depth: number): Node<V> {
  let rowBits = 0
  let branchBits = 0
  const slots: Slot<V>[] = []
  const branches: Node<V>[] = []
  for (const [place, share] of shares.entries()) {
    const first = share?.[0]
    if (share === undefined || first === undefined) continue
    if (share.length === 1) {
      rowBits |= 1 << place
      slots.push(first.key, first.value)
    } else {
      branchBits |= 1 << place
      branches.push(nodeOf(share, depth + placeBits))
    }
  }
  // `concat` makes an array of exactly this length; pushing leaves room to grow that no node ever uses.
  return { rowBits, branchBits, slots: slots.concat(branches.toReversed()) }
}

/** Every row under a node, each as a pair of its own. */
export function* walk<V>(root: Node<V>): Generator<readonly [string, V]> {
  const ahead = [root]
  for (let node = ahead.pop(); node !== undefined; node = ahead.pop()) {
    const branches = node.slots.length - count(node.branchBits)
    for (let at = 0; at < branches; at += 2) yield [keyIn(node, at), valueIn(node, at)]
    for (let at = branches; at < node.slots.length; at++) ahead.push(branchIn(node, at))
  }
}

/**
 * The keys whose rows differ between two roots, each once, in an order that says nothing: a row that only one
 * has, or another value by identity. What both share is not looked at.
 */
export function* differences<V>(before: Node<V>, after: Node<V>): Generator<string> {
  const ahead = [{ was: before, is: after, depth: 0 }]
  for (let pair = ahead.pop(); pair !== undefined; pair = ahead.pop()) {
    const { was, is, depth } = pair
    if (was === is) continue
    if (depth >= hashBits) {
      yield* unlike(walk(was), walk(is))
      continue
    }
    for (let bits = placesOf(was) | placesOf(is); bits !== 0; bits &= bits - 1) {
      const bit = bits & -bits
      if ((was.branchBits & is.branchBits & bit) !== 0) {
        const branches = { was: branchIn(was, branchAt(was, bit)), is: branchIn(is, branchAt(is, bit)) }
        ahead.push({ ...branches, depth: depth + placeBits })
      } else if (!sameRow(was, is, bit)) yield* unlike(rowsAt(was, bit), rowsAt(is, bit))
    }
  }
}

/** The keys whose rows differ between two lists, each of which names a key once. */
function* unlike<V>(
  before: Iterable<readonly [string, V]>,
  after: Iterable<readonly [string, V]>,
): Generator<string> {
  const left = new Map(before)
  for (const [key, value] of after) {
    const isSame = left.has(key) && Object.is(left.get(key), value)
    left.delete(key)
    if (!isSame) yield key
  }
  yield* left.keys()
}

/** Every row at a place: none, the one that sits there, or those of the branch. */
function* rowsAt<V>(node: Node<V>, bit: number): Generator<readonly [string, V]> {
  if ((node.branchBits & bit) !== 0) yield* walk(branchIn(node, branchAt(node, bit)))
  if ((node.rowBits & bit) === 0) return
  const at = rowAt(node, bit)
  yield [keyIn(node, at), valueIn(node, at)]
}

/** Whether both have one and the same row at a place: nearly always so, hence without making lists. */
function sameRow(was: Node<unknown>, is: Node<unknown>, bit: number): boolean {
  if ((was.rowBits & is.rowBits & bit) === 0) return false
  const [before, after] = [rowAt(was, bit), rowAt(is, bit)]
  if (keyIn(was, before) !== keyIn(is, after)) return false
  return Object.is(valueIn(was, before), valueIn(is, after))
}

function placesOf({ rowBits, branchBits }: Node<unknown>): number {
  return rowBits | branchBits
}

function withSlots<V>(node: Node<V>, slots: readonly Slot<V>[]): Node<V> {
  return { rowBits: node.rowBits, branchBits: node.branchBits, slots }
}

function rowToBranch<V>(node: Node<V>, bit: number, branch: Node<V>): Node<V> {
  const rowBits = node.rowBits ^ bit
  const branchBits = node.branchBits | bit
  const slots = node.slots.toSpliced(rowAt(node, bit), 2)
  slots.splice(slots.length - count(node.branchBits & (bit - 1)), 0, branch)
  return { rowBits, branchBits, slots }
}

function branchToRow<V>(node: Node<V>, bit: number, single: Node<V>): Node<V> {
  const slots = node.slots.toSpliced(branchAt(node, bit), 1)
  slots.splice(rowAt(node, bit), 0, keyIn(single, 0), valueIn(single, 0))
  return { rowBits: node.rowBits | bit, branchBits: node.branchBits ^ bit, slots }
}

function placeBit(hash: number, depth: number): number {
  return 1 << ((hash >>> depth) & placeMask)
}

function rowAt(node: Node<unknown>, bit: number): number {
  return 2 * count(node.rowBits & (bit - 1))
}

function branchAt(node: Node<unknown>, bit: number): number {
  return node.slots.length - 1 - count(node.branchBits & (bit - 1))
}

/** Where a key stands among rows that share the whole hash; -1 without it. Values may be texts too. */
function clashAt(node: Node<unknown>, key: string): number {
  for (let at = 0; at < node.slots.length; at += 2) if (node.slots[at] === key) return at
  return -1
}

/** How many bits are set, by adding neighbours in parallel. */
function count(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555)
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

// What a slot holds follows from its place, which the compiler cannot see: these three say it, nobody else.
function keyIn(node: Node<unknown>, at: number): string {
  return node.slots[at] as string
}

function valueIn<V>(node: Node<V>, at: number): V {
  return node.slots[at + 1] as V
}

function branchIn<V>(node: Node<V>, at: number): Node<V> {
  return node.slots[at] as Node<V>
}
