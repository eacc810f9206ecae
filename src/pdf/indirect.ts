import { isSpace, octet } from './octet.ts'
import type { PdfReader } from './reader.ts'
import { isKind, type PdfDictionary, type PdfReference, type PdfValue } from './value.ts'

/** An object with a number, as it stands in the file. */
export interface IndirectObject {
  readonly number: number
  readonly generation: number
  readonly value: PdfValue
  /** Where it begins and ends in the file; those of the object stream, where it is in one. */
  readonly start: number
  readonly end: number
  /** The number of the object stream it is in. */
  readonly container?: number
  /** The object that says how long its octets are, where its length is not direct. */
  readonly lengthObject?: PdfReference
}

/** Says how long a stream is whose length is another object; `undefined` when nothing says so. */
export type LengthOf = (length: PdfReference) => number | undefined

/** Reads `12 0 obj … endobj` at the position (ISO 32000-2 §7.3.10); sets the reader's fault otherwise. */
export function readIndirect(reader: PdfReader, lengthOf: LengthOf): IndirectObject | undefined {
  reader.skipSpace()
  const start = reader.position
  const number = reader.count()
  const generation = number < 0 ? -1 : reader.count()
  reader.skipSpace()
  if (number < 1 || generation < 0 || generation > 65_535 || !reader.keyword('obj')) {
    reader.damage('object-malformed', start)
    return undefined
  }
  const value = reader.value()
  reader.skipSpace()
  const isStream = isKind(value, 'dictionary') && reader.keyword('stream')
  const body = isStream ? readStream(reader, value, lengthOf) : { value }
  reader.skipSpace()
  if (body === undefined || !reader.keyword('endobj')) reader.damage('object-malformed')
  if (body === undefined || reader.fault !== undefined) return undefined
  return { number, generation, start, end: reader.position, ...body }
}

/** The octets behind `stream` (ISO 32000-2 §7.3.8.1): as many as the length says, and then `endstream`. */
function readStream(
  reader: PdfReader,
  dictionary: PdfDictionary,
  lengthOf: LengthOf,
): { readonly value: PdfValue; readonly lengthObject?: PdfReference } | undefined {
  if (reader.peek() === octet.carriageReturn) reader.position += 1
  if (reader.peek() !== octet.lineFeed) reader.damage('stream-malformed')
  reader.position += 1
  const stated = dictionary.entries.get('Length')
  const lengthObject = isKind(stated, 'reference') ? stated : undefined
  const length = lengthObject ? lengthOf(lengthObject) : stated
  const start = reader.position
  if (typeof length !== 'number' || length < 0 || start + length > reader.source.length) {
    reader.damage('stream-length', start)
    return undefined
  }
  reader.position = start + length
  // Not `skipSpace`: what looks like a comment here are octets that the length has missed.
  while (isSpace(reader.peek())) reader.position += 1
  if (!reader.keyword('endstream')) reader.damage('stream-length', start)
  const bytes = reader.source.subarray(start, start + length)
  return { value: { kind: 'stream', dictionary, bytes }, ...(lengthObject && { lengthObject }) }
}
