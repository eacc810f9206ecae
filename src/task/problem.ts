import { certain } from '#fault'
import { type Case, holdersOf, isDone, isFinished, isHeld, isPassedOver } from './case.ts'
import type { Way } from './order.ts'
import type { PlanPerson, PlanProblem, PlanRule, Side } from './plan.ts'
import { type Procedure, type Run, stepPlace } from './procedure.ts'
import { type Choice, type ConflictRule, delegatesIn, type RuleLeft, rulesLeft } from './rules-left.ts'
import { waysFrom } from './runs.ts'
import { type Eligible, eligibleFor, type Staff } from './staff.ts'
import { factsOf } from './standing.ts'

/** What is asked of a case by the staff there is. */
export interface Posed {
  /** Steps that somebody has to take on some way and that constraints name, by place. */
  readonly places: readonly number[]
  /** The others that somebody has to take. */
  readonly free: readonly number[]
  readonly eligible: ReadonlyMap<number, Eligible>
  readonly ways: readonly Way[]
  /** Whether the ways are those it can take, and not all steps at once because these are too many. */
  readonly exact: boolean
  /** Each to be tried. */
  readonly choices: readonly Choice[]
  /** Whether these are all the choices there are. */
  readonly all: boolean
  /** Whether everybody was looked at who could take any of them. */
  readonly whole: boolean
}

/** A problem in numbers, with what its numbers stand for. */
export interface Written {
  readonly problem: PlanProblem
  /** The constraint of each rule of the problem. */
  readonly sources: readonly ConflictRule[]
}

/**
 * Of so many every combination is tried: steps with a founder and others as well, for few name an office that
 * nobody holds beside people there are; and people with a delegated part of steps that are counted.
 */
const choosingMax = 4

/** What is to be solved for a case; of each office so many holders are looked at, absent for all. */
export function pose(
  procedure: Procedure,
  of: Case,
  staff: Staff,
  holdersMax = Number.POSITIVE_INFINITY,
): Posed {
  const { ways, exact } = waysLeft(procedure, of)
  const left = new Set(ways.flatMap((way) => [...way]))
  const open = of.steps.flatMap((_, place) => (left.has(place) ? [place] : []))
  const named = new Set(procedure.constraints.flatMap(({ steps }) => steps))
  const isBound = (place: number): boolean => {
    const { id, reviews } = certain(procedure.steps[place], 'a step')
    return named.has(id) || reviews.length > 0
  }
  const places = open.filter(isBound)
  const free = open.filter((place) => !isBound(place))
  const eligible = eligibleIn(procedure, of, staff, places, free, holdersMax)
  const { choices, all } = choicesIn(procedure, of, places, eligible)
  const whole = places.every((place) => eligible.get(place)?.whole)
  return { places, free, eligible, ways, exact, choices, all, whole }
}

/** In which steps it is not settled yet as whom somebody takes them. */
function choicesIn(
  procedure: Procedure,
  of: Case,
  places: readonly number[],
  eligible: ReadonlyMap<number, Eligible>,
): Pick<Posed, 'choices' | 'all'> {
  const founders = places.filter((place) => eligible.get(place)?.founder !== undefined)
  const isOpen = (place: number): boolean => (eligible.get(place)?.people.length ?? 0) > 0
  const founded = founders.filter((place) => !isOpen(place))
  const delegates = procedure.constraints.flatMap(({ kind, steps }) => {
    const scope = kind === 'at-least' ? steps.map((id) => stepPlace(procedure, id)) : []
    const taking = new Set(scope.flatMap((place) => eligible.get(place)?.people ?? []))
    return delegatesIn(of, scope).filter(({ id }) => taking.has(id))
  })
  const open = [...founders.filter(isOpen), ...new Set(delegates.map(({ id }) => id))]
  const all = open.length <= choosingMax
  const combined = all ? subsetsOf(open) : [[], open]
  const choices = combined.map((chosen) => ({
    founding: new Set([...founded, ...chosen.filter((one) => typeof one === 'number')]),
    delegates: new Set(chosen.filter((one) => typeof one === 'string')),
  }))
  return { choices, all }
}

function subsetsOf<T>(list: readonly T[]): readonly (readonly T[])[] {
  let subsets: readonly (readonly T[])[] = [[]]
  for (const one of list) subsets = [...subsets, ...subsets.map((subset) => [...subset, one])]
  return subsets
}

/** Who could take each step; those open to anyone come last, when it is known whom the others name. */
function eligibleIn(
  procedure: Procedure,
  of: Case,
  staff: Staff,
  places: readonly number[],
  free: readonly number[],
  holdersMax: number,
): ReadonlyMap<number, Eligible> {
  const typeAt = (place: number) => certain(procedure.steps[place], 'a step')
  const eligible = new Map<number, Eligible>()
  const taking = [of.opener, ...of.steps.flatMap(holdersOf)]
  const wanted = { countMax: places.length + 2, holdersMax, apart: false }
  // One is enough, and one more shows that it need not be that one.
  const two = { known: [], countMax: 2, holdersMax: 2, apart: false }
  for (const place of free) eligible.set(place, eligibleFor(staff, procedure, of, typeAt(place), two))
  const isOpenToAll = (place: number): boolean => {
    const { by } = typeAt(place)
    return by.kind === 'anyone' || (by.kind === 'any-of' && by.of.some(({ kind }) => kind === 'anyone'))
  }
  const [some, others] = [places.filter((place) => !isOpenToAll(place)), places.filter(isOpenToAll)]
  for (const place of some) {
    eligible.set(place, eligibleFor(staff, procedure, of, typeAt(place), { ...wanted, known: taking }))
  }
  if (others.length === 0) return eligible
  const named = some.flatMap((place) => {
    const { people = [], founder } = eligible.get(place) ?? {}
    return founder === undefined ? people : [...people, founder]
  })
  const known = [...taking, ...[...new Set(named)].map((id) => ({ kind: 'person' as const, id }))]
  const paired = new Set(procedure.constraints.flatMap((one) => (isPair(one.kind) ? one.steps : [])))
  for (const place of others) {
    const type = typeAt(place)
    const apart = paired.size > 0
    eligible.set(place, eligibleFor(staff, procedure, of, type, { ...wanted, apart, known }))
  }
  return eligible
}

/** The sets of open steps that the ways still open take; all at once where they are not known. */
function waysLeft(
  procedure: Procedure,
  of: Case,
): { readonly ways: readonly Way[]; readonly exact: boolean } {
  const open = of.steps.flatMap(({ state, executor }, place) =>
    state !== 'invalid' && !executor && isWanted(procedure, of, place) ? [place] : [],
  )
  const runs = procedure.runs && (runsLeft(procedure.runs, procedure, of) ?? waysFrom(procedure, of))
  if (!runs) return { ways: [new Set(open)], exact: false }
  const sets = runs.map(({ steps }) => open.filter((place) => steps.includes(place)))
  const distinct = new Map(sets.map((set) => [set.join(), new Set(set)]))
  return { ways: [...distinct.values()], exact: true }
}

/** A review is one only where a glass was broken. */
function isWanted(procedure: Procedure, of: Case, place: number): boolean {
  const { reviews = [] } = procedure.steps[place] ?? {}
  return reviews.length === 0 || reviews.some((id) => of.steps[stepPlace(procedure, id)]?.broken)
}

/**
 * The ways through the procedure that a case can still be on. `undefined` for one that is on none of them:
 * where a glass was broken, or a step ended without being finished, order and branches are no more as drawn.
 */
function runsLeft(runs: readonly Run[], procedure: Procedure, of: Case): readonly Run[] | undefined {
  const astray = of.steps.some(
    (step) =>
      step.broken !== undefined ||
      (step.state === 'invalid' && !isFinished(step)) ||
      (isPassedOver(step) && step.executor !== undefined),
  )
  if (astray) return undefined
  const left = runs.filter(({ steps, outcomes }) =>
    of.steps.every((step, place) => {
      if (isPassedOver(step)) return !steps.includes(place)
      if (!isDone(step) && !isHeld(step)) return true
      const outcome = outcomes[procedure.steps[place]?.id ?? '']
      return steps.includes(place) && (!isDone(step) || outcome === undefined || outcome === step.outcome)
    }),
  )
  return left.length > 0 ? left : undefined
}

/** The problem in numbers, by one choice. */
export function problemOf(
  procedure: Procedure,
  of: Case,
  { organisation }: Staff,
  { places, eligible, ways, exact }: Posed,
  choice: Choice,
): Written {
  const rules = rulesLeft(procedure, of, ways, choice).map((rule) => (exact ? rule : stricter(rule)))
  const people: PlanPerson[] = []
  const numbers = new Map<string, number>()
  const paired = rules.some(({ kind }) => isPair(kind))
  const numberOf = (id: string): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    const facts = paired ? factsOf(organisation, id) : noFacts
    numbers.set(id, people.push({ id, ...facts }) - 1)
    return people.length - 1
  }
  const steps = places.map((place) => {
    const { people: ids, founder } = certain(eligible.get(place), 'who is eligible')
    const own = choice.founding.has(place) && founder !== undefined ? [founder] : ids
    return { id: procedure.steps[place]?.id ?? '', eligible: own.map(numberOf) }
  })
  const written = rules.map((rule) => {
    const at = rule.steps.map((place) => places.indexOf(place))
    const taken = rule.taken.map(({ id }) => numberOf(id))
    return ruleIn(rule, at, taken, people)
  })
  return { problem: { steps, people, rules: written }, sources: rules.map(({ source }) => source) }
}

/** Whichever of its steps are taken in the end, there are enough people if all of them are different. */
function stricter(rule: RuleLeft): RuleLeft {
  return rule.kind === 'at-least' ? { ...rule, kind: 'different-people' } : rule
}

const noFacts: PersonFacts = { rank: 0, offices: [], unit: '' }
type PersonFacts = Pick<PlanPerson, 'rank' | 'offices' | 'unit'>

function isPair(kind: RuleLeft['kind']): boolean {
  return !['different-people', 'same-person', 'at-least', 'at-most'].includes(kind)
}

function ruleIn(
  { kind, people, facts, factsFirst }: RuleLeft,
  steps: readonly number[],
  taken: readonly number[],
  list: PlanPerson[],
): PlanRule {
  switch (kind) {
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
