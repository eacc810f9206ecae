import { type DigestName, digestNamed } from '#crypto'
import { contextConstructed, implicit, sequence, tag } from '#der'
import { certain, type Result } from '#fault'
import type { CmsFault } from './fault.ts'
import { readValue } from './read.ts'

/** The algorithms of a signer, repeated where they are signed (RFC 6211 §2). */
export interface AlgorithmProtection {
  /** DER AlgorithmIdentifier of both. */
  readonly digestAlgorithm: Uint8Array
  readonly signatureAlgorithm: Uint8Array
}

const signatureTag = contextConstructed(1)

/** The value of a cms-algorithm-protection attribute. */
export function readAlgorithmProtection(value: Uint8Array): Result<AlgorithmProtection, CmsFault> {
  return readValue(value, (reader) =>
    reader.sequence((inside) => {
      const digestAlgorithm = inside.encoding(tag.sequence)
      const signature = inside.encoding(signatureTag)
      return { digestAlgorithm, signatureAlgorithm: untagged(signature) }
    }),
  )
}

/** A SEQUENCE under its own tag again. */
function untagged(implicitly: Uint8Array): Uint8Array {
  const element = Uint8Array.from(implicitly)
  element[0] = tag.sequence
  return element
}

export function writeAlgorithmProtection(
  digestAlgorithm: DigestName,
  signatureAlgorithm: Uint8Array,
): Uint8Array {
  const digest = certain(digestNamed(digestAlgorithm), digestAlgorithm)
  return sequence(digest.algorithmIdentifier, implicit(1, signatureAlgorithm))
}
