import { compareBytes } from '#bytes'
import { contentFault } from './content.ts'
import { identifierFault, longContentStart, longLength } from './element.ts'
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
  /** Of the element opened last. */
  contentStart: number
  contentEnd: number
}

export function newReading(source: Uint8Array, limits: DerLimits): Reading {
  const fault: DerFault | undefined =
    source.length > limits.bytesMax ? { kind: 'too-large', offset: 0 } : undefined
  return { source, limits, elements: 0, fault, contentStart: 0, contentEnd: 0 }
}

/** Keeps the first fault; `offset` is where the refused element starts. */
export function keepFault(reading: Reading, kind: DerFaultKind, offset: number): void {
  reading.fault ??= { kind, offset }
}

/**
 * Counts the element at `position`, which must end by `end`, and tells whether its header is sound; if not,
 * what is wrong with it is kept.
 */
export function openElement(reading: Reading, position: number, end: number, depth: number): boolean {
  const { source, limits } = reading
  reading.elements += 1
  if (reading.elements > limits.elementsMax) return refused(reading, 'too-many-elements', position)
  if (depth > limits.depthMax) return refused(reading, 'too-deep', position)
  if (position + 2 > end) return refused(reading, 'truncated', position)
  const fault = identifierFault(source[position] ?? 0)
  if (fault !== undefined) return refused(reading, fault, position)
  const length = source[position + 1] ?? 0
  if (length >= 0x80) return openLongElement(reading, position, end)
  return spanned(reading, position, position + 2, length, end)
}

function openLongElement(reading: Reading, position: number, end: number): boolean {
  const start = longContentStart(reading.source, position, end)
  if (typeof start === 'string') return refused(reading, start, position)
  return spanned(reading, position, start, longLength(reading.source, position, start), end)
}

function spanned(reading: Reading, position: number, start: number, length: number, end: number): boolean {
  if (start + length > end) return refused(reading, 'truncated', position)
  reading.contentStart = start
  reading.contentEnd = start + length
  return true
}

function refused(reading: Reading, kind: DerFaultKind, offset: number): false {
  keepFault(reading, kind, offset)
  return false
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
    if (!openElement(reading, at, end, depth + 1)) return
    const next = reading.contentEnd
    checkContent(reading, at, reading.contentStart, next, depth + 1)
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
  if (first < 0x80) return position + 2 + first
  const contentStart = position + 2 + (first & 0x7f)
  return contentStart + longLength(source, position, contentStart)
}
