import { concat, equalBytes } from '#bytes'
import type { Instant } from '#clock'
import {
  type ArchiveTimestampContent,
  type EvidenceRecord,
  type NamedDigest,
  parseEvidenceRecord,
  writeEvidenceRecord,
  writeTimestampChains,
} from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import type { EvidenceFault, EvidencePlace } from './evidence-fault.ts'
import { type HashTree, reducedRoot } from './hash-tree.ts'
import { type ReadTimestamp, readTimestamp } from './token.ts'

/** One time-stamp over a whole archive, from which each of its objects gets an evidence record of its own. */
export interface ArchiveEvidence {
  /** As the time-stamp says; nothing about its signer has been verified. */
  readonly time: Instant
  /** DER of the evidence record (RFC 4998 §3) of the object with that index in the tree. */
  prove(index: number): Uint8Array
}

/** Joins the tree of an archive and the time-stamp over its root. */
export function archiveEvidence(tree: HashTree, token: Uint8Array): Result<ArchiveEvidence, EvidenceFault> {
  const { algorithm } = tree
  const read = tokenOver({ algorithm, digest: tree.root }, token, { chain: 0, place: 0 })
  if (!read.ok) return read
  const digestAlgorithms = [algorithm]
  return accept({
    time: read.value.info.time,
    prove: (index) =>
      writeEvidenceRecord({ digestAlgorithms, chains: [[stamped(tree, index, read.value.token)]] }),
  })
}

/** What the next time-stamp of a record is over while its hash is good: the one before (RFC 4998 §5.2). */
export function renewalDigest(record: Uint8Array): Result<NamedDigest, EvidenceFault> {
  const last = lastOf(record)
  return last.ok ? accept(last.value.renewal) : last
}

/**
 * Renews the time-stamp of a record (RFC 4998 §5.2): one more in its last chain, over `renewalDigest`, or
 * over a tree of many such digests, in which case `above` is `HashTree.reduced` of this one.
 */
export function renewTimestamp(
  record: Uint8Array,
  token: Uint8Array,
  above: readonly (readonly Uint8Array[])[] = [],
): Result<Uint8Array, EvidenceFault> {
  const last = lastOf(record)
  if (!last.ok) return last
  const { parsed, renewal, chain, place, token: before } = last.value
  const reducedTree = above.length === 0 ? undefined : [[renewal.digest], ...above]
  const digest = reducedRoot(renewal.algorithm, [[renewal.digest], ...above])
  const root = { algorithm: renewal.algorithm, digest: certain(digest, 'the root of a tree') }
  const read = tokenAfter(before, root, token, { chain, place: place + 1 })
  if (!read.ok) return read
  const added = { token: read.value.token, ...(reducedTree && { reducedTree }) }
  const chains: readonly (readonly ArchiveTimestampContent[])[] = parsed.chains.map((archives, at) =>
    at === chain ? [...archives, added] : archives,
  )
  return accept(writeEvidenceRecord({ ...parsed, chains }))
}

/**
 * The digests of an object as the tree of a new algorithm holds them (RFC 4998 §5.2): each document hashed
 * again, joined with the hash of all chains so far. `digests` are those of the documents by that algorithm.
 */
export function renewedDigests(
  record: Uint8Array,
  algorithm: DigestName,
  digests: readonly Uint8Array[],
): Result<readonly Uint8Array[], EvidenceFault> {
  const parsed = parseEvidenceRecord(record)
  if (!parsed.ok) return refuse({ kind: 'record-unreadable', fault: parsed.fault })
  return accept(joinedDigests(algorithm, parsed.value.chains, digests))
}

/** Each digest joined with that of the chains, and hashed. */
export function joinedDigests(
  algorithm: DigestName,
  chains: EvidenceRecord['chains'],
  digests: readonly Uint8Array[],
): readonly Uint8Array[] {
  const before = digestBytes(algorithm, writeTimestampChains(chains))
  return digests.map((digest) => digestBytes(algorithm, concat(digest, before)))
}

/**
 * Renews the hash tree of a record (RFC 4998 §5.2): a new chain, whose tree holds `renewedDigests` of the
 * object at `index`.
 */
export function renewHashTree(
  record: Uint8Array,
  tree: HashTree,
  index: number,
  token: Uint8Array,
): Result<Uint8Array, EvidenceFault> {
  const last = lastOf(record)
  if (!last.ok) return last
  const { parsed, chain, token: before } = last.value
  const root = { algorithm: tree.algorithm, digest: tree.root }
  const read = tokenAfter(before, root, token, { chain: chain + 1, place: 0 })
  if (!read.ok) return read
  return accept(
    writeEvidenceRecord({
      ...parsed,
      digestAlgorithms: [...new Set([...parsed.digestAlgorithms, tree.algorithm])],
      chains: [...parsed.chains, [stamped(tree, index, read.value.token)]],
    }),
  )
}

/** One object's way through the tree; nothing of it where the time-stamp is over the document itself. */
function stamped(tree: HashTree, index: number, token: Uint8Array): ArchiveTimestampContent {
  const lists = [tree.members(index), ...tree.reduced(index)]
  return lists.length === 1 && lists[0]?.length === 1 ? { token } : { reducedTree: lists, token }
}

interface Last extends EvidencePlace {
  readonly parsed: EvidenceRecord
  readonly token: ReadTimestamp
  readonly renewal: NamedDigest
}

function lastOf(record: Uint8Array): Result<Last, EvidenceFault> {
  const parsed = parseEvidenceRecord(record)
  if (!parsed.ok) return refuse({ kind: 'record-unreadable', fault: parsed.fault })
  const chain = parsed.value.chains.length - 1
  const last = certain(parsed.value.chains[chain], 'the last chain of a record')
  const place = last.length - 1
  const timestamp = certain(last[place], 'the last time-stamp of a chain')
  const read = readTimestamp(timestamp.token)
  if (!read.ok) return refuse({ kind: 'record-token-refused', chain, place, fault: read.fault })
  const algorithm = timestamp.algorithm ?? read.value.info.imprint.algorithm
  const renewal = { algorithm, digest: digestBytes(algorithm, timestamp.token) }
  return accept({ parsed: parsed.value, chain, place, token: read.value, renewal })
}

/** The token, if it is over this root by the tree's own algorithm. */
function tokenOver(
  root: NamedDigest,
  token: Uint8Array,
  at: EvidencePlace,
): Result<ReadTimestamp, EvidenceFault> {
  const read = readTimestamp(token)
  if (!read.ok) return refuse({ kind: 'record-token-refused', ...at, fault: read.fault })
  const { algorithm, digest } = read.value.info.imprint
  if (algorithm === root.algorithm && equalBytes(digest, root.digest)) return read
  return refuse({ kind: 'record-token-refused', ...at, fault: { kind: 'token-imprint-differs', algorithm } })
}

function tokenAfter(
  before: ReadTimestamp,
  root: NamedDigest,
  token: Uint8Array,
  at: EvidencePlace,
): Result<ReadTimestamp, EvidenceFault> {
  const read = tokenOver(root, token, at)
  if (!read.ok) return read
  const { time } = read.value.info
  if (time >= before.info.time) return read
  return refuse({ kind: 'record-disordered', ...at, time, before: before.info.time })
}
