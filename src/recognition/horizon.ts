import { type Instant, second } from '#clock'
import { thumbprintOf } from '#crypto'
import { ownCertificates, recordedCertificate, unitProfile } from '#identity'
import {
  type CertificatePool,
  type CertificateStatus,
  findPath,
  type PathAnswer,
  type Purpose,
  preparePool,
  SignatureMemo,
} from '#trust'
import { type DocumentReader, read, type State } from '#unit'
import { type Certificate, type Grade, gradePolicy, type RevocationList } from '#x509'
import type { Bundle } from './bundle.ts'
import { parsePublished } from './published.ts'
import {
  namesKey,
  type SignedAgreement,
  type Signers,
  signedAgreements,
  signersIn,
} from './signed-agreements.ts'
import { type AgreementRow, agreementsOf, type PeerRow, peersOf, recognitionSlice } from './state.ts'

/**
 * A path leads over at most nine agreements and as many issuing and rolled-over keys; signatures of a web of
 * some hundred agreements are checked in a fraction of a second, once.
 */
const pathBudget = { signatureChecksMax: 512, stepsMax: 200_000, depthMax: 12 }

/** What must be true of a foreign certificate to be accepted. */
export interface Demand {
  readonly purpose: Purpose
  readonly grade: Grade
}

/** A followed unit as this unit knows it now. */
export interface KnownPeer {
  readonly row: PeerRow
  readonly bundle: Bundle
  /** Those of the bundle's agreements that a key of the unit has signed: the others count for nothing. */
  readonly agreements: readonly SignedAgreement[]
  /** Which keys have signed what the bundle holds; checked once for each bundle. */
  readonly signers: Signers
}

/** Who says that a certificate is in force. */
interface Voucher {
  readonly asOf?: Instant
  /** From when on nothing more is known, absent for what stands on this unit's own record. */
  readonly until?: Instant
  /** Base64 of the keys the voucher signs authorities with: it speaks of nobody else's certificates. */
  readonly keys: ReadonlySet<string>
}

/**
 * Everything of other units that this unit may build paths from: its own agreements and the bundles it has
 * accepted. One value per state of the room, made of verified documents only.
 */
export interface Horizon {
  readonly anchors: readonly Certificate[]
  readonly agreements: readonly { readonly row: AgreementRow; readonly certificate: Certificate }[]
  readonly peers: readonly KnownPeer[]
  readonly pool: CertificatePool
  /** The signatures that make the horizon up, all of them good; sealed, so that no search helps the next. */
  readonly signatures: SignatureMemo
  /** By fingerprint: authorities and agreements that are in force as far as this unit knows. */
  readonly inForce: ReadonlyMap<string, readonly Voucher[]>
  /** Revocation lists by the base64 of their issuer's key. */
  readonly lists: ReadonlyMap<string, RevocationList>
}

/**
 * The horizon of a state; documents that are not at hand are beyond it. It is made once for the parts of the
 * state it is made of.
 */
export function horizonOf(state: State, documents: DocumentReader): Horizon {
  const { agreements, peers } = read(state, recognitionSlice)
  const parts = [unitProfile(state), agreements, peers]
  const digests = peersOf(state).flatMap(({ digest, lost }) => (lost ? [] : [digest]))
  return documents.derive(newHorizon, parts, digests, () => newHorizon(state, documents))
}

function newHorizon(state: State, documents: DocumentReader): Horizon {
  const agreements = agreementsOf(state).map((row) => ({
    row,
    certificate: recordedCertificate(row.certificate),
  }))
  const peers = peersOf(state).flatMap((row) => {
    const bundle = row.lost ? undefined : bundleIn(documents, row.digest)
    const signers = bundle && documents.read(row.digest, signersIn)
    return bundle && signers ? [{ row, bundle, signers, agreements: signedAgreements(bundle, signers) }] : []
  })
  const anchors = ownCertificates(state, 'authorities')
  const pool = preparePool(certificatesOf({ agreements, peers }))
  const inForce = vouchers(anchors, agreements, peers)
  const signatures = knownSignatures(anchors, agreements, peers)
  return { anchors, agreements, peers, pool, signatures, inForce, lists: newestLists(peers) }
}

/** The own agreements were checked when they were signed, the others by `signersIn`. */
function knownSignatures(
  anchors: Horizon['anchors'],
  agreements: Horizon['agreements'],
  peers: Horizon['peers'],
): SignatureMemo {
  const own = agreements.flatMap(({ certificate }) => {
    const anchor = anchors.find((one) => namesKey(certificate, one))
    return anchor ? [[certificate.fingerprint, thumbprintOf(anchor)] as const] : []
  })
  const all = [...own, ...peers.flatMap(({ signers }) => [...signers.thumbprints])]
  const memo = new SignatureMemo(Math.max(1, all.length))
  for (const [fingerprint, thumbprint] of all) memo.keep(fingerprint, thumbprint)
  return memo.seal()
}

/** Every certificate that may stand on a path of a horizon. */
export function certificatesOf({
  agreements,
  peers,
}: Pick<Horizon, 'agreements' | 'peers'>): readonly Certificate[] {
  return [
    ...agreements.map(({ certificate }) => certificate),
    ...peers.flatMap(({ bundle, agreements: signed }) => [
      ...bundle.links,
      ...bundle.issuing,
      ...signed.map(({ certificate }) => certificate),
    ]),
  ]
}

function vouchers(
  anchors: Horizon['anchors'],
  agreements: Horizon['agreements'],
  peers: Horizon['peers'],
): Horizon['inForce'] {
  const inForce = new Map<string, Voucher[]>()
  const vouch = ({ fingerprint }: Certificate, voucher: Voucher): void => {
    const others = inForce.get(fingerprint)
    if (others) others.push(voucher)
    else inForce.set(fingerprint, [voucher])
  }
  const own: Voucher = { keys: new Set(anchors.map(keyText)) }
  for (const { certificate } of agreements) vouch(certificate, own)
  const newest = newestOfEachKey(peers)
  for (const { bundle } of peers) {
    const { thisUpdate, nextUpdate } = bundle
    const keys = new Set(keysIn(bundle).filter((key) => newest.get(key) === bundle))
    const voucher: Voucher = { asOf: thisUpdate, until: nextUpdate, keys }
    for (const certificate of authoritiesOf(bundle)) vouch(certificate, voucher)
  }
  return inForce
}

/**
 * Which bundle speaks for an authority key: a unit that is followed by several of its keys takes back in its
 * newest bundle what an older one still says.
 */
function newestOfEachKey(peers: Horizon['peers']): ReadonlyMap<string, Bundle> {
  const newest = new Map<string, Bundle>()
  for (const { bundle } of peers) {
    for (const key of keysIn(bundle)) {
      const other = newest.get(key)
      if (!other || other.thisUpdate < bundle.thisUpdate) newest.set(key, bundle)
    }
  }
  return newest
}

/** Base64 of a unit's authority keys; the bundle's acceptance has shown that all of these are its own. */
function keysIn({ authorities, links }: Bundle): readonly string[] {
  return [...authorities, ...links].map(keyText)
}

/** By the key that signed it the newest list, whoever passed it on. */
function newestLists(peers: Horizon['peers']): Horizon['lists'] {
  const lists = new Map<string, RevocationList>()
  for (const [key, list] of peers.flatMap(({ bundle }) => listsOf(bundle))) {
    const other = lists.get(key)
    if (!other || other.thisUpdate < list.thisUpdate) lists.set(key, list)
  }
  return lists
}

/** The bundle of a document; `undefined` when it is not at hand. */
export function bundleIn(documents: DocumentReader, digest: string): Bundle | undefined {
  const published = documents.read(digest, parsePublished)
  return published?.ok ? published.value.bundle : undefined
}

/**
 * The path from this unit's own key to a certificate of another unit, for the grade and purpose demanded.
 * Every status on it is as old as the bundle it comes from; what no bundle vouches for is unknown.
 */
export function pathTo(
  horizon: Horizon,
  leaf: Certificate,
  demand: Demand,
  at: Instant,
  statusOfLeaf?: (certificate: Certificate) => CertificateStatus,
): PathAnswer {
  return findPath({
    leaf,
    anchors: horizon.anchors,
    intermediates: horizon.pool,
    at,
    purpose: demand.purpose,
    policies: {
      initialPolicies: [gradePolicy[demand.grade]],
      requireExplicitPolicy: true,
      inhibitPolicyMapping: true,
      inhibitAnyPolicy: true,
    },
    statusOf: (certificate, issuer) =>
      certificate === leaf && statusOfLeaf
        ? statusOfLeaf(certificate)
        : statusIn(horizon, certificate, issuer, at),
    signatures: horizon.signatures,
    budget: pathBudget,
  })
}

/** What is known of a certificate's status: by whom it stands in force, or by its issuer's list. */
export function statusIn(
  horizon: Horizon,
  certificate: Certificate,
  issuer: Certificate,
  at: Instant,
): CertificateStatus {
  if (horizon.inForce.has(certificate.fingerprint)) {
    const voucher = voucherOf(horizon, certificate, issuer, at)
    if (!voucher) return { status: 'unknown' }
    return voucher.asOf === undefined ? { status: 'good' } : { status: 'good', asOf: voucher.asOf }
  }
  const list = listBy(horizon, issuer)
  // RFC 5280 §5.1.2.5: the last second belongs to it.
  if (!list || at >= list.nextUpdate + second) return { status: 'unknown' }
  const entry = list.entries.find(({ serial }) => serial === certificate.serial)
  return entry ? { status: 'revoked', since: entry.at } : { status: 'good', asOf: list.thisUpdate }
}

function voucherOf(
  horizon: Horizon,
  certificate: Certificate,
  issuer: Certificate,
  at: Instant,
): Voucher | undefined {
  const key = keyText(issuer)
  const vouched = horizon.inForce.get(certificate.fingerprint) ?? []
  return vouched.find(({ keys, until }) => keys.has(key) && (until === undefined || at < until))
}

/**
 * When what vouches for an authority on a path says nothing more; `undefined` for what stands on this unit's
 * own record.
 */
export function vouchedUntil(
  horizon: Horizon,
  certificate: Certificate,
  issuer: Certificate,
  at: Instant,
): Instant | undefined {
  return voucherOf(horizon, certificate, issuer, at)?.until
}

/** When the list of an issuing key says nothing more; `undefined` when there is none. */
export function listEnd(horizon: Horizon, issuer: Certificate): Instant | undefined {
  const list = listBy(horizon, issuer)
  return list && list.nextUpdate + second
}

/** An authority or agreement that is in force, for certificates issued with any of `keys`. */
export interface Vouched {
  /** base64url SHA-256 of the certificate. */
  readonly fingerprint: string
  /** Absent: it stands on this unit's own record. */
  readonly asOf?: Instant
  /** From when on nothing more is known. */
  readonly until?: Instant
  /** Base64 of the keys whose certificates are spoken of. */
  readonly keys: readonly string[]
}

/** A horizon as plain data, which another thread can take; certificates and lists as DER. */
export interface HorizonFacts {
  readonly certificates: readonly Uint8Array[]
  readonly lists: readonly Uint8Array[]
  readonly inForce: readonly Vouched[]
}

/** Everything of other units that a horizon knows. */
export function factsOf(horizon: Horizon): HorizonFacts {
  return {
    certificates: certificatesOf(horizon).map(({ der }) => der),
    lists: [...horizon.lists.values()].map(({ der }) => der),
    inForce: [...horizon.inForce].flatMap(([fingerprint, vouchers]) =>
      vouchers.map(({ keys, ...told }) => ({ fingerprint, ...told, keys: [...keys] })),
    ),
  }
}

/** The newest list of an issuing key, whichever bundle it came in. */
export function listBy(horizon: Horizon, issuer: Certificate): RevocationList | undefined {
  return horizon.lists.get(keyText(issuer))
}

/** Everything a unit vouches for as an authority: its keys, their links, and whom it recognises. */
export function authoritiesOf(bundle: Bundle): readonly Certificate[] {
  const { links, issuing, agreements } = bundle
  return [...links, ...issuing, ...agreements.map(({ certificate }) => certificate)]
}

/** The lists of a bundle by the keys that signed them, which its acceptance has checked. */
function listsOf({ issuing, lists }: Bundle): readonly (readonly [string, RevocationList])[] {
  return issuing.flatMap((certificate) => {
    const list = lists.find((one) => isListOf(one, certificate))
    return list ? [[keyText(certificate), list] as const] : []
  })
}

/** Whether a list names the issuing key as its own. */
export function isListOf(list: RevocationList, { subjectKeyIdentifier }: Certificate): boolean {
  const { authorityKeyIdentifier } = list
  return (
    authorityKeyIdentifier !== undefined &&
    subjectKeyIdentifier !== undefined &&
    Buffer.compare(authorityKeyIdentifier, subjectKeyIdentifier) === 0
  )
}

function keyText({ spki }: Certificate): string {
  return Buffer.from(spki).toString('base64')
}
