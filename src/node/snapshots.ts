import type { State } from '#unit'

/** A start replays at most about this many entries: a second or two of work. */
const entriesBetween = 50_000

/** Keeps a snapshot every so many entries and at the end; one at a time. */
export class Snapshots {
  readonly #keep: (state: State) => Promise<void>
  readonly #failed: (error: Error) => void
  #keptSize: number
  #triedSize = 0
  #keeping: Promise<void> | undefined

  /** @param keptSize size of the state that the kept snapshot holds, 0 when there is none */
  constructor(keptSize: number, keep: (state: State) => Promise<void>, failed: (error: Error) => void) {
    this.#keptSize = keptSize
    this.#keep = keep
    this.#failed = failed
  }

  /** Entries that the kept snapshot stands for, 0 when there is none. */
  get keptSize(): number {
    return this.#keptSize
  }

  /** To be told each durable state. */
  see(state: State): void {
    if (this.#keeping || state.size - Math.max(this.#keptSize, this.#triedSize) < entriesBetween) return
    this.#keeping = this.#keepNow(state).finally(() => {
      this.#keeping = undefined
    })
  }

  /** Keeps the last state, unless it is kept already. */
  async finish(state: State): Promise<void> {
    await this.#keeping
    if (state.size > this.#keptSize) await this.#keepNow(state)
  }

  async #keepNow(state: State): Promise<void> {
    try {
      await this.#keep(state)
      this.#keptSize = state.size
    } catch (error) {
      // Not again at the next entry: a disk that failed once would be kept busy with it.
      this.#triedSize = state.size
      // The record is whole without it; only the next start takes longer.
      this.#failed(error as Error)
    }
  }
}
