import type { Result } from '#fault'
import type { AppendRefusal } from '#record'

/** Why a store does not open. */
export type StoreFault =
  | { readonly kind: 'store-in-use'; readonly path: string }
  | { readonly kind: 'store-missing'; readonly path: string }
  | { readonly kind: 'store-foreign'; readonly path: string }
  | {
      readonly kind: 'store-version'
      readonly path: string
      readonly version: number
      readonly supported: number
    }
  | { readonly kind: 'store-full' }
  /** It holds less of a log than has been signed and given out, or something else. */
  | {
      readonly kind: 'store-behind'
      readonly path: string
      readonly log: string
      readonly length: number
      readonly signed: number
    }
  | { readonly kind: 'store-unreadable'; readonly path: string; readonly reason: string }

/** What the worker is started with. */
export interface WorkerTask {
  readonly path: string
  readonly mode: 'store' | 'copy'
  readonly bytesMax: number | undefined
}

/** An append on its way to the worker: entries, and the hashes of tiles, packed (`pack`). */
export interface PackedAppend {
  readonly log: string
  readonly at: number
  readonly entries: ArrayBuffer
  /** One for each entry; absent when no entry has a key. */
  readonly keys: readonly (string | undefined)[] | undefined
  readonly tiles: readonly { readonly level: number; readonly index: number }[]
  readonly hashes: ArrayBuffer
  readonly checkpoint: string
}

type StoreFull = { readonly kind: 'store-full' }

/** What can be asked of the worker, and what it answers. */
export interface Operations {
  readonly length: { readonly ask: string; readonly answer: number }
  readonly checkpoint: { readonly ask: string; readonly answer: string | undefined }
  readonly append: { readonly ask: PackedAppend; readonly answer: Result<undefined, AppendRefusal> }
  readonly read: {
    readonly ask: { readonly log: string; readonly from: number; readonly count: number }
    /** The entries, packed. */
    readonly answer: ArrayBuffer
  }
  readonly find: {
    readonly ask: { readonly log: string; readonly key: string }
    readonly answer: number | undefined
  }
  readonly tile: {
    readonly ask: { readonly log: string; readonly level: number; readonly index: number }
    readonly answer: Uint8Array | undefined
  }
  readonly putBlob: {
    readonly ask: { readonly digest: string; readonly bytes: ArrayBuffer }
    readonly answer: Result<undefined, StoreFull>
  }
  readonly blob: { readonly ask: string; readonly answer: Uint8Array | undefined }
  /** Begins a snapshot; answers the number under which its parts are kept. */
  readonly beginSnapshot: { readonly ask: undefined; readonly answer: number }
  readonly putSnapshotPart: {
    readonly ask: { readonly snapshot: number; readonly part: number; readonly bytes: ArrayBuffer }
    readonly answer: Result<undefined, StoreFull>
  }
  /** Puts the parts in the place of the snapshot of this name. */
  readonly finishSnapshot: {
    readonly ask: { readonly name: string; readonly snapshot: number; readonly bytes: number }
    readonly answer: Result<undefined, StoreFull>
  }
  /** Drops one part that belongs to no snapshot; answers whether there was one. */
  readonly dropSnapshotPart: { readonly ask: undefined; readonly answer: boolean }
  readonly findSnapshot: {
    readonly ask: string
    readonly answer: { readonly snapshot: number; readonly bytes: number } | undefined
  }
  readonly snapshotPart: {
    readonly ask: { readonly snapshot: number; readonly part: number }
    readonly answer: Uint8Array | undefined
  }
  readonly close: { readonly ask: undefined; readonly answer: undefined }
}

export type OperationName = keyof Operations

/** A question, numbered so that its answer finds back. */
export interface QuestionOf<K extends OperationName> {
  readonly number: number
  readonly kind: K
  readonly ask: Operations[K]['ask']
}

export type Question = { readonly [K in OperationName]: QuestionOf<K> }[OperationName]

/** What the worker says: how opening went, then an answer or a failure for each question. */
export type WorkerWord =
  | { readonly kind: 'opened'; readonly fault: StoreFault | undefined }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: unknown }
  | { readonly kind: 'failure'; readonly number: number; readonly reason: string }
