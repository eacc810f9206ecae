import { day, hour, type Instant, isoInstant, minute, second } from '#clock'
import { tag } from './tag.ts'

/** UTCTime's two digits mean 1950 to 2049 (RFC 5280 §4.1.2.5.1). */
const utcYearMin = 1950
const utcYearMax = 2049

/**
 * The instant of a Time as RFC 5280 §4.1.2.5 wants it: with seconds, in UTC, without a fraction. Either form
 * is read for any year, since authorities that exist choose either. The content is that of the source from
 * `start` to `end`; `undefined` when it is not that or names no real date.
 */
export function timeInstant(
  identifier: number,
  source: Uint8Array,
  start: number,
  end: number,
): Instant | undefined {
  const short = identifier === tag.utcTime
  const fields = start + (short ? 2 : 4)
  if (end !== fields + 11 || source[end - 1] !== letterZ) return undefined
  for (let at = start; at < end - 1; at += 1) if (!isDigit(source[at] ?? 0)) return undefined
  const last = twoDigits(source, fields - 2)
  const year = short ? last + (last >= 50 ? 1900 : 2000) : twoDigits(source, start) * 100 + last
  const [month, date] = [twoDigits(source, fields), twoDigits(source, fields + 2)]
  if (month < 1 || month > 12 || date < 1 || date > daysOf(year, month)) return undefined
  const hours = twoDigits(source, fields + 4)
  const minutes = twoDigits(source, fields + 6)
  const seconds = twoDigits(source, fields + 8)
  if (hours > 23 || minutes > 59 || seconds > 59) return undefined
  return dayNumber(year, month, date) * day + hours * hour + minutes * minute + seconds * second
}

const letterZ = 0x5a

function isDigit(octet: number): boolean {
  return octet >= 0x30 && octet <= 0x39
}

function twoDigits(source: Uint8Array, at: number): number {
  return ((source[at] ?? 0) - 0x30) * 10 + ((source[at + 1] ?? 0) - 0x30)
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

/** Days from 1970-01-01; years are taken from March on, so that leap days come last. */
function dayNumber(year: number, month: number, date: number): number {
  const years = month > 2 ? year : year - 1
  const sinceMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5)
  const leapDays = Math.floor(years / 4) - Math.floor(years / 100) + Math.floor(years / 400)
  return years * 365 + leapDays + sinceMarch + date - daysToEpoch
}

/** From 1 March of the year 0 to 1970-01-01, counted as above. */
const daysToEpoch = 719_469

/** Whole seconds, `YYYYMMDDHHMMSSZ`; throws for an instant outside the years 0000 to 9999. */
export function generalizedText(instant: Instant): string {
  const iso = isoInstant(instant)
  if (iso.length !== 24) throw new RangeError(`bug: \`${iso}\` has no GeneralizedTime`)
  return `${iso.slice(0, 19).replace(/[-T:]/g, '')}Z`
}

/**
 * As `generalizedText`, with milliseconds and microseconds (0 to 999) where there are any (X.690 §11.7: no
 * trailing zeros).
 */
export function preciseText(instant: Instant, microseconds = 0): string {
  const whole = generalizedText(instant)
  const below = String(microseconds).padStart(3, '0')
  const fraction = `${isoInstant(instant).slice(20, 23)}${below}`.replace(/0+$/, '')
  return fraction === '' ? whole : `${whole.slice(0, -1)}.${fraction}Z`
}

/** Digits after the point; clocks that give more than nanoseconds to a time-stamp there are none. */
const fractionDigitsMax = 9

/**
 * The instant of the content of a GeneralizedTime as DER writes it (X.690 §11.7): seconds, and a fraction of
 * them only where there is one, without trailing zeros. What is below the millisecond is dropped.
 */
export function preciseInstant(content: Uint8Array): Instant | undefined {
  const point = 14
  if (content[point] !== 0x2e) return timeInstant(tag.generalizedTime, content, 0, content.length)
  const last = content.length - 1
  const digits = last - point - 1
  if (digits < 1 || digits > fractionDigitsMax || content[last - 1] === 0x30) return undefined
  const whole = Uint8Array.of(...content.subarray(0, point), content[last] ?? 0)
  const instant = timeInstant(tag.generalizedTime, whole, 0, whole.length)
  let milliseconds = 0
  for (let at = point + 1; at < last; at += 1) {
    const octet = content[at] ?? 0
    if (!isDigit(octet)) return undefined
    if (at <= point + 3) milliseconds += (octet - 0x30) * 10 ** (point + 3 - at)
  }
  return instant === undefined ? undefined : instant + milliseconds
}

/** Whether UTCTime can say it (RFC 5280 §4.1.2.5: through 2049 it must, from 2050 on it cannot). */
export function fitsUtcTime(instant: Instant): boolean {
  const year = new Date(instant).getUTCFullYear()
  return year >= utcYearMin && year <= utcYearMax
}
