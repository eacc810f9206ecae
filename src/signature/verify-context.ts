import type { Instant } from '#clock'
import type { Witness } from '#record'
import type { SunsetRow } from '#timestamp'
import type { CertificateStatus } from '#trust'
import type { Certificate } from '#x509'
import type { Evidence } from './object.ts'

/**
 * Whom and what the one who verifies believes, as a value: nothing in it comes from the file that is
 * verified, and nothing is fetched.
 */
export interface TrustContext {
  /** Certificates of the keys trusted without proof: the own unit's, or the one that was handed over. */
  readonly anchors: readonly Certificate[]
  /** What may stand between, from anyone: agreements, issuing keys, links. */
  readonly intermediates: readonly Certificate[]
  /** Certificates, lists and OCSP responses from elsewhere than the file, such as from bundles. */
  readonly evidence: Evidence
  /** What is known of a certificate otherwise than by lists: on the own record, in a bundle. */
  readonly statusOf?: (certificate: Certificate, issuer: Certificate) => CertificateStatus
  readonly now: Instant
  /** In the place of the table of sunsets that comes with the program. */
  readonly sunsets?: readonly SunsetRow[]
  /** Signature policies that are known, by dotted identifier: lower-case hexadecimal of their digests. */
  readonly signaturePolicies?: ReadonlyMap<string, readonly string[]>
  /** Keys of witnesses who cosign checkpoints, for receipts. */
  readonly witnesses?: readonly Witness[]
  /**
   * Takes authorities (never signers) as in force of whose status nothing is said, as in an archive that
   * holds no bundle of their unit; the report names them.
   */
  readonly acceptAuthoritiesWithoutStatus?: true
  /**
   * Takes the newest that is known of the keys of time-stamps and records (never of signers), however old: an
   * archive cannot hold news from after it was closed. The report says how old it is.
   */
  readonly acceptStaleStatusOfServices?: true
}

/** What is believed by somebody who has one key or a few, the file, and nothing else. */
export function offlineTrust(anchors: readonly Certificate[], now: Instant): TrustContext {
  return {
    anchors,
    intermediates: [],
    evidence: { certificates: [], lists: [], ocsp: [] },
    now,
    acceptAuthoritiesWithoutStatus: true,
    acceptStaleStatusOfServices: true,
  }
}
