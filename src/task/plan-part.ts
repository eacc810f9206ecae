import type { PlanConflict, PlanProblem } from './plan.ts'
import { classesOf } from './plan-class.ts'
import { componentsOf, type Demands, demandsOf } from './plan-demand.ts'
import { guessPlan } from './plan-guess.ts'
import { eligibleFor, narrowByPairs } from './plan-list.ts'
import { type Likeness, likenessOf, noProfiles } from './plan-profile.ts'
import { isHopeless, stepsOf } from './plan-rule.ts'
import { type Puzzle, search } from './plan-search.ts'
import { tiesOf } from './plan-tie.ts'

/** A problem, or what is left of one when some steps are not asked for and some rules not held. */
export interface Part {
  readonly problem: PlanProblem
  readonly steps: readonly number[]
  readonly rules: readonly number[]
  /** A person who takes nothing, or -1. */
  readonly without: number
}

/** What searches of one problem share. */
export interface Meter {
  /** Nodes that may still be spent; 0 or less when they were not enough. */
  left: number
  /** For each step how often nothing was left for it: where to look first. */
  readonly hardness: number[]
  readonly likeness: Likeness
}

export function meterOf(problem: PlanProblem, nodesMax: number): Meter {
  return { left: nodesMax, hardness: problem.steps.map(() => 0), likeness: likenessOf(problem.people) }
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
  const guessed = guessPlan(part, plan)
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
  const narrowed = narrowByPairs(meter.likeness, lists, demands)
  if (narrowed.empty !== undefined) return { kind: 'no', groups: narrowed.leansOn([narrowed.empty]) }
  const profiles = narrowed.pairs.length === 0 ? noProfiles : narrowed.profiles
  const classes = classesOf(part, narrowed.lists, demands.counts, profiles)
  const left: Demands = { ...demands, pairs: narrowed.pairs }
  const puzzle: Puzzle = { ...left, classes, profiles, ties: tiesOf(left, classes, profiles) }
  const found = search(puzzle, meter)
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
