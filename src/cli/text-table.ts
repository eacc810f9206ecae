import { printable } from './answer.ts'

/** Wider cells are cut: the whole value is in `--json`. */
const cellWidthMax = 60

/** Two halves of a wide screen; a table that is wider breaks its lines, and nobody reads it. */
const tableWidthMax = 160

/**
 * An answer for people: lists of records as tables, or as one piece each where that would be too wide;
 * records as lines; everything else as it is.
 */
export function answerText(answer: unknown): string {
  if (!isRecord(answer)) return `${cell(answer)}\n`
  const members = Object.entries(answer).filter(([, value]) => value !== undefined)
  const plain = members.filter(([, value]) => !isRecordList(value))
  const lists = members.filter(([, value]) => isRecordList(value))
  const parts = lists.map(([name, value]) => {
    const table = listText(value as readonly Readonly<Record<string, unknown>>[])
    const title = lists.length === 1 && plain.length === 0 ? '' : `${name}\n`
    return table === '' ? `no ${name}\n` : `${title}${table}`
  })
  const head = plain.length === 0 ? [] : [recordText(plain)]
  return [...head, ...parts].join('\n')
}

/** Names to the left, values to the right. */
export function recordText(members: readonly (readonly [string, unknown])[]): string {
  const width = Math.max(0, ...members.map(([name]) => displayWidth(name)))
  return members.map(([name, value]) => `${pad(name, width)}  ${cell(value)}\n`).join('')
}

function listText(records: readonly Readonly<Record<string, unknown>>[]): string {
  const table = tableText(records)
  const width = Math.max(...table.split('\n').map(displayWidth))
  if (width <= tableWidthMax) return table
  return records
    .map((record) => recordText(Object.entries(record).filter(([, value]) => value !== undefined)))
    .join('\n')
}

/** One line a record, one column a member that some record has; the empty list is the empty text. */
export function tableText(records: readonly Readonly<Record<string, unknown>>[]): string {
  if (records.length === 0) return ''
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))]
  const rows = [columns, ...records.map((record) => columns.map((column) => cut(cell(record[column]))))]
  const widths = columns.map((_, at) => Math.max(...rows.map((cells) => displayWidth(cells[at] ?? ''))))
  return rows
    .map(
      (cells) =>
        `${cells
          .map((text, at) => pad(text, widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return printable(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object'))
    return value.map(cell).join(', ')
  return printable(JSON.stringify(value))
}

function cut(text: string): string {
  if (displayWidth(text) <= cellWidthMax) return text
  let kept = ''
  for (const character of text) {
    if (displayWidth(kept + character) >= cellWidthMax) break
    kept += character
  }
  return `${kept}…`
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/** East Asian wide and full-width characters take two columns of a terminal (Unicode UAX #11). */
const wideRanges =
  '\\u1100-\\u115f\\u2e80-\\ua4cf\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe30-\\ufe6f' +
  '\\uff00-\\uff60\\uffe0-\\uffe6\\u{1f300}-\\u{1faff}\\u{20000}-\\u{3fffd}'
const wide = new RegExp(`[${wideRanges}]`, 'u')
const marks = /\p{M}/u

function displayWidth(text: string): number {
  let width = 0
  for (const character of text) width += marks.test(character) ? 0 : wide.test(character) ? 2 : 1
  return width
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isRecordList(value: unknown): boolean {
  return Array.isArray(value) && value.every(isRecord)
}
