import { concat, hex } from '#bytes'
import { attributeOid, parseSignedData, withUnsignedAttributes, writeAttribute, writeReceipt } from '#cms'
import { type DigestName, digestBytes, runningDigest } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import {
  appendSecurityStore,
  type FoundSignature,
  type PreparedSignature as PreparedPdf,
  placeSignature,
  prepareSignature,
} from '#pdf'
import { signatureId } from './cades-signer.ts'
import { cmsProblem } from './cms-problem.ts'
import type { FormFault, SignatureFormRow } from './levels.ts'
import { freeFieldName, preparePades } from './pades-prepare.ts'
import { openSignedPdf, readPades, type SignedPdf } from './pades-read.ts'
import { forbids, pdfSigningProblem } from './pdf-problem.ts'
import { tokenFor } from './token.ts'

/** Octets kept for a document time-stamp: 18 KB are one with a path of ML-DSA certificates. */
const documentTimestampBytes = 24 * 1024

/** Octets that must be free behind a signature for a time-stamp to go there. */
const timestampBytes = 20 * 1024

/**
 * PAdES (EN 319 142-1): the signature is an incremental update of the PDF. A time-stamp goes into the
 * signature while that is the last thing in the file and has room; else the whole document is time-stamped,
 * which proves the same (§6.3, B-T).
 */
export const padesRow: SignatureFormRow = {
  form: 'PAdES',
  read: (file) => readPades(file),
  prepare: preparePades,
  prepareCounter: () =>
    refuse({ kind: 'form-lacks', form: 'PAdES', what: 'counter-signature: sign it once more' }),
  timestampImprint: (file, signature, algorithm) => {
    const found = signatureIn(file, signature)
    if (!found.ok) return found
    if (hasRoom(found.value, timestampBytes)) return accept(digestBytes(algorithm, found.value.value))
    return documentImprint(found.value.signed, algorithm)
  },
  withTimestamp: (file, signature, algorithm, token) => {
    const found = signatureIn(file, signature)
    if (!found.ok) return found
    if (!hasRoom(found.value, timestampBytes)) {
      return withDocumentTimestamp(found.value.signed, algorithm, token)
    }
    const fit = tokenFor(token, algorithm, digestBytes(algorithm, found.value.value))
    return fit.ok ? withAttribute(found.value, writeAttribute(attributeOid.signatureTimestamp, token)) : fit
  },
  withEvidence: (file, signature, { certificates, lists, ocsp }) => {
    const found = signatureIn(file, signature)
    if (!found.ok) return found
    const { signed, one } = found.value
    const material = { contents: one.contents, certificates, lists, ocsp }
    const stored = appendSecurityStore(signed.pdf, [material])
    return stored.ok ? stored : refuse(pdfSigningProblem(stored.fault))
  },
  archiveImprint: (file, signature, algorithm) => {
    const found = signatureIn(file, signature)
    return found.ok ? documentImprint(found.value.signed, algorithm) : found
  },
  withArchiveTimestamp: (file, signature, algorithm, token) => {
    const found = signatureIn(file, signature)
    return found.ok ? withDocumentTimestamp(found.value.signed, algorithm, token) : found
  },
  withReceipt: (file, signature, receipt) => {
    const found = signatureIn(file, signature)
    if (!found.ok) return found
    if (!isLast(found.value)) return refuse(forbids('something follows the signature, which would break'))
    return withAttribute(found.value, writeAttribute(attributeOid.chanceryReceipt, writeReceipt(receipt)))
  },
}

interface SignatureIn {
  readonly signed: SignedPdf
  readonly one: FoundSignature
  /** The signature's value. */
  readonly value: Uint8Array
}

function signatureIn(file: Uint8Array, id: string): Result<SignatureIn, FormFault> {
  const signed = openSignedPdf(file)
  if (!signed.ok) return signed
  for (const one of signed.value.found) {
    const cms = one.kind === 'signature' ? parseSignedData(one.cms) : undefined
    const value = cms?.ok ? cms.value.signers[0]?.signature : undefined
    if (value && signatureId(value) === id) return accept({ signed: signed.value, one, value })
  }
  return refuse({ kind: 'signature-unknown', id })
}

/** Whether nothing follows the signature, so that the room in it can still be used. */
function isLast({ signed, one }: SignatureIn): boolean {
  return one.faults.length === 0 && one.revision === signed.pdf.revisions.length - 1
}

function hasRoom(found: SignatureIn, octets: number): boolean {
  return isLast(found) && found.one.contents.length - found.one.cms.length >= octets
}

/** The file with one more unsigned attribute in the signature, in the room that was kept for it. */
function withAttribute({ signed, one }: SignatureIn, attribute: Uint8Array): Result<Uint8Array, FormFault> {
  const parsed = parseSignedData(one.cms)
  if (!parsed.ok) return refuse(cmsProblem(parsed.fault, 'PAdES'))
  const cms = withUnsignedAttributes(parsed.value, 0, [attribute])
  const octetsMax = one.contents.length
  if (cms.length > octetsMax) return refuse({ kind: 'room-too-small', octets: cms.length, octetsMax })
  const [, contentsAt] = certain(one.byteRange, 'the byte range of a sound signature')
  const file = Buffer.from(signed.pdf.bytes)
  file.write(hex(concat(cms, new Uint8Array(octetsMax - cms.length))), contentsAt + 1, 'latin1')
  return accept(file)
}

function documentPrepared(signed: SignedPdf): Result<PreparedPdf, FormFault> {
  const prepared = prepareSignature(signed.pdf, {
    fieldName: freeFieldName(signed, 'Timestamp'),
    contentsBytes: documentTimestampBytes,
    subFilter: 'ETSI.RFC3161',
  })
  return prepared.ok ? prepared : refuse(pdfSigningProblem(prepared.fault))
}

function documentImprint(signed: SignedPdf, algorithm: DigestName): Result<Uint8Array, FormFault> {
  const prepared = documentPrepared(signed)
  return prepared.ok ? accept(imprintOf(prepared.value, algorithm)) : prepared
}

function imprintOf({ parts }: PreparedPdf, algorithm: DigestName): Uint8Array {
  const digest = runningDigest(algorithm)
  for (const part of parts) digest.update(part)
  return digest.digest()
}

function withDocumentTimestamp(
  signed: SignedPdf,
  algorithm: DigestName,
  token: Uint8Array,
): Result<Uint8Array, FormFault> {
  const prepared = documentPrepared(signed)
  if (!prepared.ok) return prepared
  const fit = tokenFor(token, algorithm, imprintOf(prepared.value, algorithm))
  if (!fit.ok) return fit
  const placed = placeSignature(prepared.value, token)
  return placed.ok ? placed : refuse(pdfSigningProblem(placed.fault))
}
