import type { Instant } from '#clock'

/** What an act brought about. Each room has a closed union of its own; plain JSON data. */
export interface Event {
  readonly kind: string
}

/** Where an event stands: the entry's index in the acts log and its time. */
export interface Place {
  readonly index: number
  readonly time: Instant
}
