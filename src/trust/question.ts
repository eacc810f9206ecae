import type { Instant } from '#clock'
import type { AlgorithmPolicy } from '#crypto'
import type { Certificate, RevocationReason } from '#x509'
import type { Budget } from './budget.ts'
import type { Purpose } from './fault.ts'
import type { PolicyDemand } from './policies.ts'
import type { CertificatePool } from './pool.ts'
import type { SignatureMemo } from './signature-memo.ts'

/** What is known about whether a certificate has been revoked. */
export type CertificateStatus =
  /** `asOf`: when it was so; absent: at the time of the question. */
  | { readonly status: 'good'; readonly asOf?: Instant }
  | { readonly status: 'revoked'; readonly since?: Instant; readonly reason?: RevocationReason }
  | { readonly status: 'unknown' }

export interface PathQuestion {
  readonly leaf: Certificate
  /** Certificates of the keys trusted without proof; what they narrow narrows every path under them. */
  readonly anchors: readonly Certificate[]
  /**
   * What may stand between: any certificates, in any order, from anyone. A pool, when many questions are
   * asked of the same ones.
   */
  readonly intermediates: readonly Certificate[] | CertificatePool
  readonly at: Instant
  readonly purpose: Purpose
  /**
   * Authorities whose beginning is not held against an earlier `at`; never asked of a leaf. Absent: none, as
   * whoever knocks now is judged by what is valid now.
   */
  readonly countsBackwards?: (authority: Certificate) => boolean
  /** Absent: any policy will do, and none need hold. */
  readonly policies?: PolicyDemand
  /** Lets in keys that are refused otherwise; a question with it neither reads nor feeds `signatures`. */
  readonly algorithms?: AlgorithmPolicy
  /** Asked for every certificate below an anchor once its signature by `issuer` has been found good. */
  readonly statusOf: (certificate: Certificate, issuer: Certificate) => CertificateStatus
  /** Signatures found good by earlier questions, whoever asked them. */
  readonly signatures?: SignatureMemo
  readonly budget?: Budget
}
