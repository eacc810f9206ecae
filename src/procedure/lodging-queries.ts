import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { row } from '#table'
import { isDone, isPassedOver, type StepView, stepAt } from '#task'
import { defineQuery, read, type State } from '#unit'
import type { LodgingFault } from './fault.ts'
import { caseOf, type Lodging, procedureSlice, type Running } from './state.ts'

/** The identifier that the citizen's browser drew: whoever knows it is shown the case. */
export const lodgingForm = z
  .string()
  .regex(/^[A-Za-z0-9_-]{22}$/, 'must be the identifier in the receipt of a lodged case')
  .describe('identifier of the citizen’s own act, from his receipt')

/** What becomes of a step, as far as it concerns whoever asked for it. */
type Progress = 'later' | 'waiting' | 'under-way' | 'paused' | 'done' | 'not-needed' | 'ended'

const lodging = defineQuery({
  name: 'lodging.show',
  label: 'how far a lodged case has come',
  path: '/lodgings/:lodging',
  input: z.strictObject({ lodging: lodgingForm }),
  access: { by: 'public' },
  answer({ state }, { lodging: id }): Result<unknown, LodgingFault> {
    const known = lodgingOf(state, id)
    if (!known) return refuse({ kind: 'lodging-unknown', lodging: id })
    const running = certain(caseOf(state, known.case), `case ${known.case}`)
    return accept({ lodging: id, entry: known.entry, ...lodgingView(running) })
  },
})

export const lodgingQueries = [lodging] as const

function lodgingOf(state: State, id: string): Lodging | undefined {
  return row(read(state, procedureSlice).lodgings, id)
}

/** The number of the case that a citizen's receipt is of; `undefined` when there is none. */
export function lodgedCase(state: State, lodging: string): string | undefined {
  return lodgingOf(state, lodging)?.case
}

/**
 * A case as it is shown to the citizen who lodged it: what is done and what is waiting, nothing of who does
 * it, nor what they write. Reviews of emergencies are the office's own affair.
 */
function lodgingView(running: Running): object {
  const { procedure, of } = running
  const steps = procedure.steps.flatMap(({ reviews }, place) =>
    reviews.length > 0 ? [] : [stepView(stepAt(procedure, of, place))],
  )
  return {
    case: of.id,
    procedure: procedure.name,
    title: procedure.title,
    opened: isoInstant(of.opened),
    state: of.state,
    ...(of.ended !== undefined && { ended: isoInstant(of.ended) }),
    data: of.data,
    steps,
  }
}

function stepView(view: StepView): object {
  const { type, step } = view
  const { outcome, since, deadline, assignBy } = step
  const progress = progressOf(view)
  const due = progress === 'waiting' ? assignBy : progress === 'under-way' ? deadline : undefined
  return {
    step: type.id,
    title: type.title ?? { en: type.id },
    progress,
    ...(progress !== 'later' && { since: isoInstant(since) }),
    ...(due !== undefined && { due: isoInstant(due) }),
    ...(outcome !== undefined && { outcome }),
  }
}

function progressOf({ step }: StepView): Progress {
  switch (step.state) {
    case 'dormant':
      return 'later'
    case 'invoked':
      return 'waiting'
    case 'valid':
      return 'under-way'
    case 'hold':
      return 'paused'
    case 'invalid':
      return isDone(step) ? 'done' : isPassedOver(step) ? 'not-needed' : 'ended'
    default:
      return step.state satisfies never
  }
}
