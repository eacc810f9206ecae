/**
 * A benchmark: a program that measures one thing, or several that need the same preparation. Its results
 * depend on the machine, so no test asserts them.
 */
export interface Figure {
  /** Room and subject, as in `gate.cpu`; `npm run bench -- gate` runs every figure of the room `gate`. */
  readonly name: string
  readonly run: () => Promise<FigureResult | readonly FigureResult[]>
}

/** One line of output. */
export interface FigureResult {
  /** The name of the figure, or a name under it where one run gives several numbers. */
  readonly figure: string
  readonly value: number
  readonly unit: string
  /** The goal in words: `>= 50,000`. */
  readonly goal: string
  readonly met: boolean
  /** What the number depends on: sizes, counts, durations, what else ran. */
  readonly conditions: string
  /** Another program that did the same work in the same run; `ratio` is ours against theirs. */
  readonly rival?: string
  readonly rivalValue?: number
  readonly ratio?: number
}
