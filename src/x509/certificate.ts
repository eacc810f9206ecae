import { base64url, equalBytes, sha256 } from '#bytes'
import type { Instant } from '#clock'
import type { Signer } from '#crypto'
import {
  contextPrimitive,
  type DerFault,
  type DerReader,
  explicit,
  integer,
  readDer,
  sequence,
  time,
  unsignedInteger,
} from '#der'
import { accept, type Result, refuse, sure } from '#fault'
import { type Extension, type ExtensionFault, readExtensions, writeExtensions } from './extension.ts'
import { type KnownExtensions, knownExtensions } from './known-extensions.ts'
import { type Name, readName } from './name.ts'
import { isPositive, serialBytesMax, serialText } from './serial.ts'
import { readSigned, type Signed, writeSigned } from './signed.ts'

/**
 * A version 3 certificate (RFC 5280 §4.1) as data. Its byte fields are views of `der`, which must not change.
 * That it could be read says nothing about who signed it.
 */
export interface Certificate extends Signed, KnownExtensions {
  readonly der: Uint8Array
  /** base64url SHA-256 of `der`. */
  readonly fingerprint: string
  /** Lower-case hexadecimal of the INTEGER's content, without a leading `00`. */
  readonly serial: string
  readonly issuer: Name
  readonly subject: Name
  /** The first instant of validity. */
  readonly notBefore: Instant
  /** The start of the last second of validity (RFC 5280 §4.1.2.5). */
  readonly notAfter: Instant
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly extensions: readonly Extension[]
}

/** Why bytes are no certificate. */
export type CertificateFault =
  | { readonly kind: 'not-der'; readonly fault: DerFault }
  /** Counted as people do: 1, 2, 3. */
  | { readonly kind: 'version-unsupported'; readonly version: number }
  | { readonly kind: 'serial-not-positive' }
  | { readonly kind: 'serial-too-long'; readonly bytes: number; readonly bytesMax: number }
  /** RFC 5280 §4.1.1.2: the two algorithm fields are the same. */
  | { readonly kind: 'algorithm-mismatch' }
  /** RFC 5280 §4.1.2.4: not an empty name. */
  | { readonly kind: 'issuer-empty' }
  | { readonly kind: 'validity-reversed'; readonly notBefore: Instant; readonly notAfter: Instant }
  | ExtensionFault

/** What a certificate to be issued says; the signer adds the algorithm and the signature. */
export interface CertificateContent {
  /** The magnitude, most significant octet first: positive, at most 20 octets as an INTEGER. */
  readonly serial: Uint8Array
  readonly issuer: Name
  readonly subject: Name
  /** Whole seconds. */
  readonly notBefore: Instant
  /** Whole seconds. */
  readonly notAfter: Instant
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly extensions: readonly Extension[]
}

/** The version field's value for version 3. */
const version3 = 2

/** Reads one certificate; never throws. */
export function parseCertificate(der: Uint8Array): Result<Certificate, CertificateFault> {
  const read = readDer(der, (reader) => readSigned(reader, readContent))
  if (!read.ok) return refuse({ kind: 'not-der', fault: read.fault })
  const { content, tbs, signatureAlgorithm, signature } = read.value
  if ('version' in content) return refuse({ kind: 'version-unsupported', version: content.version })
  const fault = contentFault(content, signatureAlgorithm)
  if (fault) return refuse(fault)
  const known = knownExtensions(content.extensions)
  if (!known.ok) return known
  const { issuer, subject, notBefore, notAfter, spki, extensions } = content
  const serial = serialText(content.serial)
  const fingerprint = base64url(sha256(der))
  return accept({
    der,
    fingerprint,
    tbs,
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    spki,
    signatureAlgorithm,
    signature,
    extensions,
    ...known.value,
  })
}

/** Signs a certificate with the issuer's key; throws on content that `parseCertificate` would refuse. */
export function writeCertificate(content: CertificateContent, issuer: Signer): Uint8Array {
  const tbs = sequence(
    explicit(0, integer(version3)),
    unsignedInteger(content.serial),
    issuer.suite.algorithmIdentifier,
    content.issuer.der,
    sequence(time(content.notBefore), time(content.notAfter)),
    content.subject.der,
    content.spki,
    explicit(3, writeExtensions(content.extensions)),
  )
  const der = writeSigned(tbs, issuer)
  sure(parseCertificate(der), 'a certificate just written')
  return der
}

interface ReadContent {
  readonly serial: Uint8Array
  readonly algorithm: Uint8Array
  readonly issuer: Name
  readonly notBefore: Instant
  readonly notAfter: Instant
  readonly subject: Name
  readonly spki: Uint8Array
  readonly extensions: readonly Extension[]
}

/** TBSCertificate, RFC 5280 §4.1. Of another version than 3 only that is told. */
function readContent(reader: DerReader): ReadContent | { readonly version: number } {
  const version = reader.optional(0xa0, (at) => at.explicit(0, (inside) => inside.count(255))) ?? 0
  if (version !== version3) {
    reader.list((rest) => rest.node())
    return { version: version + 1 }
  }
  const serial = reader.integerBytes()
  const algorithm = reader.encoding(0x30)
  const issuer = readName(reader)
  const [notBefore, notAfter] = reader.sequence((validity) => [validity.time(), validity.time()] as const)
  const subject = readName(reader)
  const spki = reader.encoding(0x30)
  // RFC 5280 §4.1.2.8: unique identifiers are not to be written any more, and mean nothing here.
  for (const number of [1, 2])
    reader.optional(contextPrimitive(number), (at) => at.bitString(contextPrimitive(number)))
  const extensions = reader.optional(0xa3, (at) => at.explicit(3, readExtensions)) ?? []
  return { serial, algorithm, issuer, notBefore, notAfter, subject, spki, extensions }
}

function contentFault(content: ReadContent, signatureAlgorithm: Uint8Array): CertificateFault | undefined {
  const { serial, notBefore, notAfter } = content
  if (!isPositive(serial)) return { kind: 'serial-not-positive' }
  if (serial.length > serialBytesMax) {
    return { kind: 'serial-too-long', bytes: serial.length, bytesMax: serialBytesMax }
  }
  if (!equalBytes(content.algorithm, signatureAlgorithm)) return { kind: 'algorithm-mismatch' }
  if (content.issuer.rdns.length === 0) return { kind: 'issuer-empty' }
  if (notAfter < notBefore) return { kind: 'validity-reversed', notBefore, notAfter }
  return undefined
}
