import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type Change, faultsWith } from './text-fixture.ts'

function refused(changes: readonly Change[]): void {
  for (const change of changes) {
    const [name, , , ...expected] = change
    test(name, () => assert.deepEqual(faultsWith(change), expected))
  }
}

describe('emergencies and reviews that are refused', () => {
  refused([
    [
      'no review',
      '  look: { by: anyone, reviews: last }\n',
      '',
      '21:18 steps.last.break-glass review-missing',
    ],
    [
      'two reviews',
      'reviews: last }',
      'reviews: last }\n  eye: { by: anyone, reviews: last }',
      '21:18 steps.last.break-glass review-twice',
    ],
    [
      'a review of what cannot be broken',
      'reviews: last',
      'reviews: [last, tidy]',
      '22:39 steps.look.reviews.1 review-of-none',
    ],
    [
      'a review that waits',
      'reviews: last',
      'after: tidy, reviews: last',
      '22:45 steps.look.reviews review-tied',
    ],
    [
      'a review that is waited for',
      'after: check, before',
      'after: [check, look], before',
      '22:32 steps.look.reviews review-tied',
    ],
    [
      'a review of itself',
      'reviews: last',
      'reviews: [last, look]',
      '22:39 steps.look.reviews.1 self-tie',
      '22:39 steps.look.reviews.1 review-of-none',
    ],
    [
      'an emergency of two days',
      'within: PT1H',
      'within: P2D',
      '21:50 steps.last.break-glass.within glass-too-long',
    ],
    [
      'an emergency of no time',
      'within: PT1H',
      'within: PT0S',
      '21:50 steps.last.break-glass.within bad-duration',
    ],
    ['an emergency without end', ', within: PT1H', '', '21:18 steps.last.break-glass.within missing-key'],
    [
      'nobody who is told',
      ', tell: { office: head } }',
      ' }',
      '21:18 steps.last.break-glass.tell missing-key',
    ],
    [
      'a grade there is not',
      'tell: { office: head } }',
      'tell: { office: head }, grade: best }',
      '21:87 steps.last.break-glass.grade wrong-form',
    ],
    [
      'one person bound by another step',
      '- different-people: [plan',
      '- same-person: [last, tidy]\n  - different-people: [plan',
      '21:18 steps.last.break-glass glass-bound',
    ],
  ])
})

describe('delegations, assignments and constraints that are refused', () => {
  refused([
    ['a depth of nought', 'depth: 2', 'depth: 0', '9:26 steps.plan.delegation.depth wrong-form'],
    ['a depth of four', 'depth: 2', 'depth: 4', '9:26 steps.plan.delegation.depth wrong-form'],
    [
      'a delegation in words',
      '{ depth: 2, to: { office: crew } }',
      'often',
      '9:17 steps.plan.delegation wrong-form',
    ],
    [
      'a delegation of what one person must take',
      'different-people: [plan',
      'same-person: [plan',
      '9:17 steps.plan.delegation delegation-bound',
    ],
    [
      'an assignment in no time',
      'within: P1D',
      'within: soon',
      '10:45 steps.plan.assign.within bad-duration',
    ],
    ['a list of one', '[opener, { office: crew }]', '[opener]', '15:15 steps.mate.by wrong-form'],
    [
      'a list in a list',
      '[opener, { office: crew }]',
      '[opener, [anyone]]',
      '15:15 steps.mate.by wrong-form',
    ],
    ['more people than steps', 'people: 2', 'people: 4', '27:5 constraints.1 people-too-many'],
    ['no people', 'people: 2', 'people: 0', '27:25 constraints.1.at-least.people wrong-form'],
    [
      'a constraint of two kinds',
      '- different-people: [plan',
      '- senior: [left, right]\n    different-people: [plan',
      '26:5 constraints.0 wrong-form',
    ],
    [
      'a rank above itself',
      '- different-people: [plan',
      '- senior: [plan, last]\n  - senior: [last, base]\n  - senior: [base, plan]\n  - senior: [tidy',
      '26:5 constraints.0 senior-cycle',
    ],
    [
      'a rank of three',
      '- different-people: [plan',
      '- senior: [plan, last, tidy]\n  - different-people: [plan',
      '26:5 constraints.0 wrong-form',
    ],
    [
      'one person above himself',
      '- different-people: [plan',
      '- same-person: [tidy, base]\n  - senior: [base, tidy]\n  - different-people: [plan',
      '27:5 constraints.1 contradiction',
    ],
    [
      'the same office and none',
      '- different-people: [plan',
      '- same-office: [tidy, base]\n  - different-office: [base, tidy]\n  - different-people: [plan',
      '27:5 constraints.1 contradiction',
    ],
    [
      'the same unit and another',
      '- different-people: [plan',
      '- same-unit: [tidy, base]\n  - different-unit: [base, tidy]\n  - different-people: [plan',
      '27:5 constraints.1 contradiction',
    ],
    [
      'an unknown step in a count',
      'steps: [left, right',
      'steps: [left, wrong',
      '27:42 constraints.1.at-least.steps.1 unknown-step',
    ],
    [
      'a step twice in a count',
      'steps: [left, right, mate',
      'steps: [left, right, left',
      '27:49 constraints.1.at-least.steps.2 repeated',
    ],
    [
      'fewer people than must be different',
      '- different-people: [plan',
      '- at-most: { people: 1, steps: [plan, check] }\n  - different-people: [plan',
      '26:5 constraints.0 never-completable',
    ],
    [
      'an override that is none',
      'tidy: {',
      'tidy: { overrides: [everything],',
      '17:23 steps.tidy.overrides.0 wrong-form',
    ],
  ])
})
