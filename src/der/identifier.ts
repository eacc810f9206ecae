import type { DerFaultKind } from './fault.ts'

/** Octets of an object identifier's content; the longest in use (enterprise and UUID arcs) stay below 40. */
const objectIdentifierBytesMax = 128

/** Octets of one arc: 19 × 7 bits hold the 128-bit arcs under 2.25 (X.667), the widest there are. */
const arcBytesMax = 19

/** X.690 §8.19.2: whole arcs, each without a leading 80. The content is the source's, between the two. */
export function objectIdentifierFault(
  source: Uint8Array,
  start: number,
  end: number,
): DerFaultKind | undefined {
  if (start === end || end - start > objectIdentifierBytesMax) return 'object-identifier-malformed'
  let length = 0
  for (let at = start; at < end; at += 1) {
    const octet = source[at] ?? 0
    if (length === 0 && octet === 0x80) return 'object-identifier-malformed'
    length += 1
    if (length > arcBytesMax) return 'object-identifier-malformed'
    if (octet < 0x80) length = 0
  }
  return length === 0 ? undefined : 'object-identifier-malformed'
}

/** Dotted text (`2.5.4.3`) of content octets that `objectIdentifierFault` found in order. */
export function objectIdentifierText(content: Uint8Array): string {
  let text = ''
  let arc = 0
  let start = 0
  for (let at = 0; at < content.length; at += 1) {
    const octet = content[at] ?? 0
    arc = arc * 128 + (octet & 0x7f)
    if (octet >= 0x80) continue
    // Seven octets hold 49 bits; nearly all arcs are shorter, and big integers cost ten times as much.
    const whole = at - start < 7 ? arc : longArc(content.subarray(start, at + 1))
    text += start === 0 ? firstArcs(whole) : `.${whole}`
    arc = 0
    start = at + 1
  }
  return text
}

/** X.690 §8.19.4: the first two arcs are one number. */
function firstArcs(both: number | bigint): string {
  if (both >= 80) return `2.${typeof both === 'number' ? both - 80 : both - 80n}`
  return both >= 40 ? `1.${Number(both) - 40}` : `0.${both}`
}

/** Seven octets at a time, since every step of a big integer makes a new one. */
function longArc(octets: Uint8Array): bigint {
  let arc = 0n
  for (let at = 0; at < octets.length; at += 7) {
    const part = octets.subarray(at, at + 7)
    const bits = part.reduce((value, octet) => value * 128 + (octet & 0x7f), 0)
    arc = (arc << BigInt(part.length * 7)) | BigInt(bits)
  }
  return arc
}

/**
 * Content octets of dotted text; throws on text that names no object identifier, which only a bug can give.
 */
export function objectIdentifierContent(text: string): Uint8Array {
  if (!/^[012]\.(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))*$/.test(text))
    throw new RangeError(`bug: \`${text}\` is no OID`)
  const [root, second, ...rest] = text.split('.').map(BigInt)
  if (root === undefined || second === undefined || (root < 2n && second >= 40n)) {
    throw new RangeError(`bug: \`${text}\` is no OID`)
  }
  const octets = [root * 40n + second, ...rest].flatMap(arcOctets)
  const content = Uint8Array.from(octets)
  if (objectIdentifierFault(content, 0, content.length))
    throw new RangeError(`bug: \`${text}\` is too long an OID`)
  return content
}

function arcOctets(arc: bigint): number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
  return octets
}
