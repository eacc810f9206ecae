import type { Instant } from '#clock'
import {
  type Certificate,
  certificateSubject,
  type Grade,
  gradeOfPolicies,
  nameText,
  type RevocationReason,
} from '#x509'
import type { Addition } from './addition.ts'
import type { Existence } from './existence.ts'
import type { AuthorityClaim, SignatureForm, SignedContent, Unprotected } from './object.ts'
import type { JudgedReceipt } from './receipt.ts'
import { shownName } from './shown-name.ts'
import type { UnsignedLook } from './unsigned.ts'
import { type Indication, isPassed, type Reason, type Verdict } from './verdict.ts'
import type { JudgedSignature } from './verify.ts'
import type { JudgedAlgorithm } from './verify-algorithms.ts'
import type { BelievedCertificate } from './verify-certificate.ts'
import type { LevelsReached } from './verify-level.ts'
import type { JudgedRecord } from './verify-record.ts'
import type { StatusStatement } from './verify-status.ts'
import type { JudgedTimestamp } from './verify-timestamp.ts'

/** What is said of one file; plain data. */
export interface Report {
  readonly file: ReportedFile
  /** When it was verified. */
  readonly at: Instant
  readonly found: ReportedContent
}

export interface ReportedFile {
  readonly name: string
  readonly octets: number
  /** Lower-case hexadecimal SHA-256. */
  readonly digest: string
}

export type ReportedContent =
  | {
      readonly kind: 'signed'
      readonly signatures: readonly SignatureReport[]
      /** Evidence records that were given with the file. */
      readonly records: readonly JudgedRecord[]
    }
  /** Nothing in it is a digital signature, whatever it looks like. */
  | { readonly kind: 'unsigned'; readonly look: UnsignedLook }
  /** It may be signed; `problem` is a phrase that says why that cannot be told. */
  | { readonly kind: 'unreadable'; readonly problem: string }

export interface SignatureReport {
  readonly id: string
  readonly form: SignatureForm
  readonly verdict: Verdict
  readonly signer?: ReportedSigner
  readonly claims: ReportedClaims
  /** By when the signature is proven to have existed, and by what. */
  readonly existence: Existence
  readonly levels: LevelsReached
  readonly path: readonly ReportedCertificate[]
  readonly statuses: readonly ReportedStatus[]
  /** Authorities of whose status nothing was said. */
  readonly untold: readonly string[]
  readonly algorithms: readonly JudgedAlgorithm[]
  readonly contents: readonly SignedContent[]
  readonly unprotected: readonly Unprotected[]
  readonly timestamps: readonly TimestampReport[]
  readonly receipt: JudgedReceipt
  readonly notes: readonly ReportNote[]
  readonly counterSignatures: readonly SignatureReport[]
}

export interface ReportedSigner {
  readonly name: string
  readonly certificate: ReportedCertificate
  /** Of a unit of this program: the unit's domain, and who it is there. */
  readonly unit?: { readonly domain: string; readonly kind: string; readonly id: string }
  /** What the naming is worth, where it was believed and says so. */
  readonly grade?: Grade
}

export interface ReportedCertificate {
  /** How people call its holder. */
  readonly name: string
  readonly subject: string
  readonly issuer: string
  readonly serial: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** base64url SHA-256. */
  readonly fingerprint: string
  readonly der: Uint8Array
}

/** What the signer says and nobody else has confirmed. */
export interface ReportedClaims {
  readonly signingTime?: Instant
  readonly commitments: readonly string[]
  readonly roles: readonly string[]
  readonly location?: string
  readonly reason?: string
  /** Dotted identifier of the signature policy. */
  readonly policy?: string
  readonly authority?: AuthorityClaim
}

export interface ReportedStatus {
  readonly subject: string
  readonly status: StatusStatement['status']
  readonly asOf: Instant
  /** How much older than the proof of the signature; 0 when it is newer. */
  readonly ageMilliseconds: number
  readonly since?: Instant
  readonly reason?: RevocationReason
  readonly source: StatusStatement['source']
}

export interface TimestampReport {
  readonly id: string
  readonly kind: JudgedTimestamp['kind']
  readonly verdict: Verdict
  readonly time?: Instant
  readonly accuracyMilliseconds: number
  readonly authority?: string
  readonly policy?: string
  readonly existence: Existence
  readonly path: readonly ReportedCertificate[]
  readonly statuses: readonly ReportedStatus[]
  readonly untold: readonly string[]
}

/** What changes no verdict and should be known all the same. */
export type ReportNote =
  | Exclude<Addition, { readonly kind: 'signature-added' }>
  | AddedSignature
  /** Somebody signed the signature itself; the report on that says more. */
  | { readonly kind: 'counter-signed'; readonly indication: Indication; readonly signer?: string }
  /** The claimed time is later than the one it is proven to have been signed before. */
  | { readonly kind: 'claimed-after-proof'; readonly claimed: Instant; readonly proven: Instant }
  /** The claimed time lies before the certificate was issued. */
  | { readonly kind: 'claimed-before-certificate'; readonly claimed: Instant; readonly notBefore: Instant }
  /** The signer's certificate is one for tests. */
  | { readonly kind: 'grade-test' }
  /** A time-stamp that was found wanting, and counts for nothing. */
  | { readonly kind: 'timestamp-unproven'; readonly id: string; readonly reasons: readonly Reason[] }
  /** The receipt's time is the unit's own word: no known witness has cosigned it. */
  | { readonly kind: 'receipt-unwitnessed' }
  /** Nothing newer was at hand of a key that made a time-stamp, and of those above it. */
  | { readonly kind: 'status-old'; readonly subject: string; readonly asOf: Instant }
  /** Evidence records of which nobody here can say what they must be over. */
  | { readonly kind: 'records-unexamined'; readonly count: number }

/** Signatures that were put into the file later and have this answer: their own reports say more. */
export interface AddedSignature {
  readonly kind: 'signature-added'
  readonly indication: Indication
  readonly count: number
  /** Whose certificates they name, as far as there are any. */
  readonly signers: readonly string[]
  /** From 0, rising: pages that show marks of them. */
  readonly pages: readonly number[]
}

/** The report on one signature; `others`: all of the file. */
export function signatureReport(
  judged: JudgedSignature,
  others: readonly JudgedSignature[],
): SignatureReport {
  const { object, verdict, certificate, believed, existence, levels, algorithms, receipt } = judged
  const { claims } = object
  const { policy, contentType: _, ...said } = claims
  return {
    id: object.id,
    form: object.form,
    verdict,
    ...(certificate ? { signer: signerOf(certificate, believed) } : {}),
    claims: { ...said, ...(policy ? { policy: policy.oid } : {}) },
    existence,
    levels,
    path: pathOf(believed),
    statuses: statusesOf(believed, existence),
    untold: untoldOf(believed),
    algorithms,
    contents: object.contents,
    unprotected: object.unprotected,
    timestamps: judged.timestamps.map(timestampReport),
    receipt,
    notes: notesOf(judged, others),
    counterSignatures: judged.counterSignatures.map((one) => signatureReport(one, others)),
  }
}

function signerOf(certificate: Certificate, believed: BelievedCertificate | undefined): ReportedSigner {
  const unit = certificateSubject(certificate)
  const policies = believed?.path.policies
  const grade = Array.isArray(policies) ? gradeOfPolicies(policies) : undefined
  return {
    name: shownName(certificate),
    certificate: reported(certificate),
    ...(unit.ok ? { unit: unit.value } : {}),
    ...(grade ? { grade } : {}),
  }
}

function reported(certificate: Certificate): ReportedCertificate {
  const { subject, issuer, serial, notBefore, notAfter, fingerprint, der } = certificate
  return {
    name: shownName(certificate),
    subject: nameText(subject),
    issuer: nameText(issuer),
    serial,
    notBefore,
    notAfter,
    fingerprint,
    der,
  }
}

/** The leaf first, the anchor last. */
function pathOf(believed: BelievedCertificate | undefined): readonly ReportedCertificate[] {
  if (!believed) return []
  const { leaf, chain, anchor } = believed.path
  return [leaf, ...chain, anchor].map(reported)
}

/** How old each status was when the signature, or the time-stamp, is proven to have existed. */
function statusesOf(believed: BelievedCertificate | undefined, { at }: Existence): readonly ReportedStatus[] {
  return (believed?.statuses ?? []).map(({ certificate, statement }) => {
    const { from: _, until: __, ...told } = statement
    const ageMilliseconds = Math.max(0, at - statement.asOf)
    return { subject: nameText(certificate.subject), ...told, ageMilliseconds }
  })
}

function untoldOf(believed: BelievedCertificate | undefined): readonly string[] {
  return (believed?.untold ?? []).map(shownName)
}

function timestampReport(judged: JudgedTimestamp): TimestampReport {
  const { id, kind, verdict, time, accuracyMilliseconds, policy, certificate, believed, existence } = judged
  return {
    id,
    kind,
    verdict,
    ...(time === undefined ? {} : { time }),
    accuracyMilliseconds,
    ...(certificate ? { authority: shownName(certificate) } : {}),
    ...(policy === undefined ? {} : { policy }),
    existence,
    path: pathOf(believed),
    statuses: statusesOf(believed, existence),
    untold: untoldOf(believed),
  }
}

function notesOf(judged: JudgedSignature, others: readonly JudgedSignature[]): readonly ReportNote[] {
  const { object, existence, certificate, believed, timestamps, receipt } = judged
  const claimed = object.claims.signingTime
  const notes: ReportNote[] = additionNotes(object.additions ?? [], others)
  notes.push(...judged.counterSignatures.map(counterNote))
  if (claimed !== undefined && claimed > existence.at + clockToleranceMilliseconds) {
    notes.push({ kind: 'claimed-after-proof', claimed, proven: existence.at })
  }
  if (claimed !== undefined && certificate && claimed < certificate.notBefore) {
    notes.push({ kind: 'claimed-before-certificate', claimed, notBefore: certificate.notBefore })
  }
  if (certificate && signerOf(certificate, believed).grade === 'test') notes.push({ kind: 'grade-test' })
  for (const { id, verdict } of timestamps) {
    if (isPassed(verdict)) continue
    notes.push({ kind: 'timestamp-unproven', id, reasons: verdict.reasons })
  }
  notes.push(...oldStatuses(judged))
  if (receipt.state === 'proven' && receipt.entry.cosignatures.length === 0) {
    notes.push({ kind: 'receipt-unwitnessed' })
  }
  const count = object.evidenceRecords.filter(({ covers }) => covers.length === 0).length
  return count === 0 ? notes : [...notes, { kind: 'records-unexamined', count }]
}

/** Later signatures by their answers: a hundred of them are no hundred sentences. */
function additionNotes(additions: readonly Addition[], others: readonly JudgedSignature[]): ReportNote[] {
  const later = additions.flatMap((one) => {
    if (one.kind !== 'signature-added') return []
    const named = others.filter(({ object }) => object.id === one.id)
    // Of several that claim to be one, the worst counts.
    const worst = named.find(({ verdict }) => !isPassed(verdict)) ?? named[0]
    return worst ? { page: one.page, worst } : []
  })
  const groups = Map.groupBy(later, ({ worst }) => worst.verdict.indication)
  const signatures = [...groups].map(([indication, group]): AddedSignature => {
    const signers = group.flatMap(({ worst }) => (worst.certificate ? shownName(worst.certificate) : []))
    const pages = new Set(group.flatMap(({ page }) => page ?? []))
    return {
      ...{ kind: 'signature-added', indication, count: group.length, signers: [...new Set(signers)] },
      pages: [...pages].toSorted((a, b) => a - b),
    }
  })
  return [...signatures, ...additions.filter((one) => one.kind !== 'signature-added')]
}

function counterNote({ verdict: { indication }, certificate }: JudgedSignature): ReportNote {
  return { kind: 'counter-signed', indication, ...(certificate ? { signer: shownName(certificate) } : {}) }
}

/** Each once, of all time-stamps that count. */
function oldStatuses({ timestamps }: JudgedSignature): readonly ReportNote[] {
  const old = timestamps.flatMap(({ verdict, believed }) => {
    if (!isPassed(verdict) || !believed) return []
    return believed.statuses.filter(({ certificate }) => believed.stale.includes(certificate))
  })
  const once = new Map(old.map((one) => [one.certificate.fingerprint, one]))
  return [...once.values()].map(({ certificate, statement: { asOf } }) => {
    return { kind: 'status-old', subject: shownName(certificate), asOf }
  })
}

/** A signer's clock and that of a time-stamp authority, both right, differ by a few minutes at most. */
const clockToleranceMilliseconds = 5 * 60_000
