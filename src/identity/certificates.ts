import { z } from 'zod'
import { base64, fromBase64 } from '#bytes'
import { type Duration, day, minute, second } from '#clock'
import { thumbprintOf } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { rows } from '#table'
import { type Context, defineAct, read, stepCase } from '#unit'
import {
  type CertificateUse,
  type Grade,
  gradeOfPolicies,
  leafContent,
  ownUses,
  parseCertificate,
  writeCertificate,
} from '#x509'
import { principalKindForm, revocationReasonForm, serialForm } from './form.ts'
import { recordedCertificate } from './recorded.ts'
import {
  keyFault,
  type RequestActFault,
  readRequest,
  requestDigest,
  requestObject,
  requestText,
  subjectFault,
  waitingRequest,
} from './requests.ts'
import { issuingRole } from './speaker.ts'
import {
  type CertificateIssued,
  type CertificateRow,
  certificateOf,
  type IdentityEvent,
  identitySlice,
  ownServiceGrade,
  type PrincipalKind,
  principalOf,
  type RevocationReason,
  unitProfile,
} from './state.ts'

/**
 * Lifetimes: a person's certificate is renewed once a year, with the yearly training; that of a device or
 * service by its operator, with the quarterly look at what runs where.
 */
const lifetimes: Readonly<Record<PrincipalKind, Duration>> = {
  person: 365 * day,
  device: 90 * day,
  service: 90 * day,
}

/** A node that stood still for half a year must still be able to renew its own. */
const nodeLifetimeMilliseconds: Duration = 365 * day

/** Clocks of those who check may stand behind ours by as much as an act's may. */
export const backdateMilliseconds: Duration = 5 * minute

/** RFC 5280 §4.1.2.2 allows 20 octets; 16 random ones leave the sign bit and are never guessed. */
const serialOctets = 16

export type CertificateActFault =
  | RequestActFault
  | { readonly kind: 'request-not-attested'; readonly request: string }
  | { readonly kind: 'certificate-unknown'; readonly serial: string }
  | { readonly kind: 'certificate-revoked-already'; readonly serial: string }
  | { readonly kind: 'certificate-not-yours'; readonly serial: string }
  /** Only people have keys for documents alone. */
  | { readonly kind: 'use-not-for'; readonly principalKind: string }
  | { readonly kind: 'certificate-of-node'; readonly serial: string }
  | { readonly kind: 'certificate-ends-before'; readonly notAfter: number; readonly issuerNotAfter: number }

/** Whom to certify with which key. */
export interface Subject {
  readonly kind: PrincipalKind
  readonly id: string
  readonly name: string
  readonly grade: Grade
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly dnsNames: readonly string[]
  readonly request?: string
  /** When it is to be another than that of its kind. */
  readonly lifetimeMilliseconds?: Duration
  /** What the key is for alone. */
  readonly use?: CertificateUse
}

/** A certificate by the unit's issuing key, as the event that puts it on the record. */
export function issueCertificate(
  context: Context,
  subject: Subject,
): Result<CertificateIssued, CertificateActFault> {
  const { state, means, time } = context
  const unit = certain(unitProfile(state), 'the unit')
  const issuer = recordedCertificate(certain(unit.issuing.at(-1), 'the issuing certificate'))
  const wholeSecond = time - (time % second)
  const notBefore = wholeSecond - backdateMilliseconds
  const notAfter = wholeSecond + (subject.lifetimeMilliseconds ?? lifetimes[subject.kind])
  if (notAfter > issuer.notAfter) {
    return refuse({ kind: 'certificate-ends-before', notAfter, issuerNotAfter: issuer.notAfter })
  }
  const content = leafContent({
    kind: subject.kind,
    ...(subject.use && { use: subject.use }),
    grade: subject.grade,
    id: subject.id,
    domain: unit.domain,
    commonName: subject.name,
    organization: unit.name,
    issuer,
    spki: subject.spki,
    serial: means.random(serialOctets),
    notBefore,
    notAfter,
    dnsNames: subject.dnsNames,
    crlUrl: `${unit.publicUrl}/crl/issuing.crl`,
  })
  const der = writeCertificate(content, means.signer(issuingRole))
  return accept(issuedEvent(der, subject))
}

/** The event that puts a finished certificate on the record, with the grade that its policies say. */
export function issuedEvent(der: Uint8Array, subject: Omit<Subject, 'spki' | 'grade'>): CertificateIssued {
  const certificate = sure(parseCertificate(der), 'a certificate just written')
  const policies = certificate.certificatePolicies ?? []
  const grade = gradeOfPolicies(policies.map(({ policy }) => policy))
  return {
    kind: 'certificate-issued',
    serial: certificate.serial,
    principal: { kind: subject.kind, id: subject.id },
    name: subject.name,
    grade: certain(grade, 'the grade of a certificate'),
    key: thumbprintOf(certificate),
    spki: base64(certificate.spki),
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    ...(subject.dnsNames.length > 0 ? { dnsNames: subject.dnsNames } : {}),
    ...(subject.use ? { use: subject.use } : {}),
    der: base64(der),
    ...(subject.request ? { request: subject.request } : {}),
  }
}

const issue = defineAct({
  name: 'certificate.issue',
  label: 'issue the certificate of an attested request',
  input: z.strictObject({ request: requestDigest, kind: principalKindForm }),
  authority: { by: 'step', permission: 'certificate.issue', object: (input) => requestObject(input) },
  decide(context, { request, kind }): Result<readonly IdentityEvent[], CertificateActFault> {
    const waiting = waitingRequest(context, request)
    if (!waiting.ok) return waiting
    const { attested } = waiting.value
    // In this very case: the constraints between attesting and approving are those of one case.
    if (attested?.kind !== kind || attested.case !== stepCase(context)) {
      return refuse({ kind: 'request-not-attested', request })
    }
    // Another request may have been issued since, for this name or with this key.
    const fault = subjectFault(context, waiting.value, attested)
    if (fault) return refuse(fault)
    const spki = sure(fromBase64(waiting.value.spki), 'a recorded key')
    const issued = issueCertificate(context, { ...attested, spki, request })
    return issued.ok ? accept([issued.value]) : issued
  },
})

const renew = defineAct({
  name: 'certificate.renew',
  label: 'renew the certificate one holds, or that of a device or service',
  input: z.strictObject({
    serial: serialForm,
    request: requestText,
    use: z
      .literal('documents')
      .optional()
      .describe('for signing documents alone: the key then neither acts nor signs in'),
  }),
  authority: {
    by: 'step',
    permission: 'certificate.renew',
    object: (input) => `certificate/${input.serial}`,
  },
  decide(context, input): Result<readonly IdentityEvent[], CertificateActFault> {
    const own = renewable(context, input.serial)
    if (!own.ok) return own
    const request = readRequest(input.request)
    if (!request.ok) return request
    const key = thumbprintOf(request.value)
    // Who renews for a machine gives it no other key: that would be another machine.
    if (!isOwn(context, own.value) && key !== own.value.key) {
      return refuse({ kind: 'certificate-not-yours', serial: input.serial })
    }
    const use = own.value.use ?? input.use
    const { principal } = own.value
    if (use && principal.kind !== 'person') {
      return refuse({ kind: 'use-not-for', principalKind: principal.kind })
    }
    const fault = keyFault(context, key, principal, use)
    if (fault) return refuse(fault)
    const { grade } = own.value
    const { kind, id } = principal
    const name = certain(principalOf(context.state, principal), 'the holder of a certificate').name
    const { spki } = request.value
    const dnsNames = own.value.dnsNames ?? []
    const subject = { kind, id, name, grade, spki, dnsNames, ...(use && { use }) }
    const issued = issueCertificate(context, subject)
    return issued.ok ? accept([issued.value]) : issued
  },
})

const revoke = defineAct({
  name: 'certificate.revoke',
  label: 'revoke a certificate',
  input: z.strictObject({ serial: serialForm, reason: revocationReasonForm }),
  authority: {
    by: 'step',
    permission: 'certificate.revoke',
    object: (input) => `certificate/${input.serial}`,
  },
  decide: (context, input) => revocation(context, input.serial, input.reason),
})

const revokeOwn = defineAct({
  name: 'certificate.revoke-own',
  label: 'revoke a certificate of one’s own',
  input: z.strictObject({ serial: serialForm, reason: revocationReasonForm }),
  authority: {
    by: 'step',
    permission: 'certificate.revoke-own',
    object: (input) => `certificate/${input.serial}`,
  },
  decide(context, input): Result<readonly IdentityEvent[], CertificateActFault> {
    const own = ownCertificate(context, input.serial)
    return own.ok ? revocation(context, input.serial, input.reason) : own
  },
})

/** A new certificate of the node's own key, by itself: without one it could do nothing more. */
const certifyNode = defineAct({
  name: 'node.certify',
  label: 'certify the node’s own key anew',
  actor: 'node',
  input: z.strictObject({ request: requestText }),
  authority: { by: 'step', permission: 'node.certify', object: () => 'service/node' },
  decide(context, input): Result<readonly IdentityEvent[], CertificateActFault> {
    const request = readRequest(input.request)
    if (!request.ok) return request
    const { spki } = request.value
    const serial = certain(context.speaker.serial, 'the certificate of the node')
    if (thumbprintOf({ spki }) !== context.speaker.key)
      return refuse({ kind: 'certificate-not-yours', serial })
    const { id } = context.speaker
    const subject = { kind: 'service', id, name: id, grade: ownServiceGrade } as const
    const lifetimeMilliseconds = nodeLifetimeMilliseconds
    const issued = issueCertificate(context, { ...subject, spki, dnsNames: [], lifetimeMilliseconds })
    return issued.ok ? accept([issued.value]) : issued
  },
})

/** When a key is compromised every certificate of it goes; for other reasons the one that is named. */
function revocation(
  context: Context,
  serial: string,
  reason: RevocationReason,
): Result<readonly IdentityEvent[], CertificateActFault> {
  const certificate = liveCertificate(context, serial)
  if (!certificate.ok) return certificate
  const { key } = certificate.value
  // Nobody could bring a node back whose own certificate is gone.
  if (unitProfile(context.state)?.node === key) return refuse({ kind: 'certificate-of-node', serial })
  const gone = reason === 'key-compromise' ? liveOfKey(context, key) : [certificate.value]
  return accept(
    gone.map(({ serial: each, principal }) => {
      return { kind: 'certificate-revoked', serial: each, key, principal, reason }
    }),
  )
}

/** All that have one key, by serial. */
function liveOfKey({ state }: Context, key: string): readonly CertificateRow[] {
  const found: CertificateRow[] = []
  for (const [, one] of rows(read(state, identitySlice).certificates)) {
    if (one.key === key && !one.revoked) found.push(one)
  }
  return found.sort((a, b) => (a.serial < b.serial ? -1 : 1))
}

function liveCertificate(context: Context, serial: string): Result<CertificateRow, CertificateActFault> {
  const certificate = certificateOf(context.state, serial)
  if (!certificate) return refuse({ kind: 'certificate-unknown', serial })
  return certificate.revoked ? refuse({ kind: 'certificate-revoked-already', serial }) : accept(certificate)
}

function ownCertificate(context: Context, serial: string): Result<CertificateRow, CertificateActFault> {
  const certificate = liveCertificate(context, serial)
  if (!certificate.ok || isOwn(context, certificate.value)) return certificate
  return refuse({ kind: 'certificate-not-yours', serial })
}

/**
 * One's own, or a machine's: those hold no steps, so somebody who does renews for them. What a key of the
 * unit's own is for the node certifies, and no other act.
 */
function renewable(context: Context, serial: string): Result<CertificateRow, CertificateActFault> {
  const certificate = liveCertificate(context, serial)
  if (certificate.ok && ownUses.some((use) => use === certificate.value.use))
    return refuse({ kind: 'certificate-not-yours', serial })
  const isPerson = certificate.ok && certificate.value.principal.kind === 'person'
  return isPerson ? ownCertificate(context, serial) : certificate
}

function isOwn({ speaker }: Context, { principal }: CertificateRow): boolean {
  return principal.kind === speaker.kind && principal.id === speaker.id
}

export const certificateActs = [issue, renew, revoke, revokeOwn, certifyNode] as const
