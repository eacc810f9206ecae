import { day } from '#clock'
import { PrivateKey, type UnitSuiteName } from '#crypto'
import { sure } from '#fault'
import {
  authorityContent,
  type Certificate,
  issuingContent,
  type LeafIssue,
  leafContent,
  nameOf,
  parseCertificate,
  writeCertificate,
} from './index.ts'

/** For tests: a unit's authority and issuing key with their certificates. */
export interface FakeUnit {
  readonly authority: Certificate
  readonly issuing: Certificate
  readonly authorityKey: PrivateKey
  readonly issuingKey: PrivateKey
}

const fakeDomain = 'office.example'
export const fakeNow = Date.UTC(2026, 10, 22, 12)
const lifetime = { notBefore: fakeNow, notAfter: fakeNow + 30 * day }

export function fakeUnit(suite: UnitSuiteName = 'ecdsa-p256-sha256'): FakeUnit {
  const [authorityKey, issuingKey] = [PrivateKey.generate(suite), PrivateKey.generate(suite)]
  const common = { ...lifetime, domain: fakeDomain }
  const authority = authorityContent({
    ...common,
    name: nameOf({ commonName: 'Bürgeramt 役所', organization: 'Bürgeramt', country: 'DE' }),
    spki: authorityKey.publicKey.spki,
    serial: new Uint8Array(20).fill(0xff),
  })
  const authorityCertificate = read(writeCertificate(authority, authorityKey))
  const issuing = issuingContent({
    ...common,
    name: nameOf({ commonName: 'issuing 1', organization: 'Bürgeramt' }),
    spki: issuingKey.publicKey.spki,
    serial: new Uint8Array(16).fill(2),
    issuer: authorityCertificate,
    crlUrl: 'http://office.example/authority.crl',
  })
  const issuingCertificate = read(writeCertificate(issuing, authorityKey))
  return { authority: authorityCertificate, issuing: issuingCertificate, authorityKey, issuingKey }
}

/** A person's certificate issued by the unit, or what is asked for instead. */
export function fakeLeaf(unit: FakeUnit, key: PrivateKey, instead: Partial<LeafIssue> = {}): Uint8Array {
  const content = leafContent({
    ...lifetime,
    kind: 'person',
    grade: 'basic',
    id: 'ada',
    domain: fakeDomain,
    commonName: 'Ada, "the" <Countess>',
    organization: 'Bürgeramt',
    spki: key.publicKey.spki,
    serial: new Uint8Array(16).fill(3),
    issuer: unit.issuing,
    crlUrl: 'http://office.example/issuing.crl',
    ...instead,
  })
  return writeCertificate(content, unit.issuingKey)
}

export function read(der: Uint8Array): Certificate {
  return sure(parseCertificate(der), 'a certificate of the test')
}
