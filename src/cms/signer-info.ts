import { concat } from '#bytes'
import { type DigestName, digestNamed } from '#crypto'
import {
  contextConstructed,
  contextPrimitive,
  type DerReader,
  implicit,
  integer,
  octetString,
  sequence,
  tag,
  unsignedInteger,
} from '#der'
import { accept, certain, type Result, refuse } from '#fault'
import { serialText } from '#x509'
import { type Attribute, duplicateFault, inserted, readAttribute, setInOrder } from './attribute.ts'
import type { CmsFault } from './fault.ts'
import { attributesMax } from './limits.ts'
import { member, readJudged } from './read.ts'

/** By what a SignerInfo names its signer's certificate (RFC 5652 §5.3). */
export type SignerIdentifier =
  /** The issuer's DER Name, and the serial as `Certificate` has it. */
  | { readonly kind: 'issuer-serial'; readonly issuer: Uint8Array; readonly serial: string }
  /** The certificate's subject key identifier. */
  | { readonly kind: 'key-identifier'; readonly identifier: Uint8Array }

/** One signer (RFC 5652 §5.3) as data; byte fields are views of the message, except `signedBytes`. */
export interface SignerInfo {
  readonly der: Uint8Array
  readonly version: number
  readonly identifier: SignerIdentifier
  /** DER AlgorithmIdentifier. */
  readonly digestAlgorithm: Uint8Array
  /** Absent: the signature is over the content itself. */
  readonly signedAttributes?: readonly Attribute[]
  /** The DER SET OF signed attributes, which the signature is over. */
  readonly signedBytes?: Uint8Array
  /** DER AlgorithmIdentifier. */
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  readonly unsignedAttributes: readonly Attribute[]
  /** The content's octets from the version to the signature: all but the unsigned attributes. */
  readonly beforeUnsigned: Uint8Array
}

/** A signer to be written. */
export interface SignerInfoContent {
  readonly identifier: SignerIdentifier
  readonly digestAlgorithm: DigestName
  /** DER of each attribute. */
  readonly signedAttributes: readonly Uint8Array[]
  /** DER AlgorithmIdentifier. */
  readonly signatureAlgorithm: Uint8Array
  readonly signature: Uint8Array
  /** DER of each attribute. */
  readonly unsignedAttributes?: readonly Uint8Array[]
}

const signedTag = contextConstructed(0)
const unsignedTag = contextConstructed(1)
const keyIdentifierTag = contextPrimitive(0)

/** Version 1 goes with issuer and serial, 3 with a key identifier (RFC 5652 §5.3); others mix them up. */
const versions: ReadonlySet<number> = new Set([1, 3])

/** Reads a SignerInfo that stands alone, as the value of a counter-signature does. */
export function parseSignerInfo(der: Uint8Array): Result<SignerInfo, CmsFault> {
  return readJudged(der, (reader) => judgeSigner(readSignerInfo(reader)))
}

/**
 * Reads a SignerInfo in place. Signed attributes must be in DER's order even where the rest of a message is
 * not (RFC 5652 §5.3); unsigned ones are taken in any.
 */
export function readSignerInfo(reader: DerReader): SignerInfo {
  const start = reader.position
  const content = reader.sequence(readContent)
  return { der: reader.since(start), ...content }
}

/** What is against a signer that could be read. */
export function judgeSigner(signer: SignerInfo): Result<SignerInfo, CmsFault> {
  const { version, signedAttributes = [], unsignedAttributes } = signer
  if (!versions.has(version)) return refuse({ kind: 'version-unsupported', version })
  const count = signedAttributes.length + unsignedAttributes.length
  if (count > attributesMax) {
    return refuse({ kind: 'too-many', what: 'attributes', count, countMax: attributesMax })
  }
  const duplicate = duplicateFault(signedAttributes)
  return duplicate ? refuse(duplicate) : accept(signer)
}

function readContent(reader: DerReader): Omit<SignerInfo, 'der'> {
  const contentStart = reader.position
  const version = reader.count(255)
  const identifier = readIdentifier(reader)
  const digestAlgorithm = reader.encoding(tag.sequence)
  const start = reader.position
  const signedAttributes = reader.optional(signedTag, (at) => {
    return at.set((set) => set.listOfSome(readAttribute), signedTag)
  })
  const implicitSet = reader.since(start)
  const signatureAlgorithm = reader.encoding(tag.sequence)
  const signature = reader.octetString()
  const beforeUnsigned = reader.since(contentStart)
  const unsignedAttributes = reader.optional(unsignedTag, (at) => {
    return at.sequence((set) => set.listOfSome(readAttribute), unsignedTag)
  })
  return {
    version,
    identifier,
    digestAlgorithm,
    ...member('signedAttributes', signedAttributes),
    ...member('signedBytes', signedAttributes && concat(Uint8Array.of(tag.set), implicitSet.subarray(1))),
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsignedAttributes ?? [],
    beforeUnsigned,
  }
}

function readIdentifier(reader: DerReader): SignerIdentifier {
  if (reader.nextTag === keyIdentifierTag) {
    return { kind: 'key-identifier', identifier: reader.octetString(keyIdentifierTag) }
  }
  return reader.sequence((inside) => {
    const issuer = inside.encoding(tag.sequence)
    return { kind: 'issuer-serial', issuer, serial: serialText(inside.integerBytes()) }
  })
}

/** The DER of a signer; sets come out sorted. Throws on a serial that no certificate has. */
export function writeSignerInfo(content: SignerInfoContent): Uint8Array {
  const { identifier, signedAttributes, unsignedAttributes = [] } = content
  const digest = certain(digestNamed(content.digestAlgorithm), content.digestAlgorithm)
  return sequence(
    integer(identifier.kind === 'issuer-serial' ? 1 : 3),
    writeIdentifier(identifier),
    digest.algorithmIdentifier,
    ...attributeSet(signedTag, inserted([], signedAttributes)),
    content.signatureAlgorithm,
    octetString(content.signature),
    ...attributeSet(unsignedTag, inserted([], unsignedAttributes)),
  )
}

function writeIdentifier(identifier: SignerIdentifier): Uint8Array {
  if (identifier.kind === 'key-identifier') return implicit(0, octetString(identifier.identifier))
  const serial = Buffer.from(identifier.serial, 'hex')
  if (serial.length === 0) throw new RangeError(`bug: \`${identifier.serial}\` is no serial number`)
  return sequence(identifier.issuer, unsignedInteger(serial))
}

function attributeSet(identifier: number, attributes: readonly Uint8Array[]): readonly Uint8Array[] {
  return attributes.length === 0 ? [] : [setInOrder(identifier, attributes)]
}

/**
 * The DER of the signer with these attributes (DER of each) as its unsigned ones, in the order given; every
 * other octet is the signer's own.
 */
export function replaceUnsigned(signer: SignerInfo, attributes: readonly Uint8Array[]): Uint8Array {
  return sequence(signer.beforeUnsigned, ...attributeSet(unsignedTag, attributes))
}
