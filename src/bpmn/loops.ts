import { certain } from '#fault'
import type { Condition } from '#task'
import { type Arrivals, type Endings, isOver } from './arrivals.ts'
import type { Back, Flow, Ways } from './diagram.ts'
import { never } from './functions.ts'
import type { GraphFault } from './graph-fault.ts'
import type { Tokens } from './tokens.ts'

/** A way back as a procedure says it. */
export interface Loop extends Back {
  /** The id of its flow. */
  readonly flow: string
  /** The step that sends back, and the one that is taken again first. */
  readonly from: string
  readonly to: string
  readonly when: Condition
  /** What must wait for what, though no token of the one leads to the other, for all to be of the loop. */
  readonly ties: readonly Tie[]
}

/** Two steps of which one is over before the other begins. */
export interface Tie {
  readonly earlier: string
  readonly later: string
}

/** The loop that a flow leads back by, or why a procedure cannot say it. */
export function loopOf(
  tokens: Tokens,
  arrivals: Arrivals,
  endings: Endings,
  flow: Flow,
): Loop | Extract<GraphFault, { readonly kind: 'loop-astray' | 'loop-open' }> {
  const { functions, carried, order, ways } = tokens
  const body = bodyOf(ways, flow)
  const back = certain(flow.back, 'what leads back')
  const crossing = [...ways.from.values()].flat().filter((other) => {
    return crosses(body, flow, other) && !(body.has(other.to) && isKept(tokens, arrivals, other, back.keeps))
  })
  if (body.size === 0 || crossing.length > 0) {
    return { kind: 'loop-open', at: flow.id, others: crossing.map(({ id }) => id) }
  }
  const fn = carried.get(flow.id) ?? never
  const sending = (arrivals.get(flow.from) ?? []).filter((one) => functions.and(one.fn, fn) !== never)
  const senders = new Set(sending.flatMap(({ steps }) => [...steps]))
  const [from] = senders
  const steps = order.filter(({ id }) => body.has(id)).map(({ step }) => step)
  const [to] = steps
  if (from === undefined || to === undefined || senders.size > 1) return { kind: 'loop-astray', at: flow.id }
  const pairs = steps.flatMap((step) => [
    { earlier: to, later: step },
    { earlier: step, later: from },
  ])
  const apart = pairs.filter((pair) => pair.earlier !== pair.later && !isBefore(endings, pair))
  if (!apart.every((pair) => isOverBefore(tokens, arrivals, endings, pair))) {
    return { kind: 'loop-astray', at: flow.id }
  }
  const when = certain(flow.condition, 'the condition of a flow that leads back')
  return { flow: flow.id, from, to, when, ...back, ties: apart }
}

function isBefore(endings: Endings, { earlier, later }: Tie): boolean {
  return endings.get(later)?.before.has(earlier) ?? false
}

/** Whether a step is over, taken or skipped, whenever a token comes to another. */
function isOverBefore(
  tokens: Tokens,
  arrivals: Arrivals,
  endings: Endings,
  { earlier, later }: Tie,
): boolean {
  const task = tokens.order.find(({ step }) => step === later)
  return (arrivals.get(task?.id ?? '') ?? []).every((arrival) => isOver(tokens, endings, earlier, arrival))
}

/** Whether all steps behind which the token of a flow comes are among those that are kept. */
function isKept(tokens: Tokens, arrivals: Arrivals, { from }: Flow, keeps: readonly string[]): boolean {
  const task = tokens.order.find(({ id }) => id === from)
  const steps = task ? [task.step] : (arrivals.get(from) ?? []).flatMap((arrival) => [...arrival.steps])
  return steps.length > 0 && steps.every((step) => keeps.includes(step))
}

/** The nodes between the ends of a flow that leads back: all that is gone through again. */
function bodyOf({ from, to }: Ways, { from: last, to: first }: Flow): ReadonlySet<string> {
  const ahead = reached(first, (id) => onward(from.get(id)).map((flow) => flow.to))
  const behind = reached(last, (id) => onward(to.get(id)).map((flow) => flow.from))
  return ahead.has(last) ? ahead.intersection(behind) : new Set()
}

function onward(flows: readonly Flow[] = []): readonly Flow[] {
  return flows.filter(({ back }) => back === undefined)
}

function reached(start: string, next: (id: string) => readonly string[]): ReadonlySet<string> {
  const found = new Set([start])
  for (const id of found) for (const one of next(id)) found.add(one)
  return found
}

/** Whether a flow leaves or enters a loop elsewhere than at its ends. */
function crosses(body: ReadonlySet<string>, { from: last, to: first }: Flow, flow: Flow): boolean {
  const leaves = body.has(flow.from) && !body.has(flow.to) && flow.from !== last
  const enters = !body.has(flow.from) && body.has(flow.to) && flow.to !== first
  return flow.back === undefined && (leaves || enters)
}
