import { createHash, hash } from 'node:crypto'
import { concat, fromHex, hex } from '#bytes'
import { sure } from '#fault'

/** The hash algorithms that documents, attributes and time-stamps name, of this program's or of others. */
export type DigestName =
  | 'sha1'
  | 'sha224'
  | 'sha256'
  | 'sha384'
  | 'sha512'
  | 'sha3-256'
  | 'sha3-384'
  | 'sha3-512'

/** One row of the digest table. */
export interface DigestAlgorithm {
  readonly name: DigestName
  /** Dotted. */
  readonly oid: string
  /** DER AlgorithmIdentifier with absent parameters, as it is written (RFC 5754 §2). */
  readonly algorithmIdentifier: Uint8Array
  /** Octets of a digest. */
  readonly length: number
}

/**
 * Every digest. What a digest is still good for is not said here: that is a matter of when.
 *
 * Identifiers: SHA-1 RFC 3370 §2.1, SHA-2 RFC 5754 §2, SHA-3 FIPS 202 (NIST CSOR).
 */
export const digests: readonly DigestAlgorithm[] = [
  row('sha1', '1.3.14.3.2.26', '06052b0e03021a', 20),
  row('sha224', '2.16.840.1.101.3.4.2.4', '0609608648016503040204', 28),
  row('sha256', '2.16.840.1.101.3.4.2.1', '0609608648016503040201', 32),
  row('sha384', '2.16.840.1.101.3.4.2.2', '0609608648016503040202', 48),
  row('sha512', '2.16.840.1.101.3.4.2.3', '0609608648016503040203', 64),
  row('sha3-256', '2.16.840.1.101.3.4.2.8', '0609608648016503040208', 32),
  row('sha3-384', '2.16.840.1.101.3.4.2.9', '0609608648016503040209', 48),
  row('sha3-512', '2.16.840.1.101.3.4.2.10', '060960864801650304020a', 64),
]

const byIdentifier: ReadonlyMap<string, DigestAlgorithm> = new Map(
  digests.flatMap((digest) => {
    const absent = hex(digest.algorithmIdentifier)
    // RFC 5754 §2: written with absent parameters, and NULL is accepted.
    const withNull = hex(
      Uint8Array.of(0x30, digest.algorithmIdentifier.length, ...digest.algorithmIdentifier.subarray(2), 5, 0),
    )
    return [
      [absent, digest],
      [withNull, digest],
    ] as const
  }),
)

/** The digest of a DER AlgorithmIdentifier, its parameters absent or NULL. */
export function digestOfAlgorithm(algorithmIdentifierDer: Uint8Array): DigestAlgorithm | undefined {
  return byIdentifier.get(hex(algorithmIdentifierDer))
}

export function digestNamed(name: string): DigestAlgorithm | undefined {
  return digests.find((digest) => digest.name === name)
}

/** The digest of bytes. */
export function digestBytes(name: DigestName, bytes: Uint8Array): Uint8Array {
  return hash(name, bytes, 'buffer')
}

/** A digest of parts that come one after the other. */
export interface RunningDigest {
  update(part: Uint8Array): void
  /** Ends it; it takes nothing after that. */
  digest(): Uint8Array
}

export function runningDigest(name: DigestName): RunningDigest {
  const running = createHash(name)
  return {
    update: (part) => {
      running.update(part)
    },
    digest: () => running.digest(),
  }
}

function row(name: DigestName, oid: string, identifier: string, length: number): DigestAlgorithm {
  const inner = sure(fromHex(identifier), 'an identifier')
  return { name, oid, algorithmIdentifier: concat(Uint8Array.of(0x30, inner.length), inner), length }
}
