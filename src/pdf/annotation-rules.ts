import { dictionaryAt, entryAt, itemsAt, objectIn, resolve } from './document.ts'
import { compareField } from './form-rules.ts'
import { rectangleOf } from './rectangle.ts'
import { compareStrictly } from './strict.ts'
import { isKind, nameText, type PdfDictionary, type PdfReference, type PdfValue } from './value.ts'
import { type Place, type Walk, within } from './walk.ts'

/**
 * The annotations of a page: those that were there stay in their order, fields change by the rule of fields,
 * all others not at all. New ones are widgets of new signatures, or notes.
 */
export function compareAnnotations(
  walk: Walk,
  before: PdfValue | undefined,
  after: PdfValue | undefined,
  place: Place,
): void {
  const old = itemsAt(walk.before, before)
  const young = itemsAt(walk.after, after)
  const isList = after === undefined || isKind(resolve(walk.after, after), 'array')
  if (!isList) walk.report({ kind: 'other', what: 'not-understood', ...place })
  const counts = new Map<number, number>()
  let next = 0
  for (const [index, value] of young.entries()) {
    const here = within(place, index, place.object)
    const expected = old[next]
    if (isTo(value, expected)) {
      next += 1
      compareAnnotation(walk, value, here)
    } else if (isKind(value, 'reference')) walk.atEnd(() => judgeNew(walk, value, here))
    else if (expected !== undefined && !isKind(expected, 'reference')) {
      next += 1
      compareStrictly(walk, expected, value, here)
    } else walk.report({ kind: 'other', what: 'added', ...here })
    if (isKind(value, 'reference')) counts.set(value.number, (counts.get(value.number) ?? 0) + 1)
  }
  const isTwice = [...counts.values()].some((count) => count > 1) && young.length !== old.length
  if (next < old.length || isTwice) {
    walk.report({ kind: 'other', what: isTwice ? 'not-understood' : 'removed', ...place })
  }
}

function isTo(value: PdfValue, expected: PdfValue | undefined): value is PdfReference {
  if (!isKind(value, 'reference') || !isKind(expected, 'reference')) return false
  return value.number === expected.number && value.generation === expected.generation
}

function compareAnnotation(walk: Walk, value: PdfReference, place: Place): void {
  if (!walk.isTouched(value.number)) return
  if (walk.known.fields.has(value.number)) return compareField(walk, value.number, place)
  walk.later('annotation', value.number, value.number, () => {
    const here: Place = { path: place.path, object: value.number }
    compareStrictly(walk, resolve(walk.before, value), resolve(walk.after, value), here)
  })
}

// An icon, as viewers draw notes, is 20 points wide; a line of text is not covered by twice that.
const notePointsMax = 40

/** Kinds of annotations that mark what is there. With a look of their own they could show anything. */
const markings: readonly string[] = ['Highlight', 'Underline', 'Squiggly', 'StrikeOut', 'Popup']

/** What a note or a marking may have: nothing that acts, nothing that hides and shows. */
const noteMembers: readonly string[] = [
  ...['Type', 'Subtype', 'Rect', 'Contents', 'P', 'NM', 'M', 'F', 'C', 'CA', 'T', 'CreationDate', 'Subj'],
  ...['RC', 'Popup', 'Parent', 'Open', 'Name', 'State', 'StateModel', 'QuadPoints', 'IRT', 'RT', 'AP'],
]

function judgeNew(walk: Walk, value: PdfReference, place: Place): void {
  // Each stands on one page, once.
  if (walk.newWidgets.delete(value.number)) return
  const annotation = dictionaryAt(walk.after, value)
  const isKnown = objectIn(walk.before, value.number) !== undefined
  const isNote = annotation !== undefined && !isKnown && isPlainNote(walk, annotation)
  walk.report({ kind: isNote ? 'annotation' : 'other', what: 'added', ...place, object: value.number })
}

/**
 * Whether an annotation is beside the content. Certified documents were faked by free text, stamps and other
 * annotations laid over it, which their level allows; those are not taken for notes.
 */
function isPlainNote(walk: Walk, annotation: PdfDictionary): boolean {
  const subtype = nameText(entryAt(walk.after, annotation, 'Subtype')) ?? ''
  if (![...annotation.entries.keys()].every((key) => noteMembers.includes(key))) return false
  if (markings.includes(subtype)) return !annotation.entries.has('AP')
  const rectangle = rectangleOf(walk.after, annotation)
  if (subtype !== 'Text' || !rectangle) return false
  const [left, bottom, right, top] = rectangle
  return right - left <= notePointsMax && top - bottom <= notePointsMax
}
