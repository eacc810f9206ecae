import { base64url, sha256 } from '#bytes'
import type { Result } from '#fault'
import { accept, refuse } from '#fault'
import type { Tile } from '#merkle'
import {
  type AppendRefusal,
  blobBytesMax,
  type KeepRefusal,
  type LogStore,
  type NewEntry,
  readBytesMax,
  readEntriesMax,
  snapshotBytesMax,
} from './store.ts'

/** What lies on a simulated disk: it outlives the stores opened on it. */
export interface MemoryDisk {
  readonly logs: Map<string, MemoryLog>
  readonly blobs: Map<string, Uint8Array>
  readonly snapshots: Map<string, Uint8Array>
}

/** One log on a simulated disk; tests may tamper with it. */
export interface MemoryLog {
  readonly entries: Uint8Array[]
  readonly keys: Map<string, number>
  readonly tiles: Map<string, Uint8Array>
  checkpoint: string | undefined
}

/**
 * What goes wrong with one write: it fails and nothing is kept; it fails though everything is kept; the disk
 * is full; it takes until the promise resolves.
 */
export type MemoryFault = 'failed' | 'failed but persisted' | 'full' | { readonly slow: Promise<void> }

export interface MemoryStoreOptions {
  readonly disk?: MemoryDisk
  /** Asked at each write; what it names happens to that write. */
  readonly fault?: (write: 'append' | 'blob' | 'snapshot') => MemoryFault | undefined
}

export function memoryDisk(): MemoryDisk {
  return { logs: new Map(), blobs: new Map(), snapshots: new Map() }
}

/** A store in memory, for tests and simulated worlds: durable as far as its disk is kept. */
export function memoryStore(options: MemoryStoreOptions = {}): LogStore {
  return new MemoryStore(options.disk ?? memoryDisk(), options.fault ?? (() => undefined))
}

class MemoryStore implements LogStore {
  readonly #disk: MemoryDisk
  readonly #fault: (write: 'append' | 'blob' | 'snapshot') => MemoryFault | undefined
  #closed = false

  constructor(disk: MemoryDisk, fault: (write: 'append' | 'blob' | 'snapshot') => MemoryFault | undefined) {
    this.#disk = disk
    this.#fault = fault
  }

  async length(log: string): Promise<number> {
    return this.#log(log).entries.length
  }

  async append(
    log: string,
    at: number,
    entries: readonly NewEntry[],
    tiles: readonly Tile[],
    checkpoint: string,
  ): Promise<Result<undefined, AppendRefusal>> {
    return this.#write('append', () => {
      const kept = this.#log(log)
      const refusal = appendRefusal(kept, at, entries)
      if (refusal) return refuse(refusal)
      for (const entry of entries) {
        if (entry.key !== undefined) kept.keys.set(entry.key, kept.entries.length)
        kept.entries.push(new Uint8Array(entry.bytes))
      }
      for (const tile of tiles) kept.tiles.set(`${tile.level}/${tile.index}`, new Uint8Array(tile.hashes))
      kept.checkpoint = checkpoint
      return accept(undefined)
    })
  }

  async checkpoint(log: string): Promise<string | undefined> {
    return this.#log(log).checkpoint
  }

  async read(log: string, from: number, count: number): Promise<readonly Uint8Array[]> {
    const found: Uint8Array[] = []
    let bytes = 0
    for (const entry of this.#log(log).entries.slice(from, from + Math.min(count, readEntriesMax))) {
      if (bytes > readBytesMax) break
      bytes += entry.length
      found.push(new Uint8Array(entry))
    }
    return found
  }

  async find(log: string, key: string): Promise<number | undefined> {
    return this.#log(log).keys.get(key)
  }

  async tile(log: string, level: number, index: number): Promise<Uint8Array | undefined> {
    return copyOf(this.#log(log).tiles.get(`${level}/${index}`))
  }

  async putBlob(bytes: Uint8Array): Promise<Result<string, KeepRefusal>> {
    if (bytes.length > blobBytesMax) return tooLarge(bytes, blobBytesMax)
    return this.#write('blob', () => {
      const digest = base64url(sha256(bytes))
      this.#disk.blobs.set(digest, new Uint8Array(bytes))
      return accept(digest)
    })
  }

  async blob(digest: string): Promise<Uint8Array | undefined> {
    return copyOf(this.#open().blobs.get(digest))
  }

  async saveSnapshot(name: string, bytes: Uint8Array): Promise<Result<undefined, KeepRefusal>> {
    if (bytes.length > snapshotBytesMax) return tooLarge(bytes, snapshotBytesMax)
    return this.#write('snapshot', () => {
      this.#disk.snapshots.set(name, new Uint8Array(bytes))
      return accept(undefined)
    })
  }

  async snapshot(name: string): Promise<Uint8Array | undefined> {
    return copyOf(this.#open().snapshots.get(name))
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  async #write<T, F>(
    write: 'append' | 'blob' | 'snapshot',
    keep: () => Result<T, F>,
  ): Promise<Result<T, F | { readonly kind: 'store-full' }>> {
    this.#open()
    const fault = this.#fault(write)
    if (fault === 'full') return refuse({ kind: 'store-full' })
    if (fault === 'failed') throw new Error('the disk failed')
    if (fault === 'failed but persisted') {
      keep()
      throw new Error('the disk failed, but kept what was written')
    }
    if (fault !== undefined) await fault.slow
    return keep()
  }

  #log(name: string): MemoryLog {
    const disk = this.#open()
    const log = disk.logs.get(name) ?? {
      entries: [],
      keys: new Map<string, number>(),
      tiles: new Map<string, Uint8Array>(),
      checkpoint: undefined,
    }
    disk.logs.set(name, log)
    return log
  }

  #open(): MemoryDisk {
    if (this.#closed) throw new Error('the store is closed')
    return this.#disk
  }
}

function appendRefusal(log: MemoryLog, at: number, entries: readonly NewEntry[]): AppendRefusal | undefined {
  if (log.entries.length !== at) return { kind: 'length-differs', length: log.entries.length }
  const keys = new Set<string>()
  for (const { key } of entries) {
    if (key === undefined) continue
    if (log.keys.has(key) || keys.has(key)) return { kind: 'key-taken', key }
    keys.add(key)
  }
  return undefined
}

function tooLarge(bytes: Uint8Array, bytesMax: number): Result<never, KeepRefusal> {
  return refuse({ kind: 'too-large', bytes: bytes.length, bytesMax })
}

// `Buffer.slice` is a view; what is kept and what is handed out must not share memory.
function copyOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes && new Uint8Array(bytes)
}
