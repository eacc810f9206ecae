import { z } from 'zod'
import { type Result, refuse } from '#fault'
import { nameForm } from '#task'
import type { State } from '#unit'
import type { ProcedureEvent } from './events.ts'
import type { ProcedureFault } from './fault.ts'
import { caseOf, type Running } from './state.ts'

/** What an act of this room comes to. */
export type Outcome = Result<readonly ProcedureEvent[], ProcedureFault>

/** The number of a case, as all its acts name it. */
export const caseForm = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/, 'must be the number of a case')
  .describe('number of the case')

const stepForm = z.string().regex(nameForm, 'must be the name of a step').describe('name of the step')

export const procedureForm = z
  .string()
  .regex(nameForm, 'must be the name of a procedure')
  .describe('name of the procedure')

/** Data of a case or a completion: their form is looked at with what the procedure declares. */
export const dataForm = z.record(z.string().max(64), z.union([z.string().max(1024), z.number()]))

/** Which step of which case. */
export const stepInput = z.strictObject({ case: caseForm, step: stepForm })

/** The answer about a case that there must be. */
export function inCase<T>(
  state: State,
  id: string,
  answer: (running: Running) => Result<T, ProcedureFault>,
): Result<T, ProcedureFault> {
  const running = caseOf(state, id)
  return running ? answer(running) : refuse({ kind: 'case-unknown', case: id })
}
