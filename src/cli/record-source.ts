import { type Result, refuse } from '#fault'
import type { LogReader } from '#record'
import type { Given } from './context.ts'
import type { CliFault } from './fault.ts'
import type { LogName } from './log-source.ts'
import type { StoreReader } from './ports.ts'
import type { KnownKeys } from './record-verify.ts'

/** The two logs of whatever is read, and the keys that were known before. */
export interface Source {
  readonly record: LogReader
  readonly journal: LogReader
  readonly known: KnownKeys
  /** The kept snapshot, where a store is read. */
  readonly snapshot?: StoreReader['snapshot']
}

/** Which log a command is about. */
export function logName(given: Given): LogName {
  return given['journal'] === true ? 'journal' : 'record'
}

/** The place of an entry on the command line. */
export function indexIn(text: string): number | undefined {
  return /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : undefined
}

/** Refuses what is no place of an entry. */
export function notAnIndex(text: string): Result<never, CliFault> {
  return refuse({
    kind: 'usage',
    problem: `\`${text}\` is no number of an entry: entries are counted from 0`,
  })
}

/** Refuses a place behind the end. */
export function outside(index: number, size: number): Result<never, CliFault> {
  return refuse({ kind: 'usage', problem: `there is no entry ${index}: the log has ${size} of them, from 0` })
}
