import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open())
after(() => world.api.close())
beforeEach(() => {
  world.readings.length = 0
  world.unit.entries.wishes.length = 0
  world.permitted = true
  world.visiting = false
})

test('entries are found under a step, and the finding is journalled', async () => {
  const path = '/record/entries?act=case.open&case=3&from=2026-11-22T12:00:00Z&before=9&limit=5'
  const answer = await world.secure('GET', path, { as: world.mei })
  assert.equal(answer.status, 200)
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.deepEqual(
    world.readings.map(({ what, permission, object }) => [what, permission, object]),
    [['entry.find', 'record.read', 'record']],
  )
  const [wish] = world.unit.entries.wishes
  const from = Date.UTC(2026, 10, 22, 12)
  assert.deepEqual(wish, { act: 'case.open', case: '3', from, to: undefined, before: 9, limit: 5 })
})

test('whoever made the act is shown its entry without a step, and it is not journalled', async () => {
  world.permitted = false
  const own = await world.secure('GET', '/record/entries?actor=person%2Fmei', { as: world.mei })
  assert.equal(own.status, 200)
  const entry = await world.secure('GET', '/record/entries/1', { as: world.mei })
  assert.equal(entry.status, 200)
  assert.equal(entry.json['actor'], 'person/mei')
  assert.equal(world.readings.length, 0)
})

test('an entry of somebody else is shown under a step, and journalled by its index', async () => {
  const shown = await world.secure('GET', '/record/entries/0', { as: world.mei })
  assert.equal(shown.status, 200)
  assert.deepEqual(
    world.readings.map(({ what }) => what),
    ['record/entries/0'],
  )
})

test('without a step only the entries of one’s own acts are shown, and no others are told of', async () => {
  world.permitted = false
  for (const path of ['', '?actor=person/lan', '?actor=service/mei', '/0', '/9']) {
    const answer = await world.secure('GET', `/record/entries${path}`, { as: world.mei })
    assert.equal(answer.status, 403, path)
  }
  assert.equal(world.unit.entries.wishes.length, 0)
  assert.equal((await world.secure('GET', '/record/entries')).status, 401)
  assert.equal((await world.plain('GET', '/record/entries/1')).status, 403)
})

test('the history of a case is asked for as its reader, and read under no step', async () => {
  world.permitted = false
  const path = '/cases/3/history'
  const { json } = await world.secure('GET', `${path}?before=9`, { as: world.mei })
  assert.deepEqual(json, { case: '3', before: 9, entries: [], reader: 'mei' })
  assert.equal(world.readings.length, 0)
  assert.equal((await world.secure('GET', '/cases/4/history', { as: world.mei })).status, 403)
  assert.equal((await world.secure('GET', '/cases/4x/history', { as: world.mei })).status, 400)
  assert.equal((await world.secure('GET', path)).status, 401)
  assert.equal((await world.plain('GET', path)).status, 403)
})

const refusals = [
  ['/record/entries/9', 404, 'entry-absent'],
  ['/record/entries/-1', 400, 'act-malformed'],
  ['/record/entries/x', 400, 'act-malformed'],
  ['/record/entries?actor=mei', 400, 'act-malformed'],
  ['/record/entries?from=yesterday', 400, 'act-malformed'],
  ['/record/entries?limit=201', 400, 'act-malformed'],
  ['/record/entries?limit=5&limit=6', 400, 'act-malformed'],
  ['/record/entries?wish=1', 400, 'act-malformed'],
] as const

for (const [path, status, kind] of refusals) {
  test(`${path} is refused as ${kind}`, async () => {
    const answer = await world.secure('GET', path, { as: world.mei })
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
  })
}

for (const path of ['/unit/health', '/inventory']) {
  test(`${path} is told to members over TLS, and to no visitor`, async () => {
    assert.equal((await world.secure('GET', path, { as: world.mei })).status, 200)
    assert.equal((await world.plain('GET', path)).status, 403)
    world.visiting = true
    const visitor = await world.secure('GET', path, { as: world.mei })
    assert.equal(visitor.json['type'], 'urn:chancery:problem:reader-visiting')
  })
}
