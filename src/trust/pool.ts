import { latin1 } from '#bytes'
import { thumbprintOf } from '#crypto'
import { type Certificate, type Name, nameKey } from '#x509'
import { conformanceFault } from './conformance.ts'
import { type Obstacle, settled } from './fault.ts'

/** A name that certificates are issued under and to; names that RFC 5280 §7.1 takes for the same are one. */
export interface NameNode {
  /** What was issued under the name, the newest first. */
  readonly issued: readonly Candidate[]
  /** What was issued to the name. */
  readonly received: readonly Candidate[]
  /** By the bytes of the key. */
  readonly entities: ReadonlyMap<string, Entity>
}

/** A name and a key: what a path never comes by twice (RFC 4158 §2.4.2). */
export interface Entity {
  readonly name: NameNode
  /** base64url SHA-256 of the key's encoding. */
  readonly thumbprint: string
}

/** A certificate that may stand between anchor and leaf. */
export interface Candidate {
  readonly certificate: Certificate
  readonly issuer: NameNode
  readonly entity: Entity
  /** Whether it was issued under the name it was issued to. */
  readonly selfIssued: boolean
}

interface GrowingName {
  readonly issued: Candidate[]
  readonly received: Candidate[]
  readonly entities: Map<string, Entity>
}

/**
 * Certificates ordered by the names they join, so that a question about one leaf costs what it touches and
 * not the pool's size. It belongs to whoever made it, never changes what it holds, and holds no opinion of
 * it: nothing in it has been verified.
 */
export class CertificatePool {
  /** By name key; and by the name's bytes, which spares making the key of a name met before. */
  readonly #names = new Map<string, GrowingName>()
  readonly #byEncoding = new Map<string, GrowingName>()
  /** What `conformanceFault` said: it depends on nothing but the certificate. */
  readonly #obstacles = new Map<Candidate, Obstacle | undefined>()

  constructor(certificates: Iterable<Certificate>) {
    for (const certificate of certificates) {
      const issuer = this.#grown(certificate.issuer)
      const subject = this.#grown(certificate.subject)
      const entity = grownEntity(subject, certificate.spki)
      const candidate = { certificate, issuer, entity, selfIssued: issuer === subject }
      issuer.issued.push(candidate)
      subject.received.push(candidate)
    }
    for (const { issued } of this.#names.values()) issued.sort(newestFirst)
    this.#byEncoding.clear()
  }

  /** The name's place, when a certificate was issued under it or to it. */
  find(key: string): NameNode | undefined {
    return this.#names.get(key)
  }

  /** What can be said against a certificate as an authority's by looking at it alone. */
  obstacleOf(candidate: Candidate): Obstacle | undefined {
    if (!this.#obstacles.has(candidate)) {
      const fault = conformanceFault(candidate.certificate, 'authority')
      this.#obstacles.set(candidate, fault && settled(fault))
    }
    return this.#obstacles.get(candidate)
  }

  /** The certificates that may stand on a path to a leaf as far as names go, each once. */
  towards({ issuer }: Certificate): readonly Certificate[] {
    const names = new Set<NameNode>()
    const first = this.find(nameKey(issuer))
    if (first) names.add(first)
    const found: Certificate[] = []
    // The set grows while it is gone through.
    for (const { received } of names) {
      for (const candidate of received) {
        found.push(candidate.certificate)
        names.add(candidate.issuer)
      }
    }
    return found
  }

  #grown(name: Name): GrowingName {
    const encoding = bytesKey(name.der)
    const met = this.#byEncoding.get(encoding)
    if (met) return met
    const key = nameKey(name)
    const known = this.#names.get(key) ?? { issued: [], received: [], entities: new Map() }
    this.#names.set(key, known)
    this.#byEncoding.set(encoding, known)
    return known
  }
}

/** Orders certificates for questions to come; do it once for a set that many questions are asked of. */
export function preparePool(certificates: Iterable<Certificate>): CertificatePool {
  return new CertificatePool(certificates)
}

/** A name that no certificate of a pool has. */
export function strangeName(): NameNode {
  return { issued: [], received: [], entities: new Map() }
}

/** The entity of a name and a key, when a certificate of the pool was issued to it. */
export function entityOf(name: NameNode, spki: Uint8Array): Entity | undefined {
  return name.entities.get(bytesKey(spki))
}

export function strangeEntity(name: NameNode, spki: Uint8Array): Entity {
  return { name, thumbprint: thumbprintOf({ spki }) }
}

/** RFC 4158 §3.5: what was issued last is the likeliest to be in use. */
export function newestFirst(a: Candidate, b: Candidate): number {
  return b.certificate.notBefore - a.certificate.notBefore
}

function grownEntity(name: GrowingName, spki: Uint8Array): Entity {
  const key = bytesKey(spki)
  const known = name.entities.get(key)
  if (known) return known
  const entity = strangeEntity(name, spki)
  name.entities.set(key, entity)
  return entity
}

/** One character for each octet. */
function bytesKey(bytes: Uint8Array): string {
  return latin1(bytes)
}
