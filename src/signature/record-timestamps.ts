import { equalBytes, hex, sha256 } from '#bytes'
import { type ArchiveTimestamp, type EvidenceRecord, parseEvidenceRecord } from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { joinedDigests, readTimestamp, reducedRoot } from '#timestamp'
import type { CarriedRecord, CarriedTimestamp, Evidence } from './object.ts'

/**
 * The time-stamps of an evidence record as those of a signature (RFC 4998 §5.3): the first is over the
 * object, each further one over that before it, and the first of a new chain over the object and all chains
 * before. So a record is judged by the process that judges archive time-stamps. None when it is unreadable.
 *
 * `evidence` is what is among the object, and so protected.
 */
export function recordTimestamps(carried: CarriedRecord, evidence: Evidence): readonly CarriedTimestamp[] {
  const parsed = parseEvidenceRecord(carried.record)
  if (!parsed.ok) return []
  const { chains } = parsed.value
  const places = chains.flatMap((archives, chain) =>
    archives.map((archive, place) => ({ archive, chain, place })),
  )
  return places.map(({ archive, chain, place }, at): CarriedTimestamp => {
    const earlier = places.slice(0, at).map((one) => hex(sha256(one.archive.token)))
    return {
      kind: 'archive',
      token: archive.token,
      imprint: (algorithm) => rootOf(chains, chain, place, algorithm, carried),
      covers: [...carried.covers, ...earlier],
      evidence,
    }
  })
}

/** The root of the tree that a time-stamp is over; `undefined` when what it must be over is not in it. */
function rootOf(
  chains: EvidenceRecord['chains'],
  chain: number,
  place: number,
  algorithm: DigestName,
  carried: CarriedRecord,
): Uint8Array | undefined {
  const archives = chains[chain] ?? []
  const archive = archives[place]
  // §5.3: one algorithm for a chain, for its trees and for what its time-stamps are over.
  const isOne = archives.slice(0, place + 1).every((one) => algorithmOf(one) === algorithm)
  if (!archive || !isOne) return undefined
  const wanted = wantedIn(chains, chain, place, algorithm, carried.digests(algorithm))
  if (!wanted || wanted.length === 0) return undefined
  const { reducedTree } = archive
  if (!reducedTree) return wanted.length === 1 ? wanted[0] : undefined
  const isThere = wanted.every((digest) => reducedTree[0]?.some((one) => equalBytes(one, digest)))
  return isThere ? reducedRoot(algorithm, reducedTree) : undefined
}

function wantedIn(
  chains: EvidenceRecord['chains'],
  chain: number,
  place: number,
  algorithm: DigestName,
  digests: readonly Uint8Array[] | undefined,
): readonly Uint8Array[] | undefined {
  const before = chains[chain]?.[place - 1]
  if (before) return [digestBytes(algorithm, before.token)]
  return chain === 0 || !digests ? digests : joinedDigests(algorithm, chains.slice(0, chain), digests)
}

function algorithmOf({ algorithm, token }: ArchiveTimestamp): DigestName | undefined {
  const read = readTimestamp(token)
  return algorithm ?? (read.ok ? read.value.info.imprint.algorithm : undefined)
}
