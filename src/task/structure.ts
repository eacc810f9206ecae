import { certain } from '#fault'
import { findPlan, type PlanPerson, type PlanRule } from './plan.ts'
import {
  type Constraint,
  type Procedure,
  type SingleTrustee,
  type StepType,
  singleTrustees,
  stepPlace,
} from './procedure.ts'

/** What no staff whatever could take: constraints by place, and the steps with them. */
export interface Impossible {
  readonly constraints: readonly number[]
  readonly steps: readonly string[]
}

/** Each person whom a step names may be the opener; a procedure of that many names offices instead. */
const openersMax = 16

/** What all of these openers may cost together, as for one case. */
const nodesMax = 30_000

/**
 * Whether some staff could finish a case, taking it as large and as able as may be: every office with as many
 * people as there are steps, whoever is named holding any office as well, opened by whomever suits. It is one
 * plan for all ways it can go, as for a case. What contradicts itself even so is refused when it is proposed.
 * `unknown` when the budget ends first.
 */
export function impossibleIn(procedure: Procedure): Impossible | 'unknown' | undefined {
  if (!procedure.runs) return undefined
  const openers = openersOf(procedure)
  const tried = openers.slice(0, openersMax)
  let unknown = tried.length < openers.length
  let impossible: Impossible | undefined
  for (const opener of tried) {
    const staff = ableStaff(procedure, opener)
    const { rules, sources } = rulesFor(procedure, staff)
    const steps = procedure.steps.map((type) => ({ id: type.id, eligible: staff.eligible(type) }))
    const answer = findPlan(
      { steps: steps.map(takenAtAll(procedure, staff)), people: staff.people, rules },
      Math.floor(nodesMax / tried.length),
    )
    if (answer.kind === 'yes') return undefined
    if (answer.kind === 'unknown') unknown = true
    else {
      const { conflict } = answer
      impossible ??= {
        constraints: [...new Set(conflict.rules.map((one) => certain(sources[one], 'a rule')))],
        steps: conflict.steps.map((one) => certain(steps[one], 'a step').id),
      }
    }
  }
  return unknown ? 'unknown' : impossible
}

interface PlanStep {
  readonly id: string
  readonly eligible: readonly number[]
}

/** A review is taken only after an emergency, of which nothing is known yet: anybody will do. */
function takenAtAll({ runs = [] }: Procedure, { people }: AbleStaff) {
  const taken = new Set(runs.flatMap(({ steps }) => steps))
  return (step: PlanStep, place: number): PlanStep =>
    taken.has(place) ? step : { ...step, eligible: people.map((_, at) => at) }
}

/** What the constraints ask of those steps that are taken on each way. */
function rulesFor(
  procedure: Procedure,
  staff: AbleStaff,
): { readonly rules: readonly PlanRule[]; readonly sources: readonly number[] } {
  const rules: PlanRule[] = []
  const sources: number[] = []
  const known = new Set<string>()
  for (const { steps: run } of procedure.runs ?? []) {
    const taken = new Set(run)
    for (const [place, constraint] of procedure.constraints.entries()) {
      const at = constraint.steps.map((id) => stepPlace(procedure, id)).filter((one) => taken.has(one))
      const key = `${place} ${at.join()}`
      if (known.has(key)) continue
      known.add(key)
      for (const rule of rulesOf(procedure, constraint, at, staff)) {
        rules.push(rule)
        sources.push(place)
      }
    }
  }
  return { rules, sources }
}

/**
 * Which ranks and offices people to come will have nobody knows: it is asked only that those who must have
 * one can have it, and that nobody is compared with himself.
 */
function rulesOf(
  procedure: Procedure,
  constraint: Constraint,
  steps: readonly number[],
  { official }: AbleStaff,
): readonly PlanRule[] {
  const [first, second] = steps
  switch (constraint.kind) {
    case 'different-people':
    case 'same-person':
      return [{ kind: constraint.kind, steps, taken: [] }]
    case 'at-most':
      return [{ kind: 'at-most', people: constraint.people, steps, taken: [] }]
    case 'at-least':
      return [{ kind: 'at-least', people: Math.min(constraint.people, steps.length), steps, taken: [] }]
    default:
  }
  if (first === undefined || second === undefined) return []
  const different: PlanRule = { kind: 'different-people', steps, taken: [] }
  switch (constraint.kind) {
    case 'same-unit':
    case 'different-unit':
    case 'same-office':
      return [{ kind: constraint.kind, sides: [{ step: first }, { step: second }] }]
    case 'senior':
      return [different, { kind: 'same-office', sides: [{ step: first }, { person: official }] }]
    case 'different-office': {
      const [one, other] = [officeFor(procedure, first), officeFor(procedure, second)]
      if (one === undefined && other === undefined) return []
      return one === other ? [{ kind: 'at-most', people: 0, steps, taken: [] }] : [different]
    }
    default:
      return constraint satisfies never
  }
}

/** The office that whoever takes a step surely holds. */
function officeFor({ steps }: Procedure, place: number): string | undefined {
  const offices = singleTrustees(certain(steps[place], 'a step').by).map((one) =>
    one.kind === 'office' ? one.office : undefined,
  )
  return new Set(offices).size === 1 ? offices[0] : undefined
}

/**
 * Who opens a case: somebody of no other part, one whom a step names, a node, a person of another unit; or a
 * citizen, who takes no step.
 */
type Opener =
  | { readonly kind: 'somebody' | 'node' | 'citizen' }
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'unit'; readonly unit: string }

function openersOf({ steps, openedBy }: Procedure): readonly Opener[] {
  const trustees = steps.flatMap(({ by }) => singleTrustees(by))
  if (!trustees.some(({ kind }) => kind === 'opener')) return [{ kind: 'somebody' }]
  const named = new Set(trustees.flatMap((one) => (one.kind === 'person' ? [one.person] : [])))
  const openers = singleTrustees(openedBy).flatMap((one): readonly Opener[] => {
    switch (one.kind) {
      case 'office':
      case 'anyone':
        return [{ kind: 'somebody' }, ...[...named].map((person) => ({ kind: 'person' as const, person }))]
      case 'person':
        return [named.has(one.person) ? { kind: 'person', person: one.person } : { kind: 'somebody' }]
      case 'unit':
        return [{ kind: 'unit', unit: one.unit }]
      case 'node':
        return [{ kind: 'node' }]
      case 'public':
        return [{ kind: 'citizen' }]
      case 'opener':
        return []
      default:
        return one satisfies never
    }
  })
  return [...new Map(openers.map((one) => [JSON.stringify(one), one])).values()]
}

interface AbleStaff {
  readonly people: readonly PlanPerson[]
  readonly eligible: (type: StepType) => readonly number[]
  /** One of those who hold offices. */
  readonly official: number
}

const own = 'own'
const anyOffice = ['any']

/** People of this unit who hold every office, the named ones and the opener among them; others by unit. */
function ableStaff({ steps }: Procedure, opener: Opener): AbleStaff {
  const people: PlanPerson[] = []
  const numbers = new Map<string, number>()
  const add = (id: string, unit: string, offices: readonly string[] = []): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    const number = people.push({ id, rank: 0, offices, unit }) - 1
    numbers.set(id, number)
    return number
  }
  const node = add('node', own)
  const trustees = steps.flatMap(({ by }) => singleTrustees(by))
  const units = new Set(trustees.flatMap((one) => (one.kind === 'unit' ? [one.unit] : [])))
  const openers = openerNumbers(opener, node, add)
  for (const one of trustees) if (one.kind === 'person') add(`person ${one.person}`, own, anyOffice)
  for (const at of steps.keys()) add(`somebody ${at}`, own, anyOffice)
  for (const unit of units) for (const at of steps.keys()) add(`${unit} ${at}`, unit)
  const ofUnit = (unit: string): readonly number[] =>
    people.flatMap((person, at) => (person.unit === unit && at !== node ? [at] : []))
  const named = (one: SingleTrustee): readonly number[] => {
    switch (one.kind) {
      case 'office':
      case 'anyone':
        return ofUnit(own)
      case 'unit':
        return ofUnit(one.unit)
      case 'person':
        return [certain(numbers.get(`person ${one.person}`), 'a person named')]
      case 'opener':
        return openers
      case 'public':
        return []
      case 'node':
        return [node]
      default:
        return one satisfies never
    }
  }
  // Nobody of another unit has a training of this one.
  const fit = (type: StepType, at: number): boolean => type.training.length === 0 || people[at]?.unit === own
  const eligible = (type: StepType): readonly number[] =>
    [...new Set(singleTrustees(type.by).flatMap(named))].filter((at) => fit(type, at))
  return { people, eligible, official: certain(numbers.get('somebody 0'), 'a person') }
}

/** The number of whoever opens the case, as somebody who can take a step. */
function openerNumbers(
  opener: Opener,
  node: number,
  add: (id: string, unit: string, offices?: readonly string[]) => number,
): readonly number[] {
  switch (opener.kind) {
    case 'citizen':
      return []
    case 'node':
      return [node]
    case 'unit':
      return [add('opener', opener.unit)]
    case 'person':
      return [add(`person ${opener.person}`, own, anyOffice)]
    case 'somebody':
      return [add('opener', own, anyOffice)]
    default:
      return opener satisfies never
  }
}
