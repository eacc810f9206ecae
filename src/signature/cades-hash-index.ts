import { concat, hex } from '#bytes'
import {
  type Attribute,
  attributeOid,
  type HashIndex as HashIndexContent,
  readHashIndex as parseHashIndex,
  type SignedData,
  type SignerInfo,
  singleValue,
  writeHashIndex,
} from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { objectIdentifier } from '#der'

/** Which parts of a message an archive time-stamp is over, with the octets of the attribute that says so. */
export interface HashIndex extends HashIndexContent {
  readonly der: Uint8Array
}

/** A value of an unsigned attribute, as the index counts it. */
export interface IndexedValue {
  readonly type: string
  readonly value: Uint8Array
}

/** What an index names of a message. */
export interface IndexedParts {
  /** DER of CertificateChoices and RevocationInfoChoice. */
  readonly certificates: readonly Uint8Array[]
  readonly revocations: readonly Uint8Array[]
  readonly attributes: readonly IndexedValue[]
}

/** An index of all that a message has now. */
export function hashIndexOf(signedData: SignedData, signer: SignerInfo, algorithm: DigestName): HashIndex {
  const digest = (octets: Uint8Array): Uint8Array => digestBytes(algorithm, octets)
  const certificates = signedData.certificateChoices.map(digest)
  const revocations = signedData.revocationChoices.map(digest)
  const attributes = valuesOf(signer.unsignedAttributes).map((each) => digest(indexedOctets(each)))
  const index = { algorithm, certificates, revocations, attributes }
  return { ...index, der: writeHashIndex(index) }
}

/** Each value of each attribute by itself. */
function valuesOf(attributes: readonly Attribute[]): readonly IndexedValue[] {
  return attributes.flatMap(({ type, values }) => values.map((value) => ({ type, value })))
}

/** EN 319 122-1 §5.5.2: the attribute's type, then one of its values. */
function indexedOctets({ type, value }: IndexedValue): Uint8Array {
  return concat(objectIdentifier(type), value)
}

/** The index that an archive time-stamp carries as an unsigned attribute; `undefined` when there is none. */
export function readHashIndex(token: SignedData): HashIndex | undefined {
  const value = singleValue(token.signers[0]?.unsignedAttributes ?? [], attributeOid.atsHashIndexV3)
  if (!value.ok || value.value === undefined) return undefined
  const read = parseHashIndex(value.value)
  return read.ok ? { ...read.value, der: value.value } : undefined
}

/** What an index names; `undefined` when it names something that is not there (EN 319 122-1 §5.5.2). */
export function partsNamed(
  index: HashIndex,
  signedData: SignedData,
  signer: SignerInfo,
): IndexedParts | undefined {
  const digest = (octets: Uint8Array): string => hex(digestBytes(index.algorithm, octets))
  const certificates = named(index.certificates, signedData.certificateChoices, digest)
  const revocations = named(index.revocations, signedData.revocationChoices, digest)
  const values = valuesOf(signer.unsignedAttributes)
  const attributes = named(index.attributes, values, (each) => digest(indexedOctets(each)))
  if (!certificates || !revocations || !attributes) return undefined
  return { certificates, revocations, attributes }
}

function named<T>(
  digests: readonly Uint8Array[],
  there: readonly T[],
  digest: (each: T) => string,
): readonly T[] | undefined {
  const byDigest = new Map(there.map((each) => [digest(each), each] as const))
  const found: T[] = []
  for (const each of digests) {
    const part = byDigest.get(hex(each))
    if (part === undefined) return undefined
    found.push(part)
  }
  return found
}

/**
 * The imprint of an archive-time-stamp-v3 (EN 319 122-1 §5.5.3): the content's type and digest, the signer
 * without its unsigned attributes, and the index.
 */
export function archiveImprintOf(
  contentType: string,
  contentDigest: Uint8Array,
  signer: SignerInfo,
  index: HashIndex,
  algorithm: DigestName,
): Uint8Array {
  return digestBytes(
    algorithm,
    concat(objectIdentifier(contentType), contentDigest, signer.beforeUnsigned, index.der),
  )
}
