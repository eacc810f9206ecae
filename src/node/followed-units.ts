import { type Clock, type Duration, type Instant, minute } from '#clock'
import { type Followed, followed, type Horizon, horizonOf, horizonParts } from '#recognition'
import type { DocumentReader, Unit } from '#unit'

/** Agreements begin and end with time alone; a minute late is soon enough to ask, or to ask no more. */
const lookMilliseconds: Duration = minute

interface Known {
  /** The parts of the state it was made of. */
  readonly of: readonly unknown[]
  readonly at: Instant
  readonly horizon: Horizon
  readonly units: readonly Followed[]
}

/** Whom the unit follows now, found anew when an agreement or a bundle has come or gone. */
export class FollowedUnits {
  readonly #unit: Pick<Unit, 'state'>
  readonly #documents: DocumentReader
  readonly #clock: Clock
  #known: Known | undefined

  constructor(unit: Pick<Unit, 'state'>, documents: DocumentReader, clock: Clock) {
    this.#unit = unit
    this.#documents = documents
    this.#clock = clock
  }

  now(): Pick<Known, 'horizon' | 'units'> {
    const { state } = this.#unit
    const of = horizonParts(state)
    const at = this.#clock.now()
    const known = this.#known
    const isSame = known?.of.every((part, place) => part === of[place]) ?? false
    if (known && isSame && Math.abs(at - known.at) < lookMilliseconds) return known
    // What a state knows does not change with time, and the signatures it has checked need not be again.
    const horizon = known && isSame ? known.horizon : horizonOf(state, this.#documents)
    this.#known = { of, at, horizon, units: followed(horizon, at) }
    return this.#known
  }
}
