import * as http from 'node:http'
import * as https from 'node:https'
import { type Duration, second } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { allFromPem, parseCertificate, pem } from '#x509'

/** Silence after which an answer is no longer waited for: an act waits for a disk, not for people. */
const idleMillisecondsMax: Duration = 30 * second

/** The largest answer taken: an entry bundle holds 256 entries of at most 60 KiB. */
const answerBytesMax = 20 * 1024 * 1024

/** How a caller proves itself and whom it believes. */
export interface TlsIdentity {
  /** PEM of the unit's authority certificates: the only roots; the system's count for nothing. */
  readonly authority: string
  /** PEM of the caller's certificate and those under the authority that issued it. */
  readonly certificate?: string
  /** PKCS #8 PEM. */
  readonly key?: string
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly body?: { readonly type: string; readonly bytes: Uint8Array }
}

export interface HttpAnswer {
  readonly status: number
  readonly type: string
  readonly body: Uint8Array
}

export type HttpFault =
  /** No whole answer came; whether the request was carried out is not known once it was `sent`. */
  | {
      readonly kind: 'unreachable'
      readonly address: string
      readonly problem: string
      readonly sent: boolean
    }
  /** Whoever answers there is not the unit, as far as its authority's certificates tell. */
  | { readonly kind: 'peer-untrusted'; readonly address: string; readonly problem: string }
  | { readonly kind: 'answer-too-large'; readonly address: string; readonly bytesMax: number }
  | { readonly kind: 'address-malformed'; readonly address: string }

/** A unit's address to send requests to, over connections that are kept. */
export interface HttpCaller {
  /** The address as it was given, without a slash at the end. */
  readonly address: string
  /** Order: none promised. Nothing is sent twice here; who wants that repeats the call. */
  send(request: HttpRequest): Promise<Result<HttpAnswer, HttpFault>>
  /**
   * Asks for a stream of server-sent events and hands on its pieces as they come; what comes back then is its
   * end. An answer that is no such stream comes back whole.
   */
  follow(request: FollowRequest): Promise<Result<HttpAnswer, HttpFault>>
  close(): void
}

export interface FollowRequest {
  readonly path: string
  /** Of the event after which it goes on. */
  readonly lastEventId?: string
  /** Whether more is wanted. */
  readonly take: (piece: Uint8Array) => boolean
}

/** Of a stream of server-sent events. */
export const eventsType = 'text/event-stream'

/**
 * A caller for `https:` and `http:` addresses. TLS is 1.3 and believes the authority given and nobody else;
 * an `https:` address without one is refused as untrusted. Redirects are not followed.
 */
export function httpCaller(address: string, identity?: TlsIdentity): Result<HttpCaller, HttpFault> {
  const base = URL.canParse(address) ? new URL(address) : undefined
  if (!base || !['http:', 'https:'].includes(base.protocol) || base.username !== '') {
    return refuse({ kind: 'address-malformed', address })
  }
  const secure = base.protocol === 'https:'
  const roots = rootsIn(identity?.authority ?? '')
  // Without a root of its own OpenSSL would be given the system's.
  if (secure && roots.length === 0) {
    const problem = 'there is no authority certificate to go by, and only an `http://` address needs none'
    return refuse({ kind: 'peer-untrusted', address, problem })
  }
  const agent = secure ? new https.Agent(tlsOptions(roots, identity)) : new http.Agent({ keepAlive: true })
  const start = secure ? https.request : http.request
  const trimmed = address.replace(/\/+$/, '')
  return accept({
    address: trimmed,
    send: (request) => exchange(start, agent, trimmed, request, collect),
    follow: ({ path, lastEventId, take }) => {
      const headers = { accept: eventsType, ...(lastEventId && { 'last-event-id': lastEventId }) }
      const request = { method: 'GET', path, headers } as const
      return exchange(start, agent, trimmed, request, (response) => handedOn(response, take))
    },
    close: () => agent.destroy(),
  })
}

/** The certificates of a PEM text, each as a text of its own; none when one of them cannot be read. */
function rootsIn(authority: string): string[] {
  const ders = allFromPem(authority, 'CERTIFICATE')
  if (!ders.ok || !ders.value.every((der) => parseCertificate(der).ok)) return []
  return ders.value.map((der) => pem('CERTIFICATE', der))
}

function tlsOptions(roots: string[], identity: TlsIdentity | undefined): https.AgentOptions {
  return {
    keepAlive: true,
    minVersion: 'TLSv1.3',
    rejectUnauthorized: true,
    ca: roots,
    ...(identity?.certificate === undefined ? {} : { cert: identity.certificate }),
    ...(identity?.key === undefined ? {} : { key: identity.key }),
  }
}

function exchange(
  start: typeof http.request,
  agent: http.Agent,
  address: string,
  { method, path, body, ...more }: HttpRequest & { readonly headers?: Readonly<Record<string, string>> },
  read: (response: http.IncomingMessage) => Promise<Uint8Array | undefined>,
): Promise<Result<HttpAnswer, HttpFault>> {
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve(refuse(faultOf(address, error)))
    const headers = {
      accept: 'application/json, application/problem+json, */*',
      ...more.headers,
      ...(body ? { 'content-type': body.type, 'content-length': body.bytes.length } : {}),
    }
    const request = start(`${address}${path}`, { method, agent, headers, timeout: idleMillisecondsMax })
    request.on('timeout', () => request.destroy(new Error('no answer in time')))
    request.on('error', fail)
    request.on('response', (response) => {
      read(response).then((bytes) => {
        if (bytes === undefined) {
          return resolve(refuse({ kind: 'answer-too-large', address, bytesMax: answerBytesMax }))
        }
        const { statusCode: status = 0 } = response
        return resolve(accept({ status, type: mediaType(response), body: bytes }))
      }, fail)
    })
    request.end(body?.bytes)
  })
}

/** The whole body, or `undefined` when it is larger than is taken; rejects when it is cut off. */
async function collect(response: http.IncomingMessage): Promise<Uint8Array | undefined> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response) {
    const chunk = part as Buffer
    bytes += chunk.length
    if (bytes > answerBytesMax) return undefined
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

/** Hands on the pieces of a stream of events; ends early, and as too large, when no more is wanted. */
async function handedOn(
  response: http.IncomingMessage,
  take: FollowRequest['take'],
): Promise<Uint8Array | undefined> {
  if (response.statusCode !== 200 || mediaType(response) !== eventsType) return collect(response)
  for await (const part of response) if (!take(part as Buffer)) return undefined
  return new Uint8Array()
}

function mediaType({ headers }: http.IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
}

/** What OpenSSL and Node call a peer that does not verify. */
const untrustedCode =
  /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|INVALID_(?:CA|PURPOSE)|PATH_LENGTH|HOSTNAME_)/

/** With these no connection was made. */
const unsentCodes = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

function faultOf(address: string, error: Error): HttpFault {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const problem = plainWords(code, error)
  if (untrustedCode.test(code)) return { kind: 'peer-untrusted', address, problem }
  return { kind: 'unreachable', address, problem, sent: !unsentCodes.has(code) }
}

function plainWords(code: string, error: Error): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing listens there'
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'no such host'
    case 'ECONNRESET':
    case 'EPIPE':
      return 'the connection was cut off'
    default:
      return error.message.split('\n')[0]?.toLowerCase() ?? code
  }
}
