import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { accessEndpoints } from './endpoints.ts'
import { Citadel } from './fixture.ts'

const records = `
procedure: records
title: { en: Keep records }
opened-by: anyone
steps:
  write:
    by: { person: alice }
    permits: [record.read, record.write]
    objects: [record/record-1, record/record-2]
  read: { by: { person: bob }, permits: [record.read], objects: record/record-1 }
`

/**
 * What the AuthZEN working group asks of a decision point on its levels Basic, Batch and Search, as far as it
 * rests on identifiers (Core): what it lets rest on properties is not decided here.
 */
describe('the certification scenario of AuthZEN on the level Core', () => {
  const citadel = new Citadel(records)
  const [alice, bob] = [citadel.own('alice'), citadel.own('bob')]
  const of = citadel.open('records', alice)
  citadel.claim(of, 'write', alice)
  citadel.claim(of, 'read', bob)
  const service = citadel.own('harness', 'service')

  async function asked(name: string, question: object): Promise<Readonly<Record<string, unknown>>> {
    const endpoint = accessEndpoints.find((one) => one.name === `access.${name}`)
    const told = await endpoint?.answer(citadel.ports, service, utf8(JSON.stringify(question)))
    return told?.ok ? { ...told.value } : { refused: told?.fault.kind }
  }

  const subject = (id: string) => ({ type: 'user', id })
  const record = { type: 'record', id: 'record-1' }
  const read = { name: 'read' }

  test('decides by identifiers, with or without a context, each time the same', async () => {
    const decision = async (id: string, name: string, more: object = {}): Promise<unknown> => {
      const question = { subject: subject(id), action: { name }, resource: record, ...more }
      return (await asked('evaluation', question))['decision']
    }
    for (const more of [
      {},
      { context: { time: '2024-10-26T01:22-07:00' } },
      { future: { nested: true } },
      {},
    ]) {
      assert.equal(await decision('alice', 'read', more), true)
      assert.equal(await decision('alice', 'write', more), true)
      assert.equal(await decision('bob', 'read', more), true)
      assert.equal(await decision('bob', 'write', more), false)
    }
  })

  test('answers a boxcar one by one, of which one that is incomplete is denied', async () => {
    const evaluations = [{ action: read }, { action: { name: 'write' } }, { resource: { type: 'record' } }]
    const told = await asked('evaluations', {
      subject: subject('bob'),
      action: read,
      resource: record,
      evaluations,
    })
    const answers = told['evaluations'] as { readonly decision: boolean }[]
    assert.deepEqual(
      answers.map(({ decision }) => decision),
      [true, false, false],
    )
    for (const more of [{}, { evaluations: [] }]) {
      const one = await asked('evaluations', {
        subject: subject('bob'),
        action: read,
        resource: record,
        ...more,
      })
      assert.equal(one['decision'], true)
    }
  })

  test('finds whom, what and which it should, whatever id stands where none belongs', async () => {
    const results = async (of: string, question: object) => (await asked(`search.${of}`, question))['results']
    for (const type of [{ type: 'user' }, { type: 'user', id: 'alice' }]) {
      const found = await results('subject', { subject: type, action: read, resource: record })
      assert.deepEqual(found, [subject('alice'), subject('bob')])
    }
    for (const resource of [{ type: 'record' }, { type: 'record', id: 'record-9' }]) {
      const found = await results('resource', { subject: subject('bob'), action: read, resource })
      assert.deepEqual(found, [record])
    }
    const actions = await results('action', { subject: subject('alice'), resource: record })
    assert.deepEqual(actions, [read, { name: 'write' }])
  })

  test('finds nothing of what it does not know, and refuses none of it', async () => {
    const [nobody, nothing] = [subject('nobody'), { type: 'nothing', id: 'x' }]
    const robot = { type: 'robot', id: 'alice' }
    const questions: readonly (readonly [string, object])[] = [
      ['subject', { subject: { type: 'robot' }, action: read, resource: record }],
      ['subject', { subject: { type: 'user' }, action: read, resource: nothing }],
      ['resource', { subject: nobody, action: read, resource: { type: 'record' } }],
      ['resource', { subject: robot, action: read, resource: { type: 'record' } }],
      ['resource', { subject: subject('alice'), action: read, resource: { type: 'nothing' } }],
      ['action', { subject: nobody, resource: record }],
      ['action', { subject: subject('alice'), resource: nothing }],
    ]
    for (const [of, question] of questions) {
      const told = await asked(`search.${of}`, question)
      assert.deepEqual(told, { page: { next_token: '', count: 0 }, results: [] }, JSON.stringify(question))
    }
  })
})
