import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open())
after(() => world.api.close())
beforeEach(() => {
  world.readings.length = 0
  world.permitted = true
  world.unit.fault = undefined
})

for (const log of ['record', 'journal']) {
  test(`the checkpoint of the ${log} is open to all and may be asked for again with its tag`, async () => {
    const answer = await world.plain('GET', `/${log}/checkpoint`)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(answer.headers['cache-control'], 'no-cache')
    const tag = answer.headers.etag ?? ''
    const again = await world.plain('GET', `/${log}/checkpoint`, {
      headers: { 'if-none-match': `"other", W/${tag}` },
    })
    assert.equal(again.status, 304)
    assert.equal(again.body.length, 0)
  })

  test(`hash tiles of the ${log} are open to all and never change`, async () => {
    const answer = await world.plain('GET', `/${log}/tile/0/000.p/3`)
    assert.equal(answer.status, 200)
    assert.equal(answer.body.length, 96)
    assert.equal(answer.headers['cache-control'], 'public, max-age=31536000, immutable')
  })

  test(`entries of the ${log} are shown under a step, journalled and kept in no cache`, async () => {
    const answer = await world.secure('GET', `/${log}/tile/entries/000.p/7`, { as: world.mei })
    assert.equal(answer.body.toString(), 'entries')
    assert.equal(answer.headers['cache-control'], 'no-store')
    const [reading] = world.readings
    assert.equal(reading?.what, `${log}/tile/entries/000.p/7`)
    assert.equal(reading?.permission, `${log}.read`)
    assert.equal(reading?.object, log)
  })
}

test('entries are not shown without a certificate, TLS, a step and the journal', async () => {
  const path = '/record/tile/entries/000.p/7'
  assert.equal((await world.plain('GET', path)).status, 403)
  assert.equal((await world.secure('GET', path)).status, 401)
  assert.equal((await world.secure('GET', path, { as: world.stranger })).status, 401)
  world.permitted = false
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 403)
  world.permitted = true
  world.unit.fault = 'journal-fails'
  assert.equal((await world.secure('GET', path, { as: world.mei })).status, 500)
  assert.equal(world.readings.length, 0)
})

const refusals = [
  ['tile/0/001', 404, 'tile-absent'],
  ['tile/0/000', 404, 'tile-absent'],
  ['tile/0/000.p/256', 400, 'tile-path-malformed'],
  ['tile/0/0', 400, 'tile-path-malformed'],
  ['tile/0/x000/000', 400, 'tile-path-malformed'],
  ['tile/64/000', 400, 'tile-path-malformed'],
  ['tile/0/000/../../entries/000', 400, 'tile-path-malformed'],
  ['tile/', 400, 'tile-path-malformed'],
  ['tiles', 404, 'resource-unknown'],
] as const

for (const [path, status, kind] of refusals) {
  test(`/record/${path} is refused as ${kind}`, async () => {
    const answer = await world.plain('GET', `/record/${path}`)
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
  })
}
