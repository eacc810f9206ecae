import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  findPlan,
  indispensable,
  type PlanConflict,
  type PlanPerson,
  type PlanProblem,
  type PlanRule,
  type Side,
} from './plan.ts'

/** Numbers below a bound, the same for the same seed (Marsaglia's xorshift). */
function draws(seed: number): (below: number) => number {
  let word = seed * 2_654_435_761 + 1
  return (below) => {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    return (word >>> 0) % below
  }
}

const places = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at)

/** A small problem of any kind, nearly as often without a plan as with one. */
function anyProblem(seed: number): PlanProblem {
  const draw = draws(seed)
  for (let turn = 0; turn < 8; turn++) draw(2)
  const some = (all: readonly number[], percent: number): readonly number[] =>
    all.filter(() => draw(100) < percent)
  const people = places(1 + draw(6)).map((at): PlanPerson => {
    const offices = ['red', 'blue', 'green'].filter(() => draw(100) < 40)
    return { id: `p${at}`, rank: draw(4), offices, unit: `u${draw(2)}` }
  })
  const openness = 25 + draw(70)
  const steps = places(1 + draw(5)).map((at) => {
    const eligible = some(places(people.length), openness)
    return { id: `s${at}`, eligible: eligible.length > 0 || draw(4) === 0 ? eligible : [draw(people.length)] }
  })
  const rulesMax = draw(7)
  const side = (): Side => (draw(6) === 0 ? { person: draw(people.length) } : { step: draw(steps.length) })
  const anyRule = (): PlanRule => {
    const among = some(places(steps.length), 65)
    const taken = draw(3) === 0 ? some(places(people.length), 30) : []
    switch (draw(12)) {
      case 0:
      case 1:
      case 2:
        return { kind: 'different-people', steps: among, taken }
      case 3:
        return { kind: 'same-person', steps: among.slice(0, 2), taken: taken.slice(0, 1 + draw(2)) }
      case 4:
      case 5:
        return { kind: 'at-least', people: 1 + draw(3), steps: among, taken }
      case 6:
      case 7:
        return { kind: 'at-most', people: 1 + draw(4), steps: among, taken }
      case 8:
        return { kind: 'senior', upper: side(), lower: side() }
      case 9:
        return { kind: draw(2) === 0 ? 'same-office' : 'different-office', sides: [side(), side()] }
      case 10:
        return { kind: draw(2) === 0 ? 'same-unit' : 'different-unit', sides: [side(), side()] }
      default:
        return { kind: 'different-people', steps: among.slice(-2), taken: [] }
    }
  }
  return { steps, people, rules: places(rulesMax).map(anyRule) }
}

/** Whether a plan meets a rule; steps that nobody is asked to take (-1) never offend. */
function meets({ people }: PlanProblem, rule: PlanRule, plan: readonly number[]): boolean {
  const at = (side: Side): number => ('step' in side ? (plan[side.step] ?? -2) : side.person)
  const two = (ask: (one: PlanPerson, other: PlanPerson) => boolean, [a, b]: readonly [Side, Side]) => {
    if (at(a) === -1 || at(b) === -1) return true
    const [one, other] = [people[at(a)], people[at(b)]]
    return one !== undefined && other !== undefined && ask(one, other)
  }
  const sharing = (one: PlanPerson, other: PlanPerson): boolean =>
    one.offices.filter((office) => other.offices.includes(office)).length > 0
  switch (rule.kind) {
    case 'senior':
      return two((upper, lower) => upper.rank > lower.rank, [rule.upper, rule.lower])
    case 'same-office':
      return two(sharing, rule.sides)
    case 'different-office':
      return two((one, other) => !sharing(one, other), rule.sides)
    case 'same-unit':
      return two((one, other) => one.unit === other.unit, rule.sides)
    case 'different-unit':
      return two((one, other) => one.unit !== other.unit, rule.sides)
    default: {
      const given = rule.steps.flatMap((step) => (plan[step] === -1 ? [] : [plan[step]]))
      const missing = rule.steps.length - given.length
      const all = new Set([...given, ...rule.taken])
      const taken = new Set(rule.taken)
      if (rule.kind === 'different-people') {
        return given.every((person) => !taken.has(person ?? -1)) && new Set(given).size === given.length
      }
      if (rule.kind === 'same-person') return given.length === 0 || all.size === 1
      if (rule.kind === 'at-least') return all.size + missing >= rule.people
      return rule.kind === 'at-most' && all.size <= rule.people
    }
  }
}

/** Tries every assignment of these steps to people who are eligible until one meets the rules. */
function canBeMet(problem: PlanProblem, { steps, rules }: PlanConflict, without = -1): boolean {
  const plan = problem.steps.map(() => -1)
  const asked = rules.flatMap((at) => problem.rules[at] ?? [])
  const from = (place: number): boolean => {
    const step = steps[place]
    if (step === undefined) return asked.every((rule) => meets(problem, rule, plan))
    for (const person of problem.steps[step]?.eligible ?? []) {
      plan[step] = person
      if (person !== without && from(place + 1)) return true
    }
    plan[step] = -1
    return false
  }
  return from(0)
}

function wholeOf({ steps, rules }: PlanProblem): PlanConflict {
  return { steps: places(steps.length), rules: places(rules.length) }
}

const instances = 20_000

test(`on ${instances} small problems plan, conflict and absence of one agree with plain enumeration`, () => {
  const shares = { yes: 0, no: 0, unknown: 0, searched: 0, entangled: 0 }
  for (let seed = 1; seed <= instances; seed++) {
    const problem = anyProblem(seed)
    const answer = findPlan(problem)
    shares[answer.kind] += 1
    if (answer.kind === 'yes' && answer.nodes > 0) shares.searched += 1
    const told = `seed ${seed}: ${JSON.stringify({ problem, answer })}`
    assert.equal(answer.kind, canBeMet(problem, wholeOf(problem)) ? 'yes' : 'no', told)
    if (answer.kind === 'yes') {
      assert.equal(answer.plan.length, problem.steps.length)
      problem.steps.forEach(({ eligible }, at) => {
        assert.ok(eligible.includes(answer.plan[at] ?? -1), told)
      })
      for (const rule of problem.rules) assert.ok(meets(problem, rule, answer.plan), told)
    } else if (answer.kind === 'no') {
      assertMinimal(problem, answer.conflict, told)
      assert.ok(answer.minimal, told)
      if (answer.conflict.steps.length > 1) shares.entangled += 1
    }
  }
  assert.ok(shares.yes > instances * 0.35 && shares.no > instances * 0.35, JSON.stringify(shares))
  assert.ok(shares.entangled > shares.no * 0.2, JSON.stringify(shares))
  assert.ok(shares.searched > instances * 0.01, JSON.stringify(shares))
})

function assertMinimal(problem: PlanProblem, conflict: PlanConflict, told: string): void {
  const { steps, rules } = conflict
  assert.ok(!canBeMet(problem, conflict), told)
  for (const step of steps) {
    assert.ok(canBeMet(problem, { rules, steps: steps.filter((other) => other !== step) }), told)
  }
  for (const rule of rules) {
    assert.ok(canBeMet(problem, { steps, rules: rules.filter((other) => other !== rule) }), told)
  }
}

test('whoever is indispensable to small problems is so by plain enumeration, and nobody else', () => {
  let plans = 0
  let found = 0
  for (let seed = 100_001; plans < 2_500; seed++) {
    const problem = anyProblem(seed)
    const answer = findPlan(problem)
    if (answer.kind !== 'yes') continue
    plans += 1
    const { people, undecided } = indispensable(problem, answer.plan)
    found += people.length
    const truly = places(problem.people.length).filter(
      (person) => !canBeMet(problem, wholeOf(problem), person),
    )
    assert.deepEqual([people.toSorted((a, b) => a - b), undecided], [truly, []], `seed ${seed}`)
  }
  assert.ok(found > plans * 0.3, `${found} in ${plans}`)
})
