import { z } from 'zod'
import { base64, base64url, fromBase64, sha256 } from '#bytes'
import { type Duration, day, minute, second } from '#clock'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { type Context, defineAct } from '#unit'
import { leafContent, parseCertificate, writeCertificate } from '#x509'
import { principalKindForm, revocationReasonForm, serialForm } from './form.ts'
import {
  caseOf,
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
  type PrincipalKind,
  principalOf,
  type RevocationReason,
  unitProfile,
} from './state.ts'

/**
 * Lifetimes: a person's certificate is renewed once a year, with the yearly training; services and devices
 * renew by themselves and get a quarter.
 */
const lifetimes: Readonly<Record<PrincipalKind, Duration>> = {
  person: 365 * day,
  device: 90 * day,
  service: 90 * day,
}

/** Clocks of those who check may stand behind ours by as much as an act's may. */
const backdateMilliseconds: Duration = 5 * minute

/** RFC 5280 §4.1.2.2 allows 20 octets; 16 random ones leave the sign bit and are never guessed. */
const serialOctets = 16

export type CertificateActFault =
  | RequestActFault
  | { readonly kind: 'request-not-attested'; readonly request: string }
  | { readonly kind: 'certificate-unknown'; readonly serial: string }
  | { readonly kind: 'certificate-revoked-already'; readonly serial: string }
  | { readonly kind: 'certificate-not-yours'; readonly serial: string }
  | { readonly kind: 'certificate-ends-before'; readonly notAfter: number; readonly issuerNotAfter: number }

/** Whom to certify with which key. */
export interface Subject {
  readonly kind: PrincipalKind
  readonly id: string
  readonly name: string
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  readonly dnsNames: readonly string[]
  readonly request?: string
}

/** A certificate by the unit's issuing key, as the event that puts it on the record. */
export function issueCertificate(
  context: Context,
  subject: Subject,
): Result<CertificateIssued, CertificateActFault> {
  const { state, means, time } = context
  const unit = certain(unitProfile(state), 'the unit')
  const issuer = sure(
    parseCertificate(sure(fromBase64(certain(unit.issuing.at(-1), 'issuing')), 'issuing')),
    'issuing',
  )
  const wholeSecond = time - (time % second)
  const notBefore = wholeSecond - backdateMilliseconds
  const notAfter = wholeSecond + lifetimes[subject.kind]
  if (notAfter > issuer.notAfter) {
    return refuse({ kind: 'certificate-ends-before', notAfter, issuerNotAfter: issuer.notAfter })
  }
  const content = leafContent({
    kind: subject.kind,
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

/** The event that puts a finished certificate on the record. */
export function issuedEvent(der: Uint8Array, subject: Omit<Subject, 'spki'>): CertificateIssued {
  const certificate = sure(parseCertificate(der), 'a certificate just written')
  return {
    kind: 'certificate-issued',
    serial: certificate.serial,
    principal: { kind: subject.kind, id: subject.id },
    name: subject.name,
    key: base64url(sha256(certificate.spki)),
    spki: base64(certificate.spki),
    fingerprint: certificate.fingerprint,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    ...(subject.dnsNames.length > 0 ? { dnsNames: subject.dnsNames } : {}),
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
    if (attested?.kind !== kind || attested.case !== caseOf(context)) {
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
  label: 'renew the certificate one holds',
  input: z.strictObject({ serial: serialForm, request: requestText }),
  authority: {
    by: 'step',
    permission: 'certificate.renew',
    object: (input) => `certificate/${input.serial}`,
  },
  decide(context, input): Result<readonly IdentityEvent[], CertificateActFault> {
    const own = ownCertificate(context, input.serial)
    if (!own.ok) return own
    const request = readRequest(input.request)
    if (!request.ok) return request
    const key = base64url(sha256(request.value.spki))
    const fault = keyFault(context, key, own.value.principal)
    if (fault) return refuse(fault)
    const { kind, id } = own.value.principal
    const name = certain(principalOf(context.state, own.value.principal), 'the holder of a certificate').name
    const { spki } = request.value
    const dnsNames = own.value.dnsNames ?? []
    const issued = issueCertificate(context, { kind, id, name, spki, dnsNames })
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

function revocation(
  context: Context,
  serial: string,
  reason: RevocationReason,
): Result<readonly IdentityEvent[], CertificateActFault> {
  const certificate = certificateOf(context.state, serial)
  if (!certificate) return refuse({ kind: 'certificate-unknown', serial })
  if (certificate.revoked) return refuse({ kind: 'certificate-revoked-already', serial })
  const { key, principal } = certificate
  return accept([{ kind: 'certificate-revoked', serial, key, principal, reason }])
}

function ownCertificate(context: Context, serial: string): Result<CertificateRow, CertificateActFault> {
  const certificate = certificateOf(context.state, serial)
  if (!certificate) return refuse({ kind: 'certificate-unknown', serial })
  if (certificate.revoked) return refuse({ kind: 'certificate-revoked-already', serial })
  const { kind, id } = certificate.principal
  if (kind !== context.speaker.kind || id !== context.speaker.id)
    return refuse({ kind: 'certificate-not-yours', serial })
  return accept(certificate)
}

export const certificateActs = [issue, renew, revoke, revokeOwn] as const
