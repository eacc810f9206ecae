import { fromUtf8 } from '#bytes'
import { bundlePath, tilePath } from '#merkle'
import { noteBytesMax } from './note.ts'
import type { StoreView } from './store.ts'
import { storedBundle, storedTile } from './tiles.ts'

/** A log as anyone may read it: what C2SP tlog-tiles serves. What is not there is `undefined`. */
export interface LogReader {
  /** The signed note of the newest head. */
  checkpoint(): Promise<string | undefined>
  /** The first `width` hashes of a tile. */
  tile(level: number, index: number, width: number): Promise<Uint8Array | undefined>
  /** A bundle of `width` entries, each after its length. */
  bundle(index: number, width: number): Promise<Uint8Array | undefined>
  /** What an entry names by its digest (base64url SHA-256); whether it is that one is not checked. */
  document(digest: string): Promise<Uint8Array | undefined>
  /** How many entries the source holds, where it can know. */
  length?(): Promise<number>
}

/** Reads a log from a store, or from a copy of one. */
export function storeReader(store: StoreView, log: string): LogReader {
  return {
    checkpoint: () => store.checkpoint(log),
    tile: (level, index, width) => storedTile(store, log, level, index, width),
    bundle: (index, width) => storedBundle(store, log, index, width),
    document: (digest) => store.blob(digest),
    length: () => store.length(log),
  }
}

/**
 * Reads a log from where it is served: `get` fetches a path below the log's prefix and gives `undefined` when
 * nothing is there.
 */
export function tiledReader(get: (path: string) => Promise<Uint8Array | undefined>): LogReader {
  return {
    checkpoint: async () => {
      const bytes = await get('checkpoint')
      const text = bytes && bytes.length <= noteBytesMax ? fromUtf8(bytes) : undefined
      return text?.ok ? text.value : undefined
    },
    tile: (level, index, width) => get(tilePath(level, index, width)),
    bundle: (index, width) => get(bundlePath(index, width)),
    document: (digest) => get(`documents/${digest}`),
  }
}
