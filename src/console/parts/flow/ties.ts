import type { Procedure } from '#task'

/** A procedure as the unit shows it: the ways through it are left out. */
export type ShownProcedure = Omit<Procedure, 'runs'>

export type ShownStep = ShownProcedure['steps'][number]

/** Before the first steps, and behind the last: no step has a name of this form. */
export const startId = '^start'
export const endId = '^end'

/**
 * How two steps are tied. `after`: the one follows the other; `start` and `end` lead in and out; the rest as
 * the procedure's text names them.
 */
export type TieKind =
  | 'after'
  | 'start'
  | 'end'
  | 'requires'
  | 'triggers'
  | 'before'
  | 'reviews'
  | 'excludes'
  | 'together'

/** A line of the picture; `excludes` and `together` are drawn without a direction. */
export interface Tie {
  readonly id: string
  readonly kind: TieKind
  readonly from: string
  readonly to: string
}

/** A part that is run again: the line that leads back. */
export interface BackTie {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly rounds: number
  readonly loop: ShownProcedure['loops'][number]
}

/** Ties that say in which order steps come: by these the picture is laid out from left to right. */
const ordering: readonly TieKind[] = ['after', 'start', 'end', 'requires', 'triggers', 'before', 'reviews']

export function isOrdering({ kind }: Tie): boolean {
  return ordering.includes(kind)
}

/** Every line between the steps of a procedure, from where it starts to where it ends. */
export function tiesOf({ steps }: ShownProcedure): readonly Tie[] {
  const known = new Set(steps.map(({ id }) => id))
  const own = steps.flatMap((step) =>
    stepTies(step).filter(({ from, to }) => known.has(from) && known.has(to)),
  )
  const entered = new Set(own.filter(isOrdering).map(({ to }) => to))
  const left = new Set(own.filter(isOrdering).map(({ from }) => from))
  const starts = steps.filter(({ id }) => !entered.has(id)).map(({ id }) => tie('start', startId, id))
  const ends = steps.filter(({ id }) => !left.has(id)).map(({ id }) => tie('end', id, endId))
  return [...starts, ...own, ...ends]
}

/** The lines that lead back. */
export function backTiesOf({ loops }: ShownProcedure): readonly BackTie[] {
  return loops.map((loop, at) => {
    return { id: `back-${at}`, from: loop.from, to: loop.to, rounds: loop.rounds, loop }
  })
}

function stepTies(step: ShownStep): readonly Tie[] {
  const { id, after, requires, triggers, before, reviews, excludes, together } = step
  // What is said of both is drawn once.
  const others = (names: readonly string[]): readonly string[] => names.filter((other) => id < other)
  const ordered = new Set(after)
  return [
    ...after.map((other) => tie('after', other, id)),
    ...requires.filter((other) => !ordered.has(other)).map((other) => tie('requires', other, id)),
    ...triggers.map((other) => tie('triggers', id, other)),
    ...before.map((other) => tie('before', id, other)),
    ...reviews.map((other) => tie('reviews', other, id)),
    ...others(excludes).map((other) => tie('excludes', id, other)),
    ...others(together).map((other) => tie('together', id, other)),
  ]
}

function tie(kind: TieKind, from: string, to: string): Tie {
  return { id: `${kind} ${from} ${to}`, kind, from, to }
}
