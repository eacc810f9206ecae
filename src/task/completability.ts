import { certain } from '#fault'
import { type Case, type Holder, isHeld } from './case.ts'
import { findPlan, type PlanAnswer, type PlanProblem } from './plan.ts'
import { type Posed, pose, problemOf, type Written } from './problem.ts'
import type { Procedure, StepType } from './procedure.ts'
import type { ConflictRule } from './rules-left.ts'
import type { Staff } from './staff.ts'
import { wholeConflict } from './whole-conflict.ts'

/** Whether a case can be brought to its end by the people there are. */
export type Completability =
  /** `plan`: a person for each step left, good whatever is decided on the way. */
  | { readonly kind: 'yes'; readonly plan: readonly PlannedStep[] }
  | { readonly kind: 'no'; readonly conflict: Conflict; readonly minimal: boolean }
  | { readonly kind: 'unknown' }

export interface PlannedStep {
  readonly step: string
  readonly person: string
}

/** What cannot be met together: that these steps are taken by those who could, and these constraints. */
export interface Conflict {
  readonly steps: readonly ConflictStep[]
  readonly constraints: readonly ConflictRule[]
}

export interface ConflictStep {
  readonly step: string
  readonly by: StepType['by']
  /** What it demands of them beside. */
  readonly training?: readonly string[]
  /** Some of those who could take it by themselves. */
  readonly people: readonly string[]
  /** How many could; of `anyone` and of other units no more than were looked at. */
  readonly count: number
}

/** As many as an official reads. */
const peopleToldMax = 5

/**
 * Whether the steps left of an open case can all be taken, by people who can take them, under its
 * constraints: by one plan that is good whichever way the case goes. Steps that somebody holds count as
 * taken by them.
 */
export function completability(procedure: Procedure, of: Case, staff: Staff): Completability {
  return answered(procedure, of, staff).answer
}

/** An answer with the problem that it is the answer to. */
interface Answered {
  readonly answer: Completability
  /** The problem that has the plan, and the plan in its numbers. */
  readonly planned?: { readonly problem: PlanProblem; readonly plan: readonly number[] }
}

/**
 * Of each office as many are looked at first: twice as many as steps one case sensibly has, so that whoever
 * took others is rarely missed. Only where that finds no plan everybody is.
 */
const holdersFirstMax = 32

/** What is asked of a case, with the answer to it. */
export function answered(procedure: Procedure, of: Case, staff: Staff): Answered & { readonly posed: Posed } {
  const few = pose(procedure, of, staff, holdersFirstMax)
  const first = answerTo(procedure, of, staff, few)
  if (few.whole || first.answer.kind === 'yes') return { ...first, posed: few }
  const posed = pose(procedure, of, staff)
  return { ...answerTo(procedure, of, staff, posed), posed }
}

function answerTo(procedure: Procedure, of: Case, staff: Staff, posed: Posed): Answered {
  const { places, free, choices, exact, all } = posed
  const vacant = [...free, ...places].find((place) => countOf(posed, place) === 0)
  if (vacant !== undefined) {
    const conflict = { steps: [told(procedure, posed, vacant)], constraints: [] }
    return { answer: exact ? { kind: 'no', conflict, minimal: true } : { kind: 'unknown' } }
  }
  let refused: Completability | undefined
  for (const choice of choices) {
    const written = problemOf(procedure, of, staff, posed, choice)
    const found = findPlan(written.problem)
    if (found.kind === 'yes') {
      const plan = planOf(procedure, posed, written.problem, found.plan)
      return { answer: { kind: 'yes', plan }, planned: { problem: written.problem, plan: found.plan } }
    }
    if (found.kind === 'unknown') refused = found
    else refused ??= noneFor(procedure, posed, written, found)
  }
  // Where more was asked for than any one way takes, that it cannot be had says nothing of the ways.
  return { answer: exact && all && refused ? refused : { kind: 'unknown' } }
}

function planOf(
  procedure: Procedure,
  { places, free, eligible }: Posed,
  { people }: PlanProblem,
  plan: readonly number[],
): readonly PlannedStep[] {
  const bound = plan.map((person, at) => ({
    place: certain(places[at], 'a step'),
    person: certain(people[person], 'a person').id,
  }))
  const rest = free.map((place) => {
    const { people: able = [], founder } = eligible.get(place) ?? {}
    return { place, person: certain(able[0] ?? founder, 'somebody eligible') }
  })
  const all = [...bound, ...rest].sort((a, b) => a.place - b.place)
  return all.map(({ place, person }) => ({ step: stepId(procedure, place), person }))
}

function noneFor(
  procedure: Procedure,
  posed: Posed,
  { problem, sources }: Written,
  found: Extract<PlanAnswer, { kind: 'no' }>,
): Completability {
  const sourceOf = (rule: number): ConflictRule => certain(sources[rule], 'a rule')
  const { conflict, minimal } = wholeConflict(problem, found.conflict, (rule) => sourceOf(rule).place)
  const steps = conflict.steps.map((at) => told(procedure, posed, certain(posed.places[at], 'a step')))
  const constraints = distinctRules(conflict.rules.map(sourceOf))
  // Of several choices it is the first that is told of.
  const alone = posed.choices.length === 1
  return { kind: 'no', conflict: { steps, constraints }, minimal: found.minimal && minimal && alone }
}

/**
 * What the answer hangs on beside the staff, as text: cases of one procedure with equal texts are alike, so
 * that it need be found once.
 */
export function planKey(procedure: Procedure, of: Case): string {
  const named = new Set(procedure.constraints.flatMap(({ steps }) => steps))
  const opener = procedure.steps.some(({ by }) => by.kind === 'opener' || by.kind === 'any-of')
  const told = ({ kind, id, founding, loop, facts }: Holder) => [kind, id, founding, loop, facts]
  const parts = of.steps.map((step, place) => {
    const { state, end, outcome, broken, former, executor, delegates = [] } = step
    // Who had a part in it, and which: an executor binds, a delegate is counted otherwise than he.
    const roles = [former, executor ? [executor] : [], delegates]
    const people = named.has(stepId(procedure, place)) ? roles.map((role) => role.map(told)) : executor && 1
    return [isHeld(step) ? 'held' : state, end, outcome, people, broken?.map(({ by }) => by.id)]
  })
  return JSON.stringify([of.digest, opener && [of.opener.kind, of.opener.id], of.rounds, parts])
}

/** How many could take an open step, by its place. */
export function countOf({ eligible }: Posed, place: number): number {
  const { people = [], founder } = eligible.get(place) ?? {}
  return people.length + (founder === undefined ? 0 : 1)
}

function told(procedure: Procedure, posed: Posed, place: number): ConflictStep {
  const { id, by, training } = certain(procedure.steps[place], 'a step')
  const { people = [], founder } = posed.eligible.get(place) ?? {}
  const able = people.length > 0 || founder === undefined ? people : [founder]
  const demanded = training.length > 0 ? { training } : {}
  return { step: id, by, ...demanded, people: able.slice(0, peopleToldMax), count: able.length }
}

function distinctRules(rules: readonly ConflictRule[]): readonly ConflictRule[] {
  return [...new Map(rules.map((rule) => [`${rule.place} ${rule.kind}`, rule])).values()]
}

function stepId({ steps }: Procedure, place: number): string {
  return steps[place]?.id ?? ''
}
