import { type Instant, second } from '#clock'
import { thumbprintOf } from '#crypto'
import { recordedCertificate } from '#identity'
import { type Context, type DocumentReader, read, type State } from '#unit'
import type { RevocationList } from '#x509'
import type { Bundle } from './bundle.ts'
import { isReached } from './followed.ts'
import { authoritiesOf, bundleIn, type Horizon, horizonOf } from './horizon.ts'
import { type AgreementRow, type BundleAccepted, peerOf, recognitionSlice } from './state.ts'
import { widened } from './terms.ts'
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

/** What takes the place of an agreement. */
export type Replacement = Pick<AgreementRow, 'terms' | 'notAfter'>

/** Those whose visits end because an agreement is no more, or gives way to one that is narrower. */
export function visitorsParted(
  visitors: readonly VisitorRow[],
  before: AgreementRow,
  after?: Replacement,
): readonly VisitorEnded[] {
  const reason = after ? 'agreement-narrowed' : 'agreement-withdrawn'
  const isNoNarrower =
    after?.terms.key === before.terms.key && widened(after.terms, before.terms) === undefined
  return visitors
    .filter(({ agreements }) => agreements.includes(before.agreement))
    .filter(({ until }) => !after || !isNoNarrower || until > after.notAfter + second)
    .map((visitor) => endedVisit(visitor, reason))
}

/**
 * To find a visitor's paths anew takes some milliseconds, and the node does nothing else meanwhile: beyond
 * this all visits over the unit end, and whoever is still reached visits again.
 */
const reassessedMax = 200

/**
 * The visitors whom a bundle, once it counts, no longer lets this unit reach as it did: of those who came
 * over any key of the unit, whichever of them it is followed by.
 */
export function lostByBundle(context: Context, accepted: BundleAccepted): readonly VisitorEvent[] {
  const { state, time, documents } = context
  let visitors = visitorsOf(state, time)
  if (visitors.length === 0) return []
  const before = bundleBefore(state, documents, accepted.key)
  const after = bundleIn(documents, accepted.digest)
  return keysOf(accepted, after).flatMap((key) => {
    const over = visitors.filter(({ units }) => units.includes(key))
    visitors = visitors.filter((visitor) => !over.includes(visitor))
    return lostOver(context, accepted, key, touchedBy(over, before, after))
  })
}

/** Those of the visitors touched who are lost, all of whom came over one key. */
function lostOver(
  { state, time, index, documents }: Context,
  accepted: BundleAccepted,
  unit: string,
  touched: readonly VisitorRow[],
): readonly VisitorEvent[] {
  if (touched.length === 0) return []
  if (touched.length > reassessedMax) return [{ kind: 'visits-cut', by: { unit }, reason: 'path-lost' }]
  const slice = recognitionSlice.evolve(read(state, recognitionSlice), accepted, { index, time })
  const after = { ...state, slices: new Map(state.slices).set(recognitionSlice.name, slice) }
  return endings(visitorsLost(horizonOf(after, documents), touched, time), { unit })
}

function keysOf({ key }: BundleAccepted, bundle: Bundle | undefined): readonly string[] {
  const own = bundle ? [...bundle.authorities, ...bundle.links].map(thumbprintOf) : []
  return [...new Set([key, ...own])]
}

/** The bundle that counted until now; one that was lost counts for nothing, be it at hand by chance. */
function bundleBefore(state: State, documents: DocumentReader, key: string): Bundle | undefined {
  const peer = peerOf(state, key)
  return peer && !peer.lost ? bundleIn(documents, peer.digest) : undefined
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
  // What was received on the word of the one before is to last no longer than its unit now says.
  if (after.nextUpdate < before.nextUpdate || after.thisUpdate < before.thisUpdate) return over
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
  const leaf = recordedCertificate(visitor.certificate)
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
