import { concat } from '#bytes'
import { readDer, sequence, unsignedInteger } from '#der'

/**
 * r‖s, each half at its full width (RFC 7518 §3.4), of an ECDSA signature in DER (RFC 3279 §2.2.3);
 * `undefined` for octets that are none of this width.
 */
export function rawEcdsaSignature(der: Uint8Array, half: number): Uint8Array | undefined {
  const read = readDer(der, (reader) =>
    reader.sequence((inside) => [inside.integerBytes(), inside.integerBytes()]),
  )
  if (!read.ok) return undefined
  const halves = read.value.map((octets) => widened(octets, half))
  const [r, s] = halves
  return r && s && concat(r, s)
}

/** An ECDSA signature in DER, of r‖s. An odd octet too many makes it another signature, never the same. */
export function derEcdsaSignature(raw: Uint8Array): Uint8Array {
  const half = Math.floor(raw.length / 2)
  return sequence(unsignedInteger(raw.subarray(0, half)), unsignedInteger(raw.subarray(half)))
}

function widened(octets: Uint8Array, length: number): Uint8Array | undefined {
  if ((octets[0] ?? 0x80) >= 0x80) return undefined
  const magnitude = octets[0] === 0 ? octets.subarray(1) : octets
  if (magnitude.length > length) return undefined
  return concat(new Uint8Array(length - magnitude.length), magnitude)
}
