import { type Instant, second } from '#clock'
import { parsePublicKey } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { pathsDemandedMax } from '#task'
import { type CertificateStatus, type PathFault, preparePool, type ValidPath } from '#trust'
import { type Certificate, type Grade, gradeOfPolicies, gradePolicy, grades } from '#x509'
import type { Bundle } from './bundle.ts'
import { isAgreement, keyOf } from './followed.ts'
import { certificatesOf, type Horizon, pathTo, vouchedUntil } from './horizon.ts'

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
  const found = own.map((grade) => ({ grade, ...disjointPaths(horizon, visit, grade, at) }))
  const best = gradeOfPolicies(
    found.filter(({ paths }) => paths.length > 0).map(({ grade }) => gradePolicy[grade]),
  )
  if (!best) return refuse(found[0]?.fault ?? { kind: 'grade-missing' })
  const paths = found.flatMap((one) => one.paths)
  const agreements = paths.map(({ chain }) => chain.filter(isAgreement))
  return accept({
    grade: best,
    paths: Object.fromEntries(
      found.flatMap(({ grade, paths: { length } }) => (length > 0 ? [[grade, length]] : [])),
    ),
    units: sortedSet(agreements.flat().map(keyOf)),
    agreements: sortedSet(
      agreements.map((chain) => certain(chain.at(-1), "the unit's own agreement").serial),
    ),
    until: Math.min(...paths.map((path) => holdsUntil(horizon, path, at))),
  })
}

/**
 * Paths that share no third unit, taken one after the other, each of the shortest that are left. There may be
 * more; there are never fewer.
 */
function disjointPaths(
  horizon: Horizon,
  visit: Visit,
  grade: Grade,
  at: Instant,
): { readonly paths: readonly ValidPath[]; readonly fault: ReachFault } {
  const paths: ValidPath[] = []
  let left = horizon
  for (;;) {
    const found = pathTo(left, visit.leaf, { purpose: 'client', grade }, at, () => statusOfLeaf(visit, at))
    if (found.answer !== 'accepted') {
      const fault: ReachFault = found.answer === 'refused' ? found.fault : { kind: 'search-given-up' }
      return { paths, fault }
    }
    paths.push(found.path)
    if (paths.length === pathsDemandedMax) return { paths, fault: { kind: 'search-given-up' } }
    left = withoutWay(left, found.path)
  }
}

function statusOfLeaf({ leaf, home, stated }: Visit, at: Instant): CertificateStatus {
  const entries = home.lists.flatMap((list) => list.entries)
  const revoked = entries.find(({ serial }) => serial === leaf.serial)
  if (revoked) return { status: 'revoked', since: revoked.at }
  return { status: 'good', asOf: Math.min(stated, at) }
}

/** The horizon without the third units of a path; of one that has none, without its direct agreements. */
function withoutWay(horizon: Horizon, { chain }: ValidPath): Horizon {
  const [home, ...third] = chain.filter(isAgreement)
  const barred = third.length > 0 ? third : [certain(home, 'the agreement of a path')]
  const keys = new Set(barred.flatMap((agreement) => keysOfUnit(horizon, agreement)))
  const isBarred = (certificate: Certificate): boolean => keys.has(keyText(certificate))
  if (third.length === 0) {
    const agreements = horizon.agreements.filter(({ certificate }) => !isBarred(certificate))
    return { ...horizon, agreements, pool: preparePool(certificatesOf({ ...horizon, agreements })) }
  }
  const pool = preparePool(certificatesOf(horizon).filter((certificate) => !isBarred(certificate)))
  return { ...horizon, pool }
}

/** Every authority key of the unit that an agreement names, as far as it has published them. */
function keysOfUnit({ peers }: Horizon, agreement: Certificate): readonly string[] {
  const key = keyText(agreement)
  const own = peers.map(({ bundle }) => [...bundle.authorities, ...bundle.links].map(keyText))
  return [key, ...own.filter((keys) => keys.includes(key)).flat()]
}

/** The end of validity of what is on a path, of what vouches for it, and of the age of status allowed. */
function holdsUntil(horizon: Horizon, path: ValidPath, at: Instant): Instant {
  const { chain, anchor, statuses, validUntil } = path
  const ends = statuses.flatMap(({ certificate, asOf }, place) => {
    const above = chain.slice(place)
    const ages = above.flatMap(({ agreementTerms }) =>
      agreementTerms ? [asOf + agreementTerms.statusAgeMaxSeconds * second] : [],
    )
    const vouched = place === 0 ? undefined : vouchedUntil(horizon, certificate, above[0] ?? anchor, at)
    return vouched === undefined ? ages : [...ages, vouched]
  })
  return Math.min(validUntil, ...ends)
}

/** The units followed under a domain that have published the issuing key that signed a statement. */
export function homesOf(horizon: Horizon, domain: string, signer: string): readonly Bundle[] {
  const bundles = horizon.peers.map(({ bundle }) => bundle)
  return bundles.filter((bundle) => bundle.domain === domain && issuingKeyIn(bundle, signer) !== undefined)
}

/** The certificate of the issuing key of this thumbprint. */
export function issuingKeyIn({ issuing }: Bundle, thumbprint: string): Certificate | undefined {
  return issuing.find(({ spki }) => {
    const key = parsePublicKey(spki)
    return key.ok && key.value.thumbprint === thumbprint
  })
}

function keyText({ spki }: Certificate): string {
  return Buffer.from(spki).toString('base64')
}

function sortedSet(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort()
}
