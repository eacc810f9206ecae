import type { Condition } from '#task'

/** A process as its tokens see it: nodes and the flows between them. */
export interface Diagram {
  readonly nodes: readonly DiagramNode[]
  readonly flows: readonly Flow[]
}

/**
 * A node; `id` is that of its element. A task and an exclusive gateway pass on each token that comes, a
 * parallel gateway waits for one on every flow. Tokens leave over every flow, from an exclusive gateway over
 * one.
 */
export type DiagramNode =
  | { readonly id: string; readonly kind: 'start' | 'end' | 'exclusive' | 'parallel' }
  | {
      readonly id: string
      readonly kind: 'task'
      readonly step: string
      readonly outcomes: readonly string[]
    }

export interface Flow {
  readonly id: string
  readonly from: string
  readonly to: string
  /** When an exclusive gateway sends its token here. */
  readonly condition?: Condition
  /** Where an exclusive gateway sends a token that goes nowhere else. */
  readonly otherwise?: boolean
  /** It leads back to a step that was taken before. */
  readonly back?: Back
}

export interface Back {
  /** The step with which the people of earlier rounds no longer count. */
  readonly release: string
  /** How often the steps between may be taken in all. */
  readonly rounds: number
  /** Steps outside whose tokens, once come, count in every round: they are not taken again. */
  readonly keeps: readonly string[]
}

/** A step as the flows of a diagram, or a procedure's text, order it. */
export interface OrderedStep {
  readonly id: string
  readonly after: readonly string[]
  readonly when?: Condition
  readonly outcomes: readonly string[]
}

/** The flows that leave a node and those that reach it, in the order of the diagram. */
export interface Ways {
  readonly from: ReadonlyMap<string, readonly Flow[]>
  readonly to: ReadonlyMap<string, readonly Flow[]>
}

/** The flows of a diagram by their ends. */
export function waysOf(nodes: readonly DiagramNode[], flows: readonly Flow[]): Ways {
  const from = new Map<string, Flow[]>(nodes.map(({ id }) => [id, []]))
  const to = new Map<string, Flow[]>(nodes.map(({ id }) => [id, []]))
  for (const flow of flows) {
    from.get(flow.from)?.push(flow)
    to.get(flow.to)?.push(flow)
  }
  return { from, to }
}
