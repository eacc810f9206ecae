import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
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

test('a diagram is told as the text of a procedure, and nothing is kept of it', async () => {
  const headers = { 'content-type': 'application/xml' }
  const diagram = await world.plain('GET', '/procedures/permit/bpmn')
  const body = diagram.body.toString()
  const answer = await world.secure('POST', '/procedures/import', { headers, body, as: world.mei })
  assert.equal(answer.status, 200)
  const { text, notes } = answer.json as { readonly text: string; readonly notes: readonly object[] }
  assert.deepEqual(procedureOf(text), procedureOf(procedureText))
  const remark = 'the layout is left behind: an export makes its own'
  assert.deepEqual(notes, [{ kind: 'layout-left', remark }])
})

describe('a diagram is refused', () => {
  const headers = { 'content-type': 'application/xml' }
  const brought = (body: string | Uint8Array, as: typeof world.mei | undefined = world.mei) =>
    world.secure('POST', '/procedures/import', { headers, body, as })

  test('from whoever proves no certificate of the unit', async () => {
    const answer = await world.secure('POST', '/procedures/import', { headers, body: '<a/>' })
    assert.equal(answer.status, 401)
  })

  test('with every element that no procedure can say', async () => {
    const { json, status } = await brought('<!DOCTYPE a><a/>')
    assert.equal(status, 400)
    assert.equal(json['type'], 'urn:chancery:problem:diagram-refused')
    assert.equal((json['faults'] as readonly unknown[]).length, 1)
  })

  test('when it is no text, and before it is read when it is too long', async () => {
    assert.equal((await brought(new Uint8Array([0x3c, 0xff]))).status, 400)
    const long = await brought(`<a>${' '.repeat(1024 * 1024)}</a>`)
    assert.equal(long.status, 413)
    assert.equal(long.json['bytesMax'], 1024 * 1024)
  })
})
