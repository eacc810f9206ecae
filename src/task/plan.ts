import { minimalConflict } from './plan-conflict.ts'
import { guessPlan } from './plan-guess.ts'
import { meterOf, type Part, solve } from './plan-part.ts'

/**
 * Whether the steps that remain of a case can all be taken under its rules: the workflow satisfiability
 * problem (Cohen, Crampton, Gagarin, Gutin, Jones: Iterative Plan Construction for the Workflow
 * Satisfiability Problem, JAIR 51, 2014). Exact: a `yes` comes with a plan, a `no` with a conflict, and
 * `unknown` is the answer when the budget ends first.
 */

export interface PlanPerson {
  readonly id: string
  readonly rank: number
  readonly offices: readonly string[]
  readonly unit: string
}

export interface PlanStep {
  readonly id: string
  /** Who could take it, as indices into `people`, in order of preference. */
  readonly eligible: readonly number[]
}

export interface PlanProblem {
  /** The steps that are still to be taken. */
  readonly steps: readonly PlanStep[]
  readonly people: readonly PlanPerson[]
  readonly rules: readonly PlanRule[]
}

/** Who takes a step that is still to be taken (an index into `steps`), or who took one (into `people`). */
export type Side = { readonly step: number } | { readonly person: number }

/**
 * `steps`: indices of steps still to be taken; `taken`: indices of people who already took others of the
 * rule's steps. A step named twice counts once, one that does not exist not at all.
 */
export type PlanRule =
  | {
      readonly kind: 'different-people' | 'same-person'
      readonly steps: readonly number[]
      readonly taken: readonly number[]
    }
  | {
      /** How many people take the rule's steps between them. */
      readonly kind: 'at-least' | 'at-most'
      readonly people: number
      readonly steps: readonly number[]
      readonly taken: readonly number[]
    }
  | { readonly kind: 'senior'; readonly upper: Side; readonly lower: Side }
  | {
      readonly kind: 'same-office' | 'different-office' | 'same-unit' | 'different-unit'
      readonly sides: readonly [Side, Side]
    }

/**
 * What cannot be met together: that people eligible for them take these steps, and these rules. Steps left
 * out are no longer asked for: a rule then counts as if whoever takes them did not offend against it.
 */
export interface PlanConflict {
  readonly rules: readonly number[]
  readonly steps: readonly number[]
}

/** `nodes`: how much of the budget was used; 0 when the first guess was a plan. */
export type PlanAnswer =
  | {
      readonly kind: 'yes'
      /** For each step the index of a person. */
      readonly plan: readonly number[]
      readonly nodes: number
    }
  | {
      readonly kind: 'no'
      readonly conflict: PlanConflict
      /** Whether it was shown that without any one of them the others can be met. */
      readonly minimal: boolean
      readonly nodes: number
    }
  | { readonly kind: 'unknown'; readonly nodes: number }

/**
 * A search of up to 16 steps rarely needs more than some hundred nodes, one of 24 some thousand. A node takes
 * one to three microseconds, so that this many take some tens of milliseconds, which an act may wait for.
 */
const nodesDefaultMax = 30_000

/**
 * Four times what a procedure can have. Far beyond, the squares of this number would count, and nothing else
 * here bounds it.
 */
const stepsPlannedMax = 256

/**
 * A plan that meets all rules, or why there is none. Finding out spends at most `nodesMax`, making the
 * conflict minimal as many again.
 */
export function findPlan(problem: PlanProblem, nodesMax: number = nodesDefaultMax): PlanAnswer {
  if (problem.steps.length > stepsPlannedMax) return { kind: 'unknown', nodes: 0 }
  const meter = meterOf(problem, nodesMax)
  const whole = wholeOf(problem)
  const found = solve(whole, meter)
  const nodes = nodesMax - Math.max(0, meter.left)
  switch (found.kind) {
    case 'yes':
      return { kind: 'yes', plan: found.plan, nodes }
    case 'unknown':
      return { kind: 'unknown', nodes }
    case 'no': {
      const {
        conflict,
        minimal,
        nodes: spent,
      } = minimalConflict({ ...whole, ...found.core }, nodesMax, meter)
      return { kind: 'no', conflict, minimal, nodes: nodes + spent }
    }
    default:
      return found satisfies never
  }
}

/** Whom a plan cannot do without. */
export interface Indispensable {
  /** Without any one of these people there is no plan. */
  readonly people: readonly number[]
  /** For these the budget ended before it was known. */
  readonly undecided: readonly number[]
}

/**
 * The people without any one of whom no plan is left; `plan` is one that meets the problem, so that nobody
 * outside it can be among them. Only where his steps cannot simply be given to others each is a search of at
 * most `nodesMax` nodes.
 */
export function indispensable(
  problem: PlanProblem,
  plan: readonly number[],
  nodesMax: number = nodesDefaultMax,
): Indispensable {
  const people: number[] = []
  const undecided: number[] = []
  const whole = wholeOf(problem)
  const shared = meterOf(problem, nodesMax)
  for (const person of new Set(plan)) {
    const rest: Part = { ...whole, without: person }
    const others = problem.steps.map((_, at) => (plan[at] === person ? -1 : (plan[at] ?? -1)))
    if (guessPlan(rest, others) !== undefined) continue
    const found = solve(rest, { ...shared, left: nodesMax })
    if (found.kind === 'no') people.push(person)
    else if (found.kind === 'unknown') undecided.push(person)
  }
  return { people, undecided }
}

function wholeOf(problem: PlanProblem): Part {
  const all = (of: readonly unknown[]): readonly number[] => of.map((_, at) => at)
  return { problem, steps: all(problem.steps), rules: all(problem.rules), without: -1 }
}
