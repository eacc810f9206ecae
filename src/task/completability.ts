import { certain } from '#fault'
import { type Case, holdersOf, isDone, isHeld, isPassedOver, type Party, type PersonFacts } from './case.ts'
import { findPlan, type PlanPerson, type PlanProblem, type PlanRule, type Side } from './plan.ts'
import type { Constraint, Procedure, StepType } from './procedure.ts'
import { type Eligible, eligibleFor, type Staff } from './staff.ts'
import { factsOf } from './standing.ts'

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
  /** Some of those who could take it by themselves. */
  readonly people: readonly string[]
  /** How many could; of `anyone` and of other units no more than were looked at. */
  readonly count: number
}

/** A constraint of the procedure by its place, or the rule that nobody reviews himself (-1). */
export interface ConflictRule {
  readonly place: number
  readonly kind: Constraint['kind'] | 'review'
  readonly steps: readonly string[]
  readonly people?: number
}

/** As many as an official reads. */
const peopleToldMax = 5

/** A problem with what its numbers stand for. */
export interface Posed {
  readonly problem: PlanProblem
  /** Steps in rules, by place; those of the problem in its order. */
  readonly places: readonly number[]
  readonly eligible: ReadonlyMap<number, Eligible>
  /** The constraint of each rule of the problem. */
  readonly sources: readonly ConflictRule[]
  /** Steps that no rule binds, by place. */
  readonly free: readonly number[]
  /** Whether what is asked is no more than what some running of the procedure asks. */
  readonly exact: boolean
}

/**
 * Whether the steps left of an open case can all be taken, by people who can take them, under its
 * constraints: by one plan that is good whichever way the case goes. Steps that somebody holds count as taken
 * by them.
 */
export function completability(procedure: Procedure, of: Case, staff: Staff): Completability {
  const posed = pose(procedure, of, staff)
  const { problem, places, eligible, free } = posed
  const vacant = [...free, ...places].find((place) => peopleFor(posed, place).length === 0)
  if (vacant !== undefined) {
    return {
      kind: 'no',
      conflict: { steps: [told(procedure, eligible, vacant)], constraints: [] },
      minimal: true,
    }
  }
  const answer = findPlan(problem)
  if (answer.kind === 'unknown') return answer
  if (answer.kind === 'no') {
    // More steps than any one running takes were asked for: that these cannot be met says nothing of those.
    if (!posed.exact) return { kind: 'unknown' }
    const steps = answer.conflict.steps.map((at) => told(procedure, eligible, certain(places[at], 'a step')))
    const constraints = distinctRules(answer.conflict.rules.map((at) => certain(posed.sources[at], 'a rule')))
    return { kind: 'no', conflict: { steps, constraints }, minimal: answer.minimal }
  }
  const planned = answer.plan.map((person, at) => ({
    place: certain(places[at], 'a step'),
    person: certain(problem.people[person], 'a person').id,
  }))
  const rest = free.map((place) => ({ place, person: peopleFor(posed, place)[0] ?? '' }))
  const plan = [...planned, ...rest].sort((a, b) => a.place - b.place)
  return { kind: 'yes', plan: plan.map(({ place, person }) => ({ step: stepId(procedure, place), person })) }
}

/**
 * What the answer hangs on beside the staff, as text: cases of one procedure with equal texts are alike, so
 * that it need be found once.
 */
export function planKey(procedure: Procedure, of: Case): string {
  const named = new Set(procedure.constraints.flatMap(({ steps }) => steps))
  const reviewed = new Set(procedure.steps.flatMap(({ reviews }) => reviews))
  const opener = procedure.steps.some(({ by }) => by.kind === 'opener' || by.kind === 'any-of')
  const parts = of.steps.map((step, place) => {
    const id = stepId(procedure, place)
    const mark = isHeld(step) ? 'h' : (step.end ?? 'o')
    const people = named.has(id)
      ? holdersOf(step).map((one) => `${one.kind} ${one.id} ${one.founding ?? ''}`)
      : []
    const broken = reviewed.has(id) ? (step.broken ?? []).map(({ by }) => by.id) : []
    return [mark, ...people, ...broken].join(',')
  })
  return [of.digest, opener ? `${of.opener.kind} ${of.opener.id}` : '', ...parts].join('\n')
}

/** What is to be solved for a case by the staff there is. */
export function pose(procedure: Procedure, of: Case, staff: Staff): Posed {
  const open = of.steps.flatMap((step, place) =>
    isOpen(procedure, of, place) && !step.executor ? [place] : [],
  )
  const { sets, exact } = waysLeft(procedure, of, open)
  const taken = of.steps.flatMap((step) => holdersOf(step))
  const left = new Set(sets.flat())
  const remaining = open.filter((place) => left.has(place))
  const wanted = { taken, countMax: remaining.length + 1 }
  const eligible = new Map(
    remaining.map((place) => [
      place,
      eligibleFor(staff, procedure, of, certain(procedure.steps[place], 'a step'), wanted),
    ]),
  )
  const bound = new Set<number>()
  const rules = constraintsLeft(procedure, of, sets, eligible, bound)
  const places = remaining.filter((place) => bound.has(place))
  const free = remaining.filter((place) => !bound.has(place))
  const counted = procedure.constraints.some(({ kind }) => kind === 'at-least')
  const written = inNumbers(procedure, staff, places, eligible, rules)
  return { ...written, places, eligible, free, exact: exact || !counted }
}

/** Whether somebody will have to take the step, as far as is known now. */
function isOpen(procedure: Procedure, of: Case, place: number): boolean {
  const step = of.steps[place]
  if (!step || step.state === 'invalid') return false
  const { reviews = [] } = procedure.steps[place] ?? {}
  if (reviews.length === 0) return true
  return reviews.some((id) => of.steps[placeOf(procedure, id)]?.broken !== undefined)
}

/** The sets of open steps that the ways still open take; all at once where they are not known. */
function waysLeft(
  procedure: Procedure,
  of: Case,
  open: readonly number[],
): { readonly sets: readonly (readonly number[])[]; readonly exact: boolean } {
  const fits = procedure.runs?.filter((run) =>
    of.steps.every((step, place) => {
      if (isDone(step) || isHeld(step)) return run.includes(place) || isReview(procedure, place)
      return !isPassedOver(step) || !run.includes(place)
    }),
  )
  if (!fits || fits.length === 0) return { sets: [open], exact: false }
  const sets = fits.map((run) => open.filter((place) => run.includes(place) || isReview(procedure, place)))
  const distinct = new Map(sets.map((set) => [set.join(), set]))
  return { sets: [...distinct.values()], exact: true }
}

function isReview(procedure: Procedure, place: number): boolean {
  return (procedure.steps[place]?.reviews.length ?? 0) > 0
}

/** A rule before people have numbers: steps by place, people by party. */
interface RuleLeft {
  readonly source: ConflictRule
  readonly steps: readonly number[]
  readonly taken: readonly Party[]
  /** How many people a count asks for, of the steps that are taken on this way. */
  readonly people?: number
  /** What is known of whoever took the other step of a pair, and whether that is the first of it. */
  readonly facts?: PersonFacts
  readonly factsFirst?: boolean
}

/** What the constraints still ask for on each way; the steps they bind are added to `bound`. */
function constraintsLeft(
  procedure: Procedure,
  of: Case,
  sets: readonly (readonly number[])[],
  eligible: ReadonlyMap<number, Eligible>,
  bound: Set<number>,
): readonly RuleLeft[] {
  const rules = new Map<string, RuleLeft>()
  const add = (rule: RuleLeft): void => {
    for (const place of rule.steps) bound.add(place)
    rules.set(JSON.stringify(rule), rule)
  }
  for (const [place, constraint] of procedure.constraints.entries()) {
    const source: ConflictRule = { place, ...constraint }
    const scope = constraint.steps.map((id) => placeOf(procedure, id))
    for (const set of sets) {
      const steps = scope.filter((at) => set.includes(at) && !eligible.get(at)?.founding)
      if (steps.length > 0) for (const rule of rulesOf(of, constraint, scope, steps, source)) add(rule)
    }
  }
  for (const [place, { reviews }] of procedure.steps.entries()) {
    const breakers = reviews
      .flatMap((id) => of.steps[placeOf(procedure, id)]?.broken ?? [])
      .map(({ by }) => by)
    if (breakers.length === 0 || !eligible.has(place)) continue
    const source = { place: -1, kind: 'review', steps: [stepId(procedure, place), ...reviews] } as const
    add({ source, steps: [place], taken: breakers })
  }
  return [...rules.values()]
}

function rulesOf(
  of: Case,
  constraint: Constraint,
  scope: readonly number[],
  steps: readonly number[],
  source: ConflictRule,
): readonly RuleLeft[] {
  const others = scope.filter((at) => !steps.includes(at)).map((at) => certain(of.steps[at], 'a step'))
  const before = scope.flatMap((at) => holdersOf(certain(of.steps[at], 'a step')))
  const taken = before.filter(({ founding }) => !founding).map(({ kind, id }) => ({ kind, id }))
  switch (constraint.kind) {
    case 'different-people':
      return differentLeft(of, scope, steps, source)
    case 'same-person': {
      const executors = others.flatMap(({ executor }) => (executor ? [executor] : []))
      const bound = executors.map(({ kind, id }) => ({ kind, id }))
      return steps.length + bound.length > 1 ? [{ source, steps, taken: bound }] : []
    }
    case 'at-most':
      return before.length > taken.length ? [] : [{ source, steps, taken, people: constraint.people }]
    case 'at-least': {
      const done = others.filter((step) => isDone(step) || isHeld(step)).length
      const people = Math.min(constraint.people, done + steps.length)
      return before.length > taken.length ? [] : [{ source, steps, taken, people }]
    }
    default: {
      if (steps.length === 2) return [{ source, steps, taken: [] }]
      const first = scope[0] !== steps[0]
      const facts = others.flatMap((step) => holdersOf(step)).filter(({ founding }) => !founding)
      return facts.flatMap((holder) =>
        holder.facts ? [{ source, steps, taken: [], facts: holder.facts, factsFirst: first }] : [],
      )
    }
  }
}

/**
 * Of a step that was given back, whoever held it may hold it again: only the other steps are closed to him.
 * So each step has its own list of people who are out, and those still open are told apart as well.
 */
function differentLeft(
  of: Case,
  scope: readonly number[],
  steps: readonly number[],
  source: ConflictRule,
): readonly RuleLeft[] {
  const rules: RuleLeft[] = steps.length > 1 ? [{ source, steps, taken: [] }] : []
  for (const step of steps) {
    const holders = scope
      .filter((at) => at !== step)
      .flatMap((at) => holdersOf(certain(of.steps[at], 'a step')))
    const taken = holders.filter(({ founding }) => !founding).map(({ kind, id }) => ({ kind, id }))
    if (taken.length > 0) rules.push({ source, steps: [step], taken })
  }
  return rules
}

/** The problem in numbers. */
function inNumbers(
  procedure: Procedure,
  { organisation }: Staff,
  places: readonly number[],
  eligible: ReadonlyMap<number, Eligible>,
  rules: readonly RuleLeft[],
): Pick<Posed, 'problem' | 'sources'> {
  const people: PlanPerson[] = []
  const numbers = new Map<string, number>()
  const paired = rules.some(({ source }) => isPair(source.kind))
  const numberOf = (id: string): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    const facts = paired ? factsOf(organisation, id) : noFacts
    numbers.set(id, people.push({ id, ...facts }) - 1)
    return people.length - 1
  }
  const steps = places.map((place) => {
    const { people: ids } = certain(eligible.get(place), 'who is eligible')
    return { id: stepId(procedure, place), eligible: ids.map(numberOf) }
  })
  const written = rules.flatMap(
    (rule): readonly { readonly rule: PlanRule; readonly source: ConflictRule }[] => {
      const { source } = rule
      const at = rule.steps.map((place) => places.indexOf(place))
      const taken = rule.taken.map(({ id }) => numberOf(id))
      return [{ rule: ruleIn(rule, at, taken, people), source }]
    },
  )
  return {
    problem: { steps, people, rules: written.map(({ rule }) => rule) },
    sources: written.map(({ source }) => source),
  }
}

const noFacts: PersonFacts = { rank: 0, offices: [], unit: '' }

function isPair(kind: ConflictRule['kind']): boolean {
  return !['different-people', 'same-person', 'at-least', 'at-most', 'review'].includes(kind)
}

function ruleIn(
  { source, people, facts, factsFirst }: RuleLeft,
  steps: readonly number[],
  taken: readonly number[],
  list: PlanPerson[],
): PlanRule {
  const { kind } = source
  switch (kind) {
    case 'review':
      return { kind: 'different-people', steps, taken }
    case 'different-people':
    case 'same-person':
      return { kind, steps, taken }
    case 'at-least':
    case 'at-most':
      return { kind, people: people ?? 0, steps, taken }
    default: {
      const [first = 0, second = 0] = steps
      const own: Side = { step: first }
      // As he was when he took it: a number of its own, which no step has among those who could take it.
      const other: Side = facts ? { person: list.push({ id: '', ...facts }) - 1 } : { step: second }
      const [upper, lower] = factsFirst ? [other, own] : [own, other]
      return kind === 'senior' ? { kind, upper, lower } : { kind, sides: [upper, lower] }
    }
  }
}

/** Who could take an open step, by its place. */
export function peopleFor({ eligible }: Posed, place: number): readonly string[] {
  return eligible.get(place)?.people ?? []
}

function told(procedure: Procedure, eligible: ReadonlyMap<number, Eligible>, place: number): ConflictStep {
  const { id, by } = certain(procedure.steps[place], 'a step')
  const { people } = certain(eligible.get(place), 'who is eligible')
  return { step: id, by, people: people.slice(0, peopleToldMax), count: people.length }
}

function distinctRules(rules: readonly ConflictRule[]): readonly ConflictRule[] {
  return [...new Map(rules.map((rule) => [`${rule.place} ${rule.kind}`, rule])).values()]
}

function placeOf({ steps }: Procedure, id: string): number {
  return steps.findIndex((step) => step.id === id)
}

function stepId({ steps }: Procedure, place: number): string {
  return steps[place]?.id ?? ''
}
