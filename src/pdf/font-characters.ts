import { long, short, signed } from './font-table.ts'

/** Which glyph a character has: the best subtable of `cmap`, looked into only for characters in use. */
export interface CharacterMap {
  readonly format: 4 | 12
  readonly bytes: Uint8Array
  /** Segments or groups, in the order of their characters. */
  readonly ranges: number
}

/** Platform and encoding of the subtables for Unicode, the whole of it before its first plane. */
const encodings: readonly (readonly [platform: number, encoding: number])[] = [
  [3, 10],
  [0, 6],
  [0, 4],
  [3, 1],
  [0, 3],
  [0, 2],
  [0, 1],
  [0, 0],
]

/** The best subtable of the table `cmap`; `undefined` when none is for Unicode and in a format known here. */
export function readCharacterMap(cmap: Uint8Array): CharacterMap | undefined {
  const count = Math.min(short(cmap, 2), Math.floor(cmap.length / 8))
  for (const [platform, encoding] of encodings) {
    for (let index = 0; index < count; index += 1) {
      const row = 4 + 8 * index
      if (short(cmap, row) !== platform || short(cmap, row + 2) !== encoding) continue
      const map = mapOf(cmap.subarray(long(cmap, row + 4)))
      if (map !== undefined) return map
    }
  }
  return undefined
}

/** The glyph of a character; 0 when there is none. */
export function glyphIn(map: CharacterMap, codePoint: number): number {
  return map.format === 12 ? glyphInGroups(map, codePoint) : glyphInSegments(map, codePoint)
}

function mapOf(bytes: Uint8Array): CharacterMap | undefined {
  const format = short(bytes, 0)
  if (format === 12) {
    const ranges = long(bytes, 12)
    return 16 + 12 * ranges <= bytes.length ? { format, bytes, ranges } : undefined
  }
  if (format === 4) {
    const ranges = short(bytes, 6) >> 1
    return 16 + 8 * ranges <= bytes.length ? { format, bytes, ranges } : undefined
  }
  return undefined
}

function glyphInGroups({ bytes, ranges }: CharacterMap, codePoint: number): number {
  const group = 16 + 12 * firstEndingAt(codePoint, ranges, (index) => long(bytes, 16 + 12 * index + 4))
  const first = long(bytes, group)
  if (group >= 16 + 12 * ranges || codePoint < first) return 0
  return long(bytes, group + 8) + codePoint - first
}

/** Format 4: four columns of numbers, one after the other, of which the last points to what follows it. */
function glyphInSegments({ bytes, ranges }: CharacterMap, codePoint: number): number {
  const index = firstEndingAt(codePoint, ranges, (segment) => short(bytes, 14 + 2 * segment))
  const [starts, deltas, pointers] = [16 + 2 * ranges, 16 + 4 * ranges, 16 + 6 * ranges]
  const first = short(bytes, starts + 2 * index)
  if (index >= ranges || codePoint < first) return 0
  const delta = signed(bytes, deltas + 2 * index)
  const place = pointers + 2 * index
  const pointer = short(bytes, place)
  if (pointer === 0) return (codePoint + delta) & 0xffff
  const glyph = short(bytes, place + pointer + 2 * (codePoint - first))
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff
}

/** The first of the sorted ranges that ends at the character or after it; `ranges` when none does. */
function firstEndingAt(codePoint: number, ranges: number, endOf: (index: number) => number): number {
  let [low, high] = [0, ranges]
  while (low < high) {
    const middle = (low + high) >> 1
    if (endOf(middle) < codePoint) low = middle + 1
    else high = middle
  }
  return low
}
