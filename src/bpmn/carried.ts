import type { BpmnFault, BpmnNote } from './fault.ts'
import {
  extensionsOf,
  foreignAttributes,
  type Model,
  modelOf,
  modelsOf,
  nameOf,
  propertiesOf,
  textOf,
} from './model.ts'

/** What every element may have. */
const everywhere = ['id', 'name', 'documentation', 'extensionElements']

/** Whatever its value. */
const anything = Symbol('anything')

/**
 * The elements a procedure can say, and which of their properties; every other means something that would be
 * lost. A value behind a property is the only one it may have: what holds anyway.
 */
const carried: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'bpmn:Definitions': properties(
    'targetNamespace exporter exporterVersion expressionLanguage typeLanguage rootElements diagrams',
  ),
  'bpmn:Collaboration': { ...properties('participants artifacts'), isClosed: false },
  'bpmn:Participant': properties('processRef'),
  'bpmn:Process': {
    ...properties('isExecutable laneSets flowElements artifacts processType'),
    isClosed: false,
  },
  'bpmn:LaneSet': properties('lanes'),
  'bpmn:Lane': properties('flowNodeRef'),
  'bpmn:StartEvent': {
    ...properties('incoming outgoing lanes'),
    isInterrupting: true,
    parallelMultiple: false,
  },
  'bpmn:EndEvent': properties('incoming outgoing lanes'),
  'bpmn:UserTask': { ...taskProperties(), implementation: '##unspecified' },
  'bpmn:ManualTask': taskProperties(),
  'bpmn:ExclusiveGateway': properties('incoming outgoing lanes default gatewayDirection'),
  'bpmn:ParallelGateway': properties('incoming outgoing lanes gatewayDirection'),
  'bpmn:SequenceFlow': { ...properties('sourceRef targetRef conditionExpression'), isImmediate: true },
  'bpmn:FormalExpression': properties('body'),
  'bpmn:Expression': properties('body'),
  'bpmn:BoundaryEvent': {
    ...properties('attachedToRef cancelActivity eventDefinitions outgoing lanes'),
    parallelMultiple: false,
  },
  'bpmn:TimerEventDefinition': properties('timeDuration'),
}

/** What stands in a diagram for its readers and moves no token. */
const annotations = ['bpmn:TextAnnotation', 'bpmn:Association', 'bpmn:Group', 'bpmn:Category']

/** Where our elements may stand. */
const extended = ['bpmn:Process', 'bpmn:UserTask', 'bpmn:ManualTask', 'bpmn:Lane', 'bpmn:SequenceFlow']

function properties(names: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.split(' ').map((name) => [name, anything]))
}

function taskProperties(): Readonly<Record<string, unknown>> {
  return {
    ...properties('incoming outgoing lanes'),
    isForCompensation: false,
    startQuantity: 1,
    completionQuantity: 1,
  }
}

/** Whether an element is there for its readers only. */
export function isAnnotation({ $type }: Model): boolean {
  return annotations.includes($type)
}

/** What of one element cannot be carried, naming it. */
export function lossOf(model: Model): readonly BpmnFault[] {
  const element = nameOf(model)
  const allowed = carried[model.$type]
  if (!allowed) return [{ kind: 'not-carried', element }]
  const lost = propertiesOf(model).filter((name) => {
    if (everywhere.includes(name)) return false
    const value = Object.hasOwn(allowed, name) ? allowed[name] : undefined
    return value !== anything && (value === undefined || value !== model[name])
  })
  const parts = lost.flatMap((name) => {
    const inside = modelsOf(model, name).map(({ $type }) => $type.replace('bpmn:', ''))
    return inside.length > 0 ? inside : [name]
  })
  const { ours } = extensionsOf(model)
  const astray = extended.includes(model.$type) ? [] : ours.map(({ name }) => `chancery:${name}`)
  return [...parts, ...astray].map((part) => ({ kind: 'not-carried', element, part }))
}

/** Whose documentation may be a title. */
const titled = ['bpmn:Process', 'bpmn:UserTask', 'bpmn:ManualTask']

/** Names that become something: titles, offices, the name of the procedure. */
const named = ['bpmn:Process', 'bpmn:Participant', 'bpmn:Lane', 'bpmn:UserTask', 'bpmn:ManualTask']

/** What of one element is left behind because it says nothing of what is to be done. */
export function leftOf(model: Model): readonly BpmnNote[] {
  const element = nameOf(model)
  if (isAnnotation(model)) return [{ kind: 'annotation-left', element }]
  const notes: BpmnNote[] = []
  const expression = modelOf(model, 'conditionExpression')
  const isCondition = expression !== undefined && textOf(expression, 'body')?.trim() === element.name
  const isTitle = named.includes(model.$type)
  if (element.name !== '' && !isTitle && !isCondition) notes.push({ kind: 'name-left', element })
  if (!titled.includes(model.$type) && modelsOf(model, 'documentation').length > 0) {
    notes.push({ kind: 'documentation-left', element })
  }
  const foreign = [...foreignAttributes(model), ...extensionsOf(model).others]
  return [...notes, ...foreign.map((what): BpmnNote => ({ kind: 'foreign-left', element, what }))]
}
