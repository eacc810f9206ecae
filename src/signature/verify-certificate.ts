import { type Instant, second } from '#clock'
import { findPath, type PathFault, type Purpose, type ValidPath } from '#trust'
import { type Certificate, nameText } from '#x509'
import type { Existences } from './existence.ts'
import { type Reason, type Verdict, verdictOf } from './verdict.ts'
import type { TrustContext } from './verify-context.ts'
import type { Material } from './verify-material.ts'
import { type Sliding, type StatusStatement, slidingStatus } from './verify-status.ts'

/**
 * A path leads over at most nine agreements and as many issuing and rolled-over keys. A file may carry some
 * hundred certificates of one name to make a search long: 256 checks keep one path below about 80 ms.
 */
const pathBudget = { signatureChecksMax: 256, stepsMax: 100_000, depthMax: 12 }

export interface CertificateQuestion {
  readonly certificate: Certificate
  readonly purpose: Purpose
  /** When what its key signed is proven to have existed; now, when nothing proves an earlier time. */
  readonly at: Instant
  readonly existences: Existences
  readonly material: Material
  readonly context: TrustContext
}

/** A certificate that could be believed when its key was used. */
export interface BelievedCertificate {
  readonly path: ValidPath
  /** The status of each certificate below the anchor as it was found, the leaf first. */
  readonly statuses: readonly CertificateStatusUsed[]
  /** Authorities that were taken although nothing is said of their status. */
  readonly untold: readonly Certificate[]
  /** Certificates that were taken although what is said of them is old. */
  readonly stale: readonly Certificate[]
}

export interface CertificateStatusUsed {
  readonly certificate: Certificate
  readonly statement: StatusStatement
}

export type CertificateAnswer =
  | { readonly kind: 'believed'; readonly believed: BelievedCertificate }
  | { readonly kind: 'refused'; readonly verdict: Verdict }

/**
 * X.509 certificate validation (EN 319 102-1 §5.2.6), which becomes past certificate validation (§5.6.2.1)
 * when `at` is proven to be earlier than now: the path as of that time, and the status of everything on it
 * by the sliding of §5.6.2.2.
 */
export function validateCertificate(question: CertificateQuestion): CertificateAnswer {
  const { certificate, at, context, purpose, material } = question
  const sliding = slidingStatus(question)
  const answer = findPath({
    leaf: certificate,
    anchors: context.anchors,
    intermediates: material.pool,
    at,
    purpose,
    countsBackwards: (authority) => isRecognisedNow(authority, context),
    statusOf: sliding.statusOf,
    signatures: material.work.signatures,
    budget: pathBudget,
  })
  switch (answer.answer) {
    case 'accepted':
      return controlled(question, sliding, answer.path)
    case 'refused':
      return { kind: 'refused', verdict: verdictOnFault(question, sliding, answer.fault) }
    case 'unknown':
      return refused('CERTIFICATE_CHAIN_GENERAL_FAILURE', { kind: 'budget-spent', what: answer.spent })
    default:
      return answer satisfies never
  }
}

/**
 * Whom one recognises is decided for today: an agreement, a link or an issuing certificate that came or was
 * renewed after the signature vouches for it all the same. §5.6.2.1 asks for a date common to a path, and
 * leaves the time of the signature to the signer's own certificate. What only the file brings does not count.
 */
function isRecognisedNow(
  { fingerprint, notBefore }: Certificate,
  { intermediates, now }: TrustContext,
): boolean {
  return notBefore <= now && intermediates.some((known) => known.fingerprint === fingerprint)
}

/** §5.6.2.4: what was signed must be proven to have existed while the signer's key was believed. */
function controlled(question: CertificateQuestion, sliding: Sliding, path: ValidPath): CertificateAnswer {
  const control = sliding.controls.get(path.leaf.fingerprint)
  if (control && question.at > control.until) {
    const { until, ended } = control
    const what = nameText(path.leaf.subject)
    if (ended === 'algorithm') {
      const algorithm = 'the certificates above it'
      const reason: Reason = { kind: 'algorithm-ended', algorithm, until, use: 'certificate' }
      return refused('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', reason)
    }
    return refused('REVOKED_CA_NO_POE', { kind: 'existence-unproven', what, until })
  }
  const below = [path.leaf, ...path.chain]
  const statuses = below.flatMap((certificate) => {
    const statement = sliding.statements.get(certificate.fingerprint)
    return statement ? [{ certificate, statement }] : []
  })
  const untold = below.filter(({ fingerprint }) => sliding.untold.has(fingerprint))
  const stale = below.filter(({ fingerprint }) => sliding.stale.has(fingerprint))
  return { kind: 'believed', believed: { path, statuses, untold, stale } }
}

function refused(...verdict: Parameters<typeof verdictOf>): CertificateAnswer {
  return { kind: 'refused', verdict: verdictOf(...verdict) }
}

function verdictOnFault(question: CertificateQuestion, sliding: Sliding, fault: PathFault): Verdict {
  const other: Reason = { kind: 'path-refused', at: question.at, fault }
  switch (fault.kind) {
    case 'issuer-unknown':
    case 'signature-wrong':
      return verdictOf('NO_CERTIFICATE_CHAIN_FOUND', other)
    case 'not-an-authority':
    case 'extension-unknown':
    case 'extension-unfit':
      return verdictOf('CERTIFICATE_CHAIN_GENERAL_FAILURE', other)
    case 'key-refused':
      return verdictOf('CRYPTO_CONSTRAINTS_FAILURE', other)
    case 'path-too-long':
    case 'hops-exceeded':
    case 'purpose-refused':
    case 'name-unreadable':
    case 'name-refused':
    case 'policy-refused':
      return verdictOf('CHAIN_CONSTRAINTS_FAILURE', other)
    case 'status-unknown':
      return verdictOnStatus(sliding, question, fault) ?? verdictOf('TRY_LATER', other)
    case 'status-stale':
      return verdictOf('TRY_LATER', other)
    case 'not-yet-valid':
      return onEarly(question, fault)
    case 'expired':
      return onExpired(question, fault)
    case 'revoked':
      return onRevoked(question, fault)
    default:
      return fault satisfies never
  }
}

type FaultOf<K extends PathFault['kind']> = Extract<PathFault, { readonly kind: K }>

/** What the sliding stopped at, of the certificate that the fault tells of. */
function verdictOnStatus(
  sliding: Sliding,
  { certificate, material, context }: CertificateQuestion,
  { subject, serial }: FaultOf<'status-unknown'>,
): Verdict | undefined {
  const all = [certificate, ...material.certificates, ...context.intermediates]
  const told = all.find((one) => one.serial === serial && nameText(one.subject) === subject)
  const reason = told && sliding.obstacles.get(told.fingerprint)
  const ended = told && sliding.controls.get(told.fingerprint)?.ended
  if (!reason) return undefined
  switch (reason.kind) {
    case 'algorithm-ended':
      return verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', reason)
    case 'existence-unproven':
      return verdictOf(ended === 'revoked' ? 'REVOKED_CA_NO_POE' : 'NO_POE', reason)
    default:
      return verdictOf('TRY_LATER', reason)
  }
}

/** §5.5.4 step 4(b): nobody signs with a certificate before it is issued. */
function onEarly(
  { certificate }: CertificateQuestion,
  { subject, notBefore }: FaultOf<'not-yet-valid'>,
): Verdict {
  const isSigner = subject === nameText(certificate.subject) && notBefore === certificate.notBefore
  const of = isSigner ? 'signer' : 'authority'
  const reason: Reason = { kind: 'certificate-early', subject, notBefore, of }
  return verdictOf(isSigner ? 'NOT_YET_VALID' : 'CERTIFICATE_CHAIN_GENERAL_FAILURE', reason)
}

/**
 * §5.2.6.4: expired, and nothing proves that it was used before; whether it was in force at its end makes a
 * difference to what further proof could help.
 */
function onExpired(question: CertificateQuestion, { subject, notAfter }: FaultOf<'expired'>): Verdict {
  const { certificate } = question
  const isSigner = subject === nameText(certificate.subject) && notAfter === certificate.notAfter
  const of = isSigner ? 'signer' : 'authority'
  const reason: Reason = { kind: 'certificate-expired', subject, notAfter, of }
  if (!isSigner || question.at < notAfter + second) return verdictOf('OUT_OF_BOUNDS_NO_POE', reason)
  const atEnd = validateCertificate({ ...question, at: notAfter })
  if (atEnd.kind === 'believed') return verdictOf('OUT_OF_BOUNDS_NOT_REVOKED', reason)
  const { subIndication, reasons } = atEnd.verdict
  return subIndication === 'REVOKED_NO_POE'
    ? verdictOf(subIndication, ...reasons, reason)
    : verdictOf('OUT_OF_BOUNDS_NO_POE', reason, ...reasons)
}

/** §5.2.6.4: taken back, and nothing proves that it was used before. */
function onRevoked(
  { certificate }: CertificateQuestion,
  { subject, serial, since, reason }: FaultOf<'revoked'>,
): Verdict {
  const when = since === undefined ? {} : { since }
  const isSigner = serial === certificate.serial && subject === nameText(certificate.subject)
  if (isSigner && reason === 'certificateHold') {
    return verdictOf('TRY_LATER', { kind: 'certificate-held', subject, ...when })
  }
  const revoked: Reason = {
    kind: 'certificate-revoked',
    subject,
    of: isSigner ? 'signer' : 'authority',
    ...when,
    ...(reason ? { reason } : {}),
  }
  return verdictOf(isSigner ? 'REVOKED_NO_POE' : 'REVOKED_CA_NO_POE', revoked)
}

/** By when a revocation or the end of validity made the signer's key worthless, as far as a verdict says. */
export function endOfSigner({ reasons }: Verdict): Instant | undefined {
  const ends = reasons.flatMap((reason) => {
    if (reason.kind === 'certificate-revoked' && reason.of === 'signer') return reason.since ?? []
    if (reason.kind === 'certificate-expired' && reason.of === 'signer') return reason.notAfter + second
    return []
  })
  return ends.length === 0 ? undefined : Math.min(...ends)
}
