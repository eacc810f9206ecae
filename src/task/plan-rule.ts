import type { PlanPerson, PlanRule, Side } from './plan.ts'

/** The steps a rule names, which may be none of the problem's. */
export function stepsOf(rule: PlanRule): readonly number[] {
  return isPair(rule) ? sidesOf(rule).flatMap((side) => ('step' in side ? [side.step] : [])) : rule.steps
}

/** A rule about two who take steps, or took them. */
export type PairRule = Extract<PlanRule, { upper: Side } | { sides: readonly [Side, Side] }>
export type PairKind = PairRule['kind']

export function isPair(rule: PlanRule): rule is PairRule {
  return 'upper' in rule || 'sides' in rule
}

/** For `senior` the upper one first. */
export function sidesOf(rule: PairRule): readonly [Side, Side] {
  return rule.kind === 'senior' ? [rule.upper, rule.lower] : rule.sides
}

/** Whether two people stand to each other as a rule demands; they may be one and the same. */
export function related(kind: PairKind, one: PlanPerson, other: PlanPerson): boolean {
  switch (kind) {
    case 'senior':
      return one.rank > other.rank
    case 'same-office':
      return sharesOffice(one, other)
    case 'different-office':
      return !sharesOffice(one, other)
    case 'same-unit':
      return one.unit === other.unit
    case 'different-unit':
      return one.unit !== other.unit
    default:
      return kind satisfies never
  }
}

function sharesOffice(one: PlanPerson, other: PlanPerson): boolean {
  return one.offices.some((office) => other.offices.includes(office))
}

/** Whether a rule cannot be met whoever takes what is open, which is everything not in the plan (-1). */
export function isHopeless(people: readonly PlanPerson[], rule: PlanRule, plan: readonly number[]): boolean {
  if ('people' in rule) return !countMayStand(rule, plan)
  return isPair(rule) && !pairMayStand(people, rule, plan)
}

/**
 * Whether a rule can still be met after `step` was given to `plan[step]`, when all that was given before was
 * asked about in the same way: what is -1 in a plan is open. Decisive once nothing of the rule is open.
 */
export function mayStand(
  people: readonly PlanPerson[],
  rule: PlanRule,
  plan: readonly number[],
  step: number,
): boolean {
  if (rule.kind === 'different-people') {
    return (
      !rule.taken.includes(taker(plan, step)) &&
      rule.steps.every((other) => other === step || plan[other] !== plan[step])
    )
  }
  if (rule.kind === 'same-person') {
    return (
      rule.taken.every((taken) => taken === plan[step]) &&
      rule.steps.every((other) => taker(plan, other) === -1 || plan[other] === plan[step])
    )
  }
  return !isHopeless(people, rule, plan)
}

/** Who takes a step; -1 when that is open, or the step is none. */
function taker(plan: readonly number[], step: number): number {
  return plan[step] ?? -1
}

function countMayStand(rule: Extract<PlanRule, { people: number }>, plan: readonly number[]): boolean {
  const distinct = new Set(rule.taken)
  const open = new Set<number>()
  for (const step of rule.steps) {
    const taker = plan[step]
    if (taker === -1) open.add(step)
    else if (taker !== undefined) distinct.add(taker)
  }
  return rule.kind === 'at-most' ? distinct.size <= rule.people : distinct.size + open.size >= rule.people
}

function pairMayStand(people: readonly PlanPerson[], rule: PairRule, plan: readonly number[]): boolean {
  const [one, other] = sidesOf(rule)
  const [first, second] = [whoIs(people, one, plan), whoIs(people, other, plan)]
  if (first === undefined || second === undefined) return false
  return first === 'open' || second === 'open' || related(rule.kind, first, second)
}

/** Undefined for a step or a person that does not exist. */
function whoIs(
  people: readonly PlanPerson[],
  side: Side,
  plan: readonly number[],
): PlanPerson | 'open' | undefined {
  if ('person' in side) return people[side.person]
  const taker = plan[side.step]
  return taker === -1 ? 'open' : people[taker ?? -1]
}
