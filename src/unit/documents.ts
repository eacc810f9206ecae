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
  /**
   * What `make` makes of parts of a state and of these documents; given again while the parts are the very
   * same ones. `as` says what it is: one value of each kind is kept, and none while a document is missing.
   * `make` is pure, and what it makes is changed by nobody.
   */
  derive<T>(as: unknown, parts: readonly unknown[], digests: readonly string[], make: () => T): T
}

interface Kept {
  readonly bytes: Uint8Array
  /** What parsers have made of it. */
  readonly made: Map<unknown, unknown>
}

interface Derived {
  readonly parts: readonly unknown[]
  readonly value: unknown
}

/** Documents in memory. Owned by a node, or by whoever verifies a record, who keep in it what is needed. */
export class Documents implements DocumentReader {
  readonly #kept = new Map<string, Kept>()
  readonly #derived = new Map<unknown, Derived>()

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

  derive<T>(as: unknown, parts: readonly unknown[], digests: readonly string[], make: () => T): T {
    const known = this.#derived.get(as)
    if (known && parts.every((part, place) => part === known.parts[place])) return known.value as T
    const value = make()
    if (digests.every((digest) => this.has(digest))) this.#derived.set(as, { parts, value })
    return value
  }
}
