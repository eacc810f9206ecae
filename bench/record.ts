import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PrivateKey } from '#crypto'
import { sure } from '#fault'
import { Log } from '#record'
import { openSqliteStore } from '#store'
import type { Figure, FigureResult } from './figure.ts'

const entryBytes = 300

/** Callers that each wait for their entry to be durable before they append the next. */
const callers = 4096

const warmUpMilliseconds = 1000
const measuredMilliseconds = 5000

export const figures: readonly Figure[] = [{ name: 'record.append', run: measureAppend }]

/**
 * Durable entries per second of one log in a SQLite file, from many callers at once. `proofs` says whether
 * each caller gets an inclusion proof, as for an act, or not, as for an access.
 */
async function measureAppend(): Promise<readonly FigureResult[]> {
  const withProofs = await rate(async (log, entry) => sure(await log.append(entry), 'the append').size)
  const without = await rate(async (log, entry) => sure(await log.appendMany([entry]), 'the append').first)
  return [
    result('record.append', withProofs, 'an inclusion proof for each'),
    result('record.append.unproven', without, 'no proofs'),
  ]
}

function result(figure: string, value: number, proofs: string): FigureResult {
  const conditions =
    `${entryBytes}-byte entries, ${callers} callers each waiting for its own, ${proofs}, SQLite WAL with ` +
    `synchronous=FULL in var/, one signed checkpoint per group, ${measuredMilliseconds / 1000} s`
  const goalPerSecond = 50_000
  return {
    figure,
    value: Math.round(value),
    unit: 'entries/s',
    goal: '>= 50,000',
    met: value >= goalPerSecond,
    conditions,
  }
}

async function rate(append: (log: Log, entry: Uint8Array) => Promise<number>): Promise<number> {
  const root = join(import.meta.dirname, '..', 'var')
  await mkdir(root, { recursive: true })
  const folder = await mkdtemp(join(root, 'bench-record-'))
  try {
    const store = sure(await openSqliteStore(join(folder, 'unit.db')), 'the store')
    const signer = PrivateKey.generate('ed25519')
    const log = sure(await Log.open({ store, name: 'log', origin: 'bench.example/log', signer }), 'the log')
    const begin = performance.now() + warmUpMilliseconds
    const end = begin + measuredMilliseconds
    let counted = 0
    const caller = async (number: number): Promise<void> => {
      const entry = Buffer.alloc(entryBytes, number)
      for (let i = 0; performance.now() < end; i++) {
        entry.writeUInt32BE(i)
        await append(log, entry)
        if (performance.now() >= begin && performance.now() < end) counted++
      }
    }
    await Promise.all(Array.from({ length: callers }, (_, number) => caller(number)))
    await store.close()
    return (counted * 1000) / measuredMilliseconds
  } finally {
    await rm(folder, { recursive: true })
  }
}
