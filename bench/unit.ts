import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { certain } from '#fault'
import { constitution } from '#node'
import { emptyState, replay, type State, stateHash } from '#unit'
import type { Figure, FigureResult } from './figure.ts'
import type { Opening } from './world/open-process.ts'
import { archiveWorld, officeWorld, openWorld, type World } from './world/world.ts'

const startSecondsMax = 2
const replayedPerSecondMin = 50_000
const residentMegabytesMax = 400
const rounds = 3

export const figures: readonly Figure[] = [
  { name: 'unit.start', run: measureStart },
  { name: 'unit.replay', run: measureReplay },
  { name: 'unit.memory', run: measureMemory },
]

/** Seconds from an opened key ring to the first answer. */
async function measureStart(): Promise<FigureResult> {
  const world = await officeWorld()
  const openings: Opening[] = []
  for (let round = 0; round < rounds; round++) openings.push(await openingOf(world))
  const value = median(openings.map(({ keysAt, answeredAt }) => answeredAt - keysAt)) / 1000
  const loading = median(openings.map(({ loadedAt }) => loadedAt))
  const keys = median(openings.map(({ loadedAt, keysAt }) => keysAt - loadedAt))
  const { certificates, cases } = certain(openings[0], 'an opening')
  return {
    figure: 'unit.start',
    value: Math.round(value * 100) / 100,
    unit: 's',
    goal: `<= ${startSecondsMax}`,
    met: value <= startSecondsMax,
    conditions:
      `100,000 signed acts on the record (10,000 people, ${certificates} certificates, ${cases} cases) and ` +
      'a snapshot at its head: store, both logs, snapshot loaded and checked, first query answered; median ' +
      `of ${rounds} processes; not counted: loading the program ${seconds(loading)}, and opening two of ` +
      `the node's keys under Argon2id ${seconds(keys)}`,
  }
}

/** Entries a second from the first to the last, until the state is the one of the snapshot. */
async function measureReplay(): Promise<FigureResult> {
  const world = await officeWorld()
  const { store, opened } = await openWorld(world.folder, { now: () => world.now })
  const { slices } = constitution
  const log = opened.record
  const rates: number[] = []
  const perProcessor: number[] = []
  let state: State = emptyState(slices)
  for (let round = 0; round < rounds; round++) {
    const used = process.threadCpuUsage()
    const begin = performance.now()
    state = await replay(slices, emptyState(slices), log.size, (from, count) => log.read(from, count))
    rates.push((log.size * 1000) / (performance.now() - begin))
    const { user, system } = process.threadCpuUsage(used)
    perProcessor.push((log.size * 1_000_000) / (user + system))
  }
  if (stateHash(slices, state) !== stateHash(slices, opened.unit.state)) {
    throw new Error('the record replays to another state than its snapshot')
  }
  await store.close()
  const value = median(rates)
  return {
    figure: 'unit.replay',
    value: Math.round(value),
    unit: 'acts/s',
    goal: '>= 50,000',
    met: value >= replayedPerSecondMin,
    conditions:
      `${log.size} entries read from SQLite and evolved from nothing, signatures not checked again, the ` +
      `same state as the snapshot's; median of ${rounds} (${rates.map(Math.round).join(', ')}; in a second ` +
      `of the main thread's processor time ${perProcessor.map(Math.round).join(', ')})`,
  }
}

/** What a node keeps resident once it has opened its unit. */
async function measureMemory(): Promise<FigureResult> {
  const world = await archiveWorld()
  const opening = await openingOf(world)
  const { residentMegabytes: value, certificates, cases, openCases } = opening
  return {
    figure: 'unit.memory',
    value: Math.round(value),
    unit: 'MB',
    goal: `<= ${residentMegabytesMax}`,
    met: value <= residentMegabytesMax,
    conditions:
      'resident set of a process after collecting garbage, the unit opened from its snapshot with both ' +
      `logs: 10,000 people, ${certificates} certificates each of a key of its own, ${openCases} open cases ` +
      `and ${cases - openCases} ended ones (each renewal was one), ${Math.round(opening.heapMegabytes)} MB ` +
      `of it heap in use; ${Math.round(opening.residentMegabytesMax)} MB for a moment while it was opened`,
  }
}

async function openingOf({ folder, now }: World): Promise<Opening> {
  const script = join(import.meta.dirname, 'world', 'open-process.ts')
  const flags = ['--expose-gc', '--disable-warning=ExperimentalWarning']
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, folder, String(now)])
  return JSON.parse(stdout) as Opening
}

function median(values: readonly number[]): number {
  return certain(values.toSorted((a, b) => a - b)[values.length >> 1], 'the middle value')
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}
