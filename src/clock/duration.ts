/** A length of time in milliseconds. */
export type Duration = number

export const second: Duration = 1000
export const minute: Duration = 60 * second
export const hour: Duration = 60 * minute
export const day: Duration = 24 * hour

const form = /^P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})S)?)?$/

/**
 * The length of an ISO 8601 duration of weeks, days, hours, minutes and seconds (`P3D`, `PT90M`); a day is
 * 24 hours. Years and months have no fixed length and are refused, as is a length of zero: `undefined`.
 */
export function parseDuration(text: string): Duration | undefined {
  const match = form.exec(text)
  if (!match) return undefined
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0))
  const total =
    ((weeks ?? 0) * 7 + (days ?? 0)) * day +
    (hours ?? 0) * hour +
    (minutes ?? 0) * minute +
    (seconds ?? 0) * second
  return total > 0 ? total : undefined
}
