import assert from 'node:assert/strict'
import { type Duration, hour, minute, second } from '#clock'
import type { Edge } from './model.ts'
import { expected, shuffled, weightiest } from './plan.ts'
import type { Property } from './property.ts'
import {
  assertAccepted,
  assertWithin,
  type Scene,
  settledScene,
  settlingTime,
  unitOfLine,
  watch,
} from './scene.ts'

/** How often it is looked who knows. */
const lookPeriod: Duration = 2 * minute

/** An hour to the next fetch at the most; then looks of both nodes, and the way. */
const connectedMax: Duration = hour + 12 * minute

/** Between two clocks, and one look of ours. */
const slack: Duration = 6 * minute

/** Whoever knows of a withdrawal admits nobody through it; whoever is not told of it knows in time. */
export const withdrawal: Property = {
  name: 'withdrawal',
  claim: 'after a withdrawal is known nobody is admitted through it, and everybody knows in time',
  unitsMin: 3,
  async check(extent, tell) {
    const scene = await settledScene(extent)
    const { world, domains, agreements, chance } = scene
    const before = expected(agreements, domains)
    const edge = weightiest(agreements, domains)
    const after = expected(
      agreements.filter((one) => one !== edge),
      domains,
    )
    const askers = [...new Set([...before.difference(after)].map(unitOfLine))]
    const others = shuffled(
      askers.filter((domain) => domain !== edge.from),
      chance,
    )
    const cut = others.slice(0, Math.ceil(others.length / 2))
    world.network.partition(new Map(cut.map((domain) => [domain, 1])))
    const knows = await timesToKnow(scene, edge, before.difference(after))
    const longest = Math.max(...agreements.map(({ bounds }) => bounds.statusAgeSeconds)) * second
    for (const [domain, time] of knows) {
      const max = domain === edge.from ? 0 : cut.includes(domain) ? longest + slack : connectedMax
      assert.ok(time <= max, `${domain} knew after ${minutes(time)} min`)
    }
    world.network.heal()
    await world.schedule.pass(settlingTime)
    assertAccepted(world, after, domains)
    const connected = others.filter((domain) => !cut.includes(domain))
    tell(`${edge.from} withdrew from ${edge.to}: ${before.size - after.size} answers became no`)
    tell(`minutes to know: ${spread(connected, knows)} connected, ${spread(cut, knows)} cut off`)
  },
}

/** Withdraws, and gives by unit after how long its last answer became no. */
async function timesToKnow(
  { world, domains, agreements }: Scene,
  edge: Edge,
  lost: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Duration>> {
  const all = expected(agreements, domains)
  await world.withdraw(edge.from, edge.to)
  const withdrawn = world.schedule.now
  const askers = [...new Set([...lost].map(unitOfLine))]
  const knows = new Map<string, Duration>()
  const ended = new Set<string>()
  const look = (): void => {
    const found = world.accepted(domains, askers)
    assertWithin(found, all)
    assert.deepEqual([...found.intersection(ended)], [], 'what was ended came back')
    for (const line of lost) {
      const domain = unitOfLine(line)
      const isTold = domain === edge.from || world.isToldOfEnd(domain, edge)
      assert.ok(!(found.has(line) && isTold), `${line}, though it knows of the withdrawal`)
      if (found.has(line) || ended.has(line)) continue
      ended.add(line)
      knows.set(domain, world.schedule.now - withdrawn)
    }
  }
  look()
  while (ended.size < lost.size && world.schedule.now - withdrawn < 14 * hour) {
    await watch(world, lookPeriod, lookPeriod, look)
  }
  assert.deepEqual([...lost.difference(ended)], [], 'is accepted still')
  return knows
}

function spread(domains: readonly string[], knows: ReadonlyMap<string, Duration>): string {
  const times = domains.map((domain) => minutes(knows.get(domain) ?? 0)).toSorted((a, b) => a - b)
  if (times.length === 0) return 'none'
  const middle = times[Math.floor(times.length / 2)]
  return `${times[0]} to ${times.at(-1)}, median ${middle} (${times.length} units)`
}

function minutes(time: Duration): number {
  return Math.round(time / minute)
}
