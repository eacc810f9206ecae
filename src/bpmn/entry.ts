import { always, type Fn } from './functions.ts'
import { type Reach, someTaken } from './reach.ts'
import { holdsNever } from './tokens.ts'

/**
 * Where a token can be had: behind a step that was taken (`accept`), or where it was decided that it is not
 * (`accept!`).
 */
export type Source = string

/** One of these, as branches of a choice meet. */
export type Meeting = readonly Source[]

/** How the token for a step comes: all of these meetings, side by side; none for the start. */
export interface Entry {
  readonly meetings: readonly Meeting[]
  /** When it comes. */
  readonly fn: Fn
}

/** What is had behind a step, level by level: it was taken; it was decided about; what is decided before. */
interface Level {
  readonly meeting: Meeting
  readonly fn: Fn
}

/** Where it is decided that a step is skipped. */
export function skipOf(step: string): Source {
  return `${step}!`
}

/**
 * Finds how each step is entered so that a plain diagram says it: `undefined` where branches end and meet in
 * ways that only a diagram can say in which every step is decided about in every case.
 */
export function plainEntries(reach: Reach): ReadonlyMap<string, Entry> | undefined {
  const entries = new Map<string, Entry>()
  const levels = new Map<string, readonly Level[]>()
  for (const { id, after } of reach.steps) {
    const direct = nearest(reach, after)
    const entry = entryOf(reach, direct, someTaken(reach, after), levels)
    if (!entry) return undefined
    entries.set(id, entry)
    levels.set(id, levelsOf(reach, id, entry, direct.length === 1 ? levels.get(direct[0] ?? '') : undefined))
  }
  return entries
}

/** Every step is decided about in every case, behind all that it waits for. */
export function wholeEntries(reach: Reach): ReadonlyMap<string, Entry> {
  return new Map(
    reach.steps.map(({ id, after }) => {
      return [id, { meetings: nearest(reach, after).map((step) => [step]), fn: always }]
    }),
  )
}

/** Those of the steps that are before none of the others. */
function nearest({ before }: Reach, after: readonly string[]): readonly string[] {
  return after.filter((step) => !after.some((other) => before.get(other)?.has(step)))
}

function entryOf(
  reach: Reach,
  direct: readonly string[],
  wanted: Fn,
  levels: ReadonlyMap<string, readonly Level[]>,
): Entry | undefined {
  if (direct.length === 0) return { meetings: [], fn: always }
  if (direct.length > 1 && areBranches(reach, direct, wanted)) return { meetings: [direct], fn: wanted }
  const meetings = direct.map(
    (step) => levels.get(step)?.find(({ fn }) => areSame(reach, fn, wanted))?.meeting,
  )
  const found = meetings.filter((meeting) => meeting !== undefined)
  if (found.length < meetings.length) return undefined
  const distinct = new Map(found.map((meeting) => [meeting.join(' '), meeting]))
  return { meetings: [...distinct.values()], fn: wanted }
}

/** Whether the steps are branches of a choice that make up all of what is wanted. */
function areBranches(reach: Reach, steps: readonly string[], wanted: Fn): boolean {
  const { functions } = reach
  const taken = steps.map((step) => someTaken(reach, [step]))
  const apart = taken.every((fn, at) =>
    taken.slice(at + 1).every((other) => holdsNever(reach, functions.and(fn, other))),
  )
  return apart && areSame(reach, functions.any(taken), wanted)
}

/** Whether two functions are the same wherever it counts. */
export function areSame(reach: Reach, a: Fn, b: Fn): boolean {
  return holdsNever(reach, reach.functions.minus(a, b)) && holdsNever(reach, reach.functions.minus(b, a))
}

function levelsOf(
  reach: Reach,
  step: string,
  { meetings, fn }: Entry,
  earlier: readonly Level[] | undefined,
): readonly Level[] {
  const taken = someTaken(reach, [step])
  const own: Level[] = [{ meeting: [step], fn: taken }]
  const skips = !areSame(reach, taken, fn)
  if (skips) own.push({ meeting: [step, skipOf(step)], fn })
  const base = own.at(-1)?.meeting ?? []
  const entered = meetings[0]?.join(' ')
  const at = earlier?.findIndex(({ meeting }) => meeting.join(' ') === entered) ?? -1
  const passed = earlier?.[at]?.meeting ?? []
  const further = at < 0 ? [] : (earlier ?? []).slice(at + 1)
  return [
    ...own,
    ...further.map((level) => {
      const beside = level.meeting.filter((source) => !passed.includes(source))
      return { meeting: [...base, ...beside], fn: level.fn }
    }),
  ]
}
