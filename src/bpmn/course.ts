import type { Loop, Procedure, StepType } from '#task'
import type { Course, CourseLoop } from './reach.ts'

/**
 * What of a procedure says what comes when. Steps that others trigger and reviews stand behind those others
 * in a diagram, where no circle or way out of a loop comes of it.
 */
export function courseOf({ steps, loops }: Procedure): Course {
  const looped = new Set(loops.flatMap(({ body }) => body))
  const after = new Map(steps.map((step) => [step.id, [...step.after]]))
  for (const step of steps) {
    for (const earlier of tiesOf(step)) {
      const isOutside = !looped.has(step.id) && !looped.has(earlier)
      if (isOutside && !waitsFor(after, earlier, step.id)) after.get(step.id)?.push(earlier)
    }
  }
  return {
    steps: steps.map(({ id, when, outcomes }) => {
      return { id, after: [...new Set(after.get(id))], ...(when && { when }), outcomes }
    }),
    loops: loops.map((loop) => loopOf(loop, steps)),
  }
}

/**
 * Steps in the loop but the first may wait for others outside, which are not taken again. Where one of those
 * is skipped, what comes instead is behind a step before it.
 */
function loopOf({ from, when, to, release, rounds, body }: Loop, steps: readonly StepType[]): CourseLoop {
  const inside = steps.filter(({ id }) => body.includes(id) && id !== to)
  const keeps = new Set(inside.flatMap(({ after }) => after).filter((id) => !body.includes(id)))
  for (const one of keeps) for (const id of steps.find((step) => step.id === one)?.after ?? []) keeps.add(id)
  return { from, when, to, release, rounds, keeps: [...keeps] }
}

/** The steps behind which a step is drawn, though it does not wait for them by `after`. */
function tiesOf({ triggeredBy, reviews }: StepType): readonly string[] {
  return [...triggeredBy, ...reviews]
}

function waitsFor(after: ReadonlyMap<string, readonly string[]>, step: string, other: string): boolean {
  const found = new Set([step])
  for (const one of found) for (const earlier of after.get(one) ?? []) found.add(earlier)
  return found.has(other)
}
