import { dictionaryAt, entryAt, type View } from './document.ts'
import { fieldsOf, pageOf, pagesOf } from './form.ts'
import type { MarkBox } from './mark.ts'
import { frameOf, rectangleIn, toShown } from './page-frame.ts'

/**
 * The room that a field of this name keeps for its mark; `undefined` where there is no such field, or it is
 * not to be seen.
 */
export function markBoxOf(view: View, fieldName: string): MarkBox | undefined {
  const [widget] = fieldsOf(view).find(({ name }) => name === fieldName)?.widgets ?? []
  const page = widget && pageOf(view, widget)
  const rectangle = rectangleIn(view, entryAt(view, dictionaryAt(view, widget), 'Rect'))
  if (!page || !rectangle) return undefined
  const [x, y, xEnd, yEnd] = toShown(frameOf(view, page.dictionary), rectangle)
  if (x === xEnd || y === yEnd) return undefined
  const number = pagesOf(view).findIndex(({ reference }) => reference.number === page.reference.number)
  return { page: number + 1, x, y, width: xEnd - x, height: yEnd - y }
}
