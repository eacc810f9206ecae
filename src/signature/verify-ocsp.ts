import { equalBytes } from '#bytes'
import { second } from '#clock'
import type { OcspAnswer, OcspResponse } from '#cms'
import { digestBytes, parsePublicKey } from '#crypto'
import { readDer } from '#der'
import { type Certificate, isSignedBy, parseCertificate, sameName } from '#x509'
import type { StatusStatement } from './verify-status.ts'

/** A response and the `id` by which its existence is proven. */
export interface KnownResponse {
  readonly id: string
  readonly response: OcspResponse
}

/** RFC 6960 §4.2.2.2: the purpose of keys that answer in an authority's place. */
const ocspSigning = '1.3.6.1.5.5.7.3.9'

/** RFC 6960 §4.2.2.2.1: whoever trusts the authority need not ask whether its responder was revoked. */
const noCheck = '1.3.6.1.5.5.7.48.1.5'

/** What an OCSP response says of a certificate, if whoever issued that signed it or let it be signed. */
export function ocspStatement(
  { id, response }: KnownResponse,
  certificate: Certificate,
  issuer: Certificate,
): StatusStatement | undefined {
  const answer = response.answers.find((one) => isAbout(one, certificate, issuer))
  if (!answer || !isFromIssuer(response, issuer)) return undefined
  const { status, thisUpdate: asOf, nextUpdate } = answer
  const said = { asOf, until: nextUpdate ?? asOf + second, source: 'ocsp', from: [id] } as const
  switch (status.kind) {
    case 'unknown':
      return undefined
    case 'good':
      return { ...said, status: 'good' }
    case 'revoked': {
      const { at: since, reason } = status
      return { ...said, status: 'revoked', since, ...(reason ? { reason } : {}) }
    }
    default:
      return status satisfies never
  }
}

/** RFC 6960 §4.1.1: the issuer's name and key by digests, and the serial; nothing critical besides. */
function isAbout(
  { certificate: named, extensions }: OcspAnswer,
  { serial, issuer: name }: Certificate,
  { spki }: Certificate,
): boolean {
  const { algorithm, issuerName, issuerKey } = named
  if (algorithm === undefined || named.serial !== serial) return false
  if (extensions.some(({ critical }) => critical)) return false
  const bits = keyBits(spki)
  return (
    bits !== undefined &&
    equalBytes(digestBytes(algorithm, name.der), issuerName) &&
    equalBytes(digestBytes(algorithm, bits), issuerKey)
  )
}

/** RFC 6960 §4.2.2.2: signed by the issuer, or by a key it has certified for that and nothing else. */
function isFromIssuer(response: OcspResponse, issuer: Certificate): boolean {
  if (response.extensions.some(({ critical }) => critical)) return false
  const key = parsePublicKey(issuer.spki)
  if (!key.ok) return false
  if (isSignedBy(response, key.value)) return true
  return response.certificates.some((der) => {
    const read = parseCertificate(der)
    const own = read.ok ? parsePublicKey(read.value.spki) : read
    return (
      read.ok &&
      own.ok &&
      isDelegate(read.value, issuer, response) &&
      isSignedBy(read.value, key.value) &&
      isSignedBy(response, own.value)
    )
  })
}

function isDelegate(delegate: Certificate, issuer: Certificate, { producedAt }: OcspResponse): boolean {
  const { extendedKeyUsage, extensions, notBefore, notAfter, keyUsage } = delegate
  return (
    sameName(delegate.issuer, issuer.subject) &&
    extendedKeyUsage?.includes(ocspSigning) === true &&
    extensions.some(({ oid }) => oid === noCheck) &&
    (!keyUsage || keyUsage.has('digitalSignature')) &&
    producedAt >= notBefore &&
    producedAt < notAfter + second
  )
}

/** The octets of a key without tag and unused bits. */
function keyBits(spki: Uint8Array): Uint8Array | undefined {
  const bits = readDer(spki, (reader) => {
    return reader.sequence((inside) => {
      inside.sequence((algorithm) => algorithm.list((part) => part.node()))
      return inside.wholeBitString()
    })
  })
  return bits.ok ? bits.value : undefined
}
