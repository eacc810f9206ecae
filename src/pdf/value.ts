/**
 * A value of PDF (ISO 32000-2 §7.3). Whole numbers are plain numbers, names plain text of the octets
 * (Latin-1, `#` sequences undone), so that two spellings of one name are one.
 */
export type PdfValue =
  | null
  | boolean
  | number
  | PdfReal
  | PdfName
  | PdfString
  | PdfArray
  | PdfDictionary
  | PdfReference
  | PdfStream

/** A number with a point, as written. */
export interface PdfReal {
  readonly kind: 'real'
  readonly text: string
}

export interface PdfName {
  readonly kind: 'name'
  readonly name: string
}

export interface PdfString {
  readonly kind: 'string'
  readonly bytes: Uint8Array
  /** Written between angle brackets. */
  readonly isHex: boolean
  /** Where it stands in the file with its brackets; absent in object streams and in what is made here. */
  readonly place?: { readonly start: number; readonly end: number }
}

export interface PdfArray {
  readonly kind: 'array'
  readonly items: readonly PdfValue[]
}

export interface PdfDictionary {
  readonly kind: 'dictionary'
  readonly entries: ReadonlyMap<string, PdfValue>
}

export interface PdfReference {
  readonly kind: 'reference'
  readonly number: number
  readonly generation: number
}

export interface PdfStream {
  readonly kind: 'stream'
  readonly dictionary: PdfDictionary
  /** As they stand in the file, packed by the filters. */
  readonly bytes: Uint8Array
}

export function name(text: string): PdfName {
  return { kind: 'name', name: text }
}

export function reference(number: number, generation = 0): PdfReference {
  return { kind: 'reference', number, generation }
}

export function array(...items: readonly PdfValue[]): PdfArray {
  return { kind: 'array', items }
}

/** A number to its thousandth, with a point where it needs one. */
export function decimal(value: number): number | PdfReal {
  const rounded = Math.round(value * 1000) / 1000
  return Number.isInteger(rounded) ? rounded : { kind: 'real', text: rounded.toFixed(3) }
}

/** A dictionary of the members that are not `undefined`, in this order. */
export function dictionary(members: Readonly<Record<string, PdfValue | undefined>>): PdfDictionary {
  const entries = new Map<string, PdfValue>()
  for (const [key, value] of Object.entries(members)) if (value !== undefined) entries.set(key, value)
  return { kind: 'dictionary', entries }
}

/** The dictionary with some members set, or removed where they are `undefined`. */
export function withEntries(
  base: PdfDictionary,
  members: Readonly<Record<string, PdfValue | undefined>>,
): PdfDictionary {
  const entries = new Map(base.entries)
  for (const [key, value] of Object.entries(members)) {
    if (value === undefined) entries.delete(key)
    else entries.set(key, value)
  }
  return { kind: 'dictionary', entries }
}

/** A string of octets, written between angle brackets. */
export function hexString(bytes: Uint8Array): PdfString {
  return { kind: 'string', bytes, isHex: true }
}

/** Text in PDFDocEncoding where ASCII is enough, else in UTF-16BE with its mark (ISO 32000-2 §7.9.2.2). */
export function textString(text: string): PdfString {
  // oxlint-disable-next-line no-control-regex -- the controls are what ASCII text may hold
  if (/^[\n\r\t\x20-\x7e]*$/.test(text)) {
    return { kind: 'string', bytes: Buffer.from(text, 'latin1'), isHex: false }
  }
  const swapped = Buffer.from(`\ufeff${text.toWellFormed()}`, 'utf16le').swap16()
  return { kind: 'string', bytes: swapped, isHex: true }
}

/** The text of a string for people: UTF-16BE or UTF-8 by their marks, else octet by octet. */
export function textOf(value: PdfValue | undefined): string | undefined {
  if (value === undefined || !isKind(value, 'string')) return undefined
  const bytes = Buffer.from(value.bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return bytes
      .subarray(2, bytes.length - (bytes.length % 2))
      .swap16()
      .toString('utf16le')
  }
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return bytes.subarray(3).toString('utf8')
  return bytes.toString('latin1')
}

type Compound = Exclude<PdfValue, null | boolean | number>

/** Whether a value is of this kind. */
export function isKind<K extends Compound['kind']>(
  value: PdfValue | undefined,
  kind: K,
): value is Extract<Compound, { kind: K }> {
  return typeof value === 'object' && value !== null && value.kind === kind
}

/** The text of a name; `undefined` when it is none. */
export function nameText(value: PdfValue | undefined): string | undefined {
  return isKind(value, 'name') ? value.name : undefined
}

/** Whether a value is this name. */
export function isNamed(value: PdfValue | undefined, text: string): boolean {
  return nameText(value) === text
}

/** The value of a number of either form; `undefined` when it is none. */
export function numberOf(value: PdfValue | undefined): number | undefined {
  if (typeof value === 'number') return value
  return isKind(value, 'real') ? Number(value.text) : undefined
}

/** The dictionary a value is or, as a stream, begins with. */
export function dictionaryOf(value: PdfValue | undefined): PdfDictionary | undefined {
  if (isKind(value, 'dictionary')) return value
  return isKind(value, 'stream') ? value.dictionary : undefined
}
