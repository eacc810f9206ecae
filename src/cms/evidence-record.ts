import { hex } from '#bytes'
import { type DigestName, digestNamed, digestOfAlgorithm } from '#crypto'
import {
  contextConstructed,
  type DerReader,
  element,
  implicit,
  integer,
  octetString,
  sequence,
  sequenceOf,
  tag,
} from '#der'
import { accept, certain, type Result, refuse } from '#fault'
import type { CmsFault } from './fault.ts'
import { member, readJudged } from './read.ts'

/** Proof that data existed, renewed as its algorithms age (EvidenceRecord, RFC 4998 §3.1). */
export interface EvidenceRecord {
  readonly digestAlgorithms: readonly DigestName[]
  /** Oldest first: a new chain for a new digest algorithm, a new time-stamp in it for a new signature. */
  readonly chains: readonly (readonly ArchiveTimestamp[])[]
  /** DER of what else is said about the algorithms, which is kept when the record is written again. */
  readonly cryptoInfos?: Uint8Array
}

/** One time-stamp over a hash tree (RFC 4998 §4.1). */
export interface ArchiveTimestamp {
  /** That of the tree; absent: that of the time-stamp's imprint. */
  readonly algorithm?: DigestName
  /** Partial hash trees from the leaves up; absent: the time-stamp is over the one digest itself. */
  readonly reducedTree?: readonly (readonly Uint8Array[])[]
  /** DER ContentInfo. */
  readonly token: Uint8Array
  /** As it stands in the record; what a renewal is over is made of these octets (RFC 4998 §5.2). */
  readonly der: Uint8Array
}

/** A time-stamp to be written: as it stands if it was read, and else anew. */
export type ArchiveTimestampContent = Omit<ArchiveTimestamp, 'der'> & Partial<ArchiveTimestamp>

const recordVersion = 1

/** Renewals of one record: every year for ten centuries. */
const timestampsMax = 1_024

/** Levels of a reduced tree: 2^64 objects in pairs. */
const levelsMax = 64

/** Digests of one level: a group of objects (RFC 4998 §4.2.1) counts as much as a container has files. */
const levelDigestsMax = 65_536

const cryptoInfosTag = contextConstructed(0)
const encryptionTag = contextConstructed(1)
const algorithmTag = contextConstructed(0)
const attributesTag = contextConstructed(1)
const treeTag = contextConstructed(2)

interface ReadTimestamp extends Omit<ArchiveTimestamp, 'algorithm'> {
  /** DER AlgorithmIdentifier. */
  readonly identifier?: Uint8Array
}

interface Read {
  readonly version: number
  readonly encrypted: boolean
  readonly identifiers: readonly Uint8Array[]
  readonly cryptoInfos?: Uint8Array
  readonly chains: readonly (readonly ReadTimestamp[])[]
}

/**
 * Reads one evidence record; never throws. Attributes of time-stamps are read over; a record over encrypted
 * content is refused, since what it proves cannot be found again here.
 */
export function parseEvidenceRecord(der: Uint8Array): Result<EvidenceRecord, CmsFault> {
  return readJudged(der, (reader) => {
    const { version, encrypted, identifiers, cryptoInfos, chains } = reader.sequence(readRecord)
    if (version !== recordVersion) return refuse({ kind: 'version-unsupported', version })
    if (encrypted) return refuse({ kind: 'encryption-unsupported' })
    const count = chains.reduce((sum, chain) => sum + chain.length, 0)
    if (count > timestampsMax) {
      return refuse({ kind: 'too-many', what: 'time-stamps', count, countMax: timestampsMax })
    }
    const digests = named(identifiers)
    if (!digests.ok) return digests
    const judged: (readonly ArchiveTimestamp[])[] = []
    for (const chain of chains) {
      const one = judgeChain(chain)
      if (!one.ok) return one
      judged.push(one.value)
    }
    return accept({ digestAlgorithms: digests.value, chains: judged, ...member('cryptoInfos', cryptoInfos) })
  })
}

/** The DER of a record; lists come out in the order given, and time-stamps that were read as they came. */
export function writeEvidenceRecord(record: {
  readonly digestAlgorithms: readonly DigestName[]
  readonly chains: readonly (readonly ArchiveTimestampContent[])[]
  readonly cryptoInfos?: Uint8Array
}): Uint8Array {
  return sequence(
    integer(recordVersion),
    sequence(...record.digestAlgorithms.map(identifierOf)),
    ...(record.cryptoInfos ? [record.cryptoInfos] : []),
    writeTimestampChains(record.chains),
  )
}

/** The DER of an ArchiveTimeStampSequence, which a renewal of the hash tree is over (RFC 4998 §5.2). */
export function writeTimestampChains(chains: readonly (readonly ArchiveTimestampContent[])[]): Uint8Array {
  return sequence(...chains.map((chain) => sequence(...chain.map(writeArchiveTimestamp))))
}

function writeArchiveTimestamp(content: ArchiveTimestampContent): Uint8Array {
  const { algorithm, reducedTree, token, der } = content
  if (der) return der
  const levels = reducedTree?.map((level) => sequenceOf(level.map(octetString)))
  return sequence(
    ...(algorithm === undefined ? [] : [implicit(0, identifierOf(algorithm))]),
    ...(levels === undefined ? [] : [element(treeTag, ...levels)]),
    token,
  )
}

function identifierOf(name: DigestName): Uint8Array {
  return certain(digestNamed(name), name).algorithmIdentifier
}

function readRecord(reader: DerReader): Read {
  const version = reader.count(255)
  const identifiers = reader.sequence((list) => list.listOfSome((one) => one.encoding(tag.sequence)))
  const cryptoInfos = reader.optional(cryptoInfosTag, (at) => at.encoding(cryptoInfosTag))
  const encrypted = reader.nextTag === encryptionTag
  if (encrypted) reader.encoding()
  const chains = reader.sequence((list) => list.listOfSome(readChain))
  return { version, encrypted, identifiers, ...member('cryptoInfos', cryptoInfos), chains }
}

function readChain(reader: DerReader): readonly ReadTimestamp[] {
  return reader.sequence((list) => list.listOfSome(readTimestamp))
}

function readTimestamp(reader: DerReader): ReadTimestamp {
  const start = reader.position
  const content = reader.sequence((inside) => {
    const identifier = inside.optional(algorithmTag, (at) => at.encoding(algorithmTag))
    if (inside.nextTag === attributesTag) inside.encoding()
    const reducedTree = inside.optional(treeTag, (at) => at.sequence(readTree, treeTag))
    const token = inside.encoding(tag.sequence)
    return { ...member('identifier', identifier), ...member('reducedTree', reducedTree), token }
  })
  return { ...content, der: reader.since(start) }
}

function readTree(reader: DerReader): readonly (readonly Uint8Array[])[] {
  const offset = reader.position
  const levels = reader.list((level) => level.sequence((list) => list.listOfSome((one) => one.octetString())))
  const isTooLarge = levels.length > levelsMax || levels.some(({ length }) => length > levelDigestsMax)
  if (isTooLarge) reader.fail('too-many-elements', offset)
  return levels
}

function judgeChain(chain: readonly ReadTimestamp[]): Result<readonly ArchiveTimestamp[], CmsFault> {
  const judged: ArchiveTimestamp[] = []
  for (const { identifier, ...rest } of chain) {
    const digest = identifier && named([Uint8Array.of(tag.sequence, ...identifier.subarray(1))])
    if (digest && !digest.ok) return digest
    judged.push({ ...member('algorithm', digest?.value[0]), ...rest })
  }
  return accept(judged)
}

function named(identifiers: readonly Uint8Array[]): Result<readonly DigestName[], CmsFault> {
  const digests: DigestName[] = []
  for (const identifier of identifiers) {
    const digest = digestOfAlgorithm(identifier)
    if (!digest) return refuse({ kind: 'digest-unknown', algorithm: hex(identifier) })
    digests.push(digest.name)
  }
  return accept(digests)
}
