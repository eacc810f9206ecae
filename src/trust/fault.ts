import type { Instant } from '#clock'
import type { PublicKeyFault } from '#crypto'

/** What the leaf of a path is to be used for. */
export type Purpose = 'client' | 'server' | 'any'

/**
 * Why there is no path. `subject` (and `issuer`) are RFC 4514 texts of names in certificates; those of a
 * certificate whose signature was not reached yet are claims of whoever sent it.
 */
export type PathFault =
  /** Nothing at hand, or nothing that leads to an anchor, was issued under this name. */
  | { readonly kind: 'issuer-unknown'; readonly subject: string; readonly issuer: string }
  | { readonly kind: 'signature-wrong'; readonly subject: string; readonly issuer: string }
  | {
      readonly kind: 'not-an-authority'
      readonly subject: string
      readonly lacking: 'basic-constraints' | 'key-cert-sign'
    }
  | { readonly kind: 'extension-unknown'; readonly subject: string; readonly oid: string }
  | {
      readonly kind: 'extension-unfit'
      readonly subject: string
      readonly oid: string
      readonly rule: ExtensionRule
    }
  | { readonly kind: 'key-refused'; readonly subject: string; readonly fault: PublicKeyFault }
  /** More authorities in line than a path length or the depth of the search allows. */
  | { readonly kind: 'path-too-long'; readonly subject: string }
  | { readonly kind: 'purpose-refused'; readonly subject: string; readonly purpose: Purpose }
  /** A name, or a form of names, that cannot be held against the name constraints above it. */
  | { readonly kind: 'name-unreadable'; readonly subject: string; readonly name: string }
  /** `by` is the authority whose certificate holds the constraint. */
  | { readonly kind: 'name-refused'; readonly subject: string; readonly name: string; readonly by: string }
  | { readonly kind: 'status-unknown'; readonly subject: string; readonly serial: string }
  | {
      readonly kind: 'not-yet-valid'
      readonly subject: string
      readonly at: Instant
      readonly notBefore: Instant
    }
  | { readonly kind: 'expired'; readonly subject: string; readonly at: Instant; readonly notAfter: Instant }
  | { readonly kind: 'revoked'; readonly subject: string; readonly serial: string }

/** How an extension misses what RFC 5280 §4.2 says of it. */
export type ExtensionRule = 'missing' | 'critical' | 'not-critical' | 'misplaced' | 'malformed'

/**
 * From the least telling to the most: the later a kind is found, the nearer the path came to being accepted.
 */
const order: readonly PathFault['kind'][] = [
  'issuer-unknown',
  'signature-wrong',
  'not-an-authority',
  'extension-unknown',
  'extension-unfit',
  'key-refused',
  'path-too-long',
  'purpose-refused',
  'name-unreadable',
  'name-refused',
  'status-unknown',
  'not-yet-valid',
  'expired',
  'revoked',
]

/** The more telling of two; the first when they tell the same. */
export function moreTelling(kept: PathFault | undefined, found: PathFault): PathFault {
  return kept && order.indexOf(kept.kind) >= order.indexOf(found.kind) ? kept : found
}
