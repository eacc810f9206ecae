import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { World } from './test-world.ts'

const world = new World()
const jsonHeaders = { 'content-type': 'application/json' }

before(() => world.open())
after(() => world.api.close())
beforeEach(() => {
  world.readings.length = 0
  world.permitted = true
  world.revoked = false
  world.unit.fault = undefined
})

const inputs = [
  ['/cases/3/1', { case: '3', part: 1 }],
  ['/cases/3/1?closed=true&limit=5', { case: '3', part: 1, closed: true, limit: 5 }],
  ['/cases/3/1?step=a', { case: '3', part: 1, step: ['a'] }],
  ['/cases/3/1?step=a&step=b', { case: '3', part: 1, step: ['a', 'b'] }],
  ['/cases/a%2Fb/-1', { case: 'a/b', part: -1 }],
] as const

for (const [path, input] of inputs) {
  test(`${path} reads its texts by the schema`, async () => {
    const answer = await world.plain('GET', path)
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json, { input })
  })
}

const malformed = [
  '/cases/3/one',
  '/cases/3/0x1',
  '/cases/3/1e0',
  '/cases/3/1?closed=yes',
  '/cases/3/1?limit=',
  '/cases/3/1?limit=1&limit=2',
  '/cases/3/1?limit=101',
  '/cases/3/1?unknown=1',
  '/cases/3/1?case=4',
  '/cases/3/1?__proto__=4',
]

for (const path of malformed) {
  test(`${path} is malformed`, async () => {
    const answer = await world.plain('GET', path)
    assert.equal(answer.status, 400)
    assert.equal(answer.json['type'], 'urn:chancery:problem:act-malformed')
  })
}

test('a public query knows who shows a certificate of the unit and takes others for nobody', async () => {
  assert.deepEqual((await world.secure('GET', '/cases/3/1', { as: world.mei })).json['reader'], 'mei')
  const stranger = await world.secure('GET', '/cases/3/1', { as: world.stranger })
  assert.equal(stranger.status, 200)
  assert.equal(stranger.json['reader'], undefined)
})

test('a member query is answered to a member over TLS and to nobody else', async () => {
  assert.deepEqual((await world.secure('GET', '/me', { as: world.mei })).json, { id: 'mei' })
  const nobody = await world.secure('GET', '/me')
  assert.equal(nobody.status, 401)
  assert.equal(nobody.headers['www-authenticate'], 'ClientCertificate')
  assert.equal(nobody.json['type'], 'urn:chancery:problem:certificate-missing')
  const plain = await world.plain('GET', '/me')
  assert.equal(plain.status, 403)
  assert.equal(plain.json['type'], 'urn:chancery:problem:reading-needs-tls')
  const stranger = await world.secure('GET', '/me', { as: world.stranger })
  assert.equal(stranger.json['type'], 'urn:chancery:problem:certificate-not-recorded')
})

test('a header that claims a certificate proves nothing', async () => {
  const headers = { 'client-cert': `:${Buffer.from(world.mei.der).toString('base64')}:` }
  assert.equal((await world.secure('GET', '/me', { headers })).status, 401)
  assert.equal((await world.plain('GET', '/me', { headers })).status, 403)
})

test('a query under a step is journalled before it is answered', async () => {
  const answer = await world.secure('GET', '/audit/3', { as: world.mei })
  assert.deepEqual(answer.json, { audited: '3' })
  assert.equal(answer.headers['cache-control'], 'no-store')
  const [reading, ...more] = world.readings
  assert.equal(more.length, 0)
  assert.deepEqual(
    { ...reading, reader: reading?.reader.id },
    {
      reader: 'mei',
      what: 'case.audit',
      permission: 'case.read',
      object: 'case/3',
      grant: { by: 'step', case: '3', step: 'read', permission: 'case.read', object: 'case/3' },
    },
  )
})

test('what is not permitted or cannot be journalled is not shown', async () => {
  world.permitted = false
  assert.equal((await world.secure('GET', '/audit/3', { as: world.mei })).status, 403)
  world.permitted = true
  world.unit.fault = 'journal-fails'
  const answer = await world.secure('GET', '/audit/3', { as: world.mei })
  assert.equal(answer.status, 500)
  assert.equal(answer.json['audited'], undefined)
  assert.equal(world.readings.length, 0)
})

test('a question about a document is a POST of JSON; a refusal it tells of is told in words', async () => {
  const body = JSON.stringify({ text: 'x'.repeat(20_000), part: 2 })
  const answer = await world.plain('POST', '/looks/3', { body, headers: jsonHeaders })
  assert.equal(answer.status, 200)
  const { refusal, ...rest } = answer.json as { refusal: { kind: string; detail: string } }
  assert.deepEqual(rest, { case: '3', part: 2, characters: 20_000 })
  assert.equal(refusal.kind, 'visit-over')
  assert.match(refusal.detail, /x@y/)
})

const unasked = [
  ['no JSON', '{', 400, 'question-not-json'],
  ['no object', '["text"]', 400, 'question-not-json'],
  ['a member named twice', '{"text":"x","text":"y"}', 400, 'question-not-json'],
  ['without the document', '{}', 400, 'act-malformed'],
  ['with a member that is unknown', '{"text":"x","more":1}', 400, 'act-malformed'],
  ['too large', JSON.stringify({ text: 'x'.repeat(50_000) }), 413, 'body-too-large'],
] as const

for (const [what, body, status, kind] of unasked) {
  test(`a question whose body is ${what} is refused`, async () => {
    const answer = await world.plain('POST', '/looks/3', { body, headers: jsonHeaders })
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
  })
}

test('a question about a document is not asked by GET', async () => {
  assert.equal((await world.plain('GET', '/looks/3?text=x')).status, 405)
})
