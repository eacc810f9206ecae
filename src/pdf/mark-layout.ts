import { accept, type Result, refuse } from '#fault'
import type { Font } from './font.ts'
import { type MarkTextFault, markText, widthOf, wrap } from './mark-text.ts'
import type { MarkRow, MarkStyle } from './mark-wording.ts'

/** A line of a mark where it stands: `x` and `y` are the start of its baseline, in points. */
export interface PlacedLine {
  readonly text: string
  readonly x: number
  readonly y: number
  readonly points: number
  readonly style: MarkStyle
}

/** A mark set into its rectangle, with the height of the rule that parts the note from the rest. */
export interface MarkLayout {
  readonly lines: readonly PlacedLine[]
  readonly ruleAt: number
}

/** Its text does not fit the rectangle, in points, even at its smallest. */
export interface MarkTooSmall {
  readonly kind: 'mark-too-small'
  readonly width: number
  readonly height: number
}

/** Space between the frame and the text, in points. */
const padding = 7

interface Measure {
  readonly points: number
  /** From one baseline to the next, as a multiple of the size. */
  readonly leading: number
  /** Space above the row, in points. */
  readonly above: number
}

const measures: Readonly<Record<MarkStyle, Measure>> = {
  caption: { points: 6.5, leading: 1.35, above: 0 },
  name: { points: 13, leading: 1.25, above: 1 },
  detail: { points: 8, leading: 1.35, above: 1.5 },
  note: { points: 6, leading: 1.35, above: 7 },
}

const scaleStep = 0.05
/** To four fifths: the smallest text then has 4.8 points, and smaller print is no longer read. */
const stepsDown = 4
/** To one and a half: a large rectangle is left empty rather than shouted into. */
const stepsUp = 10
/** Between texts of one row. */
const separator = ' · '
/** No page is larger (ISO 32000-1 Annex C), so a larger rectangle is a mistake. */
const pointsMax = 14_400

/**
 * Sets the rows into a rectangle of so many points, from the left, in the middle of its height: wrapped, and
 * smaller than their own size where they must be, or larger where that breaks no more lines.
 */
export function layOut(
  font: Font,
  rows: readonly MarkRow[],
  width: number,
  height: number,
): Result<MarkLayout, MarkTextFault | MarkTooSmall> {
  const checked: MarkRow[] = []
  for (const { style, texts } of rows) {
    const fit: string[] = []
    for (const text of texts) {
      const plain = markText(font, text)
      if (!plain.ok) return plain
      fit.push(plain.value)
    }
    checked.push({ style, texts: fit })
  }
  const tooSmall: MarkTooSmall = { kind: 'mark-too-small', width, height }
  // Written so that what is no number is too small as well.
  if (!(width > 2 * padding && height > 2 * padding && width <= pointsMax && height <= pointsMax))
    return refuse(tooSmall)
  const at = (step: number): MarkLayout | undefined =>
    layoutAt(font, checked, width, height, 1 + step * scaleStep)
  const natural = at(0)
  if (natural !== undefined) {
    for (let step = stepsUp; step > 0; step -= 1) {
      const larger = at(step)
      if (larger?.lines.length === natural.lines.length) return accept(larger)
    }
    return accept(natural)
  }
  for (let step = -1; step >= -stepsDown; step -= 1) {
    const smaller = at(step)
    if (smaller !== undefined) return accept(smaller)
  }
  return refuse(tooSmall)
}

/** The layout in one size; `undefined` when it does not fit. */
function layoutAt(
  font: Font,
  rows: readonly MarkRow[],
  width: number,
  height: number,
  scale: number,
): MarkLayout | undefined {
  const lines: PlacedLine[] = []
  let [depth, ruleDepth] = [0, 0]
  for (const { style, texts } of rows) {
    const { points: size, leading, above } = measures[style]
    const points = size * scale
    if (style === 'note') ruleDepth = depth + (above * scale) / 2
    depth += above * scale
    const widest = ((width - 2 * padding) * font.unitsPerEm) / points
    for (const text of linesOf(font, texts, widest)) {
      if (widthOf(font, text) > widest) return undefined
      // The baseline stands as far above the lower edge of its line as letters hang below it.
      lines.push({ text, x: padding, y: depth + points * (leading - descenders), points, style })
      depth += points * leading
    }
  }
  if (depth > height - 2 * padding) return undefined
  const top = (height + depth) / 2
  return { lines: lines.map((line) => ({ ...line, y: top - line.y })), ruleAt: top - ruleDepth }
}

/** How far letters hang below the baseline, as a part of the size. */
const descenders = 0.3

/** Side by side where all texts of a row fit one line, else each from a line of its own. */
function linesOf(font: Font, texts: readonly string[], widest: number): readonly string[] {
  const together = texts.join(separator)
  if (widthOf(font, together) <= widest) return [together]
  return texts.flatMap((text) => wrap(font, text, widest))
}
