import { equalBytes, fromBase64 } from '#bytes'
import { type Duration, type Instant, minute } from '#clock'
import { type PublicKey, parsePublicKey, verifyEnvelope } from '#crypto'
import { accept, certain, type Result, refuse, sure } from '#fault'
import { findPath, type PathFault } from '#trust'
import { type Certificate, isSignedBy, nameText, type RevocationList } from '#x509'
import type { Bundle } from './bundle.ts'
import { isListOf } from './horizon.ts'
import {
  extendsHead,
  type ProvenHead,
  type PublishedBundle,
  type PublishedFault,
  provenHead,
} from './published.ts'
import type { PeerRow } from './state.ts'

/** A bundle may be ahead of our clock by as much as an act may. */
const clockToleranceMilliseconds: Duration = 5 * minute

/** An authority, its links to others of the same unit, and the issuing key. */
const signerPathBudget = { signatureChecksMax: 64, stepsMax: 2_000, depthMax: 4 }

/** Why a bundle of a followed unit is refused; the last good one stays in use. */
export type BundleFault =
  | PublishedFault
  | { readonly kind: 'bundle-domain-differs'; readonly domain: string; readonly expected: string }
  | { readonly kind: 'bundle-signer-unknown'; readonly signer: string }
  | { readonly kind: 'bundle-path'; readonly fault: PathFault | { readonly kind: 'unknown' } }
  | { readonly kind: 'bundle-signature-wrong'; readonly signer: string }
  | { readonly kind: 'bundle-authority-strange'; readonly subject: string }
  | { readonly kind: 'bundle-list-strange'; readonly place: number }
  | { readonly kind: 'bundle-from-future'; readonly thisUpdate: Instant; readonly now: Instant }
  | { readonly kind: 'bundle-expired'; readonly nextUpdate: Instant; readonly now: Instant }
  | { readonly kind: 'bundle-known'; readonly number: number }
  | { readonly kind: 'bundle-rolled-back'; readonly number: number; readonly known: number }
  | { readonly kind: 'bundle-forked'; readonly number: number }
  | { readonly kind: 'bundle-unit-differs'; readonly unit: string; readonly known: string }
  | { readonly kind: 'record-key-differs' }
  | { readonly kind: 'record-rolled-back'; readonly size: number; readonly known: number }
  | { readonly kind: 'record-forked'; readonly size: number }

/** By what a unit is known: its authority key and domain, and the bundle of it that was accepted before. */
export interface Expected {
  readonly domain: string
  /** The certificate by which its key is recognised: the agreement, whose bounds bind what is below. */
  readonly recognised: Certificate
  readonly before?: PeerRow
}

/** A bundle that is its unit's, new, and on that unit's record. */
export interface AcceptedBundle {
  readonly bundle: Bundle
  readonly head: ProvenHead
  /** Whether the record was shown to extend the one seen before; true for the first bundle of a unit. */
  readonly consistent: boolean
}

/**
 * Whether a bundle is to be accepted from the unit expected, in the order of what it costs to find out. Pure;
 * the same for one that was fetched and one that came on paper.
 */
export function judgeBundle(
  published: PublishedBundle,
  expected: Expected,
  now: Instant,
): Result<AcceptedBundle, BundleFault> {
  const { bundle } = published
  const fault =
    domainFault(bundle, expected) ??
    timeFault(bundle, now) ??
    orderFault(bundle, expected.before) ??
    signerFault(bundle, expected, now) ??
    // Only what the unit has signed shows that it has two faces: anybody can change a file on its way.
    forkFault(bundle, expected.before) ??
    partsFault(bundle, expected)
  if (fault) return refuse(fault)
  const head = provenHead(published)
  if (!head.ok) return head
  const { before } = expected
  if (!before) return accept({ bundle, head: head.value, consistent: true })
  const known = { size: before.size, root: sure(fromBase64(before.root), 'a recorded root') }
  const { size } = head.value
  if (size < known.size) return refuse({ kind: 'record-rolled-back', size, known: known.size })
  const relation = extendsHead(known, head.value, published.consistency)
  if (relation === 'forks') return refuse({ kind: 'record-forked', size })
  return accept({ bundle, head: head.value, consistent: relation === 'extends' })
}

function domainFault({ domain }: Bundle, expected: Expected): BundleFault | undefined {
  if (domain === expected.domain) return undefined
  return { kind: 'bundle-domain-differs', domain, expected: expected.domain }
}

function timeFault({ thisUpdate, nextUpdate }: Bundle, now: Instant): BundleFault | undefined {
  if (thisUpdate > now + clockToleranceMilliseconds) return { kind: 'bundle-from-future', thisUpdate, now }
  return now >= nextUpdate ? { kind: 'bundle-expired', nextUpdate, now } : undefined
}

/** The highest number seen counts, and nothing is taken in twice. */
function orderFault(bundle: Bundle, before: PeerRow | undefined): BundleFault | undefined {
  if (!before) return undefined
  const { number, unit, recordKey, digest } = bundle
  if (unit !== before.unit) return { kind: 'bundle-unit-differs', unit, known: before.unit }
  if (recordKey !== before.recordKey) return { kind: 'record-key-differs' }
  if (number < before.number) return { kind: 'bundle-rolled-back', number, known: before.number }
  if (number > before.number || digest !== before.bundle) return undefined
  // What was lost is taken in again.
  return before.lost ? undefined : { kind: 'bundle-known', number }
}

/** The same number again must be the same bundle. */
function forkFault({ number, digest }: Bundle, before: PeerRow | undefined): BundleFault | undefined {
  const forks = before !== undefined && number === before.number && digest !== before.bundle
  return forks ? { kind: 'bundle-forked', number } : undefined
}

/** The signature, by an issuing key that the recognised authority, or one it links to, has certified. */
function signerFault(bundle: Bundle, { recognised }: Expected, at: Instant): BundleFault | undefined {
  const { issuing, links, signer, envelope } = bundle
  const keys = issuing.map((certificate) => ({ certificate, key: parsePublicKey(certificate.spki) }))
  // After rollovers a key has several certificates, of which the newest lasts longest.
  const named = keys.findLast(({ key }) => key.ok && key.value.thumbprint === signer)
  if (!named?.key.ok) return { kind: 'bundle-signer-unknown', signer }
  const found = findPath({
    leaf: named.certificate,
    anchors: [recognised],
    intermediates: links,
    at,
    purpose: 'any',
    // The bundle itself is what says that these keys are in force; its freshness is judged beside this.
    statusOf: () => ({ status: 'good' }),
    budget: signerPathBudget,
  })
  if (found.answer !== 'accepted') {
    const fault = found.answer === 'refused' ? found.fault : ({ kind: 'unknown' } as const)
    return { kind: 'bundle-path', fault }
  }
  return verifyEnvelope(envelope, named.key.value) ? undefined : { kind: 'bundle-signature-wrong', signer }
}

/**
 * A unit speaks for itself only: its authority keys are the one recognised and those that are linked with it
 * in both directions, so that nobody can call another unit's key his own; its issuing keys are certified by
 * these, and each list is signed by one of its issuing keys.
 */
function partsFault(bundle: Bundle, { recognised }: Expected): BundleFault | undefined {
  const { authorities, links, issuing, lists } = bundle
  const own = linkedKeys(recognised, links)
  const isOwn = (certificate: Certificate): boolean =>
    own.some((key) => equalBytes(key.spki, certificate.spki))
  const signed = (certificate: Certificate): boolean => own.some((key) => isSignedBy(certificate, key))
  const strange =
    [...authorities, ...links].find((certificate) => !isOwn(certificate)) ??
    [...links, ...issuing].find((certificate) => !signed(certificate))
  if (strange) return { kind: 'bundle-authority-strange', subject: nameText(strange.subject) }
  const place = lists.findIndex((list) => {
    if (!isComplete(list)) return true
    const issuers = issuing.filter((certificate) => isListOf(list, certificate))
    return !keysOf(issuers).some((key) => isSignedBy(list, key))
  })
  return place < 0 ? undefined : { kind: 'bundle-list-strange', place }
}

/** Whether a list speaks of every certificate of its issuer, by itself and in terms that are understood. */
function isComplete(list: RevocationList): boolean {
  const { issuingDistributionPoint, baseNumber, unknownCritical } = list
  return issuingDistributionPoint === undefined && baseNumber === undefined && unknownCritical.length === 0
}

/** The key recognised and those that it, and that in turn have, signed for one another. */
function linkedKeys(recognised: Certificate, links: readonly Certificate[]): readonly PublicKey[] {
  const own = [...keysOf([recognised])]
  const waiting = keysOf(links)
  const vouches = (by: PublicKey, of: PublicKey): boolean =>
    links.some((link) => equalBytes(link.spki, of.spki) && isSignedBy(link, by))
  for (let at = 0; at < own.length; at += 1) {
    const from = certain(own[at], 'a key of the unit')
    for (const key of waiting) {
      const known = own.some(({ thumbprint }) => thumbprint === key.thumbprint)
      if (!known && vouches(from, key) && vouches(key, from)) own.push(key)
    }
  }
  return own
}

function keysOf(certificates: readonly Certificate[]): readonly PublicKey[] {
  return certificates.flatMap(({ spki }) => {
    const key = parsePublicKey(spki)
    return key.ok ? [key.value] : []
  })
}
