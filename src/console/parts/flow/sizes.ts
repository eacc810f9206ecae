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
  /** It can be taken in an emergency. */
  readonly glass: boolean
}

const cardWidth = 220
export const startSize: Size = { width: 124, height: 50 }
export const endSize: Size = { width: 46, height: 46 }

/** Heights of the parts of a card; `flow.module.css` has the same. */
const padding = 20
const titleLine = 20
const smallLine = 18
const gap = 4
const stateLine = 24

/** What is left of a card's width for its title (without the sign behind it) and for what is below. */
const titleWidth = cardWidth - 57
const signWidth = 23
const smallWidth = cardWidth - 49

/** How wide a text is drawn, in pixels, in the letters of a title or the small ones below it. */
export type Measure = (text: string, letters: 'title' | 'small') => number

/** How high a card has to be for what stands on it. */
export function cardSize(
  { title, condition, window, glass }: CardText,
  live: { readonly holder: boolean } | undefined,
  measure: Measure,
): Size {
  const titleLines = measure(title, 'title') > titleWidth - (glass ? signWidth : 0) ? 2 : 1
  const conditionLines = condition === undefined ? 0 : measure(condition, 'small') > smallWidth ? 2 : 1
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
