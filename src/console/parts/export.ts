/** A row as it is exported: plain texts and numbers under the names of the columns. */
export type ExportRow = Readonly<Record<string, string | number | undefined>>

/**
 * Rows as CSV (RFC 4180), with a first line of names and a mark by which spreadsheets know UTF-8. A text that
 * a spreadsheet would take for a formula is written behind an apostrophe.
 */
export function csvOf(names: readonly string[], rows: readonly ExportRow[]): string {
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
  return `\uFEFF${lines.map((line) => line.map(field).join(',')).join('\r\n')}\r\n`
}

function field(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Gives the browser a file to keep. */
export function download(name: string, type: string, content: string | Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
