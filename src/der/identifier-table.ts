import { objectIdentifierContent } from './identifier.ts'

/** What belongs to each of some object identifiers, found by their octets without making text of them. */
export interface IdentifierTable<T> {
  readonly rows: ReadonlyMap<number, readonly Row<T>[]>
}

interface Row<T> {
  readonly content: Uint8Array
  readonly value: T
}

/** From dotted texts. */
export function identifierTable<T>(entries: Iterable<readonly [oid: string, value: T]>): IdentifierTable<T> {
  const rows = Array.from(entries, ([oid, value]) => ({ content: objectIdentifierContent(oid), value }))
  return { rows: Map.groupBy(rows, ({ content }) => hashOf(content, 0, content.length)) }
}

/** What belongs to the identifier whose content the source holds from `start` to `end`. */
export function valueAt<T>(
  table: IdentifierTable<T>,
  source: Uint8Array,
  start: number,
  end: number,
): T | undefined {
  const rows = table.rows.get(hashOf(source, start, end))
  if (rows === undefined) return undefined
  for (const { content, value } of rows) if (isAt(content, source, start, end)) return value
  return undefined
}

/** Any spread will do: rows that fall together are told apart by their octets. */
function hashOf(source: Uint8Array, start: number, end: number): number {
  let hash = end - start
  for (let at = start; at < end; at += 1) hash = (hash * 31 + (source[at] ?? 0)) & 0x3fffffff
  return hash
}

function isAt(content: Uint8Array, source: Uint8Array, start: number, end: number): boolean {
  if (content.length !== end - start) return false
  for (let at = 0; at < content.length; at += 1) if (content[at] !== source[start + at]) return false
  return true
}
