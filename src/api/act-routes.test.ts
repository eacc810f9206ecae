import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { FakeFault } from './fake-unit.ts'
import { World } from './test-world.ts'

const world = new World()
const json = { 'content-type': 'application/json' }
const input = { serial: 'a1', reason: 'superseded' }

before(() => world.open())
after(() => world.api.close())

test('an act is answered with 201 and its receipt, the same act again with 200', async () => {
  const body = world.envelope('certificate.revoke', input)
  const first = await world.secure('POST', '/acts/certificate.revoke', { headers: json, body, as: world.mei })
  assert.equal(first.status, 201)
  assert.equal(first.json['index'], 6)
  const second = await world.plain('POST', '/acts/certificate.revoke', { headers: json, body })
  assert.equal(second.status, 200)
  assert.equal(second.json['repeated'], true)
})

const large = 'x'.repeat(64 * 1024)

const refusals = [
  [
    'an act at the path of another',
    'case.open',
    json,
    () => world.envelope('certificate.revoke', input),
    400,
    'act-path-differs',
  ],
  ['an act nobody offers', 'unit.sell', json, () => world.envelope('unit.sell', {}), 404, 'act-unknown'],
  ['a body that is no JSON', 'case.open', json, () => '{', 400, 'envelope-unreadable'],
  ['an empty body', 'case.open', json, () => '', 400, 'envelope-unreadable'],
  ['JSON that is no envelope', 'case.open', json, () => '{"act":"case.open"}', 400, 'envelope-unreadable'],
  ['a payload that is no act', 'case.open', json, () => envelopeOf('[]'), 400, 'act-malformed'],
  ['another payload type', 'case.open', json, () => envelopeOf('{}', 'text/plain'), 400, 'act-payload-type'],
  [
    'a body of another type',
    'case.open',
    { 'content-type': 'text/plain' },
    () => 'x',
    415,
    'body-type-unsupported',
  ],
  ['a body without a type', 'case.open', {}, () => 'x', 415, 'body-type-unsupported'],
  ['an encoded body', 'case.open', { ...json, 'content-encoding': 'gzip' }, () => 'x', 415, 'body-encoded'],
  ['a body above 64 KiB', 'case.open', json, () => `${large}x`, 413, 'body-too-large'],
  ['an envelope above what an entry holds', 'case.open', json, () => large, 413, 'envelope-too-large'],
] as const

for (const [name, act, headers, body, status, kind] of refusals) {
  test(`${name} is refused as ${kind}`, async () => {
    const answer = await world.plain('POST', `/acts/${act}`, { headers, body: body() })
    assert.equal(answer.status, status)
    assert.equal(answer.headers['content-type'], 'application/problem+json')
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
    assert.equal(answer.json['status'], status)
  })
}

test('a body above 64 KiB is refused before it ends, also when it does not say its length', async () => {
  const chunk = `1000\r\n${'x'.repeat(0x1000)}\r\n`
  const head =
    'POST /acts/case.open HTTP/1.1\r\nHost: u\r\nContent-Type: application/json\r\n' +
    'Transfer-Encoding: chunked\r\n\r\n'
  const answer = await world.raw(head + chunk.repeat(17))
  assert.match(answer, /^HTTP\/1\.1 413 /)
  assert.match(answer, /connection: close/i)
})

const faults: readonly (readonly [FakeFault, number, string])[] = [
  ['stopped', 503, 'unit-stopped'],
  ['breaks', 500, 'bug'],
  ['unknown-kind', 500, 'bug'],
]

for (const [fault, status, kind] of faults) {
  test(`a unit that is "${fault}" is told as ${kind}`, async (context) => {
    context.after(() => (world.unit.fault = undefined))
    world.unit.fault = fault
    const body = world.envelope('certificate.revoke', input)
    const answer = await world.plain('POST', '/acts/certificate.revoke', { headers: json, body })
    assert.equal(answer.status, status)
    assert.equal(answer.json['type'], `urn:chancery:problem:${kind}`)
    assert.doesNotMatch(answer.body.toString(), /Wang|not-in-any-table/)
  })
}

test('a bug is in the log by its place and the number of the request, without its message', () => {
  const broken = world.lines.find((line) => line['msg'] === 'a request broke in the node')
  assert.ok(broken)
  assert.ok(Array.isArray(broken['frames']) && broken['frames'].length > 0)
  const unknown = world.lines.find((line) => line['kind'] === 'not-in-any-table')
  assert.equal(unknown?.['msg'], 'a refusal has no words')
  assert.doesNotMatch(JSON.stringify(world.lines), /Wang/)
})

function envelopeOf(payload: string, payloadType = 'application/vnd.chancery.act+json'): string {
  const signatures = [{ keyid: 'k', sig: 'AAAA' }]
  return JSON.stringify({ payloadType, payload: Buffer.from(payload).toString('base64'), signatures })
}
