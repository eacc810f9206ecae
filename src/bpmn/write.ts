import { BpmnModdle } from 'bpmn-moddle'
import type { Procedure } from '#task'
import { conditionText } from './condition.ts'
import { courseOf } from './course.ts'
import type { Diagram, DiagramNode, Flow } from './diagram.ts'
import { drawDiagram } from './draw.ts'
import { loopMarkup, procedureMarkup, stepMarkup, trusteeMarkup } from './extension.ts'
import { type Hall, hallOf, type StepTimer } from './hall.ts'
import { procedureKeys, stepKeys } from './keys.ts'
import { type Bounds, type Layout, layOut, type Point } from './layout.ts'
import { type Markup, markup, namespace, type PlainMap } from './markup.ts'
import { xmlText } from './scan.ts'

/**
 * A procedure as BPMN 2.0 XML with its layout: a lane for each trustee, gateways where its steps part and
 * meet, and elements of our namespace for what BPMN does not say. `readBpmn` gives the same procedure back.
 */
export async function writeBpmn(procedure: Procedure): Promise<string> {
  const pen = new Pen(procedure)
  const { xml } = await pen.moddle.toXML(pen.definitions(), { format: true })
  return xml
}

/** Elements as the library makes them; those of one document know one another. */
class Pen {
  readonly moddle = new BpmnModdle()
  readonly #procedure: Procedure
  readonly #diagram: Diagram
  readonly #hall: Hall
  readonly #layout: Layout
  readonly #language: string
  readonly #elements = new Map<string, object>()

  constructor(procedure: Procedure) {
    this.#procedure = procedure
    this.#diagram = drawDiagram(courseOf(procedure))
    this.#hall = hallOf(procedure, this.#diagram)
    this.#layout = layOut({
      diagram: this.#diagram,
      lanes: this.#hall.lanes.length,
      laneOf: this.#hall.laneOf,
      timers: this.#hall.timers,
    })
    this.#language = Object.keys(procedure.title)[0] ?? 'en'
  }

  definitions(): object {
    const process = this.#process()
    const participant = this.#create('Participant', 'Pool', {
      name: xmlText(this.#procedure.title[this.#language] ?? ''),
      processRef: process,
    })
    const collaboration = this.#create('Collaboration', 'Collaboration', { participants: [participant] })
    return this.moddle.create('bpmn:Definitions', {
      id: 'Definitions',
      targetNamespace: namespace,
      exporter: 'chancery',
      rootElements: [collaboration, process],
      diagrams: [this.#picture(collaboration)],
    })
  }

  #process(): object {
    const { name, title } = this.#procedure
    const keys = procedureKeys(this.#procedure)
    const said = procedureMarkup(keys, { name, lang: this.#language }, this.#titles(title, this.#language))
    const nodes = this.#diagram.nodes.map((node) => this.#node(node))
    const flows = this.#diagram.flows.map((flow) => this.#flow(flow))
    const timers = this.#hall.timers.flatMap((timer) => this.#timer(timer))
    return this.#create('Process', 'Process', {
      name: xmlText(title[this.#language] ?? ''),
      isExecutable: true,
      extensionElements: this.#extension(said),
      laneSets: [this.#create('LaneSet', 'Lanes', { lanes: this.#lanes() })],
      flowElements: [...nodes, ...timers, ...flows],
    })
  }

  #lanes(): readonly object[] {
    const { lanes, laneOf, timers } = this.#hall
    return lanes.map(({ name, by }, at) => {
      const nodes = this.#diagram.nodes.filter(({ id }) => laneOf.get(id) === at).map(({ id }) => id)
      const hanging = timers.filter(({ task }) => laneOf.get(task) === at).flatMap(({ id, end }) => [id, end])
      return this.#create('Lane', `Lane_${at + 1}`, {
        name,
        extensionElements: this.#extension(...trusteeMarkup('by', by)),
        flowNodeRef: [...nodes, ...hanging].map((id) => this.#elements.get(id)),
      })
    })
  }

  #node({ id, kind }: DiagramNode): object {
    const type = {
      start: 'StartEvent',
      end: 'EndEvent',
      exclusive: 'ExclusiveGateway',
      parallel: 'ParallelGateway',
    }
    return kind === 'task' ? this.#task(id) : this.#create(type[kind], id, {})
  }

  #task(id: string): object {
    const step = this.#procedure.steps.find((one) => one.id === id)
    if (!step) throw new Error(`bug: step \`${id}\` was drawn and is none of the procedure`)
    const { title } = step
    const language = title && (this.#language in title ? this.#language : Object.keys(title)[0])
    const name = title && language !== undefined ? title[language] : id
    const { after, when, ...keys }: PlainMap = stepKeys(step)
    // Without the language the name would be taken for that of a step that has no title.
    const lang = name === id || language !== this.#language ? language : undefined
    const titles = this.#titles(title ?? {}, language)
    return this.#create('UserTask', id, {
      name: xmlText(name ?? id),
      extensionElements: this.#extension(stepMarkup(keys, { lang, after, when }, titles)),
    })
  }

  #timer({ id, task, end, flow, text, interrupting }: StepTimer): readonly object[] {
    const timeDuration = this.moddle.create('bpmn:FormalExpression', { body: text })
    const definition = this.moddle.create('bpmn:TimerEventDefinition', { timeDuration })
    const event = this.#create('BoundaryEvent', id, {
      attachedToRef: this.#elements.get(task),
      cancelActivity: interrupting,
      eventDefinitions: [definition],
    })
    const over = this.#create('EndEvent', end, {})
    return [event, over, this.#connect(flow, id, end, {})]
  }

  #flow({ id, from, to, condition, otherwise, back }: Flow): object {
    const text = condition && conditionText(condition)
    const flow = this.#connect(id, from, to, {
      ...(text !== undefined && {
        name: text,
        conditionExpression: this.moddle.create('bpmn:FormalExpression', { body: text }),
      }),
      ...(back && { extensionElements: this.#extension(loopMarkup(back)) }),
    })
    if (otherwise === true) Object.assign(this.#elements.get(from) ?? {}, { default: flow })
    return flow
  }

  #connect(id: string, from: string, to: string, more: object): object {
    const source = this.#elements.get(from)
    const target = this.#elements.get(to)
    const flow = this.#create('SequenceFlow', id, { sourceRef: source, targetRef: target, ...more })
    append(source, 'outgoing', flow)
    append(target, 'incoming', flow)
    return flow
  }

  #titles(title: Readonly<Record<string, string>>, named: string | undefined): readonly Markup[] {
    return Object.entries(title)
      .filter(([lang]) => lang !== named)
      .map(([lang, text]) => markup('title', { lang, text }))
  }

  #extension(...said: readonly Markup[]): object {
    return this.moddle.create('bpmn:ExtensionElements', { values: said.map((one) => this.#foreign(one)) })
  }

  #foreign({ name, attributes, children }: Markup): object {
    const texts = Object.entries(attributes).map(([key, text]) => [key, xmlText(text)])
    return this.moddle.createAny(`chancery:${name}`, namespace, {
      ...Object.fromEntries(texts),
      ...(children.length > 0 && { $children: children.map((child) => this.#foreign(child)) }),
    })
  }

  #picture(of: object): object {
    const { pool, lanes, shapes, lines, labels } = this.#layout
    const plane = this.moddle.create('bpmndi:BPMNPlane', {
      id: 'Plane',
      bpmnElement: of,
      planeElement: [
        this.#shape('Pool', pool, { isHorizontal: true }),
        ...lanes.map((bounds, at) => this.#shape(`Lane_${at + 1}`, bounds, { isHorizontal: true })),
        ...[...shapes].map(([id, bounds]) => this.#shape(id, bounds, markerOf(id, this.#diagram))),
        ...[...lines].map(([id, points]) => this.#line(id, points, labels.get(id))),
      ],
    })
    return this.moddle.create('bpmndi:BPMNDiagram', { id: 'Diagram', plane })
  }

  #shape(id: string, bounds: Bounds, more: object): object {
    return this.moddle.create('bpmndi:BPMNShape', {
      id: `Shape_${id}`,
      bpmnElement: this.#elements.get(id),
      bounds: this.moddle.create('dc:Bounds', bounds),
      ...more,
    })
  }

  #line(id: string, points: readonly Point[], label: Bounds | undefined): object {
    return this.moddle.create('bpmndi:BPMNEdge', {
      id: `Line_${id}`,
      bpmnElement: this.#elements.get(id),
      waypoint: points.map((point) => this.moddle.create('dc:Point', point)),
      ...(label && {
        label: this.moddle.create('bpmndi:BPMNLabel', { bounds: this.moddle.create('dc:Bounds', label) }),
      }),
    })
  }

  #create(type: string, id: string, properties: object): object {
    const element = this.moddle.create(`bpmn:${type}`, { id, ...properties })
    this.#elements.set(id, element)
    return element
  }
}

function append(element: object | undefined, name: 'incoming' | 'outgoing', flow: object): void {
  const known: unknown = element && name in element ? Reflect.get(element, name) : undefined
  if (element) Object.assign(element, { [name]: [...(Array.isArray(known) ? known : []), flow] })
}

/** Exclusive gateways show their cross. */
function markerOf(id: string, { nodes }: Diagram): object {
  return nodes.some((node) => node.id === id && node.kind === 'exclusive') ? { isMarkerVisible: true } : {}
}
