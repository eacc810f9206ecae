import { setImmediate } from 'node:timers/promises'
import type { EntryWish } from '#api'
import { type Duration, second } from '#clock'
import { type Entry, parseAct, readEntry } from '#unit'
import { EntryColumns } from './entry-columns.ts'

/**
 * Entries read between two turns of the event loop: a bundle of the log (C2SP tlog-tiles), some 3 ms of work.
 */
const entriesPerTurn = 256

/** How long the index waits for more entries before it reads them together: nobody sees a quarter second. */
const followMilliseconds: Duration = second / 4

/** What the index needs of the log. */
export interface IndexedLog {
  readonly size: number
  read(from: number, count: number): Promise<readonly Uint8Array[]>
}

/** Who made an act: `person/mei`, `node/node`, `visitor/ada@harbour.gov`, or `unit` for the founding. */
export type ActorOf = (entry: Entry) => string

/** Indexes of entries, the newest first, and whether there are more. */
export interface FoundIndexes {
  readonly indexes: readonly number[]
  readonly more: boolean
}

/**
 * Finds entries of the record by actor, case, act and time. It is made from the log in the background after a
 * start and follows it; what it knows is no state and stands in no snapshot.
 *
 * An entry takes 18 octets in memory (36 while they are moved to make room), and 4 more for each further case
 * its events name; an actor and a kind of act some 100 once. Finding looks at every entry in the time asked
 * about, some 3 ns each: 30 ms for ten million.
 */
export class EntryIndex {
  readonly #log: IndexedLog
  readonly #actorOf: ActorOf
  readonly #failed: (error: Error) => void
  readonly #columns = new EntryColumns()
  #reading: Promise<void> | undefined
  #resting: NodeJS.Timeout | undefined
  #stopped = false

  /** @param failed told that the log could not be read: what is indexed by then is all that is found */
  constructor(log: IndexedLog, actorOf: ActorOf, failed: (error: Error) => void) {
    this.#log = log
    this.#actorOf = actorOf
    this.#failed = failed
  }

  /** Entries it knows: all from the first on. */
  get size(): number {
    return this.#columns.size
  }

  /** To be told that the log has grown; once at the start as well. */
  see(): void {
    if (this.#resting || this.size >= this.#log.size) return
    void this.#start()
  }

  /** Resolves when it knows the entries there are now. */
  async whole(): Promise<void> {
    const { size } = this.#log
    while (this.size < size && !this.#stopped) await this.#start()
  }

  find(wish: EntryWish): FoundIndexes {
    return this.#columns.find(wish)
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#resting)
    await this.#reading
  }

  #start(): Promise<void> {
    if (this.#stopped) return Promise.resolve()
    this.#reading ??= this.#read()
      .catch((error: Error) => {
        this.#stopped = true
        this.#failed(error)
      })
      .finally(() => this.#rest())
    return this.#reading
  }

  #rest(): void {
    this.#reading = undefined
    clearTimeout(this.#resting)
    if (this.#stopped) return
    const wake = (): void => {
      this.#resting = undefined
      this.see()
    }
    this.#resting = setTimeout(wake, followMilliseconds).unref()
  }

  async #read(): Promise<void> {
    while (this.size < this.#log.size && !this.#stopped) {
      const entries = await this.#log.read(this.size, entriesPerTurn)
      for (const bytes of entries) this.#add(readEntry(bytes))
      await setImmediate()
    }
  }

  #add(entry: Entry): void {
    const { time } = entry
    const act = parseAct(entry.envelope)
    const name = act.ok ? act.value.act : ''
    this.#columns.add({ time, actor: this.#actorOf(entry), act: name, cases: casesOf(entry) })
  }
}

/** The cases an entry belongs to: that of its grant first, then those its events name. */
function casesOf({ grant, events }: Pick<Entry, 'grant' | 'events'>): readonly number[] {
  const named = [
    grant.by === 'founding' ? undefined : grant.case,
    ...events.map((event) => (event as { readonly case?: unknown }).case),
  ]
  const numbers = named.map(Number).filter((number) => Number.isSafeInteger(number) && number > 0)
  return [...new Set(numbers)]
}
