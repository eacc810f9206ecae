import { compareBytes, concat } from '#bytes'
import {
  contextConstructed,
  type DerReader,
  element,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tag,
} from '#der'
import { accept, type Result, refuse } from '#fault'
import type { CmsFault } from './fault.ts'
import { attributeOid } from './identifiers.ts'
import { readValue } from './read.ts'

/** An attribute of a signer (RFC 5652 §5.3), with the bytes it came in. */
export interface Attribute {
  /** Dotted object identifier. */
  readonly type: string
  /** DER of each value; at least one. */
  readonly values: readonly Uint8Array[]
  readonly der: Uint8Array
}

/** Of these a signer can have only one, whether all attributes are looked at or none. */
const singleTypes: ReadonlySet<string> = new Set([
  attributeOid.contentType,
  attributeOid.messageDigest,
  attributeOid.signingTime,
  attributeOid.cmsAlgorithmProtection,
  attributeOid.signingCertificate,
  attributeOid.signingCertificateV2,
  attributeOid.sigPolicyId,
  attributeOid.chanceryAuthority,
])

/** Reads an Attribute in place. */
export function readAttribute(reader: DerReader): Attribute {
  const start = reader.position
  const { type, values } = reader.sequence((inside) => {
    const oid = inside.objectIdentifier()
    return { type: oid, values: inside.set((set) => set.listOfSome((value) => value.encoding())) }
  })
  return { type, values, der: reader.since(start) }
}

/** An attribute that occurs twice among those of one signer although it must not. */
export function duplicateFault(attributes: readonly Attribute[]): CmsFault | undefined {
  const seen = new Set<string>()
  for (const { type } of attributes) {
    if (seen.has(type) && singleTypes.has(type)) return { kind: 'attribute-duplicate', type }
    seen.add(type)
  }
  return undefined
}

/** Every attribute of this type, in order: time-stamps and counter-signatures may be many. */
export function attributesNamed(attributes: readonly Attribute[], oid: string): readonly Attribute[] {
  return attributes.filter(({ type }) => type === oid)
}

/**
 * The value of the one attribute of this type; `undefined` when there is none. Refused when there are several
 * of the type or it has several values.
 */
export function singleValue(
  attributes: readonly Attribute[],
  oid: string,
): Result<Uint8Array | undefined, CmsFault> {
  const [attribute, ...more] = attributesNamed(attributes, oid)
  if (!attribute) return accept(undefined)
  if (more.length > 0) return refuse({ kind: 'attribute-duplicate', type: oid })
  const { values } = attribute
  if (values.length !== 1) return refuse({ kind: 'attribute-values', type: oid, count: values.length })
  return accept(values[0])
}

/** What `read` makes of the single value of this type, as `singleValue` has it. */
export function readSingle<T>(
  attributes: readonly Attribute[],
  oid: string,
  read: (value: Uint8Array) => Result<T, CmsFault>,
): Result<T | undefined, CmsFault> {
  const value = singleValue(attributes, oid)
  if (!value.ok || value.value === undefined) return value.ok ? accept(undefined) : value
  const made = read(value.value)
  return made.ok ? made : refuse({ kind: 'attribute-malformed', type: oid, fault: made.fault })
}

/** The DER of an attribute with these values, of which there is at least one. */
export function writeAttribute(type: string, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(objectIdentifier(type), setOf(...values))
}

/**
 * Signed attributes in their two forms: `set` is what the signature is over (RFC 5652 §5.4: a SET OF under
 * its own tag), `implicit` what stands in the SignerInfo, under `[0]`.
 */
export function writeSignedAttributes(attributes: readonly Uint8Array[]): {
  readonly set: Uint8Array
  readonly implicit: Uint8Array
} {
  const set = setOf(...attributes)
  return { set, implicit: concat(Uint8Array.of(contextConstructed(0)), set.subarray(1)) }
}

/** The attributes in the octets that a signature is over: the SET OF of `writeSignedAttributes`. */
export function parseSignedAttributes(set: Uint8Array): Result<readonly Attribute[], CmsFault> {
  const read = readValue(set, (reader) => reader.set((inside) => inside.listOfSome(readAttribute)))
  const fault = read.ok ? duplicateFault(read.value) : undefined
  return fault ? refuse(fault) : read
}

/**
 * Elements of a set of others with more put in: between them where they are in DER's order, and behind them
 * where they are not, so that those which were there keep their order in either case.
 */
export function inserted(there: readonly Uint8Array[], more: readonly Uint8Array[]): readonly Uint8Array[] {
  const all = [...there, ...more]
  return isInOrder(there) ? all.sort(compareBytes) : all
}

/** Whether elements stand in the order of a SET OF in DER (X.690 §11.6). */
export function isInOrder(elements: readonly Uint8Array[]): boolean {
  return elements.every((der, place) => compareBytes(elements[place - 1] ?? der, der) <= 0)
}

/** A set of elements in the order given. */
export function setInOrder(identifier: number, elements: readonly Uint8Array[]): Uint8Array {
  return element(identifier, ...elements)
}

/** The value of a content-type attribute (RFC 5652 §11.1). */
export function readContentType(value: Uint8Array): Result<string, CmsFault> {
  return readValue(value, (reader) => reader.objectIdentifier())
}

/** The value of a message-digest attribute (RFC 5652 §11.2). */
export function readMessageDigest(value: Uint8Array): Result<Uint8Array, CmsFault> {
  return readValue(value, (reader) => reader.octetString(tag.octetString))
}

/** The value of a message-digest attribute. */
export function writeMessageDigest(digest: Uint8Array): Uint8Array {
  return octetString(digest)
}
