import type { PlanConflict } from './plan.ts'
import { type Part, solve } from './plan-part.ts'
import { stepsOf } from './plan-rule.ts'

export interface Minimal {
  readonly conflict: PlanConflict
  readonly minimal: boolean
  readonly nodes: number
}

/**
 * What is left of a part without a plan when nothing more can be left out: each step and then each rule is
 * left out for good if there is no plan without it. Each such question gets an even share of what is left of
 * the nodes; what it could not show to be superfluous stays.
 */
export function minimalConflict(whole: Part, nodesMax: number): Minimal {
  let core = whole
  let left = nodesMax
  let minimal = true
  const attempt = (part: Part, questions: number): void => {
    const meter = { left: Math.floor(left / questions) }
    const given = meter.left
    const found = solve(part, meter)
    left -= given - Math.max(0, meter.left)
    if (found.kind === 'no') core = { ...core, ...found.core }
    else if (found.kind === 'unknown') minimal = false
  }
  const { steps } = whole
  for (const [at, step] of steps.entries()) {
    if (!core.steps.includes(step)) continue
    attempt(without(core, step), steps.length - at + core.rules.length)
  }
  const { rules } = core
  for (const [at, rule] of rules.entries()) {
    if (!core.rules.includes(rule)) continue
    attempt({ ...core, rules: core.rules.filter((other) => other !== rule) }, rules.length - at)
  }
  return { conflict: { steps: core.steps, rules: core.rules }, minimal, nodes: nodesMax - left }
}

/** Rules that name no step that is left have nothing to say. */
function without(part: Part, step: number): Part {
  const steps = part.steps.filter((other) => other !== step)
  const rules = part.rules.filter((at) => {
    const rule = part.problem.rules[at]
    return rule !== undefined && stepsOf(rule).some((other) => steps.includes(other))
  })
  return { ...part, steps, rules }
}
