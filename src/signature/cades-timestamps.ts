import { hex, sha256 } from '#bytes'
import { attributeOid, parseSignedData, parseSignerInfo, readMessageDigest, type SignerInfo } from '#cms'
import { type DigestName, digestBytes } from '#crypto'
import { evidenceIndexed, noEvidence } from './cades-evidence.ts'
import { archiveImprintOf, type IndexedValue, partsNamed, readHashIndex } from './cades-hash-index.ts'
import type { CmsPlace } from './cades-read.ts'
import { signatureId } from './cades-signer.ts'
import type { CarriedRecord, CarriedTimestamp, Unprotected } from './object.ts'

/** What a signer's attributes carry that proves when it was there. */
export interface Carried {
  readonly timestamps: readonly CarriedTimestamp[]
  readonly evidenceRecords: readonly CarriedRecord[]
  /** Proofs of older forms, which are told and not verified. */
  readonly unprotected: readonly Unprotected[]
}

type Reading = (place: CmsPlace, signer: SignerInfo, value: Uint8Array) => Partial<Carried>

/** What is made of each attribute; of those that are not here nothing is. */
const readings: Readonly<Record<string, Reading>> = {
  [attributeOid.contentTimestamp]: (place, _signer, token) => ({
    timestamps: [contentTimestamp(place, token)],
  }),
  [attributeOid.signatureTimestamp]: (_place, signer, token) => ({
    timestamps: [signatureTimestamp(signer, token)],
  }),
  [attributeOid.archiveTimestampV3]: archiveTimestamp,
  [attributeOid.internalEvidenceRecord]: evidenceRecord,
  [attributeOid.externalEvidenceRecord]: evidenceRecord,
  [attributeOid.archiveTimestampV2]: old('archive time-stamp of version 2 (not verified)'),
  [attributeOid.cadesCTimestamp]: old('time-stamp over references (not verified)'),
  [attributeOid.certCrlTimestamp]: old('time-stamp over references (not verified)'),
  [attributeOid.longTermValidation]: old('long-term validation attribute (not verified)'),
}

/** Every time-stamp and evidence record of one signer. */
export function carriedTimestamps(place: CmsPlace, signer: SignerInfo): Carried {
  const signed = (signer.signedAttributes ?? []).filter(({ type }) => type === attributeOid.contentTimestamp)
  const unsigned = signer.unsignedAttributes.filter(({ type }) => type !== attributeOid.contentTimestamp)
  const found = [...signed, ...unsigned].flatMap(({ type, values }) =>
    values.map((value) => readings[type]?.(place, signer, value) ?? {}),
  )
  return {
    timestamps: found.flatMap(({ timestamps = [] }) => timestamps),
    evidenceRecords: found.flatMap(({ evidenceRecords = [] }) => evidenceRecords),
    unprotected: found.flatMap(({ unprotected = [] }) => unprotected),
  }
}

/** Inside a message it is over the message as it was before (RFC 5276 §3), which is not made anew here. */
function evidenceRecord(_place: CmsPlace, _signer: SignerInfo, record: Uint8Array): Partial<Carried> {
  return { evidenceRecords: [{ record, digests: () => undefined, covers: [] }] }
}

/** content-time-stamp (EN 319 122-1 §5.2.8): the content was there before it was signed. */
function contentTimestamp(place: CmsPlace, token: Uint8Array): CarriedTimestamp {
  const imprint = (algorithm: DigestName): Uint8Array | undefined => place.digest(algorithm)
  return { kind: 'content', token, imprint, covers: [], evidence: noEvidence }
}

/** signature-time-stamp (EN 319 122-1 §5.3): over the octets of the signature's value. */
function signatureTimestamp(signer: SignerInfo, token: Uint8Array): CarriedTimestamp {
  return {
    kind: 'signature',
    token,
    imprint: (algorithm) => digestBytes(algorithm, signer.signature),
    covers: [signatureId(signer.signature)],
    evidence: noEvidence,
  }
}

/** archive-time-stamp-v3 (EN 319 122-1 §5.5.3): over what its index names. */
function archiveTimestamp(place: CmsPlace, signer: SignerInfo, token: Uint8Array): Partial<Carried> {
  const parsed = parseSignedData(token)
  const index = parsed.ok ? readHashIndex(parsed.value) : undefined
  const { contentType, signedData } = place
  // In a counter-signature it would be over content that the counter-signature is not.
  if (!index || contentType === undefined)
    return old('archive time-stamp without its index (not verified)')(place, signer, token)
  const parts = partsNamed(index, signedData, signer)
  const imprint = (algorithm: DigestName): Uint8Array | undefined => {
    const content = place.digest(algorithm)
    const isOfIndex = algorithm === index.algorithm
    if (!parts || !content || !isOfIndex) return undefined
    return archiveImprintOf(contentType, content, signer, index, algorithm)
  }
  const covers = parts?.attributes.flatMap(coveredBy) ?? []
  const evidence = parts ? evidenceIndexed(signedData, parts) : noEvidence
  const own = signatureId(signer.signature)
  return { timestamps: [{ kind: 'archive', token, imprint, covers: [own, ...covers], evidence }] }
}

/** Time-stamps and receipts by their digest, counter-signatures by their `id`. */
function coveredBy({ type, value }: IndexedValue): readonly string[] {
  switch (type) {
    case attributeOid.signatureTimestamp:
    case attributeOid.archiveTimestampV3:
      return [hex(sha256(value))]
    case attributeOid.chanceryReceipt: {
      const receipt = readMessageDigest(value)
      return receipt.ok ? [hex(sha256(receipt.value))] : []
    }
    case attributeOid.counterSignature: {
      const counter = parseSignerInfo(value)
      return counter.ok ? [signatureId(counter.value.signature)] : []
    }
    default:
      return []
  }
}

function old(what: string): Reading {
  return (_place, _signer, value) => ({
    unprotected: [{ what, octets: value.length, digest: hex(sha256(value)) }],
  })
}
