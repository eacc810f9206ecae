import { accept, certain, type Result, refuse } from '#fault'
import { type AppendRefusal, readBytesMax } from '#record'
import { type Database, transact } from './database.ts'
import type { HeadsFile, LogHead, LogHeads } from './heads.ts'
import { pack, unpack } from './pack.ts'
import type { OperationName, Operations, PackedAppend } from './protocol.ts'
import { logEntriesMax, logsMax } from './schema.ts'
import { prepareStatements, type Statements } from './statements.ts'

/** An open database with its statements. */
export interface Tables {
  readonly database: Database
  readonly statements: Statements
  /** Absent when a copy is read. */
  readonly heads?: HeadsFile
}

export function tablesOf(database: Database, heads?: HeadsFile): Tables {
  return { database, statements: prepareStatements(database), ...(heads ? { heads } : {}) }
}

/** The log that is shorter than its head says, or as long and another one. */
export function behind(
  { statements }: Tables,
  heads: LogHeads,
): { readonly log: string; readonly length: number; readonly signed: number } | undefined {
  for (const [log, head] of heads) {
    const row = statements.checkpointNamed.get(log)
    const length = Number(statements.logNamed.get(log)?.['length'] ?? 0)
    const differs = length === head.length && !sameRoot(text(row?.['checkpoint']), head.checkpoint)
    if (length < head.length || differs) return { log, length, signed: head.length }
  }
  return undefined
}

/** Origin, size and root are the first three lines of a checkpoint; signatures may have been added since. */
function sameRoot(a: string | undefined, b: string): boolean {
  const body = (note: string): string => note.split('\n', 3).join('\n')
  return a !== undefined && body(a) === body(b)
}

/** How each question is answered. */
export const operations: {
  readonly [K in OperationName]: (tables: Tables, ask: Operations[K]['ask']) => Operations[K]['answer']
} = {
  length: ({ statements }, log) => Number(statements.logNamed.get(log)?.['length'] ?? 0),
  checkpoint: ({ statements }, log) => text(statements.checkpointNamed.get(log)?.['checkpoint']),
  append: (tables, append) => certain(appendAll(tables, [append])[0], 'the answer to an append'),
  read: ({ statements }, { log, from, count }) => {
    const number = statements.logNamed.get(log)?.['number']
    if (number === undefined) return pack([])
    const first = Number(number) * logEntriesMax + from
    const found: Uint8Array[] = []
    let bytes = 0
    for (const row of statements.entries.iterate(first, first + count)) {
      const entry = certain(blob(row['bytes']), 'the bytes of an entry')
      found.push(entry)
      bytes += entry.length
      if (bytes > readBytesMax) break
    }
    return pack(found)
  },
  find: ({ statements }, { log, key }) => {
    const number = statements.logNamed.get(log)?.['number']
    return number === undefined ? undefined : whole(statements.keyed.get(number, key)?.['position'])
  },
  tile: ({ statements }, { log, level, index }) => {
    const number = statements.logNamed.get(log)?.['number']
    return number === undefined ? undefined : blob(statements.tile.get(number, level, index)?.['hashes'])
  },
  putBlob: ({ database, statements }, { digest, bytes }) =>
    transact(database, () => void statements.addBlob.run(digest, new Uint8Array(bytes))),
  blob: ({ statements }, digest) => blob(statements.blob.get(digest)?.['bytes']),
  beginSnapshot: ({ statements }) => Number(statements.snapshotNumberMax.get()?.['number'] ?? 0) + 1,
  putSnapshotPart: ({ database, statements }, { snapshot, part, bytes }) =>
    transact(database, () => void statements.addPart.run(snapshot, part, new Uint8Array(bytes))),
  finishSnapshot: ({ database, statements }, { name, snapshot, bytes }) =>
    transact(database, () => void statements.setSnapshot.run(name, snapshot, bytes)),
  dropSnapshotPart: ({ database, statements }) => {
    const dropped = transact(database, () => Number(statements.dropPart.run().changes))
    return dropped.ok && dropped.value > 0
  },
  findSnapshot: ({ statements }, name) => {
    const row = statements.snapshot.get(name)
    return row && { snapshot: Number(row['number']), bytes: Number(row['bytes']) }
  },
  snapshotPart: ({ statements }, { snapshot, part }) => blob(statements.part.get(snapshot, part)?.['bytes']),
  close: ({ database, heads }) => {
    database.close()
    heads?.close()
    return undefined
  },
}

type AppendAnswer = Result<undefined, AppendRefusal>

/**
 * Appends in order, durable together with one sync. When not all of them fit, each is tried alone, so that a
 * large one does not take a small one with it.
 */
export function appendAll(tables: Tables, appends: readonly PackedAppend[]): readonly AppendAnswer[] {
  const together = transact(tables.database, () => appends.map((append) => appendOne(tables, append)))
  if (together.ok) {
    noteHeads(tables, appends)
    return together.value
  }
  if (appends.length === 1) return [together]
  const answers = appends.map((append) => {
    const alone = transact(tables.database, () => appendOne(tables, append))
    return alone.ok ? alone.value : alone
  })
  noteHeads(tables, appends)
  return answers
}

/** After the appends are durable and before anybody is told. */
function noteHeads({ heads, statements }: Tables, appends: readonly PackedAppend[]): void {
  if (!heads) return
  const noted = new Map<string, LogHead>()
  for (const { log } of appends) {
    const length = Number(statements.logNamed.get(log)?.['length'] ?? 0)
    const checkpoint = text(statements.checkpointNamed.get(log)?.['checkpoint'])
    if (checkpoint !== undefined) noted.set(log, { length, checkpoint })
  }
  heads.note(noted)
}

// Refuses before it writes, so that a refused append leaves nothing in the transaction it shares.
function appendOne(tables: Tables, append: PackedAppend): AppendAnswer {
  const { statements } = tables
  const kept = statements.logNamed.get(append.log)
  const length = Number(kept?.['length'] ?? 0)
  if (length !== append.at) return refuse({ kind: 'length-differs', length })
  const entries = unpack(append.entries)
  if (length + entries.length > logEntriesMax) return refuse({ kind: 'store-full' })
  const taken = kept && takenKey(statements, Number(kept['number']), append.keys)
  if (taken !== undefined) return refuse({ kind: 'key-taken', key: taken })
  const number = Number(kept?.['number'] ?? statements.addLog.get(append.log)?.['number'])
  if (number > logsMax) throw new Error(`a store holds ${logsMax} logs at most`)
  entries.forEach((bytes, i) => statements.addEntry.run(number * logEntriesMax + length + i, bytes))
  append.keys?.forEach((key, i) => {
    if (key !== undefined) statements.addKey.run(number, key, length + i)
  })
  const hashes = unpack(append.hashes)
  append.tiles.forEach(({ level, index }, i) => {
    statements.addTile.run(number, level, index, certain(hashes[i], 'the hashes of a tile'))
  })
  statements.setHead.run(length + entries.length, append.checkpoint, number)
  return accept(undefined)
}

function takenKey(
  statements: Statements,
  log: number,
  keys: readonly (string | undefined)[] = [],
): string | undefined {
  const seen = new Set<string>()
  for (const key of keys) {
    if (key === undefined) continue
    if (seen.has(key) || statements.keyed.get(log, key) !== undefined) return key
    seen.add(key)
  }
  return undefined
}

type Cell = string | number | bigint | Uint8Array | null | undefined

function blob(cell: Cell): Uint8Array | undefined {
  return cell instanceof Uint8Array ? cell : undefined
}

function text(cell: Cell): string | undefined {
  return typeof cell === 'string' ? cell : undefined
}

function whole(cell: Cell): number | undefined {
  return typeof cell === 'number' ? cell : undefined
}
