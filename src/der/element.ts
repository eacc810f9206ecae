import { compareBytes } from '#bytes'
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

/** The element's whole encoding, identifier and length included; a view of the source. */
export function encodingOf(node: DerNode): Uint8Array {
  return node.source.subarray(node.start, node.end)
}

/** The element's content octets; a view of the source. */
export function contentOf(node: DerNode): Uint8Array {
  return node.source.subarray(node.contentStart, node.end)
}

/** Whether two neighbours stand as a SET OF wants them (X.690 §11.6). */
export function inOrder(first: DerNode, second: DerNode): boolean {
  return compareBytes(encodingOf(first), encodingOf(second)) <= 0
}

/** The length octets after the first one; four give 4 GiB, more than any limit here lets in. */
const lengthOctetsMax = 4

/** The universal types that have elements inside: EXTERNAL, EMBEDDED PDV, SEQUENCE, SET. */
const constructedTypes: ReadonlySet<number> = new Set([8, 11, 16, 17])

/** Reads the header at `position` of an element that must end by `end` (X.690 §8.1, §10.1). */
export function nodeAt(source: Uint8Array, position: number, end: number): DerNode | DerFaultKind {
  if (position + 2 > end) return 'truncated'
  const identifier = source[position] ?? 0
  const fault = identifierFault(identifier)
  if (fault) return fault
  const first = source[position + 1] ?? 0
  if (first < 0x80) return spanned(source, identifier, position, position + 2, first, end)
  if (first === 0x80) return 'length-indefinite'
  const octets = first & 0x7f
  if (octets > lengthOctetsMax) return 'length-excessive'
  const contentStart = position + 2 + octets
  if (contentStart > end) return 'truncated'
  let length = 0
  for (let at = position + 2; at < contentStart; at += 1) length = length * 256 + (source[at] ?? 0)
  if (length < 0x80 || length < 256 ** (octets - 1)) return 'length-not-minimal'
  return spanned(source, identifier, position, contentStart, length, end)
}

function identifierFault(identifier: number): DerFaultKind | undefined {
  const number = identifier & 0x1f
  if (number === 0x1f) return 'tag-number-high'
  if ((identifier & 0xc0) !== 0) return undefined
  if (number === 0) return 'tag-reserved'
  const constructed = (identifier & 0x20) !== 0
  return constructed === constructedTypes.has(number) ? undefined : 'form-wrong'
}

function spanned(
  source: Uint8Array,
  identifier: number,
  start: number,
  contentStart: number,
  length: number,
  end: number,
): DerNode | DerFaultKind {
  if (contentStart + length > end) return 'truncated'
  return { source, tag: identifier, start, contentStart, end: contentStart + length }
}
