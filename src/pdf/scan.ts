import { accept, type Result, refuse } from '#fault'
import type { PdfAmbiguity, PdfFault } from './fault.ts'
import { type IndirectObject, readIndirect } from './indirect.ts'
import { isDigit, isSpace, octet } from './octet.ts'
import { type Allowance, PdfReader } from './reader.ts'
import { isKind, isNamed, type PdfReference } from './value.ts'
import { readXrefTable } from './xref.ts'

/** What stands in a file one after the other, besides white space and comments. */
export type Item =
  | { readonly kind: 'object'; readonly object: IndirectObject; readonly isXref: boolean }
  | { readonly kind: 'table'; readonly start: number }
  /** `startxref`, its number and `%%EOF`, behind which `end` is. */
  | { readonly kind: 'end'; readonly start: number; readonly offset: number; readonly end: number }

/**
 * Reads a file from its first octet to its last, so that nothing in it is left unseen: an octet that belongs
 * to no object, cross-reference table, end marker, comment or white space refuses it.
 */
export function scan(
  bytes: Uint8Array,
  lengthOf: (length: PdfReference, offset: number) => number | undefined,
  allowance: Allowance,
): Result<readonly Item[], PdfFault> {
  const { objectsMax } = allowance.limits
  const reader = new PdfReader(bytes, allowance)
  const items: Item[] = []
  for (;;) {
    reader.skipSpace()
    if (reader.position >= bytes.length) break
    if (items.length >= objectsMax) return refuse({ kind: 'pdf-budget', budget: 'objects', max: objectsMax })
    const start = reader.position
    const item = readItem(reader, (length) => lengthOf(length, start))
    if (reader.fault !== undefined) return refuse(reader.fault)
    if (item === undefined) return refuse(ambiguous('junk-between-objects', start))
    items.push(item)
  }
  return accept(items)
}

function readItem(
  reader: PdfReader,
  lengthOf: (length: PdfReference) => number | undefined,
): Item | undefined {
  const start = reader.position
  if (isDigit(reader.peek())) {
    const object = readIndirect(reader, lengthOf)
    return object && { kind: 'object', object, isXref: isTyped(object, 'XRef') }
  }
  if (reader.keyword('startxref')) return readEnd(reader, start)
  if (!reader.keyword('xref')) return undefined
  reader.position = start
  readXrefTable(reader)
  return { kind: 'table', start }
}

function readEnd(reader: PdfReader, start: number): Item {
  const offset = reader.count()
  while (isSpace(reader.peek())) reader.position += 1
  const end = reader.position + 5
  const isMarked = reader.peek() === octet.percent && markerAt(reader.source, reader.position)
  if (offset < 0 || !isMarked) reader.damage('end-marker-missing')
  reader.position = end
  return { kind: 'end', start, offset, end }
}

function markerAt(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at + 5]
  const isAlone = next === undefined || isSpace(next)
  return isAlone && Buffer.from(bytes.subarray(at, at + 5)).toString('latin1') === '%%EOF'
}

/** Whether an object is a stream of this type. */
export function isTyped({ value }: IndirectObject, type: string): boolean {
  return isKind(value, 'stream') && isNamed(value.dictionary.entries.get('Type'), type)
}

export function ambiguous(what: PdfAmbiguity, offset: number, object?: number): PdfFault {
  return { kind: 'pdf-ambiguous', what, offset, ...(object !== undefined && { object }) }
}
