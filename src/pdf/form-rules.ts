import type { ShownMark } from './change.ts'
import { catalogOf, dictionaryAt, entryAt, itemsAt, objectIn, resolve } from './document.ts'
import { pagesOf } from './form.ts'
import { frameOf } from './page-frame.ts'
import { areaOf, overlaps, rectangleOf } from './rectangle.ts'
import type { FoundSignature } from './signatures.ts'
import { compareMembers, compareStrictly, keysOf, other, type Reading } from './strict.ts'
import {
  dictionary,
  isKind,
  isNamed,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
  textOf,
} from './value.ts'
import { behind, type KnownField, type Place, type Walk, within } from './walk.ts'

/**
 * The interactive form: its fields stay and change by their rule; new ones come behind them and are
 * signatures; resources are added to, and the flags say that there are signatures.
 */
export function compareForm(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const [one, two] = [resolve(walk.before, before), resolve(walk.after, after)]
  if (!isKind(two, 'dictionary') || (one !== null && !isKind(one, 'dictionary'))) {
    return compareStrictly(walk, before, after, place)
  }
  const here = behind(place, after)
  const old = one ?? dictionary({})
  const unruled = ['Fields', 'SigFlags', 'DR', ...(one === null ? ['DA'] : [])]
  compareMembers(walk, old, two, here, other, unruled)
  compareFields(walk, old, two, within(here, 'Fields', here.object))
  compareFlags(walk, old, two, within(here, 'SigFlags', here.object))
  compareResources(walk, old.entries.get('DR'), two.entries.get('DR'), within(here, 'DR', here.object), 0)
}

/** Bits of `SigFlags` are set and not taken back (ISO 32000-2 table 225). */
function compareFlags(walk: Walk, before: PdfDictionary, after: PdfDictionary, place: Place): void {
  const [old, young] = [
    entryAt(walk.before, before, 'SigFlags') ?? 0,
    entryAt(walk.after, after, 'SigFlags') ?? 0,
  ]
  const isSet = typeof old === 'number' && typeof young === 'number' && young <= 3 && (old | young) === young
  if (!isSet) walk.report({ kind: 'other', what: 'changed', ...place })
}

/** Resources of two levels, `Font` and then its name: what is there stays, what comes with it is new. */
function compareResources(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
  level: 0 | 1,
): void {
  const [one, two] = [resolve(walk.before, before), resolve(walk.after, after)]
  if (!isKind(two, 'dictionary') || (one !== null && !isKind(one, 'dictionary'))) {
    return compareStrictly(walk, before, after, place)
  }
  const here = behind(place, after)
  for (const key of keysOf(one ?? undefined, two)) {
    const [old, young] = [one?.entries.get(key), two.entries.get(key)]
    const inner = within(here, key, here.object)
    if (level === 0) compareResources(walk, old, young, inner, 1)
    else {
      const isNew = old === undefined && !isAwaited(walk, key)
      compareStrictly(walk, old, young, inner, isNew ? { kind: 'form-resources' } : other)
    }
  }
}

/**
 * Whether a look that was there names a resource that was not (ISO 32000-2 §12.7.4.3): with the font come the
 * letters that the text is shown in.
 */
function isAwaited(walk: Walk, key: string): boolean {
  const form = dictionaryAt(walk.before, catalogOf(walk.before).value.entries.get('AcroForm'))
  const numbers = new Set([...walk.known.fields.keys(), ...walk.known.annotations.keys()])
  const holders = [form, ...[...numbers].map((number) => objectIn(walk.before, number)?.value)]
  return holders.some((holder) => {
    const look = isKind(holder, 'dictionary') ? textOf(entryAt(walk.before, holder, 'DA')) : undefined
    return look !== undefined && namesIn(look).includes(key)
  })
}

/** Names as an operand of a look writes them (ISO 32000-2 §7.3.5). */
function namesIn(look: string): readonly string[] {
  return [...look.matchAll(/\/([^\s/<>[\](){}%]+)/g)].map(([, name = '']) =>
    name.replaceAll(/#([0-9a-fA-F]{2})/g, (_, digits: string) =>
      String.fromCharCode(Number.parseInt(digits, 16)),
    ),
  )
}

function compareFields(walk: Walk, before: PdfDictionary, after: PdfDictionary, place: Place): void {
  const key = place.path.endsWith('/Kids') ? 'Kids' : 'Fields'
  const old = itemsAt(walk.before, before.entries.get(key))
  const young = itemsAt(walk.after, after.entries.get(key))
  if (young.length < old.length) walk.report({ kind: 'other', what: 'removed', ...place })
  for (const [index, value] of young.entries()) {
    const here = within(place, index, place.object)
    const stood = old[index]
    if (index >= old.length) judgeNewField(walk, value, here)
    else if (!isKind(value, 'reference') || !isKind(stood, 'reference')) {
      compareStrictly(walk, stood, value, here)
    } else if (value.number !== stood.number || value.generation !== stood.generation) {
      walk.report({ kind: 'other', what: 'led-elsewhere', ...here })
    } else compareField(walk, value.number, here)
  }
}

/** What of a field that is no signature shows its value (ISO 32000-2 tables 226, 228, 231, 234). */
const valueMembers: readonly string[] = ['V', 'AS', 'AP', 'I', 'RV', 'M']

/** A field or a widget of one, by its number in both. */
export function compareField(walk: Walk, number: number, place: Place): void {
  if (!walk.isTouched(number)) return
  walk.later('field', number, number, () => {
    const here: Place = { path: place.path, object: number }
    const one = objectIn(walk.before, number)?.value
    const two = objectIn(walk.after, number)?.value
    const known = walk.known.fields.get(number)
    if (!isKind(one, 'dictionary') || !isKind(two, 'dictionary') || !known) {
      return compareStrictly(walk, one, two, here)
    }
    if (one.entries.has('Kids') || two.entries.has('Kids')) {
      compareFields(walk, one, two, within(here, 'Kids', number))
    }
    if (known.type === 'Sig') return compareSignatureField(walk, known, one, two, here)
    const ruled = isFilledIn(walk, known, two) ? valueMembers : []
    compareMembers(walk, one, two, here, other, ['Kids', ...ruled])
    const reading: Reading = { kind: 'form-field', field: known.name }
    for (const key of ruled) {
      const step = within(here, key, number)
      compareStrictly(walk, one.entries.get(key), two.entries.get(key), step, reading)
    }
  })
}

/** Whether a field is one that people fill in, and what it has become is a value and its look. */
function isFilledIn({ after }: Walk, { type, isReadOnly }: KnownField, field: PdfDictionary): boolean {
  if (isReadOnly || (type !== 'Tx' && type !== 'Btn' && type !== 'Ch')) return false
  const value = entryAt(after, field, 'V')
  const [looks, state] = [entryAt(after, field, 'AP'), entryAt(after, field, 'AS')]
  const isValue = !isKind(value, 'dictionary') && (looks === null || isKind(looks, 'dictionary'))
  return isValue && (state === null || isKind(state, 'name'))
}

/** An empty signature field may be filled, once, and then shows what it likes in its place. */
function compareSignatureField(
  walk: Walk,
  { name: field }: KnownField,
  before: PdfDictionary,
  after: PdfDictionary,
  place: Place,
): void {
  const stood = entryAt(walk.before, before, 'V')
  const value = after.entries.get('V')
  const found = isKind(value, 'reference') && stood === null && walk.signatures.get(value.number)
  // The value may be the parent's and the look the widget's.
  const above = filledAbove(walk, after)
  if (!found && !above) return compareMembers(walk, before, after, place, other, ['Kids'])
  compareMembers(walk, before, after, place, other, ['Kids', 'V', 'AP', 'F', 'M'])
  compareWidgetFlags(walk, before, after, within(place, 'F', place.object))
  const filling = found || above
  if (!filling) return
  const rectangle = rectangleOf(walk.after, after)
  const page = walk.known.annotations.get(place.object)
  const shown = rectangle && areaOf(rectangle) > 0
  walk.report({
    ...{ kind: filling.kind, what: 'added', ...within(place, found ? 'V' : 'AP', place.object), field },
    signature: filling.object,
    ...(shown && { mark: { rectangle, isPrepared: true, ...(page !== undefined && { page }) } }),
  })
}

/** The signature by which this revision fills a widget's field. */
function filledAbove(walk: Walk, widget: PdfDictionary): FoundSignature | undefined {
  const parent = widget.entries.get('Parent')
  if (!isKind(parent, 'reference') || widget.entries.has('T')) return undefined
  const stood = entryAt(walk.before, dictionaryAt(walk.before, parent), 'V')
  const value = dictionaryAt(walk.after, parent)?.entries.get('V')
  return stood === null && isKind(value, 'reference') ? walk.signatures.get(value.number) : undefined
}

/** Printing and locking may be switched on, and nothing else (ISO 32000-2 table 167). */
function compareWidgetFlags(walk: Walk, before: PdfDictionary, after: PdfDictionary, place: Place): void {
  const [old, young] = [entryAt(walk.before, before, 'F') ?? 0, entryAt(walk.after, after, 'F') ?? 0]
  const isSet = typeof old === 'number' && typeof young === 'number' && (old | (young & 0x284)) === young
  if (!isSet) walk.report({ kind: 'other', what: 'changed', ...place })
}

/** What a new signature field may have: nothing that acts. */
const newMembers: readonly string[] = [
  ...['Type', 'Subtype', 'FT', 'T', 'V', 'F', 'P', 'Rect', 'AP', 'DA', 'MK', 'Ff', 'Lock', 'SV', 'Parent'],
  ...['TU', 'TM', 'NM', 'M', 'BS', 'Border', 'Q', 'H', 'AS', 'StructParent'],
]

/** A field that was not there must be a signature of this revision, merged with its widget. */
function judgeNewField(walk: Walk, value: PdfValue, place: Place): void {
  const field = dictionaryAt(walk.after, value)
  const fault = (what: 'added' | 'not-understood'): void => walk.report({ kind: 'other', what, ...place })
  if (!isKind(value, 'reference') || !field) return fault('not-understood')
  const signature = field.entries.get('V')
  const found = isKind(signature, 'reference') && walk.signatures.get(signature.number)
  const isKnown = objectIn(walk.before, value.number) !== undefined
  const isPlain = [...field.entries.keys()].every((key) => newMembers.includes(key))
  const isField = isNamed(entryAt(walk.after, field, 'FT'), 'Sig')
  if (isKnown || !isPlain || !isField || !found) return fault('added')
  walk.newWidgets.add(value.number)
  const mark = newMark(walk, value, field)
  const isCovering = mark !== undefined && covers(walk, mark)
  if (isCovering) walk.report({ kind: 'other', what: 'covering', ...place, object: value.number })
  const name = found.fieldName ?? textOf(entryAt(walk.after, field, 'T'))
  walk.report({
    ...{ kind: found.kind, what: 'added', path: place.path, object: value.number, signature: found.object },
    ...(name !== undefined && { field: name }),
    ...(mark && { mark }),
  })
}

function newMark(walk: Walk, { number }: PdfReference, field: PdfDictionary): ShownMark | undefined {
  const rectangle = rectangleOf(walk.after, field)
  if (!rectangle || areaOf(rectangle) === 0) return undefined
  const pages = pagesOf(walk.after)
  const page = pages.findIndex((one) =>
    itemsAt(walk.after, one.dictionary.entries.get('Annots')).some(
      (item) => isKind(item, 'reference') && item.number === number,
    ),
  )
  return { rectangle, isPrepared: false, ...(page >= 0 && { page }) }
}

// As much as three marks of 6 by 4 centimetres on A4; more of a page than this is content.
const markShareMax = 1 / 8

/** Whether a new mark lies over another annotation, or over much of its page. */
function covers(walk: Walk, { page, rectangle }: ShownMark): boolean {
  if (page === undefined) return false
  const found = pagesOf(walk.after)[page]?.dictionary
  const box = found && frameOf(walk.after, found).box
  if (!box || areaOf(rectangle) > areaOf(box) * markShareMax) return true
  return [...walk.known.annotations].some(([number, place]) => {
    const old = objectIn(walk.before, number)?.value
    const other = isKind(old, 'dictionary') ? rectangleOf(walk.before, old) : undefined
    return place === page && other !== undefined && overlaps(rectangle, other)
  })
}
