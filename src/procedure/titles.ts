import type { Title } from '#task'
import type { State } from '#unit'
import { caseOf } from './state.ts'

/** What a step is called, and the procedure its case runs, in every language they have. */
export interface StepTitles {
  readonly procedure: string
  readonly title: Title
  readonly stepTitle?: Title
}

/** The titles of a step of a case; `undefined` for a case that is not known. */
export function titlesOf(state: State, of: string, step: string): StepTitles | undefined {
  const running = caseOf(state, of)
  if (!running) return undefined
  const { name, title, steps } = running.procedure
  const stepTitle = steps.find(({ id }) => id === step)?.title
  return { procedure: name, title, ...(stepTitle && { stepTitle }) }
}
