import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { sure } from '#fault'
import { advanceOf, bearingOf, type Font, glyphOf, readFont } from './font.ts'
import { composite, groups, type SmallFont, smallFont, triangle } from './font-fixture.ts'
import { subsetFont } from './font-subset.ts'
import { long, short } from './font-table.ts'
import { outlineOf } from './glyph.ts'

const wholeFile = readFileSync(
  new URL(import.meta.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf')),
)

function opened(bytes: Uint8Array): Font {
  return sure(readFont(bytes), 'the font')
}

/** A subset read as a font: it has no character map, so it gets one. */
function reopened(file: Uint8Array): Font {
  const tables = new Map<string, Uint8Array>()
  for (let row = 12; row < 12 + 16 * short(file, 4); row += 16) {
    const tag = Buffer.from(file.subarray(row, row + 4)).toString('latin1')
    tables.set(tag, file.subarray(long(file, row + 8), long(file, row + 8) + long(file, row + 12)))
  }
  const glyphs = short(tables.get('maxp') ?? file, 4)
  return { ...opened(smallFont()), glyphs, tables }
}

describe('a font', () => {
  const whole = opened(wholeFile)

  it('of the package has all ideographs of GB 2312, those of the block from U+4E00, and Latin', () => {
    const missing: number[] = []
    for (let codePoint = 0x4e00; codePoint <= 0x9fa5; codePoint += 1)
      if (glyphOf(whole, codePoint) === 0) missing.push(codePoint)
    assert.deepEqual(missing, [])
    for (const character of 'AzÅéßŏ喆堃龑㛃𫖮·、:')
      assert.notEqual(glyphOf(whole, character.codePointAt(0) ?? 0), 0, character)
    assert.equal(whole.name, 'NotoSansSC-Regular')
    assert.equal(whole.unitsPerEm, 1000)
  })

  it('gives the glyphs of its character map, by deltas, by pointers and by groups', () => {
    const small = opened(smallFont())
    const glyphs = ['A', 'Á', 'À', 'Б', ' ', 'B'].map((each) => glyphOf(small, each.codePointAt(0) ?? 0))
    assert.deepEqual(glyphs, [1, 3, 0, 4, 5, 0])
    const grouped = opened(
      smallFont({ cmap: groups([0x41, 0x42, 1], [0x20000, 0x20000, 4], [0x20001, 0x20009, 5]) }),
    )
    const places = [0x40, 0x41, 0x42, 0x43, 0x20000, 0x20001, 0x20002, 0x2000a]
    // What a group says beyond the glyphs that there are is none.
    assert.deepEqual(
      places.map((place) => glyphOf(grouped, place)),
      [0, 1, 2, 0, 4, 5, 0, 0],
    )
  })

  it('gives widths, the last of which holds for all that follow, and a plain name', () => {
    const small = opened(smallFont())
    assert.deepEqual(
      [0, 1, 2, 5].map((glyph) => advanceOf(small, glyph)),
      [500, 600, 600, 600],
    )
    assert.deepEqual(
      [0, 1, 2, 3].map((glyph) => bearingOf(small, glyph)),
      [10, 20, 30, 31],
    )
    assert.equal(small.name, 'Small')
  })

  it('that is damaged or may not be embedded is refused', () => {
    const cases: readonly (readonly [SmallFont | Uint8Array, string])[] = [
      [Buffer.from('OTTO'), 'no TrueType font with outlines in the table `glyf`'],
      [new Uint8Array(0), 'no TrueType font with outlines in the table `glyf`'],
      [smallFont().subarray(0, 300), 'a table ends after the file'],
      [{ without: 'loca' }, 'no table `loca`'],
      [{ unitsPerEm: 0 }, '`unitsPerEm` out of bounds'],
      [{ wideMetrics: 7 }, 'the table `hmtx` is too short'],
      [{ cmap: groups([1, 2, 3]).subarray(0, 20) }, 'no character map of Unicode in format 4 or 12'],
    ]
    for (const [font, problem] of cases) {
      const bytes = font instanceof Uint8Array ? font : smallFont(font)
      assert.deepEqual(readFont(bytes), { ok: false, fault: { kind: 'font-unreadable', problem } })
    }
    for (const embedding of [0x0002, 0x0100, 0x0200]) {
      assert.deepEqual(readFont(smallFont({ embedding })), {
        ok: false,
        fault: { kind: 'font-forbids-embedding', name: 'Small' },
      })
    }
  })
})

describe('a subset of a font', () => {
  it('has a glyph for each character in order, then the parts they need, and no programs', () => {
    const subset = sure(subsetFont(opened(smallFont()), [0x41, 0xc1, 0x20]), 'the subset')
    assert.deepEqual(subset.widths, [500, 600, 600, 600])
    const font = reopened(subset.file)
    assert.equal(font.glyphs, 6)
    const outlines = Array.from({ length: 6 }, (_, glyph) => [...sure(outlineOf(font, glyph), 'an outline')])
    assert.deepEqual(outlines[0], [])
    assert.deepEqual(outlines[3], [])
    // The triangle without the length and the octets of its program, filled up to a multiple of four.
    const bare = [...triangle.subarray(0, 12), 0, 0, ...triangle.subarray(17)]
    assert.deepEqual(outlines[1]?.slice(0, bare.length), bare)
    assert.deepEqual(outlines[4], outlines[1])
    const joined = outlines[2] ?? []
    assert.deepEqual(joined.slice(10), [0, 0x22, 0, 4, 0, 0, 0, 0x02, 0, 5, 0, 0, 0, 0])
  })

  it('of the package has the outlines of the whole and the sums that the format asks', () => {
    const whole = opened(wholeFile)
    const codePoints = Array.from(' 12Aé喆市𫖮', (character) => character.codePointAt(0) ?? 0)
    const subset = sure(subsetFont(whole, codePoints), 'the subset')
    const font = reopened(subset.file)
    for (const [index, codePoint] of codePoints.entries()) {
      const outline = sure(outlineOf(whole, glyphOf(whole, codePoint)), 'an outline')
      const part = sure(outlineOf(font, index + 1), 'an outline')
      assert.deepEqual([...part.subarray(0, outline.length)], [...outline])
      assert.ok(part.length - outline.length < 4)
      assert.equal(advanceOf(font, index + 1), subset.widths[index + 1])
    }
    let sum = 0
    for (let at = 0; at < subset.file.length; at += 4) sum = (sum + long(subset.file, at)) >>> 0
    assert.equal(sum, 0xb1b0afba)
    assert.deepEqual(sure(subsetFont(whole, codePoints), 'the subset').file, subset.file)
  })

  it('is refused where glyphs are damaged, or made of themselves', () => {
    const [a, b] = [triangle, triangle]
    const cases: readonly (readonly [readonly Uint8Array[], string])[] = [
      [[a, composite(1)], 'glyph 1 is nested too deep'],
      [[a, composite(2), composite(1)], 'glyph 1 is nested too deep'],
      [[a, composite(...Array.from({ length: 65 }, () => 2)), b], 'glyph 1 has more than 64 parts'],
      [[a, composite(0, 2).subarray(0, 16), b], 'glyph 1 ends within a part'],
      [[a, composite(9), b], 'glyph 9 lies outside the table `glyf`'],
      [[a, triangle.subarray(0, 8), b], 'glyph 1 lies outside the table `glyf`'],
      [[a, triangle.subarray(0, 14), b], 'glyph 1 ends within its program'],
    ]
    for (const [outlines, problem] of cases) {
      const cmap = groups([0x41, 0x41, 1])
      const subset = subsetFont(opened(smallFont({ outlines, cmap })), [0x41])
      assert.deepEqual(subset.ok || subset.fault, { kind: 'font-unreadable', problem })
    }
  })

  it('refuses or is made, whatever octets of the font are changed', () => {
    const sound = smallFont()
    const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255))
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(sound)
        for (const [at, value] of changes) bytes[at] = value
        const font = readFont(bytes)
        if (font.ok) subsetFont(font.value, [0x20, 0x41, 0xc1, 0x411])
      }),
      { numRuns: 2000 },
    )
  })
})
