import { utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { type Open, open, readTag } from './tag.ts'

/** A diagram of 64 steps with its layout has some 200 KiB; modellers that write more at length stay below. */
export const xmlBytesMax = 1024 * 1024

/** 64 steps with gateways, flows, their shapes and lines are some 3,000 elements. */
const elementsMax = 10_000

/** BPMN nests by ten or so. */
const depthMax = 32

/** Texts stand in elements of their own; this is what a page of them has. */
const tagLengthMax = 16 * 1024

/** Why a text is not read as XML at all. */
export type XmlFault =
  | { readonly kind: 'xml-too-long'; readonly bytes: number; readonly bytesMax: number }
  | { readonly kind: 'xml-excessive'; readonly what: 'elements' | 'depth'; readonly countMax: number }
  /** Not well-formed, or what makes a text mean more than its reader sees: a document type, entities. */
  | { readonly kind: 'xml-refused'; readonly line: number; readonly problem: string }

/** Characters that XML 1.0 cannot hold, and halves of surrogate pairs. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

/** A text as XML can hold it: the rest becomes the sign for what cannot be shown. */
export function xmlText(text: string): string {
  return text.toWellFormed().replaceAll(new RegExp(forbidden, 'gu'), '\u{FFFD}')
}

const entity = /^&(?:lt|gt|amp|quot|apos|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/
const declaration = /^<\?xml\s[^?]*\?>/
const encoding = /\sencoding\s*=\s*["']([^"']*)["']/
/** Names that objects of this language have by themselves. */
const ownName = /(?:^|[\s<"'/:])(__proto__|constructor|prototype)(?=[\s=>"'/:])/

/**
 * Looks over a text before it is read as XML, in time of its length: its bounds, that it is well-formed, and
 * that it holds elements, comments and character data only.
 */
export function checkXml(text: string): Result<undefined, XmlFault> {
  const bytes = text.length > xmlBytesMax ? text.length : utf8(text).length
  if (bytes > xmlBytesMax) return refuse({ kind: 'xml-too-long', bytes, bytesMax: xmlBytesMax })
  const odd = forbidden.exec(text)
  if (odd) return at(text, odd.index, 'it holds a character that XML cannot')
  const head = declaration.exec(text)?.[0] ?? ''
  const name = encoding.exec(head)?.[1] ?? 'UTF-8'
  if (name.toUpperCase() !== 'UTF-8') return at(text, 0, `its encoding is \`${name}\`, not UTF-8`)
  let elements = 0
  const within: Open[] = []
  for (let place = head.length; place < text.length; ) {
    const piece = pieceAt(text, place)
    const problem = typeof piece === 'string' ? piece : taken(piece, text.slice(place, piece.end), within)
    if (typeof piece === 'string' || problem !== undefined) return at(text, place, problem ?? '')
    if (piece.kind === 'opening') elements++
    if (elements > elementsMax)
      return refuse({ kind: 'xml-excessive', what: 'elements', countMax: elementsMax })
    if (within.length > depthMax) return refuse({ kind: 'xml-excessive', what: 'depth', countMax: depthMax })
    place = piece.end
  }
  return accept(undefined)
}

function at(text: string, offset: number, problem: string): Result<never, XmlFault> {
  return refuse({ kind: 'xml-refused', line: text.slice(0, offset).split('\n').length, problem })
}

interface Piece {
  readonly kind: 'opening' | 'closing' | 'text' | 'section' | 'comment'
  readonly end: number
}

/** The tag, comment, section or run of text at a place; a text says what is wrong. */
function pieceAt(text: string, place: number): Piece | string {
  if (text.startsWith('<!--', place)) return upTo('comment', text, place + 4, '-->')
  if (text.startsWith('<![CDATA[', place)) return upTo('section', text, place + 9, ']]>')
  if (text.startsWith('<!', place)) return 'document types and entities are not taken: remove them'
  if (text.startsWith('<?', place)) return 'processing instructions are not taken: remove them'
  if (text[place] === '<') {
    const end = tagEnd(text, place)
    if (end === undefined) return `a tag does not end, or has more than ${tagLengthMax} characters`
    return { kind: text[place + 1] === '/' ? 'closing' : 'opening', end }
  }
  const next = text.indexOf('<', place)
  return { kind: 'text', end: next < 0 ? text.length : next }
}

function upTo(kind: 'comment' | 'section', text: string, from: number, mark: string): Piece | string {
  const end = text.indexOf(mark, from)
  return end < 0 ? 'a comment or section does not end' : { kind, end: end + mark.length }
}

/** Behind the `>` that ends a tag; one in quotes does not. */
function tagEnd(text: string, place: number): number | undefined {
  let quote: string | undefined
  for (let index = place + 1; index < Math.min(text.length, place + tagLengthMax); index++) {
    const character = text[index]
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return index + 1
    else if (character === '<') return undefined
  }
  return undefined
}

/** Takes a piece into account, opening and closing elements; a text says what is wrong. */
function taken({ kind }: Piece, text: string, within: Open[]): string | undefined {
  switch (kind) {
    case 'comment':
      return undefined
    case 'text':
    case 'section':
      if (/\S/.test(text) && !within.at(-1)?.holdsText) return 'text stands where none may'
      return kind === 'text' ? entityProblem(text) : undefined
    case 'closing':
      return within.pop() ? undefined : 'more is closed than was opened'
    case 'opening':
      return entityProblem(text) ?? opened(text, within)
    default:
      return kind satisfies never
  }
}

function opened(text: string, within: Open[]): string | undefined {
  if (ownName.test(text)) return 'an element, attribute or id has a name that is not taken: give it another'
  const tag = readTag(text)
  if (!tag) return 'a tag is not as XML has it'
  const element = open(tag, within.at(-1)?.scope)
  if (typeof element === 'string') return element
  if (!tag.isEmpty) within.push(element)
  return undefined
}

function entityProblem(text: string): string | undefined {
  for (let index = text.indexOf('&'); index >= 0; index = text.indexOf('&', index + 1)) {
    const match = entity.exec(text.slice(index, index + 12))
    if (!match) return 'an entity is not one of XML itself: write the character'
    const code = match[1] === undefined ? Number.parseInt(match[2] ?? '20', 16) : Number(match[1])
    if (code > 0x10ffff || forbidden.test(String.fromCodePoint(code))) {
      return 'an entity stands for a character that XML cannot hold'
    }
  }
  return undefined
}
