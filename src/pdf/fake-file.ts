import { concat } from '#bytes'
import { certain, sure } from '#fault'
import { openPdf } from './open.ts'
import { type PdfSignatureWishes, placeSignature, prepareSignature } from './prepare.ts'
import { lastStart } from './xref.ts'

/** A revision as a test writes it: right where nothing says otherwise, wrong in any way it is told to be. */
export interface FakeRevision {
  /** What stands between `obj` and `endobj`, in this order. */
  readonly objects: Readonly<Record<number, string>>
  readonly form?: 'table' | 'stream'
  /** Which of the objects stand in an object stream, whose number is one more than the highest. */
  readonly packed?: readonly number[]
  /** Members of the trailer besides Size and Prev. */
  readonly trailer: string
  /** Entries of the cross-reference that are set, or left out, against what stands in the file. */
  readonly entries?: Readonly<Record<number, FakeEntry | undefined>>
  /** Octets before the first object. */
  readonly prologue?: string
  readonly prev?: number
  readonly size?: number
  /** What `startxref` says. */
  readonly startxref?: number
}

export type FakeEntry =
  | 'free'
  | { readonly offset: number }
  | { readonly container: number; readonly index: number }

/** The octets with a revision behind them; without octets, a file with its header. */
export function fakeRevision(base: Uint8Array, revision: FakeRevision): Uint8Array {
  const { objects, form = 'table', packed = [], prologue = '', entries = {} } = revision
  let text = base.length === 0 ? '%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n' : ''
  text += prologue
  const rows = new Map<number, FakeEntry>()
  const put = (number: number, body: string): void => {
    rows.set(number, { offset: base.length + text.length })
    text += `${number} 0 obj\n${body}\nendobj\n`
  }
  const numbers = Object.keys(objects).map(Number)
  for (const number of numbers) if (!packed.includes(number)) put(number, objects[number] ?? '')
  let highest = numbers.reduce((most, one) => Math.max(most, one), (revision.size ?? sizeOf(base)) - 1)
  if (packed.length > 0) {
    const container = ++highest
    for (const [index, number] of packed.entries()) rows.set(number, { container, index })
    put(container, objectStream(packed, objects))
  }
  for (const [number, entry] of Object.entries(entries)) {
    if (entry === undefined) rows.delete(Number(number))
    else rows.set(Number(number), entry)
  }
  const prev = revision.prev ?? lastStart(base)?.offset
  const trailer = `${revision.trailer}${prev === undefined ? '' : ` /Prev ${prev}`}`
  const xref = base.length + text.length
  const size = revision.size ?? highest + 1
  if (form === 'table') text += tableText(rows, base.length === 0, `/Size ${size} ${trailer}`)
  else text += streamText(rows, highest + 1, xref, trailer, revision.size)
  text += `startxref\n${revision.startxref ?? xref}\n%%EOF\n`
  return concat(base, Buffer.from(text, 'latin1'))
}

/** A stream of Latin-1 text. */
export function fakeStream(text: string, members = ''): string {
  return `<<${members} /Length ${text.length}>>\nstream\n${text}\nendstream`
}

function sizeOf(base: Uint8Array): number {
  const found = Buffer.from(base)
    .toString('latin1')
    .matchAll(/\/Size (\d+)/g)
  return Math.max(0, ...Array.from(found, ([, size]) => Number(size)))
}

function objectStream(packed: readonly number[], objects: Readonly<Record<number, string>>): string {
  let pairs = ''
  let bodies = ''
  for (const number of packed) {
    pairs += `${number} ${bodies.length} `
    bodies += `${objects[number] ?? 'null'} `
  }
  return fakeStream(pairs + bodies, `/Type /ObjStm /N ${packed.length} /First ${pairs.length}`)
}

function tableText(rows: ReadonlyMap<number, FakeEntry>, isFirst: boolean, trailer: string): string {
  const lines = [...rows].map(([number, entry]) => {
    const isOffset = typeof entry === 'object' && 'offset' in entry
    const offset = isOffset ? String(entry.offset) : '0'
    const place = `${offset.padStart(10, '0')} ${isOffset ? '00000 n' : '00001 f'}`
    return `${number} 1\n${place} \n`
  })
  return `xref\n${isFirst ? '0 1\n0000000000 65535 f \n' : ''}${lines.join('')}trailer\n<<${trailer}>>\n`
}

function streamText(
  rows: ReadonlyMap<number, FakeEntry>,
  own: number,
  xref: number,
  trailer: string,
  size = own + 1,
): string {
  const all: readonly (readonly [number, FakeEntry])[] = [...rows, [own, { offset: xref }]]
  const octets = all.map(([, entry]) => {
    if (entry === 'free') return [0, 0, 0, 0, 0, 0]
    const [type, one, two] = 'offset' in entry ? [1, entry.offset, 0] : [2, entry.container, entry.index]
    return [type, one >>> 24, (one >>> 16) & 0xff, (one >>> 8) & 0xff, one & 0xff, two]
  })
  const text = Buffer.from(octets.flat()).toString('latin1')
  const index = all.map(([number]) => `${number} 1`).join(' ')
  const members = `/Type /XRef /W [1 4 1] /Index [${index}] /Size ${size} ${trailer}`
  return `${own} 0 obj\n${fakeStream(text, members)}\nendobj\n`
}

/** The trailer of the fake letter. */
export const fakeTrailer = '/Root 1 0 R /Info 17 0 R /ID [<00112233> <00112233>]'

/**
 * A letter of three pages with text, a logo, an outline, a note, two text fields (`amount`, `iban`), a check
 * box (`agreed`) and an empty signature field (`approval`); page 1 has an array for its annotations.
 */
export const fakeLetter: Readonly<Record<number, string>> = {
  1: '<</Type /Catalog /Pages 2 0 R /AcroForm 9 0 R /Metadata 14 0 R /Outlines 22 0 R>>',
  2: '<</Type /Pages /Kids [3 0 R 4 0 R 5 0 R] /Count 3 /MediaBox [0 0 595 842] /Resources 20 0 R>>',
  3: '<</Type /Page /Parent 2 0 R /Contents 6 0 R /Annots 16 0 R>>',
  4: '<</Type /Page /Parent 2 0 R /Contents [7 0 R] /Annots [12 0 R]>>',
  5: '<</Type /Page /Parent 2 0 R /Contents 15 0 R>>',
  6: `<</Length 19 0 R>>\nstream\n${firstPage()}\nendstream`,
  7: fakeStream('BT /F1 12 Tf 72 720 Td (Second page) Tj ET'),
  8: '<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>',
  9: '<</Fields [10 0 R 11 0 R 21 0 R 12 0 R] /DA (/F1 12 Tf 0 g) /DR <</Font <</F1 8 0 R>>>>>>',
  10: `<</Type /Annot /Subtype /Widget /FT /Tx /T (amount) /V (100) /P 3 0 R /F 4
    /Rect [72 600 272 620] /AP <</N 13 0 R>>>>`,
  11: '<</Type /Annot /Subtype /Widget /FT /Tx /T (iban) /P 3 0 R /F 4 /Rect [72 560 272 580]>>',
  12: '<</Type /Annot /Subtype /Widget /FT /Sig /T (approval) /P 4 0 R /F 4 /Rect [72 100 272 160]>>',
  13: fakeStream('/Tx BMC BT /F1 12 Tf (100) Tj ET EMC', fakeFormMembers()),
  14: fakeStream('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>', '/Type /Metadata /Subtype /XML'),
  15: fakeStream('BT /F1 12 Tf 72 720 Td (Third page) Tj ET'),
  16: '[10 0 R 11 0 R 21 0 R 23 0 R]',
  17: '<</Title (Letter) /Producer (fake)>>',
  18: fakeStream('\x00\x7f\xff', '/Type /XObject /Subtype /Image /Width 3 /Height 1 /BitsPerComponent 8'),
  19: String(firstPage().length),
  20: '<</Font <</F1 8 0 R>> /XObject <</Logo 18 0 R>>>>',
  21: `<</Type /Annot /Subtype /Widget /FT /Btn /T (agreed) /V /Off /AS /Off /P 3 0 R /F 4
    /Rect [72 520 92 540] /AP <</N <</Yes 24 0 R /Off 25 0 R>>>>>>`,
  22: '<</Type /Outlines /First 26 0 R /Last 26 0 R /Count 1>>',
  23: '<</Type /Annot /Subtype /Text /Contents (seen) /P 3 0 R /Rect [500 780 520 800]>>',
  24: fakeStream('0 0 20 20 re f', fakeFormMembers()),
  25: fakeStream('0 0 20 20 re s', fakeFormMembers()),
  26: '<</Title (Second page) /Parent 22 0 R /Dest [4 0 R /Fit]>>',
}

function firstPage(): string {
  return 'BT /F1 12 Tf 72 720 Td (The permit is granted.) Tj ET q 50 0 0 50 500 700 cm /Logo Do Q'
}

function fakeFormMembers(): string {
  return '/Type /XObject /Subtype /Form /BBox [0 0 200 20]'
}

/** The letter as a file: with a table, with a stream, or with everything that can be in an object stream. */
export function fakePdf(form: 'table' | 'stream' | 'packed' = 'table'): Uint8Array {
  const all = Object.keys(fakeLetter).map(Number)
  const packed = all.filter((number) => !fakeLetter[number]?.includes('stream'))
  return fakeRevision(new Uint8Array(0), {
    ...{ objects: fakeLetter, trailer: fakeTrailer },
    ...(form === 'table' ? {} : { form: 'stream' }),
    ...(form === 'packed' ? { packed } : {}),
  })
}

/** DER that looks like a CMS from afar: a SEQUENCE with letters in both of its hexadecimal digits. */
export const fakeCms: Uint8Array = Buffer.from('3009abcdefabcdefabcdef', 'hex')

/** The file with one more signature that holds the fake CMS. */
export function fakeSigned(base: Uint8Array, wishes: Partial<PdfSignatureWishes> = {}): Uint8Array {
  const pdf = sure(openPdf(base), 'a file of the test')
  const prepared = prepareSignature(pdf, {
    ...{
      fieldName: `signature ${pdf.revisions.length}`,
      contentsBytes: 64,
      subFilter: 'ETSI.CAdES.detached',
    },
    ...wishes,
  })
  return sure(placeSignature(sure(prepared, 'a signature'), fakeCms), 'a CMS')
}

/** The file with a revision of these objects, with the trailer and the form it has. */
export function fakeUpdate(
  base: Uint8Array,
  objects: Readonly<Record<number, string>>,
  others: Partial<FakeRevision> = {},
): Uint8Array {
  const pdf = sure(openPdf(base), 'a file of the test')
  const form = certain(pdf.revisions.at(-1), 'a revision').form === 'stream' ? 'stream' : 'table'
  return fakeRevision(base, { objects, form, trailer: fakeTrailer, ...others })
}
