import { type Instant, second } from '#clock'
import { type PublicKey, parsePublicKey } from '#crypto'
import { certain } from '#fault'
import { type Certificate, nameText } from '#x509'
import { defaultBudget, type Spent } from './budget.ts'
import { conformanceFault } from './conformance.ts'
import type { PathFault } from './fault.ts'
import type { Place } from './place.ts'
import { type PathPolicies, policiesOf } from './policies.ts'
import type { PathQuestion } from './question.ts'
import { type Found, searchPath } from './search.ts'
import { useObstacle } from './validation.ts'

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
  /** The user-constrained policy set (RFC 5280 §6.1.6): dotted identifiers; none when no policy holds. */
  readonly policies: PathPolicies
  /** As of when each certificate below the anchor was known not to be revoked, the leaf first. */
  readonly statuses: readonly CertificateAsOf[]
}

export interface CertificateAsOf {
  readonly certificate: Certificate
  readonly asOf: Instant
}

export type PathAnswer =
  | { readonly answer: 'accepted'; readonly path: ValidPath }
  /** No path: the most telling fault of all that were tried. */
  | { readonly answer: 'refused'; readonly fault: PathFault }
  /** The budget was spent first. Never to be taken for accepted. */
  | { readonly answer: 'unknown'; readonly spent: Spent['what'] }

/**
 * Finds a path from one of the anchors to the leaf and validates it on the way (RFC 5280 §6.1).
 *
 * The search goes from the anchors down, the shortest ways first. An entity (name and key) is never come by
 * twice on one path (RFC 4158 §2.4.2) and reached again only by a path that is wider in some respect, so
 * loops end by themselves and the first path found is one of the shortest. In which order the certificates
 * are given makes no difference to whether there is one.
 */
export function findPath(question: PathQuestion): PathAnswer {
  const { leaf, algorithms } = question
  const fault = useObstacle(leaf, 'leaf', question)?.tell() ?? conformanceFault(leaf, 'leaf')
  if (fault) return { answer: 'refused', fault }
  const key = parsePublicKey(leaf.spki, algorithms)
  if (!key.ok && !algorithms) {
    return {
      answer: 'refused',
      fault: { kind: 'key-refused', subject: nameText(leaf.subject), fault: key.fault },
    }
  }
  const leafKey = key.ok ? key.value : undefined
  const outcome = searchPath(question, leafKey, question.budget ?? defaultBudget)
  switch (outcome.kind) {
    case 'found':
      return { answer: 'accepted', path: provenPath(leaf, outcome) }
    case 'none':
      return { answer: 'refused', fault: outcome.fault ?? issuerUnknown(leaf) }
    case 'spent':
      return { answer: 'unknown', spent: outcome.what }
    default:
      return outcome satisfies never
  }
}

function provenPath(leaf: Certificate, { place, leafKey, leafAsOf, policies }: Found): ValidPath {
  const authorities: Certificate[] = []
  const statuses: CertificateAsOf[] = [{ certificate: leaf, asOf: leafAsOf }]
  for (let at: Place | undefined = place; at; at = at.above) {
    const { certificate } = at
    authorities.push(certificate)
    if (at.above) statuses.push({ certificate, asOf: certain(at.provenAsOf, 'the status of an authority') })
  }
  const all = [leaf, ...authorities]
  return {
    [proven]: true,
    leaf,
    leafKey,
    chain: authorities.slice(0, -1),
    anchor: certain(authorities.at(-1), 'the anchor of a path'),
    validFrom: Math.max(...all.map(({ notBefore }) => notBefore)),
    validUntil: Math.min(...all.map(({ notAfter }) => notAfter)) + second,
    policies: policiesOf(policies),
    statuses,
  }
}

function issuerUnknown(leaf: Certificate): PathFault {
  return { kind: 'issuer-unknown', subject: nameText(leaf.subject), issuer: nameText(leaf.issuer) }
}
