import type { Procedure } from '#task'
import type { Diagram } from './diagram.ts'
import { procedureKeys, stepKeys } from './keys.ts'
import type { Timer } from './layout.ts'
import { type Plain, wordOf } from './markup.ts'
import { nodesInOrder } from './order.ts'

/** Who stands where: the lanes of a procedure, what is in each, and the timers of its steps. */
export interface Hall {
  readonly lanes: readonly Lane[]
  /** The lane of each node, by its place in the list. */
  readonly laneOf: ReadonlyMap<string, number>
  readonly timers: readonly StepTimer[]
}

export interface Lane {
  readonly name: string
  readonly by: Plain
}

/** A deadline of a step; one that interrupts ends it. */
export interface StepTimer extends Timer {
  /** ISO 8601. */
  readonly text: string
  readonly interrupting: boolean
}

/** Gives each trustee a lane, in the order of the steps; what nobody takes stands with what comes before. */
export function hallOf(procedure: Procedure, diagram: Diagram): Hall {
  const trustees = new Map<string, number>()
  const lanes: Lane[] = []
  const laneFor = (by: Plain): number => {
    const key = JSON.stringify(by)
    const known = trustees.get(key)
    if (known !== undefined) return known
    trustees.set(key, lanes.length)
    return lanes.push({ name: trusteeName(by), by }) - 1
  }
  const keys = procedure.steps.map((step) => ({ id: step.id, keys: stepKeys(step) }))
  const laneOf = new Map(keys.map(({ id, keys: { by = 'anyone' } }) => [id, laneFor(by)]))
  const opener = trustees.get(JSON.stringify(procedureKeys(procedure)['opened-by']))
  const start = diagram.nodes.find(({ kind }) => kind === 'start')
  if (start && opener !== undefined) laneOf.set(start.id, opener)
  placeRest(diagram, laneOf)
  return { lanes, laneOf, timers: keys.flatMap(({ id, keys: step }) => timersOf(id, step)) }
}

/** What brings branches together stands with what follows, all else with what is before it. */
function placeRest(diagram: Diagram, laneOf: Map<string, number>): void {
  const onward = diagram.flows.filter(({ back }) => back === undefined)
  const order = nodesInOrder(diagram)
  const nodes = order.ok ? order.value : []
  for (const { id, kind } of nodes.toReversed()) {
    const [next, ...others] = onward.filter(({ from }) => from === id)
    const joins = kind === 'start' || diagram.flows.filter(({ to }) => to === id).length > 1
    const lane = laneOf.get(next?.to ?? '')
    if (!laneOf.has(id) && joins && others.length === 0 && lane !== undefined) laneOf.set(id, lane)
  }
  for (const { id } of nodes) {
    const before = onward.find(({ to }) => to === id)
    if (!laneOf.has(id)) laneOf.set(id, laneOf.get(before?.from ?? '') ?? 0)
  }
}

function timersOf(task: string, { within, assign }: ReturnType<typeof stepKeys>): readonly StepTimer[] {
  const limit = typeof assign === 'object' && 'within' in assign ? assign.within : undefined
  return [...timer('Over', task, within, true), ...timer('Unassigned', task, limit, false)]
}

function timer(
  name: string,
  task: string,
  text: Plain | undefined,
  interrupting: boolean,
): readonly StepTimer[] {
  if (typeof text !== 'string') return []
  const id = `${name}_${task}`
  return [{ id, task, end: `End_${id}`, flow: `Flow_${id}`, text, interrupting }]
}

/** What people read on a lane. */
function trusteeName(by: Plain): string {
  if (typeof by === 'string') return { opener: 'whoever opened the case', public: 'citizens' }[by] ?? by
  if (Array.isArray(by)) return by.map(trusteeName).join(', ')
  if (typeof by !== 'object') return wordOf(by)
  const { office, person, unit, node } = by as Readonly<Record<string, Plain | undefined>>
  if (node === true) return 'the node'
  return [office ?? person, unit].flatMap((part) => (part === undefined ? [] : [wordOf(part)])).join(' of ')
}
