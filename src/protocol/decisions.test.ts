import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { base64url, sha256 } from '#bytes'
import { day, hour, isoInstant } from '#clock'
import { pem } from '#x509'
import { registering, type Told } from './register-fixture.ts'

describe('a decision', () => {
  test('is yes by the step that permits it, with the places on the record', async () => {
    const register = registering()
    const { notAfter } = register.certificate('ida')
    const epoch = register.office.state.size - 1
    assert.deepEqual(await register.asked(register.question()), {
      decision: true,
      context: {
        case: register.of,
        step: 'keep',
        epoch,
        key: register.ida.key,
        until: isoInstant(notAfter),
        record: { entry: epoch },
      },
    })
  })

  test('is no with what is missing, and says the same of whoever does not exist', async () => {
    const register = registering()
    const [missing, object] = ['register.lend', `register/${register.of}/annex`]
    const action = { name: 'lend' }
    const resource = { type: 'register', id: `${register.of}/annex` }
    const said = { reason: 'no-step', permission: missing, object }
    const open = { case: register.of, step: 'share', title: 'Keep the register', procedure: 'register' }
    assert.deepEqual(await register.asked(register.question({ action, resource })), {
      decision: false,
      context: { ...said, open_steps: [open] },
    })
    register.own('bo')
    for (const id of ['bo', 'nobody', 'nobody@elsewhere.example', '', '@', 'spiffe://x']) {
      const told = await register.asked(
        register.question({ action, resource, subject: { type: 'user', id } }),
      )
      assert.deepEqual(told, { decision: false, context: { ...said, open_steps: [] } }, id)
    }
  })

  test('knows a subject by each of his names, and by type', async () => {
    const register = registering()
    const names: Readonly<Record<string, unknown>> = {
      'user ida': true,
      'person ida': true,
      'visitor ida': 'no-step',
      'service ida': 'no-step',
      'constructor ida': 'no-step',
      'user ida@the-citadel.com': true,
      'user spiffe://the-citadel.com/person/ida': true,
      'user spiffe://the-citadel.com/service/ida': 'no-step',
      'user spiffe://the-citadel.com/person/ida/x': 'no-step',
      'user ida@the-smiths.com': 'no-step',
    }
    for (const [name, expected] of Object.entries(names)) {
      const [type, id] = name.split(' ')
      assert.equal(await register.reason({ subject: { type, id } }), expected, name)
    }
  })

  test('is about sound permissions and objects alone, and `*` asks about all there is', async () => {
    const register = registering()
    const at = (id: string, type = 'register') => register.reason({ resource: { type, id } })
    const named = (name: string) => register.reason({ action: { name } })
    assert.equal(await named('register.read'), true)
    assert.equal(await named('Read'), 'permission-unsound')
    assert.equal(await named('a b'), 'permission-unsound')
    assert.equal(await at(`${register.of}/`), 'object-unsound')
    assert.equal(await at('..'), 'object-unsound')
    assert.equal(await at('x'.repeat(300)), 'object-unsound')
    assert.equal(
      await register.reason({ resource: { type: 'a/b', id: 'c' }, action: { name: 'a.b' } }),
      'object-unsound',
    )
    assert.equal(await at('*'), 'no-step')
    register.claim(register.open('todo-list', register.ida), 'read', register.ida)
    const todo = { action: { name: 'can_read_todos' }, resource: { type: 'todo', id: '*' } }
    assert.equal(await register.reason(todo), true)
  })

  test('is bound to the key or certificate that is told, and else to any that counts', async () => {
    const register = registering()
    const { ida } = register
    const { der, fingerprint } = register.certificate('ida')
    const by = (properties: object) => register.reason({ subject: { type: 'user', id: 'ida', properties } })
    const malformed = 'access-question-malformed subject.properties.'
    assert.equal(await by({ key: ida.key, department: 'x' }), true)
    assert.equal(await by({ key: 'another' }), 'no-step')
    assert.equal(await by({ 'x5t#S256': fingerprint }), true)
    assert.equal(await by({ 'x5t#S256': 'another' }), 'no-step')
    assert.equal(await by({ certificate: pem('CERTIFICATE', der) }), true)
    assert.equal(await by({ certificate: pem('CERTIFICATE', register.certificate('front').der) }), 'no-step')
    assert.equal(await by({ certificate: 'x' }), `${malformed}certificate`)
    assert.equal(await by({ certificate: pem('CERTIFICATE', der), 'x5t#S256': 'x' }), `${malformed}x5t#S256`)
    assert.equal(fingerprint, base64url(sha256(der)))
    register.office.time += 400 * day
    assert.equal(await by({}), 'no-step', 'the certificate has expired')
  })

  test('is bound to the visit of a visitor', async () => {
    const register = registering()
    const wei = register.visitor('wei@the-smiths.com', 'editor')
    register.claim(register.open('todo-list', wei), 'read', wei)
    const subject = { type: 'visitor', id: wei.id }
    const asked = { subject, action: { name: 'can_read_todos' }, resource: { type: 'todo', id: '7' } }
    assert.equal(await register.reason(asked), true)
    const print = (text: string) => ({ ...asked, subject: { ...subject, properties: { 'x5t#S256': text } } })
    assert.equal(await register.reason(print('print-wei')), true)
    assert.equal(await register.reason(print('print-bo')), 'no-step')
    const home = { ...asked, subject: { type: 'user', id: 'spiffe://the-smiths.com/person/wei' } }
    assert.equal(await register.reason(home), true)
    register.office.time += 2 * day
    assert.equal(await register.reason(asked), 'no-step', 'the visit is over')
  })

  test('tells of a delegation, and until when', async () => {
    const register = registering()
    const { ida, of } = register
    register.own('bo')
    register.appoint('bo', 'editor')
    register.claim(of, 'share', ida)
    const until = register.office.time + hour
    const part = {
      case: of,
      step: 'share',
      person: 'bo',
      permissions: ['register.lend'],
      until: isoInstant(until),
    }
    const delegated = register.office.act('step.delegate', ida, part)
    assert.ok(delegated.ok, JSON.stringify(delegated))
    const lend = { action: { name: 'lend' }, resource: { type: 'register', id: 'shared' } }
    const told = await register.asked(register.question({ ...lend, subject: { type: 'user', id: 'bo' } }))
    const { context } = told as Told
    assert.deepEqual([context['delegated_by'], context['until']], ['ida', isoInstant(until)])
  })
})

describe('who may ask', () => {
  test('is a service about anybody, and people about themselves', async () => {
    const register = registering()
    const { ida, service } = register
    assert.equal(await register.reason({}, ida), true)
    assert.equal(await register.reason({ subject: { type: 'user', id: 'ida@the-citadel.com' } }, ida), true)
    const refused = 'asker-not-entitled'
    const bo = register.own('bo')
    assert.equal(await register.reason({}, bo), `${refused} other-subject`)
    assert.equal(
      await register.reason({ subject: { type: 'user', id: 'nobody' } }, bo),
      `${refused} other-subject`,
    )
    assert.equal(await register.reason({}, register.own('pad', 'device')), `${refused} not-service`)
    assert.equal(await register.reason({}, register.node), `${refused} not-service`)
    const visitor = { ...ida, kind: 'visitor' } as const
    assert.equal(await register.reason({}, visitor), `${refused} other-subject`)
    const mixed = { ...register.question(), evaluations: [{}, { subject: { type: 'user', id: 'bo' } }] }
    assert.equal(await register.all(mixed, ida), `${refused} other-subject`)
    assert.deepEqual(await register.all(mixed, service), [true, 'no-step'])
  })

  test('is bound to his own key when nothing else is said', async () => {
    const register = registering()
    const other = { ...register.ida, key: 'another' }
    assert.equal(await register.reason({}, other), 'no-step')
    assert.equal(
      await register.reason(
        { subject: { type: 'user', id: 'ida', properties: { key: register.ida.key } } },
        other,
      ),
      true,
    )
  })
})

describe('a counted permission', () => {
  const seal = { action: { name: 'seal' } }
  const look = { ...seal, context: { use: false } }

  test('is used by a yes, whose entry is told, and not by a look', async () => {
    const register = registering()
    const looked = (await register.asked(register.question(look))) as Told
    assert.equal(looked.context['counted'], true)
    const { size } = register.office.state
    const told = (await register.asked(register.question(seal))) as Told
    assert.deepEqual(told.context['record'], { entry: size - 1, use: size })
    assert.deepEqual(await register.all({ ...register.question(seal), evaluations: [{}, {}] }), [
      true,
      'no-step',
    ])
    assert.equal(await register.reason(look), 'no-step')
    assert.equal(await register.reason({}), true, 'what is not counted goes on')
  })

  test('is not used up by asking where the unit’s own acts ask for it', async () => {
    const register = registering()
    register.claim(register.of, 'name', register.ida)
    const size = register.office.state.size
    const resource = { type: 'register', id: register.of }
    const question = register.question({ action: { name: 'person.appoint' }, resource })
    for (let asked = 0; asked < 3; asked++)
      assert.partialDeepStrictEqual(await register.asked(question), {
        decision: true,
        context: { counted: true },
      })
    assert.equal(register.office.state.size, size)
  })

  test('is denied when another use came first, or when it cannot be recorded', async () => {
    const register = registering()
    register.fault = 'uses-fail'
    assert.equal(await register.reason(seal), 'use-unrecorded')
    register.fault = undefined
    assert.equal(await register.reason(seal), true)
    register.fault = 'uses-late'
    assert.equal(await register.reason(seal), 'uses-spent')
  })

  test('takes only true and false for whether it is used', async () => {
    const register = registering()
    const asked = { ...seal, context: { use: 'false' } }
    assert.equal(await register.reason(asked), 'access-question-malformed context.use')
  })
})
