import { accept, type Result, refuse } from '#fault'
import type { UseFault } from '#gateway'
import type { StepGrant } from '#task'
import type { Duties } from './duties.ts'

/** Why a use is refused because of the grant itself; for any other reason the caller may try again. */
const endedKinds = [
  'uses-spent',
  'epoch-over',
  'window-over',
  'step-state',
  'case-not-open',
  'not-executor',
  'other-key',
]

/** Puts the use of a counted grant on the record; the index of its entry, once that is durable. */
export async function recordUse(duties: Duties, grant: StepGrant): Promise<Result<number, UseFault>> {
  const { case: id, step, permission, object, person, epoch } = grant
  const receipt = await duties.act('step.use', { case: id, step, permission, object, person, epoch })
  if (receipt.ok) return accept(receipt.value.index)
  const ended = endedKinds.includes(receipt.fault.kind)
  return refuse({ kind: ended ? 'used-up' : 'unavailable', reason: receipt.fault.kind })
}
