import { accept, certain, type Result } from '#fault'
import { type PublicKey, type PublicKeyFault, parsePublicKey, thumbprintOf } from './public-key.ts'

/** The 10,000 people a unit is laid out for, each with a key, and services and devices; some 4 KB a key. */
const keysMax = 16_384

/**
 * Remembers public keys that were accepted, because reading one costs more than looking it up; the least
 * recently used key leaves first. Refused bytes are not remembered, so that a stranger cannot fill it with
 * nothing. It holds public keys and no opinion of them: whether a key is trusted is asked anew each time.
 */
export class PublicKeyCache {
  readonly #keysMax: number
  /** By thumbprint, the least recently used first. */
  readonly #keys = new Map<string, PublicKey>()

  constructor(capacity: number = keysMax) {
    if (!Number.isSafeInteger(capacity) || capacity < 1)
      throw new RangeError('bug: a cache holds at least one key')
    this.#keysMax = capacity
  }

  get size(): number {
    return this.#keys.size
  }

  /** `parsePublicKey`, remembered. */
  read(spki: Uint8Array): Result<PublicKey, PublicKeyFault> {
    const known = this.find(thumbprintOf({ spki }))
    if (known) return accept(known)
    const parsed = parsePublicKey(spki)
    if (parsed.ok) this.#keep(parsed.value)
    return parsed
  }

  /** A key read before and still remembered. */
  find(thumbprint: string): PublicKey | undefined {
    const key = this.#keys.get(thumbprint)
    if (key) {
      this.#keys.delete(thumbprint)
      this.#keys.set(thumbprint, key)
    }
    return key
  }

  #keep(key: PublicKey): void {
    if (this.#keys.size >= this.#keysMax) {
      const [oldest] = this.#keys.keys()
      this.#keys.delete(certain(oldest, 'the oldest key of a full cache'))
    }
    this.#keys.set(key.thumbprint, key)
  }
}
