import type { Procedure } from '#task'
import type { Course } from './reach.ts'

/** What of a procedure says what comes when. */
export function courseOf({ steps }: Procedure): Course {
  return {
    steps: steps.map(({ id, after, when, outcomes }) => ({ id, after, ...(when && { when }), outcomes })),
    loops: [],
  }
}
