import { accept, type Result, refuse } from '#fault'
import { type CharacterMap, glyphIn, readCharacterMap } from './font-characters.ts'
import { long, short, signed, table } from './font-table.ts'

/**
 * A TrueType font (ISO/IEC 14496-22 with `glyf` outlines), opened: the measures that matter for setting text
 * and views of its tables. All lengths are in units of which `unitsPerEm` make the size of the type.
 */
export interface Font {
  /** As PDF names it: letters, digits and `-`. */
  readonly name: string
  readonly unitsPerEm: number
  /** Left, bottom, right and top of all outlines together. */
  readonly bounds: readonly [number, number, number, number]
  readonly ascent: number
  /** Negative. */
  readonly descent: number
  readonly capitalHeight: number
  readonly glyphs: number
  readonly characters: CharacterMap
  readonly tables: ReadonlyMap<string, Uint8Array>
}

/** Why a font is not used. */
export type FontFault =
  /** `problem` is a phrase that says what is wrong and where. */
  | { readonly kind: 'font-unreadable'; readonly problem: string }
  /** The font itself says that it may not be embedded, or not in parts (OS/2 `fsType`). */
  | { readonly kind: 'font-forbids-embedding'; readonly name: string }

/** A font of all ideographs in use has 10 to 20 MB; more is no font for a mark. */
const fontBytesMax = 64 * 1024 * 1024
/** Fonts have some twenty tables. */
const tablesMax = 64
/** TrueType outlines; Apple writes `true`. */
const versions: readonly number[] = [0x0001_0000, 0x7472_7565]
const needed: readonly string[] = ['cmap', 'glyf', 'head', 'hhea', 'hmtx', 'loca', 'maxp']
/** `fsType`: bit 1 restricted, bit 8 no subsets, bit 9 bitmaps only. */
const embeddingForbidden = 0x0302
/** The bounds that ISO/IEC 14496-22 sets for unitsPerEm. */
const unitsPerEmMin = 16
const unitsPerEmMax = 16_384

/**
 * Opens a font. The cost does not depend on its size: outlines are looked at only where they are used. The
 * font keeps views of the bytes.
 */
export function readFont(bytes: Uint8Array): Result<Font, FontFault> {
  if (bytes.length > fontBytesMax) return unreadable(`more than ${fontBytesMax} octets`)
  if (!versions.includes(long(bytes, 0)))
    return unreadable('no TrueType font with outlines in the table `glyf`')
  const tables = tablesOf(bytes)
  if (!tables.ok) return tables
  const missing = needed.find((tag) => !tables.value.has(tag))
  if (missing !== undefined) return unreadable(`no table \`${missing}\``)
  return fontOf(tables.value)
}

/** The glyph of a character; 0 when there is none. */
export function glyphOf(font: Font, codePoint: number): number {
  const glyph = glyphIn(font.characters, codePoint)
  return glyph < font.glyphs ? glyph : 0
}

/** How far the pen moves on after a glyph. */
export function advanceOf(font: Font, glyph: number): number {
  return short(table(font.tables, 'hmtx'), 4 * Math.min(glyph, lastMetric(font)))
}

/** How far left of its outline the origin of a glyph lies. */
export function bearingOf(font: Font, glyph: number): number {
  const last = lastMetric(font)
  const at = glyph <= last ? 4 * glyph + 2 : 4 * (last + 1) + 2 * (glyph - last - 1)
  return signed(table(font.tables, 'hmtx'), at)
}

/** Glyphs after this one are all as wide as it. */
function lastMetric(font: Font): number {
  return short(table(font.tables, 'hhea'), 34) - 1
}

function tablesOf(bytes: Uint8Array): Result<ReadonlyMap<string, Uint8Array>, FontFault> {
  const count = short(bytes, 4)
  if (count > tablesMax) return unreadable(`more than ${tablesMax} tables`)
  const tables = new Map<string, Uint8Array>()
  for (let row = 12; row < 12 + 16 * count; row += 16) {
    const tag = Buffer.from(bytes.subarray(row, row + 4)).toString('latin1')
    const [start, length] = [long(bytes, row + 8), long(bytes, row + 12)]
    if (start + length > bytes.length) return unreadable('a table ends after the file')
    if (tables.has(tag)) return unreadable('a table stands twice')
    tables.set(tag, bytes.subarray(start, start + length))
  }
  return accept(tables)
}

function fontOf(tables: ReadonlyMap<string, Uint8Array>): Result<Font, FontFault> {
  const [head, hhea] = [table(tables, 'head'), table(tables, 'hhea')]
  const glyphs = short(table(tables, 'maxp'), 4)
  const unitsPerEm = short(head, 18)
  if (unitsPerEm < unitsPerEmMin || unitsPerEm > unitsPerEmMax)
    return unreadable('`unitsPerEm` out of bounds')
  const wide = short(hhea, 34)
  if (wide === 0 || wide > glyphs || table(tables, 'hmtx').length < 2 * (wide + glyphs))
    return unreadable('the table `hmtx` is too short')
  const offsetOctets = short(head, 50) === 0 ? 2 : 4
  if (glyphs === 0 || table(tables, 'loca').length < offsetOctets * (glyphs + 1))
    return unreadable('the table `loca` is too short')
  const characters = readCharacterMap(table(tables, 'cmap'))
  if (characters === undefined) return unreadable('no character map of Unicode in format 4 or 12')

  const name = nameOf(table(tables, 'name'))
  const os2 = table(tables, 'OS/2')
  if ((short(os2, 8) & embeddingForbidden) !== 0) return refuse({ kind: 'font-forbids-embedding', name })
  const ascent = signed(hhea, 4)
  return accept({
    name,
    unitsPerEm,
    bounds: [signed(head, 36), signed(head, 38), signed(head, 40), signed(head, 42)],
    ascent,
    descent: signed(hhea, 6),
    capitalHeight: short(os2, 0) >= 2 ? signed(os2, 88) : ascent,
    glyphs,
    characters,
    tables,
  })
}

/** The PostScript name (`name` 6) in Unicode, without what PDF would have to escape. */
function nameOf(names: Uint8Array): string {
  const texts = short(names, 4)
  // A record has 12 octets, so the table itself bounds their number.
  const records = Math.min(short(names, 2), Math.floor(names.length / 12))
  for (let index = 0; index < records; index += 1) {
    const row = 6 + 12 * index
    const platform = short(names, row)
    if (short(names, row + 6) !== 6 || (platform !== 0 && platform !== 3)) continue
    const start = texts + short(names, row + 10)
    const text = Buffer.from(names.subarray(start, start + short(names, row + 8))).toString('latin1')
    const plain = text.replaceAll(/[^A-Za-z0-9-]/g, '').slice(0, nameCharactersMax)
    if (plain !== '') return plain
  }
  return 'Font'
}

/** PostScript names have at most 63 characters (ISO/IEC 14496-22, `name` 6). */
const nameCharactersMax = 63

function unreadable(problem: string): Result<never, FontFault> {
  return refuse({ kind: 'font-unreadable', problem })
}
