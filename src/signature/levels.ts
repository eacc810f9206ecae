import type { DigestName, Suite } from '#crypto'
import type { Result } from '#fault'
import type { MarkPlace } from '#pdf'
import type { Evidence, SignatureForm, SignatureObject } from './object.ts'
import type { SigningPart, SigningWishes } from './wishes.ts'

/** The baseline levels of EN 319 122-1, 142-1, 162-1 and TS 119 182-1, each on top of the one before. */
export type SignatureLevel = 'B-B' | 'B-T' | 'B-LT' | 'B-LTA'

export const signatureLevels: readonly SignatureLevel[] = ['B-B', 'B-T', 'B-LT', 'B-LTA']

/**
 * A signature half made. Making one is in two steps: `toBeSigned` goes to whoever holds the key. The same
 * wishes about the same content give the same octets, so nothing need be kept between the two steps.
 */
export interface PreparedSignature {
  readonly suite: Suite
  /** The message for `Signer.sign`: not a digest. */
  readonly toBeSigned: Uint8Array
  /** The whole file, with the signature's value as `Signer.sign` gives it: ECDSA as DER. */
  assemble(signature: Uint8Array): Uint8Array
}

/** Why a signature is not made, not read, or not brought to another level. */
export type FormFault =
  /** The form signs so many parts at most, or at least. */
  | { readonly kind: 'parts-unfit'; readonly form: SignatureForm; readonly parts: number }
  /** The octets of a part are wanted, and not only its digest. */
  | { readonly kind: 'part-not-whole'; readonly name: string }
  /** The digest of a part is not at hand in this algorithm. */
  | { readonly kind: 'digest-missing'; readonly name: string; readonly algorithm: DigestName }
  /** The file is not of this form, or damaged; `problem` is a phrase that says where. */
  | { readonly kind: 'form-unreadable'; readonly form: SignatureForm; readonly problem: string }
  /** The file holds no signature of that `id`. */
  | { readonly kind: 'signature-unknown'; readonly id: string }
  | { readonly kind: 'token-unreadable'; readonly problem: string }
  /** The time-stamp is over something else. */
  | { readonly kind: 'token-for-other' }
  /** What was given to be signed is not what the file holds. */
  | { readonly kind: 'content-other'; readonly name: string }
  /** What is added must lie in room that was kept for it, and there is not so much. */
  | { readonly kind: 'room-too-small'; readonly octets: number; readonly octetsMax: number }
  /** The document itself forbids the change; `problem` is a phrase that says by what. */
  | { readonly kind: 'document-forbids'; readonly problem: string }
  /** The form has no such thing, as PDF has no counter-signature. */
  | { readonly kind: 'form-lacks'; readonly form: SignatureForm; readonly what: string }

/**
 * One form, as the levels are climbed in it: a row of the table. `file` is a whole file of the form,
 * `signature` the `id` of one signature in it, `parts` what detached signatures are over. Files come out
 * anew; an octet that is signed or time-stamped is never changed.
 *
 * Time-stamps and evidence come from outside: first the imprint is asked for, then the token is fetched for
 * it, then it is put in, with the same `algorithm` and the file unchanged.
 */
export interface SignatureFormRow {
  readonly form: SignatureForm
  /** All signatures of the file. */
  read(file: Uint8Array, parts: readonly SigningPart[]): Result<readonly SignatureObject[], FormFault>
  /** A first signature over parts, or, into a file of the form that stands, one more. */
  prepare(wishes: SigningWishes, content: SigningContent): Result<PreparedSignature, FormFault>
  /** A signature over another's value. */
  prepareCounter(
    wishes: SigningWishes,
    file: Uint8Array,
    signature: string,
    parts: readonly SigningPart[],
  ): Result<PreparedSignature, FormFault>
  /** B-T: what the time-stamp over the signature's value is made for. */
  timestampImprint(file: Uint8Array, signature: string, algorithm: DigestName): Result<Uint8Array, FormFault>
  withTimestamp(
    file: Uint8Array,
    signature: string,
    algorithm: DigestName,
    token: Uint8Array,
  ): Result<Uint8Array, FormFault>
  /** B-LT: certificates, lists and OCSP responses that prove the signature; what is there is not doubled. */
  withEvidence(file: Uint8Array, signature: string, evidence: Evidence): Result<Uint8Array, FormFault>
  /** B-LTA: what the time-stamp over everything so far is made for. */
  archiveImprint(
    file: Uint8Array,
    signature: string,
    algorithm: DigestName,
    parts: readonly SigningPart[],
  ): Result<Uint8Array, FormFault>
  withArchiveTimestamp(
    file: Uint8Array,
    signature: string,
    algorithm: DigestName,
    token: Uint8Array,
    parts: readonly SigningPart[],
  ): Result<Uint8Array, FormFault>
  /** Embeds the receipt of the act on the unit's record, as an attribute that is not signed. */
  withReceipt(file: Uint8Array, signature: string, receipt: Uint8Array): Result<Uint8Array, FormFault>
}

/** What is to be signed. */
export interface SigningContent {
  readonly parts: readonly SigningPart[]
  /** Whether the file that comes out holds the parts; PAdES and ASiC-E always do. */
  readonly attached: boolean
  /** A file of the form that stands, for one more signature over the same parts; PAdES has it in its part. */
  readonly into?: Uint8Array
  /**
   * ASiC-E alone: signs the signatures that stand as well, after which nothing can be added to those. PAdES
   * always does; CAdES and JAdES have counter-signatures for it.
   */
  readonly overSignatures?: boolean
  /** JAdES alone: the three parts with dots between, which take one signature and nothing unsigned. */
  readonly compact?: boolean
  readonly pdf?: PdfWishes
}

/** What only a PDF has. */
export interface PdfWishes {
  /** The name of an empty signature field to be filled; without it a new one is made. */
  readonly field?: string
  /**
   * Certifies, as the first signature only: what may follow it (ISO 32000-1 §12.8.2.2): 1 nothing, 2 forms
   * filled and signatures, 3 annotations as well.
   */
  readonly certify?: 1 | 2 | 3
  /** A visible mark; `drawMark` of `#pdf` makes one. */
  readonly mark?: MarkPlace
}
