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
