import { entryAt, itemsAt, resolve, type View } from './document.ts'
import { fieldsOf, pagesOf } from './form.ts'
import type { MarkBox } from './mark.ts'
import { dictionaryOf, isKind, numberOf } from './value.ts'

/**
 * The room that a field of this name keeps for its mark; `undefined` where there is no such field, or it is
 * not to be seen.
 */
export function markBoxOf(view: View, fieldName: string): MarkBox | undefined {
  const [widget] = fieldsOf(view).find(({ name }) => name === fieldName)?.widgets ?? []
  if (widget === undefined) return undefined
  const page = pagesOf(view).findIndex(({ dictionary }) =>
    itemsAt(view, dictionary.entries.get('Annots')).some(
      (annotation) => isKind(annotation, 'reference') && annotation.number === widget.number,
    ),
  )
  const own = dictionaryOf(resolve(view, widget))
  const corners = itemsAt(view, own && entryAt(view, own, 'Rect')).map(numberOf)
  const [left, bottom, right, top] = corners
  if (page < 0 || left === undefined || bottom === undefined) return undefined
  if (right === undefined || top === undefined) return undefined
  // Either pair of opposite corners says the same rectangle (ISO 32000-1 §7.9.5).
  const [width, height] = [Math.abs(right - left), Math.abs(top - bottom)]
  if (width === 0 || height === 0) return undefined
  return { page: page + 1, x: Math.min(left, right), y: Math.min(bottom, top), width, height }
}
