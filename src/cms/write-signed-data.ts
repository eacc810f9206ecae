import { hex } from '#bytes'
import { type DigestName, digestNamed } from '#crypto'
import {
  contextConstructed,
  type DerReader,
  element,
  explicit,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  tag,
} from '#der'
import { certain, sure } from '#fault'
import { inserted, isInOrder, setInOrder } from './attribute.ts'
import { contentTypeOid, revocationFormat } from './identifiers.ts'
import { readValue } from './read.ts'
import type { SignedData } from './signed-data.ts'
import { replaceUnsigned } from './signer-info.ts'

/** A signed message to be written. */
export interface SignedDataContent {
  readonly digestAlgorithms: readonly DigestName[]
  /** Dotted. */
  readonly contentType: string
  /** Left out where what was signed lies elsewhere. */
  readonly content?: Uint8Array
  readonly certificates: readonly Uint8Array[]
  /** Revocation lists. */
  readonly lists?: readonly Uint8Array[]
  /** OCSPResponse or BasicOCSPResponse. */
  readonly ocsp?: readonly Uint8Array[]
  /** DER SignerInfo of each, as `writeSignerInfo` gives it. */
  readonly signers: readonly Uint8Array[]
}

/** What can be put into a message beside what is signed; DER of each. */
export interface AddedEvidence {
  readonly certificates?: readonly Uint8Array[]
  /** Revocation lists. */
  readonly lists?: readonly Uint8Array[]
  /** OCSPResponse or BasicOCSPResponse. */
  readonly ocsp?: readonly Uint8Array[]
}

/** The members of a message in their own octets, as far as they stay what they are when it grows. */
interface Parts {
  readonly version: number
  readonly digestAlgorithmSet: Uint8Array
  readonly encapsulated: Uint8Array
  readonly certificates: readonly Uint8Array[]
  readonly revocations: readonly Uint8Array[]
  readonly signers: readonly Uint8Array[]
}

const certificatesTag = contextConstructed(0)
const revocationsTag = contextConstructed(1)

/** The DER of a signed message, its ContentInfo; sets come out sorted. */
export function writeSignedData(content: SignedDataContent): Uint8Array {
  const { contentType, lists = [], ocsp = [] } = content
  const digests = new Set(content.digestAlgorithms.map((name) => certain(digestNamed(name), name)))
  const identifiers = Array.from(digests, ({ algorithmIdentifier }) => algorithmIdentifier)
  const eContent = content.content === undefined ? [] : [explicit(0, octetString(content.content))]
  const revocations = inserted([], [...distinct([], lists), ...distinct([], ocsp.map(ocspChoice))])
  const signers = inserted([], content.signers)
  return writeParts({
    version: versionDue(contentType, revocations, signers),
    digestAlgorithmSet: setInOrder(tag.set, inserted([], identifiers)),
    encapsulated: sequence(objectIdentifier(contentType), ...eContent),
    certificates: inserted([], distinct([], content.certificates)),
    revocations,
    signers,
  })
}

/**
 * The message with these unsigned attributes (DER of each) added to one signer. Every octet that a signature
 * or time-stamp can be over stays as it is: attributes that were there keep their octets and order, as do
 * certificates and lists. The signers' set stays sorted if it was, so that signers may change places: one
 * is found again by its signature.
 */
export function withUnsignedAttributes(
  signedData: SignedData,
  signerIndex: number,
  attributes: readonly Uint8Array[],
): Uint8Array {
  const signer = certain(signedData.signers[signerIndex], `signer ${signerIndex}`)
  const there = signer.unsignedAttributes.map(({ der }) => der)
  return withSigner(signedData, signerIndex, replaceUnsigned(signer, inserted(there, attributes)))
}

/**
 * The message with these certificates, lists and OCSP responses beside those it has; what is there already is
 * not put in again. Nothing that is signed changes.
 */
export function withEvidence(signedData: SignedData, evidence: AddedEvidence): Uint8Array {
  const { certificates = [], lists = [], ocsp = [] } = evidence
  const parts = partsOf(signedData)
  const added = distinct(parts.revocations, [...lists, ...ocsp.map(ocspChoice)])
  const addedCertificates = distinct(parts.certificates, certificates)
  if (added.length + addedCertificates.length === 0) return signedData.der
  return writeParts({
    ...parts,
    version: added.every(isList) ? parts.version : otherVersion,
    certificates: inserted(parts.certificates, addedCertificates),
    revocations: inserted(parts.revocations, added),
  })
}

/** The message with one more signer (DER SignerInfo): in parallel, over the same content. */
export function withAddedSigner(
  signedData: SignedData,
  signer: Uint8Array,
  digestAlgorithm: DigestName,
): Uint8Array {
  const parts = partsOf(signedData)
  const digest = certain(digestNamed(digestAlgorithm), digestAlgorithm)
  const named = sure(readValue(parts.digestAlgorithmSet, readDigestSet), 'digests already read')
  const signers = inserted(parts.signers, [signer])
  const due = versionDue(signedData.contentType, parts.revocations, signers)
  return writeParts({
    ...parts,
    version: Math.max(parts.version, due),
    digestAlgorithmSet: signedData.digestAlgorithms.includes(digestAlgorithm)
      ? parts.digestAlgorithmSet
      : setInOrder(tag.set, inserted(named, [digest.algorithmIdentifier])),
    signers,
  })
}

function withSigner({ signers, beforeSigners }: SignedData, index: number, signer: Uint8Array): Uint8Array {
  const all = signers.map(({ der }) => der)
  const rest = all.filter((_, place) => place !== index)
  // Signers in no order stay in it; else the one that has grown goes to where DER's order has it.
  const placed = isInOrder(all) ? inserted(rest, [signer]) : all.with(index, signer)
  return message(sequence(beforeSigners, setInOrder(tag.set, placed)))
}

function partsOf(signedData: SignedData): Parts {
  const { version, digestAlgorithmSet, encapsulated, certificateChoices, revocationChoices } = signedData
  return {
    version,
    digestAlgorithmSet,
    encapsulated,
    certificates: certificateChoices,
    revocations: revocationChoices,
    signers: signedData.signers.map(({ der }) => der),
  }
}

function writeParts(parts: Parts): Uint8Array {
  const { certificates, revocations } = parts
  const signedData = sequence(
    integer(parts.version),
    parts.digestAlgorithmSet,
    parts.encapsulated,
    ...(certificates.length === 0 ? [] : [setInOrder(certificatesTag, certificates)]),
    ...(revocations.length === 0 ? [] : [setInOrder(revocationsTag, revocations)]),
    setInOrder(tag.set, parts.signers),
  )
  return message(signedData)
}

/** ContentInfo around SignedData. */
function message(signedData: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(contentTypeOid.signedData), explicit(0, signedData))
}

/** RFC 5652 §5.1: of a message with anything but lists among its revocation information; the highest. */
const otherVersion = 5

/** A CertificateList stands without a tag of the choice around it. */
function isList(choice: Uint8Array): boolean {
  return choice[0] === tag.sequence
}

/** RFC 5652 §5.1, as far as this program writes what the version depends on. */
function versionDue(
  contentType: string,
  revocations: readonly Uint8Array[],
  signers: readonly Uint8Array[],
): number {
  if (!revocations.every(isList)) return otherVersion
  const isPlain = signers.every((signer) => sure(readValue(signer, readVersion), 'a signer') === 1)
  return isPlain && contentType === contentTypeOid.data ? 1 : 3
}

function readVersion(reader: DerReader): number {
  return reader.sequence((inside) => {
    const version = inside.count(255)
    inside.list((rest) => rest.node())
    return version
  })
}

function readDigestSet(reader: DerReader): readonly Uint8Array[] {
  return reader.sequence((set) => set.list((one) => one.encoding()), tag.set)
}

/** RFC 5940 §2.1: an OCSPResponse begins with its status, a BasicOCSPResponse with what is signed. */
function ocspChoice(der: Uint8Array): Uint8Array {
  const first = readValue(der, (reader) => {
    return reader.sequence((inside) => {
      const found = inside.nextTag
      inside.list((rest) => rest.node())
      return found
    })
  })
  const isWhole = sure(first, 'an OCSP response') === tag.enumerated
  const format = isWhole ? revocationFormat.ocspResponse : revocationFormat.ocspBasic
  return element(contextConstructed(1), objectIdentifier(format), der)
}

/** Of `more` what is not there yet, each once. */
function distinct(there: readonly Uint8Array[], more: readonly Uint8Array[]): readonly Uint8Array[] {
  const known = new Set(there.map(hex))
  return more.filter((der) => {
    const key = hex(der)
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}
