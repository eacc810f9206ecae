import type { PlanConflict } from './plan.ts'
import { type Meter, type Part, type Solved, solve } from './plan-part.ts'
import { stepsOf } from './plan-rule.ts'

export interface Minimal {
  readonly conflict: PlanConflict
  /** Whether each was shown to be needed, which the nodes may not have been enough for. */
  readonly minimal: boolean
  readonly nodes: number
}

/** Each search begins where those before found nothing left; a core gets little smaller by more of them. */
const narrowingsMax = 4

/** What an even share of the nodes did not decide gets what the others left, once more. */
const turnsMax = 3

type Question = { readonly step: number } | { readonly rule: number }

/**
 * What is left of a part without a plan when nothing more can be left out: each step and each rule is left
 * out for good if there is no plan without it. What could not be shown to be superfluous stays.
 */
export function minimalConflict(whole: Part, nodesMax: number, learned: Meter): Minimal {
  let core = whole
  let left = nodesMax
  const attempt = (part: Part, shares: number): Solved['kind'] => {
    const given = Math.floor(left / shares)
    const meter = { ...learned, left: given }
    const found = solve(part, meter)
    // A question costs something even when it needs no search.
    left = Math.max(0, left - 1 - given + Math.max(0, meter.left))
    if (found.kind === 'no') core = { ...core, ...found.core }
    return found.kind
  }
  for (let turn = 0, before = -1; turn < narrowingsMax && core.steps.length !== before; turn++) {
    before = core.steps.length
    attempt(core, narrowingsMax)
  }
  let open: readonly Question[] = [
    ...core.steps.map((step) => ({ step })),
    ...core.rules.map((rule) => ({ rule })),
  ]
  for (let turn = 0; turn < turnsMax && open.length > 0; turn++) {
    const undecided = open.filter((question, at) => {
      return isIn(core, question) && attempt(without(core, question), open.length - at) === 'unknown'
    })
    open = undecided.filter((question) => isIn(core, question))
  }
  const { steps, rules } = core
  return { conflict: { rules, steps }, minimal: open.length === 0, nodes: nodesMax - left }
}

function isIn({ steps, rules }: Part, question: Question): boolean {
  return 'step' in question ? steps.includes(question.step) : rules.includes(question.rule)
}

/** Rules that name no step that is left have nothing to say. */
function without(part: Part, question: Question): Part {
  if ('rule' in question) return { ...part, rules: part.rules.filter((other) => other !== question.rule) }
  const steps = part.steps.filter((other) => other !== question.step)
  const rules = part.rules.filter((at) => {
    const rule = part.problem.rules[at]
    return rule !== undefined && stepsOf(rule).some((other) => steps.includes(other))
  })
  return { ...part, steps, rules }
}
