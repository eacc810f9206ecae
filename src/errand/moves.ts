import type { Move } from './plan.ts'

/** One act as it is to be signed. */
export interface Deed {
  readonly act: string
  readonly input: Readonly<Record<string, unknown>>
  readonly under?: { readonly case: string; readonly step: string }
  /** What is to be done all the same, by its name. */
  readonly override?: string
}

/** One move of a plan as an act; `opened` is the case that the plan opened before. */
export function deedOf(move: Move, wished: Deed, opened: string | undefined): Deed {
  switch (move.move) {
    case 'open':
      return { act: 'case.open', input: { procedure: move.procedure, data: move.data } }
    case 'claim':
      return { act: 'step.claim', input: { ...placeOf(move, opened) } }
    case 'act':
      return { ...wished, under: placeOf(move, opened) }
    case 'complete': {
      const outcome = move.outcome === undefined ? {} : { outcome: move.outcome }
      return { act: 'step.complete', input: { ...placeOf(move, opened), ...outcome } }
    }
    default:
      return move satisfies never
  }
}

/** The case and step of a move. */
export function placeOf(
  move: Exclude<Move, { readonly move: 'open' }>,
  opened: string | undefined,
): { readonly case: string; readonly step: string } {
  return { case: move.case ?? opened ?? '', step: move.step }
}
