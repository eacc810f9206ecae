import {
  type Case,
  type Conflict,
  completability,
  openCase,
  type Procedure,
  type Staff,
  staffOf,
} from '#task'
import type { State } from '#unit'
import { organisationOf } from './organisation.ts'
import { outlookOf, type Repair, repairsOf } from './outlook.ts'

/** Whether the people there are could finish a new case of a procedure. */
export interface Prospect {
  readonly completable: 'yes' | 'no' | 'unknown'
  readonly conflict?: Conflict
  readonly repairs?: readonly Repair[]
}

/** A case as it would be if somebody opened one now, and who could take its steps. */
export interface NewCase {
  readonly of: Case
  readonly staff: Staff
}

export function newCaseOf(state: State, procedure: Procedure, digest = ''): NewCase {
  const organisation = organisationOf(state)
  const [somebody = ''] = organisation.someone(1)
  const opener = { kind: 'person', id: somebody } as const
  const of = openCase(
    procedure,
    { id: '0', digest, opener, data: {} },
    { index: state.size, time: state.time },
  )
  return { of, staff: staffOf(organisation) }
}

/** Whether a new case could be finished; if not, why, and whose appointment would change that. */
export function prospectOf(state: State, procedure: Procedure): Prospect {
  const { of, staff } = newCaseOf(state, procedure)
  const answer = completability(procedure, of, staff)
  if (answer.kind !== 'no') return { completable: answer.kind }
  const { conflict } = answer
  return { completable: 'no', conflict, repairs: repairsOf(outlookOf(state), { procedure, of }, conflict) }
}
