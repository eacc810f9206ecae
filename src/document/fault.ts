import type { Duration, Instant } from '#clock'
import type { StatementFault } from '#signature'

/** What of a signed statement must be as the unit's own state has it. */
export type ClaimPart =
  | 'unit'
  | 'case'
  | 'step'
  | 'permission'
  | 'object'
  | 'epoch'
  | 'office'
  | 'grant'
  | 'roles'
  | 'commitments'
  | 'document'

/** What this room refuses. */
export type DocumentFault =
  | StatementFault
  /** The certificate that came along is not the one the actor is known by now. */
  | { readonly kind: 'signer-other'; readonly serial: string }
  /** Only people sign, and only with certificates that say so. */
  | { readonly kind: 'signer-unfit'; readonly speaker: string }
  /** The signed attributes name no authority at all. */
  | { readonly kind: 'claim-missing' }
  | { readonly kind: 'claim-differs'; readonly part: ClaimPart; readonly due: string }
  | {
      readonly kind: 'signing-time-off'
      readonly time: Instant | undefined
      readonly now: Instant
      readonly toleranceMilliseconds: Duration
    }
  | { readonly kind: 'document-signature-wrong' }
  | { readonly kind: 'signature-recorded'; readonly signature: string; readonly entry: number }
  | {
      readonly kind: 'signatures-full'
      readonly of: 'object' | 'case' | 'document'
      readonly countMax: number
    }
  /** The node has not had its seal certified, or has another key than the one that was. */
  | { readonly kind: 'seal-missing' }
  | { readonly kind: 'seal-over'; readonly serial: string; readonly cause: 'revoked' | 'expired' }
  | { readonly kind: 'signature-not-found'; readonly signature: string }
