import type { Duration, Instant } from '#clock'
import type { CompletionFault, DataFault, ProcedureTextFault, RuleFault, StepFault } from '#task'
import type { StrandedCase } from './stranding.ts'

/** A step that could be claimed, and would then give what is missing. */
export interface OpenStep {
  readonly case: string
  readonly step: string
  /** In the first language the procedure has it in. */
  readonly title: string
  readonly procedure: string
}

/** Nobody's step gives this person this permission on this object now. */
export interface NoStep {
  readonly kind: 'no-step'
  readonly permission: string
  readonly object: string
  /** Steps the person may claim that would give it. */
  readonly openSteps: readonly OpenStep[]
}

export interface CaseUnknown {
  readonly kind: 'case-unknown'
  readonly case: string
}

export interface ProcedureTextRefused {
  readonly kind: 'procedure-text'
  readonly procedure?: string
  readonly faults: readonly ProcedureTextFault[]
}

/** Why no step permits an act. */
export type PermitFault =
  | StepFault
  | NoStep
  | CaseUnknown
  /** More than one step gives it: the act must name one. */
  | {
      readonly kind: 'several-steps'
      readonly permission: string
      readonly object: string
      readonly steps: readonly { readonly case: string; readonly step: string }[]
    }

/** Why an act is refused for what it would do to running cases. */
export type StrandingFault =
  /** They could be finished and could not be any more; `override` names what would let it be done. */
  | {
      readonly kind: 'strands-cases'
      readonly cases: readonly StrandedCase[]
      /** How many beside those. */
      readonly more: number
      readonly override?: string
    }
  | { readonly kind: 'override-unknown'; readonly override: string; readonly known: readonly string[] }

/** Why a citizen's case is not opened, or not shown. */
export type LodgingFault =
  /** What came is no wish to open a case, signed by the key that it names; `at` is where. */
  | { readonly kind: 'wish-malformed'; readonly at: string; readonly problem: string }
  | { readonly kind: 'wish-signature-wrong' }
  /** It was signed for another unit, by the thumbprint of whose authority key it asks. */
  | { readonly kind: 'wish-elsewhere'; readonly asked: string }
  | {
      readonly kind: 'wish-time-off'
      readonly time: Instant
      readonly now: Instant
      readonly toleranceMilliseconds: Duration
    }
  /** `entry` is the index of the one that opened its case. */
  | { readonly kind: 'wish-repeated'; readonly lodging: string; readonly entry: number }
  /** The key is that of somebody who has a certificate of the unit. */
  | { readonly kind: 'wish-key-known' }
  /** A character that is not seen and changes how others are shown: `U+202E`. */
  | { readonly kind: 'wish-hidden'; readonly member: string; readonly code: string }
  | { readonly kind: 'lodgings-full'; readonly open: number; readonly countMax: number }
  | { readonly kind: 'lodging-unknown'; readonly lodging: string }

/** Everything the acts and queries of this room refuse. */
export type ProcedureFault =
  | PermitFault
  | RuleFault
  | DataFault
  | CompletionFault
  | ProcedureTextRefused
  | StrandingFault
  | LodgingFault
  | { readonly kind: 'procedure-unknown'; readonly procedure: string }
  /** The procedure never had a text of this digest. */
  | { readonly kind: 'version-unknown'; readonly procedure: string; readonly digest: string }
  | { readonly kind: 'draft-missing'; readonly case: string; readonly procedure: string }
  | {
      readonly kind: 'draft-differs'
      readonly case: string
      readonly drafted: string
      readonly named: string
    }
  | { readonly kind: 'procedure-misnamed'; readonly named: string; readonly inText: string }
  | { readonly kind: 'procedure-unchanged'; readonly procedure: string; readonly digest: string }
  | { readonly kind: 'procedures-too-many'; readonly countMax: number }
  | { readonly kind: 'cases-too-many'; readonly open: number; readonly countMax: number }
  /** The step changed since the use was asked for. */
  | { readonly kind: 'epoch-over'; readonly case: string; readonly step: string; readonly epoch: number }
  | {
      readonly kind: 'not-counted'
      readonly case: string
      readonly step: string
      readonly permission: string
    }
  | { readonly kind: 'step-of-node'; readonly case: string; readonly step: string }
  | { readonly kind: 'not-suspended'; readonly case: string; readonly step: string }
  | { readonly kind: 'nothing-due'; readonly next?: number }
  | { readonly kind: 'not-yours'; readonly case: string }

/** Why the procedures of a founding are refused. */
export type FoundingFault =
  | ProcedureTextRefused
  | { readonly kind: 'procedure-repeated'; readonly procedure: string }
  /** The same text is announced twice, or announced and adopted by the same entry. */
  | { readonly kind: 'announcement-repeated'; readonly digest: string }
  /** Only what entry 0 announced is adopted, in that order. */
  | { readonly kind: 'procedure-unannounced'; readonly digest: string; readonly due: string | null }
  /** Without a step that the node may take from the start, it could not serve. */
  | { readonly kind: 'duty-missing'; readonly procedure: string }
