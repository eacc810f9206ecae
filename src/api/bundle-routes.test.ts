import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open())
after(() => world.api.close())
beforeEach(() => {
  world.visiting = false
  world.published = true
  world.readings.length = 0
  world.permitted = true
})

const path = '/.well-known/chancery-bundle'
const json = { 'content-type': 'application/json' }

test('what the unit publishes is open to all on both listeners, and asked for anew each time', async () => {
  for (const answer of [await world.plain('GET', path), await world.secure('GET', path)]) {
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/json')
    assert.equal(answer.headers['cache-control'], 'no-cache')
    assert.deepEqual(answer.json, { since: 0 })
    const again = await world.plain('GET', path, {
      headers: { 'if-none-match': answer.headers.etag ?? '' },
    })
    assert.equal(again.status, 304)
  }
})

test('a size seen before is handed on, and what is none is refused', async () => {
  const answer = await world.plain('GET', `${path}?since=12`)
  assert.deepEqual(answer.json, { since: 12 })
  for (const since of ['', '0', '-1', '1.5', '01', 'x', '9'.repeat(16), '1&since=2']) {
    const refused = await world.plain('GET', `${path}?since=${since}`)
    assert.equal(refused.status, 400, since)
    assert.equal(refused.json['type'], 'urn:chancery:problem:act-malformed')
  }
})

test('a unit that has published nothing says so', async () => {
  world.published = false
  const answer = await world.plain('GET', path)
  assert.equal(answer.status, 404)
  assert.equal(answer.json['type'], 'urn:chancery:problem:bundle-unpublished')
})

test('a bundle is brought by people of the unit, once', async () => {
  const sent = { headers: json, body: '{"bundle":2}', as: world.mei }
  const first = await world.secure('POST', '/bundles', sent)
  assert.equal(first.status, 201)
  assert.deepEqual(first.json, { key: 'k', domain: 'other.test', number: 7, outcome: 'accepted' })
  const again = await world.secure('POST', '/bundles', sent)
  assert.deepEqual([again.status, again.json['outcome']], [200, 'known'])
  const refused = await world.secure('POST', '/bundles', { ...sent, body: 'far.test' })
  assert.deepEqual(
    [refused.status, refused.json['type']],
    [409, 'urn:chancery:problem:bundle-unit-unfollowed'],
  )
})

test('of strangers no bundle is taken', async () => {
  const sent = { headers: json, body: '{"bundle":3}' }
  assert.equal((await world.plain('POST', '/bundles', sent)).status, 403)
  assert.equal((await world.secure('POST', '/bundles', sent)).status, 401)
  assert.equal((await world.secure('POST', '/bundles', { ...sent, as: world.stranger })).status, 401)
  assert.ok(!world.brought.has(sent.body))
})

test('visitors bring no bundles, and are not told how the fetching goes', async () => {
  world.visiting = true
  const sent = { headers: json, body: '{"bundle":4}', as: world.mei }
  const answers = [
    await world.secure('POST', '/bundles', sent),
    await world.secure('GET', '/peers/fetches', { as: world.mei }),
  ]
  for (const { status, json: told } of answers) {
    assert.deepEqual([status, told['type']], [403, 'urn:chancery:problem:reader-visiting'])
  }
  assert.ok(!world.brought.has(sent.body))
})

test('a bundle of 4 MiB is taken, one of five is not, and nothing but JSON', async () => {
  const large = { headers: json, body: '{'.padEnd(4 * 1024 * 1024), as: world.mei }
  assert.equal((await world.secure('POST', '/bundles', large)).status, 201)
  const huge = { ...large, body: '{'.padEnd(5 * 1024 * 1024) }
  assert.equal((await world.secure('POST', '/bundles', huge)).status, 413)
  const text = { ...large, headers: { 'content-type': 'text/plain' }, body: '{' }
  assert.equal((await world.secure('POST', '/bundles', text)).status, 415)
})

test('how the fetching goes is shown to people of the unit', async () => {
  const answer = await world.secure('GET', '/peers/fetches', { as: world.mei })
  assert.deepEqual(answer.json, { fetches: [{ unit: 'other.test', failures: 0 }] })
  assert.equal(answer.headers['cache-control'], 'no-store')
  assert.equal((await world.secure('GET', '/peers/fetches')).status, 401)
  assert.equal((await world.plain('GET', '/peers/fetches')).status, 403)
})

test('a document of the record is shown under a step, journalled and kept in no cache', async () => {
  const at = `/record/documents/${world.document}`
  const answer = await world.secure('GET', at, { as: world.mei })
  assert.equal(answer.body.toString(), 'document')
  assert.equal(answer.headers['cache-control'], 'no-store')
  const [reading] = world.readings
  assert.deepEqual([reading?.what, reading?.permission], [at.slice(1), 'record.read'])
  const absent = await world.secure('GET', `/record/documents/${'e'.repeat(43)}`, { as: world.mei })
  assert.deepEqual([absent.status, absent.json['type']], [404, 'urn:chancery:problem:document-absent'])
  assert.equal((await world.secure('GET', '/record/documents/x', { as: world.mei })).status, 400)
  assert.equal((await world.plain('GET', at)).status, 403)
  world.permitted = false
  assert.equal((await world.secure('GET', at, { as: world.mei })).status, 403)
  assert.equal(world.readings.length, 1)
})
