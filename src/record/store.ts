import type { Result } from '#fault'
import type { Tile } from '#merkle'

/** The longest entry: a bundle's length prefix holds 65,535; documents lie outside the log as blobs. */
export const entryBytesMax = 60 * 1024

/** The most entries one `read` gives, 16 bundles: enough to follow a log, little enough to hold in memory. */
export const readEntriesMax = 4096

/** `read` stops adding entries past this many bytes, so that one answer stays within a few transfers. */
export const readBytesMax = 16 * 1024 * 1024

/** The largest blob: a scanned document of some hundred pages; larger things belong in a file store. */
export const blobBytesMax = 64 * 1024 * 1024

/** The largest snapshot: the state of a unit is planned at 100 MB, with room to grow. */
export const snapshotBytesMax = 512 * 1024 * 1024

/** An entry to append; `key`, when given, is unique in its log for ever. */
export interface NewEntry {
  readonly bytes: Uint8Array
  readonly key?: string | undefined
}

/** Why a store refuses an append; then nothing of it was kept. */
export type AppendRefusal =
  | { readonly kind: 'length-differs'; readonly length: number }
  | { readonly kind: 'key-taken'; readonly key: string }
  | { readonly kind: 'store-full' }

/** Why a store refuses to keep a blob or a snapshot. */
export type KeepRefusal =
  | { readonly kind: 'store-full' }
  | { readonly kind: 'too-large'; readonly bytes: number; readonly bytesMax: number }

/** What can be read of a store, as of a copy of one. A log that was never appended to is empty. */
export interface StoreView {
  /** The number of entries of a log. */
  length(log: string): Promise<number>
  /** The checkpoint of the last append. */
  checkpoint(log: string): Promise<string | undefined>
  /**
   * Entries from `from` on, in order: at most `count` and `readEntriesMax`, and no more after `readBytesMax`
   * bytes; but at least one when there is one and `count` > 0.
   */
  read(log: string, from: number, count: number): Promise<readonly Uint8Array[]>
  /** The index of the entry with this key. */
  find(log: string, key: string): Promise<number | undefined>
  /** The 256 hashes of a full tile, 8,192 bytes. */
  tile(log: string, level: number, index: number): Promise<Uint8Array | undefined>
  /** The bytes with this SHA-256 (base64url). */
  blob(digest: string): Promise<Uint8Array | undefined>
  snapshot(name: string): Promise<Uint8Array | undefined>
  /** Finishes what was asked and lets go of the store; every later call rejects. */
  close(): Promise<void>
}

/**
 * Where logs, blobs and snapshots are kept. Named logs are independent of each other.
 *
 * Durability: what a resolved `append`, `putBlob` or `saveSnapshot` wrote survives the death of the process
 * and of the machine.
 * Order: an append is kept whole (entries, keys, tiles and checkpoint) or not at all, and no reader sees it
 * before it is durable. Entries are numbered from 0 without gaps, in the order of the appends.
 * Concurrency: calls may overlap freely. Of two appends at the same length exactly one succeeds. An adapter
 * may make appends of several logs durable together. A reader of a snapshot sees the old one or the new one.
 * Failure: a refusal means nothing was kept. A rejected promise means broken machinery: whether the write was
 * kept is unknown until the store is opened again. An adapter never retries a write whose outcome is unknown.
 */
export interface LogStore extends StoreView {
  /**
   * Appends when the log has exactly `at` entries. `tiles` are the hash tiles that became full with it and
   * `checkpoint` is the signed note of the log as it then is, which replaces the one before. No entries are
   * allowed: then only the checkpoint is replaced.
   */
  append(
    log: string,
    at: number,
    entries: readonly NewEntry[],
    tiles: readonly Tile[],
    checkpoint: string,
  ): Promise<Result<undefined, AppendRefusal>>
  /** Keeps bytes under their SHA-256 (base64url), which it gives back; keeping them again changes nothing. */
  putBlob(bytes: Uint8Array): Promise<Result<string, KeepRefusal>>
  /** Keeps a snapshot in the place of the one of this name before it. */
  saveSnapshot(name: string, bytes: Uint8Array): Promise<Result<undefined, KeepRefusal>>
}
