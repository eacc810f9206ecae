import { accept, type Result, refuse } from '#fault'
import {
  consistencyProof,
  type HashAt,
  hashBytes,
  hashFromTiles,
  inclusionProof,
  type TileAt,
  tilesForConsistency,
  tilesForInclusion,
  tileWidth,
} from '#merkle'

/** A log as far as proofs need it: its size, and its tiles as wide as it has them. */
export interface LogSource {
  readonly size: number
  tile(level: number, index: number, width: number): Promise<Uint8Array | undefined>
}

/** Why there is no proof. */
export type ProveFault =
  | { readonly kind: 'index-outside'; readonly index: number; readonly size: number }
  | { readonly kind: 'sizes-disordered'; readonly first: number; readonly second: number }
  | { readonly kind: 'size-outside'; readonly size: number; readonly sizeMax: number }
  | { readonly kind: 'tile-missing'; readonly level: number; readonly index: number }

/** The inclusion proof of entry `index` in the log at `size`, from its tiles. */
export async function proveLeaf(
  source: LogSource,
  index: number,
  size: number,
): Promise<Result<readonly Uint8Array[], ProveFault>> {
  if (!isSize(size, source)) return refuse({ kind: 'size-outside', size, sizeMax: source.size })
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    return refuse({ kind: 'index-outside', index, size })
  }
  const hashAt = await fetchTiles(source, tilesForInclusion(index, size))
  return hashAt.ok ? accept(inclusionProof(index, size, hashAt.value)) : hashAt
}

/** The consistency proof between the log at two sizes, from its tiles. */
export async function proveBetween(
  source: LogSource,
  first: number,
  second: number,
): Promise<Result<readonly Uint8Array[], ProveFault>> {
  if (!isSize(second, source)) return refuse({ kind: 'size-outside', size: second, sizeMax: source.size })
  if (!Number.isSafeInteger(first) || first < 0 || first > second) {
    return refuse({ kind: 'sizes-disordered', first, second })
  }
  const hashAt = await fetchTiles(source, tilesForConsistency(first, second))
  return hashAt.ok ? accept(consistencyProof(first, second, hashAt.value)) : hashAt
}

function isSize(size: number, source: LogSource): boolean {
  return Number.isSafeInteger(size) && size >= 0 && size <= source.size
}

/** Fetches tiles as wide as the log now has them, which is what a log still serves of an older size. */
export async function fetchTiles(
  source: LogSource,
  tiles: readonly TileAt[],
): Promise<Result<HashAt, ProveFault>> {
  const found = new Map<string, Uint8Array>()
  const fetched = await Promise.all(
    tiles.map(async ({ level, index }) => {
      const width = tileWidth(level, index, source.size)
      return { level, index, width, hashes: await source.tile(level, index, width) }
    }),
  )
  for (const { level, index, width, hashes } of fetched) {
    if (hashes?.length !== width * hashBytes) return refuse({ kind: 'tile-missing', level, index })
    found.set(`${level}/${index}`, hashes)
  }
  return accept(
    hashFromTiles((level, index) => {
      const hashes = found.get(`${level}/${index}`)
      if (hashes === undefined) throw new Error(`bug: tile ${level}/${index} was not asked for`)
      return hashes
    }),
  )
}
