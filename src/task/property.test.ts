import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { hour } from '#clock'
import { mayClaim } from './authority.ts'
import type { Case, Executor, Step } from './case.ts'
import { organisationWith, person } from './fixture.ts'
import { type Procedure, type StepType, useLimit } from './procedure.ts'
import { cancelCase, type Happening, openCase, transition } from './transition.ts'
import { liveGrants, permitUse } from './use.ts'

const permissions = ['a.b', 'c.d', 'e.f']
const people = ['ann', 'bob', 'cyd']
const organisation = organisationWith({ red: ['ann', 'bob'], blue: ['bob', 'cyd'] })

const stepType = (place: number): fc.Arbitrary<StepType> =>
  fc.record({
    id: fc.constant(`s${place}`),
    by: fc.constantFrom(
      { kind: 'office', office: 'red' } as const,
      { kind: 'office', office: 'blue' } as const,
      {
        kind: 'anyone',
      } as const,
    ),
    after: fc.subarray(Array.from({ length: place }, (_, at) => `s${at}`)),
    permits: fc.subarray(permissions),
    objects: fc.constant(['thing/{case}']),
    uses: fc.subarray(permissions).map((names) => names.map((permission) => ({ permission, uses: 2 }))),
    within: fc.constantFrom(hour, 3 * hour),
    outcomes: fc.constant([]),
    data: fc.constant([]),
    requires: fc.constant([]),
    excludes: fc.constant([]),
    together: fc.constant([]),
    triggers: fc.constant([]),
    triggeredBy: fc.constant([]),
    before: fc.constant([]),
    awaits: fc.constant([]),
    training: fc.constant([]),
    reviews: fc.constant([]),
    overrides: fc.constant([]),
  })

const procedures: fc.Arbitrary<Procedure> = fc
  .integer({ min: 2, max: 6 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, place) => stepType(place))))
  .chain((steps) =>
    fc.record({
      name: fc.constant('any'),
      title: fc.constant({ en: 'Any' }),
      openedBy: fc.constant({ kind: 'anyone' } as const),
      founding: fc.constant(false),
      data: fc.constant([]),
      steps: fc.constant(steps),
      constraints: fc
        .subarray(
          steps.map(({ id }) => id),
          { minLength: 2 },
        )
        .map((tied) => [{ kind: 'different-people' as const, steps: tied }]),
      loops: fc.constant([]),
    }),
  )

/** One thing that somebody tries; most are refused, which is the point. */
const attempts = fc.array(
  fc.record({
    what: fc.constantFrom(
      'claim',
      'use',
      'use',
      'use',
      'hold',
      'resume',
      'complete',
      'lose-executor',
      'expire',
      'wait',
      'cancel',
    ),
    place: fc.nat({ max: 5 }),
    who: fc.constantFrom(...people),
    permission: fc.constantFrom(...permissions),
  }),
  { maxLength: 60 },
)
type Attempt = typeof attempts extends fc.Arbitrary<readonly (infer A)[]> ? A : never

interface World {
  readonly of: Case
  readonly time: number
  readonly index: number
}

function next(procedure: Procedure, world: World, attempt: Attempt): World {
  const { of, index } = world
  const time = attempt.what === 'wait' ? world.time + hour : world.time
  const moment = { index, time }
  if (attempt.what === 'wait') return { ...world, time }
  if (attempt.what === 'cancel') {
    // Rarely: a cancelled case is a dull one.
    const cancelled = index % 7 === 0 ? cancelCase(of, 'enough', moment) : undefined
    return cancelled?.ok ? { of: cancelled.value, time, index: index + 1 } : world
  }
  const place = attempt.place % procedure.steps.length
  const happening = happeningOf(procedure, world, attempt, place)
  const after = happening && transition(procedure, of, place, happening, moment)
  return after?.ok ? { of: after.value, time, index: index + 1 } : world
}

function happeningOf(
  procedure: Procedure,
  { of, time }: World,
  attempt: Attempt,
  place: number,
): Happening | undefined {
  const id = procedure.steps[place]?.id ?? ''
  const actor = person(attempt.who)
  const executor: Executor = { kind: 'person', id: actor.id, key: actor.key }
  switch (attempt.what) {
    case 'claim':
      return mayClaim(procedure, of, id, actor, organisation).ok ? { kind: 'claim', executor } : undefined
    case 'use': {
      const { permission } = attempt
      const may = permitUse(procedure, of, id, { actor, permission, object: 'thing/1', time })
      return may.ok && may.value.counted ? { kind: 'use', permission } : undefined
    }
    case 'resume':
      return { kind: 'resume', by: 'executor', executor: of.steps[place]?.executor ?? executor }
    case 'hold':
      return { kind: 'hold', by: 'executor' }
    case 'complete':
    case 'lose-executor':
    case 'expire':
      return { kind: attempt.what }
    default:
      return undefined
  }
}

function run(
  procedure: Procedure,
  tried: readonly Attempt[],
  check: (before: World, after: World) => void,
): void {
  const opening = { id: '1', digest: 'd', opener: { kind: 'person', id: 'ann' }, data: {} } as const
  let world: World = { of: openCase(procedure, opening, { index: 0, time: 0 }), time: 0, index: 1 }
  for (const attempt of tried) {
    const before = world
    world = next(procedure, world, attempt)
    check(before, world)
  }
}

function eachStep(
  procedure: Procedure,
  of: Case,
  check: (step: Step, type: StepType, place: number) => void,
): void {
  for (const [place, type] of procedure.steps.entries()) {
    const step = of.steps[place]
    assert.ok(step)
    check(step, type, place)
  }
}

test('a permission is given only in state valid, before the deadline, to the executor alone', () => {
  fc.assert(
    fc.property(procedures, attempts, (procedure, tried) => {
      run(procedure, tried, (_, { of, time }) => {
        eachStep(procedure, of, (step, type, place) => {
          const live = liveGrants(procedure, of, place)
          if (step.state !== 'valid') assert.equal(live.length, 0)
          for (const who of people) {
            for (const permission of permissions) {
              const may = permitUse(procedure, of, type.id, {
                actor: person(who),
                permission,
                object: 'thing/1',
                time,
              })
              const precomputed = live.some(
                ({ grant, key }) =>
                  grant.permission === permission &&
                  key === person(who).key &&
                  time < (grant.deadline ?? Infinity),
              )
              assert.equal(may.ok, precomputed, 'the grants made beforehand are those that would be given')
              if (may.ok)
                assert.ok(step.state === 'valid' && step.executor?.id === who && of.state === 'open')
            }
          }
        })
      })
    }),
    { numRuns: 150 },
  )
})

test('uses never exceed the limit, and never fall', () => {
  fc.assert(
    fc.property(procedures, attempts, (procedure, tried) => {
      run(procedure, tried, (before, after) => {
        eachStep(procedure, after.of, (step, type, place) => {
          for (const [permission, count] of Object.entries(step.used)) {
            assert.ok(count <= (useLimit(type, permission) ?? 0))
            assert.ok(count >= (before.of.steps[place]?.used[permission] ?? 0))
          }
        })
      })
    }),
  )
})

test('a step that has ended stays as it ended, and a case that has closed stays closed', () => {
  fc.assert(
    fc.property(procedures, attempts, (procedure, tried) => {
      run(procedure, tried, (before, after) => {
        for (const [place, step] of before.of.steps.entries()) {
          if (step.state === 'invalid') assert.deepEqual(after.of.steps[place], step)
        }
        if (before.of.state !== 'open') assert.deepEqual(after.of, before.of)
      })
    }),
  )
})

test('a case is open exactly as long as a step of it is not invalid', () => {
  fc.assert(
    fc.property(procedures, attempts, (procedure, tried) => {
      run(procedure, tried, (_, { of }) => {
        assert.equal(
          of.state === 'open',
          of.steps.some(({ state }) => state !== 'invalid'),
        )
        if (of.state === 'open')
          assert.ok(of.steps.some(({ state }) => state !== 'invalid' && state !== 'dormant'))
      })
    }),
  )
})

test('steps that different people must take are never held by the same person', () => {
  fc.assert(
    fc.property(procedures, attempts, (procedure, tried) => {
      run(procedure, tried, (_, { of }) => {
        for (const { steps } of procedure.constraints) {
          const takers = steps.map((id) => {
            const step = of.steps[procedure.steps.findIndex((type) => type.id === id)]
            return new Set(
              [...(step?.former ?? []), ...(step?.executor ? [step.executor] : [])].map((party) => party.id),
            )
          })
          for (const who of people) assert.ok(takers.filter((set) => set.has(who)).length <= 1)
        }
      })
    }),
  )
})

test('every change of state has the index of its entry as the new epoch', () => {
  fc.assert(
    fc.property(procedures, attempts, (procedure, tried) => {
      run(procedure, tried, (before, after) => {
        for (const [place, step] of after.of.steps.entries()) {
          const was = before.of.steps[place]
          if (was?.state !== step.state || was.instance !== step.instance)
            assert.equal(step.epoch, before.index)
          else assert.equal(step.epoch, was.epoch)
        }
      })
    }),
  )
})
