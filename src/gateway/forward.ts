import type { Admission } from './admission.ts'
import type { Framing, RequestHead, ResponseHead } from './head.ts'
import { type Peer, viaField } from './peer.ts'

/**
 * The head that goes to the upstream: the caller's end-to-end fields, and after them what only the gate may
 * say.
 */
export function upstreamHead(head: RequestHead, admission: Admission, peer: Peer, token: string): string {
  return (
    `${head.method} ${admission.target.origin} HTTP/1.1\r\nHost: ${admission.hostField}\r\n` +
    `${head.fields.lines}${peer.fields(admission.hostField)}Chancery-Token: ${token}\r\n` +
    `${head.webSocket ? upgradeFields : framingField(head.framing, head.fields.length)}\r\n`
  )
}

/** The head that goes to the caller. */
export function callerHead(response: ResponseHead, framing: Framing, close: boolean): string {
  const field = response.status === 204 ? '' : framingField(framing, response.fields.length)
  return (
    `HTTP/1.1 ${response.status} ${response.reason}\r\n${response.fields.lines}${viaField}` +
    `${field}${close ? closeField : ''}\r\n`
  )
}

/** The head of an interim response (RFC 9110 §15.2), or of one that opens a WebSocket. */
export function interimHead(response: ResponseHead): string {
  const upgrade = response.status === 101 ? upgradeFields : ''
  return `HTTP/1.1 ${response.status} ${response.reason}\r\n${response.fields.lines}${upgrade}${viaField}\r\n`
}

/**
 * Chunked where the end is not known before; a length also where it only tells (HEAD, 304, an empty body).
 */
function framingField(framing: Framing, length: number | undefined): string {
  if (framing.kind === 'chunked' || framing.kind === 'until-close') return 'Transfer-Encoding: chunked\r\n'
  return length === undefined ? '' : `Content-Length: ${length}\r\n`
}

const upgradeFields = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
const closeField = 'Connection: close\r\n'

/** Methods that may be sent again when it is not known whether they arrived (RFC 9110 §9.2.2). */
export const idempotentMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
