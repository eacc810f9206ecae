import type { Instant } from '#clock'
import type { CmsFault } from '#cms'
import type { DigestName, PublicKeyFault } from '#crypto'
import type { PathFault } from '#trust'
import type { CertificateFault } from '#x509'

/** Why a time-stamp token proves nothing. */
export type TimestampFault =
  | { readonly kind: 'token-unreadable'; readonly fault: CmsFault }
  /** Signed content of another type (dotted), or none. */
  | { readonly kind: 'token-content'; readonly contentType: string }
  /** RFC 3161 §2.4.2: the authority's signature and no other. */
  | { readonly kind: 'token-signers'; readonly count: number }
  /** RFC 5652 §5.3, RFC 3161 §2.4.2: a signed attribute that must be there is not. */
  | {
      readonly kind: 'token-attribute-missing'
      readonly attribute: 'content-type' | 'message-digest' | 'signing-certificate'
    }
  /** The signed attributes speak of other content than what is in the token. */
  | { readonly kind: 'token-attributes-differ' }
  /** The certificate that the token names is neither in it nor at hand. */
  | { readonly kind: 'token-certificate-missing' }
  | { readonly kind: 'token-certificate-unreadable'; readonly fault: CertificateFault }
  | { readonly kind: 'token-key-refused'; readonly fault: PublicKeyFault }
  /** DER AlgorithmIdentifier in hexadecimal. */
  | { readonly kind: 'token-algorithm-unknown'; readonly algorithm: string }
  | { readonly kind: 'token-signature-wrong' }
  /** It is over something else. */
  | { readonly kind: 'token-imprint-differs'; readonly algorithm: DigestName }
  /** What it must be over is not at hand in this algorithm. */
  | { readonly kind: 'token-imprint-missing'; readonly algorithm: DigestName }
  /** It claims a time later than the one it is judged at. */
  | { readonly kind: 'token-time-ahead'; readonly time: Instant; readonly at: Instant }
  /** It claims a time from before its own certificate: the clock, or who holds the key, is wrong. */
  | { readonly kind: 'token-time-early'; readonly time: Instant; readonly notBefore: Instant }
  | { readonly kind: 'token-path-refused'; readonly fault: PathFault }
  /** The search for a path gave up; `spent` says what it had used up. */
  | { readonly kind: 'token-path-unknown'; readonly spent: string }
