import { hashOf } from './hash.ts'
import { differences, emptyNode, find, insert, type Node, nodeOf, remove, replace, walk } from './node.ts'

/**
 * An immutable map from texts to values: a change gives a new table that shares all but the changed path
 * with the old one, which stays as it was. Read it through the functions of this room only.
 */
export interface Table<V> {
  readonly size: number
  readonly root: Node<V>
}

const nothing: Table<never> = { size: 0, root: emptyNode }
const absent = Symbol('absent')

/** The table without rows. */
export function emptyTable<V>(): Table<V> {
  return nothing
}

/** The table of many rows at once; of several rows with one key the last counts. */
export function tableOf<V>(rowsToHold: Iterable<readonly [string, V]>): Table<V> {
  const latest = new Map(rowsToHold)
  const hashed = Array.from(latest, ([key, value]) => ({ hash: hashOf(key), key, value }))
  return { size: latest.size, root: nodeOf(hashed, 0) }
}

/** The value under a key. */
export function row<V>(table: Table<V>, key: string): V | undefined {
  return find(table.root, key, undefined)
}

/** Whether there is a row under a key, be its value `undefined`. */
export function has(table: Table<unknown>, key: string): boolean {
  return find(table.root, key, absent) !== absent
}

/** The table with this value under this key; the same table if it stands there already. */
export function withRow<V>(table: Table<V>, key: string, value: V): Table<V> {
  const hash = hashOf(key)
  const known = find(table.root, key, absent, hash)
  if (known === absent) return { size: table.size + 1, root: insert(table.root, key, value, hash) }
  return Object.is(known, value) ? table : { size: table.size, root: replace(table.root, key, value, hash) }
}

/** The table without the row under this key; the same table if there is none. */
export function withoutRow<V>(table: Table<V>, key: string): Table<V> {
  const hash = hashOf(key)
  if (find(table.root, key, absent, hash) === absent) return table
  return { size: table.size - 1, root: remove(table.root, key, hash) }
}

/** Every row, in an order that says nothing; what is shown or hashed takes `sortedRows`. */
export function rows<V>(table: Table<V>): Iterable<readonly [string, V]> {
  return walk(table.root)
}

/** Every row by key, in the order of UTF-16 code units. */
export function sortedRows<V>(table: Table<V>): readonly (readonly [string, V])[] {
  return [...rows(table)].sort(([a], [b]) => (a < b ? -1 : 1))
}

/**
 * The keys whose rows differ between two versions of a table: added, taken out, or with another value by
 * identity. Each once, in an order that says nothing; takes the time of the change and not of the table, as
 * far as one was made from the other.
 */
export function changedRows<V>(before: Table<V>, after: Table<V>): Iterable<string> {
  return differences(before.root, after.root)
}
