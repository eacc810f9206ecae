/** Builds small TrueType fonts, sound and broken. */

/** What a small font is made of; every part has a sound default. */
export interface SmallFont {
  readonly outlines?: readonly Uint8Array[]
  readonly cmap?: Uint8Array
  readonly embedding?: number
  readonly unitsPerEm?: number
  readonly wideMetrics?: number
  readonly without?: string
}

/** A triangle, with a program of three octets that only its own font could run. */
export const triangle = outline(
  ...[0, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 2, 0, 3],
  ...[0xb0, 0, 0xb0],
  ...[0x31, 0x33, 0x27, 200, 100, 200],
)
/** A flat triangle above, without a program. */
const accent = outline(0, 1, 0, 0, 0, 0, 1, 0, 2, 0, 0, 2, 0, 0, 0x31, 0x33, 0x27, 20, 10, 20)

/** An outline put together from the glyphs named, each where it is. */
export function composite(...glyphs: readonly number[]): Uint8Array {
  const parts = glyphs.flatMap((glyph, index) => {
    const more = index < glyphs.length - 1 ? 0x20 : 0x01
    // The last says that a program follows, and one does.
    return more === 0x20 ? [0, 0x22, 0, glyph, 0, 0] : [0x01, 0x02, 0, glyph, 0, 0]
  })
  return outline(0xff, 0xff, 0, 0, 0, 0, 1, 0, 2, 0, ...parts, 0, 1, 0xb0)
}

/** A font of the glyphs: 0, `A` (1), an accent (2), `Á` (3, put together), `Б` (4), space (5). */
export function smallFont(wishes: SmallFont = {}): Uint8Array {
  const { outlines = [triangle, triangle, accent, composite(1, 2), triangle, outline()] } = wishes
  const ends = outlines.map((_, index) => outlines.slice(0, index + 1).flatMap((each) => [...each]).length)
  const wide = wishes.wideMetrics ?? 2
  const tables: Readonly<Record<string, Uint8Array>> = {
    'OS/2': shorts(4, 0, 0, 0, wishes.embedding ?? 0, ...Array.from({ length: 39 }, () => 0), 700),
    cmap: wishes.cmap ?? segments(),
    glyf: Buffer.concat(outlines),
    head: shorts(
      ...[1, 0, 1, 0, 0, 0, 0, 0, 0, wishes.unitsPerEm ?? 1000],
      ...[0, 0, 0, 0, 0, 0, 0, 0],
      ...[0, 0, 256, 512],
      ...[0, 8, 2, 1, 0],
    ),
    hhea: shorts(...[1, 0, 900, -200, 0], ...Array.from({ length: 12 }, () => 0), wide),
    hmtx: shorts(500, 10, 600, 20, ...outlines.slice(2).map((_, index) => 30 + index)),
    loca: shorts(...[0, ...ends].flatMap((end) => [0, end])),
    maxp: shorts(1, 0, outlines.length, ...Array.from({ length: 13 }, () => 7)),
    name: Buffer.concat([
      shorts(0, 1, 18, 3, 1, 0x409, 6, 16, 0),
      Buffer.from('Small()%', 'utf16le').swap16(),
    ]),
  }
  return fileOf(Object.entries(tables).filter(([tag]) => tag !== wishes.without))
}

/** A character map in format 4: A and Б by deltas, Á by a pointer. */
function segments(): Uint8Array {
  const head = shorts(0, 1, 3, 1, 0, 12)
  const ends = [0x20, 0x41, 0xc1, 0x411, 0xffff]
  const starts = [0x20, 0x41, 0xc0, 0x411, 0xffff]
  const deltas = [5 - 0x20, 1 - 0x41, 0, 4 - 0x411, 1]
  // From its own place the third pointer reaches past itself and two more, to the glyphs of 0xc0 and 0xc1.
  const pointers = [0, 0, 6, 0, 0]
  const lead = [4, 16 + 8 * 5 + 4, 0, 10, 8, 2, 2]
  return Buffer.concat([head, shorts(...lead, ...ends, 0, ...starts, ...deltas, ...pointers, 0, 3)])
}

/** A character map in format 12, of groups of first, last and glyph. */
export function groups(...rows: readonly (readonly [number, number, number])[]): Uint8Array {
  const numbers = rows.flat().flatMap((value) => [value >>> 16, value & 0xffff])
  return shorts(0, 1, 3, 10, 0, 12, 12, 0, 0, 16 + 12 * rows.length, 0, 0, 0, rows.length, ...numbers)
}

function fileOf(tables: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  let start = 12 + 16 * tables.length
  const directory = tables.map(([tag, bytes]) => {
    const row = Buffer.concat([Buffer.from(tag), shorts(0, 0, 0, start, 0, bytes.length)])
    start += bytes.length
    return row
  })
  const head = shorts(1, 0, tables.length, 0, 0, 0)
  return Buffer.concat([head, ...directory, ...tables.map(([, bytes]) => bytes)])
}

/** Octets up to an even number of them. */
function outline(...octets: readonly number[]): Uint8Array {
  return Uint8Array.from(octets.length % 2 === 0 ? octets : [...octets, 0])
}

function shorts(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [(value >> 8) & 0xff, value & 0xff]))
}
