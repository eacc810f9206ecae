import type { Instant } from '#clock'
import type { Party } from './case.ts'
import type { Trustee } from './procedure.ts'
import type { StepStateFault, TransitionFault, UseSpent } from './transition.ts'

/** Why someone may not open, claim, hold, resume, complete or cancel. */
export type RuleFault =
  | TransitionFault
  | UnknownStep
  | WindowOver
  | NotExecutor
  | OtherKey
  | { readonly kind: 'may-not-open'; readonly procedure: string; readonly openedBy: Trustee }
  | { readonly kind: 'not-trustee'; readonly case: string; readonly step: string; readonly by: Trustee }
  | { readonly kind: 'step-taken'; readonly case: string; readonly step: string; readonly executor: Party }
  /** The same person may not take both steps. */
  | {
      readonly kind: 'separation-of-duty'
      readonly case: string
      readonly step: string
      readonly other: string
    }
  /** Only the person who took the other step may take this one. */
  | { readonly kind: 'binding-of-duty'; readonly case: string; readonly step: string; readonly other: string }
  | { readonly kind: 'may-not-cancel'; readonly case: string; readonly opener: Party }

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
