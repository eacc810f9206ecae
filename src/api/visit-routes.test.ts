import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open({ limits: { certificateRequests: { burst: 100, perSecond: 1 } } }))
after(() => world.api.close())

const headers = { 'content-type': 'application/json' }

test('a visit is taken without a certificate and answered with how far it reaches', async () => {
  const body = JSON.stringify({ certificate: '', statement: {}, presentation: {} })
  const answer = await world.plain('POST', '/visits', { headers, body })
  assert.equal(answer.status, 201)
  assert.deepEqual(answer.json, {
    ...{ visitor: 'certificate,statement,presentation', offices: [], grade: 'basic' },
    ...{ until: '2026-11-22T20:00:00.000Z', index: 6 },
  })
})

const refused = [
  ['no JSON', 'application/json', 'hello', 400, 'visit-not-json'],
  ['a number', 'application/json', '7', 400, 'visit-not-json'],
  ['a member named twice', 'application/json', '{"statement":1,"statement":2}', 400, 'visit-not-json'],
  ['nothing', 'application/json', '', 400, 'visit-not-json'],
  ['no text', 'application/json', Uint8Array.of(0xff), 400, 'visit-not-json'],
  ['another type', 'text/plain', '{}', 415, 'body-type-unsupported'],
  ['too much', 'application/json', 'x'.repeat(40 * 1024 + 1), 413, 'body-too-large'],
] as const

for (const [name, type, body, status, kind] of refused) {
  test(`${name} is refused as ${kind}`, async () => {
    const answer = await world.plain('POST', '/visits', { headers: { 'content-type': type }, body })
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
  })
}
