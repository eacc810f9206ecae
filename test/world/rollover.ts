import { hour, minute } from '#clock'
import { expected } from './plan.ts'
import type { Property } from './property.ts'
import { assertAccepted, settledScene, watch } from './scene.ts'

/** The key of a unit rolls over and is retired; its neighbours' people need not know. */
export const rollover: Property = {
  name: 'rollover',
  claim: 'a unit’s authority key rolls over without anybody acting at the others',
  unitsMin: 3,
  async check(extent, tell) {
    const { world, domains, agreements, chance } = await settledScene(extent)
    const due = expected(agreements, domains)
    const roller = chance.pick(domains)
    await world.rollOver(roller)
    // Bundles of before and after meet on the way: at no moment anybody is refused.
    await watch(world, 3 * hour, 10 * minute, () => assertAccepted(world, due, domains))
    tell(`after the rollover of ${roller} ${due.size} answers are yes as before`)
    world.storm()
    await world.rollOver(roller)
    await world.schedule.pass(3 * hour)
    world.calm()
    await world.schedule.pass(4 * hour)
    assertAccepted(world, due, domains)
    tell(`after one in a storm too: ${world.troubles()}`)
  },
}
