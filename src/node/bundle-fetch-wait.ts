import type { Duration } from '#clock'
import { type Result, refuse } from '#fault'
import type { FetchFault, Waiting } from './bundle-fetch-fault.ts'

export type Outcome<T> = Result<T, FetchFault>

/** The time a fetch has, from outside and by its own limit; it aborts with the `FetchFault` that ended it. */
export interface Lifetime {
  readonly signal: AbortSignal
  /** Lets go of the timer and of whoever may stop the fetch. */
  end(): void
}

/** Begins the time of a fetch; `stop` is the caller's. */
export function lifetime(wholeMillisecondsMax: Duration, stop: AbortSignal | undefined): Lifetime {
  const controller = new AbortController()
  const over = (fault: FetchFault): void => controller.abort(fault)
  const timer = setTimeout(
    () => over({ kind: 'too-slow', what: 'whole', millisecondsMax: wholeMillisecondsMax }),
    wholeMillisecondsMax,
  )
  const stopped = (): void => over({ kind: 'stopped' })
  if (stop?.aborted) stopped()
  stop?.addEventListener('abort', stopped)
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer)
      stop?.removeEventListener('abort', stopped)
    },
  }
}

/** What is waited for, and how long; without a time of its own it has the whole fetch's. */
export interface Wait {
  readonly life: AbortSignal
  readonly what: Waiting
  readonly millisecondsMax?: Duration
}

/**
 * Waits for whichever comes first: what `begin` settles, the limit, the end of the fetch. Settling again
 * changes nothing, so that `begin` may hang it on every event that can come.
 */
export function waitFor<T>(
  { life, what, millisecondsMax }: Wait,
  begin: (settle: (outcome: Outcome<T>) => void) => void,
): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    const settle = (outcome: Outcome<T>): void => {
      clearTimeout(timer)
      life.removeEventListener('abort', ended)
      resolve(outcome)
    }
    // `lifetime` aborts with nothing else.
    const ended = (): void => settle(refuse(life.reason as FetchFault))
    const timer =
      millisecondsMax === undefined
        ? undefined
        : setTimeout(() => settle(refuse({ kind: 'too-slow', what, millisecondsMax })), millisecondsMax)
    life.addEventListener('abort', ended)
    if (life.aborted) ended()
    else begin(settle)
  })
}
