import { fromUtf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'

/** An element with its namespace (Namespaces in XML 1.0), or none of either. */
export interface XmlElement {
  /** Empty where none is declared. */
  readonly namespace: string
  readonly name: string
  /** By local name; those in a namespace by `{namespace}name`. Declarations of namespaces are left out. */
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly XmlElement[]
  /** All character data directly inside, joined. */
  readonly text: string
}

/** A manifest has some 400 octets for each file, and a container 2,048 files. */
const xmlBytesMax = 1024 * 1024

/** Three elements for each file, and a few. */
const elementsMax = 10_000

/** A manifest nests by four, its extensions by some more. */
const depthMax = 16

/** One attribute list; names of files may be long, and their escapes threefold. */
const tagLengthMax = 16 * 1024

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace'

const blank = '[ \\t\\n]'
const word = '[A-Za-z_][A-Za-z0-9._-]*'
const qualified = `${word}(?::${word})?`
const value = `(?:"([^"<]*)"|'([^'<]*)')`
const attribute = new RegExp(`(${qualified})${blank}*=${blank}*${value}`, 'g')
const listed = `(?:${blank}+${qualified}${blank}*=${blank}*(?:"[^"<]*"|'[^'<]*'))*`
const opening = new RegExp(`^<(${qualified})(${listed})${blank}*(/?)>$`)
const closing = new RegExp(`^</(${qualified})${blank}*>$`)
const declaration = /^<\?xml[ \t\n]+version[ \t\n]*=[ \t\n]*["']1\.0["']([^?<>]*)\?>/
const encoding = /[ \t\n]encoding[ \t\n]*=[ \t\n]*["']([^"']*)["']/
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
const entity = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/**
 * Reads the part of XML 1.0 that manifests are written in: UTF-8, elements, attributes, character data and
 * comments, names in ASCII. What makes a text mean more than stands there is refused (document types, and
 * with them entities), as are processing instructions and CDATA, which no manifest needs. The fault is a
 * phrase that says what is wrong.
 */
export function parseXml(bytes: Uint8Array): Result<XmlElement, string> {
  if (bytes.length > xmlBytesMax) return refuse(`it has more than ${xmlBytesMax} octets`)
  const read = fromUtf8(bytes)
  if (!read.ok) return refuse('it is not UTF-8')
  // XML 1.0 §2.11, §4.3.3: line ends are one character, and a byte order mark is none of the text.
  const text = read.value.replace(/^\u{FEFF}/u, '').replaceAll(/\r\n?/g, '\n')
  if (forbidden.test(text)) return refuse('it holds a character that XML cannot')
  const [head = '', said = ''] = declaration.exec(text) ?? []
  const name = encoding.exec(` ${said}`)?.[1] ?? 'UTF-8'
  if (name.toUpperCase() !== 'UTF-8') return refuse('its declaration says another encoding than UTF-8')
  return parseElements(text, head.length)
}

interface OpenElement {
  readonly element: XmlElement & { readonly children: XmlElement[] }
  readonly tagName: string
  readonly scope: Scope
  readonly texts: string[]
}

/** Namespaces by prefix; the empty one for names without. */
type Scope = ReadonlyMap<string, string>

function parseElements(text: string, start: number): Result<XmlElement, string> {
  const root: OpenElement = newElement(
    '',
    { namespace: '', name: '', attributes: new Map() },
    new Map([['xml', xmlNamespace]]),
  )
  const open: OpenElement[] = [root]
  let count = 0
  for (let place = start; place < text.length; ) {
    const end = pieceEnd(text, place)
    if (typeof end === 'string') return refuse(end)
    const piece = text.slice(place, end)
    place = end
    const within = open.at(-1) ?? root
    if (piece.startsWith('<!--')) continue
    if (piece.startsWith('</')) {
      const problem = closed(piece, open)
      if (problem !== undefined) return refuse(problem)
    } else if (piece.startsWith('<')) {
      count += 1
      if (count > elementsMax) return refuse(`it has more than ${elementsMax} elements`)
      if (open.length > depthMax) return refuse(`it nests deeper than ${depthMax}`)
      const problem = opened(piece, within, open)
      if (problem !== undefined) return refuse(problem)
    } else {
      const data = unescaped(piece)
      if (data === undefined || piece.includes(']]>')) return refuse('an entity is not one of XML itself')
      if (within === root && /[^ \t\n]/.test(data)) return refuse('text stands outside of the element')
      within.texts.push(data)
    }
  }
  const [element, ...others] = root.element.children
  if (open.length > 1) return refuse('an element does not end')
  return element && others.length === 0 ? accept(element) : refuse('it is not one element')
}

/** Behind the comment, tag or run of text at a place; a text says what is wrong. */
function pieceEnd(text: string, place: number): number | string {
  if (text.startsWith('<!--', place)) {
    const end = text.indexOf('--', place + 4)
    return end >= 0 && text[end + 2] === '>' ? end + 3 : 'a comment does not end, or has two dashes in it'
  }
  if (text.startsWith('<!', place)) return 'document types, entities and CDATA are not taken'
  if (text.startsWith('<?', place)) return 'processing instructions are not taken'
  if (text[place] !== '<') {
    const next = text.indexOf('<', place)
    return next < 0 ? text.length : next
  }
  let quote: string | undefined
  for (let at = place + 1; at < Math.min(text.length, place + tagLengthMax); at += 1) {
    const character = text[at]
    if (quote === undefined && character === '>') return at + 1
    if (quote === undefined && (character === '"' || character === "'")) quote = character
    else if (character === quote) quote = undefined
  }
  return `a tag does not end, or has more than ${tagLengthMax} characters`
}

function opened(piece: string, within: OpenElement, open: OpenElement[]): string | undefined {
  const [whole, tagName = '', list = '', slash] = opening.exec(piece) ?? []
  if (whole === undefined) return 'a tag is not as XML has it'
  const attributes: (readonly [string, string])[] = []
  for (const [, name = '', one, other] of list.matchAll(attribute)) {
    const plain = unescaped((one ?? other ?? '').replaceAll(/[\t\n]/g, ' '))
    if (plain === undefined) return 'an entity is not one of XML itself'
    attributes.push([name, plain])
  }
  const scope = scopeOf(attributes, within.scope)
  if (typeof scope === 'string') return scope
  const element = resolved(tagName, attributes, scope)
  if (typeof element === 'string') return element
  const made = newElement(tagName, element, scope)
  if (slash === '/') within.element.children.push(finished(made))
  else open.push(made)
  return undefined
}

function closed(piece: string, open: OpenElement[]): string | undefined {
  const [, name] = closing.exec(piece) ?? []
  const last = open.length > 1 ? open.pop() : undefined
  if (!last || last.tagName !== name) return 'an element is closed that is not the one that was opened'
  open.at(-1)?.element.children.push(finished(last))
  return undefined
}

function newElement(
  tagName: string,
  element: Pick<XmlElement, 'namespace' | 'name' | 'attributes'>,
  scope: Scope,
): OpenElement {
  return { element: { ...element, children: [], text: '' }, tagName, scope, texts: [] }
}

function finished({ element, texts }: OpenElement): XmlElement {
  return { ...element, text: texts.join('') }
}

/** What prefixes stand for inside of a tag; a text says what is wrong. */
function scopeOf(attributes: readonly (readonly [string, string])[], around: Scope): Scope | string {
  const declared = attributes.filter(([name]) => isDeclaration(name))
  if (declared.length === 0) return around
  const scope = new Map(around)
  for (const [name, uri] of declared) {
    const prefix = name === 'xmlns' ? '' : name.slice('xmlns:'.length)
    const isReserved = prefix === 'xml' || prefix === 'xmlns' || uri === xmlNamespace
    if (isReserved || (uri === '' && prefix !== '')) return `\`${name}\` declares no namespace`
    scope.set(prefix, uri)
  }
  return scope
}

function resolved(
  tagName: string,
  list: readonly (readonly [string, string])[],
  scope: Scope,
): Pick<XmlElement, 'namespace' | 'name' | 'attributes'> | string {
  const names = new Set(list.map(([name]) => name))
  if (names.size !== list.length) return 'an attribute stands in a tag twice'
  const attributes = new Map<string, string>()
  for (const [name, value] of list) {
    if (isDeclaration(name)) continue
    const { prefix, local } = split(name)
    // An attribute without a prefix is in no namespace, whatever the element is in (§6.2).
    const namespace = prefix === undefined ? '' : scope.get(prefix)
    if (namespace === undefined) return `the prefix \`${prefix}\` is not declared`
    const key = namespace === '' ? local : `{${namespace}}${local}`
    if (attributes.has(key)) return 'an attribute stands in a tag twice'
    attributes.set(key, value)
  }
  const { prefix = '', local } = split(tagName)
  const namespace = scope.get(prefix) ?? (prefix === '' ? '' : undefined)
  if (namespace === undefined) return `the prefix \`${prefix}\` is not declared`
  return { namespace, name: local, attributes }
}

function isDeclaration(name: string): boolean {
  return name === 'xmlns' || name.startsWith('xmlns:')
}

function split(name: string): { readonly prefix?: string; readonly local: string } {
  const at = name.indexOf(':')
  return at < 0 ? { local: name } : { prefix: name.slice(0, at), local: name.slice(at + 1) }
}

/** Text with the entities of XML itself put in; `undefined` when there is another, or a bare `&`. */
function unescaped(text: string): string | undefined {
  let isSound = true
  const plain = text.replaceAll(
    entity,
    (_, name: string | undefined, decimal?: string, hexadecimal?: string) => {
      if (name !== undefined) return named[name] ?? ''
      const code = decimal === undefined ? Number.parseInt(hexadecimal ?? '0', 16) : Number(decimal)
      const character = code > 0x10ffff ? '\0' : String.fromCodePoint(code)
      isSound &&= !forbidden.test(character)
      return character
    },
  )
  return isSound && !text.replaceAll(entity, '').includes('&') ? plain : undefined
}

/** A text as it may stand between tags and in quoted attributes. */
export function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => {
    const [name = 'amp'] = Object.entries(named).find(([, one]) => one === character) ?? []
    return `&${name};`
  })
}
