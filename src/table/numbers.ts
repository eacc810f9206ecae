import { row, type Table, withoutRow, withRow } from './table.ts'

/**
 * Sets of whole numbers by group, in order, as rows of one table: the row of a group lists its chunks
 * that are not empty, the row of a chunk its numbers. A small group costs two rows; adding to a large one
 * copies one chunk, and its list of chunks only once in a while. Equal contents have equal rows, whatever
 * came before.
 */
export type NumberSets = Table<readonly number[]>

/** As step numbers 16 cases of 64 steps, as seconds a quarter of an hour. */
const chunkSize = 1024

/** The sets with a number in a group. Names of groups have no line break. */
export function withNumber(sets: NumberSets, group: string, number: number): NumberSets {
  const chunk = Math.floor(number / chunkSize)
  const key = chunkKey(group, chunk)
  const known = row(sets, key)
  const after = withRow(sets, key, inserted(known ?? [], number))
  return known ? after : withRow(after, group, inserted(row(sets, group) ?? [], chunk))
}

/** The sets without a number in a group. */
export function withoutNumber(sets: NumberSets, group: string, number: number): NumberSets {
  const chunk = Math.floor(number / chunkSize)
  const key = chunkKey(group, chunk)
  const left = removed(row(sets, key) ?? [], number)
  if (left.length > 0) return withRow(sets, key, left)
  const chunks = removed(row(sets, group) ?? [], chunk)
  const after = withoutRow(sets, key)
  return chunks.length > 0 ? withRow(after, group, chunks) : withoutRow(after, group)
}

/** The numbers of a group, ascending; those before `from` cost nothing but their chunks. */
export function* numbersOf(sets: NumberSets, group: string, from = 0): Generator<number> {
  const first = Math.floor(from / chunkSize)
  for (const chunk of row(sets, group) ?? []) {
    if (chunk < first) continue
    const numbers = row(sets, chunkKey(group, chunk)) ?? []
    yield* chunk > first ? numbers : numbers.filter((number) => number >= from)
  }
}

/** The numbers of a group below `before`, descending; those above cost nothing but their chunks. */
export function* numbersDown(
  sets: NumberSets,
  group: string,
  before = Number.MAX_SAFE_INTEGER,
): Generator<number> {
  const last = Math.floor(before / chunkSize)
  for (const chunk of (row(sets, group) ?? []).toReversed()) {
    if (chunk > last) continue
    const numbers = (row(sets, chunkKey(group, chunk)) ?? []).toReversed()
    yield* chunk < last ? numbers : numbers.filter((number) => number < before)
  }
}

/** The least number of a group; `undefined` when it is empty. */
export function leastNumber(sets: NumberSets, group: string): number | undefined {
  const [chunk] = row(sets, group) ?? []
  return chunk === undefined ? undefined : row(sets, chunkKey(group, chunk))?.[0]
}

/** How many numbers a group has. */
export function countOf(sets: NumberSets, group: string): number {
  return (row(sets, group) ?? []).reduce(
    (sum, chunk) => sum + (row(sets, chunkKey(group, chunk))?.length ?? 0),
    0,
  )
}

function chunkKey(group: string, chunk: number): string {
  return `${group}\n${chunk}`
}

/** The ascending list with an item in its place, the same list if it is there; mostly it comes last. */
export function inserted<T extends number | string>(list: readonly T[], item: T): readonly T[] {
  const place = list.findLastIndex((known) => known <= item)
  return list[place] === item ? list : list.toSpliced(place + 1, 0, item)
}

/** The ascending list without an item; the same list if it is not there. */
export function removed<T extends number | string>(list: readonly T[], item: T): readonly T[] {
  const place = list.indexOf(item)
  return place < 0 ? list : list.toSpliced(place, 1)
}
