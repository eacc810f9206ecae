import type { Duration } from '#clock'
import type { Log } from '#record'

/**
 * Accesses are written in groups of what came within this time: one signature and one sync for all. It is the
 * most that a crash can cost the journal of a service that is not strict.
 */
const groupMilliseconds: Duration = 50

/** A group is written early at this size, so that it never waits on memory. */
const groupEntriesMax = 1_024

/**
 * Gathers journal entries into groups. Entries keep the order of the calls; a strict one takes with it
 * whatever waits and is not made to wait itself.
 */
export class JournalGroups {
  readonly #log: Log
  #entries: Uint8Array[] = []
  #written: Promise<void> | undefined
  #settle: { resolve(): void; reject(error: Error): void } | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(log: Log) {
    this.#log = log
  }

  /** Resolves when the entry is durable; rejects when it cannot be. */
  append(bytes: Uint8Array, strict: boolean): Promise<void> {
    this.#entries.push(bytes)
    this.#written ??= new Promise((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    const written = this.#written
    if (strict || this.#entries.length >= groupEntriesMax) this.#flush()
    else this.#timer ??= setTimeout(() => this.#flush(), groupMilliseconds)
    return written
  }

  #flush(): void {
    clearTimeout(this.#timer)
    const entries = this.#entries
    const settle = this.#settle
    this.#timer = undefined
    this.#entries = []
    this.#written = undefined
    this.#settle = undefined
    this.#log.appendMany(entries).then(
      (appended) => {
        if (appended.ok) settle?.resolve()
        else settle?.reject(new Error(`the access journal refused entries: ${appended.fault.kind}`))
      },
      (error: Error) => settle?.reject(error),
    )
  }
}
