import { type Clock, type Duration, hour, type Instant } from '#clock'
import type { Signer } from '#crypto'
import { revocationList, revokedCertificates } from '#identity'
import type { State } from '#unit'

/**
 * A list is made anew this often even when nothing was revoked: well before the day it is good for is over.
 */
const renewMilliseconds: Duration = 12 * hour

/** The newest revocation list: made when it is asked for, if something was revoked since or it grows old. */
export class RevocationLists {
  readonly #issuer: Signer
  readonly #clock: Clock
  #list: { readonly der: Uint8Array; readonly of: object; readonly madeAt: Instant } | undefined

  constructor(issuer: Signer, clock: Clock) {
    this.#issuer = issuer
    this.#clock = clock
  }

  /** DER, for the durable state given. */
  current(state: State): Uint8Array {
    const now = this.#clock.now()
    const of = revokedCertificates(state)
    const kept = this.#list
    if (kept && kept.of === of && now - kept.madeAt < renewMilliseconds) return kept.der
    const der = revocationList(state, this.#issuer, now)
    this.#list = { der, of, madeAt: now }
    return der
  }
}
