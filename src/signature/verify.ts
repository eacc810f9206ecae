import type { Instant } from '#clock'
import { digestUse, signatureUses } from '#timestamp'
import type { Certificate } from '#x509'
import { type Existence, existenceOf } from './existence.ts'
import type { SignatureObject } from './object.ts'
import { type JudgedReceipt, judgeReceipt } from './receipt.ts'
import { isPassed, passed, type Verdict, verdictOf } from './verdict.ts'
import { endedBy, type JudgedAlgorithm, judgeAlgorithms, pastEnd } from './verify-algorithms.ts'
import {
  type BelievedCertificate,
  type CertificateAnswer,
  endOfSigner,
  validateCertificate,
} from './verify-certificate.ts'
import type { TrustContext } from './verify-context.ts'
import { type LevelsReached, levelsOf } from './verify-level.ts'
import type { JudgedRecord, RecordBeside } from './verify-record.ts'
import { checkValue, identifySigner } from './verify-signer.ts'
import { type JudgedTimestamp, type Proofs, proveExistences } from './verify-timestamp.ts'

/** What the process found out about one signature. */
export interface JudgedSignature {
  readonly object: SignatureObject
  readonly verdict: Verdict
  /** The certificate that the signature names under its value; absent: none could be found. */
  readonly certificate?: Certificate
  /** Its path, when it could be believed when the signature was made. */
  readonly believed?: BelievedCertificate
  /** By when the signature is proven to have existed: the best signature time. */
  readonly existence: Existence
  readonly timestamps: readonly JudgedTimestamp[]
  readonly algorithms: readonly JudgedAlgorithm[]
  readonly levels: LevelsReached
  readonly receipt: JudgedReceipt
  readonly counterSignatures: readonly JudgedSignature[]
}

/** What is verified together: the signatures of one file and what proves that the file existed. */
export interface SignaturesQuestion {
  readonly objects: readonly SignatureObject[]
  readonly context: TrustContext
  /** Evidence records over the whole file, kept beside it. */
  readonly records?: readonly RecordBeside[]
}

/** What is found about all of them. */
export interface JudgedFile {
  readonly signatures: readonly JudgedSignature[]
  readonly records: readonly JudgedRecord[]
}

/** What all checks of one signature see. */
interface Run extends Proofs {
  readonly context: TrustContext
}

/**
 * The validation process for signatures providing long term availability and integrity of validation material
 * (EN 319 102-1 §5.6.3), of which those for signatures with time (§5.5) and for basic signatures (§5.3) are
 * the cases in which less is proven. First every time-stamp and evidence record of the file is validated, the
 * newest first, each proving when what it covers existed; then each signature for the earliest time by which
 * it is proven to have existed, which is now where nothing proves more.
 */
export function judgeFile({ objects, context, records = [] }: SignaturesQuestion): JudgedFile {
  const all = objects.flatMap(withCounterSignatures)
  const run = { ...proveExistences({ objects: all, context, records }), context }
  const signatures = objects.map((object) => judgeSignature(run, object))
  return { signatures, records: run.records }
}

/** `judgeFile` where there are signatures alone. */
export function judgeSignatures(question: SignaturesQuestion): readonly JudgedSignature[] {
  return judgeFile(question).signatures
}

function withCounterSignatures(object: SignatureObject): readonly SignatureObject[] {
  return [object, ...object.counterSignatures.flatMap(withCounterSignatures)]
}

function judgeSignature(run: Run, object: SignatureObject): JudgedSignature {
  const { context, material } = run
  const existence = existenceOf(run.existences, object.id, context.now)
  const timestamps = run.timestamps.get(object.id) ?? []
  const certificates = [...material.certificates, ...context.intermediates]
  const identified = identifySigner(object, certificates)
  const certificate = identified.kind === 'identified' ? identified.certificate : undefined
  const checked = certificate ? checkValue(object, certificate) : undefined
  const algorithms = certificate && checked ? algorithmsOf(object, checked, context) : []
  const answer = certificate && validate(run, certificate, existence)
  const verdict = firstOf([
    () => formatVerdict(object),
    () => (identified.kind === 'refused' ? identified.verdict : passed),
    () => policyVerdict(object, context),
    // §5.2.7 before §5.2.6: that a document was altered is certain, whoever the signer may be.
    () => checked?.verdict ?? passed,
    () => (answer ? certificateVerdict(answer, timestamps) : passed),
    () => acceptanceVerdict(algorithms, existence, timestamps),
    () => orderVerdict(existence, timestamps),
  ])
  const believed = answer?.kind === 'believed' ? answer.believed : undefined
  return {
    object,
    verdict,
    ...(certificate ? { certificate } : {}),
    ...(believed ? { believed } : {}),
    existence,
    timestamps,
    algorithms,
    levels: levelsOf({ object, verdict, timestamps, believed }),
    receipt: judgeReceipt(object, certificate, run),
    counterSignatures: object.counterSignatures.map((counter) => judgeSignature(run, counter)),
  }
}

/** The first that does not pass; later ones are not asked then. */
function firstOf(checks: readonly (() => Verdict)[]): Verdict {
  for (const check of checks) {
    const verdict = check()
    if (!isPassed(verdict)) return verdict
  }
  return passed
}

/** §5.2.2: format checking, by the form itself. */
function formatVerdict({ formFaults, contents }: SignatureObject): Verdict {
  const problems = contents.length === 0 ? [...formFaults, 'it covers nothing'] : formFaults
  if (problems.length === 0) return passed
  return verdictOf(
    'FORMAT_FAILURE',
    ...problems.map((problem) => ({ kind: 'form-broken', problem }) as const),
  )
}

/** §5.2.4: a policy that the signer names has to be known, and be the one that is meant. */
function policyVerdict(
  { claims: { policy } }: SignatureObject,
  { signaturePolicies }: TrustContext,
): Verdict {
  if (!policy) return passed
  const { oid, digest } = policy
  const known = signaturePolicies?.get(oid)
  if (!known) return verdictOf('SIGNATURE_POLICY_NOT_AVAILABLE', { kind: 'policy-unknown', oid })
  const isThis = digest === undefined || known.includes(Buffer.from(digest).toString('hex'))
  return isThis ? passed : verdictOf('POLICY_PROCESSING_ERROR', { kind: 'policy-differs', oid })
}

function validate(
  { context, material, existences }: Run,
  certificate: Certificate,
  { at }: Existence,
): CertificateAnswer {
  return validateCertificate({ certificate, purpose: 'signature', at, existences, material, context })
}

/**
 * §5.3.4 steps 5 and 6: what a content time-stamp proves to be signed after the key had ended was signed with
 * a dead key; without one, further proof could still help.
 */
function certificateVerdict(answer: CertificateAnswer, timestamps: readonly JudgedTimestamp[]): Verdict {
  if (answer.kind === 'believed') return passed
  const { verdict } = answer
  const end = endOfSigner(verdict)
  const after = end === undefined ? undefined : contentTimes(timestamps).find((time) => time >= end)
  if (after === undefined) return verdict
  switch (verdict.subIndication) {
    case 'REVOKED_NO_POE':
      return verdictOf('REVOKED', ...verdict.reasons)
    case 'OUT_OF_BOUNDS_NO_POE':
    case 'OUT_OF_BOUNDS_NOT_REVOKED':
      return verdictOf('EXPIRED', ...verdict.reasons)
    default:
      return verdict
  }
}

/** When content that was signed existed at the latest: nothing was signed before. */
function contentTimes(timestamps: readonly JudgedTimestamp[]): readonly Instant[] {
  return timestamps.flatMap(({ kind, verdict, time }) => {
    return kind === 'content' && isPassed(verdict) && time !== undefined ? time : []
  })
}

function algorithmsOf(
  object: SignatureObject,
  { key, suite }: ReturnType<typeof checkValue>,
  context: TrustContext,
): readonly JudgedAlgorithm[] {
  const { contents, signingCertificate } = object
  const digests = [...new Set(contents.map(({ algorithm }) => algorithm))]
  return [
    ...(key && suite ? [judgeAlgorithms('signature', signatureUses(suite, key), context)] : []),
    ...digests.map((name) => judgeAlgorithms('content', digestUse(name), context)),
    ...(signingCertificate
      ? [judgeAlgorithms('reference', digestUse(signingCertificate.algorithm), context)]
      : []),
  ]
}

/**
 * §5.2.8, at the best signature time (§5.5.4 step 8): every algorithm was still relied on when the signature
 * is proven to have existed.
 */
function acceptanceVerdict(
  algorithms: readonly JudgedAlgorithm[],
  { at }: Existence,
  timestamps: readonly JudgedTimestamp[],
): Verdict {
  const ended = algorithms.flatMap((judged) => {
    const reason = endedBy(judged, at)
    return reason ? [{ reason, end: pastEnd(judged) ?? at }] : []
  })
  if (ended.length === 0) return passed
  const reasons = ended.map(({ reason }) => reason)
  // §5.3.4 step 8: signed after the end, as the content's own time proves.
  const isProven = contentTimes(timestamps).some((time) => ended.some(({ end }) => time >= end))
  return verdictOf(isProven ? 'CRYPTO_CONSTRAINTS_FAILURE' : 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE', ...reasons)
}

/** §5.5.4 step 4(e): what was signed is older than the proof of the signature (RFC 3161 §2.4.2). */
function orderVerdict({ at }: Existence, timestamps: readonly JudgedTimestamp[]): Verdict {
  const disordered = timestamps.find(({ kind, verdict, time, accuracyMilliseconds }) => {
    return kind === 'content' && isPassed(verdict) && time !== undefined && time - accuracyMilliseconds > at
  })
  if (disordered?.time === undefined) return passed
  return verdictOf('TIMESTAMP_ORDER_FAILURE', {
    kind: 'timestamp-order',
    earlier: at,
    later: disordered.time,
  })
}
