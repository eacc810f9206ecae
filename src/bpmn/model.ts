import { BpmnModdle } from 'bpmn-moddle'
import { accept, type Result, refuse } from '#fault'
import type { BpmnFault, ElementName } from './fault.ts'
import { type Markup, namespace } from './markup.ts'

/** An element as the library gives it. */
export interface Model {
  readonly $type: string
  readonly $parent?: Model
  readonly [property: string]: unknown
}

/** Reads a text that was looked over before. Whatever the library warns of is an error here. */
export async function readModel(xml: string): Promise<Result<Model, BpmnFault>> {
  const moddle = new BpmnModdle()
  try {
    const { rootElement, warnings } = await moddle.fromXML(xml, { lax: false })
    const [first] = warnings
    if (first) return refuse({ kind: 'not-bpmn', problem: plainProblem(first.message) })
    return isModel(rootElement)
      ? accept(rootElement)
      : refuse({ kind: 'not-bpmn', problem: 'it has no root' })
  } catch (error) {
    // The library rejects for bad input and in no other way: it reads a text and waits for nothing.
    return refuse({ kind: 'not-bpmn', problem: plainProblem(error instanceof Error ? error.message : '') })
  }
}

/** Enough to find the place; the rest of a message repeats the input. */
const problemLengthMax = 200

function plainProblem(message: string): string {
  return message
    .replaceAll(/[\s\p{C}]+/gu, ' ')
    .replaceAll('`', "'")
    .slice(0, problemLengthMax)
}

function isModel(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && '$type' in value && typeof value.$type === 'string'
}

/** The element's type without the prefix, as tags have it: `userTask`. */
function typeOf({ $type }: Model): string {
  const local = $type.slice($type.indexOf(':') + 1)
  return local.charAt(0).toLowerCase() + local.slice(1)
}

/** How an element is named to people. */
export function nameOf(model: Model): ElementName {
  return { type: typeOf(model), id: textOf(model, 'id') ?? '', name: textOf(model, 'name') ?? '' }
}

/** A text property, if it is set. */
export function textOf(model: Model, property: string): string | undefined {
  const value = model[property]
  return typeof value === 'string' ? value : undefined
}

/** The element that a property holds or refers to. */
export function modelOf(model: Model, property: string): Model | undefined {
  const value = model[property]
  return isModel(value) ? value : undefined
}

/** The elements that a property holds or refers to. */
export function modelsOf(model: Model, property: string): readonly Model[] {
  const value = model[property]
  return Array.isArray(value) ? value.filter(isModel) : []
}

/** The properties that are set on an element, references and all. */
export function propertiesOf(model: Model): readonly string[] {
  return Object.getOwnPropertyNames(model).filter((name) => !name.startsWith('$'))
}

/** Attributes of namespaces that the library does not know. */
export function foreignAttributes({ $attrs }: Model): readonly string[] {
  const names = typeof $attrs === 'object' && $attrs !== null ? Object.keys($attrs) : []
  return names.filter((name) => name !== 'xmlns' && !name.startsWith('xmlns:') && !name.startsWith('xsi:'))
}

/** The elements of our namespace among an element's extensions, and the names of the others. */
export function extensionsOf(model: Model): {
  readonly ours: readonly Markup[]
  readonly others: readonly string[]
} {
  const extension = modelOf(model, 'extensionElements')
  const values = extension ? modelsOf(extension, 'values') : []
  const ours = values.filter(isOurs)
  return {
    ours: ours.map(markupOf),
    others: values.filter((value) => !ours.includes(value)).map(({ $type }) => $type),
  }
}

function isOurs(model: Model): boolean {
  return placeOf(model)?.['uri'] === namespace
}

function placeOf({ $descriptor }: Model): Readonly<Record<string, unknown>> | undefined {
  if (typeof $descriptor !== 'object' || $descriptor === null || !('ns' in $descriptor)) return undefined
  const { ns } = $descriptor
  return typeof ns === 'object' && ns !== null ? Object.fromEntries(Object.entries(ns)) : undefined
}

/** What the element says; children of other namespaces keep their prefix, and so are none of ours. */
function markupOf(model: Model): Markup {
  const attributes = propertiesOf(model).flatMap((name): [string, string][] => {
    const value = model[name]
    return name.startsWith('xmlns') || typeof value !== 'string' ? [] : [[name, value]]
  })
  // Ours say everything in attributes: text in one is as strange as an attribute nobody knows.
  const text = textOf(model, '$body')
  if (text !== undefined && text.trim() !== '') attributes.push(['text()', text])
  const local = placeOf(model)?.['localName']
  return {
    name: isOurs(model) && typeof local === 'string' ? local : model.$type,
    attributes: Object.fromEntries(attributes),
    children: modelsOf(model, '$children').map(markupOf),
  }
}
