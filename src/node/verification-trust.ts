import { base64 } from '#bytes'
import type { Instant } from '#clock'
import { ownCertificates } from '#identity'
import { factsOf, horizonOf } from '#recognition'
import type { Documents, State } from '#unit'
import type { TrustFacts } from './verification-worker.ts'

/**
 * What the unit believes of signatures: its own authority keys, the keys and agreements that stand on its
 * record, and what the bundles say that it has accepted.
 *
 * @param list the unit's own revocation list, DER
 */
export function trustFacts(state: State, documents: Documents, list: Uint8Array, now: Instant): TrustFacts {
  const anchors = ownCertificates(state, 'authorities')
  const own = [...ownCertificates(state, 'issuing'), ...ownCertificates(state, 'links')]
  const keys = anchors.map(({ spki }) => base64(spki))
  const others = factsOf(horizonOf(state, documents))
  return {
    anchors: anchors.map(({ der }) => der),
    certificates: [...own.map(({ der }) => der), ...others.certificates],
    lists: [list, ...others.lists],
    inForce: [...own.map(({ fingerprint }) => ({ fingerprint, keys })), ...others.inForce],
    now,
  }
}
