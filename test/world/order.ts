import { hour } from '#clock'
import { Chance } from '../fuzz/chance.ts'
import { agreementsAmong, domainsOf, expected, shuffled } from './plan.ts'
import type { Property } from './property.ts'
import { assertAccepted, assertWithin, settlingTime, watch } from './scene.ts'
import { World } from './world.ts'

/** Who accepts whom does not depend on what happened in which order, nor on what went wrong meanwhile. */
export const order: Property = {
  name: 'order',
  claim: 'who is accepted is the same for every order of founding and signing, as the model says',
  unitsMin: 3,
  async check({ seed, units }, tell) {
    const plan = new Chance(seed, 'plan')
    const domains = domainsOf(units, plan)
    const agreements = agreementsAmong(domains, 2, plan)
    const due = expected(agreements, domains)
    for (const place of [1, 2]) {
      const chance = new Chance(seed, `order ${place}`)
      const world = new World(seed, chance.below(2 ** 31))
      await world.found(shuffled(domains, chance))
      world.storm()
      await world.sign(shuffled(agreements, chance))
      await watch(world, 3 * hour, hour, () => assertWithin(world.accepted(domains), due))
      world.calm()
      await world.schedule.pass(settlingTime)
      assertAccepted(world, due, domains)
      tell(`${due.size} of ${domains.length * (domains.length - 1) * 4} answers are yes; ${world.troubles()}`)
    }
  },
}
