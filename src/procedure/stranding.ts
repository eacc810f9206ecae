import { isAbsent, type OrganizationEvent, organizationSlice } from '#organization'
import { changedRows } from '#table'
import type { Conflict } from '#task'
import { type Event, evolve, read, type Slice, type State } from '#unit'
import { bringsCaseOn, concernOf, needsIn, touchedBy } from './concern.ts'
import { areAmple, isFinishable, openCaseIn, openCases, outlookFor, outlookOf } from './outlook.ts'
import { procedureSlice, type Running } from './state.ts'

/** A running case that would be left without a way to its end. */
export interface StrandedCase {
  readonly case: string
  readonly procedure: string
  /** What stands in the way; absent where that was not found out in the budget for it. */
  readonly conflict?: Conflict
}

/** The cases that went on by events of their own. */
export function casesChanged(before: State, after: State, events: readonly Event[]): ReadonlySet<string> {
  if (!events.some(bringsCaseOn)) return new Set()
  return new Set(changedRows(read(before, procedureSlice).cases, read(after, procedureSlice).cases))
}

/**
 * The cases that could be finished before some events and could not after them, in the order of their
 * numbers. Takes a look at each open case that has a step for those who go, and a search for each of these
 * that is not like another and has not more than enough people left.
 */
export function strandedBy(before: State, after: State, events: readonly Event[]): readonly StrandedCase[] {
  const then = outlookOf(awayAhead(after, events))
  const now = outlookOf(before)
  const left = new Map<string, Running>()
  const leaves = (running: Running): void => {
    if (running.of.stranded || isFinishable(then, running) === 'yes') return
    const was = openCaseIn(now, running.of.id)
    if (!was || isFinishable(now, was) === 'yes') left.set(running.of.id, running)
  }
  for (const id of casesChanged(before, after, events)) {
    const running = openCaseIn(then, id)
    if (running) leaves(running)
  }
  const concern = concernOf(before, then.state, events)
  const touched = concern && touchedBy(concern)
  for (const running of concern ? openCases(then, needsIn(concern)) : []) {
    const places = touched?.(running) ?? []
    if (places.length > 0 && !areAmple(then, running, places)) leaves(running)
  }
  return [...left.values()]
    .sort((a, b) => Number(a.of.id) - Number(b.of.id))
    .map((running) => {
      const answer = outlookFor(then, running)
      const conflict = answer.kind === 'no' ? { conflict: answer.conflict } : {}
      return { case: running.of.id, procedure: running.procedure.name, ...conflict }
    })
}

/** Those an absence changes, as far as cases go. */
const stepSlices = [organizationSlice, procedureSlice] as readonly Slice[]

/** An absence that is only announced is looked at as if it had begun. */
export function awayAhead(after: State, events: readonly Event[]): State {
  const began = (events as readonly OrganizationEvent[]).flatMap((event) =>
    event.kind === 'absence-declared' && !isAbsent(after, event.person)
      ? [{ kind: 'absence-began', person: event.person, until: event.until } as const]
      : [],
  )
  return began.length === 0 ? after : evolve(stepSlices, after, began, after.time)
}
