import { certain } from '#fault'
import type { FakeUnit } from '#identity'
import { horizonOf, pathTo } from '#recognition'
import { parseCertificate } from '#x509'
import type { FigureResult } from '../figure.ts'
import { founded, type Member, meshTime, published, recognise, takeIn, unitOf } from './members.ts'

/** What each unit of the mesh recognises. */
const agreementsPerUnit = 10

/** A unit as the others meet it: its keys, what it handed out, and a certificate it issued. */
interface Neighbour {
  readonly unit: FakeUnit
  readonly text: Uint8Array
  readonly leaf: Uint8Array
}

/** The units at these places recognise those that come after them, and publish. */
async function neighbours(
  units: readonly FakeUnit[],
  places: readonly number[],
): Promise<readonly Neighbour[]> {
  const found: Neighbour[] = []
  for (const place of places) {
    const unit = certain(units[place], 'a unit of the mesh')
    const member = await founded(unit)
    for (let step = 1; step <= agreementsPerUnit; step += 1) {
      recognise(
        member,
        certain(units[(place + (step * (step + 1)) / 2) % units.length], 'a unit of the mesh'),
      )
    }
    const leaf = unit.leaf(unit.keys.founder, { notBefore: meshTime })
    found.push({ unit, text: await published(member), leaf })
  }
  return found
}

const knownUnits = 200

/** The hundred units that a unit recognises in 20 MB, and as many as it may follow, 2,000, in 400 MB. */
const bytesPerUnitMax = 200_000

/** The heap and the buffers that followed units take up: documents, what was read of them, the horizon. */
export async function measureMemory(): Promise<FigureResult> {
  const { observer, around } = await beforeFollowing()
  const before = memory()
  for (const { unit, text } of around) takeIn(observer, unit, Uint8Array.from(text))
  const horizon = horizonOf(observer.office.state, observer.office.documents)
  const taken = (memory() - before) / knownUnits
  for (const one of around) askAbout(horizon, one)
  const asked = (memory() - before) / knownUnits
  if (horizon.peers.length !== knownUnits) throw new Error('bug: units are missing')
  const bytes = around.reduce((sum, { text }) => sum + text.length, 0) / knownUnits
  return {
    figure: 'trust.memory',
    value: Math.round(asked),
    unit: 'bytes/unit',
    goal: `<= ${bytesPerUnitMax.toLocaleString('en')}`,
    met: asked <= bytesPerUnitMax,
    conditions:
      `heap and buffers after garbage collection, ${knownUnits} units followed with hops 0, whose bundles ` +
      `have ${agreementsPerUnit} agreements each and ${Math.round(bytes).toLocaleString('en')} octets as ` +
      'handed out; their acts on the record, the documents and all that was read of them, and the horizon, ' +
      `after a path was asked for to a person of each; before: ${Math.round(taken).toLocaleString('en')}`,
  }
}

/** Keeps nothing of how the others came to what they hand out. */
async function beforeFollowing(): Promise<{
  readonly observer: Member
  readonly around: readonly Neighbour[]
}> {
  const units = Array.from({ length: knownUnits }, (_, number) => unitOf(`u${number}.gov`))
  const observer = await founded(unitOf('observer.gov'))
  for (const unit of units) recognise(observer, unit)
  return { observer, around: await neighbours(units, [...units.keys()]) }
}

function askAbout(horizon: ReturnType<typeof horizonOf>, { leaf }: Neighbour): void {
  const read = parseCertificate(leaf)
  const demand = { purpose: 'client', grade: 'basic' } as const
  const answer = read.ok && pathTo(horizon, read.value, demand, meshTime)
  if (!answer || answer.answer !== 'accepted') throw new Error(`bug: ${JSON.stringify(answer)}`)
}

function memory(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const meshSizes = [100, 1000] as const
const ownAgreements = 5
const publishing = 20
const joins = 40
const joinRatioMax = 1.5

/** Joining: from the agreements signed to the first path into each of the units recognised. */
export async function measureJoin(): Promise<FigureResult> {
  const meshes: (readonly Neighbour[])[] = []
  for (const size of meshSizes) {
    const units = Array.from({ length: size }, (_, number) => unitOf(`u${number}.gov`))
    meshes.push(await neighbours(units, spread(size)))
  }
  const times: number[][] = meshes.map(() => [])
  // In turns, and the first round of each is for the compiler alone.
  for (let number = -1; number < joins; number += 1) {
    for (const [place, around] of meshes.entries()) {
      const took = await timeJoin(around, Math.max(number, 0))
      if (number >= 0) times[place]?.push(took)
    }
  }
  const [small, large] = times.map(median) as [number, number]
  const ratio = large / small
  return {
    figure: 'trust.join',
    value: Number(ratio.toFixed(2)),
    unit: 'ratio',
    goal: `<= ${joinRatioMax}`,
    met: ratio <= joinRatioMax,
    conditions:
      `time of a unit with ${ownAgreements} agreements of hops 0 that joins a mesh of ${meshSizes[1]} ` +
      `units against one of ${meshSizes[0]}: medians ${large.toFixed(1)} and ${small.toFixed(1)} ms of ` +
      `${joins} each; it accepts the first bundles of those it recognises, each by the act that checks ` +
      'signatures, freshness and proof of publication, and finds a path to a person of each; every unit ' +
      `of a mesh has keys, and the ${publishing} that may be recognised have each signed ` +
      `${agreementsPerUnit} agreements with others of it; signing its own agreements, fetching and ` +
      'storing are not counted',
  }
}

function spread(size: number): readonly number[] {
  return Array.from({ length: publishing }, (_, place) => Math.floor((place * size) / publishing))
}

async function timeJoin(around: readonly Neighbour[], number: number): Promise<number> {
  const newcomer = await founded(unitOf('newcomer.gov'))
  const own = Array.from({ length: ownAgreements }, (_, step) =>
    certain(around[(number + 4 * step) % around.length], 'a neighbour'),
  )
  for (const { unit } of own) recognise(newcomer, unit)
  const begin = performance.now()
  for (const { unit, text } of own) takeIn(newcomer, unit, text)
  const horizon = horizonOf(newcomer.office.state, newcomer.office.documents)
  for (const one of own) askAbout(horizon, one)
  return performance.now() - begin
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
