import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hour, type Instant, isoInstant, second } from '#clock'
import { rows } from '#table'
import { type Rehearsal, read } from '#unit'
import { organisation, speaker } from './fixture.ts'
import {
  dueInOrganization,
  holdersCounted,
  isAbsent,
  isTrained,
  nextOrganizationDue,
  officesCounted,
  standingIn,
} from './standing.ts'
import { organizationSlice } from './state.ts'

const people = ['ann', 'bob', 'cora', 'dan']
const offices = ['intake', 'manager', 'chief']

/** What was said, in the plainest form: the state of everything is worked out from it anew each time. */
interface Model {
  readonly appointed: Set<string>
  readonly substitutes: Map<string, string>
  readonly away: Map<string, readonly (readonly [from: Instant, until: Instant])[]>
  readonly trained: Map<string, Instant>
}

const person = fc.constantFrom(...people)
const office = fc.constantFrom(...offices)
// Few hours, so that much is due at the same second.
const hours = fc.nat({ max: 8 })
const from = fc.oneof(fc.constant(0), hours)
const move = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('appoint' as const), person, office }) },
  fc.record({ do: fc.constant('dismiss' as const), person, office }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('name' as const), person, substitute: person, office }),
  },
  fc.record({ do: fc.constant('remove' as const), person, substitute: person, office }),
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('declare' as const), person, from, length: hours }),
  },
  fc.record({ do: fc.constant('end' as const), person }),
  fc.record({ do: fc.constant('withdraw' as const), person, nth: fc.nat({ max: 1 }) }),
  fc.record({
    do: fc.constant('train' as const),
    person,
    training: fc.constantFrom('law', 'fire'),
    length: hours,
  }),
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      length: hours,
      countMax: fc.integer({ min: 1, max: 3 }),
    }),
  },
)
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** So that substitutes stand in, and are away themselves, from the first moves on. */
const staffing: readonly Move[] = [
  { do: 'appoint', person: 'ann', office: 'intake' },
  { do: 'appoint', person: 'bob', office: 'manager' },
  { do: 'name', person: 'ann', substitute: 'bob', office: 'intake' },
  { do: 'name', person: 'bob', substitute: 'cora', office: 'manager' },
]

test('who counts for what, and what is due when, is what a plain account of all that was said gives', () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      const { office: room } = organisation()
      const model: Model = {
        appointed: new Set(),
        substitutes: new Map(),
        away: new Map(),
        trained: new Map(),
      }
      for (const one of [...staffing, ...moves]) {
        play(room, model, one)
        agree(room, model)
      }
      assert.deepEqual(room.replayed().slices.get('organization'), room.state.slices.get('organization'))
    }),
    { numRuns: 200 },
  )
})

function play(room: Rehearsal, model: Model, one: Move): void {
  const by = speaker('person' in one ? one.person : 'ann')
  switch (one.do) {
    case 'appoint':
    case 'dismiss': {
      const { person, office } = one
      if (room.tried(`person.${one.do}`, by, { person, office }) !== 'done') break
      if (one.do === 'appoint') model.appointed.add(`${office} ${person}`)
      else dismissed(model, person, office)
      break
    }
    case 'name': {
      const { do: _, ...naming } = one
      if (room.tried('substitute.name', by, naming) !== 'done') break
      model.substitutes.set(`${one.office} ${one.person}`, one.substitute)
      break
    }
    case 'remove': {
      const { do: _, ...naming } = one
      if (room.tried('substitute.remove', by, { ...naming, reason: 'r' }) !== 'done') break
      model.substitutes.delete(`${one.office} ${one.person}`)
      break
    }
    case 'declare': {
      const from = room.time + one.from * hour
      const until = from + one.length * hour
      const input = { from: isoInstant(from), until: isoInstant(until) }
      if (room.tried('absence.declare', by, input) === 'done') declared(model, one.person, from, until)
      break
    }
    case 'end': {
      const ahead = periodsOf(model, one.person).filter(([from]) => from > room.time)
      if (room.tried('absence.end', by, {}) === 'done') model.away.set(one.person, ahead)
      break
    }
    case 'withdraw': {
      const [from] = periodsOf(model, one.person).filter((period) => period[0] > room.time)[one.nth] ?? []
      if (from === undefined) break
      assert.equal(room.tried('absence.end', by, { from: isoInstant(from) }), 'done')
      model.away.set(
        one.person,
        periodsOf(model, one.person).filter((period) => period[0] !== from),
      )
      break
    }
    case 'train': {
      const until = room.time + one.length * hour
      const input = { person: one.person, training: one.training, until: isoInstant(until) }
      if (room.tried('training.record', by, input) === 'done')
        model.trained.set(`${one.person} ${one.training}`, until)
      break
    }
    case 'wait':
      room.time += one.length * hour
      ticked(room, one.countMax)
      break
    default:
      one satisfies never
  }
}

function dismissed(model: Model, person: string, office: string): void {
  model.appointed.delete(`${office} ${person}`)
  for (const [pair, substitute] of model.substitutes) {
    const [at, holder] = pair.split(' ')
    if (at === office && (holder === person || substitute === person)) model.substitutes.delete(pair)
  }
}

function declared(model: Model, person: string, from: Instant, until: Instant): void {
  const known = periodsOf(model, person)
  const touching = known.filter(([first, last]) => first <= until && from <= last)
  const whole = [
    Math.min(from, ...touching.map(([first]) => first)),
    Math.max(until, ...touching.map(([, last]) => last)),
  ] as const
  const others = known.filter((period) => !touching.includes(period))
  model.away.set(
    person,
    [...others, whole].sort(([a], [b]) => a - b),
  )
}

/** As the node does it: an entry for so many events, until nothing is due. */
function ticked(room: Rehearsal, countMax: number): void {
  for (;;) {
    const events = dueInOrganization(room.state, room.time, countMax)
    if (events.length === 0) return
    assert.ok(events.length <= countMax)
    room.happen(...events)
  }
}

function agree(room: Rehearsal, model: Model): void {
  const { state, time: now } = room
  const isAway = (one: string) => periodsOf(model, one).some(([from, until]) => from <= now && now < until)
  const counts = (one: string, at: string) => {
    if (isAway(one)) return false
    if (model.appointed.has(`${at} ${one}`)) return true
    return people.some((holder) => {
      const named = model.substitutes.get(`${at} ${holder}`) === one
      return named && model.appointed.has(`${at} ${holder}`) && isAway(holder)
    })
  }
  for (const one of people) {
    assert.equal(isAbsent(state, one), isAway(one))
    assert.deepEqual(
      officesCounted(state, one),
      [...offices].sort().filter((at) => counts(one, at)),
    )
    assert.equal(officesCounted(state, one), officesCounted(state, one))
    for (const at of offices) {
      const stands = counts(one, at) && !model.appointed.has(`${at} ${one}`)
      assert.equal(standingIn(state, one, at) !== undefined, stands)
    }
    for (const training of ['law', 'fire']) {
      assert.equal(isTrained(state, one, training), (model.trained.get(`${one} ${training}`) ?? 0) > now)
    }
  }
  for (const at of offices) {
    assert.deepEqual(
      holdersCounted(state, at),
      people.filter((one) => counts(one, at)),
    )
  }
  const ahead = [...model.away.values()].flat().map(([from, until]) => (from > now ? from : until))
  const due = [...ahead, ...model.trained.values()].filter((instant) => instant > now)
  assert.equal(nextOrganizationDue(state), due.length > 0 ? Math.min(...due) : undefined)
  indexIsWhole(room, now)
}

/** Each person with something ahead stands in the index once, and nothing else does. */
function indexIsWhole({ state }: Rehearsal, now: Instant): void {
  const { absences, trainings, dueIn, due } = read(state, organizationSlice)
  const expected = new Map<string, number>()
  for (const [one, { running, ahead }] of rows(absences)) {
    expected.set(one, running?.until ?? ahead[0]?.from ?? 0)
  }
  for (const [one, list] of rows(trainings)) {
    expected.set(
      one,
      Math.min(expected.get(one) ?? Number.POSITIVE_INFINITY, ...list.map(({ until }) => until)),
    )
  }
  const indexed = [...rows(dueIn)].flatMap(([at, list]) =>
    list.map((one) => [one, Number(at) * second] as const),
  )
  assert.deepEqual(new Map(indexed), expected)
  assert.equal(indexed.length, expected.size)
  assert.ok(indexed.every(([, at]) => at > now))
  assert.equal(due.size === 0, expected.size === 0)
}

function periodsOf(model: Model, person: string): readonly (readonly [from: Instant, until: Instant])[] {
  return model.away.get(person) ?? []
}
