import { createPrivateKey } from 'node:crypto'
import { sha256, utf8 } from '#bytes'
import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { integer, objectIdentifier, octetString, sequence } from '#der'
import { sure } from '#fault'
import {
  authorityContent,
  type Certificate,
  issuingContent,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'

/** When everything made here is valid. */
export const fuzzNow = Date.UTC(2026, 10, 22, 12)

export const validity = { notBefore: fuzzNow - day, notAfter: fuzzNow + 30 * day }

/** A unit's two keys with their certificates, the same in every run: Ed25519 signs without chance. */
export interface FixedAuthority {
  readonly authorityKey: PrivateKey
  readonly issuingKey: PrivateKey
  readonly authority: Certificate
  readonly issuing: Certificate
}

/** An Ed25519 key made of a name; a secret to nobody. */
export function fixedKey(name: string): PrivateKey {
  const secret = sha256(utf8(`fuzz ${name}`))
  // RFC 8410 §7.
  const pkcs8 = sequence(
    integer(0),
    sequence(objectIdentifier('1.3.101.112')),
    octetString(octetString(secret)),
  )
  const handle = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  return sure(PrivateKey.of(handle), 'a fixed key')
}

export function fixedAuthority(): FixedAuthority {
  const [authorityKey, issuingKey] = [fixedKey('authority'), fixedKey('issuing')]
  const common = { ...validity, domain: 'office.example' }
  const authority = authorityContent({
    ...common,
    name: nameOf({ commonName: 'Bürgeramt 役所', organization: 'Bürgeramt', country: 'DE' }),
    spki: authorityKey.publicKey.spki,
    serial: sha256(utf8('authority')).subarray(0, 20),
  })
  const authorityCertificate = certificateOf(writeCertificate(authority, authorityKey))
  const issuing = issuingContent({
    ...common,
    name: nameOf({ commonName: 'issuing 1', organization: 'Bürgeramt' }),
    spki: issuingKey.publicKey.spki,
    serial: sha256(utf8('issuing')).subarray(0, 16),
    issuer: authorityCertificate,
    crlUrl: 'http://office.example/authority.crl',
  })
  const issuingCertificate = certificateOf(writeCertificate(issuing, authorityKey))
  return { authorityKey, issuingKey, authority: authorityCertificate, issuing: issuingCertificate }
}

export function certificateOf(der: Uint8Array): Certificate {
  return sure(parseCertificate(der), 'a certificate of the fuzzing')
}
