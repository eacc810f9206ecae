import { equalBytes } from '#bytes'
import type { Instant } from '#clock'
import {
  clockDifferenceMax,
  digestUse,
  readTimestamp,
  type SignedTimestamp,
  signedTimestamp,
  type TimestampFault,
  timeFault,
} from '#timestamp'
import type { Certificate } from '#x509'
import { together } from './cades-evidence.ts'
import { type Existence, type Existences, existenceOf, objectId, withExistence } from './existence.ts'
import type { CarriedTimestamp, Evidence, SignatureObject } from './object.ts'
import { readReceipt } from './receipt-entry.ts'
import { shownName } from './shown-name.ts'
import { isPassed, type Reason, type Verdict, verdictOf } from './verdict.ts'
import { endedBy, judgeAlgorithms, pastEnd } from './verify-algorithms.ts'
import { type BelievedCertificate, validateCertificate } from './verify-certificate.ts'
import type { TrustContext } from './verify-context.ts'
import { type Material, readMaterial } from './verify-material.ts'
import { type JudgedRecord, judgedRecord, type RecordBeside, timestampsBeside } from './verify-record.ts'
import { checkValue, identifySigner } from './verify-signer.ts'

/** What the process found out about one time-stamp. */
export interface JudgedTimestamp {
  /** Lower-case hexadecimal SHA-256 of the token. */
  readonly id: string
  readonly kind: CarriedTimestamp['kind']
  readonly verdict: Verdict
  /** As the token says; absent where it cannot be read. */
  readonly time?: Instant
  readonly accuracyMilliseconds: number
  /** Dotted. */
  readonly policy?: string
  readonly certificate?: Certificate
  readonly believed?: BelievedCertificate
  /** By when the token itself is proven to have existed. */
  readonly existence: Existence
  readonly covers: readonly string[]
  /** What is wrong with the token itself, where something is. */
  readonly fault?: TimestampFault
}

/** What proves that things existed, and all that was carried to prove it. */
export interface Proofs {
  readonly existences: Existences
  readonly material: Material
  /** By the `id` of the signature that carries them. */
  readonly timestamps: ReadonlyMap<string, readonly JudgedTimestamp[]>
  /** Those beside the file, in their order. */
  readonly records: readonly JudgedRecord[]
}

export interface ProofsQuestion {
  /** Every signature of the file, counter-signatures too. */
  readonly objects: readonly SignatureObject[]
  readonly context: TrustContext
  /** Evidence records over the whole file. */
  readonly records: readonly RecordBeside[]
}

/**
 * A signature that is renewed every year for a century carries a hundred; each is a path to be found, some
 * milliseconds. Those left over prove nothing.
 */
const tokensMax = 256

interface Token {
  readonly id: string
  /** The signatures and records that it belongs to: one over a whole file is one of all in it. */
  readonly owners: readonly string[]
  readonly carried: CarriedTimestamp
  readonly read: ReturnType<typeof readTimestamp>
}

interface Work {
  readonly context: TrustContext
  readonly material: Material
  /** By the `id` of a token or signature: what goes with it, being in it or named by its digest. */
  readonly within: ReadonlyMap<string, readonly string[]>
}

/**
 * Validates every time-stamp (EN 319 102-1 §5.4) and takes the proofs of existence from those that pass
 * (§5.6.2.3), the newest first (§5.6.3.4): what a newer one covers is judged as of its time.
 */
export function proveExistences({ objects, context, records }: ProofsQuestion): Proofs {
  const evidence = together(...objects.flatMap(carriedBy))
  const beside = records.map((record) => {
    const timestamps = timestampsBeside(record, inFile(objects), evidence)
    return { id: objectId(record.record), record, timestamps }
  })
  const tokens = tokensOf([...objects, ...beside])
  const messages = tokens.flatMap(({ read }) => (read.ok ? read.value.message : []))
  const material = readMaterial([context.evidence, evidence, ...messages], context.intermediates)
  const work: Work = { context, material, within: withinOf(objects, tokens, material, context) }
  const timestamps = new Map<string, JudgedTimestamp[]>()
  let existences: Existences = new Map()
  for (const token of tokens) {
    const judged = judgeToken(token, work, existences)
    existences = withProofs(existences, token, judged, work)
    for (const owner of token.owners) {
      const others = timestamps.get(owner)
      if (others) others.push(judged)
      else timestamps.set(owner, [judged])
    }
  }
  const judgedRecords = beside.map(({ id, record }) => judgedRecord(record, timestamps.get(id) ?? []))
  return { existences, material, timestamps, records: judgedRecords }
}

function carriedBy({ evidence, timestamps }: SignatureObject): readonly Evidence[] {
  return [evidence, ...timestamps.map((one) => one.evidence)]
}

/** Signatures, their time-stamps and receipts, by `id`. */
function inFile(objects: readonly SignatureObject[]): readonly string[] {
  return objects.flatMap(({ id, timestamps, receipt }) => {
    const tokens = timestamps.map(({ token }) => objectId(token))
    return [id, ...tokens, ...(receipt ? [objectId(receipt)] : [])]
  })
}

/** The newest first; what cannot be read last. */
function tokensOf(owners: readonly Pick<SignatureObject, 'id' | 'timestamps'>[]): readonly Token[] {
  const all = owners.flatMap(({ id: owner, timestamps }) => {
    return timestamps.map((carried) => ({ owner, carried }))
  })
  const each = [...Map.groupBy(all, ({ carried }) => carried)].slice(0, tokensMax)
  const read = each.map(([carried, of]): Token => {
    const id = objectId(carried.token)
    return { id, owners: of.map(({ owner }) => owner), carried, read: readTimestamp(carried.token) }
  })
  const timeOf = ({ read: one }: Token): Instant => (one.ok ? one.value.info.time : Number.NEGATIVE_INFINITY)
  return read.toSorted((a, b) => timeOf(b) - timeOf(a))
}

/**
 * A proof of a token or a receipt is one of what it carries; one of a signature is one of the certificate it
 * names, if the certificate's key made it: any value of long ago could be put above the name of one of today.
 */
function withinOf(
  objects: readonly SignatureObject[],
  tokens: readonly Token[],
  material: Material,
  { intermediates }: TrustContext,
): Work['within'] {
  const at = [...material.certificates, ...intermediates]
  const ofTokens = tokens.map(({ id, read }) => [id, read.ok ? idsOf(read.value.message) : []] as const)
  const ofSignatures = objects.map((object) => {
    const signer = identifySigner(object, at)
    const isMade = signer.kind === 'identified' && checkValue(object, signer.certificate).key !== undefined
    return [object.id, isMade ? [objectId(signer.certificate.der)] : []] as const
  })
  const ofReceipts = objects.flatMap(({ receipt }) => {
    const read = receipt && readReceipt(receipt)
    return read ? [[objectId(receipt), [read.record, ...read.chain].map(objectId)] as const] : []
  })
  return new Map([...ofTokens, ...ofSignatures, ...ofReceipts])
}

function idsOf({ certificates, lists, ocsp }: Evidence): readonly string[] {
  return [...certificates, ...lists, ...ocsp].map(objectId)
}

/** §5.6.2.3: what a good token covers existed at its time, if its digest could be relied on so long. */
function withProofs(
  existences: Existences,
  { id, carried, read }: Token,
  { verdict, certificate }: JudgedTimestamp,
  { context, within }: Work,
): Existences {
  // What a content time-stamp is over was signed later, so it proves nothing of the signature.
  if (!isPassed(verdict) || !read.ok || carried.kind === 'content') return existences
  const { time, accuracyMilliseconds = 0, imprint } = read.value.info
  // RFC 3161 §2.4.2: it may be later by as much as its authority says.
  const at = accuracyMilliseconds > clockDifferenceMax ? time + accuracyMilliseconds : time
  const covered = [...carried.covers, ...idsOf(carried.evidence)]
  const all = new Set([...covered, ...covered.flatMap((one) => within.get(one) ?? [])])
  const end = pastEnd(judgeAlgorithms('content', digestUse(imprint.algorithm), context))
  const relied = [...all].filter((one) => {
    return end === undefined || existenceOf(existences, one, context.now).at < end
  })
  const authority = certificate ? shownName(certificate) : ''
  return withExistence(existences, relied, { at, by: { kind: 'time-stamp', id, authority } })
}

function judgeToken({ id, carried, read }: Token, work: Work, existences: Existences): JudgedTimestamp {
  const existence = existenceOf(existences, id, work.context.now)
  const { kind, covers } = carried
  const told = { id, kind, covers, existence, accuracyMilliseconds: 0 }
  if (!read.ok) return { ...told, verdict: faultVerdict(read.fault), fault: read.fault }
  const { time, accuracyMilliseconds = 0, policy } = read.value.info
  const said = { ...told, time, accuracyMilliseconds, policy }
  const { certificates } = work.material
  const signed = signedTimestamp(read.value, [...certificates, ...work.context.intermediates])
  if (!signed.ok) return { ...said, verdict: faultVerdict(signed.fault), fault: signed.fault }
  const { certificate } = signed.value
  const fault = contentFault(signed.value, carried, existence.at)
  if (fault) return { ...said, certificate, verdict: faultVerdict(fault), fault }
  const answer = validateCertificate({
    ...work,
    certificate,
    purpose: 'time-stamp',
    at: existence.at,
    existences,
  })
  if (answer.kind === 'refused') return { ...said, certificate, verdict: answer.verdict }
  const { believed } = answer
  return {
    ...said,
    certificate,
    believed,
    verdict: algorithmsVerdict(signed.value, existence.at, work.context),
  }
}

/** Over the right thing, and made before it is at hand. */
function contentFault(
  { info, certificate }: SignedTimestamp,
  carried: CarriedTimestamp,
  at: Instant,
): TimestampFault | undefined {
  const { algorithm, digest } = info.imprint
  const due = carried.imprint(algorithm)
  if (!due) return { kind: 'token-imprint-missing', algorithm }
  if (!equalBytes(due, digest)) return { kind: 'token-imprint-differs', algorithm }
  return timeFault(info.time, certificate, at)
}

/** §5.2.8: what the token's own signature rests on, when it is proven to have existed. */
function algorithmsVerdict({ uses }: SignedTimestamp, at: Instant, context: TrustContext): Verdict {
  const [, ...ofSignature] = uses
  const ended = endedBy(judgeAlgorithms('signature', ofSignature, context), at)
  return ended
    ? verdictOf('CRYPTO_CONSTRAINTS_FAILURE_NO_POE', ended)
    : { indication: 'TOTAL-PASSED', reasons: [] }
}

function faultVerdict(fault: TimestampFault): Verdict {
  const reason: Reason = { kind: 'timestamp-refused', fault: fault.kind }
  switch (fault.kind) {
    case 'token-imprint-differs':
      return verdictOf('HASH_FAILURE', reason)
    case 'token-imprint-missing':
      return verdictOf('SIGNED_DATA_NOT_FOUND', reason)
    case 'token-signature-wrong':
      return verdictOf('SIG_CRYPTO_FAILURE', reason)
    case 'token-certificate-missing':
      return verdictOf('NO_SIGNING_CERTIFICATE_FOUND', reason)
    case 'token-key-refused':
    case 'token-algorithm-unknown':
      return verdictOf('CRYPTO_CONSTRAINTS_FAILURE', reason)
    default:
      return verdictOf('FORMAT_FAILURE', reason)
  }
}
