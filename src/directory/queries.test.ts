import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, isoInstant } from '#clock'
import type { Rehearsal } from '#unit'
import { asked, certified, empty, person, revoked, start } from './fixture.ts'

interface List {
  readonly principals: readonly { readonly id: string; readonly name: string }[]
  readonly counts?: object
  readonly next?: string
}

function list(unit: Rehearsal, input: object): List {
  return asked(unit, 'principal.list', input) as List
}

function ids(unit: Rehearsal, input: object): readonly string[] {
  return list(unit, input).principals.map(({ id }) => id)
}

function staffed(): Rehearsal {
  const unit = empty()
  unit.happen(
    certified('wu.tao', '吴涛'),
    certified('zhao.min', '赵敏'),
    certified('ann', 'Ann Élan'),
    certified('li.wei', '李伟', { notAfter: start + 20 * day }),
    certified('bo', 'Bo Zhang', { notAfter: start + day }),
    certified('printer', 'Printer', { kind: 'device' }),
    certified('node', 'node', { kind: 'service' }),
  )
  unit.happen({ kind: 'person-appointed', person: 'wu.tao', office: 'registrar' })
  return unit
}

for (const { text, found } of [
  { text: 'WU', found: ['wu.tao'] },
  { text: '吴', found: ['wu.tao'] },
  { text: '涛 tao', found: ['wu.tao'] },
  { text: 'tao zhao', found: [] },
  { text: 'ÉLAN', found: ['ann'] },
  { text: 'ｗｕ．ｔａｏ', found: ['wu.tao'] },
  { text: '  ', found: ['ann', 'bo', 'li.wei', 'node', 'printer', 'wu.tao', 'zhao.min'] },
  { text: 'constructor', found: [] },
]) {
  test(`a search for \`${text}\` finds ${found.length} by parts of name and identifier`, () => {
    assert.deepEqual(ids(staffed(), { text, sort: 'id' }), found)
  })
}

test('names come in the order of a Chinese dictionary by sound, letters without case', () => {
  const unit = empty()
  const names = ['赵敏', '阿丽', '吴涛', '李伟', '陈静', 'bob', 'Ann', 'Clara']
  unit.happen(...names.map((name, at) => certified(`p${at}`, name)))
  const order = list(unit, {}).principals.map(({ name }) => name)
  assert.deepEqual(
    order.filter((name) => /\p{Script=Han}/u.test(name)),
    ['阿丽', '陈静', '李伟', '吴涛', '赵敏'],
  )
  assert.deepEqual(
    order.filter((name) => /[a-z]/i.test(name)),
    ['Ann', 'bob', 'Clara'],
  )
})

test('a list says how many of each kind there are, whatever kind is shown', () => {
  const { principals, counts } = list(staffed(), { kind: 'device' })
  assert.deepEqual(
    [principals.map(({ id }) => id), counts],
    [['printer'], { person: 5, device: 1, service: 1 }],
  )
})

test('whose certificate ends soon, has ended or is revoked is found by that', () => {
  const unit = staffed()
  unit.happen(revoked('ann', 'ann'))
  unit.time += 2 * day
  const of = (state: string) => ids(unit, { state, kind: 'person' })
  assert.deepEqual([of('ending'), of('ended'), of('revoked')], [['li.wei'], ['bo'], ['ann']])
  assert.deepEqual(ids(unit, { sort: 'ends', limit: 2 }), ['bo', 'li.wei'])
  assert.equal(ids(unit, { sort: 'ends' }).at(-1), 'ann')
})

for (const sort of ['name', 'id', 'ends']) {
  for (const descending of [false, true]) {
    const way = descending ? 'backwards' : 'forwards'
    test(`pages by ${sort} ${way} make up the whole list, though the roll changes between them`, () => {
      const unit = staffed()
      const whole = ids(unit, { sort, descending })
      const found: string[] = []
      let after: string | undefined
      do {
        const page = list(unit, { sort, descending, limit: 2, ...(after && { after }) })
        found.push(...page.principals.map(({ id }) => id))
        after = page.next
        // One whose place in no order changes.
        unit.happen(certified('ann', 'Ann Élan', { serial: `again${found.length}` }))
      } while (after !== undefined)
      assert.deepEqual(found, whole)
    })
  }
}

test('the place of a page outlives the renewal of the one it begins after', () => {
  const unit = staffed()
  const first = list(unit, { sort: 'ends', limit: 1 })
  unit.happen(certified('bo', 'Bo Zhang', { serial: 'bo2' }))
  const { principals } = list(unit, { sort: 'ends', limit: 1, after: first.next })
  assert.deepEqual(
    principals.map(({ id }) => id),
    ['li.wei'],
  )
})

test('a roll that followed every change is the roll made anew', () => {
  const followed = staffed()
  ids(followed, {})
  const changes = [
    certified('ann', 'Ann Élan', { serial: 'ann2', notAfter: start + 400 * day }),
    certified('new', '新 New'),
    revoked('ann', 'ann'),
    certified('anne', 'Anne'),
    revoked('zhao.min', 'zhao.min'),
  ]
  for (const change of changes) {
    followed.happen(change)
    ids(followed, {})
  }
  const anew = staffed()
  for (const change of changes) anew.happen(change)
  for (const sort of ['name', 'id', 'ends']) {
    assert.deepEqual(list(followed, { sort }), list(anew, { sort }))
  }
  const shown = (unit: Rehearsal) => asked(unit, 'principal.show', { kind: 'person', id: 'ann' })
  assert.deepEqual(shown(followed), shown(anew))
})

test('a person is shown with every certificate, the newest first, and what became of each', () => {
  const unit = staffed()
  unit.happen(certified('ann', 'Ann Élan', { serial: 'aa' }))
  unit.happen(revoked('ann', 'ann'))
  unit.happen(certified('ann', 'Ann Élan', { serial: 'bb' }))
  const { certificates } = asked(unit, 'principal.show', { kind: 'person', id: 'ann' }) as {
    certificates: readonly { serial: string; state: string; entry: number; reason?: string }[]
  }
  assert.deepEqual(
    certificates.map(({ serial, state, entry, reason }) => [serial, state, entry, reason]),
    [
      ['bb', 'valid', 5, undefined],
      ['aa', 'valid', 3, undefined],
      ['ann', 'revoked', 1, 'superseded'],
    ],
  )
})

test('a person is shown with offices, absence and those they stand in for', () => {
  const unit = staffed()
  const until = start + 2 * day
  unit.happen(
    { kind: 'person-appointed', person: 'bo', office: 'security-manager' },
    { kind: 'substitute-named', person: 'wu.tao', substitute: 'bo', office: 'registrar' },
    { kind: 'absence-began', person: 'wu.tao', until },
  )
  const shown = (id: string) => asked(unit, 'principal.show', { kind: 'person', id }) as object
  const registrar = { office: 'registrar', title: 'the registrar', layer: 'execution' }
  assert.partialDeepStrictEqual(shown('wu.tao'), {
    offices: [{ ...registrar, substitute: 'bo' }],
    absence: { until: isoInstant(until) },
    away: true,
  })
  assert.partialDeepStrictEqual(shown('bo'), {
    standsIn: [{ ...registrar, person: 'wu.tao' }],
    substituteOf: [{ ...registrar, person: 'wu.tao' }],
  })
})

test('trainings and absences to come are told to that person alone', () => {
  const unit = staffed()
  const until = start + 100 * day
  unit.happen({ kind: 'training-recorded', person: 'ann', training: 'first-aid', until })
  const shown = (reader: string) =>
    asked(unit, 'principal.show', { kind: 'person', id: 'ann' }, person(reader)) as object
  assert.partialDeepStrictEqual(shown('ann'), { trainings: [{ training: 'first-aid' }], ahead: [] })
  assert.equal('trainings' in shown('wu.tao') || 'ahead' in shown('wu.tao'), false)
})

test('steps somebody holds are told to whoever is shown the case, and nobody else hears of any', () => {
  const unit = staffed()
  const registrar = person('wu.tao')
  const data = { request: 'a'.repeat(64) }
  unit.act('case.open', registrar, { procedure: 'register-person', data })
  assert.equal(unit.tried('step.claim', registrar, { case: '2', step: 'attest' }), 'done')
  const steps = (reader: string) =>
    (
      asked(unit, 'principal.show', { kind: 'person', id: 'wu.tao' }, person(reader)) as {
        steps: readonly { case: string; step: string; state: string }[]
      }
    ).steps.map(({ case: id, step, state }) => [id, step, state])
  assert.deepEqual(steps('wu.tao'), [['2', 'attest', 'valid']])
  assert.deepEqual(steps('ann'), [])
})

test('names are told for identifiers, and who is not known is left out', () => {
  assert.deepEqual(asked(staffed(), 'principal.names', { id: ['wu.tao', 'nobody', 'ann'] }), {
    kind: 'person',
    names: { 'wu.tao': '吴涛', ann: 'Ann Élan' },
  })
})

for (const query of ['principal.list', 'principal.show', 'principal.names', 'request.list']) {
  test(`${query} is for people alone`, () => {
    const input = {
      'principal.list': {},
      'principal.show': { kind: 'person', id: 'ann' },
      'principal.names': { id: ['ann'] },
      'request.list': {},
    }[query]
    const fault = { kind: 'directory-for-people', query }
    for (const kind of ['device', 'service', 'node'] as const) {
      assert.deepEqual(asked(staffed(), query, input ?? {}, person('printer', kind)), fault)
    }
  })
}

test('who is not known is not found, by name or as the place of a page', () => {
  const fault = { kind: 'principal-not-found', principal: { kind: 'person', id: 'x' } }
  assert.deepEqual(asked(staffed(), 'principal.show', { kind: 'person', id: 'x' }), fault)
  assert.deepEqual(asked(staffed(), 'principal.list', { after: 'person/x' }), fault)
})
