import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { second } from '#clock'
import { fakeWish } from '#procedure'
import { World } from './test-world.ts'

const world = new World()

before(() => world.open({ limits: { lodgings: { burst: 12, perSecond: 0.05 } } }))
after(() => world.api.close())

const headers = { 'content-type': 'application/json' }
const lodge = (body: string | Uint8Array, type = 'application/json') =>
  world.plain('POST', '/lodgings', { headers: { 'content-type': type }, body })

test('a wish is taken without a certificate, on either listener, and answered with its receipt', async () => {
  const body = fakeWish({ unit: 'unit', time: 0 })
  const answer = await lodge(body)
  assert.equal(answer.status, 201)
  assert.equal(answer.json['act'], 'case.open')
  const again = await world.plain('POST', '/lodgings', { headers, body })
  assert.equal(again.status, 200)
  assert.equal(again.json['repeated'], true)
})

const refused = [
  ['no envelope', 'application/json', 'hello', 400, 'wish-malformed'],
  ['nothing', 'application/json', '', 400, 'wish-malformed'],
  ['no text', 'application/json', Uint8Array.of(0xff), 400, 'wish-malformed'],
  ['a form', 'application/x-www-form-urlencoded', 'a=b', 415, 'body-type-unsupported'],
  ['too much', 'application/json', 'x'.repeat(16 * 1024 + 1), 413, 'body-too-large'],
] as const

for (const [name, type, body, status, kind] of refused) {
  test(`${name} is refused as ${kind}`, async () => {
    const answer = await lodge(body, type)
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
  })
}

test('a flood from one address is held back, and others are not', async () => {
  const flood = await Promise.all(Array.from({ length: 20 }, () => lodge('hello')))
  assert.ok(flood.some(({ status }) => status === 429))
  assert.equal((await world.plain('GET', '/openapi.json')).status, 200)
})

test('a flood from everywhere is held back as well', async () => {
  const crowd = new World()
  await crowd.open({ limits: { lodgingsInAll: { burst: 1, perSecond: 0.01 } } })
  const one = () => crowd.plain('POST', '/lodgings', { headers, body: 'hello' })
  assert.equal((await one()).status, 400)
  const held = await one()
  assert.equal(held.status, 429)
  crowd.clock.move(100 * second)
  assert.equal((await one()).status, 400)
  await crowd.api.close()
})
