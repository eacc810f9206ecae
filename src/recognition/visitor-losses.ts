import { fromBase64 } from '#bytes'
import type { Instant } from '#clock'
import { sure } from '#fault'
import { type Context, read } from '#unit'
import { parseCertificate, type RevocationList } from '#x509'
import type { Bundle } from './bundle.ts'
import { isReached } from './followed.ts'
import { authoritiesOf, bundleIn, type Horizon, horizonOf } from './horizon.ts'
import { type AgreementRow, type BundleAccepted, peerOf, recognitionSlice } from './state.ts'
import { type Terms, widened } from './terms.ts'
import {
  endings,
  endOf,
  reachesAsMuch,
  type VisitEnd,
  type VisitorEnded,
  type VisitorEvent,
  type VisitorRow,
} from './visitor.ts'
import { homesOf, issuingKeyIn, reachOf } from './visitor-path.ts'
import { visitorsOf } from './visitors.ts'

/** Those whose visits end because an agreement is no more, or gives way to one that is narrower. */
export function visitorsParted(
  visitors: readonly VisitorRow[],
  before: AgreementRow,
  after?: Terms,
): readonly VisitorEnded[] {
  if (after && after.key === before.terms.key && widened(after, before.terms) === undefined) return []
  const reason = after ? 'agreement-narrowed' : 'agreement-withdrawn'
  return visitors
    .filter(({ agreements }) => agreements.includes(before.agreement))
    .map((visitor) => endedVisit(visitor, reason))
}

/** The visitors whom a bundle, once it counts, no longer lets this unit reach as it did. */
export function lostByBundle(
  { state, time, index, documents }: Context,
  accepted: BundleAccepted,
): readonly VisitorEvent[] {
  const over = visitorsOf(state, time).filter(({ units }) => units.includes(accepted.key))
  if (over.length === 0) return []
  const peer = peerOf(state, accepted.key)
  const before = peer && bundleIn(documents, peer.digest)
  const now = bundleIn(documents, accepted.digest)
  if (before && now && !takesBack(before, now)) return []
  const slice = recognitionSlice.evolve(read(state, recognitionSlice), accepted, { index, time })
  const after = { ...state, slices: new Map(state.slices).set(recognitionSlice.name, slice) }
  const lost = visitorsLost(horizonOf(after, documents), over, time)
  return endings(lost, { unit: accepted.key })
}

/**
 * Those who are reached no more as they were received, from what is known now: with a lower grade, over fewer
 * paths, or not at all.
 */
export function visitorsLost(
  horizon: Horizon,
  visitors: readonly VisitorRow[],
  time: Instant,
): readonly VisitorEnded[] {
  return visitors.flatMap((visitor) => {
    const reason = lossOf(horizon, visitor, time)
    return reason ? [endedVisit(visitor, reason)] : []
  })
}

function lossOf(horizon: Horizon, visitor: VisitorRow, time: Instant): VisitEnd | undefined {
  const der = sure(fromBase64(visitor.certificate), 'a recorded certificate')
  const leaf = sure(parseCertificate(der), 'a recorded certificate')
  let reason: VisitEnd = 'path-lost'
  for (const home of homesOf(horizon, visitor.unit, visitor.signer)) {
    const signer = issuingKeyIn(home, visitor.signer)
    if (!signer || !isReached(horizon, signer, time)) continue
    const reach = reachOf(horizon, { leaf, home, stated: visitor.stated }, time)
    if (!reach.ok) {
      reason = endOf(reach.fault)
      continue
    }
    if (reachesAsMuch(reach.value.paths, visitor.paths)) return undefined
    reason = 'path-weaker'
  }
  return reason
}

function endedVisit({ visitor, key }: VisitorRow, reason: VisitEnd): VisitorEnded {
  return { kind: 'visitor-ended', visitor, key, reason }
}

/**
 * Whether a unit's newer bundle takes anything back: a key, an agreement, a list, or certificates that a list
 * now holds. When it does not, nobody loses a path by it.
 */
function takesBack(before: Bundle, after: Bundle): boolean {
  const parts = ({ authorities, ...bundle }: Bundle): readonly string[] =>
    [...authorities, ...authoritiesOf({ authorities, ...bundle })].map(({ fingerprint }) => fingerprint)
  const kept = new Set(parts(after))
  if (parts(before).some((fingerprint) => !kept.has(fingerprint))) return true
  const known = new Set(before.lists.flatMap(serialsOn))
  return after.lists.flatMap(serialsOn).some((serial) => !known.has(serial))
}

function serialsOn({ entries }: RevocationList): readonly string[] {
  return entries.map(({ serial }) => serial)
}
