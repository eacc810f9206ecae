import { concat } from '#bytes'
import { hashBytes, nodeHash } from './hash.ts'
import { type HashAt, rangeHash } from './range.ts'
import { levelHashes, nodeTile, type Tile, tileHeight, tileWidthMax } from './tile.ts'

/**
 * The right edge of a growing tree: its size and, for each level, the tile that is not full yet, with every
 * perfect subtree inside it, so that roots and proofs need no hash twice.
 *
 * Edges share memory: growing an edge writes only behind what the edge itself covers. An edge may therefore
 * be kept and read while a newer one grows from it, and growing it again gives the newer one up.
 */
export interface Edge {
  readonly size: number
  readonly tiles: readonly TileNodes[]
}

/**
 * The nodes of one tile, 511 hashes row by row: 256 hashes of the tile, the 128 above them, up to its root.
 */
type TileNodes = Uint8Array

/** A tile that became full while an edge grew, with the nodes inside it. */
export interface FinishedTile extends Tile {
  readonly nodes: Uint8Array
}

/** An edge after growth, and the tiles that became full on the way, lower before higher. */
export interface Growth {
  readonly edge: Edge
  readonly finished: readonly FinishedTile[]
}

const tileNodes = 2 * tileWidthMax - 1

export function emptyEdge(): Edge {
  return { size: 0, tiles: [] }
}

/**
 * The edge of a tree of `size` leaves, from its tiles that are not full: `hashesOf(level)` gives the hashes
 * of that level's tile, as many as it has.
 */
export function edgeFromTiles(size: number, hashesOf: (level: number) => readonly Uint8Array[]): Edge {
  const tiles: TileNodes[] = []
  for (let level = 0; levelHashes(level, size) > 0; level++) {
    const nodes = new Uint8Array(tileNodes * hashBytes)
    hashesOf(level).forEach((hash, position) => place(nodes, position, hash))
    tiles.push(nodes)
  }
  return { size, tiles }
}

/** Grows an edge by leaf hashes, in order. */
export function growEdge(edge: Edge, leafHashes: readonly Uint8Array[]): Growth {
  const tiles = [...edge.tiles]
  const finished: FinishedTile[] = []
  let size = edge.size
  for (const leaf of leafHashes) {
    let hash = leaf
    for (let level = 0; ; level++) {
      const count = levelHashes(level, size)
      const position = count % tileWidthMax
      const nodes = tiles[level] ?? new Uint8Array(tileNodes * hashBytes)
      tiles[level] = nodes
      place(nodes, position, hash)
      if (position < tileWidthMax - 1) break
      const hashes = nodes.subarray(0, tileWidthMax * hashBytes)
      finished.push({ level, index: Math.floor(count / tileWidthMax), hashes, nodes })
      tiles[level] = new Uint8Array(tileNodes * hashBytes)
      hash = nodeOf(nodes, tileHeight, 0)
    }
    size++
  }
  return { edge: { size, tiles }, finished }
}

function place(nodes: TileNodes, position: number, hash: Uint8Array): void {
  nodes.set(hash, position * hashBytes)
  let index = position
  for (let row = 0; index % 2 === 1; row++) {
    const parent = nodeHash(nodeOf(nodes, row, index - 1), nodeOf(nodes, row, index))
    index = (index - 1) / 2
    nodes.set(parent, nodeOffset(row + 1, index))
  }
}

function nodeOf(nodes: TileNodes, row: number, index: number): Uint8Array {
  const at = nodeOffset(row, index)
  return nodes.subarray(at, at + hashBytes)
}

function nodeOffset(row: number, index: number): number {
  return (2 * tileWidthMax - 2 ** (tileHeight + 1 - row) + index) * hashBytes
}

/** The root of the tree an edge ends. */
export function edgeRoot(edge: Edge): Uint8Array {
  return rangeHash({ from: 0, to: edge.size }, edgeHashAt(edge, []))
}

/** The hashes of the edge's tile of a level, as many as the edge covers. */
export function edgeTile(edge: Edge, level: number): Uint8Array {
  const width = levelHashes(level, edge.size) % tileWidthMax
  return (edge.tiles[level] ?? new Uint8Array()).subarray(0, width * hashBytes)
}

/**
 * Inclusion proofs (RFC 6962 §2.1.1), in the tree an edge ends, of leaves that were grown with `finished`; of
 * other leaves only while they lie in the edge's own tiles. A node that is neither there is a bug.
 */
export function edgeProofs(growth: Growth): (index: number) => readonly Uint8Array[] {
  const { size } = growth.edge
  const hashAt = edgeHashAt(growth.edge, growth.finished)
  // Hashes over leaves up to the last one, by where they begin, and the upper part of the proof of all leaves
  // of one tile: every proof ends in some of them, and they are made once.
  const borders = new Map<number, Uint8Array>()
  const uppers = new Map<number, readonly Uint8Array[]>()
  const siblingAt: HashAt = (level, index) => {
    const from = index * 2 ** level
    if (from + 2 ** level <= size) return hashAt(level, index)
    const border = borders.get(from) ?? new Uint8Array(rangeHash({ from, to: size }, hashAt))
    borders.set(from, border)
    return border
  }
  return (index) => {
    const tile = Math.floor(index / tileWidthMax)
    const upper = uppers.get(tile) ?? siblings(tile, tileHeight, Infinity, size, siblingAt)
    uppers.set(tile, upper)
    return [...siblings(index, 0, tileHeight, size, siblingAt), ...upper]
  }
}

/** The siblings on the way up from a node, from its level to below `levelEnd`, as copies. */
function siblings(
  index: number,
  level: number,
  levelEnd: number,
  size: number,
  siblingAt: HashAt,
): readonly Uint8Array[] {
  const found: Uint8Array[] = []
  let node = index
  let last = Math.floor((size - 1) / 2 ** level)
  for (let at = level; at < levelEnd && last > 0; at++) {
    if (node % 2 === 1) found.push(siblingAt(at, node - 1))
    else if (node < last) found.push(siblingAt(at, node + 1))
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  // One copy for all, so that a proof that is kept does not keep whole tiles.
  const copy = concat(...found)
  return found.map((_, i) => copy.subarray(i * hashBytes, (i + 1) * hashBytes))
}

function edgeHashAt(edge: Edge, finished: readonly FinishedTile[]): HashAt {
  const full: Map<number, TileNodes>[] = []
  for (const { level, index, nodes } of finished) (full[level] ??= new Map()).set(index, nodes)
  return (level, index) => {
    const at = nodeTile({ level, index })
    const isEdge = at.index === Math.floor(levelHashes(at.level, edge.size) / tileWidthMax)
    const nodes = isEdge ? edge.tiles[at.level] : full[at.level]?.get(at.index)
    if (nodes === undefined) throw new Error(`bug: node ${level}/${index} is not at the edge`)
    return nodeOf(nodes, level % tileHeight, at.offset / at.count)
  }
}
