import { canonicalJson, equalBytes, sha256, utf8 } from '#bytes'
import type { Instant } from '#clock'
import { type PublicKey, parsePublicKey, verifyEnvelope } from '#crypto'
import { leafHash, verifyInclusion } from '#merkle'
import { type Cosignature, cosignaturesIn, noteVerifier, openCheckpoint } from '#record'
import { preparePool } from '#trust'
import { type Certificate, certificateSubject, keyPurpose, parseCertificate, parseSpiffeId } from '#x509'
import { type Existences, existenceOf, objectId } from './existence.ts'
import type { AuthorityClaim, SignatureObject } from './object.ts'
import { type ReadEntry, type ReadReceipt, readEntry, readReceipt } from './receipt-entry.ts'
import { isOfUnit } from './receipt-unit.ts'
import type { Reason } from './verdict.ts'
import { validateCertificate } from './verify-certificate.ts'
import type { TrustContext } from './verify-context.ts'
import type { Material } from './verify-material.ts'

/**
 * What the unit's record says of a signature. The verdict on the signature does not depend on it: a receipt
 * is signed by nobody and can be taken off or hung on by anyone.
 */
export type JudgedReceipt =
  /** The signature claims no authority and carries no receipt. */
  | { readonly state: 'none' }
  /** It claims one, and nothing at hand proves that the record knows of it. */
  | { readonly state: 'unproven'; readonly problem?: ReceiptProblem }
  /** The record's own key says that the record holds something else under this receipt. */
  | { readonly state: 'contradicted'; readonly differs: ReceiptDifference; readonly entry: ProvenEntry }
  | { readonly state: 'proven'; readonly entry: ProvenEntry }

/** An entry that stands on a unit's record, by the word of the record's key. */
export interface ProvenEntry {
  readonly act: string
  /** The thumbprint of the unit's first authority key. */
  readonly unit: string
  /** When the unit says the act was made; proven only as far as `cosignatures` go. */
  readonly since: Instant
  readonly index: number
  readonly size: number
  /** Origin line of the record. */
  readonly origin: string
  readonly record: Certificate
  /** Thumbprint of the key that signed the act. */
  readonly actor: string
  readonly cosignatures: readonly Cosignature[]
}

export type ReceiptProblem =
  | { readonly kind: 'receipt-unreadable'; readonly part: 'form' | 'record-certificate' | 'entry' }
  | { readonly kind: 'receipt-record-refused'; readonly reasons: readonly Reason[] }
  /** The entry names a unit that has not certified the record's key. */
  | { readonly kind: 'receipt-unit-other'; readonly unit: string }
  | { readonly kind: 'receipt-checkpoint'; readonly problem: string }
  | { readonly kind: 'receipt-not-included'; readonly problem: string }
  /** The act of a person, and not signed by the key that the document is signed with. */
  | { readonly kind: 'receipt-actor-other'; readonly actor: string }

/** Wherein the record and the signature differ. */
export type ReceiptDifference =
  | 'act'
  | 'signature'
  | 'unit'
  | 'case'
  | 'step'
  | 'permission'
  | 'object'
  | 'epoch'
  | 'office'
  | 'grant'
  | 'claim-missing'

/** The acts that put a signature on the record. */
const signingActs: ReadonlySet<string> = new Set(['document.sign', 'document.seal'])

interface Run {
  readonly context: TrustContext
  readonly material: Material
  readonly existences: Existences
}

/**
 * Judges the receipt that a signature carries, without the unit: the record key's path to a trusted key, the
 * checkpoint under that key, the entry’s place in the record, and that the entry is the act by which this
 * very signature was made, under the grant that the signature claims.
 */
export function judgeReceipt(
  object: SignatureObject,
  signer: Certificate | undefined,
  run: Run,
): JudgedReceipt {
  const { receipt: bytes, claims } = object
  if (!bytes) return claims.authority ? { state: 'unproven' } : { state: 'none' }
  const receipt = readReceipt(bytes)
  if (!receipt) return unproven({ kind: 'receipt-unreadable', part: 'form' })
  const entry = readEntry(receipt.entry)
  if (!entry) return unproven({ kind: 'receipt-unreadable', part: 'entry' })
  const proven = proveEntry(
    receipt,
    entry,
    existenceOf(run.existences, objectId(bytes), run.context.now).at,
    run,
  )
  if ('kind' in proven) return unproven(proven)
  const differs = differenceOf(object.id, claims.authority, entry)
  if (differs) return { state: 'contradicted', differs, entry: proven }
  const isSigned =
    entry.act !== 'document.sign' ||
    isActor(entry, signer) ||
    isForDocuments(object.id, entry, signer, proven)
  return isSigned
    ? { state: 'proven', entry: proven }
    : unproven({ kind: 'receipt-actor-other', actor: proven.actor })
}

function unproven(problem: ReceiptProblem): JudgedReceipt {
  return { state: 'unproven', problem }
}

function proveEntry(
  receipt: ReadReceipt,
  entry: ReadEntry,
  at: Instant,
  { context, material, existences }: Run,
): ProvenEntry | ReceiptProblem {
  const certificate = parseCertificate(receipt.record)
  if (!certificate.ok) return { kind: 'receipt-unreadable', part: 'record-certificate' }
  const chain = receipt.chain.flatMap((der) => {
    const parsed = parseCertificate(der)
    return parsed.ok ? [parsed.value] : []
  })
  const certificates = [...material.certificates, ...chain]
  const pool = preparePool([...context.intermediates, ...certificates])
  const withChain = { ...material, certificates, pool }
  const question = { certificate: certificate.value, purpose: 'record', at, existences, context } as const
  const answer = validateCertificate({ ...question, material: withChain })
  if (answer.kind === 'refused') {
    return { kind: 'receipt-record-refused', reasons: answer.verdict.reasons }
  }
  const { path } = answer.believed
  const known = [...withChain.certificates, ...context.intermediates, ...context.anchors]
  return isOfUnit(entry.unit, path, known)
    ? provenBy(receipt, entry, certificate.value, path.leafKey, context)
    : { kind: 'receipt-unit-other', unit: entry.unit }
}

function provenBy(
  { checkpoint: text, index, entry: bytes, proof }: ReadReceipt,
  entry: ReadEntry,
  record: Certificate,
  key: PublicKey,
  { witnesses = [] }: TrustContext,
): ProvenEntry | ReceiptProblem {
  const origin = originOf(record)
  const verifier = origin === undefined ? undefined : noteVerifier(origin, key)
  if (origin === undefined || !verifier?.ok) {
    return { kind: 'receipt-checkpoint', problem: 'its key is none of a record' }
  }
  const opened = openCheckpoint(text, origin, [verifier.value])
  if (!opened.ok) return { kind: 'receipt-checkpoint', problem: opened.fault.kind }
  const { size, root } = opened.value.checkpoint
  const included = verifyInclusion({ index, size, leafHash: leafHash(bytes), root }, proof)
  if (!included.ok) return { kind: 'receipt-not-included', problem: included.fault.kind }
  return {
    act: entry.act,
    unit: entry.unit,
    since: entry.time,
    index,
    size,
    origin,
    record,
    actor: entry.envelope.signatures[0]?.keyid ?? '',
    cosignatures: cosignaturesIn(opened.value.note, witnesses),
  }
}

/** The origin of the record whose key a certificate is for: one under the domain of its service `record`. */
function originOf({ subjectAltName = [] }: Certificate): string | undefined {
  const [uri, ...more] = subjectAltName.flatMap((name) => (name.kind === 'uri' ? [name.value] : []))
  const spiffe = uri === undefined || more.length > 0 ? undefined : parseSpiffeId(uri)
  if (!spiffe?.ok || spiffe.value.path.join('/') !== 'service/record') return undefined
  return `${spiffe.value.trustDomain}/record`
}

/** What of the entry is not what the signature says of itself. */
function differenceOf(
  id: string,
  claim: AuthorityClaim | undefined,
  { act, unit, grant, signatures }: ReadEntry,
): ReceiptDifference | undefined {
  if (!signingActs.has(act)) return 'act'
  if (!signatures.some((one) => one.id === id)) return 'signature'
  if (!claim) return 'claim-missing'
  if (claim.unit !== unit) return 'unit'
  const said = { ...claim, office: claim.office ?? undefined }
  const names = ['case', 'step', 'permission', 'object', 'epoch', 'office'] as const
  const other = names.find((name) => said[name] !== grant[name])
  if (other) return other
  return equalBytes(claim.grant, sha256(utf8(canonicalJson(grant)))) ? undefined : 'grant'
}

/** Whether the key that signed the document signed the act. */
function isActor({ envelope }: ReadEntry, signer: Certificate | undefined): boolean {
  const key = signer && parsePublicKey(signer.spki)
  return key?.ok === true && verifyEnvelope(envelope, key.value)
}

/**
 * Whether the key is one that its holder has for documents alone, and so can have signed no act: the record
 * then says whose it is, the certificate that it names and the person in it being those of the signature.
 */
function isForDocuments(
  id: string,
  { signatures }: ReadEntry,
  signer: Certificate | undefined,
  { record }: ProvenEntry,
): boolean {
  const purposes = signer?.extendedKeyUsage ?? []
  if (!signer || purposes.join() !== keyPurpose.documentSigning) return false
  const [subject, unit] = [certificateSubject(signer), certificateSubject(record)]
  const said = signatures.find((one) => one.id === id)
  if (!subject.ok || !unit.ok || said?.serial !== signer.serial) return false
  const { kind, domain, id: person } = subject.value
  return kind === 'person' && domain === unit.value.domain && person === said.person
}
