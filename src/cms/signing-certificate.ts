import { hex } from '#bytes'
import { type DigestName, digestBytes, digestNamed, digestOfAlgorithm } from '#crypto'
import { type DerReader, octetString, sequence, tag, unsignedInteger } from '#der'
import { accept, certain, type Result, refuse } from '#fault'
import { type Certificate, generalNames, readGeneralNames, serialText } from '#x509'
import { type Attribute, readSingle } from './attribute.ts'
import type { CmsFault } from './fault.ts'
import { attributeOid } from './identifiers.ts'
import { readJudged } from './read.ts'

/** How a signed attribute names the signing certificate. */
export interface CertificateReference {
  readonly algorithm: DigestName
  readonly digest: Uint8Array
  /** DER GeneralNames and the serial in hexadecimal, where the reference holds them. */
  readonly issuerSerial?: { readonly issuer: Uint8Array; readonly serial: string }
}

/** RFC 5035 §4: what an ESSCertIDv2 without an algorithm is by. */
const defaultDigest: DigestName = 'sha256'

/**
 * The value of a signing-certificate-v2 attribute (RFC 5035 §3) that names this certificate, with its issuer
 * and serial, by a digest of this name.
 */
export function writeSigningCertificateV2(
  certificate: Pick<Certificate, 'der' | 'issuer' | 'serial'>,
  digest: DigestName,
): Uint8Array {
  const { algorithmIdentifier } = certain(digestNamed(digest), digest)
  const issuer = generalNames(tag.sequence, [{ kind: 'directory', name: certificate.issuer }])
  const reference = sequence(
    ...(digest === defaultDigest ? [] : [algorithmIdentifier]),
    octetString(digestBytes(digest, certificate.der)),
    sequence(issuer, unsignedInteger(Buffer.from(certificate.serial, 'hex'))),
  )
  return sequence(sequence(reference))
}

/**
 * The first reference of the signing-certificate attributes, which is the signer's (RFC 5035 §5.4); of both
 * versions the second where there is one. `undefined` when there is no such attribute.
 */
export function readSigningCertificate(
  attributes: readonly Attribute[],
): Result<CertificateReference | undefined, CmsFault> {
  const second = readSingle(attributes, attributeOid.signingCertificateV2, parseSigningCertificateV2)
  if (!second.ok || second.value) return second
  return readSingle(attributes, attributeOid.signingCertificate, parseSigningCertificate)
}

/** The value of a signing-certificate attribute of version 1 (RFC 2634 §5.4), which is always by SHA-1. */
function parseSigningCertificate(value: Uint8Array): Result<CertificateReference, CmsFault> {
  return readJudged(value, (reader) => firstOf(reader, readReference))
}

function parseSigningCertificateV2(value: Uint8Array): Result<CertificateReference, CmsFault> {
  return readJudged(value, (reader) => firstOf(reader, readReferenceV2))
}

type Reference = Omit<CertificateReference, 'algorithm'> & {
  readonly algorithm: DigestName | undefined
  /** DER AlgorithmIdentifier. */
  readonly identifier: Uint8Array
}

/** SigningCertificate: the certificates, and policies that say nothing here. */
function firstOf(
  reader: DerReader,
  read: (reader: DerReader) => Reference,
): Result<CertificateReference, CmsFault> {
  const [first] = reader.sequence((inside) => {
    const references = inside.sequence((list) => list.listOfSome(read))
    if (inside.more) inside.encoding(tag.sequence)
    return references
  })
  // A list without elements has been refused by the reader.
  if (!first) return refuse({ kind: 'digest-unknown', algorithm: '' })
  const { algorithm, identifier, ...reference } = first
  if (!algorithm) return refuse({ kind: 'digest-unknown', algorithm: hex(identifier) })
  const lengthDue = digestNamed(algorithm)?.length ?? 0
  const { length } = reference.digest
  if (length !== lengthDue) return refuse({ kind: 'digest-length', length, lengthDue })
  return accept({ algorithm, ...reference })
}

function readReference(reader: DerReader): Reference {
  return reader.sequence((inside) => {
    return { algorithm: 'sha1', identifier: new Uint8Array(0), ...readDigestAndSerial(inside) }
  })
}

/** Others write the default algorithm out although DER has it absent (X.690 §11.5): it says the same. */
function readReferenceV2(reader: DerReader): Reference {
  return reader.sequence((inside) => {
    const named = inside.optional(tag.sequence, (at) => at.encoding(tag.sequence))
    const algorithm = named ? digestOfAlgorithm(named)?.name : defaultDigest
    return { algorithm, identifier: named ?? new Uint8Array(0), ...readDigestAndSerial(inside) }
  })
}

function readDigestAndSerial(reader: DerReader): Pick<CertificateReference, 'digest' | 'issuerSerial'> {
  const digest = reader.octetString()
  const issuerSerial = reader.optional(tag.sequence, (at) => {
    return at.sequence((inside) => {
      const start = inside.position
      readGeneralNames(inside)
      return { issuer: inside.since(start), serial: serialText(inside.integerBytes()) }
    })
  })
  return { digest, ...(issuerSerial ? { issuerSerial } : {}) }
}
