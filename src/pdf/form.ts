import { catalogOf, dictionaryAt, entryAt, itemsAt, type View } from './document.ts'
import { isKind, nameText, type PdfDictionary, type PdfReference, type PdfValue, textOf } from './value.ts'

/** A field of the interactive form that has a value of its own (ISO 32000-2 §12.7.4). */
export interface FormField {
  /** Partial names from the root, joined by points. */
  readonly name: string
  readonly reference: PdfReference
  readonly dictionary: PdfDictionary
  /** `Sig`, `Tx`, `Btn`, `Ch`; inherited. */
  readonly type: string | undefined
  /** Inherited as well. */
  readonly value: PdfValue
  /** Inherited as well: nobody fills it in by hand. */
  readonly isReadOnly: boolean
  /** Its widgets: the field itself, or kids without names. */
  readonly widgets: readonly PdfReference[]
}

interface Inherited {
  readonly name: string
  readonly type: PdfValue
  readonly value: PdfValue | undefined
  readonly flags: PdfValue
}

/** The fields at the ends of the form's tree; what occurs twice is taken once. */
export function fieldsOf(view: View): readonly FormField[] {
  const form = dictionaryAt(view, catalogOf(view).value.entries.get('AcroForm'))
  const fields: FormField[] = []
  const seen = new Set<number>()
  const roots: Inherited = { name: '', type: null, value: undefined, flags: null }
  const waiting = itemsAt(view, form?.entries.get('Fields')).map((value) => ({ value, above: roots }))
  waiting.reverse()
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, above } = next
    const found = dictionaryAt(view, value)
    if (!isKind(value, 'reference') || !found || seen.has(value.number)) continue
    seen.add(value.number)
    const partial = textOf(entryAt(view, found, 'T'))
    const own: Inherited = {
      name: [above.name, partial ?? ''].filter((part) => part !== '').join('.'),
      type: entryAt(view, found, 'FT') ?? above.type,
      value: found.entries.get('V') ?? above.value,
      flags: entryAt(view, found, 'Ff') ?? above.flags,
    }
    const kids = itemsAt(view, found.entries.get('Kids'))
    const isNamed = (kid: PdfValue): boolean => dictionaryAt(view, kid)?.entries.has('T') ?? false
    if (kids.some(isNamed)) {
      for (const kid of kids.toReversed()) waiting.push({ value: kid, above: own })
      continue
    }
    const widgets = kids.filter((kid) => isKind(kid, 'reference'))
    fields.push({
      ...{ name: own.name, reference: value, dictionary: found, type: nameText(own.type) },
      value: own.value ?? null,
      isReadOnly: typeof own.flags === 'number' && (own.flags & 1) === 1,
      widgets: kids.length > 0 ? widgets : [value],
    })
  }
  return fields
}

/** A page with the reference that leads to it. */
export interface Page {
  readonly reference: PdfReference
  readonly dictionary: PdfDictionary
}

/** The page that shows a widget; `undefined` when none does. */
export function pageOf(view: View, widget: PdfReference): Page | undefined {
  return pagesOf(view).find(({ dictionary }) =>
    itemsAt(view, dictionary.entries.get('Annots')).some(
      (annotation) => isKind(annotation, 'reference') && annotation.number === widget.number,
    ),
  )
}

/** The pages in their order; what occurs twice in the tree is taken once. */
export function pagesOf(view: View): readonly Page[] {
  const pages: Page[] = []
  const seen = new Set<number>()
  const waiting: PdfValue[] = [catalogOf(view).value.entries.get('Pages') ?? null]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const found = dictionaryAt(view, next)
    if (!isKind(next, 'reference') || !found || seen.has(next.number)) continue
    seen.add(next.number)
    if (found.entries.has('Kids')) waiting.push(...itemsAt(view, found.entries.get('Kids')).toReversed())
    else pages.push({ reference: next, dictionary: found })
  }
  return pages
}
