import { type Instant, second } from '#clock'
import { leastNumber, type NumberSets, numbersOf, row, type Table, withNumber, withoutNumber } from '#table'
import { type Absences, begun, ended, noAbsences } from './absences.ts'
import { joined, type Lists, parted } from './list.ts'

/** What ends or begins by itself, and when the next of it does. */
export interface Timely {
  readonly absences: Table<Absences>
  /** By person, sorted by name. */
  readonly trainings: Table<readonly Training[]>
  /** The seconds at which something is due. */
  readonly due: NumberSets
  /** Persons by the second at which the next of theirs is due. */
  readonly dueIn: Lists
}

/** Something a person has been taught, which counts until then. */
export interface Training {
  readonly training: string
  readonly until: Instant
}

/** What time brings about. */
export type DueEvent =
  | { readonly kind: 'absence-began'; readonly person: string; readonly until: Instant }
  | { readonly kind: 'absence-ended'; readonly person: string }
  | { readonly kind: 'training-lapsed'; readonly person: string; readonly training: string }

const dueGroup = 'due'

/** The index after the facts about a person changed. */
export function rescheduled<T extends Timely>(before: T, after: T, person: string): T {
  const was = nextSecond(before, person)
  const is = nextSecond(after, person)
  if (was === is) return after
  let { due, dueIn } = after
  if (was !== undefined) {
    dueIn = parted(dueIn, String(was), person)
    if (row(dueIn, String(was)) === undefined) due = withoutNumber(due, dueGroup, was)
  }
  if (is !== undefined) {
    dueIn = joined(dueIn, String(is), person)
    due = withNumber(due, dueGroup, is)
  }
  return { ...after, due, dueIn }
}

/** The second at which the next thing about a person is due. */
function nextSecond({ absences, trainings }: Timely, person: string): number | undefined {
  const { running, ahead } = row(absences, person) ?? noAbsences
  const turn = running?.until ?? ahead[0]?.from
  const lapses = (row(trainings, person) ?? []).map(({ until }) => until)
  const least = Math.min(...(turn === undefined ? [] : [turn]), ...lapses)
  return least === Number.POSITIVE_INFINITY ? undefined : dueSecond(least)
}

/** Time goes by whole seconds here, as it does for steps; nothing ends before its time. */
function dueSecond(instant: Instant): number {
  return Math.ceil(instant / second)
}

/** What is due, the longest overdue first, and at most so much of it. */
export function dueEvents(timely: Timely, time: Instant, countMax: number): readonly DueEvent[] {
  const events: DueEvent[] = []
  for (const at of numbersOf(timely.due, dueGroup)) {
    if (at * second > time) break
    for (const person of row(timely.dueIn, String(at)) ?? []) {
      const turns = turnsOf(row(timely.absences, person) ?? noAbsences, person, time)
      events.push(...turns.events, ...lapsesOf(timely, person, time))
      if (events.length >= countMax) return events.slice(0, countMax)
    }
  }
  return events
}

/** When the next of anybody is due. */
export function nextDueIn({ due }: Timely): Instant | undefined {
  const at = leastNumber(due, dueGroup)
  return at === undefined ? undefined : at * second
}

/** The beginnings and ends of a person's absences that are due, in their order, and what is left then. */
export function turnsOf(
  known: Absences,
  person: string,
  time: Instant,
): { readonly events: readonly DueEvent[]; readonly left: Absences } {
  const events: DueEvent[] = []
  let left = known
  for (;;) {
    const { running, ahead } = left
    const [next] = ahead
    if (running && isDue(running.until, time)) {
      events.push({ kind: 'absence-ended', person })
      left = ended(left)
    } else if (!running && next && isDue(next.from, time)) {
      events.push({ kind: 'absence-began', person, until: next.until })
      left = begun(left, next.until, time)
    } else return { events, left }
  }
}

function lapsesOf({ trainings }: Timely, person: string, time: Instant): readonly DueEvent[] {
  return (row(trainings, person) ?? [])
    .filter(({ until }) => isDue(until, time))
    .map(({ training }) => ({ kind: 'training-lapsed', person, training }))
}

function isDue(instant: Instant, time: Instant): boolean {
  return dueSecond(instant) * second <= time
}
