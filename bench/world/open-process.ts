/**
 * Opens a unit in a process of its own, as a node does when it starts, and prints what that took. Is given
 * the folder of the unit and its time; run with `--expose-gc`.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { certain, sure } from '#fault'
import { identitySlice } from '#identity'
import { procedureSlice } from '#procedure'
import { rows } from '#table'
import { read } from '#unit'
import { openStore, openUnitIn, unitKeys } from './world.ts'

/** What one opening took. Milliseconds since the process was started; sizes in MB of 1,000,000 bytes. */
export interface Opening {
  readonly loadedAt: number
  readonly keysAt: number
  readonly answeredAt: number
  readonly replayed: number
  readonly residentMegabytes: number
  readonly residentMegabytesMax: number
  readonly heapMegabytes: number
  readonly certificates: number
  readonly openCases: number
  readonly cases: number
}

const [folder = '', now = ''] = process.argv.slice(2)
const loadedAt = performance.now()
const keys = await unitKeys(folder)
const keysAt = performance.now()
const store = await openStore(folder)
const { unit, replayed } = await openUnitIn(store, keys, { now: () => Number(now) })
const query = certain(
  unit.queries.find(({ name }) => name === 'unit.show'),
  'the query',
)
sure(unit.ask(query, {}, undefined), 'the answer')
const answeredAt = performance.now()

// Buffers are given back some time after the objects that held them.
for (let round = 0; round < 3; round++) {
  globalThis.gc?.()
  await wait(100)
}
const cases = [...rows(read(unit.state, procedureSlice).cases)]
const { rss, heapUsed } = process.memoryUsage()
const opening: Opening = {
  loadedAt,
  keysAt,
  answeredAt,
  replayed,
  residentMegabytes: rss / 1e6,
  residentMegabytesMax: residentKibibytesMax() * 1.024e-3,
  heapMegabytes: heapUsed / 1e6,
  certificates: read(unit.state, identitySlice).certificates.size,
  openCases: cases.filter(([, { state }]) => state === 'open').length,
  cases: cases.length,
}
process.stdout.write(JSON.stringify(opening))
await store.close()

/** proc(5): the most that was resident at any time. */
function residentKibibytesMax(): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))?.[1])
}
