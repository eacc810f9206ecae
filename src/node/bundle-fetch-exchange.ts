import { type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { accept, refuse } from '#fault'
import { codeOf } from './bundle-fetch-connection.ts'
import { evidence, type FetchFault } from './bundle-fetch-fault.ts'
import type { FetchLimits } from './bundle-fetch-limits.ts'
import type { FetchTarget } from './bundle-fetch-target.ts'
import { type Outcome, waitFor } from './bundle-fetch-wait.ts'

/** The one media type taken. */
const bundleMediaType = 'application/json'

type Settle = (outcome: Outcome<Uint8Array>) => void

/** Asks once on a socket whose other end has been recognised, and takes the answer's body. */
export function exchange(
  socket: TLSSocket,
  target: FetchTarget,
  { limits, life }: { limits: FetchLimits; life: AbortSignal },
): Promise<Outcome<Uint8Array>> {
  return waitFor({ life, what: 'whole' }, (settle) => {
    const fail = (fault: FetchFault): void => settle(refuse(fault))
    const request = openRequest(socket, target, limits)
    const { idleMillisecondsMax } = limits
    socket.setTimeout(idleMillisecondsMax, () =>
      fail({ kind: 'too-slow', what: 'idle', millisecondsMax: idleMillisecondsMax }),
    )
    countInterim(request, limits, fail)
    // Without a listener of its own the platform would take a change of protocols for a mere end.
    request.on('upgrade', ({ statusCode }) => fail({ kind: 'status', status: statusCode ?? 0 }))
    request.on('response', (response) => take(response, limits, settle))
    request.on('error', (error) => fail(faultOf(error, limits)))
    request.on('close', () => fail({ kind: 'broken-off', problem: codeOf(socket.errored) }))
    request.end()
  })
}

function openRequest(socket: TLSSocket, target: FetchTarget, limits: FetchLimits): ClientRequest {
  return httpRequest({
    createConnection: () => socket,
    method: 'GET',
    path: target.path,
    setHost: false,
    headers: {
      host: target.authority,
      accept: bundleMediaType,
      'accept-encoding': 'identity',
      connection: 'close',
    },
    maxHeaderSize: limits.headBytesMax,
    insecureHTTPParser: false,
  })
}

function countInterim(request: ClientRequest, limits: FetchLimits, fail: (fault: FetchFault) => void): void {
  let count = 0
  request.on('information', () => {
    count += 1
    if (count > limits.interimMax) fail({ kind: 'answer-malformed', rule: 'interim' })
  })
}

/** The body is read only when the head leaves nothing to be refused. */
function take(response: IncomingMessage, limits: FetchLimits, settle: Settle): void {
  response.on('error', (error) => settle(refuse(faultOf(error, limits))))
  const fault = headFault(response, limits)
  if (fault) return settle(refuse(fault))
  const body = new Body(limits.bundleBytesMax)
  response.on('data', (part: Buffer) => {
    if (body.add(part)) return
    response.destroy()
    settle(refuse(tooLarge(limits)))
  })
  response.on('end', () => settle(accept(body.octets)))
}

/** The first room for a body, which doubles as it fills: most bundles hold a few certificates and fit. */
const roomBytesMin = 64 * 1024

/**
 * What has come of a body. It is copied into one place, since a server may send it in chunks of one octet,
 * each of which would otherwise be kept with the whole read it came in.
 */
class Body {
  readonly #bytesMax: number
  #room = Buffer.alloc(roomBytesMin)
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  get octets(): Uint8Array {
    return this.#room.subarray(0, this.#bytes)
  }

  /** Takes a part; not one with which there would be too much. */
  add(part: Uint8Array): boolean {
    const bytes = this.#bytes + part.length
    if (bytes > this.#bytesMax) return false
    if (bytes > this.#room.length) {
      const grown = Buffer.alloc(Math.min(this.#bytesMax, Math.max(bytes, 2 * this.#room.length)))
      grown.set(this.octets)
      this.#room = grown
    }
    this.#room.set(part, this.#bytes)
    this.#bytes = bytes
    return true
  }
}

function headFault(response: IncomingMessage, limits: FetchLimits): FetchFault | undefined {
  const { statusCode: status = 0, headers, httpVersion } = response
  if (status >= 300 && status < 400) {
    const { location } = headers
    return { kind: 'redirected', status, to: location === undefined ? undefined : evidence(location) }
  }
  if (status !== 200) return { kind: 'status', status }
  if (httpVersion !== '1.1') return { kind: 'answer-malformed', rule: 'version' }
  return framingFault(response, limits) ?? contentFault(response)
}

/**
 * RFC 9112 §6.3: a length or chunks. A body that only the end of the connection ends (rule 8) cannot be told
 * from one that is broken off.
 */
function framingFault({ headers }: IncomingMessage, limits: FetchLimits): FetchFault | undefined {
  const { 'transfer-encoding': coding, 'content-length': length } = headers
  const isChunked = coding?.toLowerCase() === 'chunked'
  const isFramed = coding === undefined ? length !== undefined : isChunked && length === undefined
  if (!isFramed) return { kind: 'answer-malformed', rule: 'framing' }
  return Number(length ?? 0) > limits.bundleBytesMax ? tooLarge(limits) : undefined
}

function contentFault({ headers, headersDistinct }: IncomingMessage): FetchFault | undefined {
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    return { kind: 'encoded', encoding: evidence(encoding) }
  }
  // More than one is as good as none: whoever reads next might go by the other (RFC 9110 §8.3).
  const types = headersDistinct['content-type'] ?? []
  const [essence = ''] = (types[0] ?? '').split(';')
  if (types.length === 1 && essence.trim().toLowerCase() === bundleMediaType) return undefined
  return { kind: 'media-type', mediaType: types.length === 0 ? undefined : evidence(types.join(', ')) }
}

function faultOf(error: Error, limits: FetchLimits): FetchFault {
  const code = codeOf(error)
  if (code === 'HPE_HEADER_OVERFLOW') {
    return { kind: 'too-large', what: 'head', bytesMax: limits.headBytesMax }
  }
  if (code.startsWith('HPE_')) return { kind: 'answer-malformed', rule: 'syntax' }
  if (code.startsWith('ERR_SSL_')) return { kind: 'tls-failed', problem: code }
  return { kind: 'broken-off', problem: code }
}

function tooLarge({ bundleBytesMax }: FetchLimits): FetchFault {
  return { kind: 'too-large', what: 'body', bytesMax: bundleBytesMax }
}
