import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Answer } from './test-answer.ts'
import { World } from './test-world.ts'

const world = new World()
const headers = { 'content-type': 'application/json' }

before(() => world.open())
after(() => world.api.close())

function preview(act: string, body: unknown): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return world.secure('POST', `/acts/${act}/preview`, { headers, body: text, as: world.mei })
}

test('what would come of an act is told by the kinds of its events alone', async () => {
  const answer = await preview('certificate.revoke', { input: { serial: 'a1' } })
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.json, { foreseen: [{ act: 'certificate.revoke', events: ['something-done'] }] })
  assert.equal(answer.headers['cache-control'], 'no-store')
})

test('acts that come first are taken to be done, and a case they would open has its number', async () => {
  const first = [{ act: 'case.open', input: { procedure: 'revoke-certificate' } }]
  const answer = await preview('certificate.revoke', { first, input: { serial: 'a1' } })
  assert.deepEqual(answer.json, {
    foreseen: [
      { act: 'case.open', events: ['case-opened'], opened: '8' },
      { act: 'certificate.revoke', events: ['something-done'] },
    ],
  })
})

test('what an act would be refused with is told in words and without further evidence', async () => {
  const first = [{ act: 'case.open', input: { procedure: 'revoke-certificate' } }]
  const answer = await preview('certificate.revoke', { first, input: { serial: 'ff' } })
  assert.equal(answer.status, 200)
  assert.deepEqual(answer.json, {
    foreseen: [{ act: 'case.open', events: ['case-opened'], opened: '8' }],
    refused: {
      act: 'certificate.revoke',
      type: 'urn:chancery:problem:no-step',
      title: 'no step of a case permits this now',
      status: 403,
      detail: 'no step of yours permits `certificate.revoke` on `mei`: claim step `decide` of case `3`',
    },
  })
  const unknown = await preview('unit.sell', { input: {} })
  assert.partialDeepStrictEqual(unknown.json, { foreseen: [], refused: { act: 'unit.sell', status: 404 } })
})

test('what it tells of others is journalled first, and what is one’s own is not', async (context) => {
  context.after(() => (world.unit.fault = undefined))
  const right = { case: '3', step: 'read', person: 'mei', kind: 'person', key: 'k', epoch: 2, reason: 'lost' }
  const asked = (person: string): Promise<Answer> => {
    const impact = { rights: [{ ...right, person }], keys: [], services: [], cases: [] }
    return preview('certificate.revoke', { input: { impact } })
  }
  const before = world.readings.length
  assert.partialDeepStrictEqual((await asked('mei')).json, { impact: { people: 1, steps: 1 } })
  assert.equal(world.readings.length, before)
  assert.equal((await asked('wang.li')).status, 200)
  const { what, permission, reader } = world.readings.at(-1) ?? {}
  assert.deepEqual([what, permission, reader?.id], ['acts/certificate.revoke/preview', 'act.preview', 'mei'])
  world.unit.fault = 'journal-fails'
  const answer = await asked('wang.li')
  assert.equal(answer.status, 500)
  assert.doesNotMatch(answer.body.toString(), /wang/)
})

test('only whoever proves a certificate of the unit over TLS is told', async () => {
  const path = '/acts/certificate.revoke/preview'
  const body = '{"input":{"serial":"a1"}}'
  const cases = [
    ['the plain listener', world.plain('POST', path, { headers, body }), 403, 'reading-needs-tls'],
    ['no certificate', world.secure('POST', path, { headers, body }), 401, 'certificate-missing'],
    [
      'a stranger’s certificate',
      world.secure('POST', path, { headers, body, as: world.stranger }),
      401,
      'certificate-not-recorded',
    ],
  ] as const
  for (const [what, asked, status, kind] of cases) {
    const { status: found, json } = await asked
    assert.deepEqual([found, json['type']], [status, `urn:chancery:problem:${kind}`], what)
  }
})

const refusals = [
  ['no JSON', '{', 400, 'question-not-json'],
  ['JSON that is no object', '[]', 400, 'question-not-json'],
  ['acts before it that are no list', { first: { act: 'case.open', input: {} } }, 400, 'question-not-json'],
  ['a member named twice', '{"input":{},"input":{}}', 400, 'question-not-json'],
  ['more than an act can say', `{"input":{"a":"${'x'.repeat(64 * 1024)}"}}`, 413, 'body-too-large'],
] as const

for (const [what, body, status, kind] of refusals) {
  test(`${what} is refused as ${kind}`, async () => {
    const answer = await preview('certificate.revoke', body)
    assert.deepEqual([answer.status, answer.json['type']], [status, `urn:chancery:problem:${kind}`])
  })
}

test('a unit that has stopped foresees nothing, and a refusal without words is a bug', async (context) => {
  context.after(() => (world.unit.fault = undefined))
  world.unit.fault = 'stopped'
  assert.equal((await preview('certificate.revoke', { input: {} })).status, 503)
  world.unit.fault = 'unknown-kind'
  const answer = await preview('certificate.revoke', { input: {} })
  assert.equal(answer.status, 500)
  assert.doesNotMatch(answer.body.toString(), /not-in-any-table/)
})
