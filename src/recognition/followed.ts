import type { Instant } from '#clock'
import { parsePublicKey } from '#crypto'
import { certain, sure } from '#fault'
import { findPath } from '#trust'
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
  for (const { row, certificate } of horizon.agreements) {
    if (at < row.notBefore || at > row.notAfter) continue
    const { key, domain, privateAddresses, statusAgeMaxSeconds } = row.terms
    const { agreement, terms } = row
    const known = { key, domain, certificate, bounds: terms, agreement, privateAddresses }
    if (!found.has(key)) found.set(key, { ...known, statusAgeMaxSeconds })
  }
  // The map grows while it is gone through: what is found behind a unit is looked behind in turn.
  for (const via of found.values()) {
    if (via.bounds.hops === 0) continue
    for (const further of behind(horizon, via)) {
      if (found.size >= followedMax) return [...found.values()]
      if (found.has(further.key) || !isReached(horizon, further.certificate, at)) continue
      found.set(further.key, further)
    }
  }
  return [...found.values()]
}

/** Whom a followed unit recognises, as far as its newest bundle tells. */
function behind(horizon: Horizon, via: Followed): readonly Followed[] {
  const peer = horizon.peers.find(({ row }) => row.key === via.key)
  return (peer?.bundle.agreements ?? []).flatMap(({ certificate, bounds }: ForeignAgreement) => {
    const key = parsePublicKey(certificate.spki)
    if (!key.ok) return []
    const statusAgeMaxSeconds = Math.min(via.statusAgeMaxSeconds, bounds.statusAgeMaxSeconds)
    return [
      {
        key: key.value.thumbprint,
        domain: certain(bounds.domains[0], 'the domain of an agreement'),
        certificate,
        bounds,
        agreement: via.agreement,
        privateAddresses: via.privateAddresses && bounds.privateAddresses,
        statusAgeMaxSeconds,
      },
    ]
  })
}

/**
 * Whether a path of agreements, within the bounds of each, leads to another unit's authority: the agreement
 * by which it is recognised, or an issuing key of its own.
 */
export function isReached(horizon: Horizon, certificate: Certificate, at: Instant): boolean {
  const found = findPath({
    leaf: certificate,
    anchors: horizon.anchors,
    intermediates: horizon.pool,
    at,
    purpose: 'any',
    statusOf: (one, issuer) => statusIn(horizon, one, issuer, at),
    signatures: horizon.signatures,
    budget: agreementPathBudget,
  })
  return found.answer === 'accepted'
}

/** Thumbprint of the key that an agreement of this program's making names. */
export function keyOf(certificate: Certificate): string {
  return sure(parsePublicKey(certificate.spki), 'the key of an agreement').thumbprint
}

/** Whether a certificate is an agreement between units. */
export function isAgreement(certificate: Certificate): boolean {
  return agreementBounds(certificate) !== undefined
}
