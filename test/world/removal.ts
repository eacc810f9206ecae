import { hour, minute } from '#clock'
import { expected } from './plan.ts'
import type { Property } from './property.ts'
import { assertAccepted, assertKept, assertWithin, settledScene, watch } from './scene.ts'

/** Who leaves takes along only what led through them, and nothing else breaks on the way. */
export const removal: Property = {
  name: 'removal',
  claim: 'a unit that is removed changes only pairs all of whose paths ran through it',
  unitsMin: 3,
  async check(extent, tell) {
    const { world, domains, agreements, chance } = await settledScene(extent)
    const leaver = chance.pick(domains)
    const others = domains.filter((domain) => domain !== leaver)
    const before = expected(agreements, others)
    const untouched = agreements.filter(({ from, to }) => from !== leaver && to !== leaver)
    const after = expected(untouched, others)
    world.leave(leaver)
    // No agreement of a world lets a status be older than half a day.
    await watch(world, 13 * hour, 30 * minute, () => {
      const found = world.accepted(others)
      assertKept(found, after)
      assertWithin(found, before)
    })
    assertAccepted(world, after, others)
    tell(`without ${leaver} ${after.size} of ${before.size} answers among the others are yes`)
  },
}
