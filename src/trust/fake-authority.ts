import { day } from '#clock'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import {
  type Certificate,
  type Extension,
  extensionsOf,
  type KnownExtensions,
  keyIdentifier,
  keyPurpose,
  nameOf,
  parseCertificate,
  writeCertificate,
} from '#x509'

/** For tests: a name and a key, which is all an authority (or a holder of a certificate) is. */
export interface FakeEntity {
  readonly name: string
  readonly key: PrivateKey
}

/** What a certificate of the tests says beyond the usual. */
export interface FakeTerms {
  readonly notBefore?: number
  readonly notAfter?: number
  readonly known?: KnownExtensions
  readonly more?: readonly Extension[]
  /** Signs in the issuer's place, without being it. */
  readonly forger?: PrivateKey
}

export const fakeNow = Date.UTC(2026, 10, 22, 12)

export function fakeEntity(name: string): FakeEntity {
  return { name, key: PrivateKey.generate('ed25519') }
}

/** One authority's certificate for another, or for itself. */
export function fakeAuthority(issuer: FakeEntity, subject: FakeEntity, terms: FakeTerms = {}): Certificate {
  const known: KnownExtensions = {
    basicConstraints: { ca: true },
    keyUsage: new Set(['keyCertSign']),
    ...terms.known,
  }
  return issued(issuer, subject, { ...terms, known })
}

/** A leaf for a client. */
export function fakeLeaf(issuer: FakeEntity, subject: FakeEntity, terms: FakeTerms = {}): Certificate {
  const known: KnownExtensions = { extendedKeyUsage: [keyPurpose.clientAuth], ...terms.known }
  return issued(issuer, subject, { ...terms, known })
}

function issued(issuer: FakeEntity, subject: FakeEntity, terms: FakeTerms): Certificate {
  const known = {
    subjectKeyIdentifier: keyIdentifier(subject.key.publicKey.spki),
    authorityKeyIdentifier: keyIdentifier(issuer.key.publicKey.spki),
    ...terms.known,
  }
  const content = {
    serial: Uint8Array.of(1, terms.notAfter === undefined ? 0 : 1),
    issuer: nameOf({ commonName: issuer.name }),
    subject: nameOf({ commonName: subject.name }),
    notBefore: terms.notBefore ?? fakeNow - day,
    notAfter: terms.notAfter ?? fakeNow + day,
    spki: subject.key.publicKey.spki,
    extensions: [...extensionsOf(known), ...(terms.more ?? [])],
  }
  return sure(
    parseCertificate(writeCertificate(content, terms.forger ?? issuer.key)),
    'a certificate of the test',
  )
}
