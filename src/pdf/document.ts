import type { IndirectObject } from './indirect.ts'
import { dictionaryOf, isKind, type PdfDictionary, type PdfReference, type PdfValue } from './value.ts'

/** A file that was read whole. Octets and values are views of what was given, which must not change. */
export interface Pdf {
  readonly bytes: Uint8Array
  /** As the header has it: `1.7`, `2.0`. */
  readonly version: string
  /** Oldest first, at least one. */
  readonly revisions: readonly Revision[]
  /** For each number what it was defined as, oldest first. */
  readonly history: ReadonlyMap<number, readonly Definition[]>
  /** The first number that no object has ever had and nothing leads to. */
  readonly free: number
}

/** What one saving of the file added to it. */
export interface Revision {
  readonly index: number
  /** The first octet of it: where the revision before ends, or 0. */
  readonly start: number
  /** Behind its `%%EOF`. */
  readonly marked: number
  /** Behind the white space after that. */
  readonly end: number
  readonly form: 'table' | 'stream' | 'hybrid'
  /** Where its cross-reference is. */
  readonly xref: number
  readonly trailer: PdfDictionary
  /** What its cross-reference defines anew. */
  readonly defines: ReadonlyMap<number, Definition>
  /** Objects in it that no entry of its cross-reference leads to. */
  readonly unlisted: readonly IndirectObject[]
}

/** What a revision says of a number: an object, or that there is none any more. */
export interface Definition {
  readonly revision: number
  readonly object?: IndirectObject
}

/** The document as one revision shows it. */
export interface View {
  readonly pdf: Pdf
  readonly revision: Revision
}

/** The document at a revision; the newest without one. */
export function viewOf(pdf: Pdf, index: number = pdf.revisions.length - 1): View {
  const revision = pdf.revisions[index]
  if (!revision) throw new RangeError(`bug: revision ${index} of ${pdf.revisions.length}`)
  return { pdf, revision }
}

/** The object of this number; `undefined` when there is none. */
export function objectIn({ pdf, revision }: View, number: number): IndirectObject | undefined {
  return pdf.history.get(number)?.findLast((one) => one.revision <= revision.index)?.object
}

/** The value behind a reference, or the value itself. What leads nowhere is null (ISO 32000-2 §7.3.10). */
export function resolve(view: View, value: PdfValue | undefined): PdfValue {
  if (!isKind(value, 'reference')) return value ?? null
  const object = objectIn(view, value.number)
  if (!object || object.generation !== value.generation) return null
  // An object may not be a reference itself; what comes of one that is must not loop.
  return isKind(object.value, 'reference') ? null : object.value
}

/** The dictionary behind a value, or the one a stream begins with. */
export function dictionaryAt(view: View, value: PdfValue | undefined): PdfDictionary | undefined {
  return dictionaryOf(resolve(view, value))
}

/** The items of the array behind a value; none when it is no array. */
export function itemsAt(view: View, value: PdfValue | undefined): readonly PdfValue[] {
  const found = resolve(view, value)
  return isKind(found, 'array') ? found.items : []
}

/** A member of a dictionary, with what is behind it. */
export function entryAt(view: View, dictionary: PdfDictionary | undefined, key: string): PdfValue {
  return resolve(view, dictionary?.entries.get(key))
}

/** The catalog of a revision, which its trailer leads to. */
export function catalogOf(view: View): { readonly reference: PdfReference; readonly value: PdfDictionary } {
  const reference = view.revision.trailer.entries.get('Root')
  const value = dictionaryAt(view, reference)
  if (!isKind(reference, 'reference') || !value) throw new Error('bug: a file without a catalog was opened')
  return { reference, value }
}
