import type { Instant } from '#clock'
import type { PublicKeyFault } from '#crypto'
import type { RevocationReason } from '#x509'

/**
 * What the leaf of a path is to be used for: to shake hands from either side, to sign documents, to sign
 * time-stamps (RFC 3161) or the heads of a unit's logs.
 */
export type Purpose = 'client' | 'server' | 'signature' | 'time-stamp' | 'record' | 'any'

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
  /** One agreement more in line than `by`, an agreement above, allows. */
  | { readonly kind: 'hops-exceeded'; readonly subject: string; readonly by: string }
  | { readonly kind: 'purpose-refused'; readonly subject: string; readonly purpose: Purpose }
  /** A name, or a form of names, that cannot be held against the name constraints above it. */
  | { readonly kind: 'name-unreadable'; readonly subject: string; readonly name: string }
  /** `by` is the authority whose certificate holds the constraint. */
  | { readonly kind: 'name-refused'; readonly subject: string; readonly name: string; readonly by: string }
  /** None of the demanded policies (dotted identifiers) holds down to the certificate, and one must. */
  | {
      readonly kind: 'policy-refused'
      readonly subject: string
      readonly demanded: readonly string[] | 'any'
    }
  | { readonly kind: 'status-unknown'; readonly subject: string; readonly serial: string }
  /** What is known of its revocation is older than `by`, an agreement above, allows. */
  | {
      readonly kind: 'status-stale'
      readonly subject: string
      readonly asOf: Instant
      readonly ageMaxSeconds: number
      readonly by: string
    }
  | {
      readonly kind: 'not-yet-valid'
      readonly subject: string
      readonly at: Instant
      readonly notBefore: Instant
    }
  | { readonly kind: 'expired'; readonly subject: string; readonly at: Instant; readonly notAfter: Instant }
  | {
      readonly kind: 'revoked'
      readonly subject: string
      readonly serial: string
      readonly since?: Instant
      readonly reason?: RevocationReason
    }

/** How an extension misses what RFC 5280 §4.2 says of it. */
export type ExtensionRule = 'missing' | 'critical' | 'not-critical' | 'misplaced' | 'malformed'

/**
 * Every kind with the clause it is found by, from the least telling to the most: the later a kind stands, the
 * nearer the path came to being accepted.
 */
const clauses: Readonly<Record<PathFault['kind'], string>> = {
  'issuer-unknown': 'RFC 5280 §6.1.3(a)(4)',
  'signature-wrong': 'RFC 5280 §6.1.3(a)(1)',
  'not-an-authority': 'RFC 5280 §6.1.4(k), (n)',
  'extension-unknown': 'RFC 5280 §4.2, §6.1.4(o), §6.1.5(f)',
  'extension-unfit': 'RFC 5280 §4.2',
  'key-refused': 'RFC 5280 §6.1.4(d), NIST SP 800-131A',
  'path-too-long': 'RFC 5280 §6.1.4(l)',
  'hops-exceeded': 'agreementTerms, hops',
  'purpose-refused': 'RFC 5280 §4.2.1.12',
  'name-unreadable': 'RFC 5280 §4.2.1.10',
  'name-refused': 'RFC 5280 §6.1.3(b), (c)',
  'policy-refused': 'RFC 5280 §6.1.3(f), §6.1.5(g)',
  'status-unknown': 'RFC 5280 §6.3.3',
  'status-stale': 'agreementTerms, statusAgeMaxSeconds',
  'not-yet-valid': 'RFC 5280 §6.1.3(a)(2)',
  expired: 'RFC 5280 §6.1.3(a)(2)',
  revoked: 'RFC 5280 §6.1.3(a)(3)',
}

const order = Object.keys(clauses)

/** The clause by which a certificate or path with such a fault is refused. */
export function clauseOf(kind: PathFault['kind']): string {
  return clauses[kind]
}

/** A fault whose texts are made when it is told: a search meets thousands and tells one. */
export interface Obstacle {
  readonly kind: PathFault['kind']
  readonly tell: () => PathFault
}

/** A fault that is there already. */
export function settled(fault: PathFault): Obstacle {
  return { kind: fault.kind, tell: () => fault }
}

/** The more telling of two; the first when they tell the same. */
export function moreTelling(kept: Obstacle | undefined, found: Obstacle): Obstacle {
  return kept && order.indexOf(kept.kind) >= order.indexOf(found.kind) ? kept : found
}
