import type { TLSSocket } from 'node:tls'
import { base64 } from '#bytes'
import type { Instant } from '#clock'
import { type Result, refuse } from '#fault'
import type { Caller, CallerFault, Gatekeeper } from './gatekeeper.ts'

export type PeerFault = CallerFault | { readonly kind: 'certificate-missing' }

/**
 * The other end of one connection: its certificate, and who that is under the current state. The
 * certificate is the leaf whose key signed this very handshake: there is no resumption, and no other
 * certificate is looked at.
 */
export class Peer {
  /** Without the prefix of IPv4-mapped addresses. */
  readonly address: string
  /** Server name of the handshake, lower case. */
  readonly serverName: string | undefined
  readonly #leaf: Uint8Array | undefined
  #known: Result<Caller, PeerFault> | undefined
  #epoch: object | undefined
  #fieldsHost = ''
  #fields = ''

  constructor(socket: TLSSocket) {
    this.address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
    this.serverName = typeof socket.servername === 'string' ? socket.servername.toLowerCase() : undefined
    this.#leaf = socket.getPeerX509Certificate()?.raw
  }

  get hasCertificate(): boolean {
    return this.#leaf !== undefined
  }

  /** The last answer of `caller`, if it was one. */
  get accepted(): Caller | undefined {
    return this.#known?.ok ? this.#known.value : undefined
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

  /**
   * The field lines that tell the upstream who calls: Client-Cert (RFC 9440 §2.2), Forwarded (RFC 7239 §4),
   * Via.
   */
  fields(host: string): string {
    if (this.#fieldsHost !== host || this.#fields === '') {
      this.#fieldsHost = host
      const node = this.address.includes(':') ? `"[${this.address}]"` : this.address
      this.#fields =
        `Client-Cert: :${base64(this.#leaf ?? new Uint8Array())}:\r\n` +
        `Forwarded: for=${node};host="${host}";proto=https\r\n${viaField}`
    }
    return this.#fields
  }

  #ask(keeper: Gatekeeper): Result<Caller, PeerFault> {
    if (!this.#leaf) return refuse({ kind: 'certificate-missing' })
    return this.#known?.ok === true ? keeper.reidentify(this.#known.value) : keeper.identify(this.#leaf)
  }
}

/** RFC 9110 §7.6.3; the same pseudonym for every gate, so that no inner name is told. */
export const viaField = 'Via: 1.1 chancery\r\n'
