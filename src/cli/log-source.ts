import { type Result, refuse } from '#fault'
import { type LogReader, tiledReader } from '#record'
import { answerTo } from './answer.ts'
import type { CliFault } from './fault.ts'
import type { HttpCaller } from './http.ts'

/** Which of a unit's two logs. */
export type LogName = 'record' | 'journal'

/** Thrown by a log that cannot be read; caught by `readingLog` and by nobody else. */
class LogOutOfReach extends Error {
  readonly fault: CliFault

  constructor(fault: CliFault) {
    super('the log is out of reach')
    this.fault = fault
  }
}

/** A log of a store file, whose failures to read are what is found wrong with it. */
export function storeLog(reader: LogReader): LogReader {
  const tiles: LogReader = {
    checkpoint: () => guarded(reader.checkpoint()),
    tile: (level, index, width) => guarded(reader.tile(level, index, width)),
    bundle: (index, width) => guarded(reader.bundle(index, width)),
    document: (digest) => guarded(reader.document(digest)),
  }
  const counting = reader.length?.bind(reader)
  return counting ? { ...tiles, length: () => guarded(counting()) } : tiles
}

/** What is read of a store; that it cannot be read is what is found wrong with it. */
export async function guarded<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new LogOutOfReach({ kind: 'unproven', what: 'the store', problem: error.message })
  }
}

/** A running node's log over HTTP (C2SP tlog-tiles). Entries want a session whose step permits reading. */
export function httpLog(caller: HttpCaller, log: LogName): LogReader {
  return tiledReader(async (path) => {
    const answer = await answerTo(caller, { method: 'GET', path: `/${log}/${path}` })
    if (answer.ok) return answer.value.body
    if (answer.fault.kind === 'problem' && answer.fault.status === 404) return undefined
    throw new LogOutOfReach(answer.fault)
  })
}

/** What reading a log comes to, a log out of reach being a fault like any other. */
export async function readingLog<T>(work: () => Promise<Result<T, CliFault>>): Promise<Result<T, CliFault>> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof LogOutOfReach)) throw error
    return refuse(error.fault)
  }
}
