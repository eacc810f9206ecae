import assert from 'node:assert/strict'
import { hour } from '#clock'
import { expected } from './plan.ts'
import type { Property } from './property.ts'
import { assertAccepted, assertWithin, settledScene, settlingTime, watch } from './scene.ts'

/** Nobody is accepted on the word of somebody unheard of for too long. */
export const freshness: Property = {
  name: 'freshness',
  claim: 'what is known runs out in a partition, and comes back when it heals',
  unitsMin: 3,
  async check(extent, tell) {
    const { world, domains, agreements, chance } = await settledScene(extent)
    const due = expected(agreements, domains)
    const parts = new Map(domains.map((domain) => [domain, chance.below(2)]))
    world.network.partition(parts)
    await watch(world, 13 * hour, hour, () => assertWithin(world.accepted(domains), due))
    const isInside = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
      !world.network.isCut(from, to)
    // Both sides keep what leads nowhere through the other.
    assertAccepted(world, expected(agreements.filter(isInside), domains), domains)
    const left = world.accepted(domains).size
    world.network.heal()
    await world.schedule.pass(settlingTime)
    assertAccepted(world, due, domains)
    assert.ok(left <= due.size)
    tell(`${due.size} answers are yes, ${left} when the network has been apart for half a day`)
  },
}
