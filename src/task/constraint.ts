import {
  type Case,
  findStep,
  type Holder,
  holdersOf,
  isPassedOver,
  type PersonFacts,
  type Step,
  stepAt,
} from './case.ts'
import type { ConstraintFault } from './fault.ts'
import {
  type CountConstraint,
  type PairConstraint,
  type Procedure,
  type StepType,
  stepPlace,
  tiedSteps,
} from './procedure.ts'
import { type Actor, isParty, namedStep, type Standing } from './standing.ts'

/** Somebody who would take a step, as constraints see him. */
export interface Candidate {
  readonly actor: Pick<Actor, 'kind' | 'id'>
  readonly standing: Standing
  readonly facts?: PersonFacts
}

/**
 * Why the people who took other steps of the case stand against this one's taking the step; `undefined` when
 * they do not. People are compared, never keys, certificates or offices held.
 */
export function constraintFault(
  procedure: Procedure,
  of: Case,
  type: StepType,
  candidate: Candidate,
): ConstraintFault | undefined {
  const named = namedStep(of, type)
  const { actor, standing } = candidate
  const reviewed = type.reviews.find((id) =>
    findStep(procedure, of, id)?.step.broken?.some(({ by }) => isParty(actor, by)),
  )
  // Nobody judges his own emergency.
  if (reviewed !== undefined) return { kind: 'separation-of-duty', ...named, other: reviewed }
  if (procedure.constraints.length === 0) return undefined
  const separated = tiedSteps(procedure, 'different-people', type.id).find((other) =>
    holdersIn(procedure, of, other).some(
      (holder) => isParty(actor, holder) && !holder.founding && !standing.founding,
    ),
  )
  if (separated !== undefined) return { kind: 'separation-of-duty', ...named, other: separated }
  const bound = tiedSteps(procedure, 'same-person', type.id).find((other) => {
    const executor = findStep(procedure, of, other)?.step.executor
    return executor && !isParty(actor, executor)
  })
  if (bound !== undefined) return { kind: 'binding-of-duty', ...named, other: bound }
  for (const constraint of procedure.constraints) {
    if (!constraint.steps.includes(type.id)) continue
    const fault =
      'people' in constraint
        ? countFault(procedure, of, constraint, type, candidate)
        : constraint.kind === 'different-people' || constraint.kind === 'same-person'
          ? undefined
          : pairFault(procedure, of, constraint as PairConstraint, type, candidate)
    if (fault) return fault
  }
  return undefined
}

/** Everyone who has or had a part in a step, as far as rounds of loops have not released them. */
function holdersIn(procedure: Procedure, of: Case, step: string): readonly Holder[] {
  return holdersOf(stepAt(procedure, of, stepPlace(procedure, step)).step)
}

function countFault(
  procedure: Procedure,
  of: Case,
  constraint: CountConstraint,
  type: StepType,
  { actor, standing }: Candidate,
): ConstraintFault | undefined {
  const { kind, people, steps } = constraint
  const others = steps
    .filter((id) => id !== type.id)
    .map((id) => stepAt(procedure, of, stepPlace(procedure, id)).step)
  const before = [...holdersIn(procedure, of, type.id), ...others.flatMap(holdersOf)]
  if (standing.founding || before.some(({ founding }) => founding)) return undefined
  const named = { ...namedStep(of, type), steps, people }
  if (kind === 'at-least')
    return isTooFew(people, others, actor) ? { kind: 'people-too-few', ...named } : undefined
  // Whoever is among them already makes them no more.
  const known = before.some((holder) => isParty(actor, holder))
  return !known && namesOf(before).size >= people ? { kind: 'people-too-many', ...named } : undefined
}

/**
 * Whether more people would be wanting than with somebody who has no part yet. A step counts for its
 * executor, or for this one where it was delegated to him: who gave a step back did nothing of it.
 */
function isTooFew(people: number, others: readonly Step[], actor: Candidate['actor']): boolean {
  const takers = others.flatMap(({ executor, delegates = [] }) => {
    const part = [...(executor ? [executor] : []), ...delegates].find((one) => isParty(actor, one))
    return part ? [part] : executor ? [executor] : []
  })
  // Each step still to be taken can bring one person more; a step passed over brings nobody.
  const taken = others.filter((step) => !isPassedOver(step)).length + 1
  const open = others.filter(({ state, executor }) => state !== 'invalid' && !executor).length
  const found = namesOf([...takers, actor]).size + open
  const executors = others.flatMap(({ executor }) => (executor ? [executor] : []))
  return found < Math.min(people, taken, namesOf(executors).size + 1 + open)
}

function namesOf(people: readonly Candidate['actor'][]): ReadonlySet<string> {
  return new Set(people.map(({ kind, id }) => `${kind} ${id}`))
}

function pairFault(
  procedure: Procedure,
  of: Case,
  { kind, steps: [first, second] }: PairConstraint,
  type: StepType,
  { facts, standing }: Candidate,
): ConstraintFault | undefined {
  const other = type.id === first ? second : first
  const own = facts
  if (!own || standing.founding) return undefined
  const against = holdersIn(procedure, of, other).find((holder) => {
    if (!holder.facts || holder.founding) return false
    return type.id === first ? !agree(kind, own, holder.facts) : !agree(kind, holder.facts, own)
  })
  return against && { kind: 'pair-differs', ...namedStep(of, type), rule: kind, other }
}

/** Whether two people may take the steps of such a constraint, in this order. */
function agree(kind: PairConstraint['kind'], first: PersonFacts, second: PersonFacts): boolean {
  switch (kind) {
    case 'senior':
      return first.rank > second.rank
    case 'same-office':
      return first.offices.some((office) => second.offices.includes(office))
    case 'different-office':
      return !first.offices.some((office) => second.offices.includes(office))
    case 'same-unit':
      return first.unit === second.unit
    case 'different-unit':
      return first.unit !== second.unit
    default:
      return kind satisfies never
  }
}
