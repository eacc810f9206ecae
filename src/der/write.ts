import { compareBytes, concat, concatAll, fromHex, utf8 } from '#bytes'
import type { Instant } from '#clock'
import { sure } from '#fault'
import { objectIdentifierContent } from './identifier.ts'
import { contextConstructed, contextPrimitive, tag } from './tag.ts'
import { isText } from './text.ts'
import { fitsUtcTime, generalizedText, preciseText } from './time.ts'

/*
 * Every function gives the DER of one element. What cannot be written (text outside its type, a negative tag)
 * is a bug of the caller and throws.
 */

/** An element of this identifier octet around content that is already encoded. */
export function element(identifier: number, ...content: readonly Uint8Array[]): Uint8Array {
  return joined(identifier, content)
}

/** As `sequence`, for a list of any length: that many arguments would overflow the stack. */
export function sequenceOf(elements: readonly Uint8Array[]): Uint8Array {
  return joined(tag.sequence, elements)
}

function joined(identifier: number, content: readonly Uint8Array[]): Uint8Array {
  const length = content.reduce((sum, part) => sum + part.length, 0)
  const header = Uint8Array.of(identifier, ...lengthOctets(length))
  return concatAll([header, ...content])
}

export function sequence(...elements: readonly Uint8Array[]): Uint8Array {
  return element(tag.sequence, ...elements)
}

/** A SET OF: the elements in the order of their encodings (X.690 §11.6). */
export function setOf(...elements: readonly Uint8Array[]): Uint8Array {
  return element(tag.set, ...[...elements].sort(compareBytes))
}

/** `[number] EXPLICIT` around one element. */
export function explicit(number: number, inner: Uint8Array): Uint8Array {
  return element(contextConstructed(number), inner)
}

/** `[number] IMPLICIT`: the element with its tag replaced, primitive or constructed as it was. */
export function implicit(number: number, inner: Uint8Array): Uint8Array {
  const identifier = ((inner[0] ?? 0) & 0x20) === 0 ? contextPrimitive(number) : contextConstructed(number)
  return concat(Uint8Array.of(identifier), inner.subarray(1))
}

export function booleanValue(value: boolean): Uint8Array {
  return Uint8Array.of(tag.boolean, 1, value ? 0xff : 0x00)
}

/** `BOOLEAN DEFAULT FALSE`: nothing at all when it is false. */
export function flag(value: boolean): readonly Uint8Array[] {
  return value ? [booleanValue(true)] : []
}

export function nullValue(): Uint8Array {
  return Uint8Array.of(tag.null, 0)
}

export function integer(value: bigint | number): Uint8Array {
  const whole = BigInt(value)
  const bits = (whole < 0n ? ~whole : whole).toString(2).length + (whole === 0n || whole === -1n ? 0 : 1)
  const length = Math.max(1, Math.ceil(bits / 8))
  const digits = BigInt.asUintN(length * 8, whole)
    .toString(16)
    .padStart(length * 2, '0')
  return element(tag.integer, sure(fromHex(digits), 'hexadecimal digits'))
}

/** The INTEGER that these octets are the magnitude of, most significant first; leading zeros are dropped. */
export function unsignedInteger(magnitude: Uint8Array): Uint8Array {
  let start = 0
  while (start < magnitude.length - 1 && magnitude[start] === 0) start += 1
  const octets = magnitude.subarray(start)
  const pad = octets.length === 0 || (octets[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0)
  return element(tag.integer, pad, octets)
}

export function enumerated(value: number): Uint8Array {
  return concat(Uint8Array.of(tag.enumerated), integer(value).subarray(1))
}

/** From dotted text. */
export function objectIdentifier(text: string): Uint8Array {
  return element(tag.objectIdentifier, objectIdentifierContent(text))
}

export function octetString(bytes: Uint8Array): Uint8Array {
  return element(tag.octetString, bytes)
}

/** A BIT STRING of whole octets. */
export function bitString(bytes: Uint8Array): Uint8Array {
  return element(tag.bitString, Uint8Array.of(0), bytes)
}

/** A NamedBitList with these positions set, ended at the last of them (X.690 §11.2.2). */
export function namedBits(positions: Iterable<number>): Uint8Array {
  const set = [...positions]
  const length = set.length === 0 ? 0 : Math.max(...set) + 1
  const octets = new Uint8Array(Math.ceil(length / 8))
  for (const position of set) octets[position >> 3] = (octets[position >> 3] ?? 0) | (0x80 >> (position & 7))
  return element(tag.bitString, Uint8Array.of(octets.length * 8 - length), octets)
}

export function utf8String(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new RangeError('bug: a text with half a surrogate pair has no UTF8String')
  return element(tag.utf8String, utf8(text))
}

export function printableString(text: string): Uint8Array {
  return latinString(tag.printableString, text)
}

export function ia5String(text: string): Uint8Array {
  return latinString(tag.ia5String, text)
}

/** UTF-16, most significant octet first. */
export function bmpString(text: string): Uint8Array {
  const octets = new DataView(new ArrayBuffer(text.length * 2))
  for (let at = 0; at < text.length; at += 1) octets.setUint16(at * 2, text.charCodeAt(at))
  return element(tag.bmpString, new Uint8Array(octets.buffer))
}

/** A Time as RFC 5280 §4.1.2.5 wants it: UTCTime through 2049, then GeneralizedTime; whole seconds. */
export function time(instant: Instant): Uint8Array {
  if (!fitsUtcTime(instant)) return generalizedTime(instant)
  return element(tag.utcTime, utf8(generalizedText(instant).slice(2)))
}

/**
 * GeneralizedTime with milliseconds, and microseconds below them, where there are any (X.690 §11.7), as
 * RFC 3161 §2.4.2 has it.
 */
export function preciseTime(instant: Instant, microseconds = 0): Uint8Array {
  return element(tag.generalizedTime, utf8(preciseText(instant, microseconds)))
}

function generalizedTime(instant: Instant): Uint8Array {
  return element(tag.generalizedTime, utf8(generalizedText(instant)))
}

function latinString(identifier: number, text: string): Uint8Array {
  const bytes = utf8(text)
  if (!isText(identifier, bytes, 0, bytes.length))
    throw new RangeError(`bug: \`${text}\` is outside its string type`)
  return element(identifier, bytes)
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [0x80 | octets.length, ...octets]
}
