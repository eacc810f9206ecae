import { accept, type Result, refuse } from '#fault'
import type { DiagramNode, Flow } from './diagram.ts'
import { always, type Fn, never } from './functions.ts'
import type { GraphFault } from './graph-fault.ts'
import { arrivingAt, comparisons, holdsNever, type Tokens } from './tokens.ts'

/** One way in which a token comes to a place: when it does, and behind which steps. */
export interface Arrival {
  readonly fn: Fn
  readonly steps: ReadonlySet<string>
}

/** How tokens come to each node, by its id. */
export type Arrivals = ReadonlyMap<string, readonly Arrival[]>

/**
 * Branches that meet make as many ways as there are branches, those that run side by side multiply; whoever
 * draws more cannot say any more when a step begins.
 */
const arrivalsMax = 64

/** Finds behind which steps the tokens of each node come. */
export function findArrivals(tokens: Tokens): Result<Arrivals, GraphFault> {
  const { functions, carried, ways } = tokens
  const atNode = new Map<string, readonly Arrival[]>()
  const onFlow = new Map<string, readonly Arrival[]>()
  for (const node of tokens.nodes) {
    const arriving = arrivingAt(tokens, node.id).map(({ id }) => onFlow.get(id) ?? [])
    const arrivals = node.kind === 'parallel' ? joined(tokens, arriving) : merged(tokens, node, arriving)
    if (arrivals === undefined || arrivals.length > arrivalsMax || functions.spent) {
      return refuse({ kind: 'too-complex', at: node.id })
    }
    atNode.set(node.id, arrivals)
    for (const { id } of ways.from.get(node.id) ?? []) {
      const fn = carried.get(id) ?? never
      const left =
        node.kind === 'task' ? [{ fn, steps: new Set([node.step]) }] : narrowed(tokens, arrivals, fn)
      onFlow.set(id, left)
    }
  }
  return accept(atNode)
}

/** The ways that a flow's function leaves open. */
function narrowed(tokens: Tokens, arrivals: readonly Arrival[], fn: Fn): readonly Arrival[] {
  return arrivals
    .map((arrival) => ({ ...arrival, fn: tokens.functions.and(arrival.fn, fn) }))
    .filter((arrival) => !holdsNever(tokens, arrival.fn))
}

/** Ways behind the same steps are one. */
function merged(
  { functions }: Tokens,
  node: DiagramNode,
  arriving: readonly (readonly Arrival[])[],
): readonly Arrival[] {
  if (node.kind === 'start') return [{ fn: always, steps: new Set() }]
  const bySteps = new Map<string, Arrival>()
  for (const arrival of arriving.flat()) {
    const key = [...arrival.steps].toSorted().join(' ')
    const known = bySteps.get(key)
    bySteps.set(key, known ? { ...known, fn: functions.or(known.fn, arrival.fn) } : arrival)
  }
  return [...bySteps.values()]
}

/** Every combination of the ways of branches that can be; `undefined` when they are too many. */
function joined(tokens: Tokens, branches: readonly (readonly Arrival[])[]): readonly Arrival[] | undefined {
  let all: readonly Arrival[] = branches[0] ?? []
  for (const branch of branches.slice(1)) {
    all = all.flatMap((one) => narrowed(tokens, branch, one.fn).map((other) => both(one, other)))
    if (all.length > arrivalsMax) return undefined
  }
  return all
}

function both(one: Arrival, other: Arrival): Arrival {
  return { fn: other.fn, steps: one.steps.union(other.steps) }
}

/** For what each step waits, and all steps that are over before it begins. */
export type Endings = ReadonlyMap<
  string,
  { readonly after: readonly string[]; readonly before: ReadonlySet<string> }
>

/** Whether a step is over, one way or the other, as soon as a token has come in this way. */
export function isOver(tokens: Tokens, endings: Endings, step: string, arrival: Arrival): boolean {
  const { functions, taken } = tokens
  if (arrival.steps.has(step)) return true
  for (const one of arrival.steps) if (endings.get(one)?.before.has(step)) return true
  if (!holdsNever(tokens, functions.and(arrival.fn, taken.get(step) ?? never))) return false
  const after = endings.get(step)?.after ?? []
  // A step that is never taken in this case is skipped once all before it are over.
  return after.length > 0 && after.every((one) => isOver(tokens, endings, one, arrival))
}

/** Choices by the outcome of a step that may still run. */
export function earlyChoices(
  tokens: Tokens,
  arrivals: Arrivals,
  endings: Endings,
  flows: readonly Flow[],
): readonly GraphFault[] {
  return flows.flatMap(({ id, from, condition }): readonly GraphFault[] => {
    if (!condition) return []
    const early = comparisons(condition).find(({ step }) =>
      (arrivals.get(from) ?? []).some((arrival) => !isOver(tokens, endings, step, arrival)),
    )
    return early === undefined ? [] : [{ kind: 'condition-too-early', at: id, step: early.step }]
  })
}
