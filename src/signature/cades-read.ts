import { concat, equalBytes, hex, sha256 } from '#bytes'
import {
  attributeOid,
  attributesNamed,
  parseSignedData,
  parseSignerInfo,
  readAlgorithmProtection,
  readContentType,
  readMessageDigest,
  readReceipt,
  readSingle,
  type SignedData,
  type SignerInfo,
} from '#cms'
import { type DigestName, digestBytes, digestOfAlgorithm, suiteOfSignerInfo } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { Certificate } from '#x509'
import { readClaims } from './cades-claims.ts'
import { evidenceOf } from './cades-evidence.ts'
import { signatureId } from './cades-signer.ts'
import { carriedTimestamps } from './cades-timestamps.ts'
import { cmsProblem } from './cms-problem.ts'
import type { FormFault } from './levels.ts'
import type { SignatureForm, SignatureObject, SignedContent, Unprotected } from './object.ts'
import type { SigningPart } from './wishes.ts'

/** A message with what its signatures are over, wherever it lies. */
export interface CmsPlace {
  readonly form: SignatureForm
  readonly signedData: SignedData
  /** What is signed, as people call it. */
  readonly contentName: string
  /** Dotted; `undefined` in a counter-signature. */
  readonly contentType?: string
  /** Of what is signed, as it is at hand; `undefined` when it is not. */
  digest(algorithm: DigestName): Uint8Array | undefined
}

/** Counter-signatures of counter-signatures; one is usual, and nobody has been seen to need a third. */
const counterDepthMax = 3

/**
 * Every signature in a CMS message (CAdES or plain), with its counter-signatures. `parts` are what a detached
 * one may be over; the one whose digest is signed counts, or the first.
 */
export function readCades(
  file: Uint8Array,
  parts: readonly SigningPart[],
): Result<readonly SignatureObject[], FormFault> {
  const parsed = parseSignedData(file)
  if (!parsed.ok) return refuse(cmsProblem(parsed.fault))
  const signedData = parsed.value
  const { content, contentType } = signedData
  return accept(
    signedData.signers.map((signer) => {
      const part = content === undefined ? partOf(signer, parts) : undefined
      const digest = (algorithm: DigestName): Uint8Array | undefined =>
        content === undefined ? part?.digest(algorithm) : digestBytes(algorithm, content)
      const place: CmsPlace = {
        form: 'CAdES',
        signedData,
        contentName: part?.name ?? 'document',
        contentType,
        digest,
      }
      const object = objectOfSigner(place, signer)
      const beside = content === undefined ? [] : parts.map((each) => besideContent(object, each))
      return {
        ...object,
        contents: [...object.contents, ...beside],
        unprotected: [unprotectedIn(file, signedData, signer)],
      }
    }),
  )
}

/** A part that was given although the message holds what it signs: it is the same, or another. */
function besideContent({ contents: [own] }: SignatureObject, part: SigningPart): SignedContent {
  const algorithm = own?.algorithm ?? 'sha256'
  const digest = own?.digest ?? new Uint8Array(0)
  return { name: part.name, algorithm, digest, state: stateOf(part.digest(algorithm), digest) }
}

function partOf(signer: SignerInfo, parts: readonly SigningPart[]): SigningPart | undefined {
  const { algorithm, digest } = signedDigestOf(signer)
  const match = parts.find((part) => {
    const found = algorithm && part.digest(algorithm)
    return found !== undefined && digest !== undefined && equalBytes(found, digest)
  })
  return match ?? parts[0]
}

/** The digest that the signed attributes hold. */
function signedDigestOf(signer: SignerInfo): {
  readonly algorithm: DigestName | undefined
  readonly digest: Uint8Array | undefined
} {
  const algorithm = digestOfAlgorithm(signer.digestAlgorithm)?.name
  const read = readSingle(signer.signedAttributes ?? [], attributeOid.messageDigest, readMessageDigest)
  return { algorithm, digest: read.ok ? read.value : undefined }
}

/** One signer as a signature of whatever form holds the message; nothing in it is verified. */
export function objectOfSigner(place: CmsPlace, signer: SignerInfo, depth = 0): SignatureObject {
  const { form, signedData } = place
  const { algorithm, digest } = signedDigestOf(signer)
  const { claims, signingCertificate, faults } = readClaims(signer.signedAttributes ?? [])
  const counters = counterSignatures(place, signer, depth)
  const embedded = attributesNamed(signer.unsignedAttributes, attributeOid.chanceryReceipt)[0]?.values[0]
  const receipt = embedded && readReceipt(embedded)
  const carried = carriedTimestamps(place, signer)
  return {
    id: signatureId(signer.signature),
    form,
    signedBytes: signer.signedBytes ?? new Uint8Array(0),
    value: signer.signature,
    suiteFor: (keyType) => suiteOfSignerInfo(signer.signatureAlgorithm, algorithm, keyType),
    algorithm: algorithmText(signer, algorithm),
    contents: [
      {
        name: place.contentName,
        algorithm: algorithm ?? 'sha256',
        digest: digest ?? new Uint8Array(0),
        state: stateOf(algorithm && place.digest(algorithm), digest),
      },
    ],
    ...(signingCertificate ? { signingCertificate } : {}),
    namesSigner: (certificate) => isNamed(signer, certificate),
    claims,
    evidence: evidenceOf(signedData, signer),
    timestamps: carried.timestamps,
    evidenceRecords: carried.evidenceRecords,
    counterSignatures: counters.objects,
    ...(receipt?.ok ? { receipt: receipt.value } : {}),
    formFaults: [...faults, ...formFaults(place, signer, algorithm), ...counters.faults],
    unprotected: carried.unprotected,
  }
}

function stateOf(found: Uint8Array | undefined, signed: Uint8Array | undefined): SignedContent['state'] {
  if (found === undefined) return 'absent'
  return signed !== undefined && equalBytes(found, signed) ? 'matches' : 'differs'
}

/** The row of the table as any key type would have it, else the identifier in hexadecimal. */
function algorithmText({ signatureAlgorithm }: SignerInfo, digest: DigestName | undefined): string {
  const types = [
    'p256',
    'p384',
    'p521',
    'rsa',
    'ed25519',
    'ed448',
    'ml-dsa-44',
    'ml-dsa-65',
    'ml-dsa-87',
  ] as const
  for (const type of types) {
    const suite = suiteOfSignerInfo(signatureAlgorithm, digest, type)
    // An ECDSA identifier names no curve (RFC 5758 §3.2).
    if (suite) return suite.ecdsaHalf === undefined ? suite.name : `ecdsa-${suite.digest}`
  }
  return hex(signatureAlgorithm)
}

/** RFC 5652 §5.3: by issuer and serial, or by the subject key identifier. */
function isNamed({ identifier }: SignerInfo, certificate: Certificate): boolean {
  if (identifier.kind === 'issuer-serial') {
    return identifier.serial === certificate.serial && equalBytes(identifier.issuer, certificate.issuer.der)
  }
  const known = certificate.subjectKeyIdentifier
  return known !== undefined && equalBytes(known, identifier.identifier)
}

interface Counters {
  readonly objects: readonly SignatureObject[]
  readonly faults: readonly string[]
}

/** RFC 5652 §11.4: each value is a SignerInfo over the octets of the signature it stands under. */
function counterSignatures(place: CmsPlace, signer: SignerInfo, depth: number): Counters {
  const { form, signedData } = place
  const values = attributesNamed(signer.unsignedAttributes, attributeOid.counterSignature).flatMap(
    (attribute) => attribute.values,
  )
  if (values.length === 0) return { objects: [], faults: [] }
  if (depth >= counterDepthMax) return { objects: [], faults: ['counter-signatures nested too deeply'] }
  const digest = (algorithm: DigestName): Uint8Array => digestBytes(algorithm, signer.signature)
  const below: CmsPlace = { form, signedData, contentName: 'signature', digest }
  const parsed = values.map(parseSignerInfo)
  return {
    objects: parsed.flatMap((each) => (each.ok ? [objectOfSigner(below, each.value, depth + 1)] : [])),
    faults: parsed.some((each) => !each.ok) ? ['a counter-signature cannot be read'] : [],
  }
}

/** What EN 319 122-1 §6.3, RFC 5652 §5.3 and RFC 6211 have against a signer. */
function formFaults(
  { contentType }: CmsPlace,
  signer: SignerInfo,
  algorithm: DigestName | undefined,
): readonly string[] {
  const attributes = signer.signedAttributes
  if (attributes === undefined) return ['no signed attributes: nothing says what was signed, by whom']
  const faults: string[] = []
  if (algorithm === undefined) faults.push('a digest algorithm that is not known here')
  const digest = readSingle(attributes, attributeOid.messageDigest, readMessageDigest)
  if (!digest.ok || digest.value === undefined)
    faults.push('no digest of the content among the signed attributes')
  const type = readSingle(attributes, attributeOid.contentType, readContentType)
  if (!type.ok || type.value !== contentType) {
    faults.push(
      contentType === undefined
        ? 'a content type in a counter-signature, which has none'
        : 'the signed content type is missing or is not that of the message',
    )
  }
  const protection = readSingle(attributes, attributeOid.cmsAlgorithmProtection, readAlgorithmProtection)
  const isProtected =
    protection.ok &&
    (protection.value === undefined ||
      (equalBytes(protection.value.signatureAlgorithm, signer.signatureAlgorithm) &&
        digestOfAlgorithm(protection.value.digestAlgorithm)?.name === algorithm))
  if (!isProtected) faults.push('the algorithms that were signed are not those that are named')
  return faults
}

/**
 * What of a message no signature covers: everything but the content, this signer's signed attributes and its
 * value. A message in BER can be changed in ways that its DER does not show, so that all of it counts.
 */
export function unprotectedIn(file: Uint8Array, signedData: SignedData, signer: SignerInfo): Unprotected {
  const what = 'the message around the signature: certificates, lists, time-stamps, identifiers'
  const octets = signedData.wasBer ? file : withoutParts(signedData.der, signedParts(signedData, signer))
  return { what, octets: octets.length, digest: hex(sha256(octets)) }
}

function signedParts({ content }: SignedData, signer: SignerInfo): readonly Uint8Array[] {
  const attributes = (signer.signedAttributes ?? []).map(({ der }) => der)
  return [...(content ? [content] : []), ...attributes, signer.signature]
}

/** The octets without parts of them, which are views in rising order. */
function withoutParts(octets: Uint8Array, parts: readonly Uint8Array[]): Uint8Array {
  const left: Uint8Array[] = []
  let start = 0
  for (const part of parts) {
    const at = part.byteOffset - octets.byteOffset
    left.push(octets.subarray(start, at))
    start = at + part.length
  }
  left.push(octets.subarray(start))
  return concat(...left)
}
