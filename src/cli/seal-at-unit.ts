import { existsSync } from 'node:fs'
import { type Result, refuse } from '#fault'
import { type Context, type Given, withSession } from './context.ts'
import type { CliFault } from './fault.ts'
import { completedBy, keptFile, proposed, unitTask } from './sign-at-unit.ts'
import { outFor } from './sign-document.ts'

/**
 * Has the unit put its seal on a file, under a step of a case that permits it. Whoever does it signs the act;
 * the seal's key is in the unit's custody.
 */
export async function sealAtUnit(
  context: Context,
  paths: readonly string[],
  given: Given,
): Promise<Result<string, CliFault>> {
  const out = outFor(paths, given)
  if (existsSync(out)) return refuse({ kind: 'file-stands', path: out })
  const task = unitTask(paths, given)
  if (!task.ok) return task
  return withSession(context, async (session) => {
    const proposal = await proposed(session, task.value, given, 'seal')
    if (!proposal.ok) return proposal
    const sealed = await completedBy(session, context.ports, {
      act: 'document.seal',
      task: task.value,
      given,
      proposal: proposal.value,
      more: {},
    })
    if (!sealed.ok) return sealed
    const done = { task: task.value, proposal: proposal.value, ...sealed.value }
    return keptFile(context, out, done, "carries the unit's seal")
  })
}
