import type { PlanRule } from './plan.ts'
import type { Part } from './plan-part.ts'
import { mayStand, stepsOf } from './plan-rule.ts'

/**
 * Enough to pass over everyone who already has another step (`steps` squared) and some whom a rule keeps out;
 * trying more takes longer than the search, which knows what it looks for.
 */
const triesMaxOf = (steps: number): number => 64 + steps * steps

/**
 * A plan found without a search, or none: each step that is open in `begun`, those with the fewest people
 * first, goes to the first person whom no rule forbids. Most of what can be met is met so, in microseconds;
 * it reads of each list only what it needs. Steps that are not asked for stay as they are.
 */
export function guessPlan(
  { problem, steps, rules, without }: Part,
  begun: readonly number[],
): readonly number[] | undefined {
  const { people } = problem
  const plan = [...begun]
  const rulesOf = rulesByStep(problem.rules, rules, plan.length)
  const eligible = (step: number): readonly number[] => problem.steps[step]?.eligible ?? []
  const open = steps.filter((step) => plan[step] === -1)
  const order = open.sort((a, b) => eligible(a).length - eligible(b).length || a - b)
  let tries = triesMaxOf(order.length)
  for (const step of order) {
    const mine = rulesOf[step] ?? []
    let given = false
    for (const person of candidates(mine, plan, eligible(step))) {
      if (person === without || people[person] === undefined) continue
      if (tries-- === 0) return undefined
      plan[step] = person
      given = mine.every((rule) => mayStand(people, rule, plan, step))
      if (given) break
    }
    if (!given) return undefined
  }
  return plan
}

/** All who are eligible; one alone when another step has been bound to this one. */
function candidates(
  rules: readonly PlanRule[],
  plan: readonly number[],
  eligible: readonly number[],
): readonly number[] {
  for (const rule of rules) {
    if (rule.kind !== 'same-person') continue
    const bound = rule.taken[0] ?? plan[rule.steps.find((step) => (plan[step] ?? -1) >= 0) ?? -1]
    if (bound !== undefined) return eligible.includes(bound) ? [bound] : []
  }
  return eligible
}

function rulesByStep(
  all: readonly PlanRule[],
  rules: readonly number[],
  steps: number,
): readonly (readonly PlanRule[])[] {
  const found: PlanRule[][] = Array.from({ length: steps }, () => [])
  for (const at of rules) {
    const rule = all[at]
    if (rule !== undefined) for (const step of stepsOf(rule)) found[step]?.push(rule)
  }
  return found
}
