import { type Instant, second } from '#clock'
import { type PublicKey, parsePublicKey } from '#crypto'
import { accept, certain, type Result, refuse } from '#fault'
import { type Certificate, isSignedBy, nameKey, nameText } from '#x509'
import {
  type Budget,
  defaultBudget,
  type Meter,
  meterOf,
  type Spent,
  spendSignatureCheck,
  spendSteps,
} from './budget.ts'
import type { Role } from './conformance.ts'
import { moreTelling, type PathFault, type Purpose } from './fault.ts'
import {
  certificateFault,
  initialState,
  isNoNarrower,
  obstacleBelow,
  type PathState,
  stateBelow,
} from './validation.ts'

/** Not exported, so that no other room can make a `ValidPath`. */
const proven: unique symbol = Symbol('proven')

/** A path that `findPath` has accepted: nothing else makes one. */
export interface ValidPath {
  readonly [proven]: true
  readonly leaf: Certificate
  /** The leaf's key, checked. */
  readonly leafKey: PublicKey
  /** The authorities between leaf and anchor, the leaf's issuer first; empty when the anchor issued it. */
  readonly chain: readonly Certificate[]
  readonly anchor: Certificate
  /** The instants from which and before which every certificate of the path is valid. */
  readonly validFrom: Instant
  readonly validUntil: Instant
}

/** What is known about whether a certificate has been revoked. */
export type RevocationStatus = 'good' | 'revoked' | 'unknown'

export interface PathQuestion {
  readonly leaf: Certificate
  /** Certificates of the keys trusted without proof; what they narrow narrows every path under them. */
  readonly anchors: readonly Certificate[]
  /** What may stand between: any certificates, in any order, from anyone. */
  readonly intermediates: readonly Certificate[]
  readonly at: Instant
  readonly purpose: Purpose
  /** Asked for every certificate below an anchor once its signature by `issuer` has been found good. */
  readonly statusOf: (certificate: Certificate, issuer: Certificate) => RevocationStatus
  readonly budget?: Budget
}

export type PathAnswer =
  | { readonly answer: 'accepted'; readonly path: ValidPath }
  /** No path: the most telling fault of all that were tried. */
  | { readonly answer: 'refused'; readonly fault: PathFault }
  /** The budget was spent first. Never to be taken for accepted. */
  | { readonly answer: 'unknown'; readonly spent: Spent['what'] }

/**
 * Finds a path from one of the anchors to the leaf and validates it on the way (RFC 5280 §6.1). Policies are
 * not processed: a certificate with constraints on them, or mappings marked critical, is refused.
 *
 * The search goes breadth-first from the anchors down over the certificates that can lead to the leaf by
 * their names. An entity (name and key) is reached a second time only by a path that is wider in some
 * respect, so loops end by themselves and the first path found is one of the shortest. In which order the
 * certificates are given makes no difference to whether there is one.
 */
export function findPath(question: PathQuestion): PathAnswer {
  const budget = question.budget ?? defaultBudget
  const leafFault = certificateFault(question.leaf, 'leaf', question)
  if (leafFault) return { answer: 'refused', fault: leafFault }
  const leafKey = parsePublicKey(question.leaf.spki)
  if (!leafKey.ok) return { answer: 'refused', fault: keyRefused(question.leaf, leafKey.fault) }
  const search = newSearch(question, budget)
  const found = plant(search, budget) ?? explore(search)
  if (found?.kind === 'spent') return { answer: 'unknown', spent: found.what }
  if (!found) return { answer: 'refused', fault: search.fault ?? issuerUnknown(question.leaf) }
  return { answer: 'accepted', path: provenPath(question.leaf, leafKey.value, found.place) }
}

/** An authority reached, and how. */
interface Place {
  readonly certificate: Certificate
  /** The name and key that tell it from others. */
  readonly entity: string
  readonly above: Place | undefined
  readonly state: PathState
}

interface Search {
  readonly question: PathQuestion
  readonly meter: Meter
  /** The certificates that can lead to the leaf, and the leaf, by the key of their issuer's name. */
  readonly issuedBy: ReadonlyMap<string, readonly Certificate[]>
  readonly queue: Place[]
  readonly reached: Map<string, Place[]>
  readonly keys: Map<string, Result<PublicKey, PathFault>>
  readonly signatures: Map<string, boolean>
  readonly ownFaults: Map<Certificate, PathFault | undefined>
  fault: PathFault | undefined
}

interface Found {
  readonly kind: 'found'
  /** The authority that issued the leaf. */
  readonly place: Place
}

function newSearch(question: PathQuestion, budget: Budget): Search {
  return {
    question,
    meter: meterOf(budget),
    issuedBy: leadingTo(question.leaf, question.intermediates),
    queue: [],
    reached: new Map(),
    keys: new Map(),
    signatures: new Map(),
    ownFaults: new Map(),
    fault: undefined,
  }
}

/** Walks up by names alone from the leaf, so that certificates that cannot matter cost nothing later. */
function leadingTo(
  leaf: Certificate,
  intermediates: readonly Certificate[],
): ReadonlyMap<string, readonly Certificate[]> {
  const bySubject = Map.groupBy(intermediates, (certificate) => nameKey(certificate.subject))
  const issuedBy = new Map<string, Certificate[]>()
  const seen = new Set<string>()
  const waiting: Certificate[] = [leaf]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.fingerprint)) continue
    seen.add(next.fingerprint)
    const issuer = nameKey(next.issuer)
    const siblings = issuedBy.get(issuer)
    if (siblings) siblings.push(next)
    else {
      issuedBy.set(issuer, [next])
      waiting.push(...(bySubject.get(issuer) ?? []))
    }
  }
  return issuedBy
}

/** Puts the anchors that can matter into the queue. */
function plant(search: Search, budget: Budget): Spent | undefined {
  for (const anchor of search.question.anchors) {
    const spent = spendSteps(search.meter, 1)
    if (spent) return spent
    if (!search.issuedBy.has(nameKey(anchor.subject))) continue
    const fault = certificateFault(anchor, 'anchor', search.question)
    if (fault) search.fault = moreTelling(search.fault, fault)
    else {
      enter(search, {
        certificate: anchor,
        entity: entityOf(anchor),
        above: undefined,
        state: initialState(anchor, budget),
      })
    }
  }
  return undefined
}

function explore(search: Search): Found | Spent | undefined {
  // The queue is read by index while it grows: shifting would cost its length each time.
  for (let at = 0; at < search.queue.length; at += 1) {
    const place = certain(search.queue[at], 'a place in the queue')
    for (const certificate of search.issuedBy.get(nameKey(place.certificate.subject)) ?? []) {
      const outcome = descend(search, place, certificate)
      if (!outcome) continue
      if (outcome.kind === 'spent' || outcome.kind === 'found') return outcome
      search.fault = moreTelling(search.fault, outcome)
    }
  }
  return undefined
}

/** One step down, the checks in the order of their price. */
function descend(
  search: Search,
  place: Place,
  certificate: Certificate,
): Found | PathFault | Spent | undefined {
  const { meter, question } = search
  const spent = spendSteps(meter, 1)
  if (spent) return spent
  const role: Role = certificate === question.leaf ? 'leaf' : 'authority'
  const entity = entityOf(certificate)
  if (isAbove(place, entity)) return undefined
  const obstacle = ownFault(search, certificate, role) ?? obstacleBelow(place.state, certificate, role, meter)
  if (obstacle) return obstacle
  const state = stateBelow(place.state, certificate)
  if (role === 'authority' && isDominated(search, entity, state)) return undefined
  const unproven = signatureObstacle(search, place, certificate) ?? statusFault(question, place, certificate)
  if (unproven) return unproven
  if (role === 'leaf') return { kind: 'found', place }
  enter(search, { certificate, entity, above: place, state })
  return undefined
}

function enter(search: Search, place: Place): void {
  if (isDominated(search, place.entity, place.state)) return
  search.queue.push(place)
  const others = search.reached.get(place.entity)
  if (others) others.push(place)
  else search.reached.set(place.entity, [place])
}

/**
 * Whether the entity was reached before by a path at least as wide: what follows from here follows from
 * there.
 */
function isDominated(search: Search, entity: string, state: PathState): boolean {
  return search.reached.get(entity)?.some((earlier) => isNoNarrower(earlier.state, state)) ?? false
}

function isAbove(place: Place, entity: string): boolean {
  for (let at: Place | undefined = place; at; at = at.above) if (at.entity === entity) return true
  return false
}

function entityOf(certificate: Certificate): string {
  return `${nameKey(certificate.subject)} ${Buffer.from(certificate.spki).toString('base64')}`
}

function ownFault(search: Search, certificate: Certificate, role: Role): PathFault | undefined {
  // The leaf has been looked at before the search began.
  if (role === 'leaf') return undefined
  if (!search.ownFaults.has(certificate)) {
    search.ownFaults.set(certificate, certificateFault(certificate, role, search.question))
  }
  return search.ownFaults.get(certificate)
}

/** §6.1.3(a)(1), once for every pair of certificate and key. */
function signatureObstacle(
  search: Search,
  place: Place,
  certificate: Certificate,
): PathFault | Spent | undefined {
  const key = keyOf(search, place)
  if (!key.ok) return key.fault
  const pair = `${certificate.fingerprint} ${key.value.thumbprint}`
  let good = search.signatures.get(pair)
  if (good === undefined) {
    const spent = spendSignatureCheck(search.meter)
    if (spent) return spent
    good = isSignedBy(certificate, key.value)
    search.signatures.set(pair, good)
  }
  if (good) return undefined
  return {
    kind: 'signature-wrong',
    subject: nameText(certificate.subject),
    issuer: nameText(place.certificate.subject),
  }
}

function keyOf(search: Search, place: Place): Result<PublicKey, PathFault> {
  const known = search.keys.get(place.entity)
  if (known) return known
  const parsed = parsePublicKey(place.certificate.spki)
  const key = parsed.ok ? accept(parsed.value) : refuse(keyRefused(place.certificate, parsed.fault))
  search.keys.set(place.entity, key)
  return key
}

/** §6.1.3(a)(3). */
function statusFault(question: PathQuestion, place: Place, certificate: Certificate): PathFault | undefined {
  const status = question.statusOf(certificate, place.certificate)
  if (status === 'good') return undefined
  const kind = status === 'revoked' ? 'revoked' : 'status-unknown'
  return { kind, subject: nameText(certificate.subject), serial: certificate.serial }
}

function provenPath(leaf: Certificate, leafKey: PublicKey, issuer: Place): ValidPath {
  const authorities: Certificate[] = []
  for (let at: Place | undefined = issuer; at; at = at.above) authorities.push(at.certificate)
  const anchor = certain(authorities.at(-1), 'the anchor of a path')
  const all = [leaf, ...authorities]
  return {
    [proven]: true,
    leaf,
    leafKey,
    chain: authorities.slice(0, -1),
    anchor,
    validFrom: Math.max(...all.map(({ notBefore }) => notBefore)),
    validUntil: Math.min(...all.map(({ notAfter }) => notAfter)) + second,
  }
}

function keyRefused(
  certificate: Certificate,
  fault: Extract<PathFault, { kind: 'key-refused' }>['fault'],
): PathFault {
  return { kind: 'key-refused', subject: nameText(certificate.subject), fault }
}

function issuerUnknown(leaf: Certificate): PathFault {
  return { kind: 'issuer-unknown', subject: nameText(leaf.subject), issuer: nameText(leaf.issuer) }
}
