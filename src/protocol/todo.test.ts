import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { utf8 } from '#bytes'
import { sure } from '#fault'
import { evaluation, evaluations } from './access-decisions.ts'
import { Citadel } from './fixture.ts'
import { accessSchema, schemaFault, todoFiles, todoMissing } from './todo-fixture.ts'

describe('the todo scenario of AuthZEN', { skip: todoMissing }, () => {
  test('decides as expected in each of its versions, once for all in one unit', async () => {
    const citadel = new Citadel().inhabit()
    const service = citadel.own('todo-app', 'service')
    for (const { name, cases } of todoFiles()) {
      assert.ok(cases.length >= 40, name)
      for (const { request, expected } of cases) {
        const ask = typeof expected === 'boolean' ? evaluation : evaluations
        const answer = sure(await ask(citadel.ports, service, utf8(JSON.stringify(request))), 'an answer')
        assert.deepEqual(decisionsIn(answer), expected, `${name}: ${JSON.stringify(request)}`)
      }
    }
    assert.deepEqual(citadel.office.replayed(), citadel.office.state)
  })

  test('asks in the form of the schema, which tells forms apart', () => {
    const schema = accessSchema('evaluation-request')
    const asked = todoFiles().flatMap(({ cases }) =>
      cases.filter(({ expected }) => typeof expected === 'boolean'),
    )
    for (const { request } of asked) assert.equal(schemaFault(schema, request), undefined)
    const [first] = asked
    assert.equal(
      schemaFault(schema, { ...first?.request, subject: { id: 'x' } }),
      '$.subject: no member type',
    )
    assert.equal(schemaFault(schema, { ...first?.request, action: 'x' }), '$.action: no object')
  })
})

/** Decisions alone, as the scenario tells what it expects. */
function decisionsIn(answer: object): unknown {
  if ('evaluations' in answer) {
    return (answer.evaluations as { decision: boolean }[]).map(({ decision }) => ({ decision }))
  }
  return 'decision' in answer && answer.decision
}
