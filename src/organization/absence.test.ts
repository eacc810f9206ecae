import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, hour, isoInstant, minute, second } from '#clock'
import type { Rehearsal } from '#unit'
import { organisation, outcome, speaker, start } from './fixture.ts'
import {
  absenceOf,
  absencesAhead,
  dueInOrganization,
  holdersCounted,
  holdersOf,
  isAbsent,
  nextOrganizationDue,
  officesCounted,
  officesOf,
} from './standing.ts'

const ann = speaker('ann')
const manager = speaker('bob')
const at = (milliseconds: number) => isoInstant(start + milliseconds)

/** Ann holds two offices. */
function staffed(): Rehearsal {
  const { office } = organisation()
  for (const name of ['intake', 'manager']) {
    office.happen({ kind: 'person-appointed', person: 'ann', office: name })
  }
  return office
}

function ticked(office: Rehearsal, time: number): readonly string[] {
  office.time = time
  const events = dueInOrganization(office.state, time, 100)
  if (events.length > 0) office.happen(...events)
  return events.map(({ kind }) => kind)
}

function kindsOf(office: Rehearsal, name: string, by: typeof ann, input: object): unknown {
  const done = office.act(name, by, input)
  return done.ok ? done.value.map(({ kind }) => kind) : done.fault
}

describe('who will be away', () => {
  const cases: readonly (readonly [string, string, object, object])[] = [
    ['says when he comes back', 'absence.declare', {}, { kind: 'act-malformed' }],
    ['gives a time', 'absence.declare', { until: 'tomorrow' }, { kind: 'act-malformed' }],
    [
      'gives a time in UTC',
      'absence.declare',
      { until: '2026-02-01T00:00:00+02:00' },
      { kind: 'act-malformed' },
    ],
    [
      'declares it for nobody else',
      'absence.declare',
      { person: 'bob', until: at(day) },
      { kind: 'act-malformed' },
    ],
    [
      'declares nothing that has been',
      'absence.declare',
      { from: at(-5 * minute - 1), until: at(day) },
      { kind: 'absence-past', from: start - 5 * minute - 1, now: start },
    ],
    [
      'is away for some time',
      'absence.declare',
      { until: at(0) },
      { kind: 'absence-empty', from: start, until: start },
    ],
    [
      'is not back before he goes',
      'absence.declare',
      { from: at(2 * day), until: at(day) },
      { kind: 'absence-empty', from: start + 2 * day, until: start + day },
    ],
    [
      'plans for a year',
      'absence.declare',
      { from: at(366 * day + 1), until: at(367 * day) },
      { kind: 'absence-far', from: start + 366 * day + 1, daysMax: 366 },
    ],
    [
      'is away for at most a year',
      'absence.declare',
      { until: at(366 * day + 1) },
      { kind: 'absence-long', from: start, until: start + 366 * day + 1, daysMax: 366 },
    ],
    [
      'is known',
      'absence.record',
      { person: 'eve', until: at(day), reason: 'ill' },
      { kind: 'person-unknown', person: 'eve' },
    ],
    [
      'is away for a reason that others know',
      'absence.record',
      { person: 'ann', until: at(day) },
      { kind: 'act-malformed' },
    ],
    ['has been away when he comes back', 'absence.end', {}, { kind: 'not-absent', person: 'ann' }],
    [
      'withdraws what was declared',
      'absence.end',
      { from: at(day) },
      { kind: 'absence-unknown', person: 'ann', from: start + day },
    ],
  ]
  for (const [what, act, input, expected] of cases) {
    test(what, () => {
      const office = staffed()
      const before = office.state
      const done = office.act(act, ann, input)
      const { at: _, problem: __, ...fault } = (done.ok ? {} : done.fault) as Record<string, unknown>
      assert.deepEqual(fault, expected)
      assert.equal(office.state, before)
    })
  }

  test('is a person: devices, services and visitors hold no office', () => {
    const { office } = organisation()
    for (const kind of ['device', 'service', 'visitor', 'node'] as const) {
      for (const act of ['absence.declare', 'absence.end']) {
        const done = office.act(act, speaker('ann', kind), act === 'absence.end' ? {} : { until: at(day) })
        assert.deepEqual(outcome(done), { kind: 'absence-for-people', speaker: kind })
      }
    }
  })

  test('declares twelve absences ahead and no more, whatever they last', () => {
    const office = staffed()
    for (let ahead = 1; ahead <= 12; ahead++) {
      const input = { from: at(ahead * day), until: at(ahead * day + hour) }
      assert.equal(office.tried('absence.declare', ann, input), 'done')
    }
    const more = { from: at(13 * day), until: at(14 * day) }
    const full = { kind: 'absences-full', person: 'ann', countMax: 12 }
    assert.deepEqual(outcome(office.act('absence.declare', ann, more)), full)
    assert.equal(office.tried('absence.declare', ann, { from: at(12 * day), until: at(14 * day) }), 'done')
    assert.equal(office.tried('absence.declare', ann, { until: at(hour) }), 'done')
    assert.equal(office.tried('absence.end', ann, { from: at(day) }), 'done')
    assert.equal(office.tried('absence.declare', ann, { from: at(16 * day), until: at(17 * day) }), 'done')
  })

  test('declares nothing twice, and no year by parts', () => {
    const office = staffed()
    const input = { from: at(day), until: at(200 * day) }
    assert.equal(office.tried('absence.declare', ann, input), 'done')
    const known = { kind: 'absence-known', person: 'ann', from: start + day, until: start + 200 * day }
    assert.deepEqual(outcome(office.act('absence.declare', ann, input)), known)
    const second = { from: at(200 * day), until: at(367 * day + 1) }
    const long = { kind: 'absence-long', from: start + day, until: start + 367 * day + 1, daysMax: 366 }
    assert.deepEqual(outcome(office.act('absence.declare', ann, second)), long)
  })
})

test('an act about oneself binds no person, one about another binds that person', () => {
  const { office, asked } = organisation()
  for (const [act, input, object] of [
    ['absence.declare', { until: at(day) }, 'absence/own'],
    ['absence.end', {}, 'absence/own'],
    ['absence.record', { person: 'ann', until: at(day), reason: 'ill' }, 'absence/person/ann'],
    ['absence.end', { person: 'ann' }, 'absence/person/ann'],
  ] as const) {
    assert.equal(office.tried(act, manager, input), 'done')
    const question = asked.at(-1)
    assert.deepEqual([question?.permission, question?.object], [act, object])
  }
})

test('an absence from now on begins with its declaration, and counts for no office until its end', () => {
  const office = staffed()
  const before = officesCounted(office.state, 'ann')
  const kinds = kindsOf(office, 'absence.declare', ann, {
    from: at(-minute),
    until: at(3 * day),
    reason: 'course',
  })
  assert.deepEqual(kinds, ['absence-declared', 'absence-began'])
  assert.deepEqual(absenceOf(office.state, 'ann'), { from: start, until: start + 3 * day })
  assert.deepEqual(officesCounted(office.state, 'ann'), [])
  assert.deepEqual(holdersCounted(office.state, 'intake'), [])
  assert.deepEqual([officesOf(office.state, 'ann'), holdersOf(office.state, 'intake')], [before, ['ann']])
  assert.equal(officesCounted(office.state, 'ann'), officesCounted(office.state, 'ann'))
  assert.equal(nextOrganizationDue(office.state), start + 3 * day)
  assert.deepEqual(ticked(office, start + 3 * day - 1), [])
  assert.deepEqual(ticked(office, start + 3 * day), ['absence-ended'])
  assert.equal(officesCounted(office.state, 'ann'), before)
  assert.equal(nextOrganizationDue(office.state), undefined)
})

test('an absence ahead begins and ends by the clock, and never before its time', () => {
  const office = staffed()
  const from = start + day + 1
  const input = { from: isoInstant(from), until: isoInstant(from + hour) }
  assert.deepEqual(kindsOf(office, 'absence.declare', ann, input), ['absence-declared'])
  assert.equal(isAbsent(office.state, 'ann'), false)
  assert.equal(nextOrganizationDue(office.state), start + day + second)
  assert.deepEqual(ticked(office, from), [])
  assert.deepEqual(ticked(office, start + day + second), ['absence-began'])
  assert.equal(isAbsent(office.state, 'ann'), true)
  assert.deepEqual(ticked(office, start + day + hour + second), ['absence-ended'])
})

test('a node that stood still puts on the record all that went by, one entry after another', () => {
  const office = staffed()
  for (const ahead of [1, 3]) {
    office.act('absence.declare', ann, { from: at(ahead * day), until: at((ahead + 1) * day) })
    office.act('absence.record', manager, {
      ...{ person: 'bob', from: at(ahead * day), until: at((ahead + 1) * day), reason: 'course' },
    })
  }
  office.time = start + 5 * day
  const kinds: string[] = []
  for (let entries = 0; nextOrganizationDue(office.state) !== undefined; entries++) {
    assert.ok(entries < 8)
    const events = dueInOrganization(office.state, office.time, 3)
    kinds.push(events.map((event) => `${event.kind} ${'person' in event ? event.person : ''}`).join(', '))
    office.happen(...events)
  }
  assert.deepEqual(kinds, [
    'absence-began ann, absence-ended ann, absence-began ann',
    'absence-began bob, absence-ended bob, absence-began bob',
    'absence-ended ann, absence-ended bob',
  ])
})

test('a declaration at a time when others are overdue sets these right first', () => {
  const office = staffed()
  office.act('absence.declare', ann, { until: at(day) })
  office.time = start + 2 * day
  const kinds = kindsOf(office, 'absence.declare', ann, { until: at(3 * day) })
  assert.deepEqual(kinds, ['absence-ended', 'absence-declared', 'absence-began'])
  assert.deepEqual(absenceOf(office.state, 'ann'), { from: start + 2 * day, until: start + 3 * day })
})

test('declaring more prolongs: nobody comes back in between', () => {
  const office = staffed()
  office.act('absence.declare', ann, { until: at(3 * day) })
  office.act('absence.declare', ann, { from: at(5 * day), until: at(6 * day) })
  const input = { person: 'ann', from: at(2 * day), until: at(5 * day), reason: 'still ill' }
  assert.deepEqual(kindsOf(office, 'absence.record', manager, input), ['absence-declared'])
  assert.deepEqual(absenceOf(office.state, 'ann'), { from: start, until: start + 6 * day })
  assert.deepEqual(absencesAhead(office.state, 'ann'), [])
  assert.deepEqual(ticked(office, start + 6 * day), ['absence-ended'])
})

test('whoever was recorded as away comes back by himself, and whoever recorded it may set it right', () => {
  const office = staffed()
  for (const [by, input] of [
    [ann, {}],
    [manager, { person: 'ann' }],
  ] as const) {
    office.act('absence.record', manager, { person: 'ann', until: at(day), reason: 'not seen' })
    assert.equal(isAbsent(office.state, 'ann'), true)
    assert.deepEqual(kindsOf(office, 'absence.end', by, input), ['absence-ended'])
    assert.equal(isAbsent(office.state, 'ann'), false)
    assert.equal(nextOrganizationDue(office.state), undefined)
  }
})

test('an absence ahead is withdrawn by its beginning, and whoever tries to end it is told that', () => {
  const office = staffed()
  office.act('absence.declare', ann, { from: at(day), until: at(2 * day) })
  const early = { kind: 'not-absent', person: 'ann', next: start + day }
  assert.deepEqual(outcome(office.act('absence.end', ann, {})), early)
  assert.deepEqual(kindsOf(office, 'absence.end', ann, { from: at(day) }), ['absence-withdrawn'])
  assert.equal(nextOrganizationDue(office.state), undefined)
})

test('members are told who is away until when, and everybody their own absences', () => {
  const office = staffed()
  office.act('absence.declare', ann, { until: at(day) })
  office.act('absence.declare', ann, { from: at(3 * day), until: at(4 * day) })
  const away = [{ person: 'ann', name: 'ann', from: at(0), until: at(day) }]
  assert.deepEqual(outcome(office.ask('absence.list', ann, {})), {
    mine: [
      { from: at(0), until: at(day), away: true },
      { from: at(3 * day), until: at(4 * day), away: false },
    ],
    away,
  })
  const others = { mine: [], away }
  assert.deepEqual(outcome(office.ask('absence.list', manager, {})), others)
})
