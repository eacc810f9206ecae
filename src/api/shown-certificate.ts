import { fromBase64 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { fromPem } from '#x509'

/** The fields of one head, as they came: lower-case name and value. */
export type HeadFields = readonly (readonly [name: string, value: string])[]

/** Why it is not clear which certificate a proxy tells. */
export type ShownCertificateFault =
  | { readonly kind: 'certificate-told-twice'; readonly fields: readonly [string, string] }
  | { readonly kind: 'certificate-field-malformed'; readonly field: string }

/**
 * How proxies tell the certificate of whoever made a handshake with them. Each has its own form: RFC 9440
 * §2.1, a byte sequence; nginx, `$ssl_client_escaped_cert`: the PEM, percent-encoded; Envoy, the key `Cert`
 * of the one element of `X-Forwarded-Client-Cert`, which holds the same.
 */
const forms: ReadonlyMap<string, (value: string) => Uint8Array | undefined> = new Map([
  ['client-cert', fromByteSequence],
  ['x-ssl-client-escaped-cert', fromEscapedPem],
  ['x-forwarded-client-cert', fromForwardedElement],
])

/**
 * The certificate that a proxy tells in its fields, DER; `undefined` when it tells none. More than one, in
 * one form or in several, is refused: one of them might be what the caller sent.
 */
export function shownCertificate(fields: HeadFields): Result<Uint8Array | undefined, ShownCertificateFault> {
  const telling = fields.filter(([name]) => forms.has(name))
  const [first, second] = telling
  if (!first) return accept(undefined)
  const [name, value] = first
  if (second) return refuse({ kind: 'certificate-told-twice', fields: [name, second[0]] })
  const der = forms.get(name)?.(value)
  return der ? accept(der) : refuse({ kind: 'certificate-field-malformed', field: name })
}

/** RFC 8941 §3.3.5, without parameters: RFC 9440 §2.1 has none. */
function fromByteSequence(value: string): Uint8Array | undefined {
  const text = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value)?.[1]
  return text === undefined ? undefined : derOf(fromBase64(text))
}

/** What needs no escaping of PEM and what does; a `+` stands for itself nowhere in it. */
const escapedForm = /^(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+$/

function fromEscapedPem(value: string): Uint8Array | undefined {
  if (!escapedForm.test(value)) return undefined
  const text = value.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
  return wholePemForm.test(text) ? derOf(fromPem(text, 'CERTIFICATE')) : undefined
}

/** One block and nothing around it. */
const wholePemForm = /^-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+\n-----END CERTIFICATE-----\n?$/

/** A key, its value, quoted or not, and what follows: a pair, or the end. A comma would begin an element. */
const pairForm = /([A-Za-z]+)=(?:"((?:[^"\\]|\\.)*)"|([^",;\\]*))(;|$)/y

function fromForwardedElement(value: string): Uint8Array | undefined {
  const certificates: string[] = []
  for (let at = 0; at < value.length; at = pairForm.lastIndex) {
    pairForm.lastIndex = at
    const [, key = '', quoted, plain = '', end] = pairForm.exec(value) ?? []
    if (end === undefined || (end === ';' && pairForm.lastIndex === value.length)) return undefined
    if (key.toLowerCase() === 'cert') certificates.push(quoted ?? plain)
  }
  const [first, second] = certificates
  return first === undefined || second !== undefined ? undefined : fromEscapedPem(first)
}

function derOf(read: Result<Uint8Array, unknown>): Uint8Array | undefined {
  return read.ok && read.value.length > 0 ? read.value : undefined
}
