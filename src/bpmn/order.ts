import { accept, certain, type Result, refuse } from '#fault'
import { type Diagram, type DiagramNode, type Flow, type Ways, waysOf } from './diagram.ts'
import type { GraphFault } from './graph-fault.ts'

/** What is wrong with the shape of a diagram, before any token moves. */
export function shapeFaults({ nodes, flows }: Diagram): readonly GraphFault[] {
  const ways = waysOf(nodes, flows)
  const starts = nodes.filter(({ kind }) => kind === 'start')
  const [first, ...further] = starts
  const faults: GraphFault[] = []
  if (!first) faults.push({ kind: 'start-missing', at: '' })
  if (first && further.length > 0) {
    faults.push({ kind: 'starts-several', at: first.id, others: further.map(({ id }) => id) })
  }
  return [...faults, ...nodes.flatMap((node) => [...endFaults(ways, node), ...choiceFaults(ways, node)])]
}

function endFaults({ from, to }: Ways, { id, kind }: DiagramNode): readonly GraphFault[] {
  const faults: GraphFault[] = []
  const arriving = to.get(id) ?? []
  if (kind !== 'start' && arriving.every(({ back }) => back)) faults.push({ kind: 'no-way-in', at: id })
  if (kind !== 'end' && from.get(id)?.length === 0) faults.push({ kind: 'no-way-on', at: id })
  const astray = kind === 'start' ? arriving : kind === 'end' ? (from.get(id) ?? []) : []
  return [...faults, ...astray.map((flow): GraphFault => ({ kind: 'flow-astray', at: flow.id }))]
}

function choiceFaults({ from }: Ways, { id, kind }: DiagramNode): readonly GraphFault[] {
  const leaving = from.get(id) ?? []
  const chooses = kind === 'exclusive' && leaving.length > 1
  if (!chooses) {
    const astray = leaving.filter(({ condition, otherwise }) => condition || otherwise)
    const back = leaving.filter((flow) => flow.back)
    return [
      ...astray.map((flow): GraphFault => ({ kind: 'condition-astray', at: flow.id })),
      ...back.map((flow): GraphFault => ({ kind: 'loop-astray', at: flow.id })),
    ]
  }
  return leaving.flatMap((flow): readonly GraphFault[] => {
    if (flow.back && !flow.condition) return [{ kind: 'condition-missing', at: flow.id }]
    if (flow.otherwise) return flow.condition ? [{ kind: 'condition-astray', at: flow.id }] : []
    return flow.condition ? [] : [{ kind: 'condition-missing', at: flow.id }]
  })
}

/**
 * The nodes, each behind those from which flows reach it, but for the flows that lead back; among equals in
 * the order of the diagram. A circle of other flows is refused, naming its nodes.
 */
export function nodesInOrder({ nodes, flows }: Diagram): Result<readonly DiagramNode[], GraphFault> {
  const onward = flows.filter(({ back }) => back === undefined)
  const { from, to } = waysOf(nodes, onward)
  const waiting = new Map(nodes.map(({ id }) => [id, to.get(id)?.length ?? 0]))
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const ready = nodes.filter(({ id }) => waiting.get(id) === 0).toReversed()
  const order: DiagramNode[] = []
  for (let node = ready.pop(); node; node = ready.pop()) {
    order.push(node)
    for (const flow of (from.get(node.id) ?? []).toReversed()) {
      const left = (waiting.get(flow.to) ?? 0) - 1
      waiting.set(flow.to, left)
      if (left === 0) ready.push(certain(byId.get(flow.to), 'the node a flow leads to'))
    }
  }
  if (order.length === nodes.length) return accept(order)
  const done = new Set(order.map(({ id }) => id))
  return refuse(
    circleOf(
      nodes.filter(({ id }) => !done.has(id)),
      from,
    ),
  )
}

/** From a node that waits for itself, going on long enough comes to a circle, and round it. */
function circleOf(left: readonly DiagramNode[], from: ReadonlyMap<string, readonly Flow[]>): GraphFault {
  const waits = new Set(left.map(({ id }) => id))
  const seen: string[] = []
  const known = new Set<string>()
  // Backwards there is always one more that waits.
  const into = new Map<string, string>()
  for (const [id, flows] of from) if (waits.has(id)) for (const { to } of flows) into.set(to, id)
  let at = left[0]?.id ?? ''
  while (!known.has(at)) {
    known.add(at)
    seen.push(at)
    at = into.get(at) ?? at
  }
  const circle = seen.slice(seen.indexOf(at)).toReversed()
  return { kind: 'loop-unreleased', at: certain(circle[0], 'a node of a circle'), others: circle.slice(1) }
}
