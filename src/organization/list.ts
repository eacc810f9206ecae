import { row, type Table, withoutRow, withRow } from '#table'

/** Sorted lists of texts by key; an empty list has no row. */
export type Lists = Table<readonly string[]>

/** The lists with an item in the one under this key. */
export function joined(lists: Lists, key: string, item: string): Lists {
  return withRow(lists, key, withItem(row(lists, key) ?? [], item))
}

/** The lists without an item in the one under this key. */
export function parted(lists: Lists, key: string, item: string): Lists {
  const after = withoutItem(row(lists, key) ?? [], item)
  return after.length === 0 ? withoutRow(lists, key) : withRow(lists, key, after)
}

/** The sorted list with an item in its place; the same list if it is there. */
export function withItem(list: readonly string[], item: string): readonly string[] {
  const place = list.findLastIndex((known) => known <= item)
  return list[place] === item ? list : list.toSpliced(place + 1, 0, item)
}

/** The list without an item; the same list if it is not there. */
export function withoutItem(list: readonly string[], item: string): readonly string[] {
  const place = list.indexOf(item)
  return place < 0 ? list : list.toSpliced(place, 1)
}

export function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, place) => item === b[place])
}
