import { concat, sha256 } from '#bytes'
import { certain } from '#fault'
import type { Pdf, Revision } from './document.ts'
import {
  array,
  dictionary,
  hexString,
  isKind,
  name,
  type PdfDictionary,
  type PdfReference,
  type PdfStream,
  type PdfValue,
  withEntries,
} from './value.ts'
import { writeValue } from './write.ts'

/** An object of an update: a new one, or what one with a number in use becomes. */
export interface Update {
  readonly reference: PdfReference
  readonly value: PdfValue
}

/** A file with an update behind it. */
export interface Appended {
  readonly bytes: Uint8Array
  /** Where the objects of the update begin, by their numbers. */
  readonly offsets: ReadonlyMap<number, number>
}

/** A stream of these octets, unpacked. */
export function plainStream(
  bytes: Uint8Array,
  members: Readonly<Record<string, PdfValue | undefined>> = {},
): PdfStream {
  return { kind: 'stream', dictionary: dictionary({ ...members, Length: bytes.length }), bytes }
}

/**
 * The file with an incremental update (ISO 32000-2 §7.5.6): its octets stay a prefix, and the
 * cross-reference is of the form it has, a table or a stream. The same update gives the same octets.
 *
 * `trailer`: members of the trailer to set.
 */
export function appendRevision(
  pdf: Pdf,
  updates: readonly Update[],
  trailer: Readonly<Record<string, PdfValue>> = {},
): Appended {
  const newest = certain(pdf.revisions.at(-1), 'the newest revision')
  const start = pdf.bytes.length
  const parts: Uint8Array[] = [Buffer.from(endsLine(pdf.bytes) ? '' : '\n')]
  let at = start + certain(parts[0], 'the first part').length
  const put = (part: Uint8Array): void => {
    parts.push(part)
    at += part.length
  }
  const offsets = new Map<number, number>()
  const ordered = updates.toSorted((a, b) => a.reference.number - b.reference.number)
  for (const { reference: own, value } of ordered) {
    offsets.set(own.number, at)
    put(Buffer.from(`${own.number} ${own.generation} obj\n`))
    put(writeValue(value))
    put(Buffer.from('\nendobj\n'))
  }
  const xref = at
  const rows: Row[] = ordered.map(({ reference: { number, generation } }) => ({
    ...{ number, generation, offset: certain(offsets.get(number), 'an offset') },
  }))
  const members = withEntries(newTrailer(newest, concat(...parts.slice(1))), trailer)
  const size = Math.max(pdf.free, ...rows.map(({ number }) => number + 1))
  put(newest.form === 'stream' ? xrefStream(rows, members, size, xref) : xrefTable(rows, members, size))
  put(Buffer.from(`startxref\n${xref}\n%%EOF\n`))
  return { bytes: concat(pdf.bytes, ...parts), offsets }
}

interface Row {
  readonly number: number
  readonly generation: number
  readonly offset: number
}

function endsLine(bytes: Uint8Array): boolean {
  const last = bytes.at(-1)
  return last === 0x0a || last === 0x0d
}

/** The trailer's lasting members, and the second identifier made of what the update holds. */
function newTrailer(newest: Revision, body: Uint8Array): PdfDictionary {
  const { entries } = newest.trailer
  const identifiers = entries.get('ID')
  const [first, second] = isKind(identifiers, 'array') ? identifiers.items : []
  const isWhole = isKind(first, 'string') && isKind(second, 'string')
  const changed = isWhole && hexString(sha256(concat(second.bytes, body)).subarray(0, 16))
  return dictionary({
    Root: entries.get('Root'),
    Info: entries.get('Info'),
    ID: isWhole && changed ? array(hexString(first.bytes), changed) : undefined,
    Prev: newest.xref,
  })
}

function xrefTable(rows: readonly Row[], members: PdfDictionary, size: number): Uint8Array {
  const lines = runsOf(rows).map((run) => {
    const entries = run.map(
      ({ offset, generation }) =>
        `${String(offset).padStart(10, '0')} ${String(generation).padStart(5, '0')} n \n`,
    )
    return `${run[0]?.number} ${run.length}\n${entries.join('')}`
  })
  const trailer = writeValue(withEntries(members, { Size: size }))
  return concat(Buffer.from(`xref\n${lines.join('')}trailer\n`), trailer, Buffer.from('\n'))
}

/** A cross-reference stream, not packed: what packs differs from version to version. */
function xrefStream(rows: readonly Row[], members: PdfDictionary, number: number, at: number): Uint8Array {
  const all = [...rows, { number, generation: 0, offset: at }]
  const table = Buffer.alloc(all.length * 7)
  for (const [place, { offset, generation }] of all.entries()) {
    table.writeUInt8(1, place * 7)
    table.writeUInt32BE(offset, place * 7 + 1)
    table.writeUInt16BE(generation, place * 7 + 5)
  }
  const index = runsOf(all).flatMap((run) => [run[0]?.number ?? 0, run.length])
  const own = { Type: name('XRef'), W: array(1, 4, 2), Index: array(...index), Size: number + 1 }
  const stream = plainStream(table, { ...own, ...Object.fromEntries(members.entries) })
  return concat(Buffer.from(`${number} 0 obj\n`), writeValue(stream), Buffer.from('\nendobj\n'))
}

/** Rows of numbers that follow one another, together. */
function runsOf(rows: readonly Row[]): readonly (readonly Row[])[] {
  const runs: Row[][] = []
  for (const row of rows) {
    const run = runs.at(-1)
    if (run && run.at(-1)?.number === row.number - 1) run.push(row)
    else runs.push([row])
  }
  return runs
}
