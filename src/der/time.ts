import { type Instant, isoInstant, parseInstant } from '#clock'
import { tag } from './tag.ts'

const utcForm = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
const generalizedForm = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/

/** UTCTime's two digits mean 1950 to 2049 (RFC 5280 §4.1.2.5.1). */
const utcYearMin = 1950
const utcYearMax = 2049

/**
 * The instant of a Time as RFC 5280 §4.1.2.5 wants it: with seconds, in UTC, without a fraction. Either form
 * is read for any year, since authorities that exist choose either.
 */
export function timeInstant(identifier: number, text: string): Instant | undefined {
  const match = (identifier === tag.utcTime ? utcForm : generalizedForm).exec(text)
  if (!match) return undefined
  const [years = '', month, days, hours, minutes, seconds] = match.slice(1)
  const year = years.length === 4 ? years : `${Number(years) >= 50 ? '19' : '20'}${years}`
  return parseInstant(`${year}-${month}-${days}T${hours}:${minutes}:${seconds}Z`)
}

/** Whole seconds, `YYYYMMDDHHMMSSZ`; throws for an instant outside the years 0000 to 9999. */
export function generalizedText(instant: Instant): string {
  const iso = isoInstant(instant)
  if (iso.length !== 24) throw new RangeError(`bug: \`${iso}\` has no GeneralizedTime`)
  return `${iso.slice(0, 19).replace(/[-T:]/g, '')}Z`
}

/** Whether UTCTime can say it (RFC 5280 §4.1.2.5: through 2049 it must, from 2050 on it cannot). */
export function fitsUtcTime(instant: Instant): boolean {
  const year = new Date(instant).getUTCFullYear()
  return year >= utcYearMin && year <= utcYearMax
}
