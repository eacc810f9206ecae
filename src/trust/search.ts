import type { Instant } from '#clock'
import type { PublicKey } from '#crypto'
import { accept, certain } from '#fault'
import { type Certificate, nameKey, nameText } from '#x509'
import { type Budget, type Meter, meterOf, type Spent, spendSteps } from './budget.ts'
import { conformanceFault } from './conformance.ts'
import { moreTelling, type Obstacle, type PathFault, settled } from './fault.ts'
import { type Constraint, nameObstacle } from './name-constraints.ts'
import { inOrder, isEveryEntityOn, isOnPath, isOtherKey, type Place } from './place.ts'
import type { PolicyState } from './policies.ts'
import {
  type Candidate,
  CertificatePool,
  type Entity,
  entityOf,
  type NameNode,
  strangeEntity,
  strangeName,
} from './pool.ts'
import {
  anchorFault,
  type Good,
  isSignatureKnown,
  keyBelow,
  knownProof,
  type Proofs,
  proofOf,
  proofsOf,
} from './proof.ts'
import type { PathQuestion } from './question.ts'
import { type Reach, reachOf } from './reach.ts'
import {
  comparisonSteps,
  initialState,
  isNoNarrower,
  staleObstacle,
  stateBelow,
  useObstacle,
} from './validation.ts'

/** The authority that issued the leaf, and what was found out about the leaf below it. */
export interface Found {
  readonly kind: 'found'
  readonly place: Place
  readonly leafKey: PublicKey
  readonly leafAsOf: Instant
  readonly policies: PolicyState
}

/** Every way has been tried. */
interface NoPath {
  readonly kind: 'none'
  /** The most telling fault; undefined when nothing led to an anchor. */
  readonly fault: PathFault | undefined
}

/** What was taken for granted has turned out otherwise: the search begins anew, knowing it. */
interface Again {
  readonly kind: 'again'
}

interface Search {
  readonly question: PathQuestion
  readonly budget: Budget
  readonly meter: Meter
  readonly pool: CertificatePool
  readonly reach: Reach
  readonly proofs: Proofs
  /** What the question names and no certificate of the pool does. */
  readonly strangeNames: Map<string, NameNode>
  readonly strangeEntities: Entity[]
  readonly leafIssuer: NameNode
  readonly leafEntity: Entity
  /** The contents of constraints the leaf's names are within, and what stands against it under others. */
  readonly leafNamed: Set<string>
  readonly leafUnnamed: Map<string, Obstacle>
  /** Undefined when the leaf's key has to be completed by its issuer's. */
  readonly leafKey: PublicKey | undefined
  /** Whether policies are mapped on the way; see `isDominated`. */
  mapped: boolean
  attempts: number
  obstacle: Obstacle | undefined
}

/** An attempt that fails costs some 100 steps; after a few it is cheaper to ask for the status of each. */
const hopefulAttempts = 4

/** One attempt: what is still to be followed, and where it has been. */
interface Attempt {
  /** Places by how long and how unlikely a path through them is at least. */
  readonly queue: Bucket[]
  /** The first that may hold any. */
  first: number
  readonly reached: Map<Entity, Place[]>
}

interface Bucket {
  readonly places: Place[]
  /** Those before have been followed. */
  at: number
}

/** Searches for a path to a leaf that has been judged by itself before. */
export function searchPath(
  question: PathQuestion,
  leafKey: PublicKey | undefined,
  budget: Budget,
): Found | Spent | NoPath {
  const search = newSearch(question, leafKey, budget)
  for (;;) {
    search.attempts += 1
    const attempt: Attempt = { queue: [], first: 0, reached: new Map() }
    const outcome = plant(search, attempt) ?? explore(search, attempt)
    if (!outcome) return { kind: 'none', fault: search.obstacle?.tell() }
    if (outcome.kind !== 'again') return outcome
  }
}

function newSearch(question: PathQuestion, leafKey: PublicKey | undefined, budget: Budget): Search {
  const { leaf, intermediates } = question
  const pool = intermediates instanceof CertificatePool ? intermediates : new CertificatePool(intermediates)
  const strangeNames = new Map<string, NameNode>()
  const strangeEntities: Entity[] = []
  const leafIssuer = nameNode(pool, strangeNames, leaf.issuer)
  const leafSubject = nameNode(pool, strangeNames, leaf.subject)
  return {
    question,
    budget,
    meter: meterOf(budget),
    pool,
    reach: reachOf(leafIssuer),
    proofs: proofsOf(question),
    strangeNames,
    strangeEntities,
    leafIssuer,
    leafEntity: entityIn(strangeEntities, leafSubject, leaf),
    leafNamed: new Set(),
    leafUnnamed: new Map(),
    leafKey,
    mapped: false,
    attempts: 0,
    obstacle: undefined,
  }
}

function nameNode(
  pool: CertificatePool,
  strangeNames: Map<string, NameNode>,
  name: Certificate['subject'],
): NameNode {
  const key = nameKey(name)
  const known = pool.find(key) ?? strangeNames.get(key)
  if (known) return known
  const strange = strangeName()
  strangeNames.set(key, strange)
  return strange
}

function entityIn(strangeEntities: Entity[], name: NameNode, { spki }: Certificate): Entity {
  const known = entityOf(name, spki)
  if (known) return known
  const fresh = strangeEntity(name, spki)
  const same = strangeEntities.find((entity) => {
    return entity.name === name && entity.thumbprint === fresh.thumbprint
  })
  if (!same) strangeEntities.push(fresh)
  return same ?? fresh
}

/** Puts the anchors that can matter into the queue. */
function plant(search: Search, attempt: Attempt): Spent | undefined {
  const { question, budget, meter, reach } = search
  for (const anchor of question.anchors) {
    const spent = spendSteps(meter, 1)
    if (spent) return spent
    const name = nameNode(search.pool, search.strangeNames, anchor.subject)
    if (reach.distanceOf(name) === Number.POSITIVE_INFINITY) continue
    const fault = conformanceFault(anchor, 'anchor') ?? anchorFault(search.proofs, anchor, meter)
    if (fault?.kind === 'spent') return fault
    const own = useObstacle(anchor, 'anchor', question) ?? (fault && settled(fault))
    const state = own ?? initialState(anchor, question.policies, budget, meter)
    if ('kind' in state) {
      if (state.kind === 'spent') return state
      note(search, state)
      continue
    }
    const entity = entityIn(search.strangeEntities, name, anchor)
    const place = { certificate: anchor, entity, above: undefined, depth: 0, state, key: undefined }
    const refused = enter(search, attempt, { ...place, provenAsOf: question.at })
    if (refused) return refused
  }
  return undefined
}

function explore(search: Search, attempt: Attempt): Found | Spent | Again | undefined {
  for (let place = nextPlace(attempt); place; place = nextPlace(attempt)) {
    const outcome = place.entity.name === search.leafIssuer ? arrive(search, place) : undefined
    if (outcome) return outcome
    for (const candidate of inOrder(place, search.reach.issuedBy(place.entity.name))) {
      const ended = descend(search, attempt, place, candidate)
      if (ended) return ended
    }
  }
  return undefined
}

function nextPlace(attempt: Attempt): Place | undefined {
  for (; attempt.first < attempt.queue.length; attempt.first += 1) {
    const bucket = attempt.queue[attempt.first]
    const place = bucket?.places[bucket.at]
    if (bucket && place) {
      bucket.at += 1
      return place
    }
  }
  return undefined
}

/** One step down, the checks in the order of their price. */
function descend(
  search: Search,
  attempt: Attempt,
  place: Place,
  candidate: Candidate,
): Spent | Again | undefined {
  const { meter, pool, question } = search
  const { certificate, entity, selfIssued } = candidate
  const spent = spendSteps(meter, 1)
  if (spent) return spent
  if (certificate.policyMappings && !search.mapped) {
    search.mapped = true
    return { kind: 'again' }
  }
  if (isOnPath(place, entity)) return undefined
  const own = useObstacle(certificate, 'authority', question) ?? pool.obstacleOf(candidate)
  const state = own ?? stateBelow(place.state, certificate, selfIssued, 'authority', meter)
  if ('kind' in state) return state.kind === 'spent' ? state : note(search, state)
  const depth = place.depth + (selfIssued ? 0 : 1)
  const below: Place = {
    certificate,
    entity,
    above: place,
    depth,
    state,
    key: undefined,
    provenAsOf: undefined,
  }
  const dominated = isDominated(search, attempt, below)
  if (dominated) return dominated === true ? undefined : dominated
  if (isProvenAtOnce(search, place, certificate)) {
    const proof = proofBelow(search, place, certificate)
    if (proof.kind === 'spent') return proof
    if (proof.kind !== 'good') return note(search, proof)
    if (place.provenAsOf !== undefined) below.provenAsOf = proof.asOf
  }
  return enter(search, attempt, below)
}

/**
 * In a mesh signature and status wait until the way has led to the leaf: of hundreds of ways one will. Where
 * many have not held, what costs no check of a signature is asked at once.
 */
function isProvenAtOnce(
  { reach, proofs, attempts }: Search,
  place: Place,
  certificate: Certificate,
): boolean {
  if (reach.whole || knownProof(proofs, certificate, place)) return true
  return attempts > hopefulAttempts && isSignatureKnown(proofs, certificate, place)
}

/** The last step: the leaf below an authority under whose name it was issued. */
function arrive(search: Search, place: Place): Found | Spent | Again | undefined {
  const { meter, question, proofs } = search
  const { leaf } = question
  const spent = spendSteps(meter, 1)
  if (spent) return spent
  if (isOnPath(place, search.leafEntity)) return undefined
  const selfIssued = search.leafEntity.name === search.leafIssuer
  const state = stateBelow(place.state, leaf, selfIssued, 'leaf', meter)
  if ('kind' in state) return state.kind === 'spent' ? state : note(search, state)
  const ended = proveDownTo(search, place)
  if (ended) return ended
  const proof = proofBelow(search, place, leaf)
  if (proof.kind === 'spent') return proof
  if (proof.kind !== 'good') return note(search, proof)
  const leafKey = search.leafKey ? accept(search.leafKey) : keyBelow(proofs, leaf, place)
  if (!leafKey.ok) return note(search, settled(leafKey.fault))
  const { policies } = state
  return { kind: 'found', place, leafKey: leafKey.value, leafAsOf: proof.asOf, policies }
}

/** Signatures and statuses from the anchor down to a place that was reached without them. */
function proveDownTo(search: Search, place: Place): Spent | Again | undefined {
  const unproven: Place[] = []
  for (let at: Place | undefined = place; at && at.provenAsOf === undefined; at = at.above) unproven.push(at)
  for (const at of unproven.toReversed()) {
    const proof = proofBelow(search, certain(at.above, 'the issuer of an unproven place'), at.certificate)
    if (proof.kind === 'spent') return proof
    if (proof.kind !== 'good') {
      // What came this way may have kept narrower, sound ways out.
      note(search, proof)
      return { kind: 'again' }
    }
    at.provenAsOf = proof.asOf
  }
  return undefined
}

/** Signature and status below a place, and whether the status is as fresh as the agreements above demand. */
function proofBelow(search: Search, place: Place, certificate: Certificate): Good | Obstacle | Spent {
  const proof = proofOf(search.proofs, certificate, place, search.meter)
  if (proof.kind === 'spent') return proof
  if (proof.kind !== 'good') return settled(proof)
  return staleObstacle(place.state, certificate, proof.asOf, search.question.at) ?? proof
}

/** Puts a place into the queue, unless what is known of the leaf and of the way to it already refuses it. */
function enter(search: Search, attempt: Attempt, place: Place): Spent | undefined {
  const { leaf } = search.question
  const { state, entity, above, depth } = place
  for (const constraint of state.constraints.slice(above?.state.constraints.length ?? 0)) {
    const unnamed = leafObstacle(search, constraint)
    if (unnamed) return unnamed.kind === 'spent' ? unnamed : note(search, unnamed)
  }
  const distance = search.reach.distanceOf(entity.name)
  // All that is left to come but the leaf are authorities.
  if (state.pathLength < distance - 1) {
    const kind = 'path-too-long'
    return note(search, { kind, tell: () => ({ kind, subject: nameText(leaf.subject) }) })
  }
  const others = attempt.reached.get(entity)
  if (others) others.push(place)
  else attempt.reached.set(entity, [place])
  const unlikely = distance === 1 && isOtherKey(place.certificate, leaf)
  push(attempt, 2 * (depth + distance) + (unlikely ? 1 : 0), place)
  return undefined
}

/** The leaf's names under one constraint, held against it once. */
function leafObstacle(search: Search, constraint: Constraint): Obstacle | Spent | undefined {
  const { content } = constraint
  if (search.leafNamed.has(content)) return undefined
  const known = search.leafUnnamed.get(content)
  if (known) return known
  const found = nameObstacle(search.question.leaf, [constraint], search.meter)
  if (found?.kind === 'spent') return found
  if (found) search.leafUnnamed.set(content, found)
  else search.leafNamed.add(content)
  return found
}

function push(attempt: Attempt, rank: number, place: Place): void {
  while (attempt.queue.length <= rank) attempt.queue.push({ places: [], at: 0 })
  attempt.queue[rank]?.places.push(place)
  attempt.first = Math.min(attempt.first, rank)
}

/**
 * Whether the entity was reached before by a path at least as wide: what follows from here follows from
 * there. It would not if what follows came by an entity of that other path, unless more certificates only
 * narrow: then it would follow from that entity itself. Mappings of policies do not only narrow, so where
 * there are any the other path must have come by no entity that this one has not.
 */
function isDominated(search: Search, { reached }: Attempt, place: Place): boolean | Spent {
  for (const other of reached.get(place.entity) ?? []) {
    const spent = spendSteps(search.meter, comparisonSteps(other.state, place.state))
    if (spent) return spent
    if (!isNoNarrower(other.state, place.state)) continue
    if (!search.mapped || isEveryEntityOn(other, place)) return true
  }
  return false
}

function note(search: Search, obstacle: Obstacle): undefined {
  search.obstacle = moreTelling(search.obstacle, obstacle)
}
