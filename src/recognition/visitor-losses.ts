import { fromBase64 } from '#bytes'
import type { Instant } from '#clock'
import { sure } from '#fault'
import { type Context, type DocumentReader, read, type State } from '#unit'
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

/**
 * To find a visitor's paths anew takes some milliseconds, and the node does nothing else meanwhile: beyond
 * this all visits over the unit end, and whoever is still reached visits again.
 */
const reassessedMax = 200

/** The visitors whom a bundle, once it counts, no longer lets this unit reach as it did. */
export function lostByBundle(
  { state, time, index, documents }: Context,
  accepted: BundleAccepted,
): readonly VisitorEvent[] {
  const over = visitorsOf(state, time).filter(({ units }) => units.includes(accepted.key))
  if (over.length === 0) return []
  const touched = touchedBy(
    over,
    bundleBefore(state, documents, accepted.key),
    bundleIn(documents, accepted.digest),
  )
  if (touched.length === 0) return []
  const by = { unit: accepted.key }
  if (touched.length > reassessedMax) return [{ kind: 'visits-cut', by, reason: 'path-lost' }]
  const slice = recognitionSlice.evolve(read(state, recognitionSlice), accepted, { index, time })
  const after = { ...state, slices: new Map(state.slices).set(recognitionSlice.name, slice) }
  return endings(visitorsLost(horizonOf(after, documents), touched, time), by)
}

function bundleBefore(state: State, documents: DocumentReader, key: string): Bundle | undefined {
  const peer = peerOf(state, key)
  return peer && bundleIn(documents, peer.digest)
}

/**
 * Whom a unit's newer bundle can have taken something from: everybody, when a key or an agreement is gone;
 * else those whose certificates its lists now hold.
 */
function touchedBy(
  over: readonly VisitorRow[],
  before: Bundle | undefined,
  after: Bundle | undefined,
): readonly VisitorRow[] {
  if (!before || !after) return over
  const kept = new Set(partsOf(after))
  if (partsOf(before).some((fingerprint) => !kept.has(fingerprint))) return over
  const known = new Set(before.lists.flatMap(serialsOn))
  const revoked = new Set(after.lists.flatMap(serialsOn).filter((serial) => !known.has(serial)))
  return over.filter(({ serial }) => revoked.has(serial))
}

/** Fingerprints of everything a bundle vouches for as an authority. */
function partsOf(bundle: Bundle): readonly string[] {
  return [...bundle.authorities, ...authoritiesOf(bundle)].map(({ fingerprint }) => fingerprint)
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

function serialsOn({ entries }: RevocationList): readonly string[] {
  return entries.map(({ serial }) => serial)
}
