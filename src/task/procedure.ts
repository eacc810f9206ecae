import type { Duration } from '#clock'
import type { Grade } from '#x509'

/** Texts for people by language tag (BCP 47), as `{ en: 'Building permit', zh: '建筑许可' }`; never empty. */
export type Title = Readonly<Record<string, string>>

/**
 * Whom a step or an opening names. `anyone` is every person of this unit whose certificate is live, `opener`
 * who opened the case. `public`, which only an opening names, is everybody who is known to no unit: such a
 * case is lodged.
 */
export type Trustee =
  | SingleTrustee
  /** Whoever is one of these; two at the least, none of them a list again. */
  | { readonly kind: 'any-of'; readonly of: readonly SingleTrustee[] }

export type SingleTrustee =
  | { readonly kind: 'office'; readonly office: string }
  | { readonly kind: 'person'; readonly person: string }
  | { readonly kind: 'opener' }
  | { readonly kind: 'anyone' }
  | { readonly kind: 'public' }
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
  /** What people read beside the field. */
  readonly title?: Title
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

/** How steps are tied to others of their procedure, each by its name. */
export interface StepTies {
  /** Steps that must be finished before this one opens. */
  readonly after: readonly string[]
  /** Steps that must be valid or finished while this one is open or held. */
  readonly requires: readonly string[]
  /** Steps of which none is taken once this one is, nor this one once one of them is: said of both. */
  readonly excludes: readonly string[]
  /** Steps that must be held together with this one for any of them to permit anything: said of all. */
  readonly together: readonly string[]
  /** Steps that open when this one is completed, and not otherwise. */
  readonly triggers: readonly string[]
  /** The steps that trigger this one: the first that is completed opens it. */
  readonly triggeredBy: readonly string[]
  /** Steps that do not open before this one has ended, however. */
  readonly before: readonly string[]
  /** The steps that say they come before this one. */
  readonly awaits: readonly string[]
}

/** Who gives a step to somebody, and by when somebody must have it. */
export interface Assignment {
  readonly by?: Trustee
  /** From the moment it is open; then it is escalated to the layer above. */
  readonly within?: Duration
}

/** How often a step may be handed on, and to whom. */
export interface DelegationRule {
  /** 1: its executor delegates it; 2: his delegate once more. */
  readonly depth: number
  /** Absent: those who could take the step themselves. */
  readonly to?: Trustee
}

/** Who may take a step in an emergency, whatever its state and order. */
export interface BreakGlass {
  readonly by: Trustee
  /** How long it permits anything then. */
  readonly within: Duration
  /** One of these is named, and told. */
  readonly tell: Trustee
  /** The least grade of the certificate whose key breaks the glass. */
  readonly grade: Grade
}

/** What may be done although it weakens a check, when the act names it. */
export const overrideNames = ['strand-running-cases'] as const
export type OverrideName = (typeof overrideNames)[number]

/** One authorisation step as the procedure describes it. */
export interface StepType extends StepTies {
  readonly id: string
  readonly title?: Title
  readonly by: Trustee
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
  readonly assignment?: Assignment
  readonly delegation?: DelegationRule
  /** What its executor must have been trained in, and still be. */
  readonly training: readonly string[]
  readonly breakGlass?: BreakGlass
  /** The steps whose broken glass it reviews; without any broken it is not taken. */
  readonly reviews: readonly string[]
  /** What acts done under it may override. */
  readonly overrides: readonly OverrideName[]
}

/** What the people who take certain steps must be to one another. */
export type Constraint = PeopleConstraint | CountConstraint | PairConstraint

/** Steps that different people, or one and the same person, must take. */
export interface PeopleConstraint {
  readonly kind: 'different-people' | 'same-person'
  readonly steps: readonly string[]
}

/** How many different people take some steps, of those that are taken at all. */
export interface CountConstraint {
  readonly kind: 'at-least' | 'at-most'
  readonly people: number
  readonly steps: readonly string[]
}

/**
 * What the people of two steps have in common: `senior`, the first has the higher rank; an office that both
 * hold, or none; the unit they are of.
 */
export interface PairConstraint {
  readonly kind: 'senior' | 'same-office' | 'different-office' | 'same-unit' | 'different-unit'
  readonly steps: readonly [string, string]
}

/** A part that is run again when a step ends with a certain outcome. */
export interface Loop {
  /** The step at whose completion it is decided. */
  readonly from: string
  readonly when: Condition
  /** The first step of the part. */
  readonly to: string
  /** When this step of the part opens again, the people of earlier rounds count no more. */
  readonly release: string
  /** How often the part is run in all. */
  readonly rounds: number
  /** Every step on a way from `to` to `from`, both included. */
  readonly body: readonly string[]
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
  readonly loops: readonly Loop[]
  /**
   * Every way that one running can take to its end; absent where there are more than are looked at. Loops are
   * left out: they take the same steps again.
   */
  readonly runs?: readonly Run[]
}

/** One way through a procedure. */
export interface Run {
  /** The steps that somebody takes, by place. */
  readonly steps: readonly number[]
  /** How those steps ended that decide, by id. */
  readonly outcomes: Readonly<Record<string, string>>
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
export function tiedSteps(
  procedure: Procedure,
  kind: PeopleConstraint['kind'],
  step: string,
): readonly string[] {
  const lists = procedure.constraints.filter(
    (constraint) => constraint.kind === kind && constraint.steps.includes(step),
  )
  return [...new Set(lists.flatMap(({ steps }) => steps))].filter((other) => other !== step)
}

/** The trustees of a trustee, one by one. */
export function singleTrustees(trustee: Trustee): readonly SingleTrustee[] {
  return trustee.kind === 'any-of' ? trustee.of : [trustee]
}
