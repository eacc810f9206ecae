import { type Instant, second } from '#clock'
import { type Certificate, keyPurpose, nameText, sameName } from '#x509'
import type { Budget, Meter, Spent } from './budget.ts'
import { conformanceFault, type Role } from './conformance.ts'
import type { PathFault, Purpose } from './fault.ts'
import { type Constraint, nameObstacle } from './name-constraints.ts'

/*
 * The steps of path validation (RFC 5280 §6.1), one certificate at a time from the anchor down, so that a
 * search can carry the state along every branch and drop a branch where it fails.
 */

/** What is asked of every path. */
export interface Question {
  readonly at: Instant
  readonly purpose: Purpose
}

/**
 * The state of RFC 5280 §6.1.2 after some certificates. Along a path it only ever narrows; whatever is added
 * to it must as well, and must be compared in `isNoNarrower`.
 */
export interface PathState {
  /** `max_path_length` (§6.1.2(k)): how many more authorities that are not self-issued may follow. */
  readonly pathLength: number
  /** `permitted_subtrees` and `excluded_subtrees` (§6.1.2(b), (c)), by the certificates that brought them. */
  readonly constraints: readonly Constraint[]
}

/** The state below an anchor: what its certificate narrows counts as of any authority (RFC 5937 §3.2). */
export function initialState(anchor: Certificate, budget: Budget): PathState {
  return narrowed({ pathLength: budget.depthMax, constraints: [] }, anchor)
}

/** What stands against a certificate wherever in a path it is: its own extensions, its time, its purpose. */
export function certificateFault(
  certificate: Certificate,
  role: Role,
  question: Question,
): PathFault | undefined {
  return (
    validityFault(certificate, question.at) ??
    conformanceFault(certificate, role) ??
    purposeFault(certificate, role, question.purpose)
  )
}

/** What stands against a certificate below this state: §6.1.3(b), (c) and for an authority §6.1.4(l). */
export function obstacleBelow(
  state: PathState,
  certificate: Certificate,
  role: Role,
  meter: Meter,
): PathFault | Spent | undefined {
  const selfIssued = sameName(certificate.issuer, certificate.subject)
  if (role === 'authority' && !selfIssued && state.pathLength <= 0) {
    return { kind: 'path-too-long', subject: nameText(certificate.subject) }
  }
  if (selfIssued && role !== 'leaf') return undefined
  return nameObstacle(certificate, state.constraints, meter)
}

/** The state below an authority that has passed (§6.1.4(g), (l), (m)). */
export function stateBelow(state: PathState, authority: Certificate): PathState {
  const selfIssued = sameName(authority.issuer, authority.subject)
  return narrowed({ ...state, pathLength: state.pathLength - (selfIssued ? 0 : 1) }, authority)
}

/** Whether everything that passes below `b` passes below `a` as well, so that `b` need not be followed. */
export function isNoNarrower(a: PathState, b: PathState): boolean {
  if (a.pathLength < b.pathLength) return false
  return a.constraints.every(({ holder }) =>
    b.constraints.some((other) => other.holder.fingerprint === holder.fingerprint),
  )
}

function narrowed({ pathLength, constraints }: PathState, authority: Certificate): PathState {
  const { basicConstraints, nameConstraints } = authority
  return {
    pathLength: Math.min(pathLength, basicConstraints?.pathLength ?? pathLength),
    constraints: nameConstraints
      ? [...constraints, { holder: authority, constraints: nameConstraints }]
      : constraints,
  }
}

/** §6.1.3(a)(2); times in certificates have whole seconds, and the last one belongs to them (§4.1.2.5). */
function validityFault(certificate: Certificate, at: Instant): PathFault | undefined {
  const { notBefore, notAfter } = certificate
  if (at < notBefore) return { kind: 'not-yet-valid', subject: nameText(certificate.subject), at, notBefore }
  if (at >= notAfter + second)
    return { kind: 'expired', subject: nameText(certificate.subject), at, notAfter }
  return undefined
}

const purposeOids: Readonly<Record<Exclude<Purpose, 'any'>, string>> = {
  client: keyPurpose.clientAuth,
  server: keyPurpose.serverAuth,
}

/**
 * §4.2.1.12: a purpose listed. An authority that lists purposes lends no others; without a list it lends all.
 * What the leaf's key may do is asked by whoever takes it for someone (`certificateSubject` of #x509).
 */
function purposeFault(certificate: Certificate, role: Role, purpose: Purpose): PathFault | undefined {
  if (purpose === 'any' || role === 'anchor') return undefined
  const { extendedKeyUsage } = certificate
  if (!extendedKeyUsage) return undefined
  if (extendedKeyUsage.includes(purposeOids[purpose]) || extendedKeyUsage.includes(keyPurpose.any))
    return undefined
  return { kind: 'purpose-refused', subject: nameText(certificate.subject), purpose }
}
