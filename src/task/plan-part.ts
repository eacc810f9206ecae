import type { PlanConflict, PlanProblem } from './plan.ts'
import { classesOf } from './plan-class.ts'
import { componentsOf, type Demands, demandsOf } from './plan-demand.ts'
import { guessPlan } from './plan-guess.ts'
import { eligibleFor, narrowByPairs } from './plan-list.ts'
import { isHopeless, stepsOf } from './plan-rule.ts'
import { search } from './plan-search.ts'

/** A problem, or what is left of one when some steps are not asked for and some rules not held. */
export interface Part {
  readonly problem: PlanProblem
  readonly steps: readonly number[]
  readonly rules: readonly number[]
  /** A person who takes nothing, or -1. */
  readonly without: number
}

/** Nodes that may still be spent; below 0 when they were not enough. */
export interface Meter {
  left: number
}

export type Solved =
  | { readonly kind: 'yes'; readonly plan: readonly number[] }
  /** `core`: steps and rules that cannot be met even by themselves, perhaps not the fewest. */
  | { readonly kind: 'no'; readonly core: PlanConflict }
  | { readonly kind: 'unknown' }

/** First a guess; then a search in each set of steps that rules connect, for people may serve in several. */
export function solve(part: Part, meter: Meter): Solved {
  const { people } = part.problem
  const plan: number[] = part.problem.steps.map(() => -1)
  const hopeless = rulesOf(part).find(({ rule }) => isHopeless(people, rule, plan))
  if (hopeless !== undefined) return { kind: 'no', core: { steps: [], rules: [hopeless.at] } }
  const guessed = guessPlan(part)
  if (guessed !== undefined) return { kind: 'yes', plan: guessed }
  const demands = demandsOf(part)
  if ('impossible' in demands) return { kind: 'no', core: coreOf(part, demands.impossible) }
  let unknown = false
  for (const component of componentsOf(demands)) {
    const found = solveComponent(part, component, meter)
    if (found.kind === 'unknown') unknown = true
    if (found.kind === 'no') {
      const steps = found.groups.flatMap((group) => component.groups[group]?.steps ?? [])
      return { kind: 'no', core: coreOf(part, steps) }
    }
    if (found.kind === 'yes') {
      component.groups.forEach(({ steps }, at) => {
        for (const step of steps) plan[step] = found.people[at] ?? -1
      })
    }
  }
  return unknown ? { kind: 'unknown' } : { kind: 'yes', plan }
}

/** What was found for groups of steps: a person for each, or some that cannot all be had. */
export type GroupsSolved =
  | { readonly kind: 'yes'; readonly people: readonly number[] }
  | { readonly kind: 'no'; readonly groups: readonly number[] }
  | { readonly kind: 'unknown' }

function solveComponent(part: Part, demands: Demands, meter: Meter): GroupsSolved {
  const lists = demands.groups.map((group) => eligibleFor(part, group))
  const narrowed = narrowByPairs(part.problem.people, lists, demands)
  if (narrowed.empty !== undefined) return { kind: 'no', groups: narrowed.leansOn([narrowed.empty]) }
  const classes = classesOf(part, narrowed.lists, demands.counts, narrowed.profiles)
  const found = search({ ...demands, pairs: narrowed.pairs, classes, profiles: narrowed.profiles }, meter)
  return found.kind === 'no' ? { kind: 'no', groups: narrowed.leansOn(found.groups) } : found
}

function rulesOf({ problem, rules }: Part) {
  return rules.flatMap((at) => {
    const rule = problem.rules[at]
    return rule === undefined ? [] : [{ at, rule }]
  })
}

/** Rules that name none of the steps say nothing about them. */
function coreOf(part: Part, steps: readonly number[]): PlanConflict {
  const inside = new Set(steps)
  const rules = rulesOf(part).filter(({ rule }) => stepsOf(rule).some((step) => inside.has(step)))
  return { steps: steps.toSorted((a, b) => a - b), rules: rules.map(({ at }) => at) }
}
