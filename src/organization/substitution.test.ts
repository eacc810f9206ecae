import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, isoInstant } from '#clock'
import type { Rehearsal } from '#unit'
import { organisation, outcome, speaker, start } from './fixture.ts'
import { holdersCounted, officesCounted, rankOf, standingIn, substituteOf } from './standing.ts'

const chief = speaker('cora')
const naming = { person: 'ann', substitute: 'bob', office: 'intake' }
const until = isoInstant(start + day)

/** Ann holds intake, and cora is the chief. */
function staffed(): Rehearsal {
  const { office } = organisation()
  office.happen({ kind: 'person-appointed', person: 'ann', office: 'intake' })
  office.happen({ kind: 'person-appointed', person: 'cora', office: 'chief' })
  return office
}

function away(office: Rehearsal, ...people: readonly string[]): void {
  for (const id of people) assert.equal(office.tried('absence.declare', speaker(id), { until }), 'done')
}

function counted(office: Rehearsal): readonly string[] {
  return holdersCounted(office.state, 'intake')
}

describe('a substitute is refused', () => {
  const cases: readonly (readonly [string, object, object])[] = [
    ['in no office', { ...naming, office: 'none' }, { kind: 'office-unknown', office: 'none' }],
    [
      'for whoever does not hold the office',
      { ...naming, person: 'dan' },
      { kind: 'not-appointed', person: 'dan', office: 'intake' },
    ],
    ['for himself', { ...naming, substitute: 'ann' }, { kind: 'substitute-oneself', person: 'ann' }],
    ['whom nobody knows', { ...naming, substitute: 'eve' }, { kind: 'person-unknown', person: 'eve' }],
    [
      'who holds the office',
      { ...naming, substitute: 'dan' },
      { kind: 'substitute-appointed', substitute: 'dan', office: 'intake' },
    ],
    ['who is named', naming, { kind: 'substitute-known', ...naming }],
  ]
  for (const [what, input, expected] of cases) {
    test(what, () => {
      const office = staffed()
      assert.equal(office.tried('substitute.name', chief, naming), 'done')
      if (what.includes('holds the office') && !what.includes('not')) {
        office.happen({ kind: 'person-appointed', person: 'dan', office: 'intake' })
      }
      const before = office.state
      for (const act of ['substitute.propose', 'substitute.name']) {
        assert.deepEqual(outcome(office.act(act, chief, input)), expected)
      }
      assert.equal(office.state, before)
    })
  }

  test('for more people than one can stand in for', () => {
    const office = staffed()
    for (let place = 0; place < 32; place++) {
      office.happen({ kind: 'office-established', office: `o${place}`, title: 'T', layer: 'execution' })
      office.happen({ kind: 'person-appointed', person: 'ann', office: `o${place}` })
      assert.equal(office.tried('substitute.name', chief, { ...naming, office: `o${place}` }), 'done')
    }
    const full = { kind: 'substitutions-full', substitute: 'bob', countMax: 32 }
    assert.deepEqual(outcome(office.act('substitute.name', chief, naming)), full)
  })

  test('to be removed who is not', () => {
    const office = staffed()
    const input = { ...naming, reason: 'gone' }
    assert.deepEqual(outcome(office.act('substitute.remove', chief, input)), {
      kind: 'not-substitute',
      ...naming,
    })
    assert.equal(office.tried('substitute.remove', chief, naming), 'act-malformed')
    assert.equal(office.tried('substitute.remove', chief, { ...input, office: 'none' }), 'office-unknown')
  })
})

test('holder, substitute and office are bound to the step that permits it', () => {
  const { office, asked } = organisation()
  office.happen({ kind: 'person-appointed', person: 'ann', office: 'intake' })
  for (const [act, more] of [
    ['substitute.propose', {}],
    ['substitute.name', {}],
    ['substitute.remove', { reason: 'gone' }],
  ] as const) {
    assert.equal(office.tried(act, chief, { ...naming, ...more }), 'done')
    const { permission, object } = asked.at(-1) ?? {}
    assert.deepEqual([permission, object], [act, 'office/intake/person/ann/substitute/bob'])
  }
})

test('a substitute counts exactly while the holder is away', () => {
  const office = staffed()
  office.act('substitute.propose', chief, naming)
  away(office, 'ann')
  assert.deepEqual(counted(office), [])
  office.act('substitute.name', chief, naming)
  assert.deepEqual(counted(office), ['bob'])
  assert.equal(standingIn(office.state, 'bob', 'intake'), 'ann')
  office.act('absence.end', speaker('ann'), {})
  assert.deepEqual([counted(office), officesCounted(office.state, 'bob')], [['ann'], []])
  assert.equal(standingIn(office.state, 'bob', 'intake'), undefined)
})

test('a substitute who is away himself does not count, nor does his own substitute for him', () => {
  const office = staffed()
  office.happen({ kind: 'person-appointed', person: 'bob', office: 'manager' })
  office.act('substitute.name', chief, naming)
  office.act('substitute.name', chief, { person: 'bob', substitute: 'dan', office: 'manager' })
  away(office, 'ann', 'bob')
  assert.deepEqual(counted(office), [])
  assert.deepEqual(officesCounted(office.state, 'dan'), ['manager'])
  office.act('absence.end', speaker('bob'), {})
  assert.deepEqual(counted(office), ['bob'])
  assert.deepEqual(officesCounted(office.state, 'bob'), ['intake', 'manager'])
})

test('naming another takes the place of the one before, and removing leaves none', () => {
  const office = staffed()
  office.act('substitute.name', chief, naming)
  away(office, 'ann')
  const other = { ...naming, substitute: 'dan' }
  const named = office.act('substitute.name', chief, other)
  assert.deepEqual(outcome(named), [
    { kind: 'substitute-removed', ...naming },
    { kind: 'substitute-named', ...other },
  ])
  assert.deepEqual(counted(office), ['dan'])
  const removed = office.act('substitute.remove', chief, { ...other, reason: 'needed elsewhere' })
  assert.deepEqual(outcome(removed), [{ kind: 'substitute-removed', ...other, reason: 'needed elsewhere' }])
  assert.deepEqual([counted(office), officesCounted(office.state, 'dan')], [[], []])
})

test('a dismissal ends the substitutions of whoever is dismissed in that office, on either side', () => {
  const office = staffed()
  office.act('substitute.name', chief, naming)
  office.act('person.appoint', chief, { person: 'bob', office: 'intake' })
  away(office, 'ann')
  assert.deepEqual(counted(office), ['bob'])
  assert.deepEqual(outcome(office.act('person.dismiss', chief, { person: 'bob', office: 'intake' })), [
    { kind: 'person-dismissed', person: 'bob', office: 'intake' },
    { kind: 'substitute-removed', ...naming },
  ])
  assert.deepEqual(counted(office), [])
  office.act('substitute.name', chief, naming)
  assert.deepEqual(counted(office), ['bob'])
  assert.deepEqual(outcome(office.act('person.dismiss', chief, { person: 'ann', office: 'intake' })), [
    { kind: 'person-dismissed', person: 'ann', office: 'intake' },
    { kind: 'substitute-removed', ...naming },
  ])
  assert.equal(substituteOf(office.state, 'ann', 'intake'), undefined)
  assert.deepEqual([counted(office), officesCounted(office.state, 'bob')], [[], []])
})

test('a dismissal from another office leaves a substitute where he was named', () => {
  const office = staffed()
  office.act('person.appoint', chief, { person: 'bob', office: 'manager' })
  office.act('substitute.name', chief, naming)
  office.act('person.dismiss', chief, { person: 'bob', office: 'manager' })
  away(office, 'ann')
  assert.deepEqual(counted(office), ['bob'])
})

test('rank goes by layer and then by rank, of the offices that count now', () => {
  const office = staffed()
  const ranks = () => ['ann', 'bob', 'cora', 'dan'].map((person) => rankOf(office.state, person))
  assert.deepEqual(ranks(), [50, 0, 250, 0])
  const senior = { office: 'head', title: 'Head', layer: 'management', rank: 99 }
  assert.equal(office.tried('office.establish', chief, senior), 'done')
  office.act('person.appoint', chief, { person: 'ann', office: 'head' })
  office.act('substitute.name', chief, { person: 'cora', substitute: 'dan', office: 'chief' })
  assert.deepEqual(ranks(), [199, 0, 250, 0])
  away(office, 'ann', 'cora')
  assert.deepEqual(ranks(), [0, 0, 0, 250])
})

test('the organisation shows who is away and who stands in, and everybody what counts for them', () => {
  const office = staffed()
  office.act('office.establish', chief, { office: 'archive', title: '档案室', layer: 'execution', rank: 60 })
  office.act('substitute.name', chief, naming)
  office.act('substitute.name', chief, { person: 'cora', substitute: 'bob', office: 'chief' })
  away(office, 'ann')
  const since = isoInstant(start)
  const none = { since, appointed: 0, counted: 0, holders: [] }
  const one = { since, appointed: 1, counted: 1 }
  const isAway = { from: since, until }
  const bob = { person: 'bob', name: 'bob' }
  const ann = { person: 'ann', name: 'ann', since, entry: 7, away: isAway }
  const cora = { person: 'cora', name: 'cora', since, entry: 8 }
  assert.deepEqual(outcome(office.ask('organization.show', chief, {})), {
    offices: [
      {
        ...{ office: 'chief', title: 'chief', layer: 'decision', rank: 50, entry: 6, ...one },
        holders: [{ ...cora, substitute: { ...bob, counts: false } }],
      },
      { office: 'manager', title: 'manager', layer: 'management', rank: 50, entry: 5, ...none },
      { office: 'archive', title: '档案室', layer: 'execution', rank: 60, entry: 9, ...none },
      {
        ...{ office: 'intake', title: 'intake', layer: 'execution', rank: 50, entry: 4, ...one },
        holders: [{ ...ann, substitute: { ...bob, counts: true } }],
      },
    ],
    away: [{ person: 'ann', name: 'ann', ...isAway }],
    substitutes: [
      ...[{ office: 'chief', person: 'cora', name: 'cora', substitute: 'bob', substituteName: 'bob' }],
      ...[{ office: 'intake', person: 'ann', name: 'ann', substitute: 'bob', substituteName: 'bob' }],
    ].map((named, at) => ({ ...named, counts: at === 1 })),
  })
  assert.deepEqual(outcome(office.ask('office.mine', speaker('bob'), {})), {
    offices: ['intake'],
    standsIn: [{ office: 'intake', person: 'ann' }],
    substituteOf: [
      { office: 'chief', person: 'cora' },
      { office: 'intake', person: 'ann' },
    ],
    trainings: [],
    absences: [],
  })
})
