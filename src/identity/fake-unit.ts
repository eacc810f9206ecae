import { base64 } from '#bytes'
import { day, type Instant, minute } from '#clock'
import { PrivateKey, systemRandom } from '#crypto'
import { sure } from '#fault'
import type { Event, Speaker } from '#unit'
import {
  authorityContent,
  type Certificate,
  issuingContent,
  type LeafIssue,
  leafContent,
  nameOf,
  type OwnUse,
  parseCertificate,
  pem,
  serialBytesMin,
  writeCertificate,
  writeRequest,
} from '#x509'
import { issuedEvent } from './certificates.ts'
import {
  type CertificateIssued,
  ownService,
  ownServiceGrade,
  type PrincipalKind,
  type UnitProfile,
} from './state.ts'

/** For tests: the suite of every key of a fake unit, quick to make. */
const suite = 'ecdsa-p256-sha256'

/** For tests: the keys a unit begins with and the certificates made by them; it is founded by `fay`. */
export interface FakeUnit {
  readonly time: Instant
  readonly domain: string
  readonly suite: typeof suite
  readonly keys: Readonly<Record<'authority' | 'issuing' | 'node' | 'founder' | OwnUse, PrivateKey>>
  readonly authority: Certificate
  readonly issuing: Certificate
  readonly node: Certificate
  readonly founder: Certificate
  /** A leaf by the issuing key that stands nowhere else; what is given instead of the usual. */
  leaf(key: PrivateKey, instead?: Partial<LeafIssue>): Uint8Array
}

/** For tests: a key as everybody's is. */
export function fakeKey(): PrivateKey {
  return PrivateKey.generate(suite)
}

/** For tests: a unit about to be founded at a time in whole seconds. */
export function fakeUnit(time: Instant, issuingDays = 5 * 365, domain = 'unit.example'): FakeUnit {
  const keys = {
    ...{ authority: fakeKey(), issuing: fakeKey(), node: fakeKey(), founder: fakeKey() },
    ...{ seal: fakeKey(), 'time-stamp': fakeKey(), record: PrivateKey.generate('ed25519') },
  }
  const common = (key: PrivateKey, days: number) => ({
    spki: key.publicKey.spki,
    serial: systemRandom.bytes(serialBytesMin),
    notBefore: time - 5 * minute,
    notAfter: time + days * day,
    domain,
  })
  const named = (part: string) => nameOf({ organization: 'Unit 单位', commonName: `${domain} ${part}` })
  const top = authorityContent({ ...common(keys.authority, 20 * 365), name: named('authority') })
  const authority = read(writeCertificate(top, keys.authority))
  const under = { ...common(keys.issuing, issuingDays), name: named('issuing'), issuer: authority }
  const issuing = read(writeCertificate(issuingContent(under), keys.authority))
  const leaf = (key: PrivateKey, instead: Partial<LeafIssue> = {}): Uint8Array => {
    const names = { kind: 'person', id: 'ann', commonName: 'Ann', organization: 'Unit 单位' } as const
    const usual = { ...common(key, 365), ...names, grade: 'basic', issuer: issuing } as const
    const content = leafContent({ ...usual, ...instead })
    return writeCertificate(content, keys.issuing)
  }
  const own = { kind: 'service', grade: ownServiceGrade } as const
  const node = leaf(keys.node, { ...own, id: ownService.node, commonName: ownService.node })
  const founder = leaf(keys.founder, { id: 'fay', commonName: 'Fay' })
  return { time, domain, suite, keys, authority, issuing, node: read(node), founder: read(founder), leaf }
}

/** For tests: what the founding of a fake unit brings about in this room. */
export function fakeFoundingEvents(
  unit: FakeUnit,
  recordKey = 'record',
): readonly (Event & Readonly<Record<string, unknown>>)[] {
  const { domain, keys, authority, issuing, node, founder } = unit
  const profile: UnitProfile = {
    name: 'Unit 单位',
    domain,
    publicUrl: `http://${domain}`,
    suite,
    founder: 'fay',
    key: keys.authority.publicKey.thumbprint,
    authorities: [base64(authority.der)],
    issuing: [base64(issuing.der)],
    links: [],
    node: keys.node.publicKey.thumbprint,
    recordKey,
    journalKey: 'journal',
  }
  return [
    { kind: 'unit-founded', ...profile },
    { ...fakeIssued(founder.der, 'person', 'fay', 'Fay') },
    { ...fakeIssued(node.der, 'service', ownService.node, ownService.node) },
  ]
}

/** For tests: the event that puts a certificate on the record. */
export function fakeIssued(
  der: Uint8Array,
  kind: PrincipalKind,
  id: string,
  name: string,
): CertificateIssued {
  return issuedEvent(der, { kind, id, name, dnsNames: [] })
}

/** For tests: who speaks with a key. */
export function fakeSpeaker(kind: Speaker['kind'], id: string, key: PrivateKey): Speaker {
  return { kind, id, key: key.publicKey.thumbprint }
}

/** For tests: a certificate request in PEM; another name makes it another request of the same key. */
export function fakeRequest(key: PrivateKey, commonName = 'whoever'): string {
  return pem('CERTIFICATE REQUEST', writeRequest({ subject: nameOf({ commonName }) }, key))
}

function read(der: Uint8Array): Certificate {
  return sure(parseCertificate(der), 'a certificate of the test')
}
