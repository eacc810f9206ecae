import type { TLSSocket } from 'node:tls'
import type { Instant } from '#clock'
import type { Result } from '#fault'
import type { Asker } from './admission.ts'
import type { Caller, Gatekeeper } from './gatekeeper.ts'
import { type PeerFault, PresentedLeaf } from './presented-leaf.ts'

/**
 * The other end of one connection: its certificate, and who that is under the current state. The
 * certificate is the leaf whose key signed this very handshake: there is no resumption, and no other
 * certificate is looked at.
 */
export class Peer implements Asker {
  /** Without the prefix of IPv4-mapped addresses. */
  readonly address: string
  /** Server name of the handshake, lower case. */
  readonly serverName: string | undefined
  readonly through = undefined
  readonly #leaf: PresentedLeaf
  #fieldsHost = ''
  #fields = ''

  constructor(socket: TLSSocket) {
    this.address = (socket.remoteAddress ?? '').replace(/^::ffff:(?=\d+\.)/, '')
    this.serverName = typeof socket.servername === 'string' ? socket.servername.toLowerCase() : undefined
    this.#leaf = new PresentedLeaf(socket.getPeerX509Certificate()?.raw)
  }

  /** The last answer of `caller`, if it was one. */
  get accepted(): Caller | undefined {
    return this.#leaf.accepted
  }

  caller(keeper: Gatekeeper, now: Instant): Result<Caller, PeerFault> {
    return this.#leaf.caller(keeper, now)
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
        `Client-Cert: ${this.#leaf.fieldValue}\r\n` +
        `Forwarded: for=${node};host="${host}";proto=https\r\n${viaField}`
    }
    return this.#fields
  }
}

/** RFC 9110 §7.6.3; the same pseudonym for every gate, so that no inner name is told. */
export const viaField = 'Via: 1.1 chancery\r\n'
