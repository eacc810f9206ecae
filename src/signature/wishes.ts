import type { Instant } from '#clock'
import { commitmentType } from '#cms'
import { type DigestName, digestBytes, type Suite } from '#crypto'
import type { Certificate } from '#x509'
import type { AuthorityClaim } from './object.ts'

/** What a signer wants to say by a signature, whatever its form. All of it is signed. */
export interface SigningWishes {
  /** Fits the certificate's key; `documentSuite` names one. */
  readonly suite: Suite
  readonly certificate: Certificate
  /** Above the certificate, the issuer first; carried along. A verifier has the anchor itself. */
  readonly chain: readonly Certificate[]
  /** As the signer claims it: only a time-stamp proves it. Whole seconds are written. */
  readonly signingTime?: Instant
  /** Dotted identifiers of commitment types; `commitmentTypes` has the usual ones. */
  readonly commitments: readonly string[]
  /** Claimed roles, in the signer's words. */
  readonly roles: readonly string[]
  /** Where it is signed: a place's name. */
  readonly location?: string
  /** Why, in the signer's words; PAdES alone has a place for it. */
  readonly reason?: string
  readonly authority?: AuthorityClaim
}

/** Something to be signed, or at hand for a detached signature. */
export interface SigningPart {
  /** File name, as containers and detached JAdES name it. */
  readonly name: string
  /** Media type, where it is known. */
  readonly mediaType?: string
  /** Whole; absent where only digests are at hand, because it is too large or lies elsewhere. */
  readonly bytes?: Uint8Array
  /** `undefined`: this digest is not at hand. */
  digest(algorithm: DigestName): Uint8Array | undefined
}

/** A part that is in memory. */
export function wholePart(name: string, bytes: Uint8Array, mediaType?: string): SigningPart {
  return {
    name,
    ...(mediaType === undefined ? {} : { mediaType }),
    bytes,
    digest: (algorithm) => digestBytes(algorithm, bytes),
  }
}

/** A part of which only digests are at hand. */
export function digestedPart(
  name: string,
  digests: ReadonlyMap<DigestName, Uint8Array>,
  mediaType?: string,
): SigningPart {
  return {
    name,
    ...(mediaType === undefined ? {} : { mediaType }),
    digest: (algorithm) => digests.get(algorithm),
  }
}

/** Commitment types by the names people give them, dotted (EN 319 122-1 §5.2.3, TS 119 172-1 annex B). */
export const commitmentTypes: ReadonlyMap<string, string> = new Map([
  ['proof-of-origin', commitmentType.proofOfOrigin],
  ['proof-of-receipt', commitmentType.proofOfReceipt],
  ['proof-of-delivery', commitmentType.proofOfDelivery],
  ['proof-of-sender', commitmentType.proofOfSender],
  ['proof-of-approval', commitmentType.proofOfApproval],
  ['proof-of-creation', commitmentType.proofOfCreation],
])
