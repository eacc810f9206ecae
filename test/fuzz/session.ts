import type { Mutation } from './byte-mutation.ts'
import { Chance } from './chance.ts'
import type { Outcome, Target } from './target.ts'

/** An input for which something did not hold. */
export interface Failure {
  readonly target: string
  readonly seed: number
  /** Which input of the session it was, from 0. */
  readonly run: number
  readonly input: Uint8Array
  readonly error: Error
}

/** What a session has seen so far. */
export interface Tally {
  readonly runs: number
  readonly accepted: number
  /** How many different ways inputs went. */
  readonly labels: ReadonlySet<string>
  readonly slowestMilliseconds: number
  readonly slowest: Uint8Array
}

/** Each way an input can go, some hundreds, keeps one; ways named by the input must not fill memory. */
const poolMax = 2_000

/** The inputs of one target, one after the other: which they are follows from the seed alone. */
export class Session {
  readonly #target: Target
  readonly #seed: number
  readonly #chance: Chance
  readonly #pool: Uint8Array[]
  readonly #seeds: number
  readonly #labels = new Set<string>()
  #runs = 0
  #accepted = 0
  #slowestMilliseconds = 0
  #slowest: Uint8Array = new Uint8Array(0)

  constructor(target: Target, seed: number) {
    this.#target = target
    this.#seed = seed
    this.#chance = new Chance(seed, target.name)
    this.#pool = [...target.seeds()]
    this.#seeds = this.#pool.length
  }

  get tally(): Tally {
    return {
      runs: this.#runs,
      accepted: this.#accepted,
      labels: this.#labels,
      slowestMilliseconds: this.#slowestMilliseconds,
      slowest: this.#slowest,
    }
  }

  /** The next input: first the seeds as they are, then changed ones. */
  next(): Uint8Array {
    const seed = this.#runs < this.#seeds ? this.#pool[this.#runs] : undefined
    return seed ?? this.#mutated(this.#target.mutate)
  }

  /** Runs the input that `next` gave. */
  try(input: Uint8Array): Failure | undefined {
    const run = this.#runs
    this.#runs += 1
    const started = performance.now()
    const tried = attempt(this.#target, input)
    const milliseconds = performance.now() - started
    if (milliseconds > this.#slowestMilliseconds) {
      this.#slowestMilliseconds = milliseconds
      this.#slowest = input
    }
    if (tried instanceof Error) {
      return { target: this.#target.name, seed: this.#seed, run, input, error: tried }
    }
    if (tried.accepted) this.#accepted += 1
    if (!this.#labels.has(tried.label) && this.#pool.length < poolMax) {
      this.#labels.add(tried.label)
      this.#pool.push(input)
    }
    return undefined
  }

  /** A seed or an input that went a way of its own, changed; most steps start from the seeds. */
  #mutated(mutate: Mutation): Uint8Array {
    const pool = this.#chance.once(3) ? this.#pool : this.#pool.slice(0, this.#seeds)
    return mutate(this.#chance.pick(pool), this.#chance, this.#pool)
  }
}

/** Attempts to make a failing input smaller; each takes away less, so that a few hundred lead to its core. */
const shrinkAttemptsMax = 500

/** A part of the failing input that fails with the same words. */
export function shrunk(target: Target, { input, error }: Failure): Uint8Array {
  let smallest = input
  let part = Math.ceil(input.length / 2)
  for (let attempts = 0; part >= 1 && attempts < shrinkAttemptsMax; part = Math.floor(part / 2)) {
    for (let at = 0; at < smallest.length && attempts < shrinkAttemptsMax; attempts += 1) {
      const shorter = Buffer.concat([smallest.subarray(0, at), smallest.subarray(at + part)])
      const tried = attempt(target, shorter)
      if (tried instanceof Error && tried.message === error.message) smallest = shorter
      else at += part
    }
  }
  return smallest
}

/** What became of the input, or what was thrown: whatever it was, it is a finding. */
function attempt(target: Target, input: Uint8Array): Outcome | Error {
  try {
    return target.run(input)
  } catch (error) {
    return error instanceof Error ? error : new Error(`thrown: ${String(error)}`)
  }
}
