import { fromUtf8 } from '#bytes'
import type { DerFaultKind } from './fault.ts'
import { objectIdentifierFault } from './identifier.ts'
import { tag } from './tag.ts'

/*
 * Every check is of the content octets of one primitive type: those of the source from `start` to `end`.
 */

/** X.690 §11.1: one octet, 00 or FF. */
export function booleanFault(source: Uint8Array, start: number, end: number): DerFaultKind | undefined {
  const octet = source[start]
  return end - start === 1 && (octet === 0x00 || octet === 0xff) ? undefined : 'boolean-malformed'
}

/** X.690 §8.3.2: at least one octet, and the first nine bits neither all 0 nor all 1. */
export function integerFault(source: Uint8Array, start: number, end: number): DerFaultKind | undefined {
  if (start === end) return 'integer-malformed'
  if (start + 1 === end) return undefined
  const [first = 0, second = 0] = [source[start], source[start + 1]]
  const padded = (first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80)
  return padded ? 'integer-malformed' : undefined
}

/** X.690 §8.6.2, §11.2.1: a count of unused bits from 0 to 7, and those bits are zero. */
export function bitStringFault(source: Uint8Array, start: number, end: number): DerFaultKind | undefined {
  const unused = source[start] ?? 0
  if (start === end || unused > 7) return 'bit-string-malformed'
  if (unused === 0) return undefined
  if (start + 1 === end) return 'bit-string-malformed'
  return ((source[end - 1] ?? 0) & ((1 << unused) - 1)) === 0 ? undefined : 'bit-string-malformed'
}

/** What every element of a universal type must keep, whoever reads it later. */
export function contentFault(
  identifier: number,
  source: Uint8Array,
  start: number,
  end: number,
): DerFaultKind | undefined {
  switch (identifier) {
    case tag.boolean:
      return booleanFault(source, start, end)
    case tag.integer:
    case tag.enumerated:
      return integerFault(source, start, end)
    case tag.bitString:
      return bitStringFault(source, start, end)
    case tag.null:
      return start === end ? undefined : 'null-malformed'
    case tag.objectIdentifier:
      return objectIdentifierFault(source, start, end)
    case tag.utf8String:
      return isUtf8Text(source, start, end) ? undefined : 'text-malformed'
    default:
      return undefined
  }
}

/** Whether the octets are UTF-8; most are ASCII, and need not be handed to the platform. */
export function isUtf8Text(source: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if ((source[at] ?? 0) >= 0x80) return fromUtf8(source.subarray(at, end)).ok
  }
  return true
}
