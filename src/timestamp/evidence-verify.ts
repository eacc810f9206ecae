import { equalBytes } from '#bytes'
import { type Duration, day, type Instant } from '#clock'
import { type ArchiveTimestamp, type EvidenceRecord, parseEvidenceRecord } from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import type { CertificateStatus } from '#trust'
import type { Certificate } from '#x509'
import { joinedDigests } from './evidence.ts'
import type { EvidenceFault, EvidencePlace } from './evidence-fault.ts'
import { reducedRoot } from './hash-tree.ts'
import { algorithmStanding, digestUse, type SunsetTerms } from './sunset.ts'
import { type ReadTimestamp, readTimestamp } from './token.ts'
import { type TimestampQuestion, type VerifiedTimestamp, verifyToken } from './verify.ts'

/** Not exported, so that only `verifyEvidenceRecord` makes a `VerifiedEvidence`. */
const verified: unique symbol = Symbol('verified')

/** A record that proves that its object stood when its first time-stamp was made: the line is unbroken. */
export interface VerifiedEvidence {
  readonly [verified]: true
  /** Since when the object is known to stand. */
  readonly time: Instant
  /** Of the newest tree. */
  readonly algorithm: DigestName
  /** Every time-stamp, the oldest first. */
  readonly timestamps: readonly VerifiedTimestamp[]
  readonly last: VerifiedTimestamp
}

/** Whom to believe, as of when, and by which dates algorithms end. */
export interface EvidenceQuestion extends Omit<TimestampQuestion, 'statusOf'> {
  /** As of a time: of each time-stamp that of the one after it, of the last one that of the question. */
  readonly statusOf: (certificate: Certificate, issuer: Certificate, at: Instant) => CertificateStatus
  readonly sunset?: SunsetTerms
  /** Whether the object must have no other documents than those asked about (RFC 4998 §4.3, §5.3). */
  readonly exactly?: boolean
}

/** A time-stamp of the record where it stands. */
interface Standing extends EvidencePlace {
  readonly archive: ArchiveTimestamp
  readonly read: ReadTimestamp
}

/**
 * Verifies an evidence record of one object (RFC 4998 §5.3). `digests` gives those of the object's documents
 * by an algorithm, one for a document that is alone: several algorithms are asked for when the hash tree was
 * renewed. Each time-stamp must have been good when the next one came, and the last must be good now.
 */
export function verifyEvidenceRecord(
  record: Uint8Array,
  digests: (algorithm: DigestName) => readonly Uint8Array[] | undefined,
  question: EvidenceQuestion,
): Result<VerifiedEvidence, EvidenceFault> {
  const parsed = parseEvidenceRecord(record)
  if (!parsed.ok) return refuse({ kind: 'record-unreadable', fault: parsed.fault })
  const { chains } = parsed.value
  const all = standingOf(chains)
  if (!all.ok) return all
  for (const standing of all.value) {
    const fault = placeFault(standing, all.value, chains, digests, question.exactly ?? false)
    if (fault) return refuse(fault)
  }
  const timestamps: VerifiedTimestamp[] = []
  for (const [at, standing] of all.value.entries()) {
    const one = verifiedAt(standing, all.value.slice(at + 1), question)
    if (!one.ok) return one
    timestamps.push(one.value)
  }
  const [first, last] = [timestamps[0], timestamps.at(-1)].map((one) => certain(one, 'a time-stamp'))
  return accept({
    [verified]: true,
    time: certain(first, 'the first').time,
    algorithm: algorithmOf(certain(all.value.at(-1), 'the last')),
    timestamps,
    last: certain(last, 'the last'),
  })
}

/** By which algorithms the digests of a record's object are needed to verify it, the oldest tree's first. */
export function evidenceAlgorithms(record: Uint8Array): Result<readonly DigestName[], EvidenceFault> {
  const parsed = parseEvidenceRecord(record)
  if (!parsed.ok) return refuse({ kind: 'record-unreadable', fault: parsed.fault })
  const all = standingOf(parsed.value.chains)
  return all.ok ? accept([...new Set(all.value.map(algorithmOf))]) : all
}

function standingOf(chains: EvidenceRecord['chains']): Result<readonly Standing[], EvidenceFault> {
  const all: Standing[] = []
  for (const [chain, archives] of chains.entries()) {
    for (const [place, archive] of archives.entries()) {
      const read = readTimestamp(archive.token)
      if (!read.ok) return refuse({ kind: 'record-token-refused', chain, place, fault: read.fault })
      all.push({ chain, place, archive, read: read.value })
    }
  }
  return accept(all)
}

function algorithmOf({ archive, read }: Standing): DigestName {
  return archive.algorithm ?? read.info.imprint.algorithm
}

/** What is wrong with a time-stamp's place in the record: its algorithm, its order, what it is over. */
function placeFault(
  standing: Standing,
  all: readonly Standing[],
  chains: EvidenceRecord['chains'],
  digests: (algorithm: DigestName) => readonly Uint8Array[] | undefined,
  exactly: boolean,
): EvidenceFault | undefined {
  const { chain, place, archive, read } = standing
  const at = { chain, place }
  const algorithm = algorithmOf(standing)
  const first = certain(
    all.find((other) => other.chain === chain),
    'the first of a chain',
  )
  const before = all[all.indexOf(standing) - 1]
  const due = algorithmOf(first)
  if (algorithm !== due) return { kind: 'record-algorithms-mixed', ...at, algorithm: due, found: algorithm }
  if (before && read.info.time < before.read.info.time) {
    return { kind: 'record-disordered', ...at, time: read.info.time, before: before.read.info.time }
  }
  // Step 2: each further time-stamp of a chain is over the one before it.
  if (place > 0 && before) {
    const link = digestBytes(algorithm, before.archive.token)
    return holds(archive, read, [link]) ? undefined : { kind: 'record-link-missing', ...at }
  }
  // Steps 1 and 3: the first of each chain is over the object, and over the chains before.
  const documents = digests(algorithm)
  if (!documents || documents.length === 0) return { kind: 'record-digest-missing', algorithm }
  const wanted = chain === 0 ? documents : joinedDigests(algorithm, chains.slice(0, chain), documents)
  if (!holds(archive, read, wanted)) return { kind: 'record-object-missing', ...at }
  const listed = archive.reducedTree?.[0]?.length ?? 1
  if (exactly && listed !== wanted.length) {
    return { kind: 'record-object-more', documents: listed, proven: wanted.length }
  }
  return undefined
}

/** Whether these digests are all in the first list; without a tree, whether one is what is time-stamped. */
function holds(
  { reducedTree }: ArchiveTimestamp,
  { info }: ReadTimestamp,
  digests: readonly Uint8Array[],
): boolean {
  const list = reducedTree?.[0] ?? [info.imprint.digest]
  return digests.every((digest) => list.some((one) => equalBytes(one, digest)))
}

/** The token itself, at the time of the one after it, and whether it was renewed in time. */
function verifiedAt(
  standing: Standing,
  later: readonly Standing[],
  question: EvidenceQuestion,
): Result<VerifiedTimestamp, EvidenceFault> {
  const { chain, place, archive } = standing
  const at = later[0]?.read.info.time ?? question.at
  const algorithm = algorithmOf(standing)
  const root = (named: DigestName): Uint8Array | undefined =>
    named === algorithm ? rootOf(standing) : undefined
  const statusOf = (certificate: Certificate, issuer: Certificate): CertificateStatus =>
    question.statusOf(certificate, issuer, at)
  const token = verifyToken(archive.token, root, { ...question, at, statusOf })
  if (!token.ok) return refuse({ kind: 'record-token-refused', chain, place, fault: token.fault })
  const own = algorithmStanding(token.value.uses, at, question.sunset)
  if (own.state === 'ended') return refuse({ kind: 'record-renewed-late', chain, place, standing: own, at })
  // A tree lasts as long as its chain, over all renewals of its time-stamps.
  const until = later.find((other) => other.chain > chain)?.read.info.time ?? question.at
  const tree = algorithmStanding(digestUse(algorithm), until, question.sunset)
  if (tree.state === 'ended') {
    return refuse({ kind: 'record-renewed-late', chain, place, standing: tree, at: until })
  }
  return token
}

function rootOf({ archive, read }: Standing): Uint8Array | undefined {
  if (!archive.reducedTree) return read.info.imprint.digest
  return reducedRoot(algorithmOf({ chain: 0, place: 0, archive, read }), archive.reducedTree)
}

/** What is to be done so that a proof goes on. */
export interface Renewal {
  /** One more time-stamp over the last one, or a new tree over what was hashed anew. */
  readonly what: 'time-stamp' | 'hash-tree'
  /** The first instant at which it is too late. */
  readonly by: Instant
  /** What ends then: an algorithm, or a certificate of the path. */
  readonly ends: string
}

/** How renewals are looked for. */
export interface RenewalTerms extends SunsetTerms {
  /** How long before the path to a time-stamp ends it is to be renewed. */
  readonly certificateNotice?: Duration
}

/** A quarter: who is away for a month still has two. */
const certificateNoticeUsual: Duration = 90 * day

/**
 * Which renewal is due at that time for a proof that rests on this time-stamp over a tree (or a signature) by
 * `algorithm`; `undefined`: none yet. A hash that ends takes the tree with it, and asks for the documents.
 */
export function renewalDue(
  last: VerifiedTimestamp,
  algorithm: DigestName,
  at: Instant,
  terms: RenewalTerms = {},
): Renewal | undefined {
  const tree = algorithmStanding(digestUse(algorithm), at, terms)
  if (tree.state !== 'good') return { what: 'hash-tree', by: tree.until ?? at, ends: tree.algorithm }
  const own = algorithmStanding(last.uses, at, terms)
  const ends: Renewal[] = []
  if (own.state !== 'good') ends.push({ what: 'time-stamp', by: own.until ?? at, ends: own.algorithm })
  const { validUntil } = last.path
  if (validUntil - at <= (terms.certificateNotice ?? certificateNoticeUsual)) {
    ends.push({ what: 'time-stamp', by: validUntil, ends: 'certificate' })
  }
  return ends.sort((a, b) => a.by - b.by)[0]
}
