import { chmodSync, existsSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { accept, certain, type Result, refuse } from '#fault'
import type { StoreFault, WorkerTask } from './protocol.ts'
import { applicationId, schema, schemaVersion } from './schema.ts'

// The one module that imports `node:sqlite`, whose names are not final; it runs in the store's worker only.

/** An open database file. */
export type Database = DatabaseSync

/** Result codes of SQLite (sqlite3.h); extended codes carry them in their low byte. */
const sqliteBusy = 5
const sqliteFull = 13
const sqliteNotADatabase = 26

/** Only the account the node runs as may read or write the file. */
const fileMode = 0o600

/** Pages of the cache, in KiB: the inner pages of the tables stay in memory. */
const cacheKibibytes = 32 * 1024

/**
 * Pages in the write-ahead log before they move to the file, 2 MB: moving them holds up the appends behind
 * it, and at 16 MB a busy disk took 100 ms for it, which was the whole tail of `act.latency`.
 */
const walPagesMax = 512

/** Opens the file as its one writer, or a copy of it for reading. */
export function openDatabase(task: WorkerTask): Result<Database, StoreFault> {
  let database: DatabaseSync | undefined
  try {
    if (task.mode === 'copy') {
      if (!existsSync(task.path)) return refuse({ kind: 'store-missing', path: task.path })
      database = openCopy(task.path)
    } else {
      database = new DatabaseSync(task.path, { timeout: 0 })
    }
    const fault = task.mode === 'copy' ? headerFault(database, task) : takeStore(database, task)
    if (fault === undefined) return accept(database)
    database.close()
    return refuse(fault)
  } catch (error) {
    if (database?.isOpen) database.close()
    const code = resultCode(error)
    if (code === undefined) throw error
    return refuse(openingFault(code, error, task.path))
  }
}

// An immutable opening creates nothing and needs no write access, but passes over a write-ahead log: a copy
// that has one is opened read-only, for which SQLite puts its index (`-shm`) beside it.
function openCopy(path: string): DatabaseSync {
  const wal = `${path}-wal`
  const url = pathToFileURL(path)
  if (!existsSync(wal) || statSync(wal).size === 0) url.searchParams.set('immutable', '1')
  return new DatabaseSync(url, { readOnly: true, timeout: 0 })
}

function takeStore(database: DatabaseSync, task: WorkerTask): StoreFault | undefined {
  // With exclusive locking the first access takes the file for as long as it is open, and needs no `-shm`.
  database.exec('PRAGMA locking_mode = EXCLUSIVE')
  const isNew = number(database, 'SELECT count(*) AS n FROM sqlite_schema') === 0
  if (isNew) {
    if (number(database, 'PRAGMA application_id') !== 0) return { kind: 'store-foreign', path: task.path }
    // Before the write-ahead log is made, which takes its mode from the file.
    chmodSync(task.path, fileMode)
  } else {
    const fault = headerFault(database, task)
    if (fault) return fault
  }
  if (task.bytesMax !== undefined) {
    const pages = Math.floor(task.bytesMax / number(database, 'PRAGMA page_size'))
    database.exec(`PRAGMA max_page_count = ${pages}`)
  }
  database.exec('PRAGMA journal_mode = WAL')
  database.exec('PRAGMA synchronous = FULL')
  // On macOS an ordinary sync does not reach the platter.
  database.exec('PRAGMA fullfsync = ON')
  database.exec('PRAGMA checkpoint_fullfsync = ON')
  database.exec(`PRAGMA cache_size = -${cacheKibibytes}`)
  database.exec(`PRAGMA wal_autocheckpoint = ${walPagesMax}`)
  database.exec('BEGIN EXCLUSIVE')
  if (isNew) {
    database.exec(schema)
    database.exec(`PRAGMA application_id = ${applicationId}`)
    database.exec(`PRAGMA user_version = ${schemaVersion}`)
  }
  database.exec('COMMIT')
  return undefined
}

function headerFault(database: DatabaseSync, task: WorkerTask): StoreFault | undefined {
  const { path } = task
  if (number(database, 'PRAGMA application_id') !== applicationId) return { kind: 'store-foreign', path }
  const version = number(database, 'PRAGMA user_version')
  if (version === schemaVersion) return undefined
  return { kind: 'store-version', path, version, supported: schemaVersion }
}

function openingFault(code: number, error: unknown, path: string): StoreFault {
  if (code === sqliteBusy) return { kind: 'store-in-use', path }
  if (code === sqliteNotADatabase) return { kind: 'store-foreign', path }
  if (code === sqliteFull) return { kind: 'store-full' }
  return { kind: 'store-unreadable', path, reason: error instanceof Error ? error.message : String(error) }
}

/**
 * Runs a write in one transaction, durable when this returns; refused when the disk or the file is full.
 * Then nothing of it is kept; what is kept when it throws is unknown.
 */
export function transact<T>(database: Database, write: () => T): Result<T, { readonly kind: 'store-full' }> {
  try {
    database.exec('BEGIN IMMEDIATE')
    const value = write()
    database.exec('COMMIT')
    return accept(value)
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK')
    if (resultCode(error) === sqliteFull) return refuse({ kind: 'store-full' })
    throw error
  }
}

/** The primary result code when an error is SQLite's. */
function resultCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined
}

function number(database: DatabaseSync, sql: string): number {
  const row = certain(database.prepare(sql).get(), `the answer to ${sql}`)
  return Number(Object.values(row)[0])
}
