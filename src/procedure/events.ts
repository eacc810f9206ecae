import type { Data, Executor, Party, StepUsed } from '#task'

/** What the acts of this room bring about. */
export type ProcedureEvent =
  | ProcedureDrafted
  | ProcedureAdopted
  | ProceduresAnnounced
  | CaseOpened
  | {
      readonly kind: 'step-claimed'
      readonly case: string
      readonly step: string
      readonly executor: Executor
    }
  | { readonly kind: 'step-held'; readonly case: string; readonly step: string }
  | {
      readonly kind: 'step-resumed'
      readonly case: string
      readonly step: string
      readonly executor: Executor
    }
  | StepCompleted
  | { readonly kind: 'step-expired'; readonly case: string; readonly step: string }
  | { readonly kind: 'case-cancelled'; readonly case: string; readonly reason: string }
  | StepUsed

/** A text that waits, in its case, for whoever adopts it. */
export interface ProcedureDrafted {
  readonly kind: 'procedure-drafted'
  readonly case: string
  readonly procedure: string
  /** SHA-256 of the text, hex. */
  readonly digest: string
  readonly text: string
}

export interface ProcedureAdopted {
  readonly kind: 'procedure-adopted'
  readonly procedure: string
  /** SHA-256 of the text, hex. */
  readonly digest: string
  readonly text: string
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

export interface StepCompleted {
  readonly kind: 'step-completed'
  readonly case: string
  readonly step: string
  readonly outcome?: string
  readonly data?: Data
}
