import type { Instant } from '#clock'
import { certain } from '#fault'
import { findPath, type PathAnswer } from '#trust'
import { type AgreementBounds, agreementBounds, type Certificate } from '#x509'
import { type Horizon, statusIn } from './horizon.ts'
import type { SignedAgreement } from './signed-agreements.ts'

/**
 * Units followed at once: a hundred recognised ones with as many behind them. More is a directory, and is
 * asked for when it is needed.
 */
const followedMax = 2_000

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

/**
 * The agreement's own path, over at most eight before it. In a mesh of hundreds it takes some hundred steps;
 * one that is made to be searched in vain is to hold up the node for no longer than some milliseconds.
 */
const agreementPathBudget = { signatureChecksMax: 256, stepsMax: 10_000, depthMax: 12 }

/** Behind one of this unit's own agreements: no unit, by naming others, crowds out those behind another. */
const behindMax = 500

/** Agreements looked at behind others, each in a fraction of a millisecond. */
const lookedAtMax = 20_000

/** Ways tried by what one unit has signed: it agrees with another once, or twice around a renewal. */
const waysTriedMax = 4

/**
 * The units this unit follows: those it recognises, and those whom these recognise within the hops and
 * bounds allowed. The nearest come first; what no verified agreement names is not among them. A key is named
 * as often as it goes by another domain or address, so that nobody hides a unit by naming its key falsely.
 */
export function followed(horizon: Horizon, at: Instant): readonly Followed[] {
  const found = new Map<string, Followed>()
  // The most agreements that may follow behind a unit, whichever way leads there: what is recognised itself
  // without any may still be passed on the way from another.
  const hopsBehind = new Map<string, number>()
  for (const own of ownWays(horizon, at)) {
    found.set(wayText(own), own)
    hopsBehind.set(own.key, Math.max(own.bounds.hops, hopsBehind.get(own.key) ?? 0))
  }
  const agreementsBy = new Map(horizon.peers.map(({ row, agreements }) => [row.key, agreements]))
  const ownKeys = new Set(hopsBehind.keys())
  const behindOwn = new Map<string, number>()
  let lookedAt = 0
  const waiting = [...ownKeys]
  // The list grows while it is gone through: what is found behind a unit is looked behind in turn, and again
  // when a way to it is found behind which more may follow.
  for (const from of waiting) {
    const hops = hopsBehind.get(from) ?? 0
    for (const agreement of (hops > 0 && agreementsBy.get(from)) || []) {
      if (found.size >= followedMax || lookedAt >= lookedAtMax) return [...found.values()]
      const { key } = agreement
      const behind = Math.min(hops - 1, agreement.bounds.hops)
      const isFurther = behind > (hopsBehind.get(key) ?? -1)
      // By what this unit itself agreed on it is followed, whatever others say.
      const known = ownKeys.has(key) || found.has(wayText(named(agreement)))
      if (known && !isFurther) continue
      lookedAt += 1
      const via = reached(horizon, agreement, at)
      if (!via) continue
      const count = (behindOwn.get(via.agreement) ?? 0) + 1
      if (!known && count > behindMax) continue
      if (!known) {
        behindOwn.set(via.agreement, count)
        found.set(wayText(via), via)
      }
      if (!isFurther) continue
      hopsBehind.set(key, behind)
      waiting.push(key)
    }
  }
  return [...found.values()]
}

/**
 * By what a unit is followed that goes by this key and domain: this unit's own agreement, or else any that is
 * reached. For one unit it costs far less than to find all.
 */
export function wayTo(
  horizon: Horizon,
  unit: Pick<Followed, 'key' | 'domain'>,
  at: Instant,
): Followed | undefined {
  const own = ownWays(horizon, at).find(({ key }) => key === unit.key)
  if (own) return own
  for (const { agreements } of horizon.peers) {
    const naming = agreements.filter((one) => one.key === unit.key && named(one).domain === unit.domain)
    for (const agreement of naming.slice(0, waysTriedMax)) {
      const via = reached(horizon, agreement, at)
      if (via) return via
    }
  }
  return undefined
}

/**
 * Keys of units of which a bundle is kept though nobody who is followed names them any more, in order.
 * Whether what names them holds now is not asked: it may again with the next bundle.
 */
export function unnamed({ agreements, peers }: Horizon): readonly string[] {
  const names = new Set(agreements.map(({ row }) => row.terms.key))
  const agreementsBy = new Map(peers.map(({ row, agreements: signed }) => [row.key, signed]))
  // The set grows while it is gone through.
  for (const key of names) for (const further of agreementsBy.get(key) ?? []) names.add(further.key)
  return peers.flatMap(({ row }) => (names.has(row.key) ? [] : [row.key]))
}

/** This unit's own agreements that are in force; of several with one key the first. */
function ownWays(horizon: Horizon, at: Instant): readonly Followed[] {
  const ways = new Map<string, Followed>()
  for (const { row, certificate } of horizon.agreements) {
    if (at < row.notBefore || at > row.notAfter || ways.has(row.terms.key)) continue
    const { agreement, terms } = row
    const { key, domain, privateAddresses, statusAgeMaxSeconds } = terms
    const known = { key, domain, certificate, bounds: terms, isOwn: true, agreement, privateAddresses }
    ways.set(key, { ...known, statusAgeMaxSeconds })
  }
  return [...ways.values()]
}

/** One text for each way to ask a unit. */
export function wayText({ key, domain, bounds }: Pick<Followed, 'key' | 'domain' | 'bounds'>): string {
  return `${key} ${domain} ${bounds.bundleUrl}`
}

function named({ key, bounds }: SignedAgreement): Pick<Followed, 'key' | 'domain' | 'bounds'> {
  return { key, bounds, domain: certain(bounds.domains[0], 'the domain of an agreement') }
}

/** A unit recognised over others, as the path to the agreement that names it says. */
function reached(horizon: Horizon, agreement: SignedAgreement, at: Instant): Followed | undefined {
  const { certificate } = agreement
  const found = pathOfAgreements(horizon, certificate, at)
  if (found.answer !== 'accepted') return undefined
  const way = [certificate, ...found.path.chain]
  const terms = way.flatMap(({ agreementTerms }) => agreementTerms ?? [])
  const own = way.findLast(({ agreementTerms }) => agreementTerms !== undefined)
  const row = horizon.agreements.find((one) => one.certificate.fingerprint === own?.fingerprint)?.row
  return {
    ...{ ...named(agreement), certificate, isOwn: false },
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

/** Whether a certificate is an agreement between units. */
export function isAgreement(certificate: Certificate): boolean {
  return agreementBounds(certificate) !== undefined
}
