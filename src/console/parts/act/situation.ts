import { useMemo } from 'react'
import {
  type CaseAnswer,
  type ProcedureAnswer,
  type ProcedureView,
  planFor,
  procedureView,
  type StepView,
  stepViews,
  type Wish,
} from '#errand'
import { useAnswer } from '../../wire/answer.ts'
import type { Problem } from '../../wire/problem.ts'
import { useReader } from '../../wire/reader.ts'
import type { Texts } from './act-form-schema.ts'

/** A procedure of the unit, with what is read of it in words. */
export interface ProcedureTold extends Omit<ProcedureAnswer, 'steps'> {
  readonly title: Partial<Texts>
  readonly steps: readonly (ProcedureAnswer['steps'][number] & {
    readonly title?: Partial<Texts>
    readonly overrides?: readonly string[]
  })[]
}

/** What planning looks at: procedures, my steps, my offices, and the offices that nobody holds. */
export interface Situation {
  readonly procedures: readonly ProcedureTold[]
  readonly cases: readonly CaseAnswer[]
  readonly me: Wish['me']
  /** The same as planning takes them. */
  readonly views: { readonly procedures: readonly ProcedureView[]; readonly steps: readonly StepView[] }
}

interface Answers {
  readonly situation: Situation | undefined
  readonly problem: Problem | null
}

/** What the unit tells me that my errands are planned by; asked anew whenever the record grew. */
export function useSituation(): Answers {
  const reader = useReader()
  const procedures = useAnswer<{ readonly procedures: readonly ProcedureTold[] }>('/procedures')
  const cases = useAnswer<{ readonly cases: readonly CaseAnswer[] }>('/cases')
  const mine = useAnswer<{ readonly offices: readonly string[] }>('/me/offices')
  const chart = useAnswer<Chart>('/organization')
  const situation = useMemo(() => {
    if (!reader.data || !procedures.data || !cases.data || !mine.data || !chart.data) return undefined
    const vacant = chart.data.offices.filter(({ holders }) => holders.length === 0)
    return {
      procedures: procedures.data.procedures,
      cases: cases.data.cases,
      views: {
        procedures: procedures.data.procedures.map(procedureView),
        steps: cases.data.cases.flatMap(stepViews),
      },
      me: {
        person: reader.data.id,
        offices: mine.data.offices,
        vacant: vacant.map(({ office }) => office),
      },
    }
  }, [reader.data, procedures.data, cases.data, mine.data, chart.data])
  const problem = reader.error ?? procedures.error ?? cases.error ?? mine.error ?? chart.error
  return { situation, problem }
}

interface Chart {
  readonly offices: readonly { readonly office: string; readonly holders: readonly unknown[] }[]
}

/** What somebody wants to do, as far as it is looked for a way to it. */
export type Wanted = Omit<Wish, 'me'>

/** The one way to a step that permits what is wanted, or why there is none or more than one. */
export function planIn({ views, me }: Situation, wanted: Wanted): ReturnType<typeof planFor> {
  return planFor(views.procedures, views.steps, { ...wanted, me })
}

/** Whether I may do something now, by what is known here: which buttons stand on a page. */
export function useMay(): (permission: string, object: string, procedure?: string) => boolean {
  const { situation } = useSituation()
  return (permission, object, procedure) => {
    if (!situation) return false
    const narrowed = procedure === undefined ? {} : { procedure }
    const plan = planIn(situation, { permission, object, data: {}, keep: false, ...narrowed })
    return plan.ok || plan.fault.kind === 'ways-several'
  }
}
