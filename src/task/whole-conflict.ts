import type { PlanConflict, PlanProblem } from './plan.ts'
import { meterOf, type Part, solve } from './plan-part.ts'

/** What one question may cost; there is one for every step and constraint of the conflict. */
const nodesEachMax = 2_000

/**
 * A conflict made minimal where rules stand or fall together, as those that come of one constraint: with one
 * of them the others of its kind are there as well, and may make a part of the conflict superfluous.
 */
export function wholeConflict(
  problem: PlanProblem,
  { steps, rules }: PlanConflict,
  groupOf: (rule: number) => unknown,
): { readonly conflict: PlanConflict; readonly minimal: boolean } {
  const groups = new Set(rules.map(groupOf))
  const all = problem.rules.flatMap((_, rule) => (groups.has(groupOf(rule)) ? [rule] : []))
  if (all.length === rules.length) return { conflict: { steps, rules }, minimal: true }
  let core: Part = { problem, steps, rules: all, without: -1 }
  let minimal = true
  const attempt = (part: Part): void => {
    const found = solve(part, meterOf(problem, nodesEachMax))
    if (found.kind === 'no') core = part
    if (found.kind === 'unknown') minimal = false
  }
  for (const group of groups)
    attempt({ ...core, rules: core.rules.filter((rule) => groupOf(rule) !== group) })
  for (const step of steps) attempt({ ...core, steps: core.steps.filter((other) => other !== step) })
  return { conflict: { steps: core.steps, rules: core.rules }, minimal }
}
