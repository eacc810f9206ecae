import { base64 } from '#bytes'
import type { Instant } from '#clock'
import { type Result, refuse } from '#fault'
import type { Caller, CallerFault, Gatekeeper } from './gatekeeper.ts'

export type PeerFault = CallerFault | { readonly kind: 'certificate-missing' }

/** The certificate whose key was proven in a handshake, if one was shown, and who that is by the state. */
export class PresentedLeaf {
  readonly #der: Uint8Array | undefined
  #known: Result<Caller, PeerFault> | undefined
  #epoch: object | undefined

  constructor(der: Uint8Array | undefined) {
    this.#der = der
  }

  /** The last answer of `caller`, if it was one. */
  get accepted(): Caller | undefined {
    return this.#known?.ok ? this.#known.value : undefined
  }

  /** As the field `Client-Cert` tells it (RFC 9440 §2.2). */
  get fieldValue(): string {
    return `:${base64(this.#der ?? new Uint8Array())}:`
  }

  /** Who calls, asked anew whenever the state is another or the time has come. */
  caller(keeper: Gatekeeper, now: Instant): Result<Caller, PeerFault> {
    const epoch = keeper.epoch()
    const known = this.#known
    if (known && this.#epoch === epoch && (!known.ok || now < known.value.validUntil)) return known
    this.#epoch = epoch
    this.#known = this.#ask(keeper)
    return this.#known
  }

  #ask(keeper: Gatekeeper): Result<Caller, PeerFault> {
    if (!this.#der) return refuse({ kind: 'certificate-missing' })
    return this.#known?.ok === true ? keeper.reidentify(this.#known.value) : keeper.identify(this.#der)
  }
}
