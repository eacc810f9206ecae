import { equalBytes } from '#bytes'
import {
  type CmsFault,
  parseTimestampResponse,
  type TimestampFailure,
  type TimestampRequest,
  type TimestampStatus,
  writeTimestampRequest,
} from '#cms'
import type { DigestName } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { TimestampFault } from './fault.ts'
import { type SignedTimestamp, signedTimestamp } from './signed-token.ts'
import { readTimestamp } from './token.ts'

/** A request for a time-stamp, kept to hold the answer against it. */
export interface MadeRequest {
  /** What is sent: DER of a TimeStampReq (RFC 3161 §2.4.1). */
  readonly der: Uint8Array
  readonly request: Omit<TimestampRequest, 'extensions'>
}

/** Why an answer gives no token to be used. */
export type TimestampAnswerFault =
  | { readonly kind: 'timestamp-answer-unreadable'; readonly fault: CmsFault }
  /** The authority says no, in its words. */
  | {
      readonly kind: 'timestamp-denied'
      readonly status: TimestampStatus
      readonly failures: readonly TimestampFailure[]
      readonly texts: readonly string[]
    }
  /** It answers something else than what was asked. */
  | {
      readonly kind: 'timestamp-answer-differs'
      readonly what: 'imprint' | 'nonce' | 'policy' | 'certificate'
    }
  | TimestampFault

/**
 * A request for a token over a digest, with its signer's certificate in it. The nonce (64 random bits or
 * more) comes from outside: by it alone an answer is known to be to this request (RFC 3161 §2.4.1).
 */
export function makeTimestampRequest(wish: {
  readonly algorithm: DigestName
  readonly digest: Uint8Array
  readonly nonce: bigint
  /** Dotted; absent: whichever the authority gives. */
  readonly policy?: string
}): MadeRequest {
  const { algorithm, digest, nonce, policy } = wish
  const request = {
    imprint: { algorithm, digest },
    ...(policy !== undefined && { policy }),
    nonce,
    certificateWanted: true,
  }
  return { der: writeTimestampRequest(request), request }
}

/**
 * The token of an answer to this request (RFC 3161 §2.4.2): granted, over this imprint, with this nonce,
 * under this policy, and signed by the certificate it names. Whom that certificate belongs to is not
 * looked at: `verifyToken` does.
 */
export function tokenOfResponse(
  response: Uint8Array,
  { request }: MadeRequest,
): Result<SignedTimestamp, TimestampAnswerFault> {
  const answer = parseTimestampResponse(response)
  if (!answer.ok) return refuse({ kind: 'timestamp-answer-unreadable', fault: answer.fault })
  const { status, token, failures, texts } = answer.value
  if ((status !== 'granted' && status !== 'grantedWithMods') || token === undefined) {
    return refuse({ kind: 'timestamp-denied', status, failures, texts })
  }
  const read = readTimestamp(token)
  if (!read.ok) return read
  const { imprint, nonce, policy } = read.value.info
  const { algorithm, digest } = request.imprint
  if (imprint.algorithm !== algorithm || !equalBytes(imprint.digest, digest)) return differs('imprint')
  if (nonce !== request.nonce) return differs('nonce')
  if (request.policy !== undefined && policy !== request.policy) return differs('policy')
  if (read.value.message.certificates.length === 0) return differs('certificate')
  const signed = signedTimestamp(read.value)
  return signed.ok ? accept(signed.value) : signed
}

type Differing = Extract<TimestampAnswerFault, { readonly kind: 'timestamp-answer-differs' }>['what']

function differs(what: Differing): Result<never, TimestampAnswerFault> {
  return refuse({ kind: 'timestamp-answer-differs', what })
}
