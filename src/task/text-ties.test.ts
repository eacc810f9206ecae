import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseProcedure } from './text.ts'
import { type Change, faultsOf, faultsWith, good } from './text-fixture.ts'

function refused(changes: readonly Change[]): void {
  for (const change of changes) {
    const [name, , , ...expected] = change
    test(name, () => assert.deepEqual(faultsWith(change), expected))
  }
}

test('the text that the tables change is sound', () => {
  assert.deepEqual(faultsOf(good), [])
})

describe('ties that are refused, with line, column and key', () => {
  refused([
    ['an unknown required step', 'requires: base', 'requires: bass', '8:15 steps.plan.requires unknown-step'],
    [
      'an unknown excluded step',
      'excludes: right',
      'excludes: [right, rigth]',
      '13:41 steps.left.excludes.1 unknown-step',
    ],
    [
      'an unknown step that is triggered',
      'triggers: tidy',
      'triggers: teddy',
      '12:33 steps.base.triggers unknown-step',
    ],
    ['an unknown step before which', 'before: last', 'before: lost', '17:45 steps.tidy.before unknown-step'],
    ['an unknown partner', 'together: mate', 'together: meat', '14:34 steps.right.together unknown-step'],
    [
      'an unknown partner among others',
      'together: mate',
      'together: [mate, meat]',
      '14:41 steps.right.together.1 unknown-step',
    ],
    ['an unknown step to review', 'reviews: last', 'reviews: list', '22:32 steps.look.reviews unknown-step'],
    [
      'a step that excludes itself',
      'excludes: right',
      'excludes: left',
      '13:33 steps.left.excludes self-tie',
    ],
    [
      'a step together with itself',
      'together: mate',
      'together: [mate, right]',
      '14:41 steps.right.together.1 self-tie',
    ],
    [
      'a step that triggers itself',
      'triggers: tidy',
      'triggers: [tidy, base]',
      '12:33 steps.base.triggers cycle',
      '12:40 steps.base.triggers.1 self-tie',
    ],
    [
      'a step before itself',
      'before: last',
      'before: tidy',
      '17:30 steps.tidy.after cycle',
      '17:45 steps.tidy.before self-tie',
    ],
    ['a step that requires itself', 'requires: base', 'requires: plan', '8:15 steps.plan.requires cycle'],
    [
      'a step required twice',
      'requires: base',
      'requires: [base, base]',
      '8:22 steps.plan.requires.1 repeated',
    ],
    [
      'a step triggered twice',
      'triggers: tidy',
      'triggers: [tidy, tidy]',
      '12:40 steps.base.triggers.1 repeated',
    ],
    ['a training twice', '[valves, first-aid]', '[valves, valves]', '14:72 steps.right.training.1 repeated'],
    [
      'a circle over what comes before',
      'before: last',
      'before: [last, plan]',
      '8:15 steps.plan.requires cycle',
    ],
    [
      'a circle over triggers',
      'triggers: tidy',
      'requires: tidy, triggers: tidy',
      '8:15 steps.plan.requires cycle',
    ],
    [
      'a partner that waits for the other',
      'mate: {',
      'mate: { requires: right,',
      '14:47 steps.right.after cycle',
    ],
    [
      'a partner that waits for what waits for the other',
      'mate: {',
      'mate: { requires: check,',
      '14:47 steps.right.after cycle',
    ],
    [
      'a step that excludes what it requires',
      'requires: base',
      'requires: base\n    excludes: base',
      '6:5 steps.plan never-taken',
      '12:9 steps.open never-taken',
      '14:9 steps.left never-taken',
      '15:10 steps.right never-taken',
      '16:9 steps.mate never-taken',
      '17:10 steps.check never-taken',
      '18:9 steps.tidy never-taken',
      '20:5 steps.last never-taken',
    ],
    ['a step nobody comes to', 'excludes: right', 'excludes: [right, open]', '13:9 steps.left never-taken'],
    [
      'a condition on a step that is only required',
      'requires: base',
      'requires: base\n    when: base.outcome == x',
      '9:11 steps.plan.when condition-not-before',
    ],
    [
      'more steps than a list has',
      'requires: base',
      `requires: [${Array.from({ length: 65 }, () => 'base').join()}]`,
      '8:15 steps.plan.requires wrong-form',
    ],
    ['an empty list', 'requires: base', 'requires: []', '8:15 steps.plan.requires wrong-form'],
    ['a tie to no name', 'requires: base', 'requires: 7', '8:15 steps.plan.requires wrong-form'],
  ])
})

describe('loops that are refused', () => {
  const loop = '{ from: check, when: check.outcome == bad, to: open, release: open, rounds: 2 }'
  const more = (second: string): string => `${loop}\n  - ${second}`
  refused([
    ['an unknown last step', 'from: check,', 'from: chick,', '24:13 loops.0.from unknown-step'],
    ['an unknown first step', 'to: open', 'to: opne', '24:52 loops.0.to unknown-step'],
    ['an unknown release point', 'release: open', 'release: opne', '24:67 loops.0.release unknown-step'],
    ['no way from the first step to the last', 'to: open', 'to: last', '24:52 loops.0.to loop-no-way'],
    ['a release point outside', 'release: open', 'release: plan', '24:67 loops.0.release loop-release'],
    [
      'a condition that is none',
      'check.outcome == bad, to',
      'check is bad, to',
      '24:26 loops.0.when bad-condition',
    ],
    [
      'a condition on another step',
      'check.outcome == bad, to',
      'plan.outcome == wait, to',
      '24:26 loops.0.when loop-condition',
    ],
    [
      'an outcome nobody declares',
      'check.outcome == bad, to',
      'check.outcome == worse, to',
      '24:26 loops.0.when unknown-outcome',
    ],
    [
      'no way out',
      'check.outcome == bad, to',
      'check.outcome == bad or check.outcome != bad, to',
      '24:26 loops.0.when loop-endless',
    ],
    [
      'no way back',
      'check.outcome == bad, to',
      'check.outcome == bad and check.outcome == good, to',
      '24:26 loops.0.when loop-idle',
    ],
    [
      'a step outside that waits for one inside',
      'after: check, before',
      'after: left, before',
      '24:13 loops.0.from loop-leaks',
    ],
    [
      'a step inside that is tied to one outside',
      'triggers: tidy',
      'triggers: [tidy, left]',
      '24:13 loops.0.from loop-leaks',
    ],
    ['one round', 'rounds: 2', 'rounds: 1', '24:81 loops.0.rounds wrong-form'],
    ['rounds without end', 'rounds: 2', 'rounds: 101', '24:81 loops.0.rounds wrong-form'],
    [
      'a loop that begins in another and ends outside',
      loop,
      more('{ from: last, when: last.outcome == x, to: check, release: check, rounds: 2 }'),
      '25:13 loops.1.from loop-leaks',
      '25:13 loops.1.from loops-overlap',
      '25:25 loops.1.when unknown-outcome',
    ],
    [
      'an outcome that begins two rounds',
      loop,
      more('{ from: check, when: check.outcome != good, to: check, release: check, rounds: 2 }'),
      '25:26 loops.1.when loops-ambiguous',
    ],
    ['an unknown key', 'rounds: 2 }', 'rounds: 2, until: P1D }', '24:84 loops.0.until unknown-key'],
  ])
})

test('what one step says of several is told once, where it says it', () => {
  const text = `procedure: p
title: { en: P }
opened-by: anyone
steps:
  a: { by: anyone, together: [b, x] }
  b: { by: anyone, together: a }
  c: { by: anyone, together: b }
`
  assert.deepEqual(faultsOf(text), ['5:34 steps.a.together.1 unknown-step'])
})

test('every tie but the order is seen from both of its ends', () => {
  const parsed = parseProcedure(good)
  assert.ok(parsed.ok)
  const of = (id: string) => parsed.value.procedure.steps.find((step) => step.id === id)
  assert.deepEqual([of('right')?.excludes, of('right')?.together], [['left'], ['mate']])
  assert.deepEqual([of('left')?.excludes, of('mate')?.together], [['right'], ['right']])
  assert.deepEqual([of('tidy')?.triggeredBy, of('last')?.awaits], [['base'], ['tidy']])
  assert.deepEqual(parsed.value.procedure.loops[0]?.body, ['open', 'left', 'right', 'mate', 'check'])
  assert.deepEqual(parsed.value.procedure.runs, [
    { steps: [0, 1, 2, 4, 5, 6, 7, 8], outcomes: {} },
    // Whoever takes `mate` first waits for `right`, until `left` is taken.
    { steps: [0, 1, 2, 3, 5, 6, 7, 8], outcomes: {} },
    { steps: [0, 1, 2, 3, 6, 7, 8], outcomes: {} },
  ])
  assert.deepEqual(
    parsed.value.offices.map(({ line, column, office }) => `${line}:${column} ${office}`),
    ['10:29 head', '9:43 crew', '15:34 crew', '21:34 crew', '21:72 head'],
  )
})
