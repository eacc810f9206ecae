import { type Instant, second } from '#clock'
import { unitProfile } from '#identity'
import { emptyTable, row, sortedRows, type Table, withoutRow, withRow } from '#table'
import { type Event, type Place, read, type Slice, type State } from '#unit'
import type { Terms } from './terms.ts'
import {
  renamedAgreement,
  type VisitorEvent,
  type VisitorLeaving,
  type VisitorRow,
  withoutVisits,
  withVisitor,
} from './visitor.ts'

/** What a proposal asks the decision layer to sign. */
export interface Proposal {
  /** The person who proposed it. */
  readonly by: string
  /** How it was made sure that the key is the other unit's. */
  readonly evidence: string
  readonly terms: Terms
  /** The agreement it takes the place of. */
  readonly replaces?: string
}

/** An agreement that this unit's authority key has signed. */
export interface AgreementRow {
  /** Serial of the cross-certificate, lower-case hexadecimal. */
  readonly agreement: string
  readonly terms: Terms
  /** Base64 DER. */
  readonly certificate: string
  readonly notBefore: Instant
  readonly notAfter: Instant
  /** Index of the entry that put it on the record. */
  readonly entry: number
  /** Case in which it was decided. */
  readonly case: string
}

/** What is kept of an agreement that no longer holds. */
export interface EndedAgreement {
  readonly agreement: string
  readonly domain: string
  readonly key: string
  readonly ended: Instant
  readonly why: 'withdrawn' | 'replaced'
  readonly reason: string
}

/** The newest bundle of a unit that is followed, as it was accepted; the bundle itself is a document. */
export interface PeerRow {
  /** Thumbprint of the authority key by which the unit is known. */
  readonly key: string
  readonly domain: string
  readonly name: string
  /** Thumbprint of the authority key that founded it. */
  readonly unit: string
  readonly number: number
  /** Digest of the bundle as it was handed out, with its proofs: the document. */
  readonly digest: string
  /** Digest of the bundle itself. */
  readonly bundle: string
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  readonly recordKey: string
  /** Whether its record was shown to extend the one seen before. */
  readonly consistent: boolean
  /** Entries of its record that its checkpoint vouches for, and the tree's root (base64). */
  readonly size: number
  readonly root: string
  readonly accepted: Instant
  /**
   * The document is no longer in the store, or was let go because nobody names the unit any more: what it
   * said does not count until one is accepted again.
   */
  readonly lost?: true
}

/** The bundle this unit published last. */
export interface Publication {
  readonly number: number
  readonly digest: string
  readonly thisUpdate: Instant
  readonly nextUpdate: Instant
  /** Index of the entry that published it. */
  readonly entry: number
}

export interface RecognitionState {
  /** By the case in which they were made. */
  readonly proposals: Table<Proposal>
  /** Live ones, by serial. */
  readonly agreements: Table<AgreementRow>
  readonly ended: Table<EndedAgreement>
  /** By the thumbprint of the authority key an agreement names. */
  readonly peers: Table<PeerRow>
  readonly published: Publication | null
  /** People of other units who were received, by the thumbprint of their key. */
  readonly visitors: Table<VisitorRow>
  /** By key: visits that were cut together and are not yet named one by one. */
  readonly leaving: Table<VisitorLeaving>
}

export interface BundleAccepted extends Omit<PeerRow, 'accepted'> {
  readonly kind: 'bundle-accepted'
}

export type RecognitionEvent =
  | VisitorEvent
  | ({ readonly kind: 'agreement-proposed'; readonly case: string } & Proposal)
  | ({ readonly kind: 'agreement-signed'; readonly replaces?: string } & Omit<AgreementRow, 'entry'>)
  | {
      readonly kind: 'agreement-withdrawn'
      readonly agreement: string
      readonly unit: string
      readonly reason: string
    }
  | ({ readonly kind: 'bundle-published' } & Omit<Publication, 'entry'>)
  | BundleAccepted
  | { readonly kind: 'bundle-lost' | 'bundle-let-go'; readonly key: string }

export const recognitionSlice: Slice<RecognitionState> = {
  name: 'recognition',
  tables: ['proposals', 'agreements', 'ended', 'peers', 'visitors', 'leaving'],
  empty: {
    proposals: emptyTable(),
    agreements: emptyTable(),
    ended: emptyTable(),
    peers: emptyTable(),
    published: null,
    visitors: emptyTable(),
    leaving: emptyTable(),
  },
  evolve(slice: RecognitionState, event: Event, place: Place): RecognitionState {
    return step(slice, event as RecognitionEvent, place)
  },
}

function step(slice: RecognitionState, event: RecognitionEvent, place: Place): RecognitionState {
  switch (event.kind) {
    case 'agreement-proposed': {
      const { kind: _, case: id, ...proposal } = event
      return { ...slice, proposals: withRow(slice.proposals, id, proposal) }
    }
    case 'agreement-signed': {
      const { kind: _, replaces, ...agreement } = event
      const before = replaces === undefined ? slice : ended(slice, replaces, 'replaced', '', place)
      return {
        ...before,
        proposals: withoutRow(before.proposals, agreement.case),
        agreements: withRow(before.agreements, agreement.agreement, { ...agreement, entry: place.index }),
        peers: followedUnder(
          before.peers,
          row(slice.agreements, replaces ?? '')?.terms.key,
          agreement.terms.key,
        ),
        visitors: renamedAgreement(before.visitors, replaces, agreement.agreement),
      }
    }
    case 'agreement-withdrawn':
      return ended(slice, event.agreement, 'withdrawn', event.reason, place)
    case 'bundle-published': {
      const { kind: _, ...published } = event
      return { ...slice, published: { ...published, entry: place.index } }
    }
    case 'bundle-accepted': {
      const { kind: _, ...peer } = event
      return { ...slice, peers: withRow(slice.peers, peer.key, { ...peer, accepted: place.time }) }
    }
    case 'visitor-received':
      return { ...slice, visitors: withVisitor(slice.visitors, event, place) }
    case 'visitor-ended':
      return {
        ...slice,
        visitors: withoutRow(slice.visitors, event.key),
        leaving: withoutRow(slice.leaving, event.key),
      }
    case 'visits-cut':
      return { ...slice, ...withoutVisits(slice, event) }
    case 'bundle-lost':
    case 'bundle-let-go': {
      const peer = row(slice.peers, event.key)
      return peer ? { ...slice, peers: withRow(slice.peers, event.key, { ...peer, lost: true }) } : slice
    }
    default:
      return slice
  }
}

function ended(
  slice: RecognitionState,
  agreement: string,
  why: EndedAgreement['why'],
  reason: string,
  place: Place,
): RecognitionState {
  const before = row(slice.agreements, agreement)
  if (!before) return slice
  const { domain, key } = before.terms
  return {
    ...slice,
    agreements: withoutRow(slice.agreements, agreement),
    ended: withRow(slice.ended, agreement, { agreement, domain, key, ended: place.time, why, reason }),
  }
}

/** What has been seen of a unit counts on when the agreement with it comes to name its new key. */
function followedUnder(peers: Table<PeerRow>, old: string | undefined, key: string): Table<PeerRow> {
  const peer = old === undefined || old === key ? undefined : row(peers, old)
  return peer && old !== undefined ? withRow(withoutRow(peers, old), key, { ...peer, key }) : peers
}

/** The agreements of this unit that hold, by serial. */
export function agreementsOf(state: State): readonly AgreementRow[] {
  return sortedRows(read(state, recognitionSlice).agreements).map(([, agreement]) => agreement)
}

/** A live agreement. */
export function agreementNamed(state: State, agreement: string): AgreementRow | undefined {
  return row(read(state, recognitionSlice).agreements, agreement)
}

/** What was accepted of a followed unit. */
export function peerOf(state: State, key: string): PeerRow | undefined {
  return row(read(state, recognitionSlice).peers, key)
}

/** Every followed unit of which a bundle was accepted, by key. */
export function peersOf(state: State): readonly PeerRow[] {
  return sortedRows(read(state, recognitionSlice).peers).map(([, peer]) => peer)
}

/** Digests of the bundles that the horizon of a state is made of. */
export function documentsOfPeers(state: State): readonly string[] {
  return peersOf(state).flatMap(({ digest, lost }) => (lost ? [] : [digest]))
}

/** When a bundle no longer says anything: at its own end, or when it is older than the agreements allow. */
export function staleAt(row: PeerRow, statusAgeMaxSeconds: number): Instant {
  return Math.min(row.nextUpdate, row.thisUpdate + statusAgeMaxSeconds * second)
}

/** What a horizon is made of beside documents: of the very same objects the same horizon is made. */
export function horizonParts(state: State): readonly unknown[] {
  const { agreements, peers } = read(state, recognitionSlice)
  return [unitProfile(state), agreements, peers]
}

/** The bundle published last. */
export function publicationOf(state: State): Publication | undefined {
  return read(state, recognitionSlice).published ?? undefined
}
