import { accept, type Result, refuse } from '#fault'
import type { Condition } from '#task'
import { type Arrival, type Arrivals, type Endings, earlyChoices, findArrivals, isOver } from './arrivals.ts'
import { conditionOf } from './condition.ts'
import type { Diagram, OrderedStep } from './diagram.ts'
import { always, type Fn, never } from './functions.ts'
import type { GraphFault } from './graph-fault.ts'
import { type Loop, loopOf } from './loops.ts'
import { followTokens, functionOf, holdsNever, type TaskNode, type Tokens } from './tokens.ts'

/** The order of a diagram's steps as a procedure says it. */
export interface Ordering {
  readonly steps: readonly OrderedStep[]
  readonly loops: readonly Loop[]
  /** Whether a step that waits for `after` and is wanted `when` does what the diagram says of it. */
  saysTheSame(step: string, after: readonly string[], when: Condition | undefined): boolean
}

/**
 * Says the order of a diagram's steps by `after` and `when`, exactly: a step begins when, and only when, a
 * token would reach it. What a procedure cannot say so is refused.
 */
export function orderingOf(diagram: Diagram): Result<Ordering, readonly GraphFault[]> {
  const tokens = followTokens(diagram)
  if (!tokens.ok) return tokens
  const arrivals = findArrivals(tokens.value)
  if (!arrivals.ok) return refuse([arrivals.fault])
  const place = {
    tokens: tokens.value,
    arrivals: arrivals.value,
    endings: endingsOf(tokens.value, arrivals.value),
  }
  const steps = tokens.value.order.map((task) => stepOf(place, task))
  const loops = diagram.flows
    .filter(({ back }) => back)
    .map((flow) => loopOf(place.tokens, place.arrivals, place.endings, flow))
  const faults = [
    ...earlyChoices(place.tokens, place.arrivals, place.endings, diagram.flows),
    ...steps.flatMap((step) => (step.ok ? [] : [step.fault])),
    ...loops.flatMap((loop) => ('kind' in loop ? [loop] : [])),
  ]
  if (tokens.value.functions.spent) return refuse([{ kind: 'too-complex', at: diagram.nodes[0]?.id ?? '' }])
  if (faults.length > 0) return refuse(faults)
  return accept({
    steps: steps.flatMap((step) => (step.ok ? [step.value] : [])),
    loops: loops.flatMap((loop) => ('kind' in loop ? [] : [loop])),
    saysTheSame: (step, after, when) => {
      const task = tokens.value.order.find((one) => one.step === step)
      return (
        task !== undefined && longerWait(place, task, after) === undefined && saysSo(place, task, after, when)
      )
    },
  })
}

interface Place {
  readonly tokens: Tokens
  readonly arrivals: Arrivals
  readonly endings: Endings
}

function endingsOf({ order }: Tokens, arrivals: Arrivals): Endings {
  const after = new Map<string, readonly string[]>()
  const before = new Map<string, ReadonlySet<string>>()
  const places = new Map(order.map(({ step }, at) => [step, at]))
  for (const { id, step } of order) {
    const direct = new Set((arrivals.get(id) ?? []).flatMap(({ steps }) => [...steps]))
    after.set(
      step,
      [...direct].toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)),
    )
    before.set(step, new Set([...direct].flatMap((one) => [one, ...(before.get(one) ?? [])])))
  }
  return { after, before }
}

function stepOf(place: Place, task: TaskNode): Result<OrderedStep, GraphFault> {
  const { step, outcomes } = task
  const after = place.endings.after.get(step) ?? []
  const waits = longerWait(place, task, after)
  if (waits !== undefined) return refuse({ kind: 'would-wait', at: task.id, step: waits })
  if (saysSo(place, task, after, undefined)) return accept({ id: step, after, outcomes })
  const { tokens } = place
  const { functions } = tokens
  const care = functions.and(someTaken(tokens, after), tokens.care)
  const when = conditionOf(tokens, tokens.taken.get(step) ?? never, care, (condition) =>
    saysSo(place, task, after, condition),
  )
  return when ? accept({ id: step, after, when, outcomes }) : refuse({ kind: 'too-complex', at: task.id })
}

/** The first step of `after` that need not be over when a token comes. */
function longerWait(
  { tokens, arrivals, endings }: Place,
  { id }: TaskNode,
  after: readonly string[],
): string | undefined {
  return after.find((step) =>
    (arrivals.get(id) ?? []).some((arrival) => !isOver(tokens, endings, step, arrival)),
  )
}

/** Whether the step is taken in the same cases, and not before all that its token comes behind. */
function saysSo(
  place: Place,
  task: TaskNode,
  after: readonly string[],
  when: Condition | undefined,
): boolean {
  const { tokens, arrivals, endings } = place
  const { functions, taken } = tokens
  const wanted = when && functionOf(tokens, when)
  if (typeof wanted === 'string') return false
  const waited = { fn: taken.get(task.step) ?? never, steps: new Set(after) }
  const early = (arrivals.get(task.id) ?? []).some(({ steps }) => {
    return [...steps].some((step) => !after.includes(step) && !isBefore(endings, waited, step))
  })
  if (early) return false
  const reached = someTaken(tokens, after)
  const said = wanted === undefined ? reached : functions.and(reached, wanted)
  const { fn } = waited
  return holdsNever(tokens, functions.minus(said, fn)) && holdsNever(tokens, functions.minus(fn, said))
}

function isBefore({ before }: Endings, { steps }: Arrival, step: string): boolean {
  return [...steps].some((one) => before.get(one)?.has(step))
}

function someTaken({ functions, taken }: Tokens, steps: readonly string[]): Fn {
  return steps.length === 0 ? always : functions.any(steps.map((step) => taken.get(step) ?? never))
}
