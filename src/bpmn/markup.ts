import { accept, type Result, refuse } from '#fault'

/** The namespace of what a procedure says and BPMN has no element for; `docs/bpmn.md` describes it. */
export const namespace = 'urn:chancery:bpmn:1'

/** An element of that namespace, by its local name. */
export interface Markup {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Markup[]
}

/** Plain data, as a procedure's YAML text holds it. */
export type Plain = string | number | boolean | readonly Plain[] | PlainMap
export interface PlainMap {
  readonly [key: string]: Plain
}

/** What an element may have. */
interface Shape {
  readonly attributes: readonly string[]
  readonly children: readonly string[]
}

/** An element; lists become names with blanks between, and what is not given is left out. */
export function markup(
  name: string,
  attributes: Readonly<Record<string, Plain | undefined>>,
  children: readonly Markup[] = [],
): Markup {
  const given = Object.entries(attributes).flatMap(([key, value]): readonly [string, string][] =>
    value === undefined ? [] : [[key, Array.isArray(value) ? value.map(wordOf).join(' ') : wordOf(value)]],
  )
  return { name, attributes: Object.fromEntries(given), children }
}

/** A plain value as it is written; maps have no such form. */
export function wordOf(value: Plain): string {
  return typeof value === 'object' ? '' : String(value)
}

/** What is wrong with an element's attributes and children; empty when nothing is. */
export function problemsOf(element: Markup, shape: Shape): readonly string[] {
  const attributes = Object.keys(element.attributes).filter((name) => !shape.attributes.includes(name))
  const children = element.children.map(({ name }) => name).filter((name) => !shape.children.includes(name))
  return [
    ...attributes.map((name) => `\`${element.name}\` has no attribute \`${name}\``),
    ...children.map((name) => `\`${element.name}\` holds no \`${name}\``),
  ]
}

/** The children of that name. */
export function childrenOf({ children }: Markup, name: string): readonly Markup[] {
  return children.filter((child) => child.name === name)
}

/** The names of a list: those between blanks. */
export function listIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

/** A number as it is written without a sign. */
export function numberIn(element: Markup, name: string): Result<number, string> {
  const text = element.attributes[name] ?? ''
  return /^\d{1,9}$/.test(text)
    ? accept(Number(text))
    : refuse(`\`${name}\` of \`${element.name}\` must be a number`)
}
