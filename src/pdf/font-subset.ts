import { concat } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { advanceOf, bearingOf, type Font, type FontFault, glyphOf } from './font.ts'
import { long, table } from './font-table.ts'
import { bareOutline, componentsOf, outlineOf } from './glyph.ts'

/**
 * The part of a font that certain characters need, as a font file of its own. Its glyphs are numbered anew:
 * 0 is what stands for nothing, then one for each character in the order they were given (two characters
 * never share one, so text can be read back), then the parts that some are put together from.
 */
export interface FontSubset {
  readonly file: Uint8Array
  /** Advance widths of the glyphs 0 and those of the characters, in units of the font. */
  readonly widths: readonly number[]
}

/** A glyph of the subset, with its number in the whole font. */
interface Slot {
  readonly glyph: number
  readonly outline: Uint8Array
}

/** Accents on a letter that is put together itself make two; fonts say at most this in `maxp`. */
const depthMax = 8
/** Parts of all glyphs together: a mark has at most a few hundred characters of a few parts each. */
const partsMax = 8192

/** Makes the subset for characters that the font has; the same ones in the same order give the same file. */
export function subsetFont(font: Font, codePoints: readonly number[]): Result<FontSubset, FontFault> {
  const glyphs = codePoints.map((codePoint) => glyphOf(font, codePoint))
  const slots = slotsOf(font, glyphs)
  if (!slots.ok) return slots
  const numbers = new Map(slots.value.slice(glyphs.length + 1).map(({ glyph }, index) => [glyph, index]))
  const numberOf = (glyph: number): number => glyphs.length + 1 + (numbers.get(glyph) ?? 0)
  const outlines: Uint8Array[] = []
  for (const { glyph, outline } of slots.value) {
    const bare = bareOutline(glyph, outline, numberOf)
    if (!bare.ok) return bare
    outlines.push(bare.value)
  }
  return accept({
    file: fontFile(font, slots.value, outlines),
    widths: [0, ...glyphs].map((glyph) => advanceOf(font, glyph)),
  })
}

/** Glyph 0 without its outline, the glyphs asked for, and each part that any of them needs once. */
function slotsOf(font: Font, glyphs: readonly number[]): Result<readonly Slot[], FontFault> {
  const slots: Slot[] = [{ glyph: 0, outline: new Uint8Array(0) }]
  for (const glyph of glyphs) {
    const outline = outlineOf(font, glyph)
    if (!outline.ok) return outline
    slots.push({ glyph, outline: outline.value })
  }
  const waiting = slots.map((slot) => ({ ...slot, depth: 0 }))
  const parts = new Set<number>()
  for (const { glyph, outline, depth } of waiting) {
    const components = componentsOf(glyph, outline)
    if (!components.ok) return components
    if (components.value.length > 0 && depth === depthMax) return unreadable(glyph, 'is nested too deep')
    for (const component of components.value) {
      const part = outlineOf(font, component.glyph)
      if (!part.ok) return part
      if (waiting.length === partsMax) return unreadable(glyph, 'brings too many parts')
      const slot = { glyph: component.glyph, outline: part.value }
      // What was met before is walked again all the same: a part of itself is found by its depth.
      waiting.push({ ...slot, depth: depth + 1 })
      if (!parts.has(component.glyph)) slots.push(slot)
      parts.add(component.glyph)
    }
  }
  return accept(slots)
}

/** The tables that ISO 32000-1 §9.9 asks of a TrueType font in a CIDFont. */
function fontFile(font: Font, slots: readonly Slot[], outlines: readonly Uint8Array[]): Uint8Array {
  const offsets = new DataView(new ArrayBuffer(4 * (outlines.length + 1)))
  let end = 0
  for (const [index, outline] of outlines.entries()) {
    end += outline.length
    offsets.setUint32(4 * (index + 1), end)
  }
  const metrics = new DataView(new ArrayBuffer(4 * slots.length))
  for (const [index, { glyph }] of slots.entries()) {
    metrics.setUint16(4 * index, advanceOf(font, glyph))
    metrics.setInt16(4 * index + 2, bearingOf(font, glyph))
  }
  return fileOf([
    ['glyf', concat(...outlines)],
    [
      'head',
      changed(font, 'head', headOctets, { [checkSumAdjustmentAt]: 0, [checkSumAdjustmentAt + 2]: 0, 50: 1 }),
    ],
    ['hhea', changed(font, 'hhea', hheaOctets, { 34: slots.length })],
    ['hmtx', octetsOf(metrics)],
    ['loca', octetsOf(offsets)],
    ['maxp', changed(font, 'maxp', maxpOctets, { 4: slots.length, ...withoutPrograms })],
  ])
}

const headOctets = 54
const hheaOctets = 36
const maxpOctets = 32
const checkSumAdjustmentAt = 8
/** What `maxp` says of programs and their storage: there are none; and one zone. */
const withoutPrograms = { 14: 1, 16: 0, 18: 0, 20: 0, 22: 0, 24: 0, 26: 0 }

/** A table of fixed length with other numbers in some places. */
function changed(
  font: Font,
  tag: string,
  octets: number,
  shorts: Readonly<Record<number, number>>,
): Uint8Array {
  const copy = new Uint8Array(octets)
  copy.set(table(font.tables, tag).subarray(0, octets))
  const view = new DataView(copy.buffer)
  for (const [at, value] of Object.entries(shorts)) view.setUint16(Number(at), value)
  return copy
}

/** A font file of tables sorted by their tags (ISO/IEC 14496-22 §5). */
function fileOf(tables: readonly (readonly [tag: string, bytes: Uint8Array])[]): Uint8Array {
  const directory = new DataView(new ArrayBuffer(12 + 16 * tables.length))
  const power = Math.floor(Math.log2(tables.length))
  directory.setUint32(0, 0x0001_0000)
  directory.setUint16(4, tables.length)
  directory.setUint16(6, 16 * 2 ** power)
  directory.setUint16(8, power)
  directory.setUint16(10, 16 * (tables.length - 2 ** power))
  let start = directory.byteLength
  const parts: Uint8Array[] = [octetsOf(directory)]
  for (const [index, [tag, bytes]] of tables.entries()) {
    const row = 12 + 16 * index
    octetsOf(directory).set(Buffer.from(tag, 'latin1'), row)
    directory.setUint32(row + 4, checkSum(bytes))
    directory.setUint32(row + 8, start)
    directory.setUint32(row + 12, bytes.length)
    const filling = -bytes.length & 3
    parts.push(bytes, new Uint8Array(filling))
    start += bytes.length + filling
  }
  const file = concat(...parts)
  const head = directory.getUint32(12 + 16 * tables.findIndex(([tag]) => tag === 'head') + 8)
  const whole = new DataView(file.buffer, file.byteOffset, file.length)
  whole.setUint32(head + checkSumAdjustmentAt, (wholeSum - checkSum(file)) >>> 0)
  return file
}

/** What the sum over a whole font file comes to with its adjustment (ISO/IEC 14496-22, `head`). */
const wholeSum = 0xb1b0_afba

function checkSum(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + long(bytes, at)) >>> 0
  return sum
}

function octetsOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
}

function unreadable(glyph: number, problem: string): Result<never, FontFault> {
  return refuse({ kind: 'font-unreadable', problem: `glyph ${glyph} ${problem}` })
}
