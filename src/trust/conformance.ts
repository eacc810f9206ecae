import { anyPolicy, type Certificate, extensionType, isKnownExtension, nameText, sameName } from '#x509'
import type { ExtensionRule, PathFault } from './fault.ts'
import { isDnsPattern, isReadableConstraint } from './name-form.ts'

/** What a certificate stands for in a path. */
export type Role = 'anchor' | 'authority' | 'leaf'

/** RFC 5280 §4.2.1, §4.2.2: the extensions whose criticality is laid down. */
const criticality: ReadonlyMap<string, boolean> = new Map([
  [extensionType.authorityKeyIdentifier, false],
  [extensionType.subjectKeyIdentifier, false],
  [extensionType.nameConstraints, true],
  [extensionType.inhibitAnyPolicy, true],
  [extensionType.freshestCrl, false],
  [extensionType.authorityInfoAccess, false],
  [extensionType.subjectInfoAccess, false],
])

/**
 * What can be said against a certificate in its role by looking at it alone: extensions it must not, must, or
 * must differently have. Who issued it, and when it is used, is asked elsewhere.
 */
export function conformanceFault(certificate: Certificate, role: Role): PathFault | undefined {
  return (
    criticalityFault(certificate) ??
    (role === 'leaf' ? leafFault(certificate) : authorityFault(certificate, role)) ??
    keyIdentifierFault(certificate, role) ??
    policyFault(certificate) ??
    nameFault(certificate)
  )
}

function unfit(certificate: Certificate, oid: string, rule: ExtensionRule): PathFault {
  return { kind: 'extension-unfit', subject: nameText(certificate.subject), oid, rule }
}

function notAuthority(certificate: Certificate, lacking: 'basic-constraints' | 'key-cert-sign'): PathFault {
  return { kind: 'not-an-authority', subject: nameText(certificate.subject), lacking }
}

/** RFC 5280 §4.2: a critical extension that is not processed refuses the certificate. */
function criticalityFault(certificate: Certificate): PathFault | undefined {
  for (const { oid, critical } of certificate.extensions) {
    const due = criticality.get(oid)
    if (due !== undefined && due !== critical)
      return unfit(certificate, oid, critical ? 'critical' : 'not-critical')
    if (critical && !isKnownExtension(oid)) {
      return { kind: 'extension-unknown', subject: nameText(certificate.subject), oid }
    }
  }
  return undefined
}

/**
 * RFC 5280 §6.1.4(k), (n). That basic constraints are critical (§4.2.1.9) binds who issues; §6.1 does not ask
 * for it along a path, but an anchor is held to the whole text, since nothing above vouches for it.
 */
function authorityFault(certificate: Certificate, role: Role): PathFault | undefined {
  const { basicConstraints, keyUsage, nameConstraints } = certificate
  if (!basicConstraints?.ca) return notAuthority(certificate, 'basic-constraints')
  if (keyUsage && !keyUsage.has('keyCertSign')) {
    return notAuthority(certificate, 'key-cert-sign')
  }
  const constraints = certificate.extensions.find(({ oid }) => oid === extensionType.basicConstraints)
  if (role === 'anchor' && !constraints?.critical)
    return unfit(certificate, extensionType.basicConstraints, 'not-critical')
  const limits = [...(nameConstraints?.permitted ?? []), ...(nameConstraints?.excluded ?? [])]
  if (nameConstraints && (limits.length === 0 || !limits.every(isReadableConstraint))) {
    return unfit(certificate, extensionType.nameConstraints, 'malformed')
  }
  return undefined
}

/**
 * RFC 5280 §4.2.1.3, §4.2.1.10: without being an authority, neither signing certificates nor constraining
 * names.
 */
function leafFault(certificate: Certificate): PathFault | undefined {
  if (certificate.basicConstraints?.ca) return undefined
  if (certificate.keyUsage?.has('keyCertSign')) return unfit(certificate, extensionType.keyUsage, 'misplaced')
  if (certificate.nameConstraints) return unfit(certificate, extensionType.nameConstraints, 'misplaced')
  return undefined
}

/**
 * RFC 5280 §4.2.1.1, §4.2.1.2: all but self-signed certificates name their issuer's key, authorities their
 * own. Whether an anchor's is self-signed is asked elsewhere (`anchorFault`): the answer takes its key.
 */
function keyIdentifierFault(certificate: Certificate, role: Role): PathFault | undefined {
  if (
    role !== 'anchor' &&
    !certificate.authorityKeyIdentifier &&
    !sameName(certificate.issuer, certificate.subject)
  ) {
    return unfit(certificate, extensionType.authorityKeyIdentifier, 'missing')
  }
  if (role !== 'leaf' && !certificate.subjectKeyIdentifier) {
    return unfit(certificate, extensionType.subjectKeyIdentifier, 'missing')
  }
  return undefined
}

/**
 * RFC 5280 §6.1.4(a): any-policy is not mapped. §4.2.1.11: constraints on policies are critical; RFC 3280,
 * under which certificates still in use were issued, left that open, so it is let pass where the certificate
 * itself has policies. Where it has none, no policy is left for its constraints to be about.
 */
function policyFault(certificate: Certificate): PathFault | undefined {
  const { certificatePolicies, policyConstraints, policyMappings = [], extensions } = certificate
  const ofAny = policyMappings.some(({ issuerDomain, subjectDomain }) => {
    return issuerDomain === anyPolicy || subjectDomain === anyPolicy
  })
  if (ofAny) return unfit(certificate, extensionType.policyMappings, 'malformed')
  if (!policyConstraints || certificatePolicies) return undefined
  const constraints = extensions.find(({ oid }) => oid === extensionType.policyConstraints)
  return constraints?.critical
    ? undefined
    : unfit(certificate, extensionType.policyConstraints, 'not-critical')
}

/** RFC 5280 §4.1.2.6, §4.2.1.6: a subject is named, in a form that says something. */
function nameFault(certificate: Certificate): PathFault | undefined {
  const { subject, subjectAltName, extensions } = certificate
  if (subject.rdns.length === 0) {
    const alternative = extensions.find(({ oid }) => oid === extensionType.subjectAltName)
    if (!alternative) return unfit(certificate, extensionType.subjectAltName, 'missing')
    if (!alternative.critical) return unfit(certificate, extensionType.subjectAltName, 'not-critical')
  }
  const sound = (subjectAltName ?? []).every((name) => name.kind !== 'dns' || isDnsPattern(name.value))
  return sound ? undefined : unfit(certificate, extensionType.subjectAltName, 'malformed')
}
