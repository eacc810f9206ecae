import { concat, equalBytes } from '#bytes'
import {
  type Edge,
  edgeRoot,
  edgeTile,
  emptyEdge,
  growEdge,
  hashBytes,
  leafHash,
  partialTiles,
  perfectRoot,
  tileWidthMax,
} from '#merkle'
import type { LogReader } from './reader.ts'
import { type EntriesFault, firstDifference, readBundle, type TileFault } from './served.ts'

/** What a log's entries add up to. */
export interface Survey {
  readonly faults: readonly (TileFault | EntriesFault)[]
  /** The root of the tree of the entries; `undefined` when some are missing. */
  readonly root: Uint8Array | undefined
}

/**
 * Builds the whole tree again from the entries and compares every tile with it. A tile above a wrong one is
 * held to be wrong only when it fits neither the entries nor the tile below it as that is served, for tiles
 * at the edge may be made from those below.
 */
export async function survey(reader: LogReader, size: number): Promise<Survey> {
  const faults: (TileFault | EntriesFault)[] = []
  let edge: Edge = emptyEdge()
  for (let index = 0; index * tileWidthMax < size; index++) {
    const entries = await readBundle(reader, size, index)
    if (!entries.ok) return { faults: [...faults, entries.fault], root: undefined }
    const growth = growEdge(edge, entries.value.map(leafHash))
    edge = growth.edge
    for (const tile of growth.finished) {
      const fault = await tileFault(reader, tile.level, tile.index, tile.hashes)
      if (fault) faults.push(fault)
    }
  }
  for (const { level, index } of partialTiles(size)) {
    const fault = await tileFault(reader, level, index, edgeTile(edge, level))
    if (fault) faults.push(fault)
  }
  return { faults, root: edgeRoot(edge) }
}

async function tileFault(
  reader: LogReader,
  level: number,
  index: number,
  expected: Uint8Array,
): Promise<TileFault | undefined> {
  const width = expected.length / hashBytes
  const found = await reader.tile(level, index, width)
  if (found === undefined) return { kind: 'tile-missing', level, index }
  if (found.length === expected.length) {
    if (equalBytes(found, expected)) return undefined
    if (level > 0 && equalBytes(found, await servedBelow(reader, level, index, width))) return undefined
  }
  return { kind: 'tile-differs', level, index, position: firstDifference(found, expected) }
}

async function servedBelow(
  reader: LogReader,
  level: number,
  index: number,
  width: number,
): Promise<Uint8Array> {
  const roots: Uint8Array[] = []
  for (let i = 0; i < width; i++) {
    const below = await reader.tile(level - 1, index * tileWidthMax + i, tileWidthMax)
    if (below?.length === tileWidthMax * hashBytes) roots.push(perfectRoot(below))
  }
  return concat(...roots)
}
