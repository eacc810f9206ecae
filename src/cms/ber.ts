import { compareBytes } from '#bytes'
import { type DerFault, type DerFaultKind, type DerLimits, type DerReader, readDer, tag } from '#der'
import { accept, type Result, refuse } from '#fault'
import type { CmsFault } from './fault.ts'
import { messageLimits } from './limits.ts'

/*
 * CMS may be written in BER (RFC 5652 §2), and whoever streams it does: lengths that are not known before,
 * and strings in parts. Such a message is made into its DER first, so that there is one reader. Three things
 * of BER are taken (X.690 §8.1.3.6, §8.7.3.2, §8.11): indefinite lengths, OCTET STRINGs in parts, and sets
 * in any order. Whatever else is not DER is left for that reader to refuse.
 */

/** What a message is, and what came. */
export interface Transcoded<T> {
  readonly value: T
  readonly der: Uint8Array
  readonly wasBer: boolean
}

/** The faults that say a source may be BER instead. */
const berKinds: ReadonlySet<DerFaultKind | 'tag-unexpected'> = new Set([
  'length-indefinite',
  'form-wrong',
  'set-unsorted',
  'tag-unexpected',
])

/** Reads DER, or BER made into DER; what is DER is read as it is, octet by octet. */
export function readTranscoded<T>(
  source: Uint8Array,
  read: (reader: DerReader) => T,
  limits: DerLimits = messageLimits,
): Result<Transcoded<T>, CmsFault> {
  const strict = readDer(source, read, limits)
  if (strict.ok) return accept({ value: strict.value, der: source, wasBer: false })
  if (!berKinds.has(strict.fault.kind)) return refuse({ kind: 'not-der', fault: strict.fault })
  const der = derOfBer(source, limits)
  // Nothing in it is BER: then the first reading tells what is wrong with it.
  if (der.ok && der.value === source) return refuse({ kind: 'not-der', fault: strict.fault })
  if (!der.ok) return der
  const again = readDer(der.value, read, limits)
  if (!again.ok) return refuse({ kind: 'not-der', fault: again.fault })
  return accept({ value: again.value, der: der.value, wasBer: true })
}

/** The DER of one BER element that is all of the source; the source itself where nothing had to change. */
export function derOfBer(
  source: Uint8Array,
  limits: DerLimits = messageLimits,
): Result<Uint8Array, CmsFault> {
  const walk = newWalk(source, limits)
  const taken = takeElement(walk, 0, source.length, 0)
  if (taken && taken.end < source.length) fail(walk, 'trailing-bytes', taken.end)
  if (!taken || walk.fault) return refuse({ kind: 'not-der', fault: faultOf(walk) })
  return accept(walk.changes === 0 ? source : encoded(taken.piece))
}

/** One source while it is walked: what is used up, how much was not DER, and the first fault. */
interface Walk {
  readonly source: Uint8Array
  readonly limits: DerLimits
  elements: number
  changes: number
  fault: DerFault | undefined
}

/** An element to be written: its content in octets and elements; without an identifier, the content alone. */
interface Piece {
  readonly identifier: number | undefined
  readonly content: readonly (Uint8Array | Piece)[]
  /** Octets of the content. */
  readonly length: number
}

interface Taken {
  readonly piece: Piece
  readonly end: number
}

interface Header {
  readonly identifier: number
  readonly contentStart: number
  /** `undefined`: up to the end-of-contents octets. */
  readonly contentEnd: number | undefined
}

const octetStringInParts = 0x24
const constructedBit = 0x20

/** As the reader of DER has it: four length octets give more than any limit lets in. */
const lengthOctetsMax = 4

function newWalk(source: Uint8Array, limits: DerLimits): Walk {
  const fault: DerFault | undefined =
    source.length > limits.bytesMax ? { kind: 'too-large', offset: 0 } : undefined
  return { source, limits, elements: 0, changes: 0, fault }
}

function fail(walk: Walk, kind: DerFaultKind, offset: number): undefined {
  walk.fault ??= { kind, offset }
}

/** Of a walk that was given up. */
function faultOf(walk: Walk): DerFault {
  return walk.fault ?? { kind: 'truncated', offset: 0 }
}

/** The recursion is bounded by `depthMax`. */
function takeElement(walk: Walk, at: number, end: number, depth: number): Taken | undefined {
  walk.elements += 1
  if (walk.fault) return undefined
  if (walk.elements > walk.limits.elementsMax) return fail(walk, 'too-many-elements', at)
  if (depth > walk.limits.depthMax) return fail(walk, 'too-deep', at)
  const header = readHeader(walk, at, end)
  if (!header) return undefined
  const { identifier, contentStart, contentEnd } = header
  if ((identifier & constructedBit) === 0) {
    if (contentEnd === undefined) return fail(walk, 'length-indefinite', at)
    return { piece: rawPiece(walk, identifier, contentStart, contentEnd), end: contentEnd }
  }
  const changesBefore = walk.changes
  const children = takeChildren(walk, header, end, depth)
  if (!children) return undefined
  if (contentEnd === undefined) walk.changes += 1
  const piece =
    identifier === octetStringInParts ? joined(walk, at, children) : gathered(walk, header, children)
  if (!piece) return undefined
  // What had nothing to be changed in it is kept as one run of octets.
  const isDer = walk.changes === changesBefore
  return {
    piece: isDer ? rawPiece(walk, identifier, contentStart, children.end) : piece,
    end: contentEnd ?? children.end + 2,
  }
}

interface Children {
  readonly pieces: readonly Piece[]
  /** Of the last of them. */
  readonly end: number
}

function takeChildren(walk: Walk, header: Header, end: number, depth: number): Children | undefined {
  const { source } = walk
  const { contentEnd } = header
  const limit = contentEnd ?? end
  const pieces: Piece[] = []
  let at = header.contentStart
  for (;;) {
    if (contentEnd === undefined && source[at] === 0 && source[at + 1] === 0 && at + 2 <= end) break
    if (contentEnd !== undefined && at >= contentEnd) break
    const taken = takeElement(walk, at, limit, depth + 1)
    if (!taken) return undefined
    pieces.push(taken.piece)
    at = taken.end
  }
  return { pieces, end: at }
}

function readHeader(walk: Walk, at: number, end: number): Header | undefined {
  const { source } = walk
  if (at + 2 > end) return fail(walk, 'truncated', at)
  const identifier = source[at] ?? 0
  if (identifier === 0) return fail(walk, 'tag-reserved', at)
  if ((identifier & 0x1f) === 0x1f) return fail(walk, 'tag-number-high', at)
  const first = source[at + 1] ?? 0
  if (first === 0x80) return { identifier, contentStart: at + 2, contentEnd: undefined }
  const octets = first < 0x80 ? 0 : first & 0x7f
  if (octets > lengthOctetsMax) return fail(walk, 'length-excessive', at)
  const contentStart = at + 2 + octets
  if (contentStart > end) return fail(walk, 'truncated', at)
  let length = octets === 0 ? first : 0
  for (let place = at + 2; place < contentStart; place += 1) length = length * 256 + (source[place] ?? 0)
  if (octets > 0 && (length < 0x80 || length < 256 ** (octets - 1))) {
    return fail(walk, 'length-not-minimal', at)
  }
  if (contentStart + length > end) return fail(walk, 'truncated', at)
  return { identifier, contentStart, contentEnd: contentStart + length }
}

function rawPiece(walk: Walk, identifier: number, start: number, end: number): Piece {
  return { identifier, content: [walk.source.subarray(start, end)], length: end - start }
}

/** An OCTET STRING of its parts, which are OCTET STRINGs and nothing else (X.690 §8.7.3.2). */
function joined(walk: Walk, at: number, { pieces }: Children): Piece | undefined {
  if (pieces.some(({ identifier }) => identifier !== tag.octetString)) return fail(walk, 'form-wrong', at)
  walk.changes += 1
  return {
    identifier: tag.octetString,
    content: pieces.map((piece) => ({ ...piece, identifier: undefined })),
    length: pieces.reduce((sum, { length }) => sum + length, 0),
  }
}

function gathered(walk: Walk, { identifier }: Header, { pieces }: Children): Piece {
  const length = pieces.reduce((sum, piece) => sum + encodedLength(piece), 0)
  if (identifier !== tag.set || pieces.length < 2) return { identifier, content: pieces, length }
  const sorted = pieces.toSorted(comparePieces)
  if (sorted.some((one, place) => one !== pieces[place])) walk.changes += 1
  return { identifier, content: sorted, length }
}

/**
 * The order of the encodings (X.690 §11.6): by identifier, then by length, since the octets of a shortest
 * length stand in the order of the lengths, then by content. Contents are put together only where two are
 * equally long, so that sets inside sets cost no more than their octets.
 */
function comparePieces(one: Piece, other: Piece): number {
  const byIdentifier = (one.identifier ?? 0) - (other.identifier ?? 0)
  if (byIdentifier !== 0) return byIdentifier
  return one.length - other.length || compareBytes(contentOf(one), contentOf(other))
}

function contentOf({ content, length }: Piece): Uint8Array {
  const [first] = content
  if (content.length === 1 && first instanceof Uint8Array) return first
  return encoded({ identifier: undefined, content, length })
}

function encodedLength(piece: Piece): number {
  return headerOf(piece).length + piece.length
}

/** The identifier and length octets of an element. */
function headerOf({ identifier, length }: Piece): readonly number[] {
  if (identifier === undefined) return []
  if (length < 0x80) return [identifier, length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [identifier, 0x80 | octets.length, ...octets]
}

function encoded(piece: Piece): Uint8Array {
  const target = new Uint8Array(encodedLength(piece))
  put(target, 0, piece)
  return target
}

function put(target: Uint8Array, at: number, piece: Piece): number {
  const header = headerOf(piece)
  target.set(header, at)
  let place = at + header.length
  for (const part of piece.content) {
    if (part instanceof Uint8Array) {
      target.set(part, place)
      place += part.length
    } else place = put(target, place, part)
  }
  return place
}
