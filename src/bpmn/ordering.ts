import { accept, type Result, refuse } from '#fault'
import type { Condition } from '#task'
import { type Arrivals, type Endings, earlyChoices, findArrivals, isOver } from './arrivals.ts'
import { conditionOf } from './condition.ts'
import type { Diagram, OrderedStep } from './diagram.ts'
import { never } from './functions.ts'
import type { GraphFault } from './graph-fault.ts'
import { type Loop, loopOf } from './loops.ts'
import { someTaken } from './reach.ts'
import { followTokens, functionOf, holdsNever, type TaskNode, type Tokens } from './tokens.ts'

/** For what a step waits, and when it is wanted then. */
export interface Wording {
  readonly after: readonly string[]
  readonly when?: Condition
}

/** The order of a diagram's steps as a procedure says it. */
export interface Ordering {
  readonly steps: readonly OrderedStep[]
  readonly loops: readonly Loop[]
  /** Of other words for the order of steps, those that do not say what the diagram does, with the others. */
  misfits(words: ReadonlyMap<string, Wording>): readonly string[]
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
  const place: Place = { tokens: tokens.value, arrivals: arrivals.value, endings: new Map() }
  const direct = directOf(place)
  const loops = diagram.flows
    .filter(({ back }) => back)
    .map((flow) => loopOf(tokens.value, arrivals.value, endingsOf(direct), flow))
  const ties = loops.flatMap((loop) => ('kind' in loop ? [] : loop.ties))
  for (const { earlier, later } of ties) direct.set(later, [...(direct.get(later) ?? []), earlier])
  const derived = { ...place, endings: endingsOf(direct) }
  const steps = tokens.value.order.map((task) => stepOf(derived, task))
  const faults = [
    ...earlyChoices(tokens.value, arrivals.value, derived.endings, diagram.flows),
    ...steps.flatMap((step) => (step.ok ? [] : [step.fault])),
    ...loops.flatMap((loop) => ('kind' in loop ? [loop] : [])),
  ]
  if (tokens.value.functions.spent) return refuse([{ kind: 'too-complex', at: diagram.nodes[0]?.id ?? '' }])
  if (faults.length > 0) return refuse(faults)
  return accept({
    steps: steps.flatMap((step) => (step.ok ? [step.value] : [])),
    loops: loops.flatMap((loop) => ('kind' in loop ? [] : [loop])),
    misfits: (words) => misfitsOf(place, direct, words),
  })
}

/** A diagram's tokens, and what is over when steps are, as some words for their order have it. */
interface Place {
  readonly tokens: Tokens
  readonly arrivals: Arrivals
  readonly endings: Endings
}

/** For each step those right behind which its tokens come. */
function directOf({ tokens, arrivals }: Place): Map<string, readonly string[]> {
  const places = new Map(tokens.order.map(({ step }, at) => [step, at]))
  return new Map(
    tokens.order.map(({ id, step }) => {
      const direct = new Set((arrivals.get(id) ?? []).flatMap(({ steps }) => [...steps]))
      return [step, [...direct].toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0))]
    }),
  )
}

function endingsOf(after: ReadonlyMap<string, readonly string[]>): Endings {
  return new Map(
    Array.from(after, ([step, list]) => {
      const before = new Set(list)
      for (const one of before) for (const earlier of after.get(one) ?? []) before.add(earlier)
      return [step, { after: list, before }]
    }),
  )
}

function misfitsOf(
  place: Place,
  direct: ReadonlyMap<string, readonly string[]>,
  words: ReadonlyMap<string, Wording>,
): readonly string[] {
  const said = Array.from(words, ([step, { after }]): [string, readonly string[]] => [step, after])
  const spoken = { ...place, endings: endingsOf(new Map([...direct, ...said])) }
  return place.tokens.order.flatMap((task) => {
    const { after, when } = words.get(task.step) ?? {}
    if (after === undefined) return []
    return longerWait(spoken, task, after) === undefined && saysSo(spoken, task, after, when)
      ? []
      : [task.step]
  })
}

function stepOf(place: Place, task: TaskNode): Result<OrderedStep, GraphFault> {
  const { step, outcomes } = task
  const after = place.endings.get(step)?.after ?? []
  const waits = longerWait(place, task, after)
  if (waits !== undefined) return refuse({ kind: 'would-wait', at: task.id, step: waits })
  if (saysSo(place, task, after, undefined)) return accept({ id: step, after, outcomes })
  const { tokens } = place
  const { functions, taken } = tokens
  const care = functions.and(someTaken(tokens, after), tokens.care)
  const when = conditionOf(tokens, taken.get(step) ?? never, care, (condition) =>
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
  { tokens, arrivals, endings }: Place,
  { id, step }: TaskNode,
  after: readonly string[],
  when: Condition | undefined,
): boolean {
  const { functions, taken } = tokens
  const wanted = when && functionOf(tokens, when)
  if (typeof wanted === 'string') return false
  const awaited = new Set(after.flatMap((one) => [one, ...(endings.get(one)?.before ?? [])]))
  if (!(arrivals.get(id) ?? []).every(({ steps }) => steps.isSubsetOf(awaited))) return false
  const reached = someTaken(tokens, after)
  const said = wanted === undefined ? reached : functions.and(reached, wanted)
  const fn = taken.get(step) ?? never
  return holdsNever(tokens, functions.minus(said, fn)) && holdsNever(tokens, functions.minus(fn, said))
}
