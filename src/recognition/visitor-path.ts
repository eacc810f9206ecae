import type { Instant } from '#clock'
import { parsePublicKey, thumbprintOf, verifyEnvelope } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { pathsDemandedMax } from '#task'
import type { CertificateStatus, PathAnswer, PathFault } from '#trust'
import { type Certificate, type Grade, gradeOfPolicies, gradePolicy, grades } from '#x509'
import type { Bundle } from './bundle.ts'
import { disjointPathsTo } from './disjoint.ts'
import { isAgreement } from './followed.ts'
import { holdsUntil, statusesHeld } from './freshness.ts'
import { type Horizon, listBy } from './horizon.ts'
import type { OfficeStatement } from './statement.ts'

/** How far a person of another unit is reached from this unit's own key. */
export interface Reach {
  /** The highest grade for which a path holds. */
  readonly grade: Grade
  /**
   * For each grade that is reached, how many paths were found of which no two go through the same third unit:
   * at least so many there are.
   */
  readonly paths: Readonly<Partial<Record<Grade, number>>>
  /** Thumbprints of the authority keys the paths run over, the home unit's among them; sorted. */
  readonly units: readonly string[]
  /** Serials of this unit's own agreements the paths begin with, sorted. */
  readonly agreements: readonly string[]
  /** From when on one of the paths holds no longer if nothing new is learnt: validity or freshness ends. */
  readonly until: Instant
}

export type ReachFault = PathFault | { readonly kind: 'search-given-up' } | { readonly kind: 'grade-missing' }

/** Whom to reach, and what their own unit says of them. */
export interface Visit {
  readonly leaf: Certificate
  /** What the home unit has published of itself. */
  readonly home: Bundle
  /** When the home unit last spoke of the leaf: its statement. */
  readonly stated: Instant
}

/**
 * Finds what a visitor is reached by. The statement is the evidence that the leaf is in force, as old as it
 * is, unless a revocation list of the home unit holds the leaf; so the age of status that agreements allow
 * binds the statement too.
 */
export function reachOf(horizon: Horizon, visit: Visit, at: Instant): Result<Reach, ReachFault> {
  const { certificatePolicies = [] } = visit.leaf
  const own = grades.filter((grade) =>
    certificatePolicies.some(({ policy }) => policy === gradePolicy[grade]),
  )
  const home = thumbprintOf(certain(visit.home.authorities[0], 'an authority of a unit'))
  const status = statusOfLeaf(horizon, visit, at)
  const statusOf = () => status
  const found = own.map((grade) => {
    const question = { leaf: visit.leaf, home, purpose: 'client', grade, at, statusOfLeaf: statusOf } as const
    return { grade, ...disjointPathsTo(horizon, question, pathsDemandedMax) }
  })
  const best = gradeOfPolicies(
    found.filter(({ paths }) => paths.length > 0).map(({ grade }) => gradePolicy[grade]),
  )
  if (!best) return refuse(faultOf(found[0]?.first))
  const paths = found.flatMap((one) => one.paths)
  const agreements = paths.map(({ chain }) => chain.filter(isAgreement))
  return accept({
    grade: best,
    paths: Object.fromEntries(
      found.flatMap(({ grade, paths: { length } }) => (length > 0 ? [[grade, length]] : [])),
    ),
    units: sortedSet(agreements.flat().map(thumbprintOf)),
    agreements: sortedSet(
      agreements.map((chain) => certain(chain.at(-1), "the unit's own agreement").serial),
    ),
    until: Math.min(...paths.map((path) => holdsUntil(path, statusesHeld(horizon, path, at)))),
  })
}

function faultOf(first: PathAnswer | undefined): ReachFault {
  if (!first) return { kind: 'grade-missing' }
  return first.answer === 'refused' ? first.fault : { kind: 'search-given-up' }
}

/**
 * The statement, unless a list of the home unit holds the leaf: also one newer than the bundle at hand,
 * because the unit is followed by several of its keys.
 */
export function statusOfLeaf(
  horizon: Horizon,
  { leaf, home, stated }: Visit,
  at: Instant,
): CertificateStatus {
  const newest = home.issuing.flatMap((issuing) => listBy(horizon, issuing) ?? [])
  const entries = [...home.lists, ...newest].flatMap((list) => list.entries)
  const revoked = entries.find(({ serial }) => serial === leaf.serial)
  if (revoked) return { status: 'revoked', since: revoked.at }
  return { status: 'good', asOf: Math.min(stated, at) }
}

/** The units followed under a domain that have published the issuing key that signed a statement. */
export function homesOf(horizon: Horizon, domain: string, signer: string): readonly Bundle[] {
  const bundles = horizon.peers.map(({ bundle }) => bundle)
  return bundles.filter((bundle) => bundle.domain === domain && issuingKeyIn(bundle, signer) !== undefined)
}

/** Whether a unit has made a statement, by the issuing key that it names. */
export function isStatedBy(home: Bundle, { unit, signer, envelope }: OfficeStatement): boolean {
  const issuing = issuingKeyIn(home, signer)
  const key = issuing && parsePublicKey(issuing.spki)
  return unit === home.unit && key?.ok === true && verifyEnvelope(envelope, key.value)
}

/** The certificate of the issuing key of this thumbprint. */
export function issuingKeyIn({ issuing }: Bundle, thumbprint: string): Certificate | undefined {
  return issuing.find(({ spki }) => {
    const key = parsePublicKey(spki)
    return key.ok && key.value.thumbprint === thumbprint
  })
}

function sortedSet(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort()
}
