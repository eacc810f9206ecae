import type { ShownCase, ShownStep } from './case.ts'

/** What a step wants of the reader, the most pressing first. */
export const wants = ['finish', 'help', 'resume', 'take', 'assign', 'told'] as const
export type Want = (typeof wants)[number]

/** One step that waits for the reader. */
export interface Duty {
  readonly want: Want
  readonly of: ShownCase
  readonly step: ShownStep
  /** When it should be done: the end of its window, or by when somebody must have it. RFC 3339. */
  readonly due?: string
  /** That time has passed. */
  readonly isOverdue: boolean
}

/**
 * The steps of cases that wait for somebody: what is overdue first, then what is due soonest, then what has
 * no end, the longest waiting first.
 *
 * @param reader identifier of whoever reads
 * @param now milliseconds
 */
export function dutiesOf(
  cases: readonly ShownCase[],
  reader: string | undefined,
  now: number,
): readonly Duty[] {
  return cases
    .filter(({ state }) => state === 'open')
    .flatMap((of) =>
      of.steps.flatMap((step) => {
        const want = wantOf(step)
        return want === undefined ? [] : [dutyOf(want, of, step, reader, now)]
      }),
    )
    .sort(inOrder)
}

function wantOf({ state, mine, part, told, claimable, assignable }: ShownStep): Want | undefined {
  if (mine && state === 'valid') return 'finish'
  if (mine && state === 'hold') return 'resume'
  if (part === true && state === 'valid') return 'help'
  if (claimable) return 'take'
  if (assignable === true) return 'assign'
  return told === true && state !== 'invalid' ? 'told' : undefined
}

function dutyOf(want: Want, of: ShownCase, step: ShownStep, reader: string | undefined, now: number): Duty {
  const own = step.delegates?.find(({ id }) => id !== undefined && id === reader)?.until
  const ends = want === 'take' || want === 'assign' ? [step.assignBy] : [step.deadline, own]
  const [due] = ends.filter((end) => end !== undefined).toSorted()
  const isOverdue = step.escalated !== undefined || (due !== undefined && Date.parse(due) <= now)
  return { want, of, step, isOverdue, ...(due !== undefined && { due }) }
}

function inOrder(a: Duty, b: Duty): number {
  if (a.isOverdue !== b.isOverdue) return a.isOverdue ? -1 : 1
  const time = (Date.parse(a.due ?? '') || Number.MAX_VALUE) - (Date.parse(b.due ?? '') || Number.MAX_VALUE)
  if (time !== 0) return time
  return Date.parse(a.step.since) - Date.parse(b.step.since)
}

/** The steps of a case that somebody could go on with now. */
export function currentSteps({ steps }: ShownCase): readonly ShownStep[] {
  return steps.filter(({ state }) => state === 'invoked' || state === 'valid' || state === 'hold')
}

/** How many of a case's steps are over, and how many there are in all. */
export function progressOf({ steps }: ShownCase): { readonly done: number; readonly all: number } {
  return { done: steps.filter(({ state }) => state === 'invalid').length, all: steps.length }
}

/** What a case is about, from its data: `Ulica Długa 7`. */
export function subjectOf({ data }: Pick<ShownCase, 'data'>): string {
  return Object.values(data).join(', ')
}
