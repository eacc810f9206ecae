import { Worker } from 'node:worker_threads'
import { base64url, sha256 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import {
  type AppendRefusal,
  blobBytesMax,
  type KeepRefusal,
  type LogStore,
  type NewEntry,
  readEntriesMax,
  type StoreView,
  snapshotBytesMax,
  type Tile,
} from '#record'
import { pack, unpack } from './pack.ts'
import type { OperationName, Operations, StoreFault, WorkerTask, WorkerWord } from './protocol.ts'

/** What may be set on a store. */
export interface SqliteOptions {
  /** The most bytes the file may have; then the store is full. Without it, the disk is the limit. */
  readonly bytesMax?: number
}

/** A snapshot is written in parts of this size, between which appends get their turn. */
const partBytes = 1024 * 1024

/**
 * Opens the store in a SQLite file, creating it where there is none. It is this process's alone until it is
 * closed; a second opening is refused with `store-in-use` at once.
 */
export async function openSqliteStore(
  path: string,
  options: SqliteOptions = {},
): Promise<Result<LogStore, StoreFault>> {
  return openIn({ path, mode: 'store', bytesMax: options.bytesMax })
}

/** Opens a copy of a store for reading, without changing it. */
export async function openSqliteCopy(path: string): Promise<Result<StoreView, StoreFault>> {
  return openIn({ path, mode: 'copy', bytesMax: undefined })
}

async function openIn(task: WorkerTask): Promise<Result<SqliteStore, StoreFault>> {
  const script = new URL('./sqlite-worker.ts', import.meta.url)
  // Flags of the main thread, as `--input-type`, may make no sense for the worker's script.
  const worker = new Worker(script, { workerData: task, execArgv: [] })
  const fault = await new Promise<StoreFault | undefined>((resolve, reject) => {
    worker.once('error', reject)
    worker.once('message', (word: WorkerWord) => {
      worker.off('error', reject)
      if (word.kind === 'opened') resolve(word.fault)
      else reject(new Error(`bug: the store worker began with ${word.kind}`))
    })
  })
  return fault ? refuse(fault) : accept(new SqliteStore(worker))
}

interface Waiter {
  readonly resolve: (answer: never) => void
  readonly reject: (error: Error) => void
}

class SqliteStore implements LogStore {
  readonly #worker: Worker
  readonly #waiters = new Map<number, Waiter>()
  #number = 0
  #ended: Error | undefined
  /** Snapshots are written and read one at a time: parts without a snapshot are leftovers then. */
  #snapshots: Promise<unknown> = Promise.resolve()

  constructor(worker: Worker) {
    this.#worker = worker
    worker.on('message', (word: WorkerWord) => this.#hear(word))
    worker.on('error', (error: Error) => this.#end(error))
    worker.on('exit', () => this.#end(new Error('the store is closed')))
    // An idle store keeps no process alive; one that owes an answer does.
    worker.unref()
  }

  length(log: string): Promise<number> {
    return this.#ask('length', log)
  }

  checkpoint(log: string): Promise<string | undefined> {
    return this.#ask('checkpoint', log)
  }

  append(
    log: string,
    at: number,
    entries: readonly NewEntry[],
    tiles: readonly Tile[],
    checkpoint: string,
  ): Promise<Result<undefined, AppendRefusal>> {
    const packed = pack(entries.map((entry) => entry.bytes))
    const hashes = pack(tiles.map((tile) => tile.hashes))
    const ask = {
      log,
      at,
      entries: packed,
      keys: entries.some((entry) => entry.key !== undefined) ? entries.map((entry) => entry.key) : undefined,
      tiles: tiles.map(({ level, index }) => ({ level, index })),
      hashes,
      checkpoint,
    }
    return this.#ask('append', ask, [packed, hashes])
  }

  async read(log: string, from: number, count: number): Promise<readonly Uint8Array[]> {
    return unpack(await this.#ask('read', { log, from, count: Math.min(count, readEntriesMax) }))
  }

  find(log: string, key: string): Promise<number | undefined> {
    return this.#ask('find', { log, key })
  }

  tile(log: string, level: number, index: number): Promise<Uint8Array | undefined> {
    return this.#ask('tile', { log, level, index })
  }

  async putBlob(bytes: Uint8Array): Promise<Result<string, KeepRefusal>> {
    if (bytes.length > blobBytesMax) return tooLarge(bytes, blobBytesMax)
    const digest = base64url(sha256(bytes))
    const own = new Uint8Array(bytes).buffer
    const kept = await this.#ask('putBlob', { digest, bytes: own }, [own])
    return kept.ok ? accept(digest) : kept
  }

  blob(digest: string): Promise<Uint8Array | undefined> {
    return this.#ask('blob', digest)
  }

  async saveSnapshot(name: string, bytes: Uint8Array): Promise<Result<undefined, KeepRefusal>> {
    if (bytes.length > snapshotBytesMax) return tooLarge(bytes, snapshotBytesMax)
    return this.#alone(async () => {
      const kept = await this.#putSnapshot(name, bytes)
      while (await this.#ask('dropSnapshotPart', undefined));
      return kept
    })
  }

  async #putSnapshot(name: string, bytes: Uint8Array): Promise<Result<undefined, KeepRefusal>> {
    const snapshot = await this.#ask('beginSnapshot', undefined)
    for (let part = 0; part * partBytes < bytes.length; part++) {
      const own = new Uint8Array(bytes.subarray(part * partBytes, (part + 1) * partBytes)).buffer
      const kept = await this.#ask('putSnapshotPart', { snapshot, part, bytes: own }, [own])
      if (!kept.ok) return kept
    }
    return this.#ask('finishSnapshot', { name, snapshot, bytes: bytes.length })
  }

  async snapshot(name: string): Promise<Uint8Array | undefined> {
    return this.#alone(async () => {
      const found = await this.#ask('findSnapshot', name)
      if (!found) return undefined
      const whole = new Uint8Array(found.bytes)
      for (let part = 0; part * partBytes < found.bytes; part++) {
        const bytes = await this.#ask('snapshotPart', { snapshot: found.snapshot, part })
        if (!bytes) throw new Error(`part ${part} of the snapshot ${name} is missing in the store`)
        whole.set(bytes, part * partBytes)
        release(bytes)
      }
      return whole
    })
  }

  async close(): Promise<void> {
    if (this.#ended) return
    const exited = new Promise<void>((resolve) => this.#worker.once('exit', () => resolve()))
    await this.#snapshots
    const closed = this.#ask('close', undefined)
    this.#ended = new Error('the store is closed')
    await closed
    await exited
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#snapshots.then(work)
    // The next in line does not fail because this one did: its caller is told through `done`.
    this.#snapshots = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  #ask<K extends OperationName>(
    kind: K,
    ask: Operations[K]['ask'],
    transfer: readonly ArrayBuffer[] = [],
  ): Promise<Operations[K]['answer']> {
    if (this.#ended) return Promise.reject(this.#ended)
    return new Promise((resolve, reject) => {
      const number = this.#number++
      this.#waiters.set(number, { resolve, reject })
      this.#worker.ref()
      this.#worker.postMessage({ number, kind, ask }, transfer)
    })
  }

  #hear(word: WorkerWord): void {
    if (word.kind === 'opened') return
    const waiter = this.#waiters.get(word.number)
    this.#waiters.delete(word.number)
    if (this.#waiters.size === 0 && !this.#ended) this.#worker.unref()
    if (word.kind === 'answer') waiter?.resolve(word.answer as never)
    else waiter?.reject(new Error(`the store failed: ${word.reason}`))
  }

  #end(error: Error): void {
    this.#ended ??= error
    for (const waiter of this.#waiters.values()) waiter.reject(this.#ended)
    this.#waiters.clear()
  }
}

/** Gives memory back at once: parts that waited for the collector would leave the process larger for good. */
function release(bytes: Uint8Array): void {
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0)
}

function tooLarge(bytes: Uint8Array, bytesMax: number): Result<never, KeepRefusal> {
  return refuse({ kind: 'too-large', bytes: bytes.length, bytesMax })
}
