import type { Instant } from '#clock'

/** The languages a mark can be written in. */
export type MarkLanguage = 'en' | 'zh'

/** What a mark says: who signed, and nothing about whether the signature holds. */
export interface MarkContent {
  /** A person signs, a unit seals. */
  readonly act: 'signed' | 'sealed'
  /** The name of the person or unit. */
  readonly signer: string
  /** In the languages it has a name in; a language without one is left out. */
  readonly office?: Readonly<Partial<Record<MarkLanguage, string>>>
  /** When the signer says it was. */
  readonly time?: Instant
  /** In which clock the time is written; absent: UTC. */
  readonly utcOffsetMinutes?: number
  /** In this order; at least one. */
  readonly languages: readonly MarkLanguage[]
}

/** How a row of a mark is set: its place in the order of importance. */
export type MarkStyle = 'caption' | 'name' | 'detail' | 'note'

/** One row: a text in each language, side by side where they fit, else one under the other. */
export interface MarkRow {
  readonly style: MarkStyle
  readonly texts: readonly string[]
}

interface Wording {
  readonly signed: string
  readonly sealed: string
  readonly time: (date: Date, zone: string) => string
  readonly note: string
}

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const wordings: Readonly<Record<MarkLanguage, Wording>> = {
  en: {
    signed: 'Signed electronically by',
    sealed: 'Sealed electronically by',
    time: (date, zone) => {
      const month = months[date.getUTCMonth()] ?? ''
      return `Stated time: ${date.getUTCDate()} ${month} ${date.getUTCFullYear()}, ${clockText(date)} ${zone}`
    },
    note: 'This mark proves nothing by itself: verify the signature in the file.',
  },
  zh: {
    signed: '电子签名人',
    sealed: '电子签章单位',
    time: (date, zone) => {
      const day = `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`
      return `声明时间：${day} ${clockText(date)}（${zone}）`
    },
    note: '本标记本身不构成证明，请验证文件中的签名。',
  },
}

/** The rows of a mark, in its languages. */
export function markRows(content: MarkContent): readonly MarkRow[] {
  const { act, signer, office, time, languages, utcOffsetMinutes = 0 } = content
  const rows: MarkRow[] = [
    { style: 'caption', texts: languages.map((language) => wordings[language][act]) },
    { style: 'name', texts: [signer] },
  ]
  const offices = languages.flatMap((language) => office?.[language] ?? [])
  if (offices.length > 0) rows.push({ style: 'detail', texts: [...new Set(offices)] })
  if (time !== undefined) {
    const there = new Date(time + utcOffsetMinutes * 60_000)
    const zone = zoneText(utcOffsetMinutes)
    rows.push({ style: 'detail', texts: languages.map((language) => wordings[language].time(there, zone)) })
  }
  rows.push({ style: 'note', texts: languages.map((language) => wordings[language].note) })
  return rows
}

function clockText(date: Date): string {
  return `${twoDigits(date.getUTCHours())}:${twoDigits(date.getUTCMinutes())}`
}

function zoneText(offsetMinutes: number): string {
  if (offsetMinutes === 0) return 'UTC'
  const distance = Math.abs(offsetMinutes)
  const sign = offsetMinutes < 0 ? '-' : '+'
  return `UTC${sign}${twoDigits(Math.floor(distance / 60))}:${twoDigits(distance % 60)}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
