import type { DerFault } from '#der'

/** Why bytes are no CMS message, attribute, time-stamp or evidence of the kind that was asked for. */
export type CmsFault =
  | { readonly kind: 'not-der'; readonly fault: DerFault }
  /** Dotted object identifiers. */
  | { readonly kind: 'content-type-unexpected'; readonly expected: string; readonly found: string }
  | { readonly kind: 'version-unsupported'; readonly version: number }
  | {
      readonly kind: 'too-many'
      readonly what: 'signers' | 'attributes' | 'certificates' | 'revocations' | 'time-stamps' | 'octets'
      readonly count: number
      readonly countMax: number
    }
  /** An attribute of which a signer can have only one (RFC 5652 §11, EN 319 122-1 §5). */
  | { readonly kind: 'attribute-duplicate'; readonly type: string }
  /** An attribute that has one value by its definition, and none or several here. */
  | { readonly kind: 'attribute-values'; readonly type: string; readonly count: number }
  | { readonly kind: 'attribute-malformed'; readonly type: string; readonly fault: CmsFault }
  /** A digest algorithm outside the table; DER AlgorithmIdentifier in hexadecimal. */
  | { readonly kind: 'digest-unknown'; readonly algorithm: string }
  /** A digest of another length than its algorithm gives; octets. */
  | { readonly kind: 'digest-length'; readonly length: number; readonly lengthDue: number }
  /** An evidence record over content that was encrypted (RFC 4998 §6). */
  | { readonly kind: 'encryption-unsupported' }
  /** An OCSP response without an answer, by the number of its status (RFC 6960 §4.2.1). */
  | { readonly kind: 'ocsp-unanswered'; readonly status: number }
