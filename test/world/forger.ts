import assert from 'node:assert/strict'
import { hour, minute } from '#clock'
import { certain } from '#fault'
import { expected } from './plan.ts'
import type { Property } from './property.ts'
import { assertAccepted, assertKept, assertWithin, settledScene, unitOfLine, watch } from './scene.ts'
import type { World } from './world.ts'

/** What a bundle or a record that is not the one seen before is refused for. */
const refusals = ['bundle-rolled-back', 'bundle-forked', 'record-rolled-back', 'record-forked']

/** A unit comes back from an old copy of its disk and writes its record anew. */
export const forger: Property = {
  name: 'forger',
  claim: 'a unit that rolls back and forks its record is refused, and the others keep working',
  unitsMin: 3,
  async check(extent, tell) {
    const { world, domains, agreements, chance } = await settledScene(extent)
    const followed = [...new Set(agreements.map(({ to }) => to))]
    const name = chance.pick(followed)
    const unit = world.unit(name)
    const copy = unit.disk.copy()
    await world.schedule.pass(2 * hour + chance.below(3 * hour))
    const known = rowsOf(world, name)
    unit.crash()
    unit.disk.restore(copy)
    await world.until(unit.does('case.open', { procedure: 'visit', data: { unit: 'elsewhere.example' } }))
    const among = agreements.filter(({ from, to }) => from !== name && to !== name)
    const before = expected(agreements, domains)
    const ownLines = [...before].filter((line) => unitOfLine(line) === name)
    const after = new Set([...expected(among, domains), ...ownLines])
    const faults = new Set<string>()
    await watch(world, 13 * hour, 20 * minute, () => {
      const found = world.accepted(domains)
      assertKept(found, after)
      assertWithin(found, before)
      assert.deepEqual(rowsOf(world, name), known, 'what was seen of it before has changed')
      for (const fault of faultsAbout(world, name)) faults.add(fault)
    })
    assertAccepted(world, after, domains)
    assert.ok(faults.size > 0, 'nobody noticed')
    assert.deepEqual(
      [...faults].filter((fault) => !refusals.includes(fault)),
      [],
    )
    tell(`${name} was refused by ${known.length} units for ${[...faults].join(', ')}`)
    tell(`${after.size} of ${before.size} answers are yes without it`)
  },
}

/** What the others have of a unit. */
function rowsOf({ units }: World, domain: string): readonly string[] {
  return [...units.values()].flatMap((unit) => {
    const peers = unit.horizon(certain(unit.node, 'a node')).peers.map(({ row }) => row)
    const rows = peers.filter((row) => row.domain === domain)
    return rows.map(({ number, digest }) => `${unit.domain} has ${number} ${digest}`)
  })
}

/** Why the others got no bundle of a unit at their last try. */
function faultsAbout({ units }: World, domain: string): readonly string[] {
  return [...units.values()].flatMap((unit) => {
    const fetches = certain(unit.node, 'a node').bundles.ports().peerFetches() as readonly Fetch[]
    return fetches.flatMap(({ unit: of, problem }) => (of === domain && problem ? [problem] : []))
  })
}

interface Fetch {
  readonly unit: string
  readonly problem?: string
}
