import { base64url, sha256 } from '#bytes'
import type { Instant } from '#clock'
import { parsePublicKey } from '#crypto'
import { certain, sure } from '#fault'
import { findPath, type PathAnswer } from '#trust'
import { type AgreementBounds, agreementBounds, type Certificate } from '#x509'
import type { ForeignAgreement } from './bundle.ts'
import { type Horizon, statusIn } from './horizon.ts'

/**
 * Units followed at once: a hundred recognised ones with as many behind them. More is a directory, and is
 * asked for when it is needed.
 */
export const followedMax = 2_000

/** A unit whose bundles this unit follows. */
export interface Followed {
  /** Thumbprint of the authority key an agreement names. */
  readonly key: string
  readonly domain: string
  /** The agreement itself: the certificate by which the key is recognised. */
  readonly certificate: Certificate
  readonly bounds: AgreementBounds
  /** Whether the agreement is this unit's own. */
  readonly isOwn: boolean
  /** Serial of this unit's own agreement through which the unit is recognised, maybe over others. */
  readonly agreement: string
  /** Whether every agreement up to it allows private addresses. */
  readonly privateAddresses: boolean
  /** The shortest of the ages of status allowed on the way. */
  readonly statusAgeMaxSeconds: number
}

/** The agreement's own path, over at most eight before it. */
const agreementPathBudget = { signatureChecksMax: 256, stepsMax: 50_000, depthMax: 12 }

/**
 * The units this unit follows: those it recognises, and those whom these recognise within the hops and
 * bounds allowed. The nearest come first; what no verified agreement names is not among them.
 */
export function followed(horizon: Horizon, at: Instant): readonly Followed[] {
  const found = new Map<string, Followed>()
  // The most agreements that may follow behind a unit, whichever way leads there: what is recognised itself
  // without any may still be passed on the way from another.
  const hopsBehind = new Map<string, number>()
  for (const { row, certificate } of horizon.agreements) {
    if (at < row.notBefore || at > row.notAfter) continue
    const { key, domain, privateAddresses, statusAgeMaxSeconds } = row.terms
    const { agreement, terms } = row
    const known = { key, domain, certificate, bounds: terms, isOwn: true, agreement, privateAddresses }
    if (!found.has(key)) found.set(key, { ...known, statusAgeMaxSeconds })
    hopsBehind.set(key, Math.max(terms.hops, hopsBehind.get(key) ?? 0))
  }
  const agreementsBy = new Map(horizon.peers.map(({ row, bundle }) => [row.key, bundle.agreements]))
  const waiting = [...found.keys()]
  // The list grows while it is gone through: what is found behind a unit is looked behind in turn, and again
  // when a way to it is found behind which more may follow.
  for (const key of waiting) {
    const hops = hopsBehind.get(key) ?? 0
    for (const agreement of (hops > 0 && agreementsBy.get(key)) || []) {
      if (found.size >= followedMax) return [...found.values()]
      const thumbprint = base64url(sha256(agreement.certificate.spki))
      const behind = Math.min(hops - 1, agreement.bounds.hops)
      if (behind <= (hopsBehind.get(thumbprint) ?? -1)) continue
      const via = found.get(thumbprint) ?? reached(horizon, agreement, thumbprint, at)
      if (!via) continue
      found.set(thumbprint, via)
      hopsBehind.set(thumbprint, behind)
      waiting.push(thumbprint)
    }
  }
  return [...found.values()]
}

/** A unit recognised over others, as the path to the agreement that names it says. */
function reached(
  horizon: Horizon,
  { certificate, bounds }: ForeignAgreement,
  key: string,
  at: Instant,
): Followed | undefined {
  const found = pathOfAgreements(horizon, certificate, at)
  if (found.answer !== 'accepted') return undefined
  const way = [certificate, ...found.path.chain]
  const terms = way.flatMap(({ agreementTerms }) => agreementTerms ?? [])
  const own = way.findLast(({ agreementTerms }) => agreementTerms !== undefined)
  const row = horizon.agreements.find((one) => one.certificate.fingerprint === own?.fingerprint)?.row
  return {
    ...{ key, certificate, bounds, isOwn: false },
    domain: certain(bounds.domains[0], 'the domain of an agreement'),
    agreement: certain(row, 'the own agreement that a path begins with').agreement,
    privateAddresses: terms.every(({ privateAddresses }) => privateAddresses),
    statusAgeMaxSeconds: Math.min(...terms.map(({ statusAgeMaxSeconds }) => statusAgeMaxSeconds)),
  }
}

/**
 * Whether a path of agreements, within the bounds of each, leads to another unit's authority: the agreement
 * by which it is recognised, or an issuing key of its own.
 */
export function isReached(horizon: Horizon, certificate: Certificate, at: Instant): boolean {
  return pathOfAgreements(horizon, certificate, at).answer === 'accepted'
}

function pathOfAgreements(horizon: Horizon, certificate: Certificate, at: Instant): PathAnswer {
  return findPath({
    leaf: certificate,
    anchors: horizon.anchors,
    intermediates: horizon.pool,
    at,
    purpose: 'any',
    statusOf: (one, issuer) => statusIn(horizon, one, issuer, at),
    signatures: horizon.signatures,
    budget: agreementPathBudget,
  })
}

/** Thumbprint of the key that an agreement of this program's making names. */
export function keyOf(certificate: Certificate): string {
  return sure(parsePublicKey(certificate.spki), 'the key of an agreement').thumbprint
}

/** Whether a certificate is an agreement between units. */
export function isAgreement(certificate: Certificate): boolean {
  return agreementBounds(certificate) !== undefined
}
