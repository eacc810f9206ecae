import { contentTypeOid, writeSignedData } from '#cms'
import { type DigestName, digestForSuite, runningDigest, type Suite } from '#crypto'
import { accept, type Result, refuse, sure } from '#fault'
import {
  fieldsOf,
  judgeChanges,
  type PreparedSignature as PreparedPdf,
  placeSignature,
  prepareSignature,
  viewOf,
} from '#pdf'
import { prepareSigner } from './cades-prepare.ts'
import type { FormFault, PdfWishes, PreparedSignature, SigningContent } from './levels.ts'
import { openSignedPdf, type SignedPdf } from './pades-read.ts'
import { forbids, pdfSigningProblem } from './pdf-problem.ts'
import type { SigningWishes } from './wishes.ts'

/**
 * Octets kept free behind the CMS, for what is put into it later: a time-stamp with certificates of ML-DSA
 * takes some 18 KB, one with the usual ones 6, and the receipt of an act on a record 10.
 */
const laterBytes = 32 * 1024

/** The longest value of each suite: RSA of 16384 bits, and what the others always or at most have. */
function signatureBytesMax(suite: Suite): number {
  switch (suite.keyType) {
    case 'rsa':
      return 2048
    case 'ml-dsa-44':
      return 2420
    case 'ml-dsa-65':
      return 3309
    case 'ml-dsa-87':
      return 4627
    default:
      // ECDSA with P-521 in DER has 139, Ed448 114.
      return 144
  }
}

/**
 * A PAdES B-B signature (EN 319 142-1) as an incremental update of the one part: the octets of the file stay
 * a prefix of what comes out.
 */
export function preparePades(
  wishes: SigningWishes,
  content: SigningContent,
): Result<PreparedSignature, FormFault> {
  const file = fileOf(content)
  if (!file.ok) return file
  const opened = openSignedPdf(file.value)
  if (!opened.ok) return opened
  if (wishes.reason !== undefined && wishes.commitments.length > 0) {
    // EN 319 142-1 §6.3: the one or the other says why.
    return refuse({ kind: 'form-lacks', form: 'PAdES', what: 'reason beside a commitment: give one of them' })
  }
  const closed = closedBy(opened.value, content.pdf)
  if (closed) return refuse(closed)
  const prepared = preparedPdf(opened.value, wishes, content)
  if (!prepared.ok) return prepared
  const algorithm = digestForSuite(wishes.suite)
  const matter = {
    digest: partsDigest(prepared.value, algorithm),
    contentType: contentTypeOid.data,
    inPdf: true,
  }
  const { toBeSigned, signerInfo } = prepareSigner(wishes, matter)
  return accept({
    suite: wishes.suite,
    toBeSigned,
    assemble: (signature) => {
      const cms = cmsOf(wishes, signerInfo(signature))
      return sure(placeSignature(prepared.value, cms), 'room for a signature')
    },
  })
}

/** The PDF: the part, or what stands of it already. */
function fileOf({ parts, into }: SigningContent): Result<Uint8Array, FormFault> {
  const [part, ...more] = parts
  if (into !== undefined) return accept(into)
  if (!part || more.length > 0) return refuse({ kind: 'parts-unfit', form: 'PAdES', parts: parts.length })
  return part.bytes ? accept(part.bytes) : refuse({ kind: 'part-not-whole', name: part.name })
}

/**
 * What a certification does not let follow: anything (ISO 32000-2 table 257), or a new mark, which whoever
 * verifies takes for a change of the page.
 */
function closedBy({ pdf, found }: SignedPdf, { mark, field }: PdfWishes = {}): FormFault | undefined {
  const levels = found.flatMap(({ certification, faults }) =>
    faults.length === 0 ? (certification ?? []) : [],
  )
  if (levels.includes(1)) return forbids('its first signature certifies that nothing may be changed after it')
  const isNew = !fieldsOf(viewOf(pdf)).some(({ name }) => name === field)
  if (levels.length === 0 || mark === undefined || !isNew) return undefined
  return forbids(
    'it is certified, so nothing new may be seen in it: fill a field that is there, or set no mark',
  )
}

function preparedPdf(
  { pdf, found }: SignedPdf,
  wishes: SigningWishes,
  { pdf: own = {} }: SigningContent,
): Result<PreparedPdf, FormFault> {
  const { signingTime, reason, location } = wishes
  const blank = prepareSigner(wishes, {
    digest: new Uint8Array(64),
    contentType: contentTypeOid.data,
    inPdf: true,
  })
  const size = cmsOf(wishes, blank.signerInfo(new Uint8Array(signatureBytesMax(wishes.suite)))).length
  const prepared = prepareSignature(pdf, {
    fieldName: own.field ?? freeFieldName({ pdf, found }, 'Signature'),
    contentsBytes: size + laterBytes,
    subFilter: 'ETSI.CAdES.detached',
    ...(signingTime === undefined ? {} : { time: signingTime }),
    ...(reason === undefined ? {} : { reason }),
    ...(location === undefined ? {} : { location }),
    ...(own.certify === undefined ? {} : { certification: own.certify }),
    ...(own.mark ? { mark: own.mark } : {}),
  })
  if (!prepared.ok) return refuse(pdfSigningProblem(prepared.fault))
  const broken = brokenBy({ pdf, found }, prepared.value, cmsOf(wishes, blank.signerInfo(new Uint8Array(1))))
  return broken ? refuse(broken) : prepared
}

/** An earlier signature that would hold no more, by what it allows: looked at before anybody signs. */
function brokenBy({ pdf, found }: SignedPdf, prepared: PreparedPdf, cms: Uint8Array): FormFault | undefined {
  if (found.length === 0) return undefined
  const after = openSignedPdf(sure(placeSignature(prepared, cms), 'room for a signature'))
  if (!after.ok) return after.fault
  const before = judgeChanges(pdf, found)
  const judged = judgeChanges(after.value.pdf, after.value.found)
  const isBroken = before.some(({ kind }, place) => {
    return kind !== 'anything-else' && judged[place]?.kind === 'anything-else'
  })
  return isBroken
    ? forbids('an earlier signature allows no such change; leave out the mark, or ask who signed before')
    : undefined
}

/** The first of `Signature1`, `Signature2`, … that no field has. */
export function freeFieldName({ pdf }: SignedPdf, stem: string): string {
  const taken = new Set(fieldsOf(viewOf(pdf)).map(({ name }) => name))
  let number = 1
  while (taken.has(`${stem}${number}`)) number += 1
  return `${stem}${number}`
}

function partsDigest({ parts }: PreparedPdf, algorithm: DigestName): Uint8Array {
  const digest = runningDigest(algorithm)
  for (const part of parts) digest.update(part)
  return digest.digest()
}

function cmsOf({ suite, certificate, chain }: SigningWishes, signer: Uint8Array): Uint8Array {
  return writeSignedData({
    digestAlgorithms: [digestForSuite(suite)],
    contentType: contentTypeOid.data,
    certificates: [certificate, ...chain].map(({ der }) => der),
    signers: [signer],
  })
}
