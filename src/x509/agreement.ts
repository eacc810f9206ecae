import type { Instant } from '#clock'
import { certain } from '#fault'
import type { Certificate, CertificateContent } from './certificate.ts'
import { type Extension, sameExtensions } from './extension.ts'
import type { GeneralName } from './general-name.ts'
import { type Grade, gradeOfPolicies, policiesUpTo } from './grade.ts'
import { accessMethod, keyPurpose } from './identifiers.ts'
import { extensionsOf } from './known-extensions.ts'
import { isDnsName } from './profile.ts'

/** What an agreement recognises the other unit's certificates for. */
export const agreementPurposes = ['client', 'server', 'signature', 'time-stamp'] as const
export type AgreementPurpose = (typeof agreementPurposes)[number]

/** The bounds of an agreement: all of them only narrow what the unit recognised could otherwise vouch for. */
export interface AgreementBounds {
  /** DNS domains, each with everything below it; the recognised unit's own is the first. */
  readonly domains: readonly string[]
  /** The highest grade recognised; the application grades below it come with it, the test grade with none. */
  readonly grade: Grade
  /** In the order of `agreementPurposes`, each once. */
  readonly purposes: readonly AgreementPurpose[]
  /** How many further agreements may follow. */
  readonly hops: number
  /** How old the status of anything below may be. */
  readonly statusAgeMaxSeconds: number
  /** Where the recognised unit publishes its bundle: HTTPS. */
  readonly bundleUrl: string
  /** Whether that address, and those of further units, may lie in private networks or on this machine. */
  readonly privateAddresses: boolean
}

export interface AgreementIssue {
  /** The authority certificate of the unit that recognises, whose key signs. */
  readonly issuer: Certificate
  /** The authority certificate of the unit that is recognised. */
  readonly subject: Certificate
  readonly bounds: AgreementBounds
  /** 16 to 20 random octets, the top bit cleared. */
  readonly serial: Uint8Array
  /** Whole seconds. */
  readonly notBefore: Instant
  /** Whole seconds. */
  readonly notAfter: Instant
}

/** Whoever recognises signatures recognises the receipts that go with them. */
const purposeOids: Readonly<Record<AgreementPurpose, readonly string[]>> = {
  client: [keyPurpose.clientAuth],
  server: [keyPurpose.serverAuth],
  signature: [keyPurpose.documentSigning, keyPurpose.recordSigning],
  'time-stamp': [keyPurpose.timeStamping],
}

/** 0.0.0.0/0 and ::/0: nobody is recognised by an address. */
const everyAddress: readonly GeneralName[] = [8, 32].map((length) => ({
  kind: 'ip',
  bytes: new Uint8Array(length),
}))

/**
 * The cross-certificate that an agreement is: what it says in RFC 5280's own terms binds every verifier, and
 * `agreementTerms` adds what those have no terms for.
 */
export function agreementContent(issue: AgreementIssue): CertificateContent {
  const { issuer, subject, bounds, serial, notBefore, notAfter } = issue
  const subjectKey = certain(subject.subjectKeyIdentifier, 'the key identifier of an authority')
  const issuerKey = certain(issuer.subjectKeyIdentifier, 'the key identifier of an authority')
  return {
    serial,
    issuer: issuer.subject,
    subject: subject.subject,
    notBefore,
    notAfter,
    spki: subject.spki,
    extensions: boundExtensions(bounds, subjectKey, issuerKey),
  }
}

function boundExtensions(
  bounds: AgreementBounds,
  subjectKeyIdentifier: Uint8Array,
  authorityKeyIdentifier: Uint8Array,
): readonly Extension[] {
  const { domains, grade, purposes, hops, statusAgeMaxSeconds, bundleUrl, privateAddresses } = bounds
  return extensionsOf({
    // Below the recognised authority stand its issuing key and one authority for each further agreement.
    basicConstraints: { ca: true, pathLength: hops + 1 },
    keyUsage: new Set(['keyCertSign', 'cRLSign']),
    extendedKeyUsage: purposes.flatMap((purpose) => purposeOids[purpose]),
    subjectKeyIdentifier,
    authorityKeyIdentifier,
    subjectAltName: [{ kind: 'uri', value: `spiffe://${domains[0]}` }],
    nameConstraints: { permitted: domains.flatMap(namesWithin), excluded: everyAddress },
    certificatePolicies: policiesUpTo(grade).map((policy) => ({ policy })),
    policyConstraints: { requireExplicitPolicy: 0, inhibitPolicyMapping: 0 },
    inhibitAnyPolicy: 0,
    subjectInfoAccess: [
      { method: accessMethod.authorityRepository, location: { kind: 'uri', value: bundleUrl } },
    ],
    agreementTerms: { hops, statusAgeMaxSeconds, privateAddresses },
  })
}

/**
 * The bounds of a certificate that is an agreement of exactly this form, so that nothing in it is wider than
 * they say; `undefined` for any other certificate.
 */
export function agreementBounds(certificate: Certificate): AgreementBounds | undefined {
  const { agreementTerms, certificatePolicies, extendedKeyUsage, nameConstraints, subjectInfoAccess } =
    certificate
  const { subjectKeyIdentifier, authorityKeyIdentifier, extensions } = certificate
  const grade = gradeOfPolicies((certificatePolicies ?? []).map(({ policy }) => policy))
  const purposes = agreementPurposes.filter((purpose) =>
    purposeOids[purpose].every((oid) => extendedKeyUsage?.includes(oid)),
  )
  const domains = (nameConstraints?.permitted ?? []).flatMap((name) =>
    name.kind === 'dns' ? [name.value] : [],
  )
  const repository = subjectInfoAccess?.find(({ method }) => method === accessMethod.authorityRepository)
  const location = repository?.location
  if (!agreementTerms || !grade || domains.length === 0 || location?.kind !== 'uri') return undefined
  if (!subjectKeyIdentifier || !authorityKeyIdentifier) return undefined
  // A domain that is no host name cannot be written into a name again.
  if (!domains.every(isDnsName)) return undefined
  const bounds = { domains, grade, purposes, ...agreementTerms, bundleUrl: location.value }
  const due = boundExtensions(bounds, subjectKeyIdentifier, authorityKeyIdentifier)
  return sameExtensions(extensions, due) ? bounds : undefined
}

/** RFC 5280 §4.2.1.10: a DNS name covers those below it, an e-mail or URI host only with a leading period. */
function namesWithin(domain: string): readonly GeneralName[] {
  return [
    { kind: 'dns', value: domain },
    { kind: 'email', value: domain },
    { kind: 'email', value: `.${domain}` },
    { kind: 'uri', value: domain },
    { kind: 'uri', value: `.${domain}` },
  ]
}
