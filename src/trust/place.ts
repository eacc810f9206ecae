import { equalBytes } from '#bytes'
import type { Instant } from '#clock'
import type { PublicKey } from '#crypto'
import type { Result } from '#fault'
import type { Certificate } from '#x509'
import type { PathFault } from './fault.ts'
import type { Candidate, Entity } from './pool.ts'
import type { PathState } from './validation.ts'

/** An authority reached, and how. */
export interface Place {
  readonly certificate: Certificate
  readonly entity: Entity
  /** Absent for an anchor. */
  readonly above: Place | undefined
  /** How many certificates that are not self-issued stand between it and its anchor, its own among them. */
  readonly depth: number
  readonly state: PathState
  key: Result<PublicKey, PathFault> | undefined
  /** As of when its status is known; undefined until signatures and statuses down to it are good. */
  provenAsOf: Instant | undefined
}

/** Whether a path to a place comes by an entity. */
export function isOnPath(place: Place, entity: Entity): boolean {
  for (let at: Place | undefined = place; at; at = at.above) if (at.entity === entity) return true
  return false
}

/** Whether the path to a place comes by every entity that another does. */
export function isEveryEntityOn(other: Place, place: Place): boolean {
  for (let at: Place | undefined = other; at; at = at.above) if (!isOnPath(place, at.entity)) return false
  return true
}

/** RFC 4158 §3.5.12: what names this key as its issuer's first, what names another last. */
export function inOrder(
  { certificate, entity }: Place,
  candidates: readonly Candidate[],
): readonly Candidate[] {
  const own = certificate.subjectKeyIdentifier
  if (!own || candidates.length < 2 || entity.name.entities.size < 2) return candidates
  const named: Candidate[] = []
  const silent: Candidate[] = []
  const others: Candidate[] = []
  for (const candidate of candidates) {
    const { authorityKeyIdentifier } = candidate.certificate
    if (!authorityKeyIdentifier) silent.push(candidate)
    else if (equalBytes(authorityKeyIdentifier, own)) named.push(candidate)
    else others.push(candidate)
  }
  return [...named, ...silent, ...others]
}

/** Whether a certificate names another key as its issuer's. Key identifiers are hints (RFC 4158 §5.3). */
export function isOtherKey(
  { subjectKeyIdentifier }: Certificate,
  { authorityKeyIdentifier }: Certificate,
): boolean {
  if (!subjectKeyIdentifier || !authorityKeyIdentifier) return false
  return !equalBytes(subjectKeyIdentifier, authorityKeyIdentifier)
}
