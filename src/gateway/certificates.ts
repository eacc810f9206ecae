import { constants } from 'node:crypto'
import { createSecureContext, type SecureContext, type TlsOptions } from 'node:tls'
import type { Credentials, Gatekeeper } from './gatekeeper.ts'

/**
 * How the gate speaks TLS. A certificate is asked for and not judged here: no list of authorities goes out,
 * and what the certificate is worth the keeper says. Without session cache and resumable tickets every
 * connection proves its key anew.
 */
export const tlsRules = {
  minVersion: 'TLSv1.3',
  maxVersion: 'TLSv1.3',
  requestCert: true,
  rejectUnauthorized: false,
  ALPNProtocols: ['http/1.1'],
  secureOptions: constants.SSL_OP_NO_TICKET,
  noDelay: true,
} as const satisfies TlsOptions

/**
 * More server names than this at a time are not kept ready; they cost some work at each handshake instead.
 */
const contextsMax = 1000

interface Ready {
  readonly credentials: Credentials
  readonly context: SecureContext
}

/** The keys and certificates the gate shows, made ready for TLS and renewed when the keeper gives others. */
export class Certificates {
  readonly #keeper: Gatekeeper
  readonly #ready = new Map<string, Ready>()
  #unnamed: Credentials | undefined

  constructor(keeper: Gatekeeper) {
    this.#keeper = keeper
  }

  /** For a server name, lower case; `undefined` when the keeper has none for it: the handshake fails. */
  contextFor(serverName: string): SecureContext | undefined {
    const credentials = this.#keeper.credentials(serverName)
    if (!credentials) return undefined
    const ready = this.#ready.get(serverName)
    if (ready && same(ready.credentials, credentials)) return ready.context
    const context = createSecureContext({ ...tlsRules, key: credentials.key, cert: credentials.cert })
    if (this.#ready.size >= contextsMax) this.#ready.clear()
    this.#ready.set(serverName, { credentials, context })
    return context
  }

  /** Those for callers that name no server, if they are others than at the last call. */
  renewedUnnamed(): Credentials | undefined {
    const credentials = this.#keeper.credentials(undefined)
    if (!credentials || (this.#unnamed && same(this.#unnamed, credentials))) return undefined
    this.#unnamed = credentials
    return credentials
  }
}

function same(a: Credentials, b: Credentials): boolean {
  return a.key === b.key && a.cert === b.cert
}
