import { certain } from '#fault'
import { type Case, isHeld, type Step } from './case.ts'
import { completability, peopleFor, pose } from './completability.ts'
import { findPlan, indispensable } from './plan.ts'
import type { Procedure } from './procedure.ts'
import { type Staff, staffOf } from './staff.ts'
import { withHolders } from './step.ts'

/** The people without any one of whom a case that can be finished could not be. */
export interface Dependence {
  readonly people: readonly string[]
  /** Of these it could not be found out. */
  readonly undecided: readonly string[]
}

/**
 * Whose absence would leave the case without a way to its end: of those whom its plan needs, and of those who
 * hold a step of it, which somebody else would have to take. Nobody's where it has no way already.
 */
export function dependenceOf(procedure: Procedure, of: Case, staff: Staff): Dependence {
  const posed = pose(procedure, of, staff)
  const { problem, free } = posed
  const answer = findPlan(problem)
  const vacant = free.some((place) => peopleFor(posed, place).length === 0)
  if (answer.kind !== 'yes' || vacant) return { people: [], undecided: [] }
  const found = indispensable(problem, answer.plan)
  const id = (at: number): string => certain(problem.people[at], 'a person').id
  const needed = new Set(found.people.map(id))
  const undecided = new Set(found.undecided.map(id))
  for (const place of free) {
    const [only, ...others] = peopleFor(posed, place)
    if (only !== undefined && others.length === 0) needed.add(only)
  }
  for (const person of holdersNow(of)) {
    const without = completability(procedure, withoutHolder(of, person), staffWithout(staff, person))
    if (without.kind === 'no') needed.add(person)
    else if (without.kind === 'unknown') undecided.add(person)
  }
  const people = [...needed].filter(isPerson).sort()
  return { people, undecided: [...undecided].filter((one) => isPerson(one) && !needed.has(one)) }
}

/** A node is not absent, and whoever has not come yet is nobody in particular. */
function isPerson(id: string): boolean {
  return id !== 'node' && !id.startsWith('?')
}

function holdersNow({ steps }: Case): ReadonlySet<string> {
  const executors = steps.filter(isHeld).flatMap(({ executor }) => (executor ? [executor] : []))
  return new Set(executors.filter(({ kind }) => kind === 'person').map(({ id }) => id))
}

/** The case as it would be if somebody lost every step he holds. */
function withoutHolder(of: Case, person: string): Case {
  const steps = of.steps.map((step): Step => {
    const { executor, ...rest } = step
    if (!isHeld(step) || executor?.kind !== 'person' || executor.id !== person) return step
    return { ...rest, state: 'invoked', former: withHolders(step.former, [executor]) }
  })
  return { ...of, steps }
}

/** The staff without one person. */
export function staffWithout({ organisation }: Staff, person: string): Staff {
  const isAbsent = (id: string): boolean => id === person || organisation.isAbsent(id)
  return staffOf({
    ...organisation,
    isAbsent,
    someone: (countMax) => organisation.someone(countMax + 1).filter((id) => id !== person),
  })
}
