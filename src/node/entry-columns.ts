import type { EntryWish } from '#api'
import type { Instant } from '#clock'
import { certain } from '#fault'
import type { FoundIndexes } from './entry-index.ts'

/** Room for so many entries at first; it doubles whenever it is full. */
const roomAtFirst = 4096

/** What is kept of one entry. */
export interface IndexedEntry {
  readonly time: Instant
  readonly actor: string
  readonly act: string
  /** The one it stands under first. */
  readonly cases: readonly number[]
}

/** Times never go back from one entry to the next, which is what bounds of time are found by. */
export class EntryColumns {
  #times = new Float64Array(roomAtFirst)
  #actors = new Uint32Array(roomAtFirst)
  #cases = new Uint32Array(roomAtFirst)
  #acts = new Uint16Array(roomAtFirst)
  #size = 0
  readonly #actorNumbers = new Map<string, number>()
  readonly #actNumbers = new Map<string, number>()
  /** Entries by the further cases that their events name. */
  readonly #further = new Map<number, number[]>()

  get size(): number {
    return this.#size
  }

  add({ time, actor, act, cases }: IndexedEntry): void {
    const index = this.#size
    if (index === this.#times.length) this.#grow()
    const [first = 0, ...others] = cases
    this.#times[index] = time
    this.#actors[index] = numbered(this.#actorNumbers, actor)
    this.#cases[index] = first
    this.#acts[index] = numbered(this.#actNumbers, act)
    for (const other of others) {
      const known = this.#further.get(other)
      if (known) known.push(index)
      else this.#further.set(other, [index])
    }
    this.#size = index + 1
  }

  /** The newest first, all below `before`. */
  find({ actor, act, case: id, from, to, before, limit }: EntryWish): FoundIndexes {
    const wantedActor = wanted(this.#actorNumbers, actor)
    const wantedAct = wanted(this.#actNumbers, act)
    if (wantedActor === 0 || wantedAct === 0) return { indexes: [], more: false }
    const further = new Set(id === undefined ? [] : this.#further.get(Number(id)))
    const wantedCase = id === undefined ? undefined : Number(id)
    const end = Math.min(before ?? this.#size, to === undefined ? this.#size : this.#firstAfter(to))
    const start = from === undefined ? 0 : this.#firstAfter(from - 1)
    const indexes: number[] = []
    for (let index = end - 1; index >= start; index -= 1) {
      if (wantedActor !== undefined && this.#actors[index] !== wantedActor) continue
      if (wantedAct !== undefined && this.#acts[index] !== wantedAct) continue
      if (wantedCase !== undefined && this.#cases[index] !== wantedCase && !further.has(index)) continue
      if (indexes.length === limit) return { indexes, more: true }
      indexes.push(index)
    }
    return { indexes, more: false }
  }

  /** The first entry whose time is later. */
  #firstAfter(time: Instant): number {
    let low = 0
    let high = this.#size
    while (low < high) {
      const middle = Math.floor((low + high) / 2)
      if (certain(this.#times[middle], 'a time') > time) high = middle
      else low = middle + 1
    }
    return low
  }

  #grow(): void {
    const room = this.#times.length * 2
    const [times, actors, cases, acts] = [this.#times, this.#actors, this.#cases, this.#acts]
    this.#times = new Float64Array(room)
    this.#times.set(times)
    this.#actors = new Uint32Array(room)
    this.#actors.set(actors)
    this.#cases = new Uint32Array(room)
    this.#cases.set(cases)
    this.#acts = new Uint16Array(room)
    this.#acts.set(acts)
  }
}

/** Numbers from 1 on, in the order in which the texts came. */
function numbered(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text)
  if (known !== undefined) return known
  const next = numbers.size + 1
  numbers.set(text, next)
  return next
}

/** The number of a text that is asked for, 0 for one that no entry has; `undefined` when none is. */
function wanted(numbers: ReadonlyMap<string, number>, text: string | undefined): number | undefined {
  return text === undefined ? undefined : (numbers.get(text) ?? 0)
}
