import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  findPlan,
  indispensable,
  type PlanAnswer,
  type PlanPerson,
  type PlanProblem,
  type PlanRule,
} from './plan.ts'

const person = (id: string, rank = 0, offices: readonly string[] = [], unit = 'city'): PlanPerson => {
  return { id, rank, offices, unit }
}
const three = [person('ann'), person('bob'), person('cyd')]

function problemOf(
  eligible: readonly (readonly number[])[],
  rules: readonly PlanRule[],
  people: readonly PlanPerson[] = three,
): PlanProblem {
  return { steps: eligible.map((list, at) => ({ id: `s${at}`, eligible: list })), people, rules }
}

const different = (...steps: readonly number[]): PlanRule => ({ kind: 'different-people', steps, taken: [] })
const same = (...steps: readonly number[]): PlanRule => ({ kind: 'same-person', steps, taken: [] })

function conflictOf(answer: PlanAnswer): unknown {
  assert.equal(answer.kind, 'no')
  assert.ok(answer.kind === 'no' && answer.minimal)
  return [answer.conflict.steps, answer.conflict.rules]
}

test('without steps the plan is empty, and without rules each step goes to the first who is eligible', () => {
  assert.deepEqual(findPlan(problemOf([], [])), { kind: 'yes', plan: [], nodes: 0 })
  assert.deepEqual(findPlan(problemOf([[2, 1], [1]], [])), { kind: 'yes', plan: [2, 1], nodes: 0 })
})

test('what the first guess misses the search finds', () => {
  const answer = findPlan(
    problemOf(
      [
        [0, 1],
        [0, 2],
        [0, 2],
      ],
      [different(0, 1, 2)],
    ),
  )
  assert.ok(answer.kind === 'yes' && answer.nodes > 0)
  assert.deepEqual(answer.plan[0], 1)
})

const conflicts: readonly {
  readonly what: string
  readonly problem: PlanProblem
  /** Steps, rules. */
  readonly conflict: readonly [readonly number[], readonly number[]]
}[] = [
  {
    what: 'a step that nobody is eligible for',
    problem: problemOf([[0], [], [1]], [different(0, 1, 2)]),
    conflict: [[1], []],
  },
  {
    what: 'three steps by different people that two are eligible for',
    problem: problemOf([[2], [0, 1], [0, 1], [0, 1]], [same(0), different(1, 2, 3), different(0, 1)]),
    conflict: [[1, 2, 3], [1]],
  },
  {
    what: 'a step whose only executor took what it must be separated from',
    problem: problemOf([[0], [1]], [different(0, 1), { kind: 'different-people', steps: [0], taken: [0] }]),
    conflict: [[0], [1]],
  },
  {
    what: 'steps bound to two people',
    problem: problemOf([[0, 1, 2]], [{ kind: 'same-person', steps: [0], taken: [0, 1] }]),
    conflict: [[0], [0]],
  },
  {
    what: 'steps bound together and set apart',
    problem: problemOf(
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
      [same(0, 1), same(1, 2), different(0, 2)],
    ),
    conflict: [
      [0, 1, 2],
      [0, 1, 2],
    ],
  },
  {
    what: 'more people than there are steps',
    problem: problemOf([[0], [1]], [{ kind: 'at-least', people: 4, steps: [0, 1], taken: [2] }]),
    conflict: [[], [0]],
  },
  {
    what: 'two steps by one person where three people are to take three steps',
    problem: problemOf([[0], [0], [1, 2]], [{ kind: 'at-least', people: 3, steps: [0, 1, 2], taken: [] }]),
    conflict: [[0, 1], [0]],
  },
  {
    what: 'at most two people for steps with nobody in common',
    problem: problemOf([[0], [1], [2]], [{ kind: 'at-most', people: 2, steps: [0, 1, 2], taken: [] }]),
    conflict: [[0, 1, 2], [0]],
  },
  {
    what: 'at most two people, two of whom have been there',
    problem: problemOf([[0, 1], [2]], [{ kind: 'at-most', people: 2, steps: [0, 1], taken: [0, 1] }]),
    conflict: [[1], [0]],
  },
  {
    what: 'seniority in a ring',
    problem: problemOf(
      [
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ],
      [0, 1, 2].map((at) => ({ kind: 'senior', upper: { step: at }, lower: { step: (at + 1) % 3 } })),
      [person('ann', 1), person('bob', 2), person('cyd', 3)],
    ),
    conflict: [
      [0, 1, 2],
      [0, 1, 2],
    ],
  },
  {
    what: 'nobody senior to the one who took the other step',
    problem: problemOf(
      [[0, 1]],
      [{ kind: 'senior', upper: { step: 0 }, lower: { person: 2 } }],
      [person('ann', 1), person('bob', 2), person('cyd', 2)],
    ),
    conflict: [[0], [0]],
  },
  {
    what: 'three steps in different units where there are two',
    problem: problemOf(
      [
        [0, 1, 2],
        [0, 1, 2],
        [0, 1, 2],
      ],
      [
        [0, 1],
        [1, 2],
        [0, 2],
      ].map(([a = 0, b = 0]) => {
        return { kind: 'different-unit', sides: [{ step: a }, { step: b }] }
      }),
      [person('ann', 0, [], 'city'), person('bob', 0, [], 'city'), person('cyd', 0, [], 'water')],
    ),
    conflict: [
      [0, 1, 2],
      [0, 1, 2],
    ],
  },
  {
    what: 'an office that neither shares',
    problem: problemOf(
      [[0], [1]],
      [{ kind: 'same-office', sides: [{ step: 0 }, { step: 1 }] }],
      [person('ann', 0, ['red']), person('bob', 0, ['blue'])],
    ),
    conflict: [[0, 1], [0]],
  },
]

for (const { what, problem, conflict } of conflicts) {
  test(`a conflict names ${what} and nothing else`, () => {
    assert.deepEqual(conflictOf(findPlan(problem)), conflict)
  })
}

test('rules about who took steps already count the same whether a person or a step stands there', () => {
  const offices = [person('ann', 1, ['red']), person('bob', 2, ['red', 'blue']), person('cyd', 3, ['blue'])]
  const rules: readonly PlanRule[] = [
    { kind: 'different-office', sides: [{ person: 0 }, { step: 0 }] },
    { kind: 'same-office', sides: [{ step: 0 }, { step: 1 }] },
    { kind: 'senior', upper: { step: 0 }, lower: { step: 1 } },
  ]
  const answer = findPlan(
    problemOf(
      [
        [0, 1, 2],
        [0, 1, 2],
      ],
      rules,
      offices,
    ),
  )
  assert.ok(answer.kind === 'yes')
  assert.deepEqual(answer.plan, [2, 1])
})

const nonsense: readonly { readonly what: string; readonly problem: PlanProblem; readonly kind: string }[] = [
  { what: 'people who do not exist', problem: problemOf([[-1, 9, 0.5, Number.NaN, 1]], []), kind: 'yes' },
  { what: 'nobody but people who do not exist', problem: problemOf([[-1, 9]], []), kind: 'no' },
  { what: 'steps that do not exist', problem: problemOf([[0]], [different(0, 7, -1)]), kind: 'yes' },
  { what: 'a step set apart from itself', problem: problemOf([[0]], [different(0, 0)]), kind: 'yes' },
  {
    what: 'a pair with a step that does not exist',
    problem: problemOf([[0]], [{ kind: 'same-unit', sides: [{ step: 0 }, { step: 7 }] }]),
    kind: 'no',
  },
  {
    what: 'a pair with a person who does not exist',
    problem: problemOf([[0]], [{ kind: 'senior', upper: { step: 0 }, lower: { person: -1 } }]),
    kind: 'no',
  },
  {
    what: 'at most no people',
    problem: problemOf([[0]], [{ kind: 'at-most', people: 0, steps: [0], taken: [] }]),
    kind: 'no',
  },
  {
    what: 'a number of people that is none',
    problem: problemOf([[0]], [{ kind: 'at-least', people: Number.NaN, steps: [0], taken: [] }]),
    kind: 'no',
  },
  {
    what: 'someone who took a step and does not exist',
    problem: problemOf([[0]], [{ kind: 'same-person', steps: [0], taken: [9] }]),
    kind: 'no',
  },
  { what: 'rules without steps', problem: problemOf([[0]], [different(), same()]), kind: 'yes' },
  {
    what: 'a list that names a person twice',
    problem: problemOf(
      [
        [0, 0],
        [0, 0],
      ],
      [different(0, 1)],
    ),
    kind: 'no',
  },
]

for (const { what, problem, kind } of nonsense) {
  test(`of ${what} the answer is ${kind}`, () => {
    const answer = findPlan(problem)
    assert.equal(answer.kind, kind)
    assert.ok(answer.kind !== 'no' || answer.minimal)
    if (answer.kind === 'yes') assert.deepEqual(indispensable(problem, answer.plan).undecided, [])
  })
}

/** Ten steps by different people, for whom there are nine. */
const crowded = problemOf(
  Array.from({ length: 10 }, () => [0, 1, 2, 3, 4, 5, 6, 7, 8]),
  [different(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)],
  Array.from({ length: 9 }, (_, at) => person(`p${at}`)),
)

test('when the budget ends before the search the answer is unknown', () => {
  assert.deepEqual(findPlan(crowded, 5), { kind: 'unknown', nodes: 5 })
  assert.deepEqual(findPlan(crowded, 0), { kind: 'unknown', nodes: 0 })
  assert.deepEqual(conflictOf(findPlan(crowded)), [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0]])
})

test('a conflict that the budget does not suffice to make minimal says so', () => {
  const rules = [...crowded.rules, different(0, 1), different(2, 3)]
  const answer = findPlan({ ...crowded, rules }, 12)
  assert.ok(answer.kind === 'no' && !answer.minimal)
  assert.deepEqual(answer.conflict.steps, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  assert.deepEqual(conflictOf(findPlan({ ...crowded, rules })), [answer.conflict.steps, [0]])
})

test('who could not be decided about within the budget is told apart', () => {
  const enough = { ...crowded, people: [...crowded.people, person('p9')] }
  const steps = crowded.steps.map(({ id, eligible }) => ({ id, eligible: [...eligible, 9] }))
  const answer = findPlan({ ...enough, steps })
  assert.ok(answer.kind === 'yes')
  assert.deepEqual(indispensable({ ...enough, steps }, answer.plan, 5), {
    people: [],
    undecided: answer.plan,
  })
  assert.deepEqual(indispensable({ ...enough, steps }, answer.plan), { people: answer.plan, undecided: [] })
})

test('more steps than any procedure can have are not looked into', () => {
  const lists = Array.from({ length: 10_000 }, () => [0])
  assert.deepEqual(findPlan(problemOf(lists, [])), { kind: 'unknown', nodes: 0 })
})

test('a plan that is too short is completed before anybody is found to be indispensable', () => {
  const problem = problemOf([[0, 1], [1]], [different(0, 1)])
  assert.deepEqual(indispensable(problem, [0]), { people: [0], undecided: [] })
})

test('64 steps and 10,000 people are planned, and without any one of them again', () => {
  const everyone = Array.from({ length: 10_000 }, (_, at) => at)
  const steps = Array.from({ length: 64 }, (_, at) => at)
  const lists = steps.map((at) => everyone.filter((one) => one % 5 !== at % 5))
  const rules: readonly PlanRule[] = [
    different(...steps.slice(0, 32)),
    { kind: 'at-most', people: 2, steps: steps.slice(30), taken: [] },
    { kind: 'senior', upper: { step: 0 }, lower: { step: 63 } },
  ]
  const problem = problemOf(
    lists,
    rules,
    everyone.map((at) => person(`p${at}`, at % 7)),
  )
  const answer = findPlan(problem)
  assert.ok(answer.kind === 'yes')
  assert.equal(new Set(answer.plan.slice(0, 32)).size, 32)
  assert.equal(new Set(answer.plan.slice(30)).size, 2)
  assert.deepEqual(indispensable(problem, answer.plan), { people: [], undecided: [] })
})
