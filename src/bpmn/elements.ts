import { accept, type Result, refuse } from '#fault'
import { isAnnotation, leftOf, lossOf } from './carried.ts'
import type { BpmnFault, BpmnNote } from './fault.ts'
import { type Model, modelOf, modelsOf, nameOf, textOf } from './model.ts'

/** The elements of the one process of a file, sorted; all are of the kinds a procedure can say. */
export interface Elements {
  readonly process: Model
  /** The name on the pool, if there is one. */
  readonly pool?: string
  readonly lanes: readonly Model[]
  readonly tasks: readonly Model[]
  readonly timers: readonly Model[]
  /** Starts, ends and gateways. */
  readonly nodes: readonly Model[]
  readonly flows: readonly Model[]
  readonly notes: readonly BpmnNote[]
}

/** Four for each step; more could not be seen at once. */
const nodesMax = 256
const flowsMax = 512

const tasks = ['bpmn:UserTask', 'bpmn:ManualTask']
const nodes = ['bpmn:StartEvent', 'bpmn:EndEvent', 'bpmn:ExclusiveGateway', 'bpmn:ParallelGateway']

/** Sorts a file's elements; each that cannot be carried is refused, all of them at once. */
export function elementsOf(definitions: Model): Result<Elements, readonly BpmnFault[]> {
  const roots = modelsOf(definitions, 'rootElements')
  const [process, ...further] = ofType(roots, 'bpmn:Process')
  if (!process) return refuse([{ kind: 'process-missing' }])
  const collaborations = ofType(roots, 'bpmn:Collaboration')
  const participants = collaborations.flatMap((each) => modelsOf(each, 'participants'))
  const sets = modelsOf(process, 'laneSets')
  const lanes = sets.flatMap((set) => modelsOf(set, 'lanes'))
  const inside = modelsOf(process, 'flowElements')
  const asides = [process, ...collaborations].flatMap((each) => modelsOf(each, 'artifacts'))
  const others = roots.filter((root) => root !== process && !further.includes(root))
  const timers = ofType(inside, 'bpmn:BoundaryEvent')
  const flows = ofType(inside, 'bpmn:SequenceFlow')
  const all = [
    definitions,
    process,
    ...others,
    ...participants,
    ...sets,
    ...lanes,
    ...inside,
    ...asides,
    ...timers.flatMap((timer) => modelsOf(timer, 'eventDefinitions')),
    ...timers.flatMap((timer) => modelsOf(timer, 'eventDefinitions')).flatMap(durationOf),
    ...flows.flatMap((flow) => modelOf(flow, 'conditionExpression') ?? []),
  ]
  const faults = [
    ...further.map((other): BpmnFault => ({ kind: 'process-further', element: nameOf(other) })),
    ...strangers(process, participants),
    ...all.filter((model) => !isAnnotation(model)).flatMap(lossOf),
    ...crowd(process, inside, flows),
  ]
  if (faults.length > 0) return refuse(faults)
  const pool = participants[0] && textOf(participants[0], 'name')
  return accept({
    process,
    ...(pool !== undefined && { pool }),
    lanes,
    timers,
    flows,
    tasks: inside.filter(({ $type }) => tasks.includes($type)),
    nodes: inside.filter(({ $type }) => nodes.includes($type)),
    notes: [...all.flatMap(leftOf), ...layoutLeft(definitions)],
  })
}

function ofType(models: readonly Model[], type: string): readonly Model[] {
  return models.filter(({ $type }) => $type === type)
}

function durationOf(definition: Model): readonly Model[] {
  const duration = modelOf(definition, 'timeDuration')
  return duration ? [duration] : []
}

/** A pool that is not the process's own. */
function strangers(process: Model, participants: readonly Model[]): readonly BpmnFault[] {
  const own = participants.find((participant) => modelOf(participant, 'processRef') === process)
  return participants
    .filter((participant) => participant !== own)
    .map((participant) => ({ kind: 'not-carried', element: nameOf(participant) }))
}

function crowd(process: Model, inside: readonly Model[], flows: readonly Model[]): readonly BpmnFault[] {
  const element = nameOf(process)
  if (inside.length - flows.length > nodesMax)
    return [{ kind: 'too-many-elements', element, countMax: nodesMax }]
  return flows.length > flowsMax ? [{ kind: 'too-many-elements', element, countMax: flowsMax }] : []
}

function layoutLeft(definitions: Model): readonly BpmnNote[] {
  return modelsOf(definitions, 'diagrams').length > 0 ? [{ kind: 'layout-left' }] : []
}
