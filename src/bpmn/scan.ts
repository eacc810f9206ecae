import { utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'

/** A diagram of 64 steps with its layout has some 200 KiB; modellers that write more at length stay below. */
export const xmlBytesMax = 1024 * 1024

/** 64 steps with gateways, flows, their shapes and lines are some 3,000 elements. */
const elementsMax = 10_000

/** BPMN nests by ten or so. */
const depthMax = 32

/** Why a text is not read as XML at all. */
export type XmlFault =
  | { readonly kind: 'xml-too-long'; readonly bytes: number; readonly bytesMax: number }
  | { readonly kind: 'xml-excessive'; readonly what: 'elements' | 'depth'; readonly countMax: number }
  /** What makes a text mean more than its reader sees: a document type, entities, another encoding. */
  | { readonly kind: 'xml-refused'; readonly line: number; readonly problem: string }

/** Characters that XML 1.0 cannot hold, and halves of surrogate pairs. */
const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u

const entity = /^&(?:lt|gt|amp|quot|apos|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/
const declaration = /^<\?xml\s[^?]*\?>/
const encoding = /\sencoding\s*=\s*["']([^"']*)["']/
/** Names that objects of this language have by themselves. */
const ownName = /(?:^|[\s<"'/:])(__proto__|constructor|prototype)(?=[\s=>"'/:])/

/**
 * Looks over a text before it is read as XML, in time of its length: bounds, and that it holds elements,
 * comments and character data only.
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
  let depth = 0
  for (let place = head.length; place < text.length; ) {
    const piece = pieceAt(text, place)
    if (typeof piece.problem === 'string') return at(text, place, piece.problem)
    if (piece.opens) elements++
    depth += piece.deeper
    if (elements > elementsMax)
      return refuse({ kind: 'xml-excessive', what: 'elements', countMax: elementsMax })
    if (depth > depthMax) return refuse({ kind: 'xml-excessive', what: 'depth', countMax: depthMax })
    place = piece.end
  }
  return accept(undefined)
}

function at(text: string, offset: number, problem: string): Result<never, XmlFault> {
  return refuse({ kind: 'xml-refused', line: text.slice(0, offset).split('\n').length, problem })
}

/** A tag, comment, section or run of text. */
interface Piece {
  readonly end: number
  readonly opens: boolean
  readonly deeper: -1 | 0 | 1
  readonly problem?: string
}

function pieceAt(text: string, place: number): Piece {
  if (text.startsWith('<!--', place)) return skipped(text, place + 4, '-->')
  if (text.startsWith('<![CDATA[', place)) return skipped(text, place + 9, ']]>')
  if (text.startsWith('<!', place)) return wrong('document types and entities are not taken: remove them')
  if (text.startsWith('<?', place)) return wrong('processing instructions are not taken: remove them')
  if (text[place] !== '<') {
    const next = text.indexOf('<', place)
    const end = next < 0 ? text.length : next
    return withEntities(text.slice(place, end), { end, opens: false, deeper: 0 })
  }
  const end = tagEnd(text, place)
  if (end === undefined) return wrong('a tag does not end')
  const tag = text.slice(place, end)
  if (ownName.test(tag))
    return wrong('an element, attribute or id has a name that is not taken: give it another')
  const closes = tag.startsWith('</')
  const deeper = closes ? -1 : tag.endsWith('/>') ? 0 : 1
  return withEntities(tag, { end, opens: !closes, deeper })
}

/** Behind the `>` that ends a tag; one in quotes does not. */
function tagEnd(text: string, place: number): number | undefined {
  let quote: string | undefined
  for (let index = place + 1; index < text.length; index++) {
    const character = text[index]
    if (quote !== undefined) {
      if (character === quote) quote = undefined
    } else if (character === '"' || character === "'") quote = character
    else if (character === '>') return index + 1
    else if (character === '<') return undefined
  }
  return undefined
}

function skipped(text: string, from: number, mark: string): Piece {
  const end = text.indexOf(mark, from)
  return end < 0
    ? wrong('a comment or section does not end')
    : { end: end + mark.length, opens: false, deeper: 0 }
}

function withEntities(text: string, piece: Piece): Piece {
  for (let index = text.indexOf('&'); index >= 0; index = text.indexOf('&', index + 1)) {
    const match = entity.exec(text.slice(index, index + 12))
    if (!match) return wrong('an entity is not one of XML itself: write the character')
    const code = match[1] === undefined ? Number.parseInt(match[2] ?? '20', 16) : Number(match[1])
    if (code > 0x10ffff || forbidden.test(String.fromCodePoint(code))) {
      return wrong('an entity stands for a character that XML cannot hold')
    }
  }
  return piece
}

function wrong(problem: string): Piece {
  return { end: 0, opens: false, deeper: 0, problem }
}
