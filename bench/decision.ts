import { fromBase64 } from '#bytes'
import { certain, sure } from '#fault'
import { type Caller, compileRoutes, Keeper, type PublishedService, parseUpstreamAddress } from '#gateway'
import type { CertificateIssued } from '#identity'
import { procedureSlice } from '#procedure'
import type { Log } from '#record'
import { rows } from '#table'
import { read, readEntry } from '#unit'
import type { Figure, FigureResult } from './figure.ts'
import { intakeCount } from './world/fill.ts'
import { nodeKey, officeWorld, openWorld } from './world/world.ts'

const goalPerSecond = 500_000
const refusedShare = 0.1

/** More questions than a processor's cache holds the answers to, in an order that no cache foresees. */
const questionCount = 1 << 17
const rounds = 7
const roundMilliseconds = 600

export const figures: readonly Figure[] = [{ name: 'gate.decision', run: measureDecisions }]

const service: PublishedService = {
  id: 'permits',
  upstream: sure(parseUpstreamAddress('tcp://127.0.0.1:8490'), 'an address'),
  routes: sure(compileRoutes([]), 'no routes'),
  strict: false,
  suspended: false,
  proxy: undefined,
}

interface Question {
  readonly caller: Caller
  readonly permission: string
  readonly object: string
}

/** Decisions per second of the gate's own keeper over the state of a filled unit. */
async function measureDecisions(): Promise<FigureResult> {
  const world = await officeWorld()
  const { store, opened } = await openWorld(world.folder, { now: () => world.now })
  const { unit, record, journal } = opened
  const keeper = new Keeper({
    state: () => unit.state,
    clock: { now: () => world.now },
    admitting: () => true,
    recordUse: () => Promise.reject(new Error('bug: no counted permission is asked for')),
    tokenSigner: await nodeKey(world.folder, 'token'),
    journal,
    credentials: () => undefined,
  })
  const callers = await callersByKey(keeper, record)
  const held: Question[] = []
  for (const [, grants] of rows(read(unit.state, procedureSlice).grants)) {
    for (const { grant, key } of grants) {
      const caller = callers.get(key)
      if (caller && !grant.counted)
        held.push({ caller, permission: grant.permission, object: copied(grant.object) })
    }
  }
  const intake = new Set(world.people.slice(0, intakeCount).map(({ id }) => `person/${id}`))
  const staff = held.filter(({ caller }) => intake.has(caller.principal))
  const mixed = Array.from({ length: questionCount }, () => {
    const own = drawn(held)
    return Math.random() < refusedShare ? { ...own, caller: drawn(held).caller } : own
  })
  const waiting = [...rows(read(unit.state, procedureSlice).cases)]
    .filter(([, { steps }]) => steps.some(({ state }) => state === 'invoked'))
    .map(([id]) => `permit/${id}`)
  const ofStaff = mixed.map(() => {
    return { caller: drawn(staff).caller, permission: 'permit.approve', object: drawn(waiting) }
  })
  const measured = ratesOf(keeper, mixed)
  const rates = measured.map(({ wall }) => wall)
  const perProcessor = median(measured.map(({ processor }) => processor))
  const staffRates = ratesOf(keeper, ofStaff).map(({ wall }) => wall)
  const refused = mixed.filter(
    (one) => !keeper.decide(one.caller, service, one.permission, one.object).allowed,
  )
  const refusedPercent = ((refused.length * 100) / questionCount).toFixed(1)
  await store.close()
  const value = median(rates)
  return {
    figure: 'gate.decision',
    value: Math.round(value),
    unit: 'decisions/s',
    goal: '>= 500,000',
    met: value >= goalPerSecond,
    conditions:
      `Keeper.decide in one thread over the state of 100,000 acts: ${callers.size} callers identified ` +
      `by their certificates, ${held.length / 2} live steps held by as many people, ${questionCount} ` +
      `questions in random order, ${refusedPercent} % of them refused; median of ${rounds} rounds of ` +
      `${roundMilliseconds} ms (${spread(rates)}; ${inThousands(perProcessor)} in a second of processor ` +
      'time); refusals alone, to staff who are told the open step that would permit it, one of ' +
      `${waiting.length}: ${spread(staffRates)}`,
  }
}

/** Whoever holds a certificate of the record, by its key, identified as the gate does at a handshake. */
async function callersByKey(keeper: Keeper, record: Log): Promise<ReadonlyMap<string, Caller>> {
  const callers = new Map<string, Caller>()
  for (let from = 0; from < record.size; ) {
    const entries = await record.read(from, record.size - from)
    for (const event of entries.flatMap(
      (bytes) => readEntry(bytes).events as readonly Partial<CertificateIssued>[],
    )) {
      if (event.kind !== 'certificate-issued' || event.principal?.kind !== 'person') continue
      const der = sure(fromBase64(certain(event.der, 'the certificate')), 'a recorded certificate')
      callers.set(certain(event.key, 'its key'), sure(keeper.identify(der), 'the caller'))
    }
    from += entries.length
  }
  return callers
}

function ratesOf(keeper: Keeper, questions: readonly Question[]): readonly Rate[] {
  rateOf(keeper, questions)
  return Array.from({ length: rounds }, () => rateOf(keeper, questions))
}

/** Decisions in a second of the clock, and in a second of this thread's processor time. */
interface Rate {
  readonly wall: number
  readonly processor: number
}

function rateOf(keeper: Keeper, questions: readonly Question[]): Rate {
  const used = process.threadCpuUsage()
  const begin = performance.now()
  let asked = 0
  while (performance.now() - begin < roundMilliseconds) {
    for (let i = 0; i < 1024; i++, asked++) {
      const { caller, permission, object } = certain(questions[asked % questions.length], 'a question')
      keeper.decide(caller, service, permission, object)
    }
  }
  const { user, system } = process.threadCpuUsage(used)
  return {
    wall: (asked * 1000) / (performance.now() - begin),
    processor: (asked * 1_000_000) / (user + system),
  }
}

function median(values: readonly number[]): number {
  return certain(values.toSorted((a, b) => a - b)[values.length >> 1], 'the middle value')
}

function inThousands(value: number): string {
  return `${Math.round(value / 1000)},000`
}

function spread(values: readonly number[]): string {
  return `${inThousands(Math.min(...values))} to ${inThousands(Math.max(...values))}`
}

function drawn<T>(from: readonly T[]): T {
  return certain(from[Math.floor(Math.random() * from.length)], 'one of them')
}

/** The same text as a string of its own, as a route makes one at each request. */
function copied(text: string): string {
  return Buffer.from(text).toString()
}
