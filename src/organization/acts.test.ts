import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { hour } from '#clock'
import { sortedRows, withRow } from '#table'
import { read } from '#unit'
import { organisation, outcome, speaker } from './fixture.ts'
import { holdersOf, officesOf } from './standing.ts'
import { organizationSlice } from './state.ts'

const chief = speaker('cora')

const ranked = (rank: number) => ({ office: 'x', title: 'T', layer: 'decision', rank })

type Case = readonly [string, string, object, string]

describe('what the acts of the organisation refuse', () => {
  const held = { person: 'ann', office: 'intake' }
  const reason = { reason: 'gone' }
  const cases: readonly Case[] = [
    [
      'an office that stands',
      'office.establish',
      { office: 'intake', title: 'T', layer: 'execution' },
      'office-known',
    ],
    ['an office in no layer', 'office.establish', { office: 'x', title: 'T', layer: 'top' }, 'act-malformed'],
    [
      'an office without a title',
      'office.establish',
      { office: 'x', title: '', layer: 'decision' },
      'act-malformed',
    ],
    [
      'an office in capitals',
      'office.establish',
      { office: 'X', title: 'T', layer: 'decision' },
      'act-malformed',
    ],
    [
      'an office with a slash',
      'office.establish',
      { office: 'a/b', title: 'T', layer: 'decision' },
      'act-malformed',
    ],
    ['a rank of none', 'office.establish', ranked(0), 'act-malformed'],
    ['a rank above all', 'office.establish', ranked(100), 'act-malformed'],
    ['half a rank', 'office.establish', ranked(1.5), 'act-malformed'],
    ['to propose for no office', 'person.propose', { person: 'bob', office: 'none' }, 'office-unknown'],
    ['to propose a stranger', 'person.propose', { person: 'eve', office: 'intake' }, 'person-unknown'],
    ['to propose a holder', 'person.propose', held, 'appointed-already'],
    ['to appoint to no office', 'person.appoint', { person: 'bob', office: 'none' }, 'office-unknown'],
    ['to appoint a stranger', 'person.appoint', { person: 'eve', office: 'intake' }, 'person-unknown'],
    ['to appoint a holder', 'person.appoint', held, 'appointed-already'],
    ['to appoint with a reason', 'person.appoint', { ...held, ...reason }, 'act-malformed'],
    [
      'to propose to dismiss from no office',
      'person.propose-dismissal',
      { person: 'ann', office: 'none', ...reason },
      'office-unknown',
    ],
    [
      'to propose to dismiss who does not hold it',
      'person.propose-dismissal',
      { person: 'bob', office: 'intake', ...reason },
      'not-appointed',
    ],
    ['to propose to dismiss without a reason', 'person.propose-dismissal', held, 'act-malformed'],
    ['to dismiss from no office', 'person.dismiss', { person: 'ann', office: 'none' }, 'office-unknown'],
    [
      'to dismiss who does not hold it',
      'person.dismiss',
      { person: 'bob', office: 'intake' },
      'not-appointed',
    ],
    ['to dismiss a stranger', 'person.dismiss', { person: 'eve', office: 'intake' }, 'not-appointed'],
  ]
  for (const [what, act, input, expected] of cases) {
    test(`is ${what}`, () => {
      const { office } = organisation()
      office.happen({ kind: 'person-appointed', ...held })
      const before = office.state
      assert.equal(office.tried(act, chief, input), expected)
      assert.equal(office.state, before)
    })
  }

  test('is one office too many', () => {
    const { office } = organisation()
    for (let at = 3; at < 5_000; at++) {
      office.happen({ kind: 'office-established', office: `o${at}`, title: 'T', layer: 'execution' })
    }
    const input = { office: 'one-more', title: 'T', layer: 'execution' }
    const done = office.act('office.establish', chief, input)
    assert.deepEqual(!done.ok && done.fault, { kind: 'offices-full', officesMax: 5_000 })
  })

  test('is one holder too many', () => {
    const { office } = organisation()
    const people = Array.from({ length: 10_000 }, (_, at) => `p${at}`)
    const slice = read(office.state, organizationSlice)
    const crowded = { ...slice, holders: withRow(slice.holders, 'intake', people) }
    office.state = { ...office.state, slices: new Map(office.state.slices).set('organization', crowded) }
    for (const act of ['person.propose', 'person.appoint']) {
      const done = office.act(act, chief, { person: 'ann', office: 'intake' })
      const full = { kind: 'office-holders-full', office: 'intake', holdersMax: 10_000 }
      assert.deepEqual(!done.ok && done.fault, full)
    }
  })
})

test('every act about a person binds the person and the office to the step that permits it', () => {
  const { office, asked } = organisation()
  const input = { person: 'ann', office: 'intake' }
  for (const [act, more] of [
    ['person.propose', {}],
    ['person.appoint', {}],
    ['person.propose-dismissal', { reason: 'gone' }],
    ['person.dismiss', {}],
  ] as const) {
    assert.equal(office.tried(act, chief, { ...input, ...more }), 'done')
    const { permission, object } = asked.at(-1) ?? {}
    assert.deepEqual([permission, object], [act, 'office/intake/person/ann'])
  }
})

test('a proposal changes nothing, an appointment and a dismissal take effect with their entry', () => {
  const { office } = organisation()
  const input = { person: 'ann', office: 'intake' }
  const holders = () => holdersOf(office.state, 'intake')
  office.act('person.propose', chief, input)
  assert.deepEqual(holders(), [])
  office.act('person.appoint', chief, input)
  assert.deepEqual(holders(), ['ann'])
  office.act('person.propose-dismissal', chief, { ...input, reason: 'gone' })
  assert.deepEqual(holders(), ['ann'])
  office.act('person.dismiss', chief, input)
  assert.deepEqual([holders(), officesOf(office.state, 'ann')], [[], []])
  const kinds = office.entries.slice(-4).flatMap(({ events }) => events.map(({ kind }) => kind))
  assert.deepEqual(kinds, ['person-proposed', 'person-appointed', 'dismissal-proposed', 'person-dismissed'])
})

test('one person holds several offices, and the organisation shows them from the top', () => {
  const { office } = organisation()
  for (const [person, name] of [
    ['bob', 'intake'],
    ['ann', 'intake'],
    ['ann', 'chief'],
  ] as const) {
    assert.equal(office.tried('person.appoint', chief, { person, office: name }), 'done')
  }
  office.act('office.establish', chief, { office: 'archive', title: '档案室', layer: 'execution' })
  const shown = office.ask('organization.show', chief, {})
  const { offices } = (shown.ok ? shown.value : {}) as { readonly offices: readonly Shown[] }
  assert.deepEqual(
    offices.map(({ office: name, holders }) => `${name}: ${holders.map(({ person }) => person).join(' ')}`),
    ['chief: ann', 'manager: ', 'archive: ', 'intake: ann bob'],
  )
  const mine = office.ask('office.mine', { ...chief, id: 'ann' }, {})
  const nothing = { standsIn: [], substituteOf: [], trainings: [], absences: [] }
  assert.deepEqual(mine.ok && mine.value, { offices: ['chief', 'intake'], ...nothing })
})

interface Shown {
  readonly office: string
  readonly appointed: number
  readonly holders: readonly { readonly person: string }[]
}

test('the chart tells since when somebody holds an office, and one office a page of its holders', () => {
  const { office } = organisation()
  const appoint = (person: string) => office.act('person.appoint', chief, { person, office: 'intake' })
  const established = office.state.size - 1
  appoint('bob')
  const first = office.state.size - 1
  appoint('ann')
  office.act('person.dismiss', chief, { person: 'bob', office: 'intake' })
  office.time += hour
  appoint('bob')
  const since = '2026-01-05T08:00:00.000Z'
  const ann = { person: 'ann', name: 'ann', since, entry: first + 1 }
  const bob = { person: 'bob', name: 'bob', since: '2026-01-05T09:00:00.000Z', entry: first + 3 }
  const intake = { office: 'intake', title: 'intake', layer: 'execution', rank: 50, since }
  const shown = { ...intake, entry: established - 2, appointed: 2, counted: 2 }
  assert.deepEqual(outcome(office.ask('office.show', chief, { office: 'intake' })), {
    ...{ ...shown, holders: [ann, bob], more: false },
  })
  assert.deepEqual(outcome(office.ask('office.show', chief, { office: 'intake', after: 'ann' })), {
    ...{ ...shown, holders: [bob], more: false },
  })
  const none = office.ask('office.show', chief, { office: 'none' })
  assert.equal(none.ok ? '' : none.fault.kind, 'office-unknown')
})

test('of a crowd the chart shows the first and tells how many there are', () => {
  const { office } = organisation()
  for (let at = 0; at < 60; at++) {
    office.happen({ kind: 'person-appointed', person: `p${100 + at}`, office: 'intake' })
  }
  const answer = office.ask('organization.show', chief, {})
  const { offices } = (answer.ok ? answer.value : {}) as { readonly offices: readonly Shown[] }
  const intake = offices.find((one) => one.office === 'intake')
  assert.deepEqual([intake?.holders.length, intake?.appointed], [50, 60])
  const whole = outcome(office.ask('office.show', chief, { office: 'intake', after: 'p149' })) as Shown
  assert.equal(whole.holders.length, 10)
})

test('holders and offices held say the same after any appointments and dismissals', () => {
  const move = fc.record({
    kind: fc.constantFrom('person-appointed', 'person-dismissed'),
    person: fc.constantFrom('ann', 'bob', 'cora'),
    office: fc.constantFrom('intake', 'manager', 'chief'),
  })
  fc.assert(
    fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
      const { office } = organisation()
      const pairs = new Set<string>()
      for (const event of moves) {
        office.happen(event)
        const pair = `${event.office} ${event.person}`
        if (event.kind === 'person-appointed') pairs.add(pair)
        else pairs.delete(pair)
      }
      const { holders, held } = read(office.state, organizationSlice)
      const byOffice = sortedRows(holders).flatMap(([name, people]) => people.map((one) => `${name} ${one}`))
      const byPerson = sortedRows(held).flatMap(([one, names]) => names.map((name) => `${name} ${one}`))
      assert.deepEqual(byOffice, [...pairs].sort())
      assert.deepEqual(byPerson.sort(), [...pairs].sort())
      assert.ok([...sortedRows(holders), ...sortedRows(held)].every(([, list]) => list.length > 0))
      assert.deepEqual(office.replayed().slices.get('organization'), office.state.slices.get('organization'))
    }),
    { numRuns: 50 },
  )
})
