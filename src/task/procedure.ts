import type { Duration } from '#clock'
import type { Grade } from '#x509'

/** Texts for people by language tag (BCP 47), as `{ en: 'Building permit', zh: '建筑许可' }`; never empty. */
export type Title = Readonly<Record<string, string>>

/**
 * Whom a step or an opening names. `anyone` is every person of this unit whose certificate is live, `opener`
 * who opened the case.
 */
export type Trustee =
  | { readonly kind: 'office'; readonly office: string }
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'opener' }
  | { readonly kind: 'anyone' }
  | { readonly kind: 'node' }
  | VisitorTrustee

/** People of another unit, as far as a path of agreements leads to them. */
export interface VisitorTrustee {
  readonly kind: 'unit'
  /** The other unit's DNS domain. */
  readonly unit: string
  /** The office their own unit says they hold; absent for everybody of it. */
  readonly office?: string
  /** The least grade for which the path must hold; `test` takes the test grade alone. */
  readonly grade: Grade
  /** How many paths must lead to them of which no two go through the same third unit. */
  readonly paths: number
}

/** A member of the data that an opening or a completion is given. */
export interface Member {
  readonly name: string
  readonly type: 'text' | 'number'
  readonly required: boolean
  /** What the whole text must match, in the small language of `pattern.ts`. */
  readonly pattern?: string
}

/** When a step is wanted at all: a condition on the outcomes of steps before it. */
export type Condition = { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] } | Comparison

export interface Comparison {
  readonly kind: 'is' | 'is-not'
  readonly step: string
  readonly outcome: string
}

/** How often a step gives a permission. */
export interface UseLimit {
  readonly permission: string
  readonly uses: number
}

/** One authorisation step as the procedure describes it. */
export interface StepType {
  readonly id: string
  readonly title?: Title
  readonly by: Trustee
  /** Steps that must be finished before this one opens. */
  readonly after: readonly string[]
  readonly when?: Condition
  readonly permits: readonly string[]
  /** Templates over `{case}` and the members of the case's data; a final `*` stands for any rest. */
  readonly objects: readonly string[]
  readonly uses: readonly UseLimit[]
  /** How long the step permits anything once claimed. */
  readonly within?: Duration
  /** What a completion must name one of; empty when it names none. */
  readonly outcomes: readonly string[]
  readonly data: readonly Member[]
}

/** Steps that different people, or one and the same person, must take. */
export interface Constraint {
  readonly kind: 'different-people' | 'same-person'
  readonly steps: readonly string[]
}

/** A procedure as its text says it, checked; plain JSON. Only `parseProcedure` makes one. */
export interface Procedure {
  readonly name: string
  readonly title: Title
  readonly openedBy: Trustee
  /** The founder may take a step whose office nobody holds. */
  readonly founding: boolean
  readonly data: readonly Member[]
  readonly steps: readonly StepType[]
  readonly constraints: readonly Constraint[]
}

/** The place of a step in its procedure; -1 when there is none of that name. */
export function stepPlace(procedure: Procedure, step: string): number {
  return procedure.steps.findIndex(({ id }) => id === step)
}

/** How often the step gives the permission; `undefined` when it is not counted. */
export function useLimit(type: StepType, permission: string): number | undefined {
  return type.uses.find((limit) => limit.permission === permission)?.uses
}

/** The steps that a constraint of this kind ties to a step, without the step itself. */
export function tiedSteps(procedure: Procedure, kind: Constraint['kind'], step: string): readonly string[] {
  const lists = procedure.constraints.filter(
    (constraint) => constraint.kind === kind && constraint.steps.includes(step),
  )
  return [...new Set(lists.flatMap(({ steps }) => steps))].filter((other) => other !== step)
}
