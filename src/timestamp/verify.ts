import { equalBytes } from '#bytes'
import { type Duration, type Instant, minute } from '#clock'
import type { DigestName, Suite } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { type Budget, type CertificateStatus, findPath, type SignatureMemo, type ValidPath } from '#trust'
import { type Certificate, parseCertificate } from '#x509'
import type { TimestampFault } from './fault.ts'
import { type SignedTimestamp, signedTimestamp } from './signed-token.ts'
import type { AlgorithmUse } from './sunset.ts'
import { readTimestamp } from './token.ts'

/** Not exported, so that only `verifyToken` makes a `VerifiedTimestamp`. */
const verified: unique symbol = Symbol('verified')

/** A token that proves that what it is over stood at its time, to whoever trusts the anchor of its path. */
export interface VerifiedTimestamp {
  readonly [verified]: true
  /** DER. */
  readonly token: Uint8Array
  readonly time: Instant
  readonly accuracyMilliseconds?: number
  /** Whether this authority's tokens can be ordered by their times alone. */
  readonly ordering: boolean
  /** Dotted. */
  readonly policy: string
  readonly serial: bigint
  readonly imprint: { readonly algorithm: DigestName; readonly digest: Uint8Array }
  readonly certificate: Certificate
  readonly path: ValidPath
  readonly suite: Suite
  /** Every algorithm it rests on: imprint, signed attributes, signature. */
  readonly uses: readonly AlgorithmUse[]
}

/** Whom to believe, and as of when. */
export interface TimestampQuestion {
  readonly anchors: readonly Certificate[]
  /** Beside those that the token carries. */
  readonly intermediates: readonly Certificate[]
  /** When the token must be good: now, or a time at which something later proves that it stood. */
  readonly at: Instant
  readonly statusOf: (certificate: Certificate, issuer: Certificate) => CertificateStatus
  readonly signatures?: SignatureMemo
  readonly budget?: Budget
}

/** Two clocks that are both right differ by so much at most; accuracies are seconds. */
export const clockDifferenceMax: Duration = minute

/**
 * Verifies a time-stamp token: that it is whole and signed (RFC 5652 §5.6), that it is over what `imprint`
 * gives for its algorithm, and that a path leads to a certificate for time-stamping and nothing else
 * (RFC 3161 §2.3) at the time of the question. What its algorithms are worth then is not judged here:
 * `algorithmStanding` of `uses` tells.
 */
export function verifyToken(
  token: Uint8Array,
  imprint: (algorithm: DigestName) => Uint8Array | undefined,
  question: TimestampQuestion,
): Result<VerifiedTimestamp, TimestampFault> {
  const read = readTimestamp(token)
  if (!read.ok) return read
  const signed = signedTimestamp(read.value, question.intermediates)
  if (!signed.ok) return signed
  const { info } = read.value
  const due = imprint(info.imprint.algorithm)
  const { algorithm } = info.imprint
  if (!due) return refuse({ kind: 'token-imprint-missing', algorithm })
  if (!equalBytes(due, info.imprint.digest)) return refuse({ kind: 'token-imprint-differs', algorithm })
  const fault = timeFault(info.time, signed.value.certificate, question.at)
  if (fault) return refuse(fault)
  const path = pathTo(signed.value, question)
  if (!path.ok) return path
  return accept(verifiedOf(signed.value, path.value))
}

/**
 * What is wrong with the time that a token says: it is later than that as of which it is judged, or from
 * before its own certificate. Whoever has a clock's key certified today can prove nothing of long ago.
 */
export function timeFault(
  time: Instant,
  { notBefore }: Certificate,
  at: Instant,
): TimestampFault | undefined {
  if (time > at + clockDifferenceMax) return { kind: 'token-time-ahead', time, at }
  return time < notBefore - clockDifferenceMax ? { kind: 'token-time-early', time, notBefore } : undefined
}

function pathTo(
  { certificate, message }: SignedTimestamp,
  question: TimestampQuestion,
): Result<ValidPath, TimestampFault> {
  const { anchors, intermediates, at, statusOf, signatures, budget } = question
  // What cannot be read leads nowhere.
  const carried = message.certificates.flatMap((der) => {
    const read = parseCertificate(der)
    return read.ok ? [read.value] : []
  })
  const answer = findPath({
    leaf: certificate,
    anchors,
    intermediates: [...intermediates, ...carried],
    at,
    purpose: 'time-stamp',
    statusOf,
    ...(signatures && { signatures }),
    ...(budget && { budget }),
  })
  switch (answer.answer) {
    case 'accepted':
      return accept(answer.path)
    case 'refused':
      return refuse({ kind: 'token-path-refused', fault: answer.fault })
    case 'unknown':
      return refuse({ kind: 'token-path-unknown', spent: answer.spent })
    default:
      return answer satisfies never
  }
}

function verifiedOf(signed: SignedTimestamp, path: ValidPath): VerifiedTimestamp {
  const { token, info, certificate, suite, uses } = signed
  const { time, accuracyMilliseconds, ordering, policy, serial, imprint } = info
  return {
    [verified]: true,
    token,
    time,
    ...(accuracyMilliseconds !== undefined && { accuracyMilliseconds }),
    ordering,
    policy,
    serial,
    imprint,
    certificate,
    path,
    suite,
    uses,
  }
}
