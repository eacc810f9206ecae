import type { Instant } from '#clock'
import type { Signer } from '#crypto'
import { type DerFault, explicit, integer, sequence, time, unsignedInteger } from '#der'
import { type Result, refuse, sure } from '#fault'
import { type Extension, type ExtensionFault, writeExtensions } from './extension.ts'
import type { KnownExtensions } from './known-extensions.ts'
import type { Name } from './name.ts'
import { fromPem } from './pem.ts'
import { readCertificate, version3 } from './read-certificate.ts'
import { type Signed, writeSigned } from './signed.ts'

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

/**
 * Reads one certificate; never throws. All of it is checked at once; names, extensions and the fingerprint
 * are made when they are first asked for, so the certificate is no plain object: its fields are not copied
 * by `{ ...certificate }`.
 */
export function parseCertificate(der: Uint8Array): Result<Certificate, CertificateFault> {
  return readCertificate(der)
}

/** The certificate of a text that holds one and no other (`CERTIFICATE`, RFC 7468 §5). */
export function certificateFromPem(
  text: string,
): Result<Certificate, CertificateFault | { readonly kind: 'not-pem' }> {
  const der = fromPem(text, 'CERTIFICATE')
  return der.ok ? parseCertificate(der.value) : refuse({ kind: 'not-pem' })
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
