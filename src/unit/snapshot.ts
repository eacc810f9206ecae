import { createHash } from 'node:crypto'
import { base64, canonicalJson } from '#bytes'
import { accept, certain, type Result, refuse } from '#fault'
import { sortedRows, type Table, tableOf } from '#table'
import { emptyState, type Slice, type State } from './state.ts'

/**
 * The one text of a state: a line for each value, a line for each row of a table, sorted, so that two states
 * are the same exactly when their texts are. Its SHA-256 is the state's hash, and the text with a head line
 * is the snapshot.
 */
export function* stateLines(slices: readonly Slice[], state: State): Generator<string> {
  yield `${canonicalJson(['state', state.size, state.time])}\n`
  for (const slice of bySliceName(slices)) {
    const content = certain(state.slices.get(slice.name), `the slice ${slice.name}`) as Record<
      string,
      unknown
    >
    for (const field of Object.keys(slice.empty).sort()) {
      const value = content[field]
      if ((slice.tables as readonly string[]).includes(field)) {
        for (const [key, item] of sortedRows(value as Table<unknown>)) {
          yield `${canonicalJson([slice.name, field, key, item])}\n`
        }
      } else yield `${canonicalJson([slice.name, field, value ?? null])}\n`
    }
  }
}

/** Base64 SHA-256 of the state's text. */
export function stateHash(slices: readonly Slice[], state: State): string {
  const hash = createHash('sha256')
  for (const line of stateLines(slices, state)) hash.update(line)
  return hash.digest('base64')
}

export type SnapshotFault =
  | { readonly kind: 'snapshot-unreadable'; readonly problem: string }
  | { readonly kind: 'snapshot-differs'; readonly expected: string; readonly found: string }

/** The state in a snapshot's text, which must have this hash. */
export function readSnapshot(
  slices: readonly Slice[],
  text: Uint8Array,
  expectedHash: string,
): Result<State, SnapshotFault> {
  const found = base64(createHash('sha256').update(text).digest())
  if (found !== expectedHash) return refuse({ kind: 'snapshot-differs', expected: expectedHash, found })
  const fields = new Map<string, unknown>()
  const tables = new Map<string, Columns>()
  let head: readonly [string, number, number] | undefined
  const texts = new Map<string, string>()
  for (const line of linesOf(text)) {
    const parsed = JSON.parse(line)
    shareTexts(parsed, texts)
    if (parsed.length === 4) {
      const { keys, items } = columnsOf(tables, `${parsed[0]}.${parsed[1]}`)
      keys.push(parsed[2])
      items.push(parsed[3])
    } else if (parsed[0] === 'state') head = parsed
    else fields.set(`${parsed[0]}.${parsed[1]}`, parsed[2])
  }
  if (!head) return refuse({ kind: 'snapshot-unreadable', problem: 'no head line' })
  const state = emptyState(slices)
  const filled = slices.map((slice) => [slice.name, fill(slice, fields, tables)] as const)
  return accept({ ...state, size: head[1], time: head[2], slices: new Map(filled) })
}

/** The parser itself shares texts of up to 10 characters; longer than a digest are keys, each its own. */
const sharedCharactersMin = 11
const sharedCharactersMax = 64

const nothing: readonly never[] = []

/**
 * The value with one text in the place of all that are equal to it, and one empty list: rows name each other
 * by serial, digest, key and identifier, and a copy for each would take a quarter of the state's memory.
 */
function shareTexts(value: unknown, texts: Map<string, string>): unknown {
  if (typeof value === 'string') {
    if (value.length < sharedCharactersMin || value.length > sharedCharactersMax) return value
    const known = texts.get(value)
    if (known === undefined) texts.set(value, value)
    return known ?? value
  }
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    if (value.length === 0) return nothing
    for (let place = 0; place < value.length; place++) value[place] = shareTexts(value[place], texts)
    return value
  }
  const members = value as Record<string, unknown>
  for (const name in members) members[name] = shareTexts(members[name], texts)
  return value
}

function fill(
  slice: Slice,
  fields: ReadonlyMap<string, unknown>,
  tables: ReadonlyMap<string, Columns>,
): object {
  const content: Record<string, unknown> = {}
  for (const field of Object.keys(slice.empty)) {
    const place = `${slice.name}.${field}`
    if ((slice.tables as readonly string[]).includes(field))
      content[field] = tableOf(pairsOf(tables.get(place)))
    else content[field] = fields.get(place)
  }
  return content
}

/** A line at a time, so that a snapshot of 100 MB never stands in memory as one text. */
function* linesOf(text: Uint8Array): Generator<string> {
  const buffer = Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  let from = 0
  for (let to = buffer.indexOf(10, from); to !== -1; to = buffer.indexOf(10, from)) {
    yield buffer.toString('utf8', from, to)
    from = to + 1
  }
}

/** The rows of a table as they are read; pairs would stand between the rows and leave holes there. */
interface Columns {
  readonly keys: string[]
  readonly items: unknown[]
}

function columnsOf(tables: Map<string, Columns>, place: string): Columns {
  const known = tables.get(place)
  if (known) return known
  const columns = { keys: [], items: [] }
  tables.set(place, columns)
  return columns
}

function* pairsOf(columns: Columns | undefined): Generator<readonly [string, unknown]> {
  for (const [place, key] of (columns?.keys ?? []).entries()) yield [key, columns?.items[place]]
}

function bySliceName(slices: readonly Slice[]): readonly Slice[] {
  return [...slices].sort((a, b) => (a.name < b.name ? -1 : 1))
}
