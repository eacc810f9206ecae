import { accept, type Result, refuse } from '#fault'
import type { Font, FontFault } from './font.ts'
import { long, short, signed, table } from './font-table.ts'

/** A glyph that another is put together from; `at` is where the other's outline names it. */
interface Component {
  readonly glyph: number
  readonly at: number
}

/** Accents on letters take two or three; Hangul syllables four. */
const componentsMax = 64
const headerOctets = 10
/** Flags of a component (ISO/IEC 14496-22, `glyf`). */
const wordArguments = 0x0001
const oneScale = 0x0008
const moreComponents = 0x0020
const twoScales = 0x0040
const fourScales = 0x0080
const instructions = 0x0100

/** The outline of a glyph as the font has it; without octets for one that draws nothing, as a space. */
export function outlineOf(font: Font, glyph: number): Result<Uint8Array, FontFault> {
  const [loca, glyf] = [table(font.tables, 'loca'), table(font.tables, 'glyf')]
  const wide = short(table(font.tables, 'head'), 50) !== 0
  const offset = (index: number): number => (wide ? long(loca, 4 * index) : 2 * short(loca, 2 * index))
  const [start, end] = [offset(glyph), offset(glyph + 1)]
  if (start === end && glyph < font.glyphs) return accept(glyf.subarray(0, 0))
  if (glyph >= font.glyphs || end < start + headerOctets || end > glyf.length)
    return unreadable(glyph, 'lies outside the table `glyf`')
  return accept(glyf.subarray(start, end))
}

/** The glyphs that an outline is put together from, in order; none for an outline of its own. */
export function componentsOf(glyph: number, outline: Uint8Array): Result<readonly Component[], FontFault> {
  if (!isComposite(outline)) return accept([])
  const components: Component[] = []
  let flags = moreComponents
  for (let at = headerOctets; (flags & moreComponents) !== 0; at += componentOctets(flags)) {
    if (components.length === componentsMax) return unreadable(glyph, `has more than ${componentsMax} parts`)
    flags = short(outline, at)
    if (at + componentOctets(flags) > outline.length) return unreadable(glyph, 'ends within a part')
    components.push({ glyph: short(outline, at + 2), at: at + 2 })
  }
  return accept(components)
}

/**
 * An outline without the program that fits it to a grid of pixels, and with its parts renumbered: it then
 * needs nothing of its font but the outlines it names. Its length is a multiple of four.
 */
export function bareOutline(
  glyph: number,
  outline: Uint8Array,
  numberOf: (glyph: number) => number,
): Result<Uint8Array, FontFault> {
  if (outline.length === 0) return accept(outline)
  if (isComposite(outline)) return bareComposite(glyph, outline, numberOf)
  const program = headerOctets + 2 * short(outline, 0)
  const rest = program + 2 + short(outline, program)
  if (rest > outline.length) return unreadable(glyph, 'ends within its program')
  const bare = padded(program + 2 + outline.length - rest)
  bare.set(outline.subarray(0, program))
  bare.set(outline.subarray(rest), program + 2)
  return accept(bare)
}

function bareComposite(
  glyph: number,
  outline: Uint8Array,
  numberOf: (glyph: number) => number,
): Result<Uint8Array, FontFault> {
  const components = componentsOf(glyph, outline)
  if (!components.ok) return components
  const last = components.value.at(-1)
  const end = last ? last.at - 2 + componentOctets(short(outline, last.at - 2)) : headerOctets
  const bare = padded(end)
  bare.set(outline.subarray(0, end))
  const view = new DataView(bare.buffer)
  for (const component of components.value) {
    view.setUint16(component.at - 2, short(outline, component.at - 2) & ~instructions)
    view.setUint16(component.at, numberOf(component.glyph))
  }
  return accept(bare)
}

function isComposite(outline: Uint8Array): boolean {
  return outline.length > 0 && signed(outline, 0) < 0
}

/** Flags, glyph, where it is put, and how it is scaled. */
function componentOctets(flags: number): number {
  const place = (flags & wordArguments) !== 0 ? 4 : 2
  if ((flags & fourScales) !== 0) return 4 + place + 8
  if ((flags & twoScales) !== 0) return 4 + place + 4
  return 4 + place + ((flags & oneScale) !== 0 ? 2 : 0)
}

function padded(octets: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Math.ceil(octets / 4) * 4)
}

function unreadable(glyph: number, problem: string): Result<never, FontFault> {
  return refuse({ kind: 'font-unreadable', problem: `glyph ${glyph} ${problem}` })
}
