import { createHash } from 'node:crypto'
import { constants, deflateSync } from 'node:zlib'
import { accept, type Result } from '#fault'
import { type Font, type FontFault, readFont } from './font.ts'
import { type FontSubset, subsetFont } from './font-subset.ts'
import { layOut, type MarkLayout, type MarkTooSmall, type PlacedLine } from './mark-layout.ts'
import { codePointOf, type MarkTextFault } from './mark-text.ts'
import { type MarkContent, type MarkStyle, markRows } from './mark-wording.ts'
import type { MarkPlace } from './prepare.ts'
import {
  array,
  decimal,
  dictionary,
  name,
  type PdfReference,
  type PdfStream,
  type PdfValue,
} from './value.ts'

/** A visible mark: what it says, where it stands, and the letters it is written in. */
export interface MarkWishes extends MarkContent, MarkBox {
  /** A whole TrueType font; what the text needs of it is put into the file. */
  readonly font: Uint8Array
}

/**
 * A rectangle in points, from the lower left corner of the page as people see it, cropped and turned; `page`
 * counts from 1.
 */
export interface MarkBox {
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Why a mark cannot be made. */
export type MarkFault = FontFault | MarkTextFault | MarkTooSmall

/** Shades between black (0) and white (1): grey alone needs no colour profile, nor a printer with colours. */
const shades: Readonly<Record<MarkStyle | 'frame' | 'rule', number>> = {
  caption: 0.35,
  name: 0,
  detail: 0.15,
  note: 0.35,
  frame: 0.45,
  rule: 0.75,
}
const frameWidth = 0.75
const ruleWidth = 0.5

/**
 * Makes the look of a signature's field as a form XObject with its font (ISO 32000-1 §8.10, §9.7): letters
 * and a frame, no picture, and nothing behind them, so that it cannot cover what it lies on. It says who
 * signed and that the signature is to be verified. The same wishes give the same objects.
 */
export function drawMark(wishes: MarkWishes): Result<MarkPlace, MarkFault> {
  const font = readFont(wishes.font)
  if (!font.ok) return font
  const layout = layOut(font.value, markRows(wishes), wishes.width, wishes.height)
  if (!layout.ok) return layout
  const codePoints = codePointsOf(layout.value.lines)
  const subset = subsetFont(font.value, codePoints)
  if (!subset.ok) return subset
  const appearance: MarkPlace['appearance'] = (own) => [
    formObject(layout.value, codePoints, wishes, own(1)),
    ...fontObjects(font.value, subset.value, codePoints, own),
  ]
  const { page, x, y, width, height } = wishes
  return accept({ page: page - 1, rectangle: [x, y, x + width, y + height], appearance })
}

/** Each character once, in the order of their numbers: so they are numbered in the subset, from 1. */
function codePointsOf(lines: readonly PlacedLine[]): readonly number[] {
  const codePoints = new Set<number>()
  for (const { text } of lines) for (const character of text) codePoints.add(codePointOf(character))
  return [...codePoints].toSorted((a, b) => a - b)
}

function formObject(
  layout: MarkLayout,
  codePoints: readonly number[],
  { width, height }: MarkWishes,
  fontReference: PdfReference,
): PdfStream {
  const glyphs = new Map(codePoints.map((codePoint, index) => [codePoint, index + 1]))
  const inset = frameWidth / 2
  const edges = [inset, inset, width - frameWidth, height - frameWidth].map(hundredths).join(' ')
  const content = [
    'q',
    `${shades.frame} G ${frameWidth} w ${edges} re S`,
    ruleOf(layout, width),
    'BT',
    ...layout.lines.map((line) => lineOperators(line, glyphs)),
    'ET',
    'Q',
    '',
  ].join('\n')
  return packed(content, {
    Type: name('XObject'),
    Subtype: name('Form'),
    FormType: 1,
    BBox: array(0, 0, decimal(width), decimal(height)),
    Resources: dictionary({ Font: dictionary({ F: fontReference }) }),
  })
}

function ruleOf({ lines, ruleAt }: MarkLayout, width: number): string {
  const left = lines[0]?.x ?? 0
  const [start, end, height] = [left, width - left, ruleAt].map(hundredths)
  return `${shades.rule} G ${ruleWidth} w ${start} ${height} m ${end} ${height} l S`
}

function lineOperators(
  { text, x, y, points, style }: PlacedLine,
  glyphs: ReadonlyMap<number, number>,
): string {
  const codes = Array.from(text, (character) => hexShort(glyphs.get(codePointOf(character)) ?? 0)).join('')
  const place = `1 0 0 1 ${hundredths(x)} ${hundredths(y)} Tm`
  return `/F ${hundredths(points)} Tf ${shades[style]} g ${place} <${codes}> Tj`
}

/** A composite font whose codes are the glyphs of the subset (ISO 32000-1 §9.7.4, §9.8, §9.10.3). */
function fontObjects(
  font: Font,
  subset: FontSubset,
  codePoints: readonly number[],
  own: (index: number) => PdfReference,
): readonly PdfValue[] {
  const perThousand = (units: number): number => Math.round((units * 1000) / font.unitsPerEm)
  const baseFont = name(`${subsetTag(subset.file)}+${font.name}`)
  const system = dictionary({ Registry: ascii('Adobe'), Ordering: ascii('Identity'), Supplement: 0 })
  const widths = subset.widths.map(perThousand)
  return [
    dictionary({
      Type: name('Font'),
      Subtype: name('Type0'),
      BaseFont: baseFont,
      Encoding: name('Identity-H'),
      DescendantFonts: array(own(2)),
      ToUnicode: own(5),
    }),
    dictionary({
      Type: name('Font'),
      Subtype: name('CIDFontType2'),
      BaseFont: baseFont,
      CIDSystemInfo: system,
      FontDescriptor: own(3),
      DW: 1000,
      W: array(0, array(...widths)),
      CIDToGIDMap: name('Identity'),
    }),
    dictionary({
      Type: name('FontDescriptor'),
      FontName: baseFont,
      // Symbolic: its codes are its own glyphs, no character set (ISO 32000-1 table 123).
      Flags: 4,
      FontBBox: array(...font.bounds.map(perThousand)),
      ItalicAngle: 0,
      Ascent: perThousand(font.ascent),
      Descent: perThousand(font.descent),
      CapHeight: perThousand(font.capitalHeight),
      StemV: stemOfRegularWeight,
      FontFile2: own(4),
    }),
    packed(subset.file, { Length1: subset.file.length }),
    packed(toUnicode(codePoints), {}),
  ]
}

/** TrueType fonts do not say it, and readers use it only to replace a font that is missing. */
const stemOfRegularWeight = 80

/** Six letters before the name of a font that is there in part (ISO 32000-1 §9.6.4), from its digest. */
function subsetTag(file: Uint8Array): string {
  const digest = createHash('sha256').update(file).digest()
  return [...digest.subarray(0, 6)].map((octet) => String.fromCharCode(0x41 + (octet % 26))).join('')
}

/** What each glyph says, for those who search, copy or have the page read to them (ISO 32000-1 §9.10.3). */
function toUnicode(codePoints: readonly number[]): string {
  const rows = codePoints.map((codePoint, index) => `<${hexShort(index + 1)}> <${utf16Hex(codePoint)}>`)
  const lines = [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange',
    '<0000> <FFFF>',
    'endcodespacerange',
  ]
  for (let start = 0; start < rows.length; start += rowsOfBlockMax) {
    const block = rows.slice(start, start + rowsOfBlockMax)
    lines.push(`${block.length} beginbfchar`, ...block, 'endbfchar')
  }
  lines.push('endcmap', 'CMapName currentdict /CMap defineresource pop', 'end', 'end', '')
  return lines.join('\n')
}

/** The most that one block of a CMap holds (Adobe technical note 5014 §1.4.1). */
const rowsOfBlockMax = 100

function utf16Hex(codePoint: number): string {
  const bytes = Buffer.from(String.fromCodePoint(codePoint), 'utf16le').swap16()
  return bytes.toString('hex').toUpperCase()
}

function hexShort(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0')
}

/**
 * A stream, packed by Huffman codes alone: what zlib finds to repeat differs from processor to processor, and
 * the same mark must give the same octets wherever it is made.
 */
function packed(content: string | Uint8Array, members: Readonly<Record<string, PdfValue>>): PdfStream {
  const plain = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
  const bytes = deflateSync(plain, { strategy: constants.Z_HUFFMAN_ONLY })
  const entries = { ...members, Filter: name('FlateDecode'), Length: bytes.length }
  return { kind: 'stream', dictionary: dictionary(entries), bytes }
}

function ascii(text: string): PdfValue {
  return { kind: 'string', bytes: Buffer.from(text, 'latin1'), isHex: false }
}

/** Hundredths of a point are finer than any printer. */
function hundredths(value: number): string {
  return String(Math.round(value * 100) / 100)
}
