import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hour } from '#clock'
import { evaluationsMax } from './limits.ts'
import { registering } from './register-fixture.ts'

describe('several questions', () => {
  const [yes, no] = [{}, { action: { name: 'lend' } }]
  const broken = { action: { name: 7 } }

  test('are answered as far as the semantic goes, in their order', async () => {
    const register = registering()
    const cases: readonly (readonly [string | undefined, readonly object[], readonly unknown[]])[] = [
      [undefined, [yes, no, yes], [true, 'no-step', true]],
      ['execute_all', [no, yes], ['no-step', true]],
      ['deny_on_first_deny', [yes, no, yes], [true, 'no-step']],
      ['deny_on_first_deny', [yes, yes], [true, true]],
      ['permit_on_first_permit', [no, yes, no], ['no-step', true]],
      ['execute_all', [broken, yes, { subject: 'ida' }], ['question-malformed', true, 'question-malformed']],
      ['deny_on_first_deny', [broken, yes], ['question-malformed']],
      ['permit_on_first_permit', [broken, yes], ['question-malformed', true]],
      [undefined, [], [true]],
    ]
    for (const [semantic, asked, expected] of cases) {
      const options = { ...(semantic !== undefined && { evaluations_semantic: semantic }), another: 1 }
      const question = { ...register.question(), evaluations: asked, options }
      assert.deepEqual(await register.all(question), expected, JSON.stringify([semantic, asked]))
    }
  })

  test('take whole members from the question around them, and none of its parts', async () => {
    const register = registering()
    const { subject, action, resource } = register.question()
    const each = [
      { subject, action, resource },
      { subject: { type: 'user' }, action, resource },
    ]
    assert.deepEqual(await register.all({ subject, evaluations: each }), [true, 'question-malformed'])
    assert.deepEqual(await register.all({ evaluations: [{ subject, action }] }), ['question-malformed'])
    const looking = { context: { use: false }, subject, resource, action: { name: 'seal' } }
    const { size } = register.office.state
    assert.deepEqual(await register.all({ ...looking, evaluations: [{}, { context: {} }] }), [true, true])
    assert.equal(register.office.state.size, size + 1)
  })

  test('are refused as a whole where the whole is malformed or too large', async () => {
    const register = registering()
    const malformed = 'access-question-malformed'
    const whole = register.question()
    assert.equal(await register.all({ ...whole, evaluations: 'x' }), `${malformed} evaluations`)
    assert.equal(await register.all({ ...whole, evaluations: ['x'] }), `${malformed} evaluations.0`)
    assert.equal(await register.all({ ...whole, subject: 'x', evaluations: [{}] }), `${malformed} subject`)
    const options = { evaluations_semantic: 'some' }
    const wrong = { ...whole, evaluations: [{}], options }
    assert.equal(await register.all(wrong), `${malformed} options.evaluations_semantic`)
    const many = Array.from({ length: evaluationsMax + 1 }, () => ({}))
    assert.equal(await register.all({ ...whole, evaluations: many }), 'evaluations-too-many')
    assert.deepEqual(
      await register.all({ ...whole, evaluations: many.slice(1) }),
      many.slice(1).map(() => true),
    )
  })
})

test('a question is refused for whatever the specification does not take', async () => {
  const register = registering()
  const { subject, action, resource } = register.question()
  const malformed = 'access-question-malformed'
  const nested = `${'['.repeat(40)}${']'.repeat(40)}`
  const cases: readonly (readonly [unknown, string])[] = [
    ['', 'body'],
    ['[]', 'body'],
    ['{"subject":1,"subject":2}', 'body'],
    [`{"context":{"a":${nested}}}`, 'body'],
    [{ action, resource }, 'subject'],
    [{ subject, resource }, 'action'],
    [{ subject, action }, 'resource'],
    [{ subject: { id: 'ida' }, action, resource }, 'subject.type'],
    [{ subject: { type: 'user' }, action, resource }, 'subject.id'],
    [{ subject, action: {}, resource }, 'action.name'],
    [{ subject, action, resource: { type: 'register' } }, 'resource.id'],
    [{ subject, action, resource: { type: 'register', id: 7 } }, 'resource.id'],
    [{ subject, action, resource, context: [] }, 'context'],
    [{ subject, action, resource: { ...Object(resource), properties: 'x' } }, 'resource.properties'],
    [{ subject: { ...Object(subject), properties: { key: 7 } }, action, resource }, 'subject.properties.key'],
  ]
  for (const [question, at] of cases) {
    assert.equal(await register.asked(question), `${malformed} ${at}`, JSON.stringify(question))
  }
  const ignored = { ...register.question(), future: { nested: true }, page: 'x' }
  assert.equal(typeof (await register.asked(ignored)), 'object')
})

describe('the journal', () => {
  test('has a line for each request about others, and none for what people ask of themselves', async () => {
    const register = registering()
    await register.asked(register.question(), register.ida)
    assert.deepEqual(register.journal, [])
    const boxcar = { ...register.question(), evaluations: [{}, { action: { name: 'lend' } }, { action: 7 }] }
    await register.all(boxcar)
    assert.equal(register.journal.length, 1)
    const line: Readonly<Record<string, unknown>> = register.journal[0] ?? {}
    const { asker, what, outcome } = line
    assert.deepEqual([asker, what, outcome], [register.service, 'access.evaluations', 'decided'])
    const [subject, object] = ['person/ida', `register/${register.of}`]
    const step = { case: register.of, step: 'keep', epoch: register.office.state.size - 1 }
    assert.deepEqual(line['evaluations'], [
      { subject, permission: 'register.read', object, decision: true, ...step },
      { subject, permission: 'register.lend', object, decision: false, reason: 'no-step' },
      { subject: '', decision: false, reason: 'question-malformed' },
    ])
  })

  test('takes several lines for what one cannot hold', async () => {
    const register = registering()
    const subject = { type: '中'.repeat(160), id: '人'.repeat(200) }
    const resource = { type: 'register', id: '号'.repeat(128) }
    const boxcar = {
      ...register.question({ subject, resource }),
      evaluations: Array.from({ length: 100 }, () => ({})),
    }
    assert.equal((await register.all(boxcar)).length, 100)
    const counts = register.journal.map((line) => (line['evaluations'] as unknown[]).length)
    assert.ok(counts.length > 1 && counts.reduce((a, b) => a + b) === 100, String(counts))
    for (const line of register.journal) assert.ok(Buffer.byteLength(JSON.stringify(line)) < 60 * 1024)
  })

  test('must be written before anything is told', async () => {
    const register = registering()
    register.fault = 'journal-fails'
    await assert.rejects(register.asked(register.question()), /disk gone/)
    register.fault = 'stopped'
    assert.equal(await register.asked(register.question()), 'node-closing')
  })

  test('has a line more for a right that ends while it is written, and that is denied', async () => {
    const register = registering()
    register.meanwhile = () => {
      register.office.act('step.release', register.ida, { case: register.of, step: 'keep' })
    }
    assert.equal(await register.reason({}), 'right-over')
    assert.deepEqual(
      register.journal.map(({ outcome }) => outcome),
      ['decided', 'cut'],
    )
    const again = registering()
    again.meanwhile = () => again.appoint('bo', 'editor')
    assert.equal(await again.reason({}), true, 'an entry about something else ends nothing')
    const short = registering()
    short.claim(short.of, 'short', short.ida)
    short.meanwhile = () => {
      short.office.time += 2 * hour
    }
    assert.equal(await short.reason({ action: { name: 'stamp' } }), 'right-over')
  })
})
