import { utf8 } from '#bytes'
import { type Duration, hour, second } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { Refusal } from '#unit'
import type { Chance } from '../fuzz/chance.ts'
import type { Schedule } from './schedule.ts'

/** How long whoever asks waits for an answer. */
const patience: Duration = 30 * second

/** What becomes of messages, each of these once in so many; 0 for never. */
export interface Weather {
  readonly lost: number
  /** Comes once more, up to an hour later. */
  readonly repeated: number
  /** Is answered with what somebody was answered some time ago. */
  readonly stale: number
  /** Longest time on the way. */
  readonly delayMax: Duration
}

export const calm: Weather = { lost: 0, repeated: 0, stale: 0, delayMax: second }

export const storm: Weather = { lost: 4, repeated: 6, stale: 12, delayMax: 20 * second }

/** What a unit is on the network. */
export interface Station {
  readonly domain: string
  /** What it hands out, from a size of its record on; `undefined` when nobody answers. */
  handOut(since?: number): Promise<string | undefined>
  /** Takes in what comes without having been asked for. */
  bring(bytes: Uint8Array): void
}

/** The network between units: it loses, delays, repeats and reorders, and comes apart. */
export class Network {
  weather: Weather = calm
  /** What became of messages, by name. */
  readonly counts = new Map<string, number>()
  readonly #schedule: Schedule
  readonly #chance: Chance
  readonly #stations = new Map<string, Station>()
  /** What units handed out before: some answers of each. */
  readonly #earlier = new Map<string, Uint8Array[]>()
  /** By domain the part of the network that a unit is in. */
  #parts: ReadonlyMap<string, number> = new Map()

  constructor(schedule: Schedule, chance: Chance) {
    this.#schedule = schedule
    this.#chance = chance
  }

  join(station: Station): void {
    this.#stations.set(station.domain, station)
  }

  /** Comes apart: units with different numbers, 0 unless given, do not hear of each other. */
  partition(parts: ReadonlyMap<string, number>): void {
    this.#parts = parts
  }

  /** Comes together again. */
  heal(): void {
    this.#parts = new Map()
  }

  isCut(one: string, other: string): boolean {
    return (this.#parts.get(one) ?? 0) !== (this.#parts.get(other) ?? 0)
  }

  /** Asks for a bundle: out, and back; whoever asks gives up in the end. */
  async fetch(from: Station, url: string): Promise<Result<Uint8Array, Refusal>> {
    const { host, searchParams } = new URL(url)
    const size = searchParams.get('since')
    const gaveUp = this.#schedule.pause(patience).then(() => refuse({ kind: 'unreachable' }))
    return Promise.race([this.#exchange(from, host, size === null ? undefined : Number(size)), gaveUp])
  }

  async #exchange(
    from: Station,
    host: string,
    since: number | undefined,
  ): Promise<Result<Uint8Array, Refusal>> {
    const to = this.#stations.get(host)
    if (!to || !(await this.#passes(from.domain, host))) return this.#silence()
    const text = await to.handOut(since)
    if (text === undefined || !(await this.#passes(host, from.domain))) return this.#silence()
    const bytes = utf8(text)
    const earlier = this.#earlier.get(host) ?? []
    this.#earlier.set(host, earlier)
    const old = this.#chance.pick([bytes, ...earlier])
    if (this.#happens('stale')) return accept(old)
    if (earlier.length < answersMax) earlier.push(bytes)
    else earlier[this.#chance.below(answersMax)] = bytes
    if (this.#happens('repeated')) {
      this.#schedule.after(this.#chance.below(hour), () => from.bring(bytes))
    }
    return accept(bytes)
  }

  /** Whether a message arrives, when it would. */
  async #passes(from: string, to: string): Promise<boolean> {
    if (this.isCut(from, to) || this.#happens('lost')) return false
    await this.#schedule.pause(1 + this.#chance.below(this.weather.delayMax))
    return !this.isCut(from, to)
  }

  #happens(what: 'lost' | 'repeated' | 'stale'): boolean {
    const times = this.weather[what]
    if (times === 0 || !this.#chance.once(times)) return false
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1)
    return true
  }

  #silence(): Promise<never> {
    return new Promise(() => undefined)
  }
}

/** Answers remembered of each unit, to be given again. */
const answersMax = 4
