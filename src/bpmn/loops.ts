import { certain } from '#fault'
import type { Condition } from '#task'
import type { Arrivals, Endings } from './arrivals.ts'
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
  const isBetween = (step: string): boolean =>
    (step === to || isBefore(endings, to, step)) && (step === from || isBefore(endings, step, from))
  if (from === undefined || to === undefined || senders.size > 1 || !steps.every(isBetween)) {
    return { kind: 'loop-astray', at: flow.id }
  }
  const when = certain(flow.condition, 'the condition of a flow that leads back')
  return { flow: flow.id, from, to, when, ...back }
}

/** Whether all steps behind which the token of a flow comes are among those that are kept. */
function isKept(tokens: Tokens, arrivals: Arrivals, { from }: Flow, keeps: readonly string[]): boolean {
  const task = tokens.order.find(({ id }) => id === from)
  const steps = task ? [task.step] : (arrivals.get(from) ?? []).flatMap((arrival) => [...arrival.steps])
  return steps.length > 0 && steps.every((step) => keeps.includes(step))
}

function isBefore(endings: Endings, earlier: string | undefined, later: string | undefined): boolean {
  return earlier !== undefined && later !== undefined && (endings.get(later)?.before.has(earlier) ?? false)
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
