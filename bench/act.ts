import { cp, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Clock, type Instant, minute } from '#clock'
import { systemRandom } from '#crypto'
import { certain } from '#fault'
import { signAct } from '#node'
import { procedureSlice } from '#procedure'
import { actTimeToleranceMilliseconds, read, type Unit } from '#unit'
import type { Figure, FigureResult } from './figure.ts'
import { holderOf, officeWorld, openWorld, type World } from './world/world.ts'

const actsPerSecond = 2_000
const warmUpMilliseconds = 1_500
const measuredMilliseconds = 5_000
const goalMilliseconds = 50

/** People who act in turn: each opens a case and claims its first step. */
const actors = 500

/** Until then a node just opened looks into its store for each act, because it may have seen it before. */
const settledAfterMilliseconds = 2 * actTimeToleranceMilliseconds + minute

export const figures: readonly Figure[] = [{ name: 'act.latency', run: measureLatency }]

/**
 * From the moment an act is due to its receipt, at a fixed rate whatever the unit does (open loop): a stall
 * is felt by all acts that were due meanwhile. On a copy of the filled unit.
 */
async function measureLatency(): Promise<FigureResult> {
  const world = await officeWorld()
  const folder = await mkdtemp(join(world.folder, '..', 'act-'))
  try {
    await cp(join(world.folder, 'unit'), join(folder, 'unit'), { recursive: true })
    const fresh = await latencies(world, folder, 0)
    const settled = await latencies(world, folder, settledAfterMilliseconds)
    const value = percentile(fresh, 0.99)
    return {
      figure: 'act.latency',
      value: rounded(value),
      unit: 'ms',
      goal: `<= ${goalMilliseconds}`,
      met: value <= goalMilliseconds,
      conditions:
        `99th percentile at ${actsPerSecond} acts/s offered for ${measuredMilliseconds / 1000} s, counted ` +
        `from the moment each act was due; case.open and step.claim by ${actors} people in turn, P-256 ` +
        'signatures made before; Unit.submit from the bytes of the envelope to the receipt: signature, ' +
        'decision, SQLite WAL with synchronous=FULL in var/, proof; on 100,000 acts of 10,000 people; ' +
        `node just opened, so each act is also looked up in the store: ${told(fresh)}; ` +
        `without that, as after 10 minutes: ${told(settled)}`,
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Milliseconds that each act of one run took; the unit has been open for `age` when the first is made. */
async function latencies(world: World, folder: string, age: number): Promise<readonly number[]> {
  let offset: number = world.now
  const begun = performance.now()
  const clock: Clock = { now: () => Math.floor(offset + performance.now() - begun) }
  const { store, opened } = await openWorld(folder, clock)
  offset += age
  const count = (actsPerSecond * (warmUpMilliseconds + measuredMilliseconds)) / 1000
  const acts = signedActs(world, opened.unit, clock.now(), count)
  const all = await offered(opened.unit, acts)
  await store.close()
  return all.slice((actsPerSecond * warmUpMilliseconds) / 1000)
}

/** Openings and claims in turn; the number of each case follows from the order in which they are decided. */
function signedActs(world: World, unit: Unit, time: Instant, count: number): readonly Uint8Array[] {
  const people = Array.from({ length: actors }, (_, place) => holderOf(world, place).key)
  const { nextCase } = read(unit.state, procedureSlice)
  const sign = (place: number, act: string, input: object): Uint8Array => {
    const signer = certain(people[(place >> 1) % actors], 'an actor')
    return signAct({ act, input, unit: world.unit, signer, time, random: systemRandom })
  }
  return Array.from({ length: count }, (_, place) => {
    if (place % 2 === 0) return sign(place, 'case.open', { procedure: 'application' })
    return sign(place, 'step.claim', { case: String(nextCase + (place >> 1)), step: 'prepare' })
  })
}

/** Submits each act at its time. */
async function offered(unit: Unit, acts: readonly Uint8Array[]): Promise<readonly number[]> {
  const taken: number[] = []
  const under: Promise<void>[] = []
  const begin = performance.now()
  const submit = async (place: number): Promise<void> => {
    const due = begin + (place * 1000) / actsPerSecond
    const receipt = await unit.submit(certain(acts[place], 'an act'))
    if (!receipt.ok) throw new Error(`act ${place} was refused: ${JSON.stringify(receipt.fault)}`)
    taken[place] = performance.now() - due
  }
  for (let next = 0; next < acts.length; ) {
    const due = Math.min(acts.length, Math.ceil(((performance.now() - begin) * actsPerSecond) / 1000))
    while (next < due) under.push(submit(next++))
    await wait(1)
  }
  await Promise.all(under)
  return taken
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return certain(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))], 'a value')
}

function told(values: readonly number[]): string {
  const at = (share: number): number => rounded(percentile(values, share))
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)} ms`
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10
}
