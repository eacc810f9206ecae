import { setTimeout as wait } from 'node:timers/promises'

/** How often is looked. */
const lookMilliseconds = 100

/** What a look found, and how long it took. */
export interface Seen<T> {
  readonly value: T
  /** Whether it was as expected in the end. */
  readonly fits: boolean
  readonly seconds: number
}

/** Looks again and again until what is seen fits, or the time for it is over; the last look counts. */
export async function eventually<T>(
  millisecondsMax: number,
  look: () => Promise<T>,
  fits: (value: T) => boolean,
): Promise<Seen<T>> {
  const started = performance.now()
  for (;;) {
    const value = await look()
    const milliseconds = performance.now() - started
    const done = fits(value)
    if (done || milliseconds > millisecondsMax) return { value, fits: done, seconds: milliseconds / 1000 }
    await wait(lookMilliseconds)
  }
}
