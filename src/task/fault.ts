import type { Instant } from '#clock'
import type { Grade } from '#x509'
import type { HoldReason, Party } from './case.ts'
import type { PairConstraint, Trustee } from './procedure.ts'
import type { StepStateFault, TransitionFault, UseSpent } from './transition.ts'

/** Why someone may not open, claim, hold, resume, complete or cancel. */
export type RuleFault =
  | TransitionFault
  | UnknownStep
  | WindowOver
  | NotExecutor
  | OtherKey
  | { readonly kind: 'may-not-open'; readonly procedure: string; readonly openedBy: Trustee }
  /** `person`: to whom somebody else would give it. */
  | (Named & { readonly kind: 'not-trustee'; readonly by: Trustee; readonly person?: string })
  /** Visitors are not told who of the unit was first. */
  | (Named & { readonly kind: 'step-taken'; readonly executor?: Party })
  | ConstraintFault
  /** Who is absent takes nothing and is given nothing. */
  | { readonly kind: 'person-absent'; readonly person: string }
  | (Named & { readonly kind: 'training-missing'; readonly training: string })
  /** Its executor cannot go on with it, or complete it, while another stops it. */
  | (Named & { readonly kind: 'step-stopped'; readonly by: Exclude<HoldReason, 'executor'> })
  | (Named & { readonly kind: 'may-not-assign'; readonly by?: Trustee })
  | { readonly kind: 'person-without-key'; readonly person: string }
  | (Named & { readonly kind: 'not-delegable'; readonly depthMax: number })
  | (Named & { readonly kind: 'delegate-already'; readonly person: string })
  | (Named & { readonly kind: 'delegates-too-many'; readonly countMax: number })
  | (Named & DelegationWider)
  | (Named & { readonly kind: 'not-delegator'; readonly person: string })
  | (Named & { readonly kind: 'no-glass' })
  | (Named & { readonly kind: 'glass-broken-already' })
  | (Named & { readonly kind: 'glass-broken-too-often'; readonly countMax: number })
  | (Named & { readonly kind: 'may-not-break'; readonly by: Trustee })
  /** The certificate was given on weaker proof than an emergency asks for. */
  | (Named & { readonly kind: 'grade-too-low'; readonly wanted: Grade; readonly grade?: Grade })
  | (Named & { readonly kind: 'second-unfit'; readonly person: string; readonly tell: Trustee })
  /** A glass was broken in it, and nobody has reviewed that yet. */
  | { readonly kind: 'review-outstanding'; readonly case: string; readonly step: string }
  | { readonly kind: 'may-not-cancel'; readonly case: string; readonly opener: Party }

/** Why the people who took other steps stand against somebody's taking this one. */
export type ConstraintFault =
  /** The same person may not take both steps. */
  | (Named & { readonly kind: 'separation-of-duty'; readonly other: string })
  /** Only the person who took the other step may take this one. */
  | (Named & { readonly kind: 'binding-of-duty'; readonly other: string })
  /** Of so many steps at most, or at least, so many people. */
  | (CountedPeople & { readonly kind: 'people-too-many' })
  | (CountedPeople & { readonly kind: 'people-too-few' })
  /** Rank, office or unit of whoever took the other step. */
  | (Named & { readonly kind: 'pair-differs'; readonly rule: PairConstraint['kind']; readonly other: string })

/** What the giver does not have, or not so long; `end`: of his own, absent when `until` is past. */
interface DelegationWider {
  readonly kind: 'delegation-wider'
  readonly permission?: string
  readonly until?: Instant
  readonly end?: Instant
}

interface CountedPeople extends Named {
  readonly steps: readonly string[]
  readonly people: number
}

/** Why a step does not permit what was asked. */
export type StepFault =
  | UnknownStep
  | StepStateFault
  | WindowOver
  | NotExecutor
  | OtherKey
  | UseSpent
  | {
      readonly kind: 'permission-not-in-step'
      readonly case: string
      readonly step: string
      readonly permission: string
    }
  | {
      readonly kind: 'object-not-in-step'
      readonly case: string
      readonly step: string
      readonly object: string
      readonly objects: readonly string[]
    }

interface Named {
  readonly case: string
  readonly step: string
}

interface UnknownStep {
  readonly kind: 'step-unknown'
  readonly case: string
  readonly step: string
}

interface WindowOver {
  readonly kind: 'window-over'
  readonly case: string
  readonly step: string
  readonly deadline: Instant
}

interface NotExecutor {
  readonly kind: 'not-executor'
  readonly case: string
  readonly step: string
}

/** The executor speaks, but with another key than the step is bound to: hold and resume bind it anew. */
interface OtherKey {
  readonly kind: 'other-key'
  readonly case: string
  readonly step: string
}
