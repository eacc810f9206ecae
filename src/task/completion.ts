import { accept, type Result, refuse } from '#fault'
import type { Data } from './case.ts'
import { checkData, type DataFault } from './data.ts'
import type { StepType } from './procedure.ts'

export type CompletionFault =
  | DataFault
  | { readonly kind: 'outcome-missing'; readonly step: string; readonly outcomes: readonly string[] }
  | {
      readonly kind: 'outcome-unknown'
      readonly step: string
      readonly outcome: string
      readonly outcomes: readonly string[]
    }

/** What a completion brings: an outcome if the step declares any, and its data. */
export interface Completion {
  readonly outcome?: string
  readonly data?: Data
}

/** What is completed as the step declares it; an outcome that is missing or not declared is refused. */
export function checkCompletion(
  type: StepType,
  outcome: string | undefined,
  given: Readonly<Record<string, unknown>> = {},
): Result<Completion, CompletionFault> {
  const { id: step, outcomes } = type
  if (outcome === undefined && outcomes.length > 0) return refuse({ kind: 'outcome-missing', step, outcomes })
  if (outcome !== undefined && !outcomes.includes(outcome)) {
    return refuse({ kind: 'outcome-unknown', step, outcome, outcomes })
  }
  const data = checkData(type.data, given)
  if (!data.ok) return data
  const some = Object.keys(data.value).length > 0
  return accept({ ...(outcome !== undefined && { outcome }), ...(some && { data: data.value }) })
}
