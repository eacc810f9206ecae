import type { Duration } from '#clock'
import type { BrokenGlass, Data, Delegate, Executor, Party, StepUsed } from '#task'

/** What the acts of this room bring about. */
export type ProcedureEvent =
  | ProcedureDrafted
  | ProcedureAdopted
  | ProceduresAnnounced
  | CaseOpened
  | CaseLodged
  | {
      readonly kind: 'step-claimed'
      readonly case: string
      readonly step: string
      readonly executor: Executor
    }
  /** Given to somebody by another; the executor is the one it was given to. */
  | (OfStep & { readonly kind: 'step-assigned'; readonly executor: Executor; readonly by: Party })
  /** By a supervisor, not by its executor, when it says so. */
  | (OfStep & { readonly kind: 'step-held'; readonly by?: 'supervisor'; readonly reason?: string })
  | (OfStep & { readonly kind: 'step-resumed'; readonly executor: Executor })
  /** A supervisor's hold is over. */
  | (OfStep & { readonly kind: 'step-restored' })
  | StepCompleted
  /** Given back by its executor, in its window. */
  | (OfStep & { readonly kind: 'step-released' })
  | (OfStep & { readonly kind: 'step-revoked'; readonly reason: string })
  | (OfStep & { readonly kind: 'step-delegated'; readonly delegate: Delegate })
  | (OfStep & { readonly kind: 'delegation-ended'; readonly delegate: Party })
  | GlassBroken
  | (OfStep & { readonly kind: 'step-expired' })
  /** Nobody took it in the time for that: the layer above is shown it. */
  | (OfStep & { readonly kind: 'step-escalated' })
  | CaseStranded
  | CaseFreed
  | { readonly kind: 'case-cancelled'; readonly case: string; readonly reason: string }
  | StepUsed

interface OfStep {
  readonly case: string
  readonly step: string
}

/** A step taken in an emergency. */
export interface GlassBroken extends OfStep {
  readonly kind: 'glass-broken'
  readonly executor: Executor
  readonly glass: Omit<BrokenGlass, 'time'>
  /** How long it permits anything, in milliseconds. */
  readonly within: Duration
}

/** A case was left without a way to its end. */
export interface CaseStranded {
  readonly kind: 'case-stranded'
  readonly case: string
  /** The override the act named, or `clock` when nobody chose it. */
  readonly override: string
}

/** A stranded case has a way to its end again. */
export interface CaseFreed {
  readonly kind: 'case-freed'
  readonly case: string
}

/** A text that waits, in its case, for whoever adopts it. */
export interface ProcedureDrafted {
  readonly kind: 'procedure-drafted'
  readonly case: string
  readonly procedure: string
  /** SHA-256 of the text, hex. */
  readonly digest: string
  readonly text: string
  /** Who wrote it, by id. */
  readonly by: string
}

export interface ProcedureAdopted {
  readonly kind: 'procedure-adopted'
  readonly procedure: string
  /** SHA-256 of the text, hex. */
  readonly digest: string
  readonly text: string
  /** The case it was drafted in, and who adopted it, by id; what the founding adopts has neither. */
  readonly case?: string
  readonly by?: string
}

/** What a founding goes on to adopt, right after entry 0. */
export interface ProceduresAnnounced {
  readonly kind: 'procedures-announced'
  /** SHA-256 of each text, hex, in the order of their adoption. */
  readonly digests: readonly string[]
}

export interface CaseOpened {
  readonly kind: 'case-opened'
  readonly case: string
  readonly procedure: string
  readonly digest: string
  readonly opener: Party
  readonly data: Data
}

/** The case just opened is one that a citizen asked for. */
export interface CaseLodged {
  readonly kind: 'case-lodged'
  readonly case: string
  /** Identifier of the citizen's own act, by which he follows the case. */
  readonly lodging: string
}

export interface StepCompleted {
  readonly kind: 'step-completed'
  readonly case: string
  readonly step: string
  readonly outcome?: string
  readonly data?: Data
}
