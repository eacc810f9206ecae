import { useMemo } from 'react'
import type { Language } from './language.ts'
import { useWords } from './words.tsx'

/** How times, numbers and lists are written in the language that is shown. Times are the reader's own. */
export interface Formats {
  /** Day and time to the minute. */
  readonly time: (iso: string) => string
  /** The same to the second, with the zone: for records and print. */
  readonly exactTime: (iso: string) => string
  readonly day: (iso: string) => string
  /** Time of day to the second, for what falls while one looks. */
  readonly clock: (iso: string) => string
  /** How far from now, in the largest unit that fits: `in 3 hours`, `2 days ago`. */
  readonly ago: (iso: string, now: number) => string
  /** A length of time, as `2 h 5 min`. */
  readonly span: (milliseconds: number) => string
  readonly number: (value: number) => string
  /** Octets in KB, MB, GB. */
  readonly size: (octets: number) => string
  readonly list: (parts: readonly string[]) => string
}

const units: readonly (readonly [unit: 'day' | 'hour' | 'minute' | 'second', milliseconds: number])[] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

export function useFormats(): Formats {
  const { language } = useWords()
  return useMemo(() => formatsFor(language), [language])
}

/** The formats of one language. */
function formatsFor(language: Language): Formats {
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB'
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })
  const exact = new Intl.DateTimeFormat(locale, {
    ...{ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    ...{ second: '2-digit', timeZoneName: 'short' },
  })
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' })
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const number = new Intl.NumberFormat(locale)
  const list = new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' })
  return {
    time: (iso) => written(time, iso),
    exactTime: (iso) => written(exact, iso),
    day: (iso) => written(day, iso),
    clock: (iso) => written(clock, iso),
    ago(iso, now) {
      const distance = Date.parse(iso) - now
      if (Number.isNaN(distance)) return iso
      const [unit, length] = units.find(([, size]) => Math.abs(distance) >= size) ?? ['second', 1_000]
      return relative.format(Math.trunc(distance / length), unit)
    },
    span(milliseconds) {
      const first = units.findIndex(([, size]) => milliseconds >= size)
      const from = first < 0 ? units.length - 1 : first
      const parts = units.slice(from, from + 2).map(([unit, size], at) => {
        const whole = Math.floor((at === 0 ? milliseconds : milliseconds % (units[from]?.[1] ?? size)) / size)
        return whole === 0 && at > 0
          ? ''
          : new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(whole)
      })
      return parts.filter((part) => part !== '').join(' ')
    },
    number: (value) => number.format(value),
    size(octets) {
      const steps = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
      const at = Math.min(steps.length - 1, Math.floor(Math.log10(Math.max(octets, 1)) / 3))
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: steps[at] ?? 'byte',
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      }).format(octets / 1000 ** at)
    },
    list: (parts) => list.format(parts),
  }
}

function written(format: Intl.DateTimeFormat, iso: string): string {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? iso : format.format(at)
}
