import { itemsAt, resolve, type View } from './document.ts'
import type { Rectangle } from './page-frame.ts'
import { numberOf, type PdfDictionary } from './value.ts'

/** The `Rect` of an annotation with its corners in order; `undefined` when it is none. */
export function rectangleOf(view: View, { entries }: PdfDictionary): Rectangle | undefined {
  const numbers = itemsAt(view, entries.get('Rect')).map((item) => numberOf(resolve(view, item)))
  const [a, b, c, d] = numbers
  if (numbers.length !== 4 || a === undefined || b === undefined) return undefined
  if (c === undefined || d === undefined) return undefined
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)]
}

export function areaOf([left, bottom, right, top]: Rectangle): number {
  return (right - left) * (top - bottom)
}

export function overlaps(one: Rectangle, two: Rectangle): boolean {
  if (areaOf(one) === 0 || areaOf(two) === 0) return false
  return one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3]
}
