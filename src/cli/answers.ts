import { z } from 'zod'
import { type ProcedureView, procedureView, type StepView, stepViews } from '#errand'
import { accept, type Result } from '#fault'
import { formAnswerTo } from './answer.ts'
import type { CliFault } from './fault.ts'
import type { HttpCaller } from './http.ts'
import { trusteeForm } from './trustee-form.ts'

const memberForm = z.object({ name: z.string(), type: z.enum(['text', 'number']), required: z.boolean() })

const proceduresForm = z.object({
  procedures: z.array(
    z.object({
      name: z.string(),
      founding: z.boolean(),
      openedBy: trusteeForm,
      data: z.array(memberForm),
      steps: z.array(
        z.object({
          id: z.string(),
          by: trusteeForm,
          after: z.array(z.string()),
          triggeredBy: z.array(z.string()).default([]),
          awaits: z.array(z.string()).default([]),
          permits: z.array(z.string()),
          objects: z.array(z.string()),
          uses: z.array(z.object({ permission: z.string(), uses: z.int() })),
          outcomes: z.array(z.string()),
          data: z.array(memberForm),
        }),
      ),
    }),
  ),
})

const casesForm = z.object({
  cases: z.array(
    z.object({
      case: z.string(),
      procedure: z.string(),
      steps: z.array(
        z.object({
          step: z.string(),
          state: z.string(),
          holds: z.array(z.string()).default([]),
          /** I hold it. */
          mine: z.boolean(),
          /** A part of it was given to me. */
          part: z.boolean().default(false),
          /** I may claim it now. */
          claimable: z.boolean(),
          permits: z.array(z.string()),
          objects: z.array(z.string()),
          uses: z.array(z.object({ permission: z.string(), uses: z.int(), used: z.int() })),
          outcomes: z.array(z.string()),
          asks: z.array(memberForm),
        }),
      ),
    }),
  ),
})

const officesForm = z.object({ offices: z.array(z.string()) })

/** Everything planning looks at, as the unit tells it to whoever asks. */
export interface Situation {
  readonly procedures: readonly ProcedureView[]
  readonly steps: readonly StepView[]
  readonly offices: readonly string[]
}

/** Asks the unit for its procedures, and for my cases and offices. */
export async function askSituation(caller: HttpCaller): Promise<Result<Situation, CliFault>> {
  const procedures = await formAnswerTo(caller, { method: 'GET', path: '/procedures' }, proceduresForm)
  if (!procedures.ok) return procedures
  const cases = await formAnswerTo(caller, { method: 'GET', path: '/cases' }, casesForm)
  if (!cases.ok) return cases
  const offices = await formAnswerTo(caller, { method: 'GET', path: '/me/offices' }, officesForm)
  if (!offices.ok) return offices
  return accept({
    procedures: procedures.value.procedures.map(procedureView),
    steps: cases.value.cases.flatMap(stepViews),
    offices: offices.value.offices,
  })
}
