import { setImmediate } from 'node:timers/promises'
import type { Duration, Instant } from '#clock'

/** What happens at an instant of simulated time. */
interface Happening {
  readonly at: Instant
  /** Of two at one instant the one that was planned first comes first. */
  readonly order: number
  readonly happen: () => void
}

/**
 * Simulated time: what is planned happens in its order, and time stands still until everything that followed
 * from it has come to rest. Nothing in a world waits for anything else than this and settled promises.
 */
export class Schedule {
  now: Instant
  /** A binary heap: nobody at place n is due before the one at place (n - 1) / 2. */
  readonly #heap: Happening[] = []
  #planned = 0

  constructor(start: Instant) {
    this.now = start
  }

  after(wait: Duration, happen: () => void): void {
    this.#planned += 1
    this.#insert({ at: this.now + Math.max(0, Math.round(wait)), order: this.#planned, happen })
  }

  /** Resolves after a time. */
  pause(wait: Duration): Promise<void> {
    return new Promise((resolve) => this.after(wait, resolve))
  }

  /** Lets time pass. */
  async pass(time: Duration): Promise<void> {
    const end = this.now + time
    await setImmediate()
    for (let next = this.#heap[0]; next && next.at <= end; next = this.#heap[0]) {
      this.#removeFirst()
      this.now = next.at
      next.happen()
      // The stores are in memory: promises alone are left, and they all settle before this does.
      await setImmediate()
    }
    this.now = end
  }

  #insert(happening: Happening): void {
    let place = this.#heap.push(happening) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      if (!this.#swapIfLater(above, place)) return
      place = above
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop()
    if (!last || this.#heap.length === 0) return
    this.#heap[0] = last
    for (let place = 0; ; ) {
      const [left, right] = [2 * place + 1, 2 * place + 2]
      const earlier = this.#isLater(left, right) ? right : left
      if (!this.#swapIfLater(place, earlier)) return
      place = earlier
    }
  }

  #swapIfLater(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (!a || !b || !this.#isLater(one, other)) return false
    this.#heap[one] = b
    this.#heap[other] = a
    return true
  }

  /** Whether both are there and the one comes after the other. */
  #isLater(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    return a !== undefined && b !== undefined && (a.at > b.at || (a.at === b.at && a.order > b.order))
  }
}
