import { existsSync } from 'node:fs'
import { accept, type Result, refuse } from '#fault'
import { type Context, type Given, jsonText, withSession } from './context.ts'
import type { CliFault } from './fault.ts'
import { writeNew } from './files.ts'
import { completedBy, proposed, unitTask } from './sign-at-unit.ts'
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
    const written = writeNew(out, sealed.value.file)
    if (!written.ok) return written
    const { signature, index } = sealed.value
    const { form } = task.value.row
    const { under } = proposal.value.act
    if (context.json) return accept(jsonText({ out, form, signature, entry: index, under }))
    const place = `case ${under.case}, step ${under.step}`
    return accept(`${out} carries the unit's seal: ${form}, under ${place}, entry ${index} of the record\n`)
  })
}
