import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '#bytes'
import { day } from '#clock'
import type { Speaker } from '#unit'
import { evaluation } from './access-decisions.ts'
import { actionSearch, resourceSearch, subjectSearch } from './access-search.ts'
import { Citadel } from './fixture.ts'
import { registering } from './register-fixture.ts'

type Search = typeof subjectSearch

interface Page {
  readonly page: { readonly next_token: string; readonly count: number }
  readonly results: readonly Readonly<Record<string, string>>[]
}

async function asked(
  citadel: Citadel,
  search: Search,
  question: object,
  as?: Speaker,
): Promise<Page | string> {
  const told = await search(
    citadel.ports,
    as ?? citadel.own('front', 'service'),
    utf8(JSON.stringify(question)),
  )
  if (told.ok) return told.value as Page
  const { kind, at, cause } = told.fault as Readonly<Record<'kind', string>> &
    Readonly<Record<string, string>>
  return [kind, at ?? cause].join(' ')
}

/** All results, page after page, as short texts. */
async function found(
  citadel: Citadel,
  search: Search,
  question: object,
  limit = 2,
): Promise<readonly string[]> {
  const all: string[] = []
  for (let token = ''; ; ) {
    const told = await asked(citadel, search, { ...question, page: { limit, token } })
    assert.ok(typeof told === 'object', JSON.stringify(told))
    assert.ok(told.results.length <= limit && told.page.count === told.results.length)
    all.push(...told.results.map(({ id, name }) => id ?? name ?? ''))
    token = told.page.next_token
    if (token === '') return all
  }
}

describe('a search', () => {
  const user = { subject: { type: 'user' } }
  const todo = { resource: { type: 'todo', id: '7' } }
  const create = { ...user, ...todo, action: { name: 'can_create_todo' } }

  test('finds whoever may do something, of the type that is asked for', async () => {
    const citadel = new Citadel().inhabit()
    assert.deepEqual(await found(citadel, subjectSearch, create), ['rick', 'morty', 'summer@the-smiths.com'])
    assert.deepEqual(
      await found(citadel, subjectSearch, { ...create, subject: { type: 'person', id: 'morty' } }),
      ['rick', 'morty'],
    )
    const visitors = { ...create, subject: { type: 'visitor' } }
    assert.deepEqual(await found(citadel, subjectSearch, visitors), ['summer@the-smiths.com'])
    assert.deepEqual(await found(citadel, subjectSearch, { ...create, subject: { type: 'robot' } }), [])
    assert.deepEqual(await found(citadel, subjectSearch, { ...create, action: { name: 'No Name' } }), [])
    assert.deepEqual(
      await found(citadel, subjectSearch, { ...create, resource: { type: 'todo', id: '..' } }),
      [],
    )
    citadel.office.time += 2 * day
    assert.deepEqual(await found(citadel, subjectSearch, create), ['rick', 'morty'], 'the visits are over')
  })

  test('finds each person once, however many steps give it', async () => {
    const register = registering()
    for (let again = 0; again < 3; again++) {
      const id = register.open('register', register.ida)
      register.claim(id, 'share', register.ida)
    }
    const shared = { action: { name: 'lend' }, resource: { type: 'register', id: 'shared' } }
    assert.deepEqual(await found(register, subjectSearch, { ...user, ...shared }, 1), ['ida'])
    const ida = { subject: { type: 'user', id: 'ida' }, ...shared }
    assert.deepEqual(await found(register, resourceSearch, ida, 1), [
      '3/annex',
      'shared',
      '4/annex',
      '5/annex',
    ])
    assert.deepEqual(await found(register, actionSearch, ida, 1), ['read', 'lend'])
  })

  test('finds nothing of somebody unknown, and looks at a key where one is told', async () => {
    const register = registering()
    const of = (subject: object) => found(register, actionSearch, { ...register.question(), subject })
    assert.deepEqual(await of({ type: 'user', id: 'ida' }), ['read', 'seal'])
    assert.deepEqual(await of({ type: 'user', id: 'nobody' }), [])
    assert.deepEqual(await of({ type: 'robot', id: 'ida' }), [])
    assert.deepEqual(await of({ type: 'user', id: 'ida', properties: { key: 'another' } }), [])
  })

  test('is for services, and of oneself', async () => {
    const register = registering()
    const { ida } = register
    const question = register.question()
    const own = await asked(register, actionSearch, question, ida)
    assert.equal(typeof own, 'object')
    assert.equal(register.journal.length, 0)
    assert.equal(typeof (await asked(register, resourceSearch, question, ida)), 'object')
    const refused = 'asker-not-entitled'
    assert.equal(await asked(register, subjectSearch, question, ida), `${refused} other-subject`)
    assert.equal(
      await asked(register, actionSearch, question, register.own('bo')),
      `${refused} other-subject`,
    )
    assert.equal(await asked(register, actionSearch, question, register.node), `${refused} not-service`)
    await asked(register, subjectSearch, question)
    await asked(register, resourceSearch, question)
    const lines = register.journal.map(({ what, subject, results }) => [what, subject, results])
    assert.deepEqual(lines, [
      ['access.search.subject', undefined, 1],
      ['access.search.resource', 'person/ida', 1],
    ])
    register.fault = 'stopped'
    assert.equal(await asked(register, subjectSearch, question), 'node-closing ')
  })

  test('goes on with a token beside the same question alone', async () => {
    const citadel = new Citadel().inhabit()
    const first = await asked(citadel, subjectSearch, { ...create, page: { limit: 1 } })
    const token = typeof first === 'object' ? first.page.next_token : ''
    const after = async (question: object, page: object): Promise<string> => {
      const told = await asked(citadel, subjectSearch, { ...question, page: { token, ...page } })
      return typeof told === 'string' ? told : told.results.map(({ id }) => id).join()
    }
    assert.equal(await after(create, {}), 'morty', 'the limit is that of the first page')
    assert.equal(await after(create, { limit: 1 }), 'morty')
    assert.equal(await after(create, { limit: 2 }), 'page-token-refused question-differs')
    const others = [{ context: {} }, { action: { name: 'x' } }, { resource: { type: 'todo', id: '8' } }]
    for (const other of others) {
      assert.equal(await after({ ...create, ...other }, {}), 'page-token-refused question-differs')
    }
    const elsewhere = await asked(citadel, resourceSearch, {
      ...{ ...create, subject: { type: 'user', id: 'rick' } },
      page: { token },
    })
    assert.equal(elsewhere, 'page-token-refused question-differs')
    for (const forged of ['x', 'e30', '!', 'A'.repeat(300), `${token}A`]) {
      assert.equal(await after(create, { token: forged }), 'page-token-refused malformed', forged)
    }
    const empty = await asked(citadel, subjectSearch, { ...create, page: { limit: 0 } })
    assert.ok(typeof empty === 'object' && empty.results.length === 0 && empty.page.next_token !== '')
    assert.equal(
      await asked(citadel, subjectSearch, { ...create, page: { limit: -1 } }),
      `${malformed} page.limit`,
    )
  })

  test('is refused for whatever the specification does not take', async () => {
    const register = registering()
    const { subject, action, resource } = register.question()
    const cases: readonly (readonly [Search, object, string])[] = [
      [subjectSearch, { action, resource }, 'subject'],
      [subjectSearch, { subject, resource }, 'action'],
      [subjectSearch, { subject, action, resource: { type: 'register' } }, 'resource.id'],
      [resourceSearch, { subject: { type: 'user' }, action, resource }, 'subject.id'],
      [resourceSearch, { subject, action, resource: {} }, 'resource.type'],
      [actionSearch, { subject: { type: 'user' }, resource }, 'subject.id'],
      [actionSearch, { subject, resource: { type: 'register' } }, 'resource.id'],
    ]
    for (const [search, question, at] of cases) {
      assert.equal(await asked(register, search, question), `${malformed} ${at}`)
    }
  })

  test('that looks at many steps ends its page early and goes on', async () => {
    const citadel = new Citadel()
    const editors = ['ida', 'ivo'].map((id) => citadel.own(id))
    for (const { id } of editors) citadel.appoint(id, 'editor')
    const [ida = citadel.node] = editors
    for (const by of editors) {
      for (let cases = 0; cases < 600; cases++) citadel.claim(citadel.open('register', by), 'keep', ida)
    }
    citadel.claim('1201', 'share', ida)
    const lend = {
      ...{ subject: { type: 'user', id: 'ida' }, action: { name: 'lend' } },
      resource: { type: 'register' },
    }
    const before = await asked(citadel, resourceSearch, lend)
    assert.ok(typeof before === 'object' && before.results.length === 0 && before.page.next_token !== '')
    assert.deepEqual(await found(citadel, resourceSearch, lend), ['1201/annex', 'shared'])
    const read = { ...lend, action: { name: 'read' } }
    const first = await asked(citadel, resourceSearch, { ...read, page: { limit: 5_000 } })
    assert.ok(typeof first === 'object' && first.results.length === 1_000, 'no more than a page holds')
    assert.equal((await found(citadel, resourceSearch, read, 5_000)).length, 1_202)
  })
})

const malformed = 'access-question-malformed'

test('what a search finds is what evaluations permit, for any steps held and any size of page', async () => {
  const people = ['ann', 'bo', 'cy']
  const claim = fc.record({
    who: fc.nat(2),
    procedure: fc.constantFrom('register', 'todo-list', 'todo-administration', 'todo'),
    step: fc.constantFrom('keep', 'share', 'short', 'people', 'read', 'write', 'order', 'own'),
    ends: fc.boolean(),
  })
  const scene = fc.tuple(fc.array(claim, { maxLength: 14 }), fc.integer({ min: 1, max: 5 }))
  const property = fc.asyncProperty(scene, async ([claims, limit]) => {
    const citadel = new Citadel()
    for (const id of people) {
      citadel.own(id)
      for (const office of ['editor', 'administrator']) citadel.appoint(id, office)
    }
    const cases = new Map<string, string>()
    for (const { who, procedure, step, ends } of claims) {
      const by = citadel.own(people[who] ?? '')
      const id =
        cases.get(procedure) ?? citadel.open(procedure, by, procedure === 'todo' ? { todo: 'a' } : {})
      cases.set(procedure, id)
      citadel.office.act('step.claim', by, { case: id, step })
      if (ends) citadel.office.act('step.hold', by, { case: id, step })
    }
    await compare(citadel, people, limit)
  })
  await fc.assert(property, { numRuns: 40 })
})

/** Every small question, by search and one by one. */
async function compare(citadel: Citadel, people: readonly string[], limit: number): Promise<void> {
  const service = citadel.own('front', 'service')
  const objects = [
    'register/2',
    'register/2/annex',
    'register/shared',
    'todo/a',
    'todo/b',
    'todo/*',
    'user/x',
  ]
  const permissions = [
    'register.read',
    'register.seal',
    'register.lend',
    'todo.can_update_todo',
    'todo.can_read_todos',
  ]
  const may = async (id: string, name: string, object: string): Promise<boolean> => {
    const [type = '', ...rest] = object.split('/')
    const resource = { type, id: rest.join('/') }
    const question = { subject: { type: 'user', id }, action: { name }, resource, context: { use: false } }
    const told = await evaluation(citadel.ports, service, utf8(JSON.stringify(question)))
    return told.ok && 'decision' in told.value && told.value.decision === true
  }
  for (const object of objects) {
    const [type = '', ...rest] = object.split('/')
    const resource = { type, id: rest.join('/') }
    for (const name of permissions) {
      const permitted: string[] = []
      for (const id of people) if (await may(id, name, object)) permitted.push(id)
      const subjects = { subject: { type: 'user' }, action: { name }, resource }
      assert.deepEqual((await found(citadel, subjectSearch, subjects, limit)).toSorted(), permitted)
    }
    for (const id of people) {
      const subject = { type: 'user', id }
      const names = await found(citadel, actionSearch, { subject, resource }, limit)
      assert.equal(new Set(names).size, names.length)
      const full = names.map((name) => (name.includes('.') ? name : `${type}.${name}`))
      for (const name of permissions) assert.equal(full.includes(name), await may(id, name, object))
      const action = { name: 'register.read' }
      const places = await found(citadel, resourceSearch, { subject, action, resource: { type } }, limit)
      assert.equal(new Set(places).size, places.length)
      for (const place of places) assert.ok(await may(id, 'register.read', `${type}/${place}`))
    }
  }
}
