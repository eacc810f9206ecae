import assert from 'node:assert/strict'
import { hour, minute } from '#clock'
import type { Property } from './property.ts'
import { settledScene, watch } from './scene.ts'

/** What happens to the network and to others is no matter for a unit's own people. */
export const alone: Property = {
  name: 'alone',
  claim: 'a unit alone serves its own people, whatever happens to the network',
  unitsMin: 2,
  async check(extent, tell) {
    const { world, domains } = await settledScene(extent)
    world.storm()
    world.network.partition(new Map(domains.map((domain, place) => [domain, place])))
    let [served, down] = [0, 0]
    // Beyond the life of every bundle.
    await watch(world, 26 * hour, 30 * minute, () => {
      for (const [domain, unit] of world.units) {
        const serves = unit.servesItsOwn()
        assert.notEqual(serves, false, `${domain} does not know its founder`)
        if (serves) served += 1
        else down += 1
      }
    })
    assert.deepEqual([...world.accepted(domains)], [], 'somebody unheard of for a day is accepted')
    const opening = { procedure: 'visit', data: { unit: 'elsewhere.example' } }
    for (const unit of world.units.values()) await world.until(unit.does('case.open', opening))
    tell(`looked ${served} times, ${down} times the node was down; ${world.troubles()}`)
  },
}
