import { type DigestName, digestOfAlgorithm } from '#crypto'
import { contextConstructed, type DerReader, tag } from '#der'
import { accept, type Result, refuse } from '#fault'
import { readTranscoded } from './ber.ts'
import type { CmsFault } from './fault.ts'
import { contentTypeOid, revocationFormat } from './identifiers.ts'
import {
  certificatesMax,
  contentBytesMax,
  messageBytesMax,
  messageLimits,
  revocationsMax,
  signersMax,
} from './limits.ts'
import { member, readValue } from './read.ts'
import { judgeSigner, readSignerInfo, type SignerInfo } from './signer-info.ts'

/**
 * A signed message (RFC 5652 §5.1) as data. Byte fields are views of `der`, which must not change. That it
 * could be read says nothing about who signed it.
 */
export interface SignedData {
  /** The ContentInfo. */
  readonly der: Uint8Array
  /** Whether it came in BER, of which `der` is the DER. */
  readonly wasBer: boolean
  readonly version: number
  /** Those of the message's list that are in the table of digests. */
  readonly digestAlgorithms: readonly DigestName[]
  /** Dotted. */
  readonly contentType: string
  /** Absent: what was signed lies elsewhere. */
  readonly content?: Uint8Array
  readonly certificates: readonly Uint8Array[]
  /** Revocation lists. */
  readonly lists: readonly Uint8Array[]
  /** OCSPResponse or BasicOCSPResponse. */
  readonly ocsp: readonly Uint8Array[]
  readonly signers: readonly SignerInfo[]
  /** DER SET OF digest algorithms, as it came. */
  readonly digestAlgorithmSet: Uint8Array
  /** DER EncapsulatedContentInfo. */
  readonly encapsulated: Uint8Array
  /** DER of each CertificateChoices (RFC 5652 §10.2.2), certificates and others, in the message's order. */
  readonly certificateChoices: readonly Uint8Array[]
  /** DER of each RevocationInfoChoice (RFC 5652 §10.2.1), lists and others, in the message's order. */
  readonly revocationChoices: readonly Uint8Array[]
  /** The content's octets from the version to the lists: all but the signers. */
  readonly beforeSigners: Uint8Array
}

const certificatesTag = contextConstructed(0)
const revocationsTag = contextConstructed(1)
const otherRevocationTag = contextConstructed(1)

/** RFC 5652 §5.1 gives 1, 3, 4 and 5; nothing but the writer's care depends on them. */
const versionMax = 5

/** Reads one signed message, ContentInfo around SignedData, in DER or BER. Never throws. */
export function parseSignedData(source: Uint8Array): Result<SignedData, CmsFault> {
  const read = readTranscoded(source, readMessage, messageLimits)
  if (!read.ok) return read
  const { der, wasBer } = read.value
  const { contentType, message } = read.value.value
  if (!message) {
    return refuse({
      kind: 'content-type-unexpected',
      expected: contentTypeOid.signedData,
      found: contentType,
    })
  }
  const fault = messageFault(der, message)
  if (fault) return refuse(fault)
  return accept({ der, wasBer, ...message })
}

type Message = Omit<SignedData, 'der' | 'wasBer'>

interface Read {
  readonly contentType: string
  readonly message?: Message
}

/** ContentInfo, RFC 5652 §3; of another type than signed data only that is told. */
function readMessage(reader: DerReader): Read {
  return reader.sequence((info) => {
    const contentType = info.objectIdentifier()
    if (contentType === contentTypeOid.signedData) {
      return { contentType, message: info.explicit(0, (at) => at.sequence(readSignedData)) }
    }
    info.list((rest) => rest.node())
    return { contentType }
  })
}

/**
 * SignedData, RFC 5652 §5.1. Sets outside of what is signed are taken in any order: writers of others often
 * leave them as they came.
 */
function readSignedData(reader: DerReader): Message {
  const start = reader.position
  const version = reader.count(255)
  const digestsStart = reader.position
  const digestAlgorithms = reader.sequence((set) => set.list(readDigestAlgorithm), tag.set)
  const digestAlgorithmSet = reader.since(digestsStart)
  const contentStart = reader.position
  const content = reader.sequence(readEncapsulated)
  const encapsulated = reader.since(contentStart)
  const certificateChoices = choices(reader, certificatesTag)
  const revocationChoices = choices(reader, revocationsTag)
  const beforeSigners = reader.since(start)
  const signers = reader.sequence((set) => set.list(readSignerInfo), tag.set)
  return {
    version,
    digestAlgorithms: digestAlgorithms.flatMap((digest) => digest ?? []),
    ...content,
    certificates: certificateChoices.filter(isSequence),
    ...revocationKinds(revocationChoices),
    signers,
    digestAlgorithmSet,
    encapsulated,
    certificateChoices,
    revocationChoices,
    beforeSigners,
  }
}

function readDigestAlgorithm(reader: DerReader): DigestName | undefined {
  return digestOfAlgorithm(reader.encoding(tag.sequence))?.name
}

function readEncapsulated(reader: DerReader): Pick<SignedData, 'contentType' | 'content'> {
  const contentType = reader.objectIdentifier()
  const content = reader.optional(contextConstructed(0), (at) => {
    return at.explicit(0, (inside) => inside.octetString())
  })
  return { contentType, ...member('content', content) }
}

function choices(reader: DerReader, identifier: number): readonly Uint8Array[] {
  const found = reader.optional(identifier, (at) => {
    return at.sequence((set) => set.list((one) => one.encoding()), identifier)
  })
  return found ?? []
}

/** A Certificate or CertificateList stands without a tag of the choice around it. */
function isSequence(choice: Uint8Array): boolean {
  return choice[0] === tag.sequence
}

function revocationKinds(all: readonly Uint8Array[]): Pick<SignedData, 'lists' | 'ocsp'> {
  return { lists: all.filter(isSequence), ocsp: all.flatMap((choice) => ocspOf(choice) ?? []) }
}

/** The OCSP response in an OtherRevocationInfoFormat; `undefined` when it is something else. */
function ocspOf(choice: Uint8Array): Uint8Array | undefined {
  if (choice[0] !== otherRevocationTag) return undefined
  const read = readValue(choice, (reader) => {
    return reader.sequence((inside) => {
      return { format: inside.objectIdentifier(), info: inside.encoding() }
    }, otherRevocationTag)
  })
  if (!read.ok) return undefined
  const { format, info } = read.value
  const isOcsp = format === revocationFormat.ocspResponse || format === revocationFormat.ocspBasic
  return isOcsp ? info : undefined
}

function messageFault(der: Uint8Array, message: Message): CmsFault | undefined {
  const { version, content, signers, certificateChoices, revocationChoices } = message
  if (version < 1 || version > versionMax) return { kind: 'version-unsupported', version }
  const contentBytes = content?.length ?? 0
  const counts = [
    { what: 'octets', count: contentBytes, countMax: contentBytesMax },
    { what: 'octets', count: der.length - contentBytes, countMax: messageBytesMax },
    { what: 'signers', count: signers.length, countMax: signersMax },
    { what: 'certificates', count: certificateChoices.length, countMax: certificatesMax },
    { what: 'revocations', count: revocationChoices.length, countMax: revocationsMax },
  ] as const
  const over = counts.find(({ count, countMax }) => count > countMax)
  if (over) return { kind: 'too-many', ...over }
  for (const signer of signers) {
    const judged = judgeSigner(signer)
    if (!judged.ok) return judged.fault
  }
  return undefined
}
