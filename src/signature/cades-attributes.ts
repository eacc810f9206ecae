import {
  attributeOid,
  writeAlgorithmProtection,
  writeAttribute,
  writeAuthority,
  writeCommitment,
  writeMessageDigest,
  writeMimeType,
  writeSignerLocation,
  writeSignerRoles,
  writeSigningCertificateV2,
  writeSigningTime,
} from '#cms'
import { digestForSuite } from '#crypto'
import { objectIdentifier } from '#der'
import type { SigningWishes } from './wishes.ts'

/** What a signer's attributes are about. */
export interface SignedMatter {
  /** The content's digest, in the algorithm that goes with the suite. */
  readonly digest: Uint8Array
  /** Dotted; a counter-signature has none (RFC 5652 §11.4). */
  readonly contentType?: string
  readonly mediaType?: string
  /** PAdES says time, place and reason in the PDF (EN 319 142-1 §6.3). */
  readonly inPdf?: boolean
}

/** Each whole second once. */
const millisecondsOfSecond = 1000

/**
 * The signed attributes of a baseline signature (EN 319 122-1 §6.3, EN 319 142-1 §6.3), DER of each, in no
 * order.
 */
export function signedAttributesFor(wishes: SigningWishes, matter: SignedMatter): readonly Uint8Array[] {
  const { suite, certificate, commitments, authority } = wishes
  const digest = digestForSuite(suite)
  const { contentType, inPdf = false } = matter
  return [
    ...(contentType === undefined
      ? []
      : [writeAttribute(attributeOid.contentType, objectIdentifier(contentType))]),
    writeAttribute(attributeOid.messageDigest, writeMessageDigest(matter.digest)),
    writeAttribute(attributeOid.signingCertificateV2, writeSigningCertificateV2(certificate, digest)),
    writeAttribute(
      attributeOid.cmsAlgorithmProtection,
      writeAlgorithmProtection(digest, suite.algorithmIdentifier),
    ),
    ...(commitments.length === 0
      ? []
      : [writeAttribute(attributeOid.commitmentType, ...commitments.map(writeCommitment))]),
    ...(wishes.roles.length === 0
      ? []
      : [writeAttribute(attributeOid.signerAttributesV2, writeSignerRoles(wishes.roles))]),
    ...(authority === undefined
      ? []
      : [writeAttribute(attributeOid.chanceryAuthority, writeAuthority(authority))]),
    ...(inPdf ? [] : attributesOutsideOfPdf(wishes, matter)),
  ]
}

function attributesOutsideOfPdf(wishes: SigningWishes, { mediaType }: SignedMatter): readonly Uint8Array[] {
  const { signingTime, location } = wishes
  return [
    ...(signingTime === undefined
      ? []
      : [writeAttribute(attributeOid.signingTime, writeSigningTime(wholeSecond(signingTime)))]),
    ...(location === undefined
      ? []
      : [writeAttribute(attributeOid.signerLocation, writeSignerLocation({ locality: location }))]),
    ...(mediaType === undefined ? [] : [writeAttribute(attributeOid.mimeType, writeMimeType(mediaType))]),
  ]
}

function wholeSecond(instant: number): number {
  return Math.floor(instant / millisecondsOfSecond) * millisecondsOfSecond
}
