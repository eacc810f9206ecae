import type { Signer } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import {
  edgeProofs,
  edgeRoot,
  edgeTile,
  growEdge,
  hashBytes,
  leafHash,
  levelHashes,
  tileWidth,
  tileWidthMax,
} from '#merkle'
import { type Head, headNote, type OpenFault, openHead } from './head.ts'
import { type NoteSigner, noteSigner } from './note.ts'
import { type LogSource, type ProveFault, proveBetween, proveLeaf } from './prove.ts'
import { entryBytesMax, type LogStore, type NewEntry } from './store.ts'
import { storedBundle, storedTile } from './tiles.ts'

/** Entries in one group: 16 bundles, some 5 ms of hashing, so that one group does not stall the node. */
export const groupEntriesMax = 4096

/** Bytes of entries in one group: what an ordinary disk syncs in some 20 ms. */
const groupBytesMax = 4 * 1024 * 1024

/** Entries that may wait for their group: two seconds of work at the rate a log is built for. */
export const queueEntriesMax = 100_000

/** Bytes of entries that may wait: what a node can spare when its disk stalls. */
const queueBytesMax = 64 * 1024 * 1024

/** What a log is opened on. */
export interface LogOptions {
  readonly store: LogStore
  /** The log's name in the store. */
  readonly name: string
  /** The origin line of its checkpoints, which is also the key name of its signatures. */
  readonly origin: string
  /** An Ed25519 key, the same for the life of the log. */
  readonly signer: Signer
}

/** Why a log stopped taking entries. */
export type LogBroken =
  | { readonly kind: 'append-failed'; readonly reason: string }
  | { readonly kind: 'length-differs'; readonly expected: number; readonly length: number }
  | { readonly kind: 'store-full' }

/** Why an entry was not appended; after `outcome-unknown` it may have been. */
export type AppendFault =
  | { readonly kind: 'entry-too-large'; readonly bytes: number; readonly bytesMax: number }
  | { readonly kind: 'entries-too-many'; readonly count: number; readonly countMax: number }
  | { readonly kind: 'key-taken'; readonly key: string }
  | { readonly kind: 'log-busy'; readonly entries: number; readonly bytes: number }
  | { readonly kind: 'log-broken'; readonly broken: LogBroken }
  | { readonly kind: 'outcome-unknown'; readonly reason: string }

/** An entry that is durable, and the proof that it stands under the signed checkpoint. */
export interface Appended {
  readonly index: number
  readonly leafHash: Uint8Array
  /** The signed note of the log of `size` entries. */
  readonly checkpoint: string
  readonly size: number
  /** Inclusion proof (RFC 6962 §2.1.1) of the entry in the log of `size` entries. */
  readonly proof: readonly Uint8Array[]
}

/** Entries that are durable, from `first` on, without proofs. */
export interface AppendedMany {
  readonly first: number
  readonly count: number
  readonly checkpoint: string
}

/** What one call wants appended, and how its caller is told. */
interface Waiting {
  readonly entries: readonly NewEntry[]
  readonly leafHashes: readonly Uint8Array[]
  readonly bytes: number
  readonly settle: (outcome: Result<Landed, AppendFault>) => void
}

interface Landed {
  readonly first: number
  readonly size: number
  readonly checkpoint: string
  readonly proof: (index: number) => readonly Uint8Array[]
}

/**
 * One writer's log. It groups concurrent appends into one store append with one signed checkpoint, keeps the
 * right edge of the tree in memory, and stops for good once an append failed so that its outcome is unknown
 * (fail-stop): what it has acknowledged is durable, and nothing is acknowledged that is not.
 */
export class Log {
  readonly #store: LogStore
  readonly #name: string
  readonly #signer: NoteSigner
  #head: Head
  #queue: Waiting[] = []
  #queueEntries = 0
  #queueBytes = 0
  #running: Promise<void> | undefined
  #broken: LogBroken | undefined

  private constructor(store: LogStore, name: string, signer: NoteSigner, head: Head) {
    this.#store = store
    this.#name = name
    this.#signer = signer
    this.#head = head
  }

  /** Opens a log, rebuilding its right edge and checking it against the stored checkpoint's root. */
  static async open(options: LogOptions): Promise<Result<Log, OpenFault>> {
    const signer = noteSigner(options.origin, options.signer)
    if (!signer.ok) return signer
    const head = await openHead(options.store, options.name, signer.value)
    return head.ok ? accept(new Log(options.store, options.name, signer.value, head.value)) : head
  }

  /** The number of durable entries. */
  get size(): number {
    return this.#head.edge.size
  }

  /** Why the log takes no more entries; `undefined` while it does. */
  get broken(): LogBroken | undefined {
    return this.#broken
  }

  /** Entries that wait for their group, and how many may. */
  get queued(): { readonly entries: number; readonly entriesMax: number } {
    return { entries: this.#queueEntries, entriesMax: queueEntriesMax }
  }

  /** The signed note of the durable head. */
  checkpoint(): string {
    return this.#head.checkpoint
  }

  /** The root of the durable head. */
  root(): Uint8Array {
    return edgeRoot(this.#head.edge)
  }

  /**
   * Appends an entry; resolves when it is durable. The order of calls is the order of indices. A key is
   * unique in the log for ever: an entry whose key it has is refused with `key-taken`.
   */
  append(bytes: Uint8Array, key?: string): Promise<Result<Appended, AppendFault>> {
    return new Promise((resolve) => {
      // A copy, for a caller that writes on into its buffer would leave a log that does not verify.
      const entry = { bytes: new Uint8Array(bytes), key }
      const hash = leafHash(entry.bytes)
      this.#enqueue([entry], [hash], (outcome) => {
        if (!outcome.ok) return resolve(outcome)
        const { first: index, size, checkpoint, proof } = outcome.value
        resolve(accept({ index, leafHash: hash, checkpoint, size, proof: proof(index) }))
      })
    })
  }

  /** Appends entries one after another, all or none, without keys and without the cost of proofs. */
  appendMany(entries: readonly Uint8Array[]): Promise<Result<AppendedMany, AppendFault>> {
    return new Promise((resolve) => {
      const copies = entries.map((bytes) => ({ bytes: new Uint8Array(bytes) }))
      const hashes = copies.map((entry) => leafHash(entry.bytes))
      this.#enqueue(copies, hashes, (outcome) => {
        if (!outcome.ok) return resolve(outcome)
        const { first, checkpoint } = outcome.value
        resolve(accept({ first, count: entries.length, checkpoint }))
      })
    })
  }

  /** Resolves when nothing is waiting or under way. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running
  }

  /** Durable entries from `from` on, as many as the store gives in one read. */
  async read(from: number, count: number): Promise<readonly Uint8Array[]> {
    return this.#store.read(this.#name, from, Math.min(count, this.size - from))
  }

  /** The index of the entry that was appended with this key. */
  find(key: string): Promise<number | undefined> {
    return this.#store.find(this.#name, key)
  }

  /** Inclusion proof of an entry in the log as it was at `size` (now, unless told). */
  prove(index: number, size = this.size): Promise<Result<readonly Uint8Array[], ProveFault>> {
    return proveLeaf(this.#source(), index, size)
  }

  /** Consistency proof between the log at two sizes. */
  proveConsistency(from: number, to = this.size): Promise<Result<readonly Uint8Array[], ProveFault>> {
    return proveBetween(this.#source(), from, to)
  }

  /** A hash tile as C2SP tlog-tiles serves it; `undefined` when the durable log does not reach so far. */
  async tile(level: number, index: number, width: number): Promise<Uint8Array | undefined> {
    const { edge } = this.#head
    if (width < 1 || width > tileWidth(level, index, edge.size)) return undefined
    const isEdge = index === Math.floor(levelHashes(level, edge.size) / tileWidthMax)
    if (isEdge) return edgeTile(edge, level).slice(0, width * hashBytes)
    return storedTile(this.#store, this.#name, level, index, width)
  }

  /** An entry bundle as C2SP tlog-tiles serves it; `undefined` when the durable log does not reach so far. */
  async entryBundle(index: number, width: number): Promise<Uint8Array | undefined> {
    if (width < 1 || width > tileWidth(0, index, this.size)) return undefined
    return storedBundle(this.#store, this.#name, index, width)
  }

  #source(): LogSource {
    return { size: this.size, tile: (level, index, width) => this.tile(level, index, width) }
  }

  #enqueue(
    entries: readonly NewEntry[],
    leafHashes: readonly Uint8Array[],
    settle: (outcome: Result<Landed, AppendFault>) => void,
  ): void {
    const bytes = entries.reduce((sum, entry) => sum + entry.bytes.length, 0)
    const fault = this.#admissionFault(entries, bytes)
    if (fault) return settle(refuse(fault))
    this.#queue.push({ entries, leafHashes, bytes, settle })
    this.#queueEntries += entries.length
    this.#queueBytes += bytes
    // Starting a turn later lets the calls of this turn share the first group.
    this.#running ??= Promise.resolve().then(() => this.#run())
  }

  #admissionFault(entries: readonly NewEntry[], bytes: number): AppendFault | undefined {
    if (this.#broken) return { kind: 'log-broken', broken: this.#broken }
    if (entries.length > groupEntriesMax) {
      return { kind: 'entries-too-many', count: entries.length, countMax: groupEntriesMax }
    }
    const large = entries.find((entry) => entry.bytes.length > entryBytesMax)
    if (large) return { kind: 'entry-too-large', bytes: large.bytes.length, bytesMax: entryBytesMax }
    if (this.#queueEntries + entries.length > queueEntriesMax || this.#queueBytes + bytes > queueBytesMax) {
      return { kind: 'log-busy', entries: this.#queueEntries, bytes: this.#queueBytes }
    }
    return undefined
  }

  async #run(): Promise<void> {
    let tell = () => {}
    for (;;) {
      const group = this.#takeGroup()
      if (group.length === 0) {
        tell()
        tell = () => {}
        if (this.#queue.length === 0) break
        continue
      }
      const committing = this.#commit(group)
      // The callers of the group before are told while the store is busy with this one.
      tell()
      tell = await committing
    }
    this.#running = undefined
  }

  #takeGroup(): Waiting[] {
    let count = 0
    let entries = 0
    let bytes = 0
    const keys = new Set<string>()
    for (const waiting of this.#queue) {
      const key = waiting.entries[0]?.key
      if (entries + waiting.entries.length > groupEntriesMax) break
      if (count > 0 && bytes + waiting.bytes > groupBytesMax) break
      // A key that stands in this group already is left to the next, where the store refuses it.
      if (key !== undefined && keys.has(key)) break
      if (key !== undefined) keys.add(key)
      count++
      entries += waiting.entries.length
      bytes += waiting.bytes
    }
    this.#queueEntries -= entries
    this.#queueBytes -= bytes
    return this.#queue.splice(0, count)
  }

  /** Makes a group durable; gives back how to tell its callers. */
  async #commit(group: readonly Waiting[]): Promise<() => void> {
    const { edge } = this.#head
    const growth = growEdge(
      edge,
      group.flatMap((waiting) => waiting.leafHashes),
    )
    const { size } = growth.edge
    const checkpoint = headNote(growth.edge, this.#signer)
    const entries = group.flatMap((waiting) => waiting.entries)
    let stored
    try {
      stored = await this.#store.append(this.#name, edge.size, entries, growth.finished, checkpoint)
    } catch (error) {
      return this.#breakUnknown(group, error)
    }
    if (!stored.ok) {
      const { fault } = stored
      if (fault.kind === 'key-taken') return this.#commitWithoutTaken(group, fault.key)
      const broken: LogBroken = fault.kind === 'store-full' ? fault : { ...fault, expected: edge.size }
      return this.#break(broken, group)
    }
    this.#head = { edge: growth.edge, checkpoint }
    return () => {
      const proof = edgeProofs(growth)
      let first = edge.size
      for (const waiting of group) {
        waiting.settle(accept({ first, size, checkpoint, proof }))
        first += waiting.entries.length
      }
    }
  }

  /** Asks for all keys of a refused group, so that a group full of repeats costs two appends and not many. */
  async #commitWithoutTaken(group: readonly Waiting[], refused: string): Promise<() => void> {
    const taken = new Set([refused])
    const keys = group.flatMap((waiting) => waiting.entries[0]?.key ?? [])
    try {
      for (const key of keys) {
        if ((await this.#store.find(this.#name, key)) !== undefined) taken.add(key)
      }
    } catch (error) {
      return this.#breakUnknown(group, error)
    }
    const rest: Waiting[] = []
    const repeats: (() => void)[] = []
    for (const waiting of group) {
      const key = waiting.entries[0]?.key
      if (key === undefined || !taken.has(key)) rest.push(waiting)
      else repeats.push(() => waiting.settle(refuse({ kind: 'key-taken', key })))
    }
    const tell = rest.length > 0 ? await this.#commit(rest) : () => {}
    return () => {
      for (const repeat of repeats) repeat()
      tell()
    }
  }

  #breakUnknown(group: readonly Waiting[], error: unknown): () => void {
    const reason = error instanceof Error ? error.message : String(error)
    const tell = this.#break({ kind: 'append-failed', reason }, [])
    return () => {
      for (const waiting of group) waiting.settle(refuse({ kind: 'outcome-unknown', reason }))
      tell()
    }
  }

  #break(broken: LogBroken, group: readonly Waiting[]): () => void {
    this.#broken = broken
    const refused = [...group, ...this.#queue]
    this.#queue = []
    this.#queueEntries = 0
    this.#queueBytes = 0
    return () => {
      for (const waiting of refused) waiting.settle(refuse({ kind: 'log-broken', broken }))
    }
  }
}
