import { isUtf8 } from 'node:buffer'
import type { DerFaultKind } from './fault.ts'
import { objectIdentifierFault } from './identifier.ts'
import { tag } from './tag.ts'

/** Checks the content octets of one primitive type. */
export type ContentCheck = (content: Uint8Array) => DerFaultKind | undefined

/** X.690 §11.1: one octet, 00 or FF. */
export const booleanFault: ContentCheck = (content) =>
  content.length === 1 && (content[0] === 0x00 || content[0] === 0xff) ? undefined : 'boolean-malformed'

/** X.690 §8.3.2: at least one octet, and the first nine bits neither all 0 nor all 1. */
export const integerFault: ContentCheck = (content) => {
  const [first, second] = content
  if (first === undefined) return 'integer-malformed'
  if (second === undefined) return undefined
  const padded = (first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80)
  return padded ? 'integer-malformed' : undefined
}

/** X.690 §8.6.2, §11.2.1: a count of unused bits from 0 to 7, and those bits are zero. */
export const bitStringFault: ContentCheck = (content) => {
  const [unused] = content
  if (unused === undefined || unused > 7) return 'bit-string-malformed'
  if (unused === 0) return undefined
  if (content.length === 1) return 'bit-string-malformed'
  const last = content[content.length - 1] ?? 0
  return (last & ((1 << unused) - 1)) === 0 ? undefined : 'bit-string-malformed'
}

const nullFault: ContentCheck = (content) => (content.length === 0 ? undefined : 'null-malformed')

const utf8Fault: ContentCheck = (content) => (isUtf8(content) ? undefined : 'text-malformed')

/** What every element of a universal type must keep, whoever reads it later. */
export const contentChecks: ReadonlyMap<number, ContentCheck> = new Map([
  [tag.boolean, booleanFault],
  [tag.integer, integerFault],
  [tag.enumerated, integerFault],
  [tag.bitString, bitStringFault],
  [tag.null, nullFault],
  [tag.objectIdentifier, objectIdentifierFault],
  [tag.utf8String, utf8Fault],
])
