import { certain } from '#fault'
import type { Event, Place } from './event.ts'

/**
 * One room's part of the state. Fields are `Table`s or plain JSON values, so that a snapshot needs no code
 * of the room's own.
 */
export interface Slice<S extends object = object> {
  readonly name: string
  readonly empty: S
  /** Which fields are `Table`s; the others are plain JSON values. */
  readonly tables: readonly (keyof S & string)[]
  /**
   * Pure; is shown every event of every room and returns the same object for those that do not concern it.
   */
  evolve(slice: S, event: Event, place: Place): S
}

/** The unit at one length of its record: an immutable value, another one after every entry. */
export interface State {
  /** How many entries it has seen. */
  readonly size: number
  /** Time of the last entry, 0 before the first. */
  readonly time: number
  readonly slices: ReadonlyMap<string, object>
}

export function emptyState(slices: readonly Slice[]): State {
  return { size: 0, time: 0, slices: new Map(slices.map((slice) => [slice.name, slice.empty])) }
}

/** The part of the state that a room keeps. */
export function read<S extends object>(state: State, slice: Slice<S>): S {
  return certain(state.slices.get(slice.name), `the slice ${slice.name}`) as S
}

/** The state after one more entry's events. */
export function evolve(
  slices: readonly Slice[],
  state: State,
  events: readonly Event[],
  time: number,
): State {
  const place = { index: state.size, time }
  const next = new Map(state.slices)
  for (const event of events) {
    for (const slice of slices) {
      const before = certain(next.get(slice.name), `the slice ${slice.name}`)
      const after = slice.evolve(before, event, place)
      if (after !== before) next.set(slice.name, after)
    }
  }
  return { size: state.size + 1, time, slices: next }
}
