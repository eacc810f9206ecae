import { compareBytes } from '#bytes'
import { contentFault } from './content.ts'
import { contentStartAt, lengthAt } from './element.ts'
import type { DerFault, DerFaultKind } from './fault.ts'
import { tag } from './tag.ts'

/** How much of a source is looked at before it is refused. */
export interface DerLimits {
  readonly bytesMax: number
  /** Elements inside elements. */
  readonly depthMax: number
  readonly elementsMax: number
}

/**
 * For one certificate, request or signature. A post-quantum signature takes up to 50 KB and a record's entry
 * 60 KiB, so 64 KiB; real certificates nest about 10 deep and hold about 100 elements, so 32 and 4,096.
 */
export const objectLimits: DerLimits = { bytesMax: 65_536, depthMax: 32, elementsMax: 4_096 }

/**
 * For lists, which grow with what they list: a revoked certificate takes about 40 octets and 4 elements, so
 * 16 MiB and 2,000,000 elements hold some 400,000 of them.
 */
export const listLimits: DerLimits = { bytesMax: 16_777_216, depthMax: 32, elementsMax: 2_000_000 }

/** One source while it is read: what of the limits is used up, and the first fault. */
export interface Reading {
  readonly source: Uint8Array
  readonly limits: DerLimits
  elements: number
  fault: DerFault | undefined
}

export function newReading(source: Uint8Array, limits: DerLimits): Reading {
  const fault: DerFault | undefined =
    source.length > limits.bytesMax ? { kind: 'too-large', offset: 0 } : undefined
  return { source, limits, elements: 0, fault }
}

/** Keeps the first fault; `offset` is where the refused element starts. */
export function keepFault(reading: Reading, kind: DerFaultKind, offset: number): void {
  reading.fault ??= { kind, offset }
}

/**
 * Counts the element at `position`, which must end by `end`, and gives where its content starts; -1 after
 * keeping what is wrong with its header.
 */
export function openElement(reading: Reading, position: number, end: number, depth: number): number {
  const { source, limits } = reading
  reading.elements += 1
  if (reading.elements > limits.elementsMax) return refused(reading, 'too-many-elements', position)
  if (depth > limits.depthMax) return refused(reading, 'too-deep', position)
  const contentStart = contentStartAt(source, position, end)
  if (typeof contentStart === 'string') return refused(reading, contentStart, position)
  if (contentStart + lengthAt(source, position, contentStart) > end) {
    return refused(reading, 'truncated', position)
  }
  return contentStart
}

function refused(reading: Reading, kind: DerFaultKind, offset: number): -1 {
  keepFault(reading, kind, offset)
  return -1
}

/**
 * Checks the content, from `contentStart` to `end`, of the element at `position` and everything in it; the
 * recursion is bounded by `depthMax`.
 */
export function checkContent(
  reading: Reading,
  position: number,
  contentStart: number,
  end: number,
  depth: number,
): void {
  const { source } = reading
  const identifier = source[position] ?? 0
  if ((identifier & 0x20) === 0) {
    const kind = contentFault(identifier, source, contentStart, end)
    if (kind !== undefined) keepFault(reading, kind, position)
    return
  }
  for (let at = contentStart; at < end && reading.fault === undefined; ) {
    const start = openElement(reading, at, end, depth + 1)
    if (start < 0) return
    const next = start + lengthAt(source, at, start)
    checkContent(reading, at, start, next, depth + 1)
    at = next
  }
  if (identifier === tag.set && reading.fault === undefined) checkOrder(reading, contentStart, end)
}

/** X.690 §11.6: the elements of a SET OF, all checked, stand in the order of their encodings. */
export function checkOrder(reading: Reading, contentStart: number, end: number): void {
  const { source } = reading
  let previous: Uint8Array | undefined
  for (let at = contentStart; at < end; ) {
    const next = endOfElement(source, at)
    // Nearly every set has one element, which is in order.
    if (at === contentStart && next === end) return
    const encoding = source.subarray(at, next)
    if (previous && compareBytes(previous, encoding) > 0) return keepFault(reading, 'set-unsorted', at)
    previous = encoding
    at = next
  }
}

/** Of an element whose header has been checked. */
function endOfElement(source: Uint8Array, position: number): number {
  const first = source[position + 1] ?? 0
  const contentStart = position + (first < 0x80 ? 2 : 2 + (first & 0x7f))
  return contentStart + lengthAt(source, position, contentStart)
}
