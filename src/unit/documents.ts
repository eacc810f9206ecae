import { base64url, sha256 } from '#bytes'

/**
 * Where decisions and queries find documents that stand on the record by their digest alone, such as the
 * published bundles of other units. A digest is the base64url SHA-256 of the bytes.
 */
export interface DocumentReader {
  has(digest: string): boolean
  /**
   * What `parse` makes of a document; `undefined` when it is not at hand. `parse` is pure and one function
   * for the life of the reader: what it made is given again instead of being made again.
   */
  read<T>(digest: string, parse: (bytes: Uint8Array) => T): T | undefined
}

interface Kept {
  readonly bytes: Uint8Array
  /** What parsers have made of it. */
  readonly made: Map<unknown, unknown>
}

/** Documents in memory. Owned by a node, or by whoever verifies a record, who keep in it what is needed. */
export class Documents implements DocumentReader {
  readonly #kept = new Map<string, Kept>()

  get size(): number {
    return this.#kept.size
  }

  /** Takes bytes in and gives their digest. */
  keep(bytes: Uint8Array): string {
    const digest = base64url(sha256(bytes))
    if (!this.#kept.has(digest)) this.#kept.set(digest, { bytes, made: new Map() })
    return digest
  }

  /** Forgets every document but these. */
  retain(digests: ReadonlySet<string>): void {
    for (const digest of this.#kept.keys()) if (!digests.has(digest)) this.#kept.delete(digest)
  }

  has(digest: string): boolean {
    return this.#kept.has(digest)
  }

  bytes(digest: string): Uint8Array | undefined {
    return this.#kept.get(digest)?.bytes
  }

  read<T>(digest: string, parse: (bytes: Uint8Array) => T): T | undefined {
    const kept = this.#kept.get(digest)
    if (!kept) return undefined
    if (!kept.made.has(parse)) kept.made.set(parse, parse(kept.bytes))
    return kept.made.get(parse) as T
  }
}
