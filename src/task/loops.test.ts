import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { mayClaim } from './authority.ts'
import { findStep, holdersOf } from './case.ts'
import { organisationWith, person } from './fixture.ts'
import { begun, type Story, shown, stepsIn, told } from './story.ts'
import { transition } from './transition.ts'

const none = organisationWith({})

/** Claims each step by whom is said and completes it: `write ann`, `check bob again`. */
function worked(story: Story, ...turns: readonly string[]): Story {
  return turns.reduce((before, turn) => {
    const [step, who, outcome = ''] = turn.split(' ')
    return told(before, `claim ${step} ${who}`, `complete ${step} ${outcome}`.trim())
  }, story)
}

/** Who of these may claim the step now. */
function mayTake({ procedure, of }: Story, step: string, ...who: readonly string[]): string {
  return who.filter((id) => mayClaim(procedure, of, step, person(id), none).ok).join(' ')
}

function refusal({ procedure, of, time, index }: Story, place: number, outcome: string): string {
  const after = transition(procedure, of, place, { kind: 'complete', outcome }, { index, time })
  return after.ok ? 'done' : after.fault.kind
}

const apart = (release: string): ReturnType<typeof stepsIn> =>
  stepsIn(
    `start: { }
     write: { after: start }
     check: { after: write, outcomes: [good, bad] }
     send: { after: check }`,
    'loops: [{ from: check, when: check.outcome == bad, to: write, ' +
      `release: ${release}, rounds: 3 }]\nconstraints: [{ different-people: [start, write, check] }]`,
  )

describe('a part that is run again', () => {
  const first = worked(begun(apart('check')), 'start sue', 'write ann', 'check bob bad')

  test('begins with its first step, and nothing behind it has opened', () => {
    assert.equal(shown(first), 'open: start completed, write invoked, check dormant, send dormant')
  })

  test('ends when the outcome is another', () => {
    const second = worked(first, 'write ann', 'check bob good')
    assert.equal(shown(second), 'open: start completed, write completed, check completed, send invoked')
  })

  test('is run so often and no more: then only another outcome is left', () => {
    const last = told(worked(first, 'write ann', 'check bob bad', 'write ann'), 'claim check bob')
    assert.equal(refusal(last, 2, 'bad'), 'rounds-spent')
    assert.equal(refusal(last, 2, 'good'), 'done')
    const before = told(worked(first, 'write ann'), 'claim check bob')
    assert.equal(refusal(before, 2, 'bad'), 'done')
  })

  test('keeps who had a part in it apart until its release point opens again', () => {
    assert.equal(mayTake(first, 'write', 'ann', 'bob', 'sue', 'cyd'), 'ann cyd')
    const claimed = told(first, 'claim write cyd')
    assert.equal(shown(claimed), 'open: start completed, write valid, check dormant, send dormant')
    const open = told(claimed, 'complete write')
    assert.equal(mayTake(open, 'check', 'ann', 'bob', 'cyd', 'sue'), 'ann bob')
  })

  test('frees them at once where its first step is the release point', () => {
    const freed = worked(begun(apart('write')), 'start sue', 'write ann', 'check bob bad')
    assert.equal(mayTake(freed, 'write', 'ann', 'bob', 'sue'), 'ann bob')
  })

  test('keeps delegates, those who lost it and breakers apart as well, once each', () => {
    const lost = told(
      worked(begun(apart('check')), 'start sue'),
      'claim write ann',
      'lose write',
      'claim write ann',
      'lose write',
      'claim write abe',
      'complete write',
    )
    const again = worked(lost, 'check bob bad')
    const step = findStep(again.procedure, again.of, 'write')?.step
    assert.deepEqual(step && holdersOf(step).map(({ id, loop }) => `${id} ${loop}`), ['ann 0', 'abe 0'])
    assert.equal(mayTake(told(again, 'claim write zoe', 'complete write'), 'check', 'ann', 'zoe'), 'ann')
  })
})

test('every round has its counts and its window anew, and none of the last outcome', () => {
  const procedure = stepsIn(
    `act: { permits: [x.y, x.z], uses: { x.y: 1 }, within: PT1H }
     check: { after: act, outcomes: [good, bad] }`,
    'loops: [{ from: check, when: check.outcome == bad, to: act, release: act, rounds: 2 }]',
  )
  const used = told(begun(procedure), 'claim act ann', 'use act x.y', 'complete act')
  const again = worked(used, 'check bob bad')
  assert.deepEqual(again.of.steps[0]?.used, {})
  const later = told({ ...again, time: 60_000 }, 'claim act ann', 'use act x.y')
  assert.equal(later.of.steps[0]?.deadline, 3_660_000)
  assert.equal(later.of.steps[1]?.outcome, undefined)
})

const nested = (inner: string, outer: string): ReturnType<typeof stepsIn> =>
  stepsIn(
    'a: { }\nb: { after: a }\nc: { after: b, outcomes: [on, redo] }\nd: { after: c, outcomes: [end, anew] }',
    `loops:
  - { from: c, when: c.outcome == redo, to: b, release: ${inner}, rounds: 2 }
  - { from: d, when: d.outcome == anew, to: a, release: ${outer}, rounds: 3 }
constraints: [{ different-people: [a, b, c, d] }]`,
  )

describe('a loop in a loop', () => {
  test('has all its rounds again in each round of the outer one', () => {
    const once = worked(begun(nested('b', 'a')), 'a ann', 'b bob', 'c cyd redo', 'b bob')
    assert.equal(refusal(told(once, 'claim c cyd'), 2, 'redo'), 'rounds-spent')
    const outer = worked(once, 'c cyd on', 'd dan anew', 'a ann', 'b bob')
    const inner = told(outer, 'claim c cyd')
    assert.equal(refusal(inner, 2, 'redo'), 'done')
  })

  test('does not free those of the outer round before, who are bound until its own release', () => {
    const story = worked(begun(nested('b', 'd')), 'a ann', 'b bob', 'c cyd on', 'd dan anew')
    const second = worked(story, 'a ann', 'b bob', 'c cyd redo')
    assert.equal(mayTake(second, 'b', 'ann', 'bob', 'cyd', 'dan'), 'bob')
    const last = worked(second, 'b bob', 'c cyd on')
    assert.equal(mayTake(last, 'd', 'ann', 'bob', 'cyd', 'dan', 'eve'), 'dan eve')
  })

  test('frees its own, and those alone, when its own release point opens', () => {
    const story = worked(begun(nested('b', 'a')), 'a ann', 'b bob', 'c cyd redo')
    assert.equal(mayTake(story, 'b', 'ann', 'bob', 'cyd', 'dan'), 'bob cyd dan')
  })
})

test('two loops over the same part are each as long as they say, whichever alternates', () => {
  const procedure = stepsIn(
    'a: { }\nb: { after: a, outcomes: [on, one, two] }',
    `loops:
  - { from: b, when: b.outcome == one, to: a, release: a, rounds: 2 }
  - { from: b, when: b.outcome == two, to: a, release: a, rounds: 2 }`,
  )
  const last = told(
    worked(begun(procedure), 'a ann', 'b bob one', 'a ann', 'b bob two', 'a ann'),
    'claim b bob',
  )
  assert.equal(refusal(last, 1, 'one'), 'rounds-spent')
  assert.equal(refusal(last, 1, 'two'), 'rounds-spent')
  assert.equal(refusal(last, 1, 'on'), 'done')
})

test('what is triggered, excluded or skipped in one round is not in the next', () => {
  const procedure = stepsIn(
    `a: { outcomes: [left, right] }
     l: { after: a, when: a.outcome == left }
     r: { after: a, when: a.outcome == right }
     end: { after: [l, r], outcomes: [good, bad] }`,
    'loops: [{ from: end, when: end.outcome == bad, to: a, release: a, rounds: 2 }]',
  )
  const first = worked(begun(procedure), 'a ann left', 'l ann')
  assert.equal(shown(first), 'open: a completed, l completed, r skipped, end invoked')
  const second = worked(first, 'end ann bad', 'a ann right')
  assert.equal(shown(second), 'open: a completed, l skipped, r invoked, end dormant')
})

test('a round asked for out of order takes open steps from whoever holds them, and keeps them apart', () => {
  const procedure = stepsIn(
    `a: { }
     b: { after: a, outcomes: [good, bad], break-glass: { by: anyone, within: PT1H, tell: anyone } }
     review: { reviews: b }`,
    'loops: [{ from: b, when: b.outcome == bad, to: a, release: b, rounds: 2 }]\n' +
      'constraints: [{ different-people: [a, b] }]',
  )
  const story = told(begun(procedure), 'claim a ann', 'break b bob', 'complete b bad')
  assert.equal(shown(story), 'open: a invoked, b dormant, review invoked')
  assert.equal(mayTake(story, 'a', 'ann', 'bob', 'cyd'), 'ann cyd')
})
