import { hashBytes, nodeHash } from './hash.ts'
import {
  consistencyRanges,
  type HashAt,
  inclusionRanges,
  type LeafRange,
  type NodeAt,
  rangeNodes,
} from './range.ts'

/** Rows of the tree in one tile (C2SP tlog-tiles: tiles of height 8). */
export const tileHeight = 8

/** Hashes in a full tile, entries in a full bundle (C2SP tlog-tiles). */
export const tileWidthMax = 2 ** tileHeight

/** Which tile: `width` hashes (1 to 256) from `index` · 256 on, each the root of 256^level leaves. */
export interface TileAt {
  readonly level: number
  readonly index: number
  readonly width: number
}

/** A full tile with its hashes, 256 · 32 bytes: it never changes again. */
export interface Tile {
  readonly level: number
  readonly index: number
  readonly hashes: Uint8Array
}

/** How many hashes level `level` of the tiles has in a tree of `size` leaves. */
export function levelHashes(level: number, size: number): number {
  return Math.floor(size / tileWidthMax ** level)
}

/** The width of a tile in a tree of `size` leaves: 256, less at the right edge, 0 when it is not there. */
export function tileWidth(level: number, index: number, size: number): number {
  return Math.max(0, Math.min(tileWidthMax, levelHashes(level, size) - index * tileWidthMax))
}

/** The tiles at the right edge that are not full, from the leaves up. */
export function partialTiles(size: number): readonly TileAt[] {
  const tiles: TileAt[] = []
  for (let level = 0; levelHashes(level, size) > 0; level++) {
    const hashes = levelHashes(level, size)
    const width = hashes % tileWidthMax
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / tileWidthMax), width })
  }
  return tiles
}

/** The tiles, as wide as they are in a tree of `size` leaves, from which an inclusion proof is made. */
export function tilesForInclusion(index: number, size: number): readonly TileAt[] {
  return tilesForRanges(inclusionRanges(index, size), size)
}

/** The tiles, as wide as they are in a tree of `second` leaves, from which a consistency proof is made. */
export function tilesForConsistency(first: number, second: number): readonly TileAt[] {
  return tilesForRanges(consistencyRanges(first, second), second)
}

/** The tiles, as wide as they are in a tree of `size` leaves, from which its root is made. */
export function tilesForRoot(size: number): readonly TileAt[] {
  return tilesForRanges([{ from: 0, to: size }], size)
}

function tilesForRanges(ranges: readonly LeafRange[], size: number): readonly TileAt[] {
  const tiles = new Map<string, TileAt>()
  for (const node of ranges.flatMap(rangeNodes)) {
    const { level, index } = nodeTile(node)
    tiles.set(`${level}/${index}`, { level, index, width: tileWidth(level, index, size) })
  }
  return [...tiles.values()]
}

/** Where in the tiles a perfect subtree lies: it is the tree over `count` hashes from `offset` on. */
export interface NodeTile {
  readonly level: number
  readonly index: number
  readonly offset: number
  readonly count: number
}

export function nodeTile(node: NodeAt): NodeTile {
  const count = 2 ** (node.level % tileHeight)
  const position = node.index * count
  return {
    level: Math.floor(node.level / tileHeight),
    index: Math.floor(position / tileWidthMax),
    offset: position % tileWidthMax,
    count,
  }
}

/** The hashes of perfect subtrees, computed from tiles; a tile that was not fetched is a bug. */
export function hashFromTiles(hashesOf: (level: number, index: number) => Uint8Array): HashAt {
  return (level, index) => {
    const place = nodeTile({ level, index })
    const hashes = hashesOf(place.level, place.index)
    const from = place.offset * hashBytes
    return perfectRoot(hashes.subarray(from, from + place.count * hashBytes))
  }
}

/** The root of a perfect tree over 2^n hashes end to end: of a full tile, its hash in the level above. */
export function perfectRoot(hashes: Uint8Array): Uint8Array {
  if (hashes.length === hashBytes) return hashes
  const middle = hashes.length / 2
  return nodeHash(perfectRoot(hashes.subarray(0, middle)), perfectRoot(hashes.subarray(middle)))
}
