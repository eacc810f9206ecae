import { accept, type Result, refuse } from '#fault'
import { type Fields, type FieldsFault, readFields, requestRoles, responseRoles } from './fields.ts'

/** The head of a request as far as the gate reads it. */
export interface RequestHead {
  readonly method: string
  readonly target: string
  readonly fields: Fields
  readonly framing: Framing
  /** Whether it asks for a WebSocket (RFC 6455 §4.1); every other upgrade is left out, not passed on. */
  readonly webSocket: boolean
}

export interface ResponseHead {
  readonly status: number
  readonly reason: string
  /** Whether the server speaks HTTP/1.0, whose connections are not used again. */
  readonly old: boolean
  readonly fields: Fields
}

/** How the end of a body is found (RFC 9112 §6.3). */
export type Framing =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' }

export const noBody: Framing = { kind: 'none' }
const chunked: Framing = { kind: 'chunked' }
const untilClose: Framing = { kind: 'until-close' }

export type HeadFault =
  | FieldsFault
  | { readonly kind: 'start-line-malformed' }
  | { readonly kind: 'version-unsupported' }
  | { readonly kind: 'host-missing' }
  | { readonly kind: 'framing-ambiguous'; readonly reason: string }
  | { readonly kind: 'upgrade-malformed' }

const requestLineForm = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+) ([!-~]+) HTTP\/(\d\.\d)$/
const statusLineForm = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: ([\t -~\x80-\xff]*))?$/

/**
 * Reads a request head: `text` is latin1 and ends with the line end of its last line, without the empty
 * line.
 */
export function parseRequestHead(text: string, fieldsMax: number): Result<RequestHead, HeadFault> {
  const lineEnd = text.indexOf('\r\n')
  const line = requestLineForm.exec(text.slice(0, lineEnd))
  if (!line) return refuse({ kind: 'start-line-malformed' })
  const [, method = '', target = '', version] = line
  if (version !== '1.1') return refuse({ kind: 'version-unsupported' })
  const read = readFields(text, lineEnd + 2, requestRoles, fieldsMax)
  if (!read.ok) return read
  const fields = read.value
  if (fields.host === undefined) return refuse({ kind: 'host-missing' })
  if (fields.chunked && fields.length !== undefined)
    return ambiguous('both Content-Length and Transfer-Encoding stand')
  const framing = framingOf(fields) ?? noBody
  const webSocket = fields.upgrade === 'websocket' && fields.connectionUpgrade
  if (webSocket && (method !== 'GET' || framing !== noBody || fields.webSocketVersion !== '13')) {
    return refuse({ kind: 'upgrade-malformed' })
  }
  return accept({ method, target, fields, framing, webSocket })
}

/** Reads a response head from an upstream; same shape of `text`. */
export function parseResponseHead(text: string, fieldsMax: number): Result<ResponseHead, HeadFault> {
  const lineEnd = text.indexOf('\r\n')
  const line = statusLineForm.exec(text.slice(0, lineEnd))
  if (!line) return refuse({ kind: 'start-line-malformed' })
  const read = readFields(text, lineEnd + 2, responseRoles, fieldsMax)
  if (!read.ok) return read
  if (read.value.chunked && (read.value.length !== undefined || line[1] === '0')) {
    return ambiguous('Transfer-Encoding stands beside Content-Length or under HTTP/1.0')
  }
  return accept({ status: Number(line[2]), reason: line[3] ?? '', old: line[1] === '0', fields: read.value })
}

/** How the body of a response ends (RFC 9112 §6.3, rules 1, 2, 4, 6 and 8). */
export function responseFraming(response: ResponseHead, method: string): Framing {
  if (method === 'HEAD' || response.status < 200 || response.status === 204 || response.status === 304)
    return noBody
  return framingOf(response.fields) ?? untilClose
}

function framingOf(fields: Fields): Framing | undefined {
  if (fields.chunked) return chunked
  if (fields.length === undefined) return undefined
  return fields.length === 0 ? noBody : { kind: 'length', bytes: fields.length }
}

function ambiguous(reason: string): Result<never, HeadFault> {
  return refuse({ kind: 'framing-ambiguous', reason })
}
