import { sha256 } from '#bytes'
import type { Instant } from '#clock'
import { readDer } from '#der'
import { accept, certain, type Result, refuse, sure } from '#fault'
import type { Certificate, CertificateContent } from './certificate.ts'
import type { GeneralName } from './general-name.ts'
import { type Grade, gradePolicies, policiesUpTo } from './grade.ts'
import { extensionType, keyPurpose } from './identifiers.ts'
import { extensionsOf, type KeyUsage } from './known-extensions.ts'
import { type Name, nameOf, sameName } from './name.ts'
import { serialBytesMax } from './serial.ts'
import { parseSpiffeId, type SpiffeFault } from './spiffe.ts'

/** Whom a leaf certificate names. */
export type SubjectKind = 'person' | 'device' | 'service'

export const subjectKinds: readonly SubjectKind[] = ['person', 'device', 'service']

/** Whom a certificate names, by its one SPIFFE ID `spiffe://<domain>/<kind>/<id>`. */
export interface CertificateSubject {
  readonly domain: string
  readonly kind: SubjectKind
  readonly id: string
}

/** Why a certificate names nobody. */
export type CertificateSubjectFault =
  /** X509-SVID §2: exactly one URI name. */
  | { readonly kind: 'uri-names'; readonly count: number }
  | { readonly kind: 'subject-kind-unknown'; readonly text: string }
  /**
   * X509-SVID §4.1, §4.3: a leaf is no authority, and its key usage is set to signatures and not to signing
   * others.
   */
  | { readonly kind: 'not-a-leaf'; readonly extension: 'basic-constraints' | 'key-usage' }
  | SpiffeFault

/** What every certificate of a unit needs; instants in whole seconds. */
interface Issue {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  /** 16 to 20 random octets; the top bit is cleared, so that they stay as many as an INTEGER. */
  readonly serial: Uint8Array
  readonly notBefore: Instant
  readonly notAfter: Instant
}

export interface AuthorityIssue extends Issue {
  readonly name: Name
  /** The unit's DNS domain, which is its trust domain. */
  readonly domain: string
}

export interface IssuingIssue extends AuthorityIssue {
  readonly issuer: Certificate
  /** Where the authority's own revocation list is published. */
  readonly crlUrl?: string
}

/** What one certificate between two authority keys of a unit needs. */
export interface LinkIssue {
  /** Whose key is certified: the self-signed certificate of the one key. */
  readonly subject: Certificate
  /** Whose key signs: the self-signed certificate of the other key. */
  readonly issuer: Certificate
  /** As in every certificate of a unit. */
  readonly serial: Uint8Array
}

/** What keys of a unit's own are for that name a service of it and neither act nor shake hands. */
export const ownUses = ['seal', 'time-stamp', 'record'] as const
export type OwnUse = (typeof ownUses)[number]

/** What a certificate is for alone, where it is not for all that its holder does. */
export type CertificateUse = OwnUse | 'documents'

export interface LeafIssue extends Issue {
  readonly kind: SubjectKind
  /** For one use alone, in place of what keys of this kind are for. */
  readonly use?: CertificateUse
  /** What the naming of the subject is worth. */
  readonly grade: Grade
  /** The last segment of the SPIFFE ID. */
  readonly id: string
  readonly domain: string
  readonly commonName: string
  readonly organization: string
  readonly issuer: Certificate
  readonly crlUrl?: string
  /** Further names, as checked by `isDnsName`. */
  readonly dnsNames?: readonly string[]
}

/** CA/Browser Forum and RFC 5280 §4.1.2.2 ask for 64 random bits; 16 octets leave no doubt. */
export const serialBytesMin = 16

/** RFC 7093 §2: a key identifier of 160 bits from SHA-256. */
const keyIdentifierBytes = 20

/** What the key of a leaf may do. */
interface KeyProfile {
  readonly usages: readonly KeyUsage[]
  readonly purposes: readonly string[]
  /** The purposes are binding for whoever does not know them too. */
  readonly critical?: true
}

/**
 * One key lets a person in and signs what they decide (RFC 9336), unless another is for documents alone: that
 * one is good for nothing else. Verifiers of time-stamps take a key for
 * nothing else, with a critical extension (RFC 3161 §2.3); that of the record likewise, so that nobody takes
 * it for more.
 */
const keyProfiles: Readonly<Record<SubjectKind | CertificateUse, KeyProfile>> = {
  person: { usages: ['digitalSignature'], purposes: [keyPurpose.clientAuth, keyPurpose.documentSigning] },
  device: { usages: ['digitalSignature'], purposes: [keyPurpose.clientAuth] },
  service: { usages: ['digitalSignature'], purposes: [keyPurpose.serverAuth, keyPurpose.clientAuth] },
  documents: { usages: ['digitalSignature', 'nonRepudiation'], purposes: [keyPurpose.documentSigning] },
  seal: { usages: ['digitalSignature', 'nonRepudiation'], purposes: [keyPurpose.documentSigning] },
  'time-stamp': { usages: ['digitalSignature'], purposes: [keyPurpose.timeStamping], critical: true },
  record: { usages: ['digitalSignature'], purposes: [keyPurpose.recordSigning], critical: true },
}

/**
 * The self-signed certificate of a unit's authority key. It names no policies: as an anchor it gives a path
 * its name and key alone (RFC 5280 §6.1.1(d)), and what others grant it stands in their own certificates.
 */
export function authorityContent(issue: AuthorityIssue): CertificateContent {
  const extensions = extensionsOf({
    basicConstraints: { ca: true },
    keyUsage: new Set(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier: keyIdentifier(issue.spki),
    subjectAltName: [uriName(issue.domain)],
  })
  return { ...common(issue), issuer: issue.name, subject: issue.name, extensions }
}

/**
 * The certificate of an issuing key under the authority: it signs leaves of every grade and lists, and no
 * further authority.
 */
export function issuingContent(issue: IssuingIssue): CertificateContent {
  const extensions = extensionsOf({
    basicConstraints: { ca: true, pathLength: 0 },
    keyUsage: new Set(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier: keyIdentifier(issue.spki),
    authorityKeyIdentifier: keyIdentifierOf(issue.issuer),
    subjectAltName: [uriName(issue.domain)],
    certificatePolicies: policiesOf(gradePolicies),
    ...distribution(issue.crlUrl),
  })
  return { ...common(issue), issuer: issue.issuer.subject, subject: issue.name, extensions }
}

/**
 * A certificate of one authority key of a unit by another (RFC 4210 §4.4: new with old, old with new), by
 * which whoever holds to one of them reaches what the other signed. It is self-issued (RFC 5280 §3.2), so
 * both have one name, and counts while both of them do.
 */
export function linkContent({ subject, issuer, serial }: LinkIssue): CertificateContent {
  const notBefore = Math.max(subject.notBefore, issuer.notBefore)
  const notAfter = Math.min(subject.notAfter, issuer.notAfter)
  if (notAfter < notBefore) throw new RangeError('bug: a link between keys that never count together')
  if (!sameName(subject.subject, issuer.subject)) throw new RangeError('bug: a link between two names')
  const extensions = extensionsOf({
    basicConstraints: { ca: true },
    keyUsage: new Set(['keyCertSign', 'cRLSign']),
    subjectKeyIdentifier: keyIdentifierOf(subject),
    authorityKeyIdentifier: keyIdentifierOf(issuer),
    subjectAltName: certain(subject.subjectAltName, 'the names of an authority'),
    certificatePolicies: policiesOf(gradePolicies),
  })
  const issue = { spki: subject.spki, serial, notBefore, notAfter }
  return { ...common(issue), issuer: issuer.subject, subject: subject.subject, extensions }
}

/** A leaf certificate: also an X509-SVID (X509-SVID §2–§4), for a person, a device or a service. */
export function leafContent(issue: LeafIssue): CertificateContent {
  const { kind, id, domain, commonName, organization, issuer, dnsNames = [] } = issue
  const names: readonly GeneralName[] = dnsNames.map((value) => ({ kind: 'dns', value }))
  const strange = dnsNames.find((name) => !isDnsName(name))
  if (strange !== undefined) throw new RangeError(`bug: \`${strange}\` is no DNS name`)
  const { usages, purposes, critical } = keyProfiles[issue.use ?? kind]
  const written = extensionsOf({
    basicConstraints: { ca: false },
    keyUsage: new Set(usages),
    extendedKeyUsage: purposes,
    subjectKeyIdentifier: keyIdentifier(issue.spki),
    authorityKeyIdentifier: keyIdentifierOf(issuer),
    subjectAltName: [uriName(domain, kind, id), ...names],
    certificatePolicies: policiesOf(policiesUpTo(issue.grade)),
    ...distribution(issue.crlUrl),
  })
  const binding = (oid: string): boolean => critical === true && oid === extensionType.extendedKeyUsage
  return {
    ...common(issue),
    issuer: issuer.subject,
    subject: nameOf({ commonName, organization }),
    extensions: written.map((one) => (binding(one.oid) ? { ...one, critical: true } : one)),
  }
}

/**
 * Reads whom a leaf certificate names: also the check that it is an X509-SVID. That it may say so is for the
 * path to its issuer to show.
 */
export function certificateSubject(
  certificate: Certificate,
): Result<CertificateSubject, CertificateSubjectFault> {
  const { basicConstraints, keyUsage } = certificate
  if (basicConstraints?.ca) return refuse({ kind: 'not-a-leaf', extension: 'basic-constraints' })
  const signs = keyUsage?.has('digitalSignature') && !keyUsage.has('keyCertSign') && !keyUsage.has('cRLSign')
  if (!signs) return refuse({ kind: 'not-a-leaf', extension: 'key-usage' })
  const uris = (certificate.subjectAltName ?? []).flatMap((name) => (name.kind === 'uri' ? [name.value] : []))
  const [text] = uris
  if (text === undefined || uris.length > 1) return refuse({ kind: 'uri-names', count: uris.length })
  const spiffe = parseSpiffeId(text)
  if (!spiffe.ok) return spiffe
  const [first, id, ...more] = spiffe.value.path
  const kind = subjectKinds.find((candidate) => candidate === first)
  if (kind === undefined || id === undefined || more.length > 0) {
    return refuse({ kind: 'subject-kind-unknown', text })
  }
  return accept({ domain: spiffe.value.trustDomain, kind, id })
}

/**
 * A host name as a certificate may hold it: lower-case labels (RFC 1123 §2.1), a `*` for the first at most.
 */
export function isDnsName(text: string): boolean {
  const labels = (text.startsWith('*.') ? text.slice(2) : text).split('.')
  return text.length <= 253 && labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label))
}

/**
 * The identifier of a key in certificates: the first 160 bits of SHA-256 of its bits (RFC 7093 §2, method 1).
 */
export function keyIdentifier(spki: Uint8Array): Uint8Array {
  const bits = readDer(spki, (reader) => {
    return reader.sequence((inside) => {
      inside.sequence((algorithm) => algorithm.list((part) => part.node()))
      return inside.wholeBitString()
    })
  })
  return sha256(sure(bits, 'the key of a certificate')).subarray(0, keyIdentifierBytes)
}

function common({
  spki,
  serial,
  notBefore,
  notAfter,
}: Issue): Omit<CertificateContent, 'issuer' | 'subject' | 'extensions'> {
  if (serial.length < serialBytesMin || serial.length > serialBytesMax) {
    throw new RangeError(`bug: a serial number of ${serial.length} octets`)
  }
  const positive = Uint8Array.from(serial)
  positive[0] = (positive[0] ?? 0) & 0x7f
  return { spki, serial: positive, notBefore, notAfter }
}

function policiesOf(policies: readonly string[]): readonly { readonly policy: string }[] {
  return policies.map((policy) => ({ policy }))
}

function keyIdentifierOf(issuer: Certificate): Uint8Array {
  return certain(issuer.subjectKeyIdentifier, 'the key identifier of an issuer')
}

function uriName(domain: string, ...path: readonly string[]): GeneralName {
  const text = ['spiffe:/', domain, ...path].join('/')
  return { kind: 'uri', value: sure(parseSpiffeId(text), 'a SPIFFE ID').text }
}

function distribution(
  url: string | undefined,
): Pick<Parameters<typeof extensionsOf>[0], 'crlDistributionPoints'> {
  return url === undefined ? {} : { crlDistributionPoints: [{ fullName: [{ kind: 'uri', value: url }] }] }
}
