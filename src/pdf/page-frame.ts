import { dictionaryAt, entryAt, itemsAt, resolve, type View } from './document.ts'
import { numberOf, type PdfDictionary, type PdfValue } from './value.ts'

/** Left, bottom, right and top, in points. */
export type Rectangle = readonly [number, number, number, number]

/** What of a page is shown, in its own coordinates, and how far it is turned for that. */
export interface PageFrame {
  readonly box: Rectangle
  /** Clockwise, in degrees. */
  readonly turn: Turn
}

type Turn = 0 | 90 | 180 | 270

/** What a page without a size has: A4, since there is none that the format gives. */
const usualBox: Rectangle = [0, 0, 595, 842]
/** Page trees of real files have less than ten levels. */
const levelsMax = 64

/** The frame of a page: crop box within media box, and rotation (ISO 32000-2 §7.7.3.3, §14.11.2.1). */
export function frameOf(view: View, page: PdfDictionary): PageFrame {
  const media = rectangleIn(view, inherited(view, page, 'MediaBox')) ?? usualBox
  const crop = rectangleIn(view, inherited(view, page, 'CropBox')) ?? media
  const within: Rectangle = [
    Math.max(media[0], crop[0]),
    Math.max(media[1], crop[1]),
    Math.min(media[2], crop[2]),
    Math.min(media[3], crop[3]),
  ]
  const isEmpty = within[0] >= within[2] || within[1] >= within[3]
  const rotate = numberOf(inherited(view, page, 'Rotate')) ?? 0
  const quarters = Number.isInteger(rotate / 90) ? (((rotate / 90) % 4) + 4) % 4 : 0
  return { box: isEmpty ? media : within, turn: turns[quarters] ?? 0 }
}

const turns: readonly Turn[] = [0, 90, 180, 270]

/** The width and height of a page as people see it. */
export function shownSize({ box, turn }: PageFrame): readonly [width: number, height: number] {
  const [width, height] = [box[2] - box[0], box[3] - box[1]]
  return turn % 180 === 0 ? [width, height] : [height, width]
}

/** From the page as people see it, counted from its lower left corner, to its own coordinates. */
export function fromShown(frame: PageFrame, shown: Rectangle): Rectangle {
  const [left, bottom, right, top] = frame.box
  const [x, y, xEnd, yEnd] = shown
  switch (frame.turn) {
    case 0:
      return [left + x, bottom + y, left + xEnd, bottom + yEnd]
    case 90:
      return [right - yEnd, bottom + x, right - y, bottom + xEnd]
    case 180:
      return [right - xEnd, top - yEnd, right - x, top - y]
    case 270:
      return [left + y, top - xEnd, left + yEnd, top - x]
    default:
      return frame.turn satisfies never
  }
}

/** The other way. */
export function toShown(frame: PageFrame, own: Rectangle): Rectangle {
  const [left, bottom, right, top] = frame.box
  const [x, y, xEnd, yEnd] = own
  switch (frame.turn) {
    case 0:
      return [x - left, y - bottom, xEnd - left, yEnd - bottom]
    case 90:
      return [y - bottom, right - xEnd, yEnd - bottom, right - x]
    case 180:
      return [right - xEnd, top - yEnd, right - x, top - y]
    case 270:
      return [top - yEnd, x - left, top - y, xEnd - left]
    default:
      return frame.turn satisfies never
  }
}

/** The rectangle a value is, its corners in order; either pair of opposite ones says the same. */
export function rectangleIn(view: View, value: PdfValue | undefined): Rectangle | undefined {
  const [x, y, xEnd, yEnd] = itemsAt(view, value).map((item) => numberOf(resolve(view, item)))
  if (x === undefined || y === undefined || xEnd === undefined || yEnd === undefined) return undefined
  return [Math.min(x, xEnd), Math.min(y, yEnd), Math.max(x, xEnd), Math.max(y, yEnd)]
}

/** What a page, or else the nearest node of the tree above it, says (ISO 32000-2 §7.7.3.4). */
function inherited(view: View, page: PdfDictionary, key: string): PdfValue {
  let node: PdfDictionary | undefined = page
  for (let level = 0; node && level < levelsMax; level += 1) {
    const value = entryAt(view, node, key)
    if (value !== null) return value
    node = dictionaryAt(view, node.entries.get('Parent'))
  }
  return null
}
