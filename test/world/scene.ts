import assert from 'node:assert/strict'
import { type Duration, hour } from '#clock'
import { Chance } from '../fuzz/chance.ts'
import type { Edge } from './model.ts'
import { agreementsAmong, domainsOf, expected } from './plan.ts'
import type { Extent } from './property.ts'
import { World } from './world.ts'

/** Agreements each unit signs in the mean. */
const agreementsEach = 2

/** A chain of bundles is known after as many fetches as it is long, each within an hour. */
export const settlingTime: Duration = 4 * hour

/** A world at rest, in which everybody knows whom they may. */
export interface Scene {
  readonly world: World
  readonly domains: readonly string[]
  readonly agreements: readonly Edge[]
  /** For what a property draws by itself. */
  readonly chance: Chance
}

/** Units by chance that recognise each other by chance, in calm weather. */
export async function settledScene(extent: Extent): Promise<Scene> {
  const plan = new Chance(extent.seed, 'plan')
  const domains = domainsOf(extent.units, plan)
  return sceneOf(extent, domains, agreementsAmong(domains, agreementsEach, plan))
}

/** These units with these agreements, in calm weather. */
export async function sceneOf(
  { seed }: Extent,
  domains: readonly string[],
  agreements: readonly Edge[],
): Promise<Scene> {
  const world = new World(seed)
  await world.found(domains)
  await world.sign(agreements)
  await world.schedule.pass(settlingTime)
  assertAccepted(world, expected(agreements, domains), domains)
  return { world, domains, agreements, chance: new Chance(seed, 'property') }
}

/** Fails unless exactly these answers are yes. */
export function assertAccepted(world: World, due: ReadonlySet<string>, among: readonly string[]): void {
  assert.deepEqual([...world.accepted(among)].toSorted(), [...due].toSorted())
}

/** Fails unless all of these answers are yes. */
export function assertKept(found: ReadonlySet<string>, due: ReadonlySet<string>): void {
  assert.deepEqual([...due.difference(found)], [], 'no longer accepted')
}

/** Fails when an answer is yes that must not be. */
export function assertWithin(found: ReadonlySet<string>, allowed: ReadonlySet<string>): void {
  assert.deepEqual([...found.difference(allowed)], [], 'accepted without a path')
}

/** Whose answer a line is. */
export function unitOfLine(line: string): string {
  return line.slice(0, line.indexOf(' '))
}

/** Looks at the world again and again while time passes. */
export async function watch(
  { schedule }: World,
  time: Duration,
  period: Duration,
  look: () => void,
): Promise<void> {
  for (const end = schedule.now + time; schedule.now < end; ) {
    await schedule.pass(period)
    look()
  }
}
