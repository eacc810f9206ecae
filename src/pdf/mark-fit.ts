import { type PageFrame, shownSize } from './page-frame.ts'
import { array, decimal, isKind, numberOf, type PdfValue, withEntries } from './value.ts'

/**
 * A form as it stands upright and undistorted in the middle of a field's rectangle: readers stretch what they
 * show to the rectangle (ISO 32000-2 §12.5.5, algorithm 8), so the form's own box gets its proportions.
 */
export function fittedForm(form: PdfValue, room: PageFrame): PdfValue {
  if (!isKind(form, 'stream')) return form
  const box = form.dictionary.entries.get('BBox')
  const [left, bottom, right, top] = isKind(box, 'array') ? box.items.map(numberOf) : []
  if (left === undefined || bottom === undefined || right === undefined || top === undefined) return form
  const [width, height] = [right - left, top - bottom]
  const [roomWidth, roomHeight] = shownSize(room)
  const scale = Math.min(roomWidth / width, roomHeight / height)
  const aside = (roomWidth / scale - width) / 2
  const above = (roomHeight / scale - height) / 2
  const fitted = [left - aside, bottom - above, right + aside, top + above]
  // What cannot be divided by stays as it is.
  const BBox = fitted.every(Number.isFinite) ? array(...fitted.map(decimal)) : box
  const matrix = uprightMatrices[room.turn]
  const Matrix = matrix ? array(...matrix) : undefined
  return { ...form, dictionary: withEntries(form.dictionary, { BBox, ...(Matrix && { Matrix }) }) }
}

/** What turns a form back on a page that is turned; nothing when it is not. */
const uprightMatrices: Readonly<Record<PageFrame['turn'], readonly number[] | undefined>> = {
  0: undefined,
  90: [0, 1, -1, 0, 0, 0],
  180: [-1, 0, 0, -1, 0, 0],
  270: [0, -1, 1, 0, 0, 0],
}
