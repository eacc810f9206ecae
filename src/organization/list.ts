import { inserted, removed, row, type Table, withoutRow, withRow } from '#table'

/** Sorted lists of texts by key; an empty list has no row. */
export type Lists = Table<readonly string[]>

/** The lists with an item in the one under this key. */
export function joined(lists: Lists, key: string, item: string): Lists {
  return withRow(lists, key, inserted(row(lists, key) ?? [], item))
}

/** The lists without an item in the one under this key. */
export function parted(lists: Lists, key: string, item: string): Lists {
  const after = removed(row(lists, key) ?? [], item)
  return after.length === 0 ? withoutRow(lists, key) : withRow(lists, key, after)
}

export function sameItems(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, place) => item === b[place])
}
