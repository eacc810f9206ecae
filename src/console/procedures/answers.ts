import type { ShownProcedure } from '../parts/flow/ties.ts'

/** A procedure as `GET /procedures` tells it. */
export interface AdoptedProcedure extends ShownProcedure {
  readonly digest: string
  /** Index of the entry that adopted it. */
  readonly entry: number
  /** RFC 3339. */
  readonly adopted: string
}

export interface ProcedureList {
  readonly procedures: readonly AdoptedProcedure[]
}

/** The same with its text, as `GET /procedures/:name` tells it. */
export interface ProcedureWithText extends AdoptedProcedure {
  readonly text: string
}

/** Who drafted a text, and when. */
export interface Drafted {
  readonly by: string
  readonly name?: string
  readonly entry: number
  readonly at: string
}

/** One of the texts a procedure has had; what the founding adopted has no author. */
export interface Version {
  readonly digest: string
  readonly entry: number
  readonly adopted: string
  readonly case?: string
  readonly by?: string
  readonly name?: string
  readonly drafted?: Drafted
}

export interface VersionList {
  readonly procedure: string
  /** The newest first. */
  readonly versions: readonly Version[]
  readonly more: boolean
}

/** A draft as whoever adopts it is shown it. */
export interface Draft {
  readonly case: string
  readonly procedure: string
  readonly digest: string
  readonly text: string
  readonly drafted: Drafted
}

/** What is wrong with a text, at one place: line and column from 1. */
export interface TextFault {
  readonly line: number
  readonly column: number
  readonly key: string
  readonly problem: string
}

/** What `POST /procedures/check` says of a text. */
export type Outlook = SoundText | FaultyText

export interface FaultyText {
  readonly sound: false
  readonly faults: readonly TextFault[]
  /** There is one where only offices are missing. */
  readonly procedure?: ShownProcedure
}

export interface SoundText {
  readonly sound: true
  readonly digest: string
  /** Whether the unit has this very text, another one of the name, or none. */
  readonly standing: 'adopted' | 'changed' | 'new'
  readonly procedure: ShownProcedure
  readonly completable: 'yes' | 'no' | 'unknown'
  readonly why?: string
  readonly repairs?: readonly { readonly office: string; readonly training?: readonly string[] }[]
}
