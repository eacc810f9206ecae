import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import { type DerLimits, derFault, objectLimits } from './check.ts'
import { bitStringFault, booleanFault, type ContentCheck, integerFault } from './content.ts'
import { contentOf, type DerNode, encodingOf, inOrder, nodeAt } from './element.ts'
import type { DerFault, DerFaultKind } from './fault.ts'
import { objectIdentifierFault, objectIdentifierText } from './identifier.ts'
import { contextConstructed, tag } from './tag.ts'
import { ia5Text, stringText } from './text.ts'
import { timeInstant } from './time.ts'

/**
 * Reads one element of strict DER (X.690 §10, §11) with `read`. The whole source is checked first; then
 * `read` walks it, and the first thing that is not as asked refuses the whole. Never throws on any source.
 *
 * After a fault the reader gives empty values and ends every list, so `read` runs to its end without asking;
 * what it made of them is thrown away.
 */
export function readDer<T>(
  source: Uint8Array,
  read: (reader: DerReader) => T,
  limits: DerLimits = objectLimits,
): Result<T, DerFault> {
  const fault = derFault(source, limits)
  if (fault) return refuse(fault)
  const reading: Reading = { source, fault: undefined }
  const reader = new DerReader(reading, 0, source.length)
  const value = read(reader)
  reader.finish()
  return reading.fault ? refuse(reading.fault) : accept(value)
}

/** A string element: its text, and the type it was written in. */
export interface DerString {
  readonly tag: number
  readonly text: string
}

/** The bits of a BIT STRING; the last octet's `unused` low bits are zero. */
export interface DerBits {
  readonly bytes: Uint8Array
  readonly unused: number
}

interface Reading {
  readonly source: Uint8Array
  fault: DerFault | undefined
}

const nothing = new Uint8Array(0)

/** A place in the source that moves forward, element by element, up to the end of what it was opened on. */
export class DerReader {
  readonly #reading: Reading
  readonly #end: number
  #position: number

  constructor(reading: Reading, start: number, end: number) {
    this.#reading = reading
    this.#position = start
    this.#end = end
  }

  /** Whether another element follows; false after a fault. */
  get more(): boolean {
    return this.#reading.fault === undefined && this.#position < this.#end
  }

  /** The identifier octet of the next element; `undefined` at the end or after a fault. */
  get nextTag(): number | undefined {
    return this.more ? this.#reading.source[this.#position] : undefined
  }

  /** The next element, of the identifier octet given or of any. */
  node(expected?: number): DerNode {
    const offset = this.#position
    if (this.#reading.fault) return this.#empty(expected)
    const found = this.nextTag
    if (found === undefined || (expected !== undefined && found !== expected)) {
      this.#reading.fault =
        expected === undefined
          ? { kind: 'truncated', offset }
          : { kind: 'tag-unexpected', offset, expected, found }
      return this.#empty(expected)
    }
    const node = nodeAt(this.#reading.source, offset, this.#end)
    if (typeof node === 'string') {
      this.fail(node)
      return this.#empty(expected)
    }
    this.#position = node.end
    return node
  }

  /** The whole encoding of the next element. */
  encoding(expected?: number): Uint8Array {
    return encodingOf(this.node(expected))
  }

  /** The content octets of the next element. */
  content(expected: number): Uint8Array {
    return contentOf(this.node(expected))
  }

  /** Enters the next element, a SEQUENCE or what is given, and leaves it only at its end. */
  sequence<T>(read: (inside: DerReader) => T, expected: number = tag.sequence): T {
    const node = this.node(expected)
    const inside = new DerReader(this.#reading, node.contentStart, node.end)
    const value = read(inside)
    inside.finish()
    return value
  }

  /** Enters the next element, a SET OF, under its own tag or an implicit one. */
  set<T>(read: (inside: DerReader) => T, expected: number = tag.set): T {
    const offset = this.#position
    const { value, der } = this.captured((reader) => reader.sequence(read, expected))
    // Under its own tag the first pass has seen the order; an implicit tag hides that it is a set.
    if (expected !== tag.set && !this.#reading.fault && !isSorted(der)) this.fail('set-unsorted', offset)
    return value
  }

  /** What `read` makes of the elements it takes, and the bytes of those elements. */
  captured<T>(read: (reader: DerReader) => T): { readonly value: T; readonly der: Uint8Array } {
    const start = this.#position
    const value = read(this)
    return { value, der: this.#reading.source.subarray(start, this.#position) }
  }

  /** `[number] EXPLICIT`. */
  explicit<T>(number: number, read: (inside: DerReader) => T): T {
    return this.sequence(read, contextConstructed(number))
  }

  /** What `read` makes of the next element if it has this identifier octet; else `undefined`. */
  optional<T>(expected: number, read: (reader: DerReader) => T): T | undefined {
    return this.nextTag === expected ? read(this) : undefined
  }

  /** Every element up to the end. */
  list<T>(read: (reader: DerReader) => T): T[] {
    const values: T[] = []
    while (this.more) values.push(read(this))
    return values
  }

  /** As `list`, for `SIZE (1..MAX)`. */
  listOfSome<T>(read: (reader: DerReader) => T): T[] {
    const values = this.list(read)
    if (values.length === 0) this.fail('list-empty')
    return values
  }

  boolean(expected: number = tag.boolean): boolean {
    return this.#checked(expected, booleanFault)[0] === 0xff
  }

  /** `BOOLEAN DEFAULT FALSE`, which DER writes only when it is true (X.690 §11.5). */
  flag(expected: number = tag.boolean): boolean {
    if (this.nextTag !== expected) return false
    const value = this.boolean(expected)
    if (!value) this.fail('default-encoded')
    return value
  }

  /** The content of an INTEGER: two's complement, minimal. */
  integerBytes(expected: number = tag.integer): Uint8Array {
    return this.#checked(expected, integerFault)
  }

  integer(expected: number = tag.integer): bigint {
    const content = this.integerBytes(expected)
    if (content.length === 0) return 0n
    return BigInt.asIntN(content.length * 8, BigInt(`0x${Buffer.from(content).toString('hex')}`))
  }

  /** An INTEGER from `min` to `max` (at most 2^53 - 1). */
  count(max: number, expected: number = tag.integer, min = 0): number {
    const offset = this.#position
    const value = this.integer(expected)
    if (value >= BigInt(min) && value <= BigInt(max)) return Number(value)
    this.fail('integer-out-of-range', offset)
    return 0
  }

  /** Dotted text. */
  objectIdentifier(expected: number = tag.objectIdentifier): string {
    return objectIdentifierText(this.#checked(expected, objectIdentifierFault))
  }

  octetString(expected: number = tag.octetString): Uint8Array {
    return this.content(expected)
  }

  bitString(expected: number = tag.bitString): DerBits {
    const content = this.#checked(expected, bitStringFault)
    return { bytes: content.subarray(1), unused: content[0] ?? 0 }
  }

  /** A BIT STRING of whole octets. */
  wholeBitString(expected: number = tag.bitString): Uint8Array {
    const offset = this.#position
    const { bytes, unused } = this.bitString(expected)
    if (unused !== 0) this.fail('bit-string-malformed', offset)
    return bytes
  }

  /** The positions of the bits set in a NamedBitList, which DER ends at its last set bit (X.690 §11.2.2). */
  namedBits(expected: number = tag.bitString): readonly number[] {
    const offset = this.#position
    const { bytes, unused } = this.bitString(expected)
    const positions: number[] = []
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) positions.push(bit)
    }
    const last = positions.at(-1) ?? -1
    if (last !== bytes.length * 8 - unused - 1) this.fail('bit-string-malformed', offset)
    return positions
  }

  null(): void {
    if (this.content(tag.null).length > 0) this.fail('null-malformed')
  }

  /** Any of the string types. */
  string(): DerString {
    const offset = this.#position
    const node = this.node()
    const text = stringText(node.tag, contentOf(node))
    if (text === undefined) this.fail('text-malformed', offset)
    return { tag: node.tag, text: text ?? '' }
  }

  /** An IA5String, under its own tag or an implicit one. */
  ia5String(expected: number = tag.ia5String): string {
    const offset = this.#position
    const text = ia5Text(this.content(expected))
    if (text === undefined) this.fail('text-malformed', offset)
    return text ?? ''
  }

  /** UTCTime or GeneralizedTime in the form of RFC 5280 §4.1.2.5, as an instant. */
  time(): Instant {
    const offset = this.#position
    const identifier = this.nextTag === tag.generalizedTime ? tag.generalizedTime : tag.utcTime
    const text = Buffer.from(this.content(identifier)).toString('latin1')
    const instant = timeInstant(identifier, text)
    if (instant === undefined) this.fail('time-malformed', offset)
    return instant ?? 0
  }

  /** Keeps the first fault; `offset` is where the refused element starts. */
  fail(kind: DerFaultKind, offset: number = this.#position): void {
    this.#reading.fault ??= { kind, offset }
  }

  /** Nothing may follow. */
  finish(): void {
    if (this.more) this.fail('trailing-bytes')
  }

  #checked(expected: number, check: ContentCheck): Uint8Array {
    const offset = this.#position
    const content = this.content(expected)
    const kind = check(content)
    if (!kind) return content
    this.fail(kind, offset)
    return nothing
  }

  #empty(expected: number | undefined): DerNode {
    return { source: nothing, tag: expected ?? 0, start: 0, contentStart: 0, end: 0 }
  }
}

/** Whether the elements inside this one are in the order of a SET OF. */
function isSorted(der: Uint8Array): boolean {
  const parent = nodeAt(der, 0, der.length)
  if (typeof parent === 'string') return false
  let previous: DerNode | undefined
  for (let position = parent.contentStart; position < parent.end; ) {
    const node = nodeAt(der, position, parent.end)
    if (typeof node === 'string' || (previous && !inOrder(previous, node))) return false
    previous = node
    position = node.end
  }
  return true
}
