import type { DerFaultKind } from './fault.ts'

/** Octets of an object identifier's content; the longest in use (enterprise and UUID arcs) stay below 40. */
export const objectIdentifierBytesMax = 128

/** Octets of one arc: 19 × 7 bits hold the 128-bit arcs under 2.25 (X.667), the widest there are. */
export const arcBytesMax = 19

/** X.690 §8.19.2: whole arcs, each without a leading 80. */
export function objectIdentifierFault(content: Uint8Array): DerFaultKind | undefined {
  if (content.length === 0 || content.length > objectIdentifierBytesMax) return 'object-identifier-malformed'
  let length = 0
  for (const octet of content) {
    if (length === 0 && octet === 0x80) return 'object-identifier-malformed'
    length += 1
    if (length > arcBytesMax) return 'object-identifier-malformed'
    if (octet < 0x80) length = 0
  }
  return length === 0 ? undefined : 'object-identifier-malformed'
}

/** Dotted text (`2.5.4.3`) of content octets that `objectIdentifierFault` found in order. */
export function objectIdentifierText(content: Uint8Array): string {
  const arcs: string[] = []
  let arc = 0n
  for (const octet of content) {
    arc = (arc << 7n) | BigInt(octet & 0x7f)
    if (octet >= 0x80) continue
    if (arcs.length === 0) {
      const root = arc < 80n ? arc / 40n : 2n
      arcs.push(`${root}`, `${arc - root * 40n}`)
    } else arcs.push(`${arc}`)
    arc = 0n
  }
  return arcs.join('.')
}

/** Content octets of dotted text; throws on text that names no object identifier, which only a bug can give. */
export function objectIdentifierContent(text: string): Uint8Array {
  if (!/^[012]\.(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))*$/.test(text))
    throw new RangeError(`bug: \`${text}\` is no OID`)
  const [root, second, ...rest] = text.split('.').map(BigInt)
  if (root === undefined || second === undefined || (root < 2n && second >= 40n)) {
    throw new RangeError(`bug: \`${text}\` is no OID`)
  }
  const octets = [root * 40n + second, ...rest].flatMap(arcOctets)
  const content = Uint8Array.from(octets)
  if (objectIdentifierFault(content)) throw new RangeError(`bug: \`${text}\` is too long an OID`)
  return content
}

function arcOctets(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
  return octets
}
