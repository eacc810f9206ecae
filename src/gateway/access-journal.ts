import { type Instant, second } from '#clock'
import type { Tally } from './counts.ts'
import type { AccessEntry, Gatekeeper } from './gatekeeper.ts'
import type { GateLimits } from './limits.ts'

/** The gate's side of the access journal: counts what is under way, and knows when the journal is broken. */
export class AccessJournal {
  /** Once an entry was lost nobody is admitted any more. */
  broken = false
  readonly #keeper: Gatekeeper
  readonly #limits: GateLimits
  readonly #tally: Tally
  readonly #settled: () => void
  readonly #failed: () => void
  #strangersSince: Instant = 0
  #strangers = 0

  constructor(keeper: Gatekeeper, limits: GateLimits, tally: Tally) {
    this.#keeper = keeper
    this.#limits = limits
    this.#tally = tally
    this.#settled = () => {
      tally.journalPending--
    }
    this.#failed = () => {
      tally.journalPending--
      this.broken = true
    }
  }

  /** Whether so much is under way that each request must wait for its own entry. */
  get behind(): boolean {
    return this.#tally.journalPending >= this.#limits.journalPendingMax
  }

  /** Appends in the background. */
  write(entry: AccessEntry): void {
    this.#tally.journalPending++
    this.#keeper.journal(entry, false).then(this.#settled, this.#failed)
  }

  /** Appends and waits; whether the entry is durable. */
  async writeDurably(entry: AccessEntry): Promise<boolean> {
    this.#tally.journalPending++
    await this.#keeper.journal(entry, true).then(this.#settled, this.#failed)
    return !this.broken
  }

  /** Appends the refusal of someone without identity, as far as the bound for those allows. */
  writeStranger(entry: AccessEntry): void {
    if (entry.at - this.#strangersSince >= second) {
      this.#strangersSince = entry.at
      this.#strangers = 0
    }
    if (++this.#strangers > this.#limits.strangerEntriesPerSecondMax) this.#tally.journalSkipped++
    else this.write(entry)
  }
}
