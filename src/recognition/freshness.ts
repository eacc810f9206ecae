import { type Instant, second } from '#clock'
import type { ValidPath } from '#trust'
import type { Certificate } from '#x509'
import { type Horizon, vouchedUntil } from './horizon.ts'

/** As of when a certificate on a path is known to be in force, and how long that is good for. */
export interface StatusHeld {
  readonly certificate: Certificate
  readonly asOf: Instant
  /** From when on it says nothing more; absent for what stands on this unit's own record. */
  readonly until?: Instant
}

/**
 * The status of each certificate of a path below its anchor, the leaf first. It is good until whoever vouches
 * for it must have spoken again, or until it is older than an agreement above it allows.
 *
 * @param leafUntil when what vouches for the leaf says nothing more, where that is known
 */
export function statusesHeld(
  horizon: Horizon,
  { chain, anchor, statuses }: ValidPath,
  at: Instant,
  leafUntil?: Instant,
): readonly StatusHeld[] {
  return statuses.map(({ certificate, asOf }, place) => {
    const above = chain.slice(place)
    const ages = above.flatMap(({ agreementTerms }) =>
      agreementTerms ? [asOf + agreementTerms.statusAgeMaxSeconds * second] : [],
    )
    const vouched = place === 0 ? leafUntil : vouchedUntil(horizon, certificate, above[0] ?? anchor, at)
    const ends = vouched === undefined ? ages : [...ages, vouched]
    return { certificate, asOf, ...(ends.length > 0 && { until: Math.min(...ends) }) }
  })
}

/** The end of validity of what is on a path and of every status on it. */
export function holdsUntil({ validUntil }: ValidPath, statuses: readonly StatusHeld[]): Instant {
  return Math.min(validUntil, ...statuses.flatMap(({ until }) => (until === undefined ? [] : [until])))
}
