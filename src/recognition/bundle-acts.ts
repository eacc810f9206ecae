import { z } from 'zod'
import { base64, equalBytes, fromBase64 } from '#bytes'
import { type Duration, day, type Instant, minute } from '#clock'
import { parsePublicKey, type Signer, verifyEnvelope } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { ownCertificates, revokedEntries, type UnitProfile, unitProfile } from '#identity'
import { openCheckpoint, parseVerifierKey } from '#record'
import { type DocumentReader, defineAct, type Event, type State } from '#unit'
import { isSignedBy } from '#x509'
import { type AcceptedBundle, type BundleFault, judgeBundle } from './accept.ts'
import { type Bundle, type BundleContent, type BundleFormFault, parseBundle, signBundle } from './bundle.ts'
import { type Followed, unnamed, wayTo } from './followed.ts'
import { type Horizon, horizonOf } from './horizon.ts'
import { type PublishedBundle, parsePublished, recordOrigin } from './published.ts'
import {
  agreementsOf,
  type BundleAccepted,
  documentsOfPeers,
  type PeerRow,
  peerOf,
  peersOf,
  publicationOf,
} from './state.ts'
import { lostByBundle } from './visitor-losses.ts'

/** A unit behind an air gap publishes for the round of a courier, at most. */
const bundleLifetimeMax: Duration = 92 * day

/** Clock of whoever made it, against the entry's. */
const clockToleranceMilliseconds: Duration = 5 * minute

export type PublishFault =
  | BundleFormFault
  /** The part of the bundle that is not as this unit's state has it. */
  | { readonly kind: 'bundle-differs'; readonly part: string }

export type AcceptFault =
  | BundleFault
  | { readonly kind: 'bundle-unfollowed'; readonly key: string; readonly domain: string }
  | { readonly kind: 'bundles-full'; readonly bytesMax: number }
  | { readonly kind: 'bundle-not-kept'; readonly digest: string }

const digestForm = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, 'must be the base64url SHA-256 of a document')
  .describe('digest of the bundle')

/** What of a bundle does not come from the state. */
export interface Edition {
  readonly time: Instant
  readonly lifetimeMilliseconds: Duration
  /** Signed note of the record's newest head. */
  readonly checkpoint: string
  readonly api?: string
  /** DER of the unit's newest revocation list. */
  readonly list: Uint8Array
}

/** The next bundle of this unit: the bytes that `bundle.publish` is to be done about. */
export function nextBundle(state: State, edition: Edition, issuing: Signer): Uint8Array {
  const { time, lifetimeMilliseconds, checkpoint, api, list } = edition
  const unit = certain(unitProfile(state), 'the unit')
  const content: BundleContent = {
    unit: unit.key,
    domain: unit.domain,
    name: unit.name,
    number: (publicationOf(state)?.number ?? 0) + 1,
    thisUpdate: time,
    nextUpdate: time + lifetimeMilliseconds,
    ...(api === undefined ? {} : { api }),
    ...ownParts(state, unit, time),
    lists: [list],
    recordKey: unit.recordKey,
    checkpoint,
  }
  return signBundle(content, issuing)
}

/** The certificates a bundle of this state holds. */
function ownParts(
  state: State,
  unit: UnitProfile,
  time: Instant,
): Pick<BundleContent, 'authorities' | 'links' | 'issuing' | 'agreements'> {
  const bytes = (texts: readonly string[]): readonly Uint8Array[] =>
    texts.map((text) => sure(fromBase64(text), 'a recorded certificate'))
  const live = agreementsOf(state).filter(({ notAfter }) => time <= notAfter)
  return {
    authorities: bytes(unit.authorities),
    links: bytes(unit.links),
    issuing: bytes(unit.issuing),
    agreements: bytes(live.map(({ certificate }) => certificate)),
  }
}

const publish = defineAct({
  name: 'bundle.publish',
  label: 'publish what this unit vouches for',
  actor: 'node',
  input: z.strictObject({ digest: digestForm }),
  authority: { by: 'step', permission: 'bundle.publish', object: () => 'bundle' },
  documents: (_, { digest }) => [digest],
  decide({ state, time, documents, index }, { digest }): Result<readonly Event[], PublishFault> {
    const read = certain(documents.read(digest, parseBundle), 'the bundle of an act')
    if (!read.ok) return read
    const bundle = read.value
    const part = differingPart(state, bundle, { time, index })
    if (part) return refuse({ kind: 'bundle-differs', part })
    const { number, thisUpdate, nextUpdate } = bundle
    return accept([{ kind: 'bundle-published', number, digest: bundle.digest, thisUpdate, nextUpdate }])
  },
})

/** The first part in which a bundle does not say what the state says. */
function differingPart(
  state: State,
  bundle: Bundle,
  { time, index }: { readonly time: Instant; readonly index: number },
): string | undefined {
  const unit = certain(unitProfile(state), 'the unit')
  const before = publicationOf(state)
  const { thisUpdate, nextUpdate } = bundle
  if (bundle.number !== (before?.number ?? 0) + 1) return 'number'
  const off = Math.abs(thisUpdate - time) > clockToleranceMilliseconds
  if (off || thisUpdate < (before?.thisUpdate ?? 0)) return 'thisUpdate'
  if (nextUpdate - thisUpdate > bundleLifetimeMax) return 'nextUpdate'
  return statedPart(state, unit, bundle) ?? signedPart(state, unit, bundle, index)
}

/** The bundle published last, if its document is at hand. */
export function publishedBundle(state: State, documents: DocumentReader): Bundle | undefined {
  const published = publicationOf(state)
  const read = published && documents.read(published.digest, parseBundle)
  return read?.ok ? read.value : undefined
}

/** Whether a bundle of this unit says what one made of this state would: nothing has changed since. */
export function isCurrent(state: State, bundle: Bundle): boolean {
  return statedPart(state, certain(unitProfile(state), 'the unit'), bundle) === undefined
}

/** The first part that is a copy of the state and differs from it. */
function statedPart(state: State, unit: UnitProfile, bundle: Bundle): string | undefined {
  if (bundle.unit !== unit.key || bundle.domain !== unit.domain || bundle.name !== unit.name) return 'unit'
  if (bundle.recordKey !== unit.recordKey) return 'recordKey'
  const due = ownParts(state, unit, bundle.thisUpdate)
  const found = {
    authorities: bundle.authorities.map(({ der }) => der),
    links: bundle.links.map(({ der }) => der),
    issuing: bundle.issuing.map(({ der }) => der),
    agreements: bundle.agreements.map(({ certificate }) => certificate.der),
  }
  const names = ['authorities', 'links', 'issuing', 'agreements'] as const
  const differing = names.find((name) => !sameBytes(found[name], due[name]))
  if (differing) return differing
  const [list, ...more] = bundle.lists
  if (!list || more.length > 0) return 'lists'
  const revoked = revokedEntries(state, list.thisUpdate).map(({ serial }) => serial)
  return list.entries.map(({ serial }) => serial).join() === revoked.join() ? undefined : 'lists'
}

/** What is signed in a bundle and is not so by this unit: its list, the checkpoint, the bundle itself. */
function signedPart(state: State, unit: UnitProfile, bundle: Bundle, index: number): string | undefined {
  const issuer = certain(ownCertificates(state, 'issuing').at(-1), 'the issuing certificate')
  const key = sure(parsePublicKey(issuer.spki), 'the issuing key')
  if (!bundle.lists.every((list) => isSignedBy(list, key))) return 'lists'
  const verifier = sure(parseVerifierKey(unit.recordKey), 'the recorded key of the record')
  const opened = openCheckpoint(bundle.checkpoint, recordOrigin(unit.domain), [verifier])
  if (!opened.ok || opened.value.checkpoint.size > index) return 'checkpoint'
  return verifyEnvelope(bundle.envelope, key) ? undefined : 'signature'
}

function sameBytes(a: readonly Uint8Array[], b: readonly Uint8Array[]): boolean {
  return a.length === b.length && a.every((bytes, place) => equalBytes(bytes, b[place] ?? new Uint8Array()))
}

/**
 * Bundles of units behind others, all together, as they came: 2,000 of 256 KiB. Whoever was recognised is not
 * to fill the memory with units made for it.
 */
const behindBytesMax = 512 * 1024 * 1024

/** Each takes a hundred octets of an entry; more go with the next bundle. */
const leavingMax = 100

/** Whether there is room for another bundle of a unit behind others. */
export function fitsBehind(
  documents: Pick<DocumentReader, 'read'>,
  { agreements, peers }: Horizon,
  { key, digest }: Pick<PeerRow, 'key' | 'digest'>,
): boolean {
  const own = new Set([key, ...agreements.map(({ row }) => row.terms.key)])
  const others = peers.filter(({ row }) => !own.has(row.key)).map(({ row }) => row.digest)
  const sizes = [digest, ...others].map((one) => documents.read(one, lengthOf) ?? 0)
  return sizes.reduce((sum, size) => sum + size, 0) <= behindBytesMax
}

function lengthOf({ length }: Uint8Array): number {
  return length
}

const acceptBundle = defineAct({
  name: 'bundle.accept',
  label: 'take in what a recognised unit published',
  actor: 'node',
  input: z.strictObject({
    key: z.string().max(64).describe('thumbprint of the authority key the agreement names'),
    digest: digestForm,
  }),
  authority: { by: 'step', permission: 'bundle.accept', object: () => 'bundles' },
  documents: (state, { digest }) => [digest, ...documentsOfPeers(state)],
  decide(context, { key, digest }): Result<readonly Event[], AcceptFault> {
    const { state, time, documents } = context
    const read = certain(documents.read(digest, parsePublished), 'the bundle of an act')
    if (!read.ok) return read
    const horizon = horizonOf(state, documents)
    const via = wayTo(horizon, { key, domain: read.value.bundle.domain }, time)
    const judged = judgeFollowed({ state, key, via, published: read.value, time })
    if (!judged.ok) return judged
    if (!via?.isOwn && !fitsBehind(documents, horizon, { key, digest })) {
      return refuse({ kind: 'bundles-full', bytesMax: behindBytesMax })
    }
    const { bundle, head, consistent } = judged.value
    const { domain, name, unit, number, thisUpdate, nextUpdate, recordKey } = bundle
    const accepted: BundleAccepted = {
      kind: 'bundle-accepted',
      ...{ key, domain, name, unit, number, digest, bundle: bundle.digest },
      ...{ thisUpdate, nextUpdate, recordKey, consistent, size: head.size, root: base64(head.root) },
    }
    const leaving = unnamed(horizon).filter((other) => other !== key)
    return accept([
      accepted,
      ...lostByBundle(context, accepted),
      ...leaving.slice(0, leavingMax).map((other) => ({ kind: 'bundle-let-go', key: other })),
    ])
  },
})

const lose = defineAct({
  name: 'bundle.lose',
  label: 'say that what a recognised unit published is no longer in the store',
  actor: 'node',
  input: z.strictObject({ digest: digestForm }),
  authority: { by: 'step', permission: 'bundle.accept', object: () => 'bundles' },
  decide({ state }, { digest }): Result<readonly Event[], AcceptFault> {
    const peers = peersOf(state).filter((peer) => peer.digest === digest && !peer.lost)
    if (peers.length === 0) return refuse({ kind: 'bundle-not-kept', digest })
    return accept(peers.map(({ key }) => ({ kind: 'bundle-lost', key })))
  },
})

/**
 * Whether a bundle is to be accepted as that of the unit followed by this key: what `bundle.accept` decides,
 * for whoever knows whom the state follows and wants to know it before anything is kept.
 */
export function judgeFollowed(asked: {
  readonly state: State
  readonly key: string
  /** The unit that is followed by the key, if one is. */
  readonly via: Followed | undefined
  readonly published: PublishedBundle
  readonly time: Instant
}): Result<AcceptedBundle, AcceptFault> {
  const { state, key, via, published, time } = asked
  if (!via) return refuse({ kind: 'bundle-unfollowed', key, domain: published.bundle.domain })
  const before = peerOf(state, key)
  const expected = { domain: via.domain, recognised: via.certificate, ...(before ? { before } : {}) }
  return judgeBundle(published, expected, time)
}

export const bundleActs = [publish, acceptBundle, lose] as const
