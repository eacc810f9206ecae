import type { Instant } from '#clock'
import type { CmsFault } from '#cms'
import type { DigestName } from '#crypto'
import type { TimestampFault } from './fault.ts'
import type { AlgorithmStanding } from './sunset.ts'

/** Where in an evidence record a time-stamp stands, counted from 0: the chain, and the place in it. */
export interface EvidencePlace {
  readonly chain: number
  readonly place: number
}

/** Why an evidence record proves nothing, or is not renewed. */
export type EvidenceFault =
  | { readonly kind: 'record-unreadable'; readonly fault: CmsFault }
  /** The digests of the object by this algorithm are not at hand. */
  | { readonly kind: 'record-digest-missing'; readonly algorithm: DigestName }
  /** A first list of hashes lacks the object, or one of its documents, as RFC 4998 §5.3 wants it there. */
  | ({ readonly kind: 'record-object-missing' } & EvidencePlace)
  /** The object is part of a larger group, and was to be one by itself. */
  | { readonly kind: 'record-object-more'; readonly documents: number; readonly proven: number }
  /** A renewal is not over the time-stamp before it. */
  | ({ readonly kind: 'record-link-missing' } & EvidencePlace)
  /** Time-stamps of one chain are over trees of different algorithms (RFC 4998 §5.2). */
  | ({
      readonly kind: 'record-algorithms-mixed'
      readonly algorithm: DigestName
      readonly found: DigestName
    } & EvidencePlace)
  /** A time-stamp is older than the one before it. */
  | ({ readonly kind: 'record-disordered'; readonly time: Instant; readonly before: Instant } & EvidencePlace)
  | ({ readonly kind: 'record-token-refused'; readonly fault: TimestampFault } & EvidencePlace)
  /** What a time-stamp rests on ended before it was renewed; `at`: when the renewal came, or now. */
  | ({
      readonly kind: 'record-renewed-late'
      readonly standing: AlgorithmStanding
      readonly at: Instant
    } & EvidencePlace)
