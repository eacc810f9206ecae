import type { DerFaultKind } from './fault.ts'

/** One element as a span of the source: nothing is copied, nothing below it is read yet. */
export interface DerNode {
  readonly source: Uint8Array
  /** The identifier octet. */
  readonly tag: number
  readonly start: number
  readonly contentStart: number
  readonly end: number
}

/** The length octets after the first one; four give 4 GiB, more than any limit here lets in. */
const lengthOctetsMax = 4

/** The universal types that have elements inside: EXTERNAL, EMBEDDED PDV, SEQUENCE, SET. */
const constructedTypes: ReadonlySet<number> = new Set([8, 11, 16, 17])

/** What is wrong with each identifier octet by itself. */
const identifierFaults: readonly (DerFaultKind | undefined)[] = Array.from(
  { length: 256 },
  (_, identifier) => {
    const number = identifier & 0x1f
    if (number === 0x1f) return 'tag-number-high'
    if ((identifier & 0xc0) !== 0) return undefined
    if (number === 0) return 'tag-reserved'
    const constructed = (identifier & 0x20) !== 0
    return constructed === constructedTypes.has(number) ? undefined : 'form-wrong'
  },
)

/** What is wrong with an identifier octet, whatever follows it. */
export function identifierFault(identifier: number): DerFaultKind | undefined {
  return identifierFaults[identifier]
}

/**
 * Where the content starts of the element at `position`, whose length takes more than one octet and must end
 * by `end` (X.690 §8.1.3.5, §10.1).
 */
export function longContentStart(source: Uint8Array, position: number, end: number): number | DerFaultKind {
  const first = source[position + 1] ?? 0
  if (first === 0x80) return 'length-indefinite'
  const octets = first & 0x7f
  if (octets > lengthOctetsMax) return 'length-excessive'
  const contentStart = position + 2 + octets
  if (contentStart > end) return 'truncated'
  const length = longLength(source, position, contentStart)
  return length < 0x80 || length < 256 ** (octets - 1) ? 'length-not-minimal' : contentStart
}

/** The length that the octets from the third of an element to its content give. */
export function longLength(source: Uint8Array, position: number, contentStart: number): number {
  let length = 0
  for (let at = position + 2; at < contentStart; at += 1) length = length * 256 + (source[at] ?? 0)
  return length
}
