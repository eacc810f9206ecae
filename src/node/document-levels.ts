import type { SigningRefusal } from '#api'
import { base64, utf8 } from '#bytes'
import type { DigestName, Random } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import { ownCertificate, ownChain } from '#identity'
import type { FormFault, SignatureFormRow, SignatureLevel, SigningPart } from '#signature'
import { signatureLevels } from '#signature'
import { makeTimestampRequest, tokenOfResponse } from '#timestamp'
import type { Receipt, Refusal, Unit } from '#unit'

/** What verifiers everywhere take; what stands for decades gets the longer digest. */
const timestampDigest: DigestName = 'sha256'
const archiveDigest: DigestName = 'sha512'

/** RFC 3161 §2.4.1: by 64 random bits an answer is known to be to this request. */
const nonceBytes = 8

/** Of the node, what a signature is raised by. */
export interface RaisedBy {
  readonly unit: Pick<Unit, 'state'>
  readonly random: Random
  readonly timestamps: { answer(query: Uint8Array): Promise<Uint8Array> }
  readonly lists: { current(state: Unit['state']): Uint8Array }
}

/** A file with a signature just made, and where it is to go. */
export interface Raise {
  readonly row: SignatureFormRow
  readonly file: Uint8Array
  readonly signature: string
  /** What a detached signature is over. */
  readonly parts: readonly SigningPart[]
  readonly level: SignatureLevel
  readonly receipt: Receipt
}

/**
 * The file with the receipt of its act and, as far as the level goes, the unit's own time-stamp, what proves
 * all of it, and a time-stamp over that.
 */
export async function raised(by: RaisedBy, raise: Raise): Promise<Result<Uint8Array, Refusal>> {
  const { row, signature, parts } = raise
  const level = signatureLevels.indexOf(raise.level)
  const evidence = receiptEvidence(by, raise.receipt)
  const received = evidence ? row.withReceipt(raise.file, signature, evidence) : accept(raise.file)
  if (!received.ok || level < signatureLevels.indexOf('B-T')) return told(received)
  const stamped = await timestamped(by, row, received.value, signature)
  if (!stamped.ok || level < signatureLevels.indexOf('B-LT')) return stamped
  const proven = row.withEvidence(stamped.value, signature, evidenceOf(by))
  if (!proven.ok || level < signatureLevels.indexOf('B-LTA')) return told(proven)
  const imprint = row.archiveImprint(proven.value, signature, archiveDigest, parts)
  if (!imprint.ok) return told(imprint)
  const token = await tokenOver(by, archiveDigest, imprint.value)
  if (!token.ok) return token
  return told(row.withArchiveTimestamp(proven.value, signature, archiveDigest, token.value, parts))
}

async function timestamped(
  by: RaisedBy,
  row: SignatureFormRow,
  file: Uint8Array,
  signature: string,
): Promise<Result<Uint8Array, Refusal>> {
  const imprint = row.timestampImprint(file, signature, timestampDigest)
  if (!imprint.ok) return told(imprint)
  const token = await tokenOver(by, timestampDigest, imprint.value)
  return token.ok ? told(row.withTimestamp(file, signature, timestampDigest, token.value)) : token
}

async function tokenOver(
  { timestamps, random }: RaisedBy,
  algorithm: DigestName,
  digest: Uint8Array,
): Promise<Result<Uint8Array, Refusal>> {
  const nonce = random.bytes(nonceBytes).reduce((number, octet) => (number << 8n) | BigInt(octet), 0n)
  const request = makeTimestampRequest({ algorithm, digest, nonce })
  const token = tokenOfResponse(await timestamps.answer(request.der), request)
  return token.ok ? accept(token.value.token) : token
}

/**
 * The receipt as it lies in a signature (`docs/signature-attributes.md`); `undefined` while the record's key
 * has no certificate, without which nobody elsewhere could hold it to anything.
 */
function receiptEvidence({ unit }: RaisedBy, receipt: Receipt): Uint8Array | undefined {
  const record = ownCertificate(unit.state, 'record')
  if (!record) return undefined
  const chain = ownChain(unit.state).map(({ der }) => base64(der))
  const { repeated: _, ...given } = receipt
  return utf8(JSON.stringify({ v: 1, receipt: given, record: record.der, chain }))
}

/** What is above every certificate of the unit, and the newest list of what it revoked. */
function evidenceOf({ unit, lists }: RaisedBy) {
  const { state } = unit
  const own = [ownCertificate(state, 'time-stamp')?.certificate, ...ownChain(state)]
  const certificates = own.flatMap((certificate) => (certificate ? [certificate.der] : []))
  return { certificates, lists: [lists.current(state)], ocsp: [] }
}

function told(result: Result<Uint8Array, FormFault>): Result<Uint8Array, Refusal> {
  return result.ok ? result : refuse<SigningRefusal>({ kind: 'form-refused', fault: result.fault })
}
