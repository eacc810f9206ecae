import { certain } from '#fault'

/** Some 200 bytes for each of the agreements of a mesh of 50,000 units, and as many leaves. */
const signaturesMax = 400_000

/**
 * Remembers which key was found to have signed a certificate, because a check costs a hundred times what the
 * rest of a step does. Whoever asks for paths owns it and may keep it for good: that a key made a signature
 * does not change. What was found wrong is not remembered, so that a stranger cannot fill it with nothing;
 * when it is full the oldest leaves first.
 */
export class SignatureMemo {
  readonly #signaturesMax: number
  /** The thumbprint of the key by the fingerprint of the certificate. */
  readonly #signers = new Map<string, string>()
  #isSealed = false

  constructor(capacity: number = signaturesMax) {
    if (!Number.isSafeInteger(capacity) || capacity < 1)
      throw new RangeError('bug: a memo holds at least one signature')
    this.#signaturesMax = capacity
  }

  get size(): number {
    return this.#signers.size
  }

  /** Whether the key with this thumbprint was found to have signed the certificate of this fingerprint. */
  has(fingerprint: string, thumbprint: string): boolean {
    return this.#signers.get(fingerprint) === thumbprint
  }

  /** Takes nothing in from here on, so that answers within a budget do not depend on those before. */
  seal(): this {
    this.#isSealed = true
    return this
  }

  keep(fingerprint: string, thumbprint: string): void {
    if (this.#isSealed) return
    if (this.#signers.size >= this.#signaturesMax && !this.#signers.has(fingerprint)) {
      const [oldest] = this.#signers.keys()
      this.#signers.delete(certain(oldest, 'the oldest of a full memo'))
    }
    this.#signers.set(fingerprint, thumbprint)
  }
}
