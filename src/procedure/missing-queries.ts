import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { stepAt, waitsOf } from '#task'
import { defineQuery } from '#unit'
import type { ProcedureFault } from './fault.ts'
import { caseForm } from './form.ts'
import { namesOf } from './names.ts'
import { outlookOf } from './outlook.ts'
import { type Asked, caseActs, stepActs, takersOf } from './possible-acts.ts'
import { maySee } from './sight.ts'
import { caseOf } from './state.ts'

/** What is missing in a case, step by step: for whoever wonders why it does not go on, and whom to ask. */
const missing = defineQuery({
  name: 'case.missing',
  label: 'what a case waits for, who could give it, and what I may do in it',
  path: '/cases/:case/missing',
  input: z.strictObject({ case: caseForm }),
  access: { by: 'member', visitors: true },
  answer({ state, reader, time }, { case: id }): Result<unknown, ProcedureFault> {
    const running = caseOf(state, id)
    const outlook = outlookOf(state)
    if (!reader || !maySee(state, id, reader, outlook.staff.organisation, time))
      return refuse({ kind: 'not-yours', case: id })
    if (!running) return refuse({ kind: 'case-unknown', case: id })
    return accept(missingView({ outlook, running, reader, time }))
  },
})

export const missingQueries = [missing] as const

function missingView(asked: Asked): object {
  const { outlook, running, reader } = asked
  const { of, procedure } = running
  const named = { case: of.id, procedure: procedure.name, state: of.state }
  if (of.state !== 'open') return { ...named, acts: [], steps: [] }
  const steps = procedure.steps.flatMap(({ id }, place) => {
    const view = stepAt(procedure, of, place)
    if (view.step.state === 'invalid') return []
    // A visitor is not told who of this unit there is.
    const could = reader.kind === 'visitor' ? undefined : takersOf(asked, view)
    const waits = waitsOf(procedure, of, place)
    return [
      { step: id, state: view.step.state, waits, ...(could && { could }), acts: stepActs(asked, place) },
    ]
  })
  const told = { ...named, acts: caseActs(asked), steps }
  if (reader.kind === 'visitor') return told
  const lists = steps.flatMap(({ could, acts }) => [could, ...acts.map(({ people }) => people)])
  const people = lists.flatMap((list) => list?.people ?? []).map(({ person }) => person)
  return {
    ...told,
    names: namesOf(
      outlook.state,
      people.map((id) => ({ kind: 'person', id })),
    ),
  }
}
