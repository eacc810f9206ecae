import { accept, type Result, refuse } from '#fault'
import type { PdfAmbiguity, PdfFault } from './fault.ts'
import { structureBytes } from './filter.ts'
import { readIndirect } from './indirect.ts'
import { isDigit, isSpace } from './octet.ts'
import { type Allowance, PdfReader } from './reader.ts'
import { isKind, isNamed, type PdfDictionary, type PdfStream } from './value.ts'

/** Where an object is, as one section of the cross-reference says. */
export type XrefEntry =
  | { readonly kind: 'free' }
  | { readonly kind: 'offset'; readonly offset: number; readonly generation: number }
  | { readonly kind: 'inside'; readonly container: number; readonly index: number }

/** One section with its trailer. */
export interface XrefSection {
  readonly form: 'table' | 'stream' | 'hybrid'
  readonly offset: number
  readonly entries: ReadonlyMap<number, XrefEntry>
  readonly trailer: PdfDictionary
  /** Where the stream of a hybrid file begins. */
  readonly hybridOffset?: number
}

/**
 * The sections of a file, newest first: from the offset that `startxref` gives, along `Prev` (ISO 32000-2
 * §7.5.4, §7.5.8). Loops, too many and encryption are refused.
 */
export function readXrefChain(
  bytes: Uint8Array,
  startOffset: number,
  allowance: Allowance,
): Result<readonly XrefSection[], PdfFault> {
  const { revisionsMax } = allowance.limits
  const sections: XrefSection[] = []
  const seen = new Set<number>()
  for (let offset: number | undefined = startOffset; offset !== undefined; ) {
    if (seen.has(offset)) return refuse({ kind: 'pdf-damaged', what: 'xref-loop', offset })
    // A linearized file has one section more than revisions.
    if (seen.size > revisionsMax) {
      return refuse({ kind: 'pdf-budget', budget: 'revisions', max: revisionsMax })
    }
    seen.add(offset)
    const section = readXrefSection(bytes, offset, allowance)
    if (!section.ok) return section
    sections.push(section.value)
    const { entries } = section.value.trailer
    if (entries.has('Encrypt')) return refuse({ kind: 'pdf-encrypted' })
    const previous = entries.get('Prev')
    if (previous !== undefined && typeof previous !== 'number') {
      return refuse({ kind: 'pdf-damaged', what: 'trailer-malformed', offset })
    }
    offset = previous
  }
  return accept(sections)
}

function readXrefSection(
  bytes: Uint8Array,
  offset: number,
  allowance: Allowance,
): Result<XrefSection, PdfFault> {
  if (offset < 0 || offset >= bytes.length) {
    return refuse({ kind: 'pdf-damaged', what: 'xref-malformed', offset })
  }
  const reader = new PdfReader(bytes, allowance, offset)
  reader.skipSpace()
  if (isDigit(reader.peek())) return readXrefStream(reader, allowance)
  const table = readXrefTable(reader)
  if (!table.ok) return table
  const hybridOffset = table.value.trailer.entries.get('XRefStm')
  if (hybridOffset === undefined) return table
  if (typeof hybridOffset !== 'number' || hybridOffset < 0 || hybridOffset >= bytes.length) {
    return refuse({ kind: 'pdf-damaged', what: 'trailer-malformed', offset })
  }
  const stream = readXrefStream(new PdfReader(bytes, allowance, hybridOffset), allowance)
  return stream.ok ? joined(table.value, stream.value) : stream
}

/** A table `xref … trailer <<…>>` at the position; the reader is left behind it. */
export function readXrefTable(reader: PdfReader): Result<XrefSection, PdfFault> {
  const offset = reader.position
  const entries = new Map<number, XrefEntry>()
  if (!reader.keyword('xref')) reader.damage('xref-malformed')
  for (;;) {
    reader.skipSpace()
    if (reader.fault !== undefined) return refuse(reader.fault)
    if (reader.keyword('trailer')) break
    readSubsection(reader, entries)
  }
  reader.skipSpace()
  const trailer = reader.value()
  if (!isKind(trailer, 'dictionary')) reader.damage('trailer-malformed', offset)
  if (!isKind(trailer, 'dictionary') || reader.fault !== undefined) {
    return refuse(reader.fault ?? { kind: 'pdf-damaged', what: 'trailer-malformed', offset })
  }
  return accept({ form: trailer.entries.has('XRefStm') ? 'hybrid' : 'table', offset, entries, trailer })
}

function readSubsection(reader: PdfReader, entries: Map<number, XrefEntry>): void {
  const first = reader.count()
  const count = first < 0 ? -1 : reader.count()
  if (count < 0) reader.damage('xref-malformed')
  while (isSpace(reader.peek())) reader.position += 1
  for (let number = first; number < first + count && reader.fault === undefined; number += 1) {
    const at = reader.position
    reader.spendValue()
    const text = Buffer.from(reader.source.subarray(at, at + 20)).toString('latin1')
    // ISO 32000-2 §7.5.4: exactly 20 octets, which is how most readers find the entry they want.
    const entry = /^(\d{10}) (\d{5}) ([nf])(?: \r| \n|\r\n)$/.exec(text)
    if (!entry) {
      reader.damage('xref-malformed', at)
      return
    }
    reader.position += 20
    const [, offset, generation, type] = entry
    if (entries.has(number)) {
      reader.fault ??= { kind: 'pdf-ambiguous', what: 'xref-entry-twice', offset: at, object: number }
    }
    entries.set(
      number,
      type === 'f'
        ? { kind: 'free' }
        : { kind: 'offset', offset: Number(offset), generation: Number(generation) },
    )
  }
}

/** A cross-reference stream (ISO 32000-2 §7.5.8), all of whose entries must be direct. */
function readXrefStream(reader: PdfReader, allowance: Allowance): Result<XrefSection, PdfFault> {
  const offset = reader.position
  const object = readIndirect(reader, () => undefined)
  if (object === undefined) {
    return refuse(reader.fault ?? { kind: 'pdf-damaged', what: 'xref-malformed', offset })
  }
  const { value, number } = object
  if (!isKind(value, 'stream') || !isNamed(value.dictionary.entries.get('Type'), 'XRef')) {
    return refuse({ kind: 'pdf-damaged', what: 'xref-malformed', offset })
  }
  const rows = structureBytes(value, number, offset, allowance)
  if (!rows.ok) return rows
  const read = readRows(value, rows.value, offset, allowance)
  if (!read.ok) return read
  return accept({ form: 'stream', offset: object.start, entries: read.value, trailer: value.dictionary })
}

function readRows(
  { dictionary }: PdfStream,
  rows: Uint8Array,
  offset: number,
  allowance: Allowance,
): Result<ReadonlyMap<number, XrefEntry>, PdfFault> {
  const malformed: PdfFault = { kind: 'pdf-damaged', what: 'xref-malformed', offset }
  const widths = counts(dictionary, 'W')
  const size = dictionary.entries.get('Size')
  if (typeof size !== 'number') return refuse(malformed)
  const index = dictionary.entries.has('Index') ? counts(dictionary, 'Index') : [0, size]
  const [typeWidth, firstWidth, secondWidth] = widths ?? []
  if (index === undefined || index.length % 2 !== 0 || widths?.length !== 3) return refuse(malformed)
  if (typeWidth === undefined || firstWidth === undefined || secondWidth === undefined)
    return refuse(malformed)
  const width = typeWidth + firstWidth + secondWidth
  // Fields of more than 6 octets hold numbers beyond any offset, and beyond what is read exactly.
  if (width === 0 || Math.max(...widths) > 6) return refuse(malformed)
  const { valuesMax } = allowance.limits
  allowance.values += rows.length / width
  if (allowance.values > valuesMax) return refuse({ kind: 'pdf-budget', budget: 'values', max: valuesMax })
  const entries = new Map<number, XrefEntry>()
  let at = 0
  for (let pair = 0; pair < index.length; pair += 2) {
    const [first = 0, count = 0] = [index[pair], index[pair + 1]]
    if (count * width > rows.length - at) return refuse(malformed)
    for (let number = first; number < first + count; number += 1, at += width) {
      const type = typeWidth === 0 ? 1 : field(rows, at, typeWidth)
      const one = field(rows, at + typeWidth, firstWidth)
      const two = field(rows, at + typeWidth + firstWidth, secondWidth)
      const entry = entryOf(type, one, two)
      const ambiguous = (what: PdfAmbiguity): PdfFault => ({
        ...{ kind: 'pdf-ambiguous', what, offset, object: number },
      })
      if (entry === undefined) return refuse(ambiguous('xref-entry-unknown'))
      if (entries.has(number)) return refuse(ambiguous('xref-entry-twice'))
      entries.set(number, entry)
    }
  }
  return at === rows.length ? accept(entries) : refuse(malformed)
}

/** ISO 32000-2 table 18. */
function entryOf(type: number, one: number, two: number): XrefEntry | undefined {
  if (type === 0) return { kind: 'free' }
  if (type === 1) return { kind: 'offset', offset: one, generation: two }
  return type === 2 ? { kind: 'inside', container: one, index: two } : undefined
}

function field(rows: Uint8Array, at: number, width: number): number {
  let value = 0
  for (let next = at; next < at + width; next += 1) value = value * 256 + (rows[next] ?? 0)
  return value
}

/** The numbers of an array of whole numbers that are not negative. */
function counts({ entries }: PdfDictionary, key: string): readonly number[] | undefined {
  const value = entries.get(key)
  if (!isKind(value, 'array')) return undefined
  const numbers = value.items.filter((item) => typeof item === 'number' && item >= 0)
  return numbers.length === value.items.length ? (numbers as readonly number[]) : undefined
}

/** A hybrid section: the stream may only say what the table leaves open (ISO 32000-2 §7.5.8.4). */
function joined(table: XrefSection, stream: XrefSection): Result<XrefSection, PdfFault> {
  const entries = new Map(table.entries)
  for (const [number, entry] of stream.entries) {
    const tabled = entries.get(number)
    if (entry.kind === 'free' || (entry.kind === 'offset' && entry.offset === stream.offset)) continue
    if (tabled !== undefined && tabled.kind !== 'free' && !isSame(tabled, entry)) {
      const what = 'xref-hybrid-contradiction'
      return refuse({ kind: 'pdf-ambiguous', what, offset: stream.offset, object: number })
    }
    entries.set(number, entry)
  }
  return accept({ ...table, form: 'hybrid', entries, hybridOffset: stream.offset })
}

/** Whether two entries say the same. */
function isSame(one: XrefEntry, other: XrefEntry): boolean {
  if (one.kind === 'offset' && other.kind === 'offset') {
    return one.offset === other.offset && one.generation === other.generation
  }
  if (one.kind === 'inside' && other.kind === 'inside') {
    return one.container === other.container && one.index === other.index
  }
  return one.kind === 'free' && other.kind === 'free'
}

/** The offset that the end of the file gives, with where `startxref` begins; `undefined` without it. */
export function lastStart(bytes: Uint8Array): { readonly at: number; readonly offset: number } | undefined {
  let end = bytes.length
  while (end > 0 && isSpace(bytes[end - 1] ?? -1)) end -= 1
  // `startxref`, a number of at most 10 digits, `%%EOF`, and what lies between them.
  const tail = Buffer.from(bytes.subarray(Math.max(0, end - 64), end)).toString('latin1')
  const found = /startxref[\0\t\n\f\r ]+(\d{1,10})[\0\t\n\f\r ]+%%EOF$/.exec(tail)
  if (!found) return undefined
  return { at: end - tail.length + found.index, offset: Number(found[1]) }
}
