/** Where a visible mark stands on a page, in points (1/72 inch) from its lower left corner. */
export interface MarkBox {
  /** From 1. */
  readonly page: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Width and height of a page, in points. */
export interface PageSize {
  readonly width: number
  readonly height: number
}

/** ISO 216 A4, where the file does not say plainly how large its pages are. */
export const usualPage: PageSize = { width: 595, height: 842 }

export const rows = ['top', 'middle', 'bottom'] as const
export const columns = ['left', 'centre', 'right'] as const
export type MarkPlace = `${(typeof rows)[number]}-${(typeof columns)[number]}`

/** A mark with signer, office and time in two languages is read well at this size. */
const markWidth = 230
const markHeight = 84

/** As far from the edge as letters are. */
const margin = 36

/** Not more of a file is looked at for the size of its pages: it stands in the first pages' own objects. */
const lookedAtOctetsMax = 4 * 1024 * 1024

/** The mark at one of nine places of a page. */
export function boxAt(place: MarkPlace, page: number, { width, height }: PageSize): MarkBox {
  const [row = 'bottom', column = 'left'] = place.split('-')
  const wide = Math.min(markWidth, width - 2 * margin)
  const tall = Math.min(markHeight, height - 2 * margin)
  const x = { left: margin, centre: (width - wide) / 2, right: width - margin - wide }[column] ?? margin
  const y = { bottom: margin, middle: (height - tall) / 2, top: height - margin - tall }[row] ?? margin
  return { page, x: Math.round(x), y: Math.round(y), width: Math.round(wide), height: Math.round(tall) }
}

/**
 * The size of a PDF's first page where the file says it in plain text; else that of A4. The unit refuses a
 * mark that would lie outside of its page.
 */
export async function pageSizeOf(file: File): Promise<PageSize> {
  const text = new TextDecoder('latin1').decode(await file.slice(0, lookedAtOctetsMax).arrayBuffer())
  const box = /\/MediaBox\s*\[\s*([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s+([-\d.]+)\s*\]/.exec(text)
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = box?.slice(1).map(Number) ?? []
  const [width, height] = [x1 - x0, y1 - y0]
  return width > 2 * margin && height > 2 * margin ? { width, height } : usualPage
}

/**
 * Whether a PDF was signed before: then a mark may not be added to what others have signed, and the unit
 * refuses it mostly. The place of a signature is never compressed (ISO 32000-2 §12.8.1).
 */
export async function isSignedPdf(file: File): Promise<boolean> {
  return new TextDecoder('latin1').decode(await file.arrayBuffer()).includes('/ByteRange')
}
