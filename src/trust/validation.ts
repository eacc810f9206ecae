import { latin1 } from '#bytes'
import { type Instant, second } from '#clock'
import { type Certificate, extensionType, keyPurpose, nameText } from '#x509'
import type { Budget, Meter, Spent } from './budget.ts'
import type { Role } from './conformance.ts'
import type { Obstacle, Purpose } from './fault.ts'
import { type Constraint, nameObstacle } from './name-constraints.ts'
import {
  initialPolicies,
  isPolicyKept,
  isPolicyNoNarrower,
  type PolicyDemand,
  type PolicyState,
  policiesBelow,
  policiesBelowAnchor,
  rowOf,
  wrappedUp,
} from './policies.ts'

/*
 * The steps of path validation (RFC 5280 §6.1), one certificate at a time from the anchor down, so that a
 * search can carry the state along every branch and drop a branch where it fails.
 */

/** What is asked of every path. */
export interface Question {
  readonly at: Instant
  readonly purpose: Purpose
  readonly countsBackwards?: (authority: Certificate) => boolean
}

/**
 * The state of RFC 5280 §6.1.2 after some certificates. Along a path it only ever narrows, but for mappings
 * of policies; whatever is added to it must as well, and be compared in `isNoNarrower`.
 */
export interface PathState {
  /** `max_path_length` (§6.1.2(k)): how many more authorities that are not self-issued may follow. */
  readonly pathLength: number
  /** `permitted_subtrees` and `excluded_subtrees` (§6.1.2(b), (c)), by the certificates that brought them. */
  readonly constraints: readonly Constraint[]
  readonly policies: PolicyState
  /** How many more agreements may follow. */
  readonly hops: Bound | undefined
  /** How old, in seconds, what is known of the status of the certificates below may be. */
  readonly statusAgeSeconds: Bound | undefined
}

/** A bound, and the agreement that set it. */
interface Bound {
  readonly max: number
  readonly by: Certificate
}

/** The state below an anchor: what its certificate narrows counts as of any authority (RFC 5937 §3.2). */
export function initialState(
  anchor: Certificate,
  demand: PolicyDemand | undefined,
  budget: Budget,
  meter: Meter,
): PathState | Spent {
  const policies = policiesBelowAnchor(initialPolicies(demand), anchor, meter)
  if ('kind' in policies) return policies
  const open = { constraints: [], policies, hops: undefined, statusAgeSeconds: undefined }
  return narrowed({ pathLength: budget.depthMax, ...open }, anchor)
}

/**
 * The state below a certificate, or what stands against it below this state: §6.1.3(b) to (f), and for an
 * authority §6.1.4(a) to (j), (l), (m), for the leaf §6.1.5(a), (b), (g).
 */
export function stateBelow(
  state: PathState,
  certificate: Certificate,
  selfIssued: boolean,
  role: Role,
  meter: Meter,
): PathState | Obstacle | Spent {
  const authority = role !== 'leaf'
  if (authority && !selfIssued && state.pathLength <= 0) {
    const kind = 'path-too-long'
    return { kind, tell: () => ({ kind, subject: nameText(certificate.subject) }) }
  }
  const { hops } = state
  if (hops && certificate.agreementTerms && hops.max <= 0) {
    const kind = 'hops-exceeded'
    const { by } = hops
    return {
      kind,
      tell: () => ({ kind, subject: nameText(certificate.subject), by: nameText(by.subject) }),
    }
  }
  const unnamed = selfIssued && authority ? undefined : nameObstacle(certificate, state.constraints, meter)
  if (unnamed) return unnamed
  const row = rowOf(state.policies, certificate, selfIssued && authority, meter)
  if ('kind' in row) return row
  const kept = authority ? row : wrappedUp(row, certificate)
  if (!isPolicyKept(kept)) return policyRefused(certificate, kept)
  if (!authority) return { ...state, policies: kept }
  const policies = policiesBelow(kept, certificate, selfIssued, meter)
  if ('kind' in policies) return policies
  return narrowed({ ...state, pathLength: state.pathLength - (selfIssued ? 0 : 1), policies }, certificate)
}

/** What stands against a certificate at this time, for this purpose, wherever in a path it is. */
export function useObstacle(certificate: Certificate, role: Role, question: Question): Obstacle | undefined {
  return validityObstacle(certificate, role, question) ?? purposeObstacle(certificate, role, question.purpose)
}

/** An agreement's bound on how old the status of what is below it may be. */
export function staleObstacle(
  state: PathState,
  certificate: Certificate,
  asOf: Instant,
  at: Instant,
): Obstacle | undefined {
  const bound = state.statusAgeSeconds
  if (!bound || at - asOf <= bound.max * second) return undefined
  const kind = 'status-stale'
  const { max: ageMaxSeconds, by } = bound
  return {
    kind,
    tell: () => {
      return { kind, subject: nameText(certificate.subject), asOf, ageMaxSeconds, by: nameText(by.subject) }
    },
  }
}

/** Whether everything that passes below `b` passes below `a` as well, so that `b` need not be followed. */
export function isNoNarrower(a: PathState, b: PathState): boolean {
  if (a.pathLength < b.pathLength) return false
  if (maxOf(a.hops) < maxOf(b.hops) || maxOf(a.statusAgeSeconds) < maxOf(b.statusAgeSeconds)) return false
  return (
    a.constraints.every(({ content }) => b.constraints.some((other) => other.content === content)) &&
    isPolicyNoNarrower(a.policies, b.policies)
  )
}

/** What comparing two states costs at most, in steps. */
export function comparisonSteps(a: PathState, b: PathState): number {
  return 1 + a.policies.expected.size + b.policies.expected.size
}

function maxOf(bound: Bound | undefined): number {
  return bound?.max ?? Number.POSITIVE_INFINITY
}

/** §6.1.4(g), (m), and the terms of agreements. */
function narrowed(state: PathState, authority: Certificate): PathState {
  const { basicConstraints, nameConstraints, agreementTerms } = authority
  const pathLength = Math.min(state.pathLength, basicConstraints?.pathLength ?? state.pathLength)
  const constraints = nameConstraints
    ? withConstraint(state.constraints, {
        holder: authority,
        content: contentOf(authority),
        constraints: nameConstraints,
      })
    : state.constraints
  const narrower = { ...state, pathLength, constraints }
  if (!agreementTerms) return narrower
  const { hops, statusAgeMaxSeconds } = agreementTerms
  const left = state.hops && { ...state.hops, max: state.hops.max - 1 }
  return {
    ...narrower,
    hops: left && left.max <= hops ? left : { max: hops, by: authority },
    statusAgeSeconds:
      state.statusAgeSeconds && state.statusAgeSeconds.max <= statusAgeMaxSeconds
        ? state.statusAgeSeconds
        : { max: statusAgeMaxSeconds, by: authority },
  }
}

/** The same constraint a second time changes nothing. */
function withConstraint(constraints: readonly Constraint[], added: Constraint): readonly Constraint[] {
  const known = constraints.some(({ content }) => content === added.content)
  return known ? constraints : [...constraints, added]
}

/** What two certificates have in common that constrain names alike. */
function contentOf({ extensions }: Certificate): string {
  const extension = extensions.find(({ oid }) => oid === extensionType.nameConstraints)
  return latin1(extension?.value ?? new Uint8Array())
}

function policyRefused(certificate: Certificate, { demanded }: PolicyState): Obstacle {
  const kind = 'policy-refused'
  const policies = demanded ? [...demanded].sort() : 'any'
  return { kind, tell: () => ({ kind, subject: nameText(certificate.subject), demanded: policies }) }
}

/** §6.1.3(a)(2); times in certificates have whole seconds, and the last one belongs to them (§4.1.2.5). */
function validityObstacle(
  certificate: Certificate,
  role: Role,
  { at, countsBackwards }: Question,
): Obstacle | undefined {
  const { subject, notBefore, notAfter } = certificate
  if (at < notBefore && (role === 'leaf' || !countsBackwards?.(certificate))) {
    const kind = 'not-yet-valid'
    return { kind, tell: () => ({ kind, subject: nameText(subject), at, notBefore }) }
  }
  if (at >= notAfter + second) {
    const kind = 'expired'
    return { kind, tell: () => ({ kind, subject: nameText(subject), at, notAfter }) }
  }
  return undefined
}

/** By what the certificates of a path are for a purpose. */
interface PurposeRule {
  /** Purposes any of which will do where a certificate lists some. */
  readonly oids: readonly string[]
  /** What the leaf must be besides. */
  readonly leaf?: (leaf: Certificate) => boolean
}

const purposeRules: Readonly<Record<Exclude<Purpose, 'any'>, PurposeRule>> = {
  client: { oids: [keyPurpose.clientAuth] },
  server: { oids: [keyPurpose.serverAuth] },
  // RFC 9336 §4: a list without either is of a key for something else.
  signature: { oids: [keyPurpose.documentSigning, keyPurpose.emailProtection], leaf: signs },
  // RFC 3161 §2.3: this purpose alone, and the extension critical.
  'time-stamp': { oids: [keyPurpose.timeStamping], leaf: isOnlyFor(keyPurpose.timeStamping) },
  record: { oids: [keyPurpose.recordSigning], leaf: isOnlyFor(keyPurpose.recordSigning) },
}

/**
 * §4.2.1.12: a purpose listed. An authority that lists purposes lends no others; without a list it lends all.
 * What the leaf's key may do in a handshake is asked by whoever takes it for someone (`certificateSubject` of
 * #x509).
 */
function purposeObstacle(certificate: Certificate, role: Role, purpose: Purpose): Obstacle | undefined {
  if (purpose === 'any' || role === 'anchor') return undefined
  const { subject, extendedKeyUsage } = certificate
  const { oids, leaf } = purposeRules[purpose]
  const listed = !extendedKeyUsage || [...oids, keyPurpose.any].some((oid) => extendedKeyUsage.includes(oid))
  if (listed && (role !== 'leaf' || !leaf || leaf(certificate))) return undefined
  const kind = 'purpose-refused'
  return { kind, tell: () => ({ kind, subject: nameText(subject), purpose }) }
}

/** §4.2.1.3: a key whose usage is said must be said to sign. */
function signs({ keyUsage }: Certificate): boolean {
  return !keyUsage || keyUsage.has('digitalSignature') || keyUsage.has('nonRepudiation')
}

function isOnlyFor(purpose: string): (leaf: Certificate) => boolean {
  return (leaf) => {
    const { extendedKeyUsage, extensions } = leaf
    if (extendedKeyUsage?.length !== 1 || extendedKeyUsage[0] !== purpose || !signs(leaf)) return false
    return extensions.some(({ oid, critical }) => oid === extensionType.extendedKeyUsage && critical)
  }
}
