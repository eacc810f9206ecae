import type { Instant } from '#clock'
import type { PathFault } from '#trust'
import type { RevocationReason } from '#x509'

/** The three answers of EN 319 102-1 §5.1.3. */
export type Indication = 'TOTAL-PASSED' | 'TOTAL-FAILED' | 'INDETERMINATE'

/**
 * Why a signature is not passed, in the words of EN 319 102-1 §5.1.3 (table 5 and table 6), and which of the
 * two other answers each goes with. None can be had with another answer.
 */
const indications = {
  FORMAT_FAILURE: 'TOTAL-FAILED',
  HASH_FAILURE: 'TOTAL-FAILED',
  SIG_CRYPTO_FAILURE: 'TOTAL-FAILED',
  REVOKED: 'TOTAL-FAILED',
  EXPIRED: 'TOTAL-FAILED',
  NOT_YET_VALID: 'TOTAL-FAILED',
  SIG_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  CHAIN_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  CERTIFICATE_CHAIN_GENERAL_FAILURE: 'INDETERMINATE',
  CRYPTO_CONSTRAINTS_FAILURE: 'INDETERMINATE',
  POLICY_PROCESSING_ERROR: 'INDETERMINATE',
  SIGNATURE_POLICY_NOT_AVAILABLE: 'INDETERMINATE',
  TIMESTAMP_ORDER_FAILURE: 'INDETERMINATE',
  NO_SIGNING_CERTIFICATE_FOUND: 'INDETERMINATE',
  NO_CERTIFICATE_CHAIN_FOUND: 'INDETERMINATE',
  REVOKED_NO_POE: 'INDETERMINATE',
  REVOKED_CA_NO_POE: 'INDETERMINATE',
  REVOCATION_OUT_OF_BOUNDS_NO_POE: 'INDETERMINATE',
  OUT_OF_BOUNDS_NO_POE: 'INDETERMINATE',
  OUT_OF_BOUNDS_NOT_REVOKED: 'INDETERMINATE',
  CRYPTO_CONSTRAINTS_FAILURE_NO_POE: 'INDETERMINATE',
  NO_POE: 'INDETERMINATE',
  TRY_LATER: 'INDETERMINATE',
  SIGNED_DATA_NOT_FOUND: 'INDETERMINATE',
} as const satisfies Record<string, Indication>

export type SubIndication = keyof typeof indications

/** What the process says of one signature or time-stamp. */
export interface Verdict {
  readonly indication: Indication
  /** Absent exactly when the signature is passed. */
  readonly subIndication?: SubIndication
  /** Why, the one that settled it first. */
  readonly reasons: readonly Reason[]
}

/** Whose certificate or what statement a reason is about: the signer's, an authority's above, or a list. */
export type Subject = 'signer' | 'authority' | 'status'

/** Why a signature is not passed; names are RFC 4514 texts of certificates. */
export type Reason =
  /** What the form has against it, as a phrase. */
  | { readonly kind: 'form-broken'; readonly problem: string }
  | { readonly kind: 'content-differs'; readonly name: string }
  | { readonly kind: 'content-absent'; readonly name: string }
  | { readonly kind: 'value-wrong' }
  | { readonly kind: 'certificate-missing' }
  /** A certificate has the name and the key, and is not the one that the signer named. */
  | { readonly kind: 'certificate-differs'; readonly subject: string }
  /** The signer named no certificate in what is signed, so another one could be put in its place. */
  | { readonly kind: 'certificate-unnamed' }
  | { readonly kind: 'certificate-unreadable'; readonly problem: string }
  | { readonly kind: 'algorithm-unknown'; readonly algorithm: string }
  | { readonly kind: 'key-refused'; readonly subject: string; readonly problem: string }
  | { readonly kind: 'policy-unknown'; readonly oid: string }
  | { readonly kind: 'policy-differs'; readonly oid: string }
  /** No path to a key that is trusted; `at`: for which time it was sought. */
  | { readonly kind: 'path-refused'; readonly at: Instant; readonly fault: PathFault }
  | { readonly kind: 'budget-spent'; readonly what: string }
  | {
      readonly kind: 'certificate-expired'
      readonly subject: string
      readonly notAfter: Instant
      readonly of: Subject
    }
  | {
      readonly kind: 'certificate-early'
      readonly subject: string
      readonly notBefore: Instant
      readonly of: Subject
    }
  | {
      readonly kind: 'certificate-revoked'
      readonly subject: string
      readonly of: Subject
      readonly since?: Instant
      readonly reason?: RevocationReason
    }
  /** Taken back for now, and perhaps not for good (RFC 5280 §5.3.1, certificateHold). */
  | { readonly kind: 'certificate-held'; readonly subject: string; readonly since?: Instant }
  /** Nothing says of this certificate, as of the time in question, that it was in force. */
  | { readonly kind: 'status-missing'; readonly subject: string; readonly newest?: Instant }
  /** What it rests on is not proven to have existed by `until`, when it could no longer be believed. */
  | { readonly kind: 'existence-unproven'; readonly what: string; readonly until: Instant }
  | AlgorithmEnded
  /** What is wrong with a time-stamp itself, by the name of its fault. */
  | { readonly kind: 'timestamp-refused'; readonly fault: string }
  | { readonly kind: 'timestamp-order'; readonly earlier: Instant; readonly later: Instant }

export interface AlgorithmEnded {
  readonly kind: 'algorithm-ended'
  readonly algorithm: string
  /** Absent: no source speaks for it at any time. */
  readonly until?: Instant
  /** What it was used for. */
  readonly use: 'signature' | 'content' | 'certificate' | 'status' | 'reference'
}

/** The clause of EN 319 102-1 that a reason is found by. */
const clauses: Readonly<Record<Reason['kind'], string>> = {
  'form-broken': '§5.2.2',
  'content-differs': '§5.2.7',
  'content-absent': '§5.2.7',
  'value-wrong': '§5.2.7',
  'certificate-missing': '§5.2.3',
  'certificate-differs': '§5.2.3',
  'certificate-unnamed': '§5.2.8',
  'certificate-unreadable': '§5.2.3',
  'algorithm-unknown': '§5.2.7',
  'key-refused': '§5.2.8',
  'policy-unknown': '§5.2.4',
  'policy-differs': '§5.2.4',
  'path-refused': '§5.2.6',
  'budget-spent': '§5.2.6',
  'certificate-expired': '§5.2.6',
  'certificate-early': '§5.5.4',
  'certificate-revoked': '§5.2.6',
  'certificate-held': '§5.2.6',
  'status-missing': '§5.2.5',
  'existence-unproven': '§5.6.2.2',
  'algorithm-ended': '§5.2.8',
  'timestamp-refused': '§5.4',
  'timestamp-order': '§5.5.4',
}

export function clauseOfReason({ kind }: Reason): string {
  return clauses[kind]
}

export const passed: Verdict = { indication: 'TOTAL-PASSED', reasons: [] }

/** The verdict that goes with a sub-indication. */
export function verdictOf(subIndication: SubIndication, ...reasons: readonly Reason[]): Verdict {
  return { indication: indications[subIndication], subIndication, reasons }
}

export function isPassed({ indication }: Verdict): boolean {
  return indication === 'TOTAL-PASSED'
}
