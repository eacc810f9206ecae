import { accept, certain, type Result, refuse } from '#fault'
import type { Comparison, Condition } from '#task'
import { type Diagram, type DiagramNode, type Flow, type Ways, waysOf } from './diagram.ts'
import { always, type Fn, Functions, never } from './functions.ts'
import type { GraphFault } from './graph-fault.ts'
import { nodesInOrder, shapeFaults } from './order.ts'

/** Where the tokens of a diagram go, for every combination of outcomes. */
export interface Tokens {
  readonly functions: Functions
  /** The steps in an order in which each comes behind those it waits for; their places are the variables. */
  readonly order: readonly TaskNode[]
  /** What is left when every loop was gone round as often as it is. */
  readonly care: Fn
  /** When a token passes over a flow, by its id. */
  readonly carried: ReadonlyMap<string, Fn>
  /** When a step is taken. */
  readonly taken: ReadonlyMap<string, Fn>
  readonly ways: Ways
  readonly nodes: readonly DiagramNode[]
}

export type TaskNode = Extract<DiagramNode, { readonly kind: 'task' }>

interface Walk extends Omit<Tokens, 'care'> {
  readonly carried: Map<string, Fn>
  readonly taken: Map<string, Fn>
  readonly faults: GraphFault[]
}

/**
 * Plays the token game of a diagram for all outcomes at once: every token that can come is followed, none
 * doubled and none lost. Conditions depend on outcomes alone, so each flow carries a token or not for each
 * combination of them, in whatever order steps are taken.
 */
export function followTokens(diagram: Diagram): Result<Tokens, readonly GraphFault[]> {
  const misshapen = shapeFaults(diagram)
  if (misshapen.length > 0) return refuse(misshapen)
  const nodes = nodesInOrder(diagram)
  if (!nodes.ok) return refuse([nodes.fault])
  const order = nodes.value.filter((node): node is TaskNode => node.kind === 'task')
  const walk: Walk = {
    functions: new Functions(order.map(({ outcomes }) => outcomes.length)),
    order,
    carried: new Map(),
    taken: new Map(),
    ways: waysOf(diagram.nodes, diagram.flows),
    nodes: nodes.value,
    faults: [],
  }
  for (const node of nodes.value) passOn(walk, node)
  if (walk.faults.length > 0) return refuse(walk.faults)
  const tokens = { ...walk, care: careOf(walk, diagram.flows) }
  const faults =
    tokens.care === never ? endless(diagram.flows) : nodes.value.flatMap((node) => judged(tokens, node))
  if (walk.functions.spent) return refuse([{ kind: 'too-complex', at: nodes.value[0]?.id ?? '' }])
  return faults.length > 0 ? refuse(faults) : accept(tokens)
}

/** What a function is of a condition: a step that was not taken has no outcome. */
export function functionOf(
  tokens: Pick<Tokens, 'functions' | 'order' | 'taken'>,
  condition: Condition,
): Fn | Extract<GraphFault, { readonly kind: 'condition-unknown' | 'condition-too-early' }>['kind'] {
  const { functions } = tokens
  if ('of' in condition) {
    let sum = condition.kind === 'all' ? always : never
    for (const part of condition.of) {
      const fn = functionOf(tokens, part)
      if (typeof fn === 'string') return fn
      sum = condition.kind === 'all' ? functions.and(sum, fn) : functions.or(sum, fn)
    }
    return sum
  }
  const place = tokens.order.findIndex(({ step }) => step === condition.step)
  const outcome = tokens.order[place]?.outcomes.indexOf(condition.outcome) ?? -1
  if (outcome < 0) return 'condition-unknown'
  const taken = tokens.taken.get(condition.step)
  if (taken === undefined) return 'condition-too-early'
  const is = functions.and(taken, functions.is(place, outcome))
  return condition.kind === 'is' ? is : functions.minus(always, is)
}

/** Whether a function holds nowhere that counts. */
export function holdsNever({ functions, care }: Pick<Tokens, 'functions' | 'care'>, fn: Fn): boolean {
  return functions.and(fn, care) === never
}

/** The flows that reach a node, without those that lead back. */
export function arrivingAt({ ways }: Pick<Tokens, 'ways'>, node: string): readonly Flow[] {
  return (ways.to.get(node) ?? []).filter(({ back }) => back === undefined)
}

function passOn(walk: Walk, node: DiagramNode): void {
  const { functions, carried } = walk
  const arriving = arrivingAt(walk, node.id).map(({ id }) => certain(carried.get(id), 'a flow walked before'))
  const token =
    node.kind === 'start'
      ? always
      : node.kind === 'parallel'
        ? arriving.reduce((all, fn) => functions.and(all, fn), always)
        : functions.any(arriving)
  if (node.kind === 'task') walk.taken.set(node.step, token)
  const leaving = walk.ways.from.get(node.id) ?? []
  if (node.kind !== 'exclusive' || leaving.length === 1) {
    for (const { id } of leaving) carried.set(id, token)
    return
  }
  const chosen = new Map(leaving.map((flow) => [flow, chosenBy(walk, flow, token)]))
  const named = functions.any([...chosen.values()])
  for (const [flow, fn] of chosen) {
    carried.set(flow.id, flow.otherwise === true ? functions.minus(token, named) : fn)
  }
}

function chosenBy(walk: Walk, { id, condition }: Flow, token: Fn): Fn {
  if (!condition) return never
  const fn = functionOf(walk, condition)
  if (typeof fn === 'number') return walk.functions.and(token, fn)
  const odd = comparisons(condition).find((one) => functionOf(walk, one) === fn)
  const { step, outcome } = certain(odd, 'the comparison that is no function')
  walk.faults.push({ kind: fn, at: id, step, outcome })
  return never
}

/** The comparisons of a condition. */
export function comparisons(condition: Condition): readonly Comparison[] {
  return 'of' in condition ? condition.of.flatMap(comparisons) : [condition]
}

/** In the end no loop is gone round again. */
function careOf({ functions, carried }: Walk, flows: readonly Flow[]): Fn {
  const back = flows.filter((flow) => flow.back).map(({ id }) => carried.get(id) ?? never)
  return functions.minus(always, functions.any(back))
}

function endless(flows: readonly Flow[]): readonly GraphFault[] {
  return flows.filter(({ back }) => back).map(({ id }) => ({ kind: 'loop-endless', at: id }))
}

function judged(tokens: Tokens, node: DiagramNode): readonly GraphFault[] {
  const { functions, carried, ways } = tokens
  const fnOf = ({ id }: Flow): Fn => carried.get(id) ?? never
  const arriving = arrivingAt(tokens, node.id)
  const leaving = ways.from.get(node.id) ?? []
  const faults: GraphFault[] = []
  const at = node.id
  if (node.kind === 'parallel') {
    const token = functions.any(arriving.map(fnOf))
    const others = arriving.filter((flow) => !holdsNever(tokens, functions.minus(token, fnOf(flow))))
    if (others.length > 0) faults.push({ kind: 'join-deadlock', at, others: others.map(({ id }) => id) })
  } else if (node.kind !== 'end') {
    const others = overlapping(tokens, arriving)
    if (others.length > 0) faults.push({ kind: 'double-token', at, others })
  }
  if (node.kind === 'task' && holdsNever(tokens, tokens.taken.get(node.step) ?? never)) {
    faults.push({ kind: 'never-reached', at })
  }
  if (node.kind === 'exclusive' && leaving.length > 1) {
    const others = overlapping({ ...tokens, care: always }, leaving)
    if (others.length > 0) faults.push({ kind: 'conditions-overlap', at, others })
    const open = functions.minus(functions.any(arriving.map(fnOf)), functions.any(leaving.map(fnOf)))
    if (!holdsNever({ ...tokens, care: always }, open)) faults.push({ kind: 'conditions-open', at })
  }
  return faults
}

/** The first two flows that can both carry a token. */
function overlapping(tokens: Tokens, flows: readonly Flow[]): readonly string[] {
  const { functions, carried } = tokens
  for (const [at, flow] of flows.entries()) {
    const fn = carried.get(flow.id) ?? never
    const other = flows
      .slice(at + 1)
      .find(({ id }) => !holdsNever(tokens, functions.and(fn, carried.get(id) ?? never)))
    if (other) return [flow.id, other.id]
  }
  return []
}
