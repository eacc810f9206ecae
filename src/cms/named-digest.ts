import { hex } from '#bytes'
import { type DigestName, digestNamed, digestOfAlgorithm } from '#crypto'
import { type DerReader, octetString, sequence, tag } from '#der'
import { accept, certain, type Result, refuse } from '#fault'
import type { CmsFault } from './fault.ts'

/** Algorithm and digest, as policies (OtherHashAlgAndValue) and imprints (MessageImprint) hold them. */
export interface NamedDigest {
  readonly algorithm: DigestName
  readonly digest: Uint8Array
}

/** A digest as it was read, its algorithm perhaps one that is not in the table. */
export interface ReadDigest {
  /** DER AlgorithmIdentifier. */
  readonly identifier: Uint8Array
  readonly digest: Uint8Array
}

/** Reads AlgorithmIdentifier and OCTET STRING in one sequence, in place. */
export function readNamedDigest(reader: DerReader): ReadDigest {
  return reader.sequence((inside) => {
    return { identifier: inside.encoding(tag.sequence), digest: inside.octetString() }
  })
}

/** The digest, if its algorithm is known and gives digests of its length. */
export function judgeDigest({ identifier, digest }: ReadDigest): Result<NamedDigest, CmsFault> {
  const row = digestOfAlgorithm(identifier)
  if (!row) return refuse({ kind: 'digest-unknown', algorithm: hex(identifier) })
  if (digest.length !== row.length) {
    return refuse({ kind: 'digest-length', length: digest.length, lengthDue: row.length })
  }
  return accept({ algorithm: row.name, digest })
}

export function writeNamedDigest({ algorithm, digest }: NamedDigest): Uint8Array {
  return sequence(certain(digestNamed(algorithm), algorithm).algorithmIdentifier, octetString(digest))
}
