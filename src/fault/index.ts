/**
 * A refusal is a value: a function that can be refused returns a `Result`, and what it refuses with is a
 * member of a closed union that carries the evidence. Throwing is left to bugs and broken machinery.
 */

/** Either the value, or the fault that stands in its place. */
export type Result<T, F> = Accepted<T> | Refused<F>

export interface Accepted<T> {
  readonly ok: true
  readonly value: T
}

export interface Refused<F> {
  readonly ok: false
  readonly fault: F
}

export function accept<T>(value: T): Accepted<T> {
  return { ok: true, value }
}

export function refuse<F>(fault: F): Refused<F> {
  return { ok: false, fault }
}

/** Narrows what may be missing; throws, because only a bug can make it missing here. */
export function certain<T>(value: T | undefined | null, what: string): T {
  if (value === undefined || value === null) throw new Error(`bug: ${what} is missing`)
  return value
}

/** The value of a result that only a bug can have refused. */
export function sure<T>(result: Result<T, unknown>, what: string): T {
  if (!result.ok) throw new Error(`bug: ${what} was refused: ${JSON.stringify(result.fault)}`)
  return result.value
}
