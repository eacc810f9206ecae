import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readBpmn } from '#bpmn'
import { sure } from '#fault'
import { type Procedure, parseProcedure } from '#task'
import { procedureText } from './fake-unit.ts'
import { World } from './test-world.ts'

const world = new World()

const procedureOf = (text: string): Procedure => sure(parseProcedure(text), 'a text').procedure

before(() => world.open())
after(() => world.api.close())

test('a procedure is shown to anybody as a diagram that says the same', async () => {
  for (const answer of [
    await world.plain('GET', '/procedures/permit/bpmn'),
    await world.secure('GET', '/procedures/permit/bpmn'),
  ]) {
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/xml')
    const { text } = sure(await readBpmn(answer.body.toString()), 'a diagram of the unit')
    assert.deepEqual(procedureOf(text), procedureOf(procedureText))
    const again = await world.plain('GET', '/procedures/permit/bpmn', {
      headers: { 'if-none-match': answer.headers.etag ?? '' },
    })
    assert.equal(again.status, 304)
  }
})

test('a procedure that is not there has no diagram', async () => {
  const answer = await world.plain('GET', '/procedures/other/bpmn')
  assert.equal(answer.status, 404)
  assert.equal(answer.json['type'], 'urn:chancery:problem:procedure-unknown')
  const misnamed = await world.plain('GET', '/procedures/No%20name/bpmn')
  assert.equal(misnamed.status, 400)
})
