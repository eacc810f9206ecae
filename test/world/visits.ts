import assert from 'node:assert/strict'
import { base64 } from '#bytes'
import { hour, minute } from '#clock'
import { certain } from '#fault'
import { signPresentation, statementDigest } from '#recognition'
import { reaches } from './model.ts'
import type { Participant } from './participant.ts'
import { weightiest } from './plan.ts'
import type { Property } from './property.ts'
import { settledScene, watch } from './scene.ts'
import { pairs, type World } from './world.ts'

/** Founders visit every other unit; who is received stays no longer than the way that led there. */
export const visits: Property = {
  name: 'visits',
  claim: 'people visit whom their units are recognised by, and no longer than that is so',
  unitsMin: 3,
  async check(extent, tell) {
    const { world, domains, agreements } = await settledScene(extent)
    const all = pairs(domains)
    for (const [home, host] of all) await visit(world, world.unit(home), world.unit(host))
    const question = { resident: 'clerk', purpose: 'client', grade: 'basic' } as const
    const due = all.filter(([home, host]) => reaches(agreements, host, home, question))
    assert.deepEqual(present(world, all), due)
    world.network.partition(new Map([[certain(domains.at(-1), 'a unit'), 1]]))
    const { from, to } = weightiest(agreements, domains)
    await world.withdraw(from, to)
    const counts: number[] = []
    await watch(world, 13 * hour, 15 * minute, () => {
      const found = present(world, all)
      const homeless = found.filter(([home, host]) => {
        return !world.unit(host).wouldReceive(world.unit(home).material)
      })
      assert.deepEqual(homeless, [], 'is here though no path leads there any more')
      counts.push(found.length)
    })
    tell(
      `${due.length} visitors, ${counts[0]} after ${from} withdrew from ${to}, ${counts.at(-1)} in the end`,
    )
  },
}

/** Who is where, as home and host. */
function present(world: World, all: ReturnType<typeof pairs>): ReturnType<typeof pairs> {
  return all.filter(([home, host]) => world.unit(host).hasVisitor(world.unit(home).material))
}

/** A founder has the office stated at home and shows the statement at another unit's door. */
async function visit(world: World, home: Participant, host: Participant): Promise<void> {
  const input = { unit: host.domain }
  const stating = home.decides('visit', input, [['state', 'statement.issue', () => input]])
  const issued = (await world.until(stating)).find(({ kind }) => kind === 'statement-issued')
  const statement = certain(issued, 'the statement')['statement'] as Parameters<typeof statementDigest>[0]
  const { keys, founder } = home.material
  const unit = host.material.keys.authority.publicKey.thumbprint
  const shown = { unit, statement: statementDigest(statement), time: home.clock.now() }
  const presentation = signPresentation(shown, keys.founder)
  const node = certain(host.node, 'a node')
  const certificate = base64(founder.der)
  await world.until(node.act('visitor.receive', { certificate, statement, presentation }))
}
