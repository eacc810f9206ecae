import type { Result } from '#fault'
import { documentsOfPeers, publicationOf, recognitionSlice } from '#recognition'
import type { KeepRefusal, LogStore } from '#record'
import { type Documents, read, type State } from '#unit'

/** A document that is at hand while something is decided about it. */
export interface HeldDocument {
  readonly digest: string
  /** Puts it into the store, where it outlives the process: before the act that puts its digest on record. */
  store(): Promise<Result<string, KeepRefusal>>
}

/**
 * Brings the documents a state refers to from the store into memory.
 *
 * @returns the digests of those that the store does not have, or has other bytes for
 */
export async function loadDocuments(
  store: Pick<LogStore, 'blob'>,
  documents: Documents,
  state: State,
): Promise<readonly string[]> {
  const needed = neededBy(state)
  const missing: string[] = []
  for (const digest of needed) {
    const bytes = await store.blob(digest)
    if (bytes === undefined || documents.keep(bytes) !== digest) missing.push(digest)
  }
  documents.retain(needed)
  return missing
}

/** The bundles a state refers to: the unit's own, and the newest of every unit followed. */
function neededBy(state: State): ReadonlySet<string> {
  const own = publicationOf(state)
  return new Set([...(own ? [own.digest] : []), ...documentsOfPeers(state)])
}

/**
 * Has in memory the documents that the durable state refers to and those that are being decided about, and no
 * others. In the store they stay for ever: whoever verifies the record needs them.
 */
export class DocumentKeeper {
  readonly #store: Pick<LogStore, 'putBlob'>
  readonly #documents: Documents
  readonly #held = new Map<string, number>()
  /** The part of the state that names documents, as it was seen last. */
  #seen: object
  #needed: ReadonlySet<string>

  constructor(store: Pick<LogStore, 'putBlob'>, documents: Documents, state: State) {
    this.#store = store
    this.#documents = documents
    this.#seen = read(state, recognitionSlice)
    this.#needed = neededBy(state)
  }

  /** How much memory the documents take as they came; what was read of them comes on top. */
  get bytes(): number {
    const digests = new Set([...this.#needed, ...this.#held.keys()])
    let sum = 0
    for (const digest of digests) sum += this.#documents.bytes(digest)?.length ?? 0
    return sum
  }

  /** Is told each durable state, before whoever waits for the entry is. */
  see(state: State): void {
    const part = read(state, recognitionSlice)
    if (part === this.#seen) return
    this.#seen = part
    this.#needed = neededBy(state)
    this.#sweep()
  }

  /** Has a document at hand until the work about it has ended. */
  async during<T>(bytes: Uint8Array, work: (held: HeldDocument) => Promise<T>): Promise<T> {
    const digest = this.#documents.keep(bytes)
    this.#held.set(digest, (this.#held.get(digest) ?? 0) + 1)
    try {
      return await work({ digest, store: () => this.#store.putBlob(bytes) })
    } finally {
      const others = (this.#held.get(digest) ?? 1) - 1
      if (others > 0) this.#held.set(digest, others)
      else this.#held.delete(digest)
      this.#sweep()
    }
  }

  #sweep(): void {
    this.#documents.retain(new Set([...this.#needed, ...this.#held.keys()]))
  }
}
