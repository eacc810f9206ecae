import type { Instant } from '#clock'
import {
  attributeOid,
  type CmsFault,
  contentTypeOid,
  parseTimestampRequest,
  type TimestampFailure,
  type TimestampRequest,
  writeAttribute,
  writeMessageDigest,
  writeSignedAttributes,
  writeSignedData,
  writeSignerInfo,
  writeSigningCertificateV2,
  writeTimestampResponse,
  writeTstInfo,
} from '#cms'
import { type DigestName, digestBytes, digestForSuite, type Signer } from '#crypto'
import { objectIdentifier } from '#der'
import { accept, type Result, refuse } from '#fault'
import type { Certificate } from '#x509'
import { algorithmStanding, digestUse, type SunsetTerms } from './sunset.ts'

/** Not exported, so that only `considerRequest` makes a `ConsideredRequest`. */
const considered: unique symbol = Symbol('considered')

/** A request that this authority answers with a token. */
export interface ConsideredRequest extends TimestampRequest {
  readonly [considered]: true
}

/** Why a request is answered without a token. */
export type TimestampRequestFault =
  | { readonly kind: 'request-malformed'; readonly fault: CmsFault }
  /** An imprint by an algorithm that proves nothing any more. */
  | { readonly kind: 'imprint-refused'; readonly algorithm: DigestName }
  /** Dotted. */
  | { readonly kind: 'timestamp-policy-refused'; readonly policy: string }
  /** Dotted. */
  | { readonly kind: 'timestamp-extension-refused'; readonly oid: string }
  /** The clock is behind the time of a token that was given already. */
  | { readonly kind: 'clock-behind' }
  /** The journal is broken, or the authority has no certificate. */
  | { readonly kind: 'timestamps-unavailable' }

/** Under which terms an authority answers. */
export interface TimestampTerms {
  /** Dotted: the one policy. */
  readonly policy: string
  readonly at: Instant
  readonly sunset?: SunsetTerms
}

/** Whether a request is answered (RFC 3161 §2.4.1): every reason not to is looked for before time is told. */
export function considerRequest(
  der: Uint8Array,
  { policy, at, sunset }: TimestampTerms,
): Result<ConsideredRequest, TimestampRequestFault> {
  const parsed = parseTimestampRequest(der)
  if (!parsed.ok) return refuse({ kind: 'request-malformed', fault: parsed.fault })
  const request = parsed.value
  const { algorithm } = request.imprint
  if (algorithmStanding(digestUse(algorithm), at, sunset).state === 'ended') {
    return refuse({ kind: 'imprint-refused', algorithm })
  }
  if (request.policy !== undefined && request.policy !== policy) {
    return refuse({ kind: 'timestamp-policy-refused', policy: request.policy })
  }
  const [extension] = request.extensions
  if (extension) return refuse({ kind: 'timestamp-extension-refused', oid: extension.oid })
  return accept({ ...request, [considered]: true })
}

/** The answer without a token: PKIFailureInfo and words (RFC 3161 §2.4.2). */
export function refusalResponse(fault: TimestampRequestFault): Uint8Array {
  return writeTimestampResponse('rejection', answerTo(fault))
}

interface Answer {
  readonly failure: TimestampFailure
  readonly text: string
}

function answerTo(fault: TimestampRequestFault): Answer {
  switch (fault.kind) {
    case 'request-malformed':
      return malformedAnswer(fault.fault)
    case 'imprint-refused':
      return { failure: 'badAlg', text: `\`${fault.algorithm}\` proves nothing any more: use \`sha256\`` }
    case 'timestamp-policy-refused':
      return { failure: 'unacceptedPolicy', text: `\`${fault.policy}\` is no policy of this authority` }
    case 'timestamp-extension-refused':
      return { failure: 'unacceptedExtension', text: `the extension \`${fault.oid}\` is not known here` }
    case 'clock-behind':
      return { failure: 'timeNotAvailable', text: 'the clock is behind the last token: try again later' }
    case 'timestamps-unavailable':
      return { failure: 'systemFailure', text: 'no time-stamps are given now: try again later' }
    default:
      return fault satisfies never
  }
}

function malformedAnswer(fault: CmsFault): Answer {
  switch (fault.kind) {
    case 'digest-unknown':
      return { failure: 'badAlg', text: 'the algorithm of the imprint is not known: use `sha256`' }
    case 'digest-length':
      return {
        failure: 'badDataFormat',
        text: `the imprint has ${fault.length} octets, its algorithm gives ${fault.lengthDue}`,
      }
    case 'version-unsupported':
      return { failure: 'badRequest', text: `version ${fault.version} is not known: use version 1` }
    default:
      return { failure: 'badDataFormat', text: 'this is no DER of a TimeStampReq (RFC 3161)' }
  }
}

/** What a token is made of besides the request. */
export interface TimestampIssue {
  readonly request: ConsideredRequest
  readonly signer: Signer
  /** Of the signer's key, for time-stamping alone. */
  readonly certificate: Certificate
  /** Above it, the issuer first; in the token when its certificate is wanted. */
  readonly chain: readonly Certificate[]
  /** Dotted. */
  readonly policy: string
  /** Of no other token of this authority. */
  readonly serial: bigint
  readonly time: Instant
  /** Below the millisecond of `time`, 0 to 999. */
  readonly microseconds: number
  readonly accuracyMilliseconds: number
  /** Whether every later token of this authority has a later time. */
  readonly ordering: boolean
}

/** The answer with a token (TimeStampResp, RFC 3161 §2.4.2), which names its signer as RFC 5816 has it. */
export function issueToken(issue: TimestampIssue): Uint8Array {
  const { request, certificate, chain, signer } = issue
  const content = writeTstInfo({
    policy: issue.policy,
    imprint: request.imprint,
    serial: issue.serial,
    time: issue.time,
    microseconds: issue.microseconds,
    accuracyMilliseconds: issue.accuracyMilliseconds,
    ordering: issue.ordering,
    ...(request.nonce !== undefined && { nonce: request.nonce }),
  })
  const digestAlgorithm = digestForSuite(signer.suite)
  const signed = [
    writeAttribute(attributeOid.contentType, objectIdentifier(contentTypeOid.tstInfo)),
    writeAttribute(attributeOid.messageDigest, writeMessageDigest(digestBytes(digestAlgorithm, content))),
    writeAttribute(attributeOid.signingCertificateV2, writeSigningCertificateV2(certificate, 'sha256')),
  ]
  const token = writeSignedData({
    digestAlgorithms: [digestAlgorithm],
    contentType: contentTypeOid.tstInfo,
    content,
    certificates: request.certificateWanted ? [certificate, ...chain].map(({ der }) => der) : [],
    signers: [
      writeSignerInfo({
        identifier: { kind: 'issuer-serial', issuer: certificate.issuer.der, serial: certificate.serial },
        digestAlgorithm,
        signedAttributes: signed,
        signatureAlgorithm: signer.suite.algorithmIdentifier,
        signature: signer.sign(writeSignedAttributes(signed).set),
      }),
    ],
  })
  return writeTimestampResponse('granted', undefined, token)
}
