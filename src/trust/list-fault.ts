import type { Instant } from '#clock'
import type { ExtensionRule, PathFault } from './fault.ts'

/**
 * Why no status follows from the lists at hand. `issuer` is the RFC 4514 text of a list's issuer, a claim as
 * long as its signature has not been found good.
 */
export type ListObstacle =
  /** Nothing at hand was issued by whoever lists this certificate. */
  | { readonly kind: 'list-missing'; readonly issuer: string }
  /** A list of the right issuer that is about other certificates (RFC 5280 §6.3.3(b)). */
  | { readonly kind: 'list-outside'; readonly issuer: string }
  /** Nothing but changes (§5.2.4), and no list they belong to. */
  | { readonly kind: 'list-base-missing'; readonly issuer: string }
  /** Critical and not processed, in the list or in one of its entries (§5.2, §5.3). */
  | { readonly kind: 'list-extension-unknown'; readonly issuer: string; readonly oid: string }
  | {
      readonly kind: 'list-extension-unfit'
      readonly issuer: string
      readonly oid: string
      readonly rule: ExtensionRule
    }
  /** No key of its issuer at hand made its signature. */
  | { readonly kind: 'list-signature-wrong'; readonly issuer: string }
  /** Whoever signed it may not sign lists (§6.3.3(f)). */
  | { readonly kind: 'list-signer-unfit'; readonly issuer: string }
  /** To trust whoever signed it, one would have to trust it first. */
  | { readonly kind: 'list-circular'; readonly issuer: string }
  | { readonly kind: 'list-signer-refused'; readonly issuer: string; readonly fault: PathFault }
  | {
      readonly kind: 'list-not-yet'
      readonly issuer: string
      readonly at: Instant
      readonly thisUpdate: Instant
    }
  | {
      readonly kind: 'list-expired'
      readonly issuer: string
      readonly at: Instant
      readonly nextUpdate: Instant
    }
  | {
      readonly kind: 'list-too-old'
      readonly issuer: string
      readonly at: Instant
      readonly thisUpdate: Instant
      readonly ageMaxMilliseconds: number
    }
  /** Good as far as the lists go, which say nothing of these reasons (bit positions of ReasonFlags). */
  | { readonly kind: 'reasons-uncovered'; readonly reasons: readonly number[] }
  | { readonly kind: 'list-budget-spent' }

/** From the least telling to the most: the later a kind is found, the nearer a list came to be used. */
const order: readonly ListObstacle['kind'][] = [
  'list-missing',
  'list-outside',
  'list-base-missing',
  'list-extension-unknown',
  'list-extension-unfit',
  'list-signature-wrong',
  'list-circular',
  'list-signer-unfit',
  'list-signer-refused',
  'list-not-yet',
  'list-expired',
  'list-too-old',
  'reasons-uncovered',
  'list-budget-spent',
]

/** The most telling of what stood in the way; the first of several that tell the same. */
export function mostTelling(obstacles: readonly ListObstacle[]): ListObstacle | undefined {
  return obstacles.reduce<ListObstacle | undefined>((kept, found) => {
    return kept && order.indexOf(kept.kind) >= order.indexOf(found.kind) ? kept : found
  }, undefined)
}
