import { certain, sure } from '#fault'
import { type Case, isHeld } from './case.ts'
import { answered, completability, countOf } from './completability.ts'
import { indispensable } from './plan.ts'
import { type Procedure, type StepType, singleTrustees } from './procedure.ts'
import { eligibleFor, type Staff, staffOf } from './staff.ts'
import { isOwnAffair } from './standing.ts'
import { transition } from './transition.ts'

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
  const { answer, planned, posed } = answered(procedure, of, staff)
  if (answer.kind !== 'yes' || !planned) return { people: [], undecided: [] }
  const { problem, plan } = planned
  const found = indispensable(problem, plan)
  const id = (at: number): string => certain(problem.people[at], 'a person').id
  const alone = posed.free.filter((place) => countOf(posed, place) === 1)
  const planFor = new Map(answer.plan.map(({ step, person }) => [step, person]))
  const only = alone.map((place) => planFor.get(procedure.steps[place]?.id ?? '') ?? '')
  // A node is not absent, nor somebody of another unit, and whoever has not come yet is nobody in particular.
  const isPerson = (one: string): boolean => staff.organisation.keyOf(one) !== undefined
  const named = [...[...found.people, ...found.undecided].map(id), ...only].filter(isPerson)
  const asked = new Set([...named, ...holdersNow(of)])
  const people: string[] = []
  const undecided: string[] = []
  for (const person of [...asked].toSorted()) {
    const without = completability(
      procedure,
      withoutHolder(procedure, of, person),
      staffWithout(staff, person),
    )
    if (without.kind === 'no') people.push(person)
    else if (without.kind === 'unknown') undecided.push(person)
  }
  return { people, undecided }
}

/** Who could take a step, as far as it matters whether that is one person alone. */
export type Takers =
  | { readonly kind: 'several' }
  | { readonly kind: 'nobody' }
  /** `founding`: the founder, because nobody holds the office. */
  | { readonly kind: 'one'; readonly person: string; readonly founding?: true }

/** Who could take a step of a case now, constraints aside; who opens cases and nodes count as several. */
export function takersOf(procedure: Procedure, of: Case, type: StepType, staff: Staff): Takers {
  const named = singleTrustees(type.by)
  if (named.some(({ kind }) => kind === 'opener' || kind === 'node')) return { kind: 'several' }
  const wanted = { known: [], countMax: 2, holdersMax: 2, apart: false }
  const { people, founder } = eligibleFor(staff, procedure, of, type, wanted)
  const all = new Set([...people, ...(founder === undefined ? [] : [founder])])
  const [person] = all
  if (person === undefined) return { kind: 'nobody' }
  if (all.size > 1) return { kind: 'several' }
  return { kind: 'one', person, ...(person === founder && { founding: true }) }
}

function holdersNow({ steps }: Case): readonly string[] {
  const executors = steps.filter(isHeld).flatMap(({ executor }) => executor ?? [])
  return executors.filter(({ kind }) => kind === 'person').map(({ id }) => id)
}

/** The case as it is when somebody who is away loses every step he holds but his own affairs. */
function withoutHolder(procedure: Procedure, start: Case, person: string): Case {
  let of = start
  for (const [place, { executor }] of start.steps.entries()) {
    const step = certain(of.steps[place], 'a step')
    const type = certain(procedure.steps[place], 'a step')
    if (!isHeld(step) || executor?.kind !== 'person' || executor.id !== person) continue
    if (isOwnAffair(type, of, executor)) continue
    of = sure(transition(procedure, of, place, { kind: 'lose-executor' }, { index: 0, time: 0 }), 'a loss')
  }
  return of
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
