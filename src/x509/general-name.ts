import {
  contextConstructed,
  contextPrimitive,
  type DerReader,
  element,
  explicit,
  ia5String,
  implicit,
  octetString,
  tag,
} from '#der'
import { type Name, readName } from './name.ts'

/** A GeneralName (RFC 5280 §4.2.1.6). Forms this program gives no meaning to are kept as they came. */
export type GeneralName =
  | { readonly kind: 'email'; readonly value: string }
  | { readonly kind: 'dns'; readonly value: string }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'uri'; readonly value: string }
  /** 4 or 16 octets; in a name constraint 8 or 32, the address and its mask. */
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  /** `number` is the context tag: 0 other name, 3 X.400 address, 5 EDI party, 8 registered identifier. */
  | { readonly kind: 'other'; readonly number: number; readonly der: Uint8Array }

const number = {
  other: 0,
  email: 1,
  dns: 2,
  x400: 3,
  directory: 4,
  ediParty: 5,
  uri: 6,
  ip: 7,
  registered: 8,
}

const email = contextPrimitive(number.email)
const dns = contextPrimitive(number.dns)
const directory = contextConstructed(number.directory)
const uri = contextPrimitive(number.uri)
const ip = contextPrimitive(number.ip)

/** The identifier octets of the forms kept as they came. */
const otherTags: ReadonlyMap<number, number> = new Map([
  [contextConstructed(number.other), number.other],
  [contextConstructed(number.x400), number.x400],
  [contextConstructed(number.ediParty), number.ediParty],
  [contextPrimitive(number.registered), number.registered],
])

/** Reads a GeneralName in place. */
export function readGeneralName(reader: DerReader): GeneralName {
  const next = reader.nextTag ?? 0
  switch (next) {
    case email:
      return { kind: 'email', value: reader.ia5String(email) }
    case dns:
      return { kind: 'dns', value: reader.ia5String(dns) }
    case directory:
      return { kind: 'directory', name: reader.sequence(readName, directory) }
    case uri:
      return { kind: 'uri', value: reader.ia5String(uri) }
    case ip:
      return { kind: 'ip', bytes: reader.octetString(ip) }
    default:
      return readOther(reader, next)
  }
}

function readOther(reader: DerReader, next: number): GeneralName {
  const other = otherTags.get(next)
  // A tag outside the CHOICE is refused as the absence of its first alternative.
  if (other === undefined) return { kind: 'other', number: 0, der: reader.encoding(contextConstructed(0)) }
  return { kind: 'other', number: other, der: reader.encoding(next) }
}

/** Reads GeneralNames in place, under their own tag or an implicit one: at least one. */
export function readGeneralNames(reader: DerReader, expected: number = tag.sequence): readonly GeneralName[] {
  return reader.sequence(readEach, expected)
}

function readEach(reader: DerReader): readonly GeneralName[] {
  return reader.listOfSome(readGeneralName)
}

/** GeneralNames under the identifier octet given. */
export function generalNames(identifier: number, names: readonly GeneralName[]): Uint8Array {
  return element(identifier, ...names.map(writeGeneralName))
}

export function writeGeneralName(name: GeneralName): Uint8Array {
  switch (name.kind) {
    case 'email':
      return implicit(number.email, ia5String(name.value))
    case 'dns':
      return implicit(number.dns, ia5String(name.value))
    case 'directory':
      return explicit(number.directory, name.name.der)
    case 'uri':
      return implicit(number.uri, ia5String(name.value))
    case 'ip':
      return implicit(number.ip, octetString(name.bytes))
    case 'other':
      return name.der
    default:
      return name satisfies never
  }
}
