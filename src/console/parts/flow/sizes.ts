import { type Layout, layOut, type Size } from './layout.ts'
import {
  backTiesOf,
  endId,
  isOrdering,
  type ShownProcedure,
  type ShownStep,
  startId,
  tiesOf,
} from './ties.ts'

/** What is written on a card. */
export interface CardText {
  readonly title: string
  readonly condition?: string
  readonly window?: string
}

export const cardWidth = 220
export const startSize: Size = { width: 132, height: 52 }
export const endSize: Size = { width: 56, height: 56 }

/** Heights of the parts of a card; `flow.module.css` has the same. */
const padding = 20
const titleLine = 20
const smallLine = 18
const gap = 4
const stateLine = 24

/** What is left of a card's width for its title, and for what stands below it. */
const titleWidth = cardWidth - 62
const smallWidth = cardWidth - 48

/** About how wide a letter is drawn: an em for ideographs, half of it for others. */
const wide = /\p{Script=Han}|[\u3000-\u303f\uff00-\uffef]/u

/** How wide a text will be, near enough to tell one line from two. */
export function textWidth(text: string, pixels: number): number {
  let width = 0
  for (const letter of text) width += wide.test(letter) ? pixels : pixels * 0.51
  return width
}

/** How high a card has to be for what stands on it. */
export function cardSize(
  { title, condition, window }: CardText,
  live: { readonly holder: boolean } | undefined,
): Size {
  const titleLines = textWidth(title, 14.5) > titleWidth ? 2 : 1
  const conditionLines = condition === undefined ? 0 : textWidth(condition, 12.5) > smallWidth ? 2 : 1
  const rows = [
    titleLines * titleLine,
    smallLine,
    ...(window === undefined ? [] : [smallLine]),
    ...(conditionLines === 0 ? [] : [conditionLines * smallLine]),
    ...(live ? [stateLine] : []),
    ...(live?.holder ? [smallLine] : []),
  ]
  return {
    width: cardWidth,
    height: padding + rows.reduce((sum, row) => sum + row, 0) + gap * (rows.length - 1),
  }
}

/** Where the steps of a procedure and the lines between them stand. */
export function pictureOf(procedure: ShownProcedure, sizeOf: (step: ShownStep) => Size): Layout {
  const ties = tiesOf(procedure)
  const nodes = new Map<string, Size>([
    [startId, startSize],
    ...procedure.steps.map((step) => [step.id, sizeOf(step)] as const),
    [endId, endSize],
  ])
  return layOut({
    nodes,
    lines: ties.filter(isOrdering),
    beside: ties.filter((tie) => !isOrdering(tie)),
    back: backTiesOf(procedure),
  })
}
