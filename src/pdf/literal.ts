import { delimiter, octet } from './octet.ts'

/** Behind the literal string that begins here (ISO 32000-2 §7.3.4.2); `undefined` when it does not end. */
export function literalEnd(source: Uint8Array, start: number, limit: number): number | undefined {
  let open = 0
  for (let at = start; at < limit; at += 1) {
    const next = source[at]
    if (next === octet.backslash) at += 1
    else if (next === octet.parenthesis) open += 1
    else if (next === delimiter.parenthesisEnd) open -= 1
    if (open === 0) return at + 1
  }
  return undefined
}

/** The octets of a literal string, of what stands between its brackets. */
export function literalBytes(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length)
  let length = 0
  for (let at = 0; at < content.length; ) {
    const { octet: one, width } = readOne(content, at)
    at += width
    if (one !== undefined) bytes[length++] = one
  }
  return bytes.subarray(0, length)
}

interface One {
  /** Absent where the line goes on. */
  readonly octet?: number
  /** How many octets it is written with. */
  readonly width: number
}

function readOne(content: Uint8Array, at: number): One {
  const next = content[at] ?? 0
  if (next === octet.backslash) return escaped(content, at)
  if (next !== octet.carriageReturn) return { octet: next, width: 1 }
  // Every end of line is read as a line feed.
  return { octet: octet.lineFeed, width: content[at + 1] === octet.lineFeed ? 2 : 1 }
}

const letters = 'nrtbf'
const controls = '\n\r\t\b\f'

/** What stands behind a backslash (ISO 32000-2 table 3). */
function escaped(content: Uint8Array, at: number): One {
  const next = content[at + 1] ?? 0
  if (next === octet.lineFeed) return { width: 2 }
  if (next === octet.carriageReturn) return { width: content[at + 2] === octet.lineFeed ? 3 : 2 }
  if (!isOctal(next)) {
    const control = letters.indexOf(String.fromCharCode(next))
    return { octet: control < 0 ? next : controls.charCodeAt(control), width: 2 }
  }
  let [value, width] = [next - octet.zero, 2]
  while (width < 4 && isOctal(content[at + width])) {
    value = value * 8 + (content[at + width] ?? 0) - octet.zero
    width += 1
  }
  return { octet: value & 0xff, width }
}

function isOctal(value: number | undefined): boolean {
  return value !== undefined && value >= octet.zero && value <= octet.seven
}
