import { equalBytes, hex } from '#bytes'
import {
  type DerFault,
  type DerReader,
  isStringTag,
  objectIdentifier,
  printableString,
  readDer,
  sequence,
  setOf,
  utf8String,
} from '#der'
import { type Result, sure } from '#fault'
import { attributeType } from './identifiers.ts'
import { preparedText } from './name-preparation.ts'
import { usualIdentifiers } from './usual-identifiers.ts'

/** A distinguished name (RFC 5280 §4.1.2.4) with the bytes it came in; the most general RDN first. */
export interface Name {
  readonly der: Uint8Array
  readonly rdns: readonly (readonly NameAttribute[])[]
}

export interface NameAttribute {
  /** Dotted object identifier. */
  readonly type: string
  /** The text; `#` and the hexadecimal encoding when the value is of no string type. */
  readonly value: string
  /** The identifier octet of the value. */
  readonly tag: number
  /** The value's encoding. */
  readonly der: Uint8Array
}

/** What a name of this program's making consists of. */
export interface NameParts {
  readonly commonName?: string
  readonly organization?: string
  readonly organizationalUnit?: string
  /** ISO 3166 alpha-2 code. */
  readonly country?: string
}

/** RFC 5280 appendix A.1 (`ub-common-name`, `ub-organization-name`, `ub-organizational-unit-name`). */
export const nameCharactersMax = 64

/**
 * Composes a name, the country first and the common name last, as UTF8String (country: PrintableString).
 * Throws on parts that no name can hold: whoever takes them from outside checks them before.
 */
export function nameOf(parts: NameParts): Name {
  const rdns: Uint8Array[] = []
  if (parts.country !== undefined) rdns.push(rdn(attributeType.country, country(parts.country)))
  if (parts.organization !== undefined) rdns.push(textRdn(attributeType.organization, parts.organization))
  if (parts.organizationalUnit !== undefined) {
    rdns.push(textRdn(attributeType.organizationalUnit, parts.organizationalUnit))
  }
  if (parts.commonName !== undefined) rdns.push(textRdn(attributeType.commonName, parts.commonName))
  return sure(parseName(sequence(...rdns)), 'a name just composed')
}

export function parseName(der: Uint8Array): Result<Name, DerFault> {
  return readDer(der, readName)
}

/** Reads a Name in place. */
export function readName(reader: DerReader): Name {
  const start = reader.position
  const rdns = reader.sequence(readRdns)
  return new ReadName(reader.since(start), rdns)
}

/** A name remembers its keys: to prepare its texts costs more than to read it, and paths ask often. */
class ReadName implements Name {
  readonly der: Uint8Array
  readonly rdns: Name['rdns']
  #rdnKeys: readonly string[] | undefined
  #key: string | undefined

  constructor(der: Uint8Array, rdns: Name['rdns']) {
    this.der = der
    this.rdns = rdns
  }

  rdnKeys(): readonly string[] {
    this.#rdnKeys ??= keysOf(this.rdns)
    return this.#rdnKeys
  }

  key(): string {
    this.#key ??= JSON.stringify(this.rdnKeys())
    return this.#key
  }
}

function readRdns(reader: DerReader): Name['rdns'] {
  return reader.list(readRdn)
}

function readRdn(reader: DerReader): readonly NameAttribute[] {
  return reader.set(readAttributes)
}

/** Reads the attributes of one RDN in place: at least one. */
export function readAttributes(reader: DerReader): readonly NameAttribute[] {
  return reader.listOfSome(readAttribute)
}

/**
 * The key under which names that RFC 5280 §7.1 takes for the same fall together: text without regard to case,
 * to its string type and to insignificant spaces (RFC 4518 §2); other values by their bytes.
 */
export function nameKey(name: Name): string {
  return name instanceof ReadName ? name.key() : JSON.stringify(keysOf(name.rdns))
}

/** One key per RDN, for names compared from the root down (RFC 5280 §4.2.1.10, directory names). */
export function rdnKeys(name: Name): readonly string[] {
  return name instanceof ReadName ? name.rdnKeys() : keysOf(name.rdns)
}

function keysOf(rdns: Name['rdns']): readonly string[] {
  return rdns.map((attributes) => JSON.stringify(attributes.map(attributeKey).sort()))
}

/** Whether RFC 5280 §7.1 takes the two for the same name. */
export function sameName(a: Name, b: Name): boolean {
  return equalBytes(a.der, b.der) || nameKey(a) === nameKey(b)
}

/** A name that stands below another: its RDNs, then this one (RFC 5280 §4.2.1.13). */
export function nameUnder(parent: Name, relative: readonly NameAttribute[]): Name {
  const whole = sequence(...parent.rdns.map(writeRdn), writeRdn(relative))
  return sure(parseName(whole), 'a name below another')
}

function attributeKey({ type, value, tag, der }: NameAttribute): string {
  if (!isStringTag(tag)) return `${type}=${value}`
  // RFC 5280 §7.3: domain components are compared exactly but for case.
  if (type === attributeType.domainComponent) return `${type}:${asciiLower(value)}`
  const prepared = preparedText(value)
  // What cannot be prepared is the same only as the same bytes.
  return prepared === undefined ? `${type}=#${hex(der)}` : `${type}:${prepared}`
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

function readAttribute(reader: DerReader): NameAttribute {
  return reader.sequence(readTypeAndValue)
}

function readTypeAndValue(reader: DerReader): NameAttribute {
  const type = reader.objectIdentifier(usualIdentifiers)
  const start = reader.position
  const value = readValue(reader)
  const der = reader.since(start)
  return { type, value, tag: der[0] ?? 0, der }
}

function readValue(reader: DerReader): string {
  return isStringTag(reader.nextTag) ? reader.string().text : `#${hex(reader.encoding())}`
}

function writeRdn(attributes: readonly NameAttribute[]): Uint8Array {
  return setOf(...attributes.map(writeAttribute))
}

export function writeAttribute({ type, der }: NameAttribute): Uint8Array {
  return sequence(objectIdentifier(type), der)
}

function rdn(type: string, value: Uint8Array): Uint8Array {
  return setOf(sequence(objectIdentifier(type), value))
}

function textRdn(type: string, text: string): Uint8Array {
  const characters = Array.from(text).length
  if (characters === 0 || characters > nameCharactersMax) {
    throw new RangeError(`bug: a name of ${characters} characters`)
  }
  return rdn(type, utf8String(text))
}

function country(code: string): Uint8Array {
  if (!/^[A-Z]{2}$/.test(code)) throw new RangeError(`bug: \`${code}\` is no country code`)
  return printableString(code)
}
