import type { Instant } from '#clock'
import type { DocumentFault } from '#document'
import type { Result } from '#fault'
import type { MarkBox, MarkFault } from '#pdf'
import type { FormFault, SignatureForm, SignatureLevel } from '#signature'
import type { Receipt, Refusal, Speaker } from '#unit'
import type { ApiFault } from './fault.ts'

/** What both steps are told: the document, and what stands in the file beside the signed octets. */
interface SigningMatter {
  readonly document: Uint8Array
  readonly name: string
  readonly mediaType?: string
  /** Whether the signature holds the document; PAdES and ASiC-E always do. */
  readonly attached: boolean
  /** Of signing; whole seconds. The first step takes now where it is absent. */
  readonly time?: Instant
  readonly location?: string
  readonly reason?: string
  readonly mark?: MarkBox
  readonly field?: string
  readonly certify?: 1 | 2 | 3
}

/** What somebody would sign, under which step. */
export interface DocumentWish extends SigningMatter {
  readonly act: 'sign' | 'seal'
  readonly form: SignatureForm
  readonly object: string
  readonly under?: { readonly case: string; readonly step: string }
  /** By their names. */
  readonly commitments: readonly string[]
}

/** What was signed: the act says the rest. */
export interface CompletionWish extends SigningMatter {
  readonly level: SignatureLevel
  /** The envelope's bytes. */
  readonly envelope: Uint8Array
}

export interface ProposedSignature {
  /** Base64. */
  readonly toBeSigned: string
  /** Name of the suite. */
  readonly algorithm: string
  /** RFC 3339; to be given again with the second step. */
  readonly time: string
  readonly says: Readonly<Record<string, unknown>>
  readonly act: { readonly act: string; readonly under: object; readonly input: object }
}

export interface SignedFile {
  readonly signature: string
  readonly form: SignatureForm
  /** Base64: the signed file, or the signature beside it. */
  readonly file: string
  readonly receipt: Receipt
}

/** Why signing over the API is refused, beside what the act itself refuses. */
export type SigningFault =
  | { readonly kind: 'form-refused'; readonly fault: FormFault }
  | { readonly kind: 'mark-refused'; readonly fault: MarkFault }
  /** The document and wishes are not those that the octets were prepared for. */
  | { readonly kind: 'signed-octets-differ' }
  | { readonly kind: 'act-not-signing'; readonly act: string }
  | { readonly kind: 'document-differs' }
  | { readonly kind: 'signatures-busy'; readonly countMax: number }

export type SigningRefusal = SigningFault | DocumentFault | ApiFault

/** The node's part in signing. */
export interface SigningPorts {
  /** `leafDer` is the certificate to sign with: the reader's, or one that the reader has for documents. */
  prepare(
    reader: Speaker,
    leafDer: Uint8Array | undefined,
    wish: DocumentWish,
  ): Result<ProposedSignature, Refusal>
  complete(wish: CompletionWish): Promise<Result<SignedFile, Refusal>>
  /** The receipt of the act that brought a signature onto the record, with a proof against the head now. */
  receipt(signature: string): Promise<Result<Receipt, Refusal>>
}
