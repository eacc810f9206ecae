import { certain } from '#fault'
import { findPlan, type PlanPerson, type PlanRule } from './plan.ts'
import {
  type Constraint,
  type Procedure,
  type SingleTrustee,
  type StepType,
  singleTrustees,
} from './procedure.ts'

/** What no staff whatever could take: constraints by place, and the steps with them. */
export interface Impossible {
  readonly constraints: readonly number[]
  readonly steps: readonly string[]
}

/**
 * Whether some staff could finish a running of the procedure, taking it as large and as able as may be: every
 * office with as many people as there are steps, whoever else is named holding any office as well. What
 * contradicts itself even so is refused when it is proposed. `unknown` when the budget ends first.
 */
export function impossibleIn(procedure: Procedure): Impossible | 'unknown' | undefined {
  const { people, eligible } = ableStaff(procedure)
  for (const { steps: run } of procedure.runs ?? []) {
    const ids = run.map((place) => certain(procedure.steps[place], 'a step'))
    const steps = ids.map((type) => ({ id: type.id, eligible: eligible(type) }))
    const rules: PlanRule[] = []
    const sources: number[] = []
    for (const [place, constraint] of procedure.constraints.entries()) {
      const at = constraint.steps
        .map((id) => ids.findIndex((type) => type.id === id))
        .filter((one) => one >= 0)
      const rule = ruleFor(constraint, at)
      if (!rule) continue
      rules.push(rule)
      sources.push(place)
    }
    const answer = findPlan({ steps, people, rules })
    if (answer.kind === 'unknown') return 'unknown'
    if (answer.kind === 'yes') continue
    const { conflict } = answer
    return {
      constraints: [...new Set(conflict.rules.map((one) => certain(sources[one], 'a rule')))],
      steps: conflict.steps.map((one) => certain(steps[one], 'a step').id),
    }
  }
  return undefined
}

/** Ranks and offices are left aside: those of people to come nobody knows. */
function ruleFor(constraint: Constraint, steps: readonly number[]): PlanRule | undefined {
  const [first, second] = steps
  switch (constraint.kind) {
    case 'different-people':
    case 'same-person':
      return { kind: constraint.kind, steps, taken: [] }
    case 'at-most':
      return { kind: 'at-most', people: constraint.people, steps, taken: [] }
    case 'at-least':
      return { kind: 'at-least', people: Math.min(constraint.people, steps.length), steps, taken: [] }
    case 'same-unit':
    case 'different-unit':
      if (first === undefined || second === undefined) return undefined
      return { kind: constraint.kind, sides: [{ step: first }, { step: second }] }
    case 'senior':
    case 'same-office':
    case 'different-office':
      return undefined
    default:
      return constraint satisfies never
  }
}

interface AbleStaff {
  readonly people: readonly PlanPerson[]
  readonly eligible: (type: StepType) => readonly number[]
}

const own = 'own'

/** People of this unit who hold every office, the named ones and the opener among them; others by unit. */
function ableStaff({ steps, openedBy }: Procedure): AbleStaff {
  const people: PlanPerson[] = []
  const numbers = new Map<string, number>()
  const add = (id: string, unit: string): number => {
    const known = numbers.get(id)
    if (known !== undefined) return known
    const number = people.push({ id, rank: 0, offices: [], unit }) - 1
    numbers.set(id, number)
    return number
  }
  const openers = singleTrustees(openedBy)
  const foreign = openers.flatMap((one) => (one.kind === 'unit' ? [one.unit] : []))
  const opener = add('opener', openers.length === foreign.length ? (foreign[0] ?? own) : own)
  const node = add('node', own)
  const trustees = steps.flatMap(({ by }) => singleTrustees(by))
  for (const one of trustees) if (one.kind === 'person') add(`person ${one.person}`, own)
  for (const at of steps.keys()) add(`somebody ${at}`, own)
  for (const one of trustees) {
    if (one.kind === 'unit') for (const at of steps.keys()) add(`${one.unit} ${at}`, one.unit)
  }
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
        return [certain(numbers.get(`person ${one.person}`), 'a person named'), opener]
      case 'opener':
        return [opener]
      case 'node':
        return [node]
      default:
        return one satisfies never
    }
  }
  return { people, eligible: ({ by }) => [...new Set(singleTrustees(by).flatMap(named))] }
}
