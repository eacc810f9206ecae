import { hex } from '#bytes'
import type { Instant } from '#clock'
import { accept, type Result, refuse } from '#fault'
import {
  checkContent,
  checkOrder,
  type DerLimits,
  keepFault,
  newReading,
  objectLimits,
  openElement,
  type Reading,
} from './check.ts'
import { bitStringFault, booleanFault, integerFault } from './content.ts'
import type { DerNode } from './element.ts'
import type { DerFault, DerFaultKind } from './fault.ts'
import { objectIdentifierFault, objectIdentifierText } from './identifier.ts'
import { type IdentifierTable, valueAt } from './identifier-table.ts'
import { contextConstructed, tag } from './tag.ts'
import { type DerString, isIa5Text, isText, latin, textOf } from './text.ts'
import { timeInstant } from './time.ts'

/**
 * Reads one element of strict DER (X.690 §10, §11) with `read`, which takes every element of the source
 * once: as what it is, or whole, and then all that is in it is checked. The first thing that is not DER, or
 * not as asked, refuses the whole. Never throws on any source.
 *
 * After a fault the reader gives empty values and ends every list, so `read` runs to its end without asking;
 * what it made of them is thrown away.
 */
export function readDer<T>(
  source: Uint8Array,
  read: (reader: DerReader) => T,
  limits: DerLimits = objectLimits,
): Result<T, DerFault> {
  const reading = newReading(source, limits)
  const reader = new DerReader(reading, true)
  const value = read(reader)
  reader.finish()
  return reading.fault ? refuse(reading.fault) : accept(value)
}

/**
 * A reader of the source that only checks: it refuses what `readDer` refuses, but makes no texts, octets,
 * bits, big integers and lists; all of these come out empty. Whoever holds it asks for `fault` at the end.
 */
export function checkingReader(source: Uint8Array, limits: DerLimits = objectLimits): DerReader {
  return new DerReader(newReading(source, limits), false)
}

/** The bits of a BIT STRING; the last octet's `unused` low bits are zero. */
export interface DerBits {
  readonly bytes: Uint8Array
  readonly unused: number
}

const nothing = new Uint8Array(0)
const none: readonly never[] = []

/** A place in the source that moves forward, element by element, up to the end of what was entered last. */
export class DerReader {
  readonly #reading: Reading
  readonly #source: Uint8Array
  /** Whether values are made; else they are only checked. */
  readonly #making: boolean
  #position = 0
  #end: number
  #depth = 0
  /** Where the content starts of the element taken last, which ends at the position. */
  #content = 0

  constructor(reading: Reading, making: boolean) {
    this.#reading = reading
    this.#source = reading.source
    this.#making = making
    this.#end = reading.source.length
  }

  get fault(): DerFault | undefined {
    return this.#reading.fault
  }

  /** Octets from the start of the source. */
  get position(): number {
    return this.#position
  }

  /** Where the content starts of the element taken last. */
  get contentStart(): number {
    return this.#content
  }

  /** Whether another element follows; false after a fault. */
  get more(): boolean {
    return this.#position < this.#end && this.#reading.fault === undefined
  }

  /** The identifier octet of the next element; `undefined` at the end or after a fault. */
  get nextTag(): number | undefined {
    return this.more ? this.#source[this.#position] : undefined
  }

  /** The next element, of the identifier octet given or of any. */
  node(expected: number | undefined = this.nextTag): DerNode {
    const start = this.#position
    if (expected === undefined) {
      this.fail('truncated')
      return { source: nothing, tag: 0, start: 0, contentStart: 0, end: 0 }
    }
    if (!this.#takeWhole(expected))
      return { source: nothing, tag: expected, start: 0, contentStart: 0, end: 0 }
    return { source: this.#source, tag: expected, start, contentStart: this.#content, end: this.#position }
  }

  /** The whole encoding of the next element, of the identifier octet given or of any. */
  encoding(expected: number | undefined = this.nextTag): Uint8Array {
    const start = this.#position
    if (expected === undefined) this.fail('truncated')
    else this.#takeWhole(expected)
    return this.#between(start, this.#position)
  }

  /**
   * Enters the next element, a SEQUENCE or what is given: what follows is inside, until `leave` is given the
   * number returned.
   */
  enter(expected: number = tag.sequence): number {
    const outer = this.#end
    if (this.#take(expected)) {
      this.#end = this.#position
      this.#position = this.#content
      this.#depth += 1
    }
    return outer
  }

  /** Leaves the element entered last, at whose end the reader must be. */
  leave(outer: number): void {
    this.finish()
    this.#end = outer
    this.#depth -= 1
  }

  /** What `read` makes of the inside of the next element, a SEQUENCE or what is given. */
  sequence<T>(read: (inside: this) => T, expected: number = tag.sequence): T {
    const outer = this.enter(expected)
    const value = read(this)
    this.leave(outer)
    return value
  }

  /** As `sequence`, for a SET OF under its own tag or an implicit one. */
  set<T>(read: (inside: this) => T, expected: number = tag.set): T {
    const outer = this.enter(expected)
    const start = this.#position
    const value = read(this)
    this.leave(outer)
    if (this.#reading.fault === undefined) checkOrder(this.#reading, start, this.#position)
    return value
  }

  /** The encodings of the elements taken since the reader was at that position. */
  since(position: number): Uint8Array {
    return this.#between(position, this.#position)
  }

  /**
   * Takes an OCTET STRING and reads what is in it as one element with limits of its own; what is wrong in it,
   * with offsets from its start, is told and not kept.
   */
  inside(read: (reader: this) => unknown): DerFault | undefined {
    if (!this.#take(tag.octetString)) return undefined
    const [start, end, outer, depth] = [this.#content, this.#position, this.#end, this.#depth]
    const { elements } = this.#reading
    this.#position = start
    this.#end = end
    this.#depth = 0
    this.#reading.elements = 0
    read(this)
    this.finish()
    const { fault } = this.#reading
    this.#reading.fault = undefined
    this.#reading.elements = elements
    this.#position = end
    this.#end = outer
    this.#depth = depth
    return fault && { ...fault, offset: fault.offset - start }
  }

  /** `[number] EXPLICIT`. */
  explicit<T>(number: number, read: (inside: this) => T): T {
    return this.sequence(read, contextConstructed(number))
  }

  /** What `read` makes of the next element if it has this identifier octet; else `undefined`. */
  optional<T>(expected: number, read: (reader: this) => T): T | undefined {
    return this.nextTag === expected ? read(this) : undefined
  }

  /** Every element up to the end. */
  list<T>(read: (reader: this) => T): readonly T[] {
    if (!this.#making) {
      while (this.more) read(this)
      return none
    }
    const values: T[] = []
    while (this.more) values.push(read(this))
    return values
  }

  /** As `list`, for `SIZE (1..MAX)`. */
  listOfSome<T>(read: (reader: this) => T): readonly T[] {
    if (!this.more) this.fail('list-empty')
    return this.list(read)
  }

  boolean(expected: number = tag.boolean): boolean {
    const offset = this.#position
    if (!this.#take(expected)) return false
    this.#keep(booleanFault(this.#source, this.#content, this.#position), offset)
    return this.#source[this.#content] === 0xff
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
    return this.#takeInteger(expected) ? this.#between(this.#content, this.#position) : nothing
  }

  integer(expected: number = tag.integer): bigint {
    const content = this.integerBytes(expected)
    if (content.length === 0) return 0n
    return BigInt.asIntN(content.length * 8, BigInt(`0x${hex(content)}`))
  }

  /** An INTEGER from `min`, which is not negative, to `max`, at most 2^48 - 1. */
  count(max: number, expected: number = tag.integer, min = 0): number {
    const offset = this.#position
    if (!this.#takeInteger(expected)) return 0
    let value = (this.#source[this.#content] ?? 0) >= 0x80 || this.#position - this.#content > 7 ? -1 : 0
    for (let at = this.#content; value >= 0 && at < this.#position; at += 1) {
      value = value * 256 + (this.#source[at] ?? 0)
    }
    if (value >= min && value <= max) return value
    this.fail('integer-out-of-range', offset)
    return 0
  }

  /** Dotted text, one that stands in the table without being made anew. */
  objectIdentifier(usual?: IdentifierTable<string>): string {
    if (!this.#takeIdentifier() || !this.#making) return ''
    const text = usual && valueAt(usual, this.#source, this.#content, this.#position)
    return text ?? objectIdentifierText(this.#source.subarray(this.#content, this.#position))
  }

  /** What the table has for the OBJECT IDENTIFIER that is next. */
  identified<T>(table: IdentifierTable<T>): T | undefined {
    if (!this.#takeIdentifier()) return undefined
    return valueAt(table, this.#source, this.#content, this.#position)
  }

  octetString(expected: number = tag.octetString): Uint8Array {
    return this.#takeWhole(expected) ? this.#between(this.#content, this.#position) : nothing
  }

  bitString(expected: number = tag.bitString): DerBits {
    const offset = this.#position
    if (!this.#take(expected)) return { bytes: nothing, unused: 0 }
    this.#keep(bitStringFault(this.#source, this.#content, this.#position), offset)
    const unused = this.#source[this.#content] ?? 0
    return { bytes: this.#between(this.#content + 1, this.#position), unused }
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
    const isShort = this.#position - this.#content < 2
    const last = isShort ? 1 : (this.#source[this.#position - 1] ?? 0) >> unused
    if ((last & 1) === 0) this.fail('bit-string-malformed', offset)
    if (bytes.length === 0) return none
    const positions: number[] = []
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) positions.push(bit)
    }
    return positions
  }

  null(): void {
    this.#takeWhole(tag.null)
  }

  /** Any of the string types. */
  string(): DerString {
    const offset = this.#position
    const identifier = this.nextTag
    if (identifier === undefined) this.fail('truncated')
    if (identifier === undefined || !this.#take(identifier)) return { tag: identifier ?? 0, text: '' }
    if (!isText(identifier, this.#source, this.#content, this.#position)) this.fail('text-malformed', offset)
    const content = this.#between(this.#content, this.#position)
    return {
      tag: identifier,
      text: this.#making && this.fault === undefined ? textOf(identifier, content) : '',
    }
  }

  /** An IA5String, under its own tag or an implicit one. */
  ia5String(expected: number = tag.ia5String): string {
    const offset = this.#position
    if (!this.#take(expected)) return ''
    if (!isIa5Text(this.#source, this.#content, this.#position)) this.fail('text-malformed', offset)
    return this.#making ? latin(this.#between(this.#content, this.#position)) : ''
  }

  /** UTCTime or GeneralizedTime in the form of RFC 5280 §4.1.2.5, as an instant. */
  time(): Instant {
    const offset = this.#position
    const identifier = this.nextTag === tag.generalizedTime ? tag.generalizedTime : tag.utcTime
    if (!this.#take(identifier)) return 0
    const instant = timeInstant(identifier, this.#source, this.#content, this.#position)
    if (instant === undefined) this.fail('time-malformed', offset)
    return instant ?? 0
  }

  /** Keeps the first fault; `offset` is where the refused element starts. */
  fail(kind: DerFaultKind, offset: number = this.#position): void {
    keepFault(this.#reading, kind, offset)
  }

  /** Nothing may follow. */
  finish(): void {
    if (this.more) this.fail('trailing-bytes')
  }

  /** Takes the header of the next element, and passes over its content without a look. */
  #take(expected: number): boolean {
    const reading = this.#reading
    const offset = this.#position
    if (reading.fault !== undefined) return false
    const found = offset < this.#end ? this.#source[offset] : undefined
    if (found !== expected) {
      reading.fault = { kind: 'tag-unexpected', offset, expected, found }
      return false
    }
    if (!openElement(reading, offset, this.#end, this.#depth)) return false
    this.#content = reading.contentStart
    this.#position = reading.contentEnd
    return true
  }

  /** Takes the next element and checks all that is in it. */
  #takeWhole(expected: number): boolean {
    const offset = this.#position
    if (!this.#take(expected)) return false
    if (expected === tag.octetString) return true
    checkContent(this.#reading, offset, this.#content, this.#position, this.#depth)
    return this.#reading.fault === undefined
  }

  #takeInteger(expected: number): boolean {
    const offset = this.#position
    if (!this.#take(expected)) return false
    return this.#keep(integerFault(this.#source, this.#content, this.#position), offset)
  }

  #takeIdentifier(): boolean {
    const offset = this.#position
    if (!this.#take(tag.objectIdentifier)) return false
    return this.#keep(objectIdentifierFault(this.#source, this.#content, this.#position), offset)
  }

  #keep(kind: DerFaultKind | undefined, offset: number): boolean {
    if (kind === undefined) return true
    this.fail(kind, offset)
    return false
  }

  /** The octets between two places, when values are made. */
  #between(start: number, end: number): Uint8Array {
    return this.#making && this.#reading.fault === undefined ? this.#source.subarray(start, end) : nothing
  }
}
