import { concat } from '#bytes'
import { hashBytes, leafHash, perfectRoot, tileWidthMax } from '#merkle'
import { encodeBundle } from './bundle.ts'
import type { StoreView } from './store.ts'

/** Entries `from` ≤ i < `to` of a log, however many reads that takes; `undefined` when some are missing. */
async function storedEntries(
  store: StoreView,
  log: string,
  from: number,
  to: number,
): Promise<readonly Uint8Array[] | undefined> {
  const entries: Uint8Array[] = []
  while (from + entries.length < to) {
    const at = from + entries.length
    const found = await store.read(log, at, to - at)
    if (found.length === 0) return undefined
    entries.push(...found)
  }
  return entries
}

/**
 * The first `width` hashes of a tile. A full tile is as the store keeps it; a narrower one is the beginning
 * of the full one, or else made from the entries (level 0) or from the full tiles below.
 */
export async function storedTile(
  store: StoreView,
  log: string,
  level: number,
  index: number,
  width: number,
): Promise<Uint8Array | undefined> {
  const full = await store.tile(log, level, index)
  if (full !== undefined) return full.subarray(0, width * hashBytes)
  if (width === tileWidthMax) return undefined
  const first = index * tileWidthMax
  if (level === 0) {
    const entries = await storedEntries(store, log, first, first + width)
    return entries && concat(...entries.map(leafHash))
  }
  const below = Array.from({ length: width }, (_, i) => store.tile(log, level - 1, first + i))
  const roots: Uint8Array[] = []
  for (const tile of await Promise.all(below)) {
    if (tile?.length !== tileWidthMax * hashBytes) return undefined
    roots.push(perfectRoot(tile))
  }
  return concat(...roots)
}

/** An entry bundle of `width` entries as C2SP tlog-tiles serves it. */
export async function storedBundle(
  store: StoreView,
  log: string,
  index: number,
  width: number,
): Promise<Uint8Array | undefined> {
  const first = index * tileWidthMax
  const entries = await storedEntries(store, log, first, first + width)
  return entries && encodeBundle(entries)
}
