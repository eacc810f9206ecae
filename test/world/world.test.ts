import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { hour } from '#clock'
import { certain } from '#fault'
import { properties } from './properties.ts'
import { settledScene } from './scene.ts'

/** A short run, the same each time: `npm run world` makes longer ones with other seeds. */
const seed = 2
const units = 4

const hasOpenssl = spawnSync('openssl', ['version']).status === 0

for (const { name, claim, unitsMin, usesOpenssl, check } of properties) {
  const skip = usesOpenssl === true && !hasOpenssl ? 'there is no `openssl` here' : false
  test(`${claim} (${name}, seed ${seed})`, { skip }, (t) =>
    check({ seed, units: Math.max(units, unitsMin) }, (line) => t.diagnostic(line)),
  )
}

test('the same seed makes the same world, octet for octet', async () => {
  const [one, other] = [await heads(), await heads()]
  assert.deepEqual(one, other)
  assert.equal(new Set(one).size, one.length)
})

/** The signed heads of all records after a storm. */
async function heads(): Promise<readonly string[]> {
  const { world } = await settledScene({ seed, units: 3 })
  world.storm()
  await world.schedule.pass(2 * hour)
  world.calm()
  await world.schedule.pass(hour)
  return [...world.units.values()].map(({ node }) => certain(node, 'a node').opened.record.checkpoint())
}
