import { hex, sha256 } from '#bytes'
import { type Instant, parseInstant } from '#clock'
import { type CmsFault, contentTypeOid, parseSignedData, type SignedData, type SignerInfo } from '#cms'
import { type DigestName, runningDigest } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import {
  type FoundSignature,
  judgeChanges,
  openPdf,
  type Pdf,
  readSecurityStore,
  signaturesOf,
  unsignedOctets,
  viewOf,
} from '#pdf'
import { together } from './cades-evidence.ts'
import { objectOfSigner, unprotectedIn } from './cades-read.ts'
import { cmsWords } from './cms-problem.ts'
import type { FormFault } from './levels.ts'
import type { CarriedTimestamp, Evidence, SignatureObject } from './object.ts'
import { behindSignatures, changesAfter } from './pades-changes.ts'
import { pdfProblem, placeWords } from './pdf-problem.ts'

/** A PDF with what was found in it. */
export interface SignedPdf {
  readonly pdf: Pdf
  /** Signatures and document time-stamps, as they stand in it. */
  readonly found: readonly FoundSignature[]
}

export function openSignedPdf(file: Uint8Array): Result<SignedPdf, FormFault> {
  const pdf = openPdf(file)
  if (!pdf.ok) return refuse(pdfProblem(pdf.fault))
  return accept({ pdf: pdf.value, found: signaturesOf(pdf.value) })
}

/**
 * Every signature of a PDF (EN 319 142-1, and plain CMS as others make it), with the document time-stamps
 * after it. What was changed after it and must not be differs from what was signed.
 */
export function readPades(file: Uint8Array): Result<readonly SignatureObject[], FormFault> {
  const opened = openSignedPdf(file)
  if (!opened.ok) return opened
  const signed = opened.value
  const all = signed.found.filter(({ kind }) => kind === 'signature').map((one) => objectAt(signed, one))
  const store = readSecurityStore(viewOf(signed.pdf))
  const known = all.map(({ one, object, isRead }) => {
    return { revision: one.revision, objects: isRead ? [object] : [] }
  })
  const stamps = documentTimestamps(signed, known)
  const judgements = judgeChanges(signed.pdf, signed.found)
  const behind = behindSignatures(unsignedOctets(signed.pdf, signed.found))
  return accept(
    all.map(({ one, object }) => {
      const documents = stamps.filter(({ revision }) => revision > one.revision)
      const judgement = certain(judgements[signed.found.indexOf(one)], 'the judgement on a signature')
      const own = certain(object.contents[0], 'the content of a signature')
      const later = all
        .filter((other) => other.one.revision > one.revision)
        .map((other) => ({ id: other.object.id, object: other.one.object }))
      const changes = changesAfter(signed.pdf, one, judgement, own, later)
      return {
        ...object,
        contents: [...object.contents, ...changes.contents],
        evidence: together(object.evidence, store),
        timestamps: [...object.timestamps, ...documents.map(({ carried }) => carried)],
        formFaults: [...object.formFaults, ...one.faults.map(placeWords)],
        unprotected: [...object.unprotected, ...changes.unprotected, ...behind],
        additions: changes.additions,
      }
    }),
  )
}

interface ObjectAt {
  readonly one: FoundSignature
  readonly object: SignatureObject
  readonly isRead: boolean
}

function objectAt(signed: SignedPdf, one: FoundSignature): ObjectAt {
  const cms = cmsOf(one)
  const object = cms.ok ? signatureObject(signed, one, cms.value) : unreadableObject(one, cms.fault)
  return { one, object, isRead: cms.ok }
}

interface SignatureCms {
  readonly signedData: SignedData
  readonly signer: SignerInfo
}

/** EN 319 142-1 §6.3: a CMS with one signer, beside its content. */
function cmsOf(found: FoundSignature): Result<SignatureCms, string> {
  const parsed = parseSignedData(found.cms)
  if (!parsed.ok) return refuse(cmsFaultWords(parsed.fault))
  const [signer, ...more] = parsed.value.signers
  if (!signer || more.length > 0) return refuse(`it has ${parsed.value.signers.length} signers and not one`)
  if (parsed.value.content !== undefined) return refuse('it holds a content of its own beside the PDF')
  return accept({ signedData: parsed.value, signer })
}

function cmsFaultWords(fault: CmsFault): string {
  return `the signature cannot be read: ${cmsWords(fault)}`
}

/** The digest of what a signature or document time-stamp is over; `undefined` when its place is not sound. */
function rangeDigest(found: FoundSignature, algorithm: DigestName): Uint8Array | undefined {
  if (!found.parts) return undefined
  const digest = runningDigest(algorithm)
  for (const part of found.parts) digest.update(part)
  return digest.digest()
}

function signatureObject({ pdf }: SignedPdf, found: FoundSignature, cms: SignatureCms): SignatureObject {
  const { signedData, signer } = cms
  const object = objectOfSigner(
    {
      form: 'PAdES',
      signedData,
      contentName: contentName(pdf, found),
      contentType: contentTypeOid.data,
      digest: (algorithm) => rangeDigest(found, algorithm),
    },
    signer,
  )
  const { time, reason, location } = found
  const signingTime = pdfInstant(time) ?? object.claims.signingTime
  return {
    ...object,
    claims: {
      ...object.claims,
      ...(signingTime === undefined ? {} : { signingTime }),
      ...(reason === undefined ? {} : { reason }),
      ...(location === undefined ? {} : { location }),
    },
    unprotected: [...object.unprotected, unprotectedIn(found.contents, signedData, signer)],
  }
}

function contentName({ revisions }: Pdf, { revision }: FoundSignature): string {
  return revisions.length === 1 ? 'document' : `revision ${revision + 1} of ${revisions.length}`
}

/** A signature of which nothing can be read is shown all the same, and holds nothing. */
function unreadableObject(found: FoundSignature, problem: string): SignatureObject {
  const nothing = new Uint8Array(0)
  return {
    id: hex(sha256(found.contents)),
    form: 'PAdES',
    signedBytes: nothing,
    value: nothing,
    suiteFor: () => undefined,
    algorithm: 'unknown',
    contents: [{ name: 'document', algorithm: 'sha256', digest: nothing, state: 'differs' }],
    namesSigner: () => false,
    claims: { commitments: [], roles: [] },
    evidence: { certificates: [], lists: [], ocsp: [] },
    timestamps: [],
    evidenceRecords: [],
    counterSignatures: [],
    formFaults: [problem],
    unprotected: [],
  }
}

interface KnownAt {
  readonly revision: number
  readonly objects: readonly SignatureObject[]
}

interface StampAt {
  readonly revision: number
  readonly carried: CarriedTimestamp
}

/** What stands in a revision, and what a document time-stamp over it proves. */
interface PieceAt {
  readonly revision: number
  readonly ids: readonly string[]
  readonly evidence: Evidence
}

/**
 * The document time-stamps (EN 319 142-1 §5.4.3): each is over all that is before it. They are the same for
 * all signatures, and made once: a file can have as many of both as it has revisions.
 */
function documentTimestamps({ pdf, found }: SignedPdf, known: readonly KnownAt[]): readonly StampAt[] {
  const stamps = found.filter(({ kind }) => kind === 'time-stamp')
  const pieces: readonly PieceAt[] = [
    ...known.flatMap(({ revision, objects }) => objects.map((object) => pieceOf(revision, object))),
    ...stamps.map(({ revision, cms }) => {
      return { revision, ids: [hex(sha256(cms))], evidence: tokenEvidence(cms) }
    }),
  ]
  return stamps.map((stamp) => {
    const before = pieces.filter(({ revision }) => revision < stamp.revision)
    const store = readSecurityStore(viewOf(pdf, stamp.revision))
    const carried: CarriedTimestamp = {
      kind: 'document',
      token: stamp.cms,
      imprint: (algorithm) => (stamp.faults.length === 0 ? rangeDigest(stamp, algorithm) : undefined),
      covers: before.flatMap(({ ids }) => ids),
      evidence: together(store, ...before.map(({ evidence }) => evidence)),
    }
    return { revision: stamp.revision, carried }
  })
}

function pieceOf(revision: number, { id, timestamps, receipt, evidence }: SignatureObject): PieceAt {
  const tokens = timestamps.map(({ token }) => token)
  const embedded = [...tokens, ...(receipt ? [receipt] : [])].map((octets) => hex(sha256(octets)))
  return { revision, ids: [id, ...embedded], evidence: together(evidence, ...tokens.map(tokenEvidence)) }
}

function tokenEvidence(token: Uint8Array): Evidence {
  const parsed = parseSignedData(token)
  return parsed.ok ? parsed.value : { certificates: [], lists: [], ocsp: [] }
}

/** A date of PDF (ISO 32000-2 §7.9.4); one without an offset is taken for UTC. */
export function pdfInstant(text: string | undefined): Instant | undefined {
  const form = /^D:(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:(Z)|([+-])(\d{2})'?(\d{2})?'?)?/
  const match = form.exec(text ?? '')
  if (!match) return undefined
  const [
    ,
    year,
    month = '01',
    day = '01',
    hour = '00',
    minute = '00',
    second = '00',
    ,
    sign,
    hours,
    minutes,
  ] = match
  const utc = parseInstant(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (utc === undefined || sign === undefined) return utc
  const offset = (Number(hours) * 60 + Number(minutes ?? 0)) * 60_000
  return sign === '+' ? utc - offset : utc + offset
}
