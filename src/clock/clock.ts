/** Milliseconds since 1970-01-01T00:00:00Z, whole. */
export type Instant = number

/** What tells the time. The rooms below the faces never hold one: they are given an `Instant`. */
export interface Clock {
  now(): Instant
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

const isoInstantForm = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/

/** RFC 3339 text in UTC with milliseconds, as `2026-11-22T12:00:00.000Z`. */
export function isoInstant(instant: Instant): string {
  return new Date(instant).toISOString()
}

/** The instant of RFC 3339 text in UTC; `undefined` when it is not that or names no real date. */
export function parseInstant(text: string): Instant | undefined {
  if (!isoInstantForm.test(text)) return undefined
  const instant = Date.parse(text)
  if (Number.isNaN(instant)) return undefined
  return new Date(instant).toISOString().startsWith(text.slice(0, 19)) ? instant : undefined
}
