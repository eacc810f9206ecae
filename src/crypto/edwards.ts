import { hex } from '#bytes'

/** What the encoding of a public point (RFC 8032 §5.1.2, §5.2.2) tells without decompressing it. */
export type EdwardsPoint = 'sound' | 'not-canonical' | 'small-order'

const p25519 = (1n << 255n) - 19n
const p448 = (1n << 448n) - (1n << 224n) - 1n

/** RFC 8032 §5.1: -121665/121666 modulo p. */
const d25519 = 37095705934669439343138083508754565189542113879843219016388785533085940283555n

/**
 * Judges the y coordinate of an encoded point, 32 bytes for Ed25519 and 57 for Ed448.
 *
 * The platform takes y beyond the field's prime (a second encoding of the same point) and points of small
 * order, whose holder can make signatures that fit messages never signed: evidence must not rest on either.
 */
export function edwardsPoint(curve: 'ed25519' | 'ed448', encoded: Uint8Array): EdwardsPoint {
  const prime = curve === 'ed25519' ? p25519 : p448
  const y = coordinate(encoded)
  if (y >= prime) return 'not-canonical'
  const square = (y * y) % prime
  if (y === 0n || square === 1n) return 'small-order'
  // Doubling a point of order 8 of Ed25519 gives y = 0, so y² = -x², and with the curve d·y⁴ + 2·y² = 1.
  // The cofactor of Ed448 is 4: it has no further points of small order.
  if (curve === 'ed25519' && (d25519 * square * square + 2n * square) % prime === 1n) return 'small-order'
  return 'sound'
}

/** Little-endian without the sign of x, the highest bit. */
function coordinate(encoded: Uint8Array): bigint {
  const bytes = Uint8Array.from(encoded).toReversed()
  bytes[0] = (bytes[0] ?? 0) & 0x7f
  return BigInt(`0x${hex(bytes)}`)
}
