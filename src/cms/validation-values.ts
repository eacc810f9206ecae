import { hex } from '#bytes'
import { type DigestName, digestNamed, digestOfAlgorithm } from '#crypto'
import { type DerReader, explicit, octetString, sequence, sequenceOf, tag } from '#der'
import { accept, certain, type Result, refuse } from '#fault'
import type { CmsFault } from './fault.ts'
import { readJudged, readValue } from './read.ts'

/*
 * Unsigned attributes that carry evidence or say what a time-stamp is over, as values. Every `read…` takes
 * the DER of one value, every `write…` gives it.
 */

/** certificate-values (EN 319 122-1 annex A.1.1.2): DER of each certificate. */
export function readCertificateValues(value: Uint8Array): Result<readonly Uint8Array[], CmsFault> {
  return readValue(value, (reader) => reader.sequence(readEncodings))
}

export function writeCertificateValues(certificates: readonly Uint8Array[]): Uint8Array {
  return sequenceOf(certificates)
}

/** What shows that certificates were not revoked; DER of each. */
export interface RevocationValues {
  readonly lists: readonly Uint8Array[]
  /** BasicOCSPResponse, which is what the attribute holds. */
  readonly ocsp: readonly Uint8Array[]
}

/** revocation-values (EN 319 122-1 annex A.1.2.2); values of other kinds are read over. */
export function readRevocationValues(value: Uint8Array): Result<RevocationValues, CmsFault> {
  return readValue(value, (reader) => {
    return reader.sequence((inside) => {
      const lists = inside.optional(0xa0, (at) => at.explicit(0, (all) => all.sequence(readEncodings)))
      const ocsp = inside.optional(0xa1, (at) => at.explicit(1, (all) => all.sequence(readEncodings)))
      if (inside.nextTag === 0xa2) inside.encoding()
      return { lists: lists ?? [], ocsp: ocsp ?? [] }
    })
  })
}

export function writeRevocationValues({ lists, ocsp }: RevocationValues): Uint8Array {
  return sequence(
    ...(lists.length === 0 ? [] : [explicit(0, sequenceOf(lists))]),
    ...(ocsp.length === 0 ? [] : [explicit(1, sequenceOf(ocsp))]),
  )
}

function readEncodings(reader: DerReader): readonly Uint8Array[] {
  return reader.list((one) => one.encoding(tag.sequence))
}

/**
 * What an archive time-stamp of version 3 is over besides the signature itself (ats-hash-index-v3,
 * EN 319 122-1 §5.5.2): digests of each CertificateChoices, of each RevocationInfoChoice, and of each value
 * of each unsigned attribute behind the octets of its type.
 */
export interface HashIndex {
  readonly algorithm: DigestName
  readonly certificates: readonly Uint8Array[]
  readonly revocations: readonly Uint8Array[]
  readonly attributes: readonly Uint8Array[]
}

/** ats-hash-index-v3. */
export function readHashIndex(value: Uint8Array): Result<HashIndex, CmsFault> {
  return readJudged(value, (reader) => {
    const { identifier, ...lists } = reader.sequence((inside) => ({
      identifier: inside.encoding(tag.sequence),
      certificates: inside.sequence(readDigests),
      revocations: inside.sequence(readDigests),
      attributes: inside.sequence(readDigests),
    }))
    const row = digestOfAlgorithm(identifier)
    if (!row) return refuse({ kind: 'digest-unknown', algorithm: hex(identifier) })
    const all = [...lists.certificates, ...lists.revocations, ...lists.attributes]
    const odd = all.find(({ length }) => length !== row.length)
    if (odd) return refuse({ kind: 'digest-length', length: odd.length, lengthDue: row.length })
    return accept({ algorithm: row.name, ...lists })
  })
}

export function writeHashIndex(index: HashIndex): Uint8Array {
  const list = (all: readonly Uint8Array[]): Uint8Array => sequenceOf(all.map(octetString))
  return sequence(
    certain(digestNamed(index.algorithm), index.algorithm).algorithmIdentifier,
    list(index.certificates),
    list(index.revocations),
    list(index.attributes),
  )
}

function readDigests(reader: DerReader): readonly Uint8Array[] {
  return reader.list((one) => one.octetString())
}
