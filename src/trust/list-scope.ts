import { hex } from '#bytes'
import {
  type Certificate,
  type DistributionPoint,
  type DistributionPointName,
  type GeneralName,
  type Name,
  nameKey,
  nameUnder,
  type RevocationList,
} from '#x509'

/*
 * Which certificates a list is about, and for which reasons (RFC 5280 §6.3.3(b), (d)).
 */

/** A set of reasons: bit n stands for position n of ReasonFlags (RFC 5280 §4.2.1.13). */
export type Reasons = number

/** Positions 1 to 8: position 0 is unused. */
const positions: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8]

export const allReasons: Reasons = reasonsAt(positions)

/** Where a certificate says its status is told. */
export interface Point {
  /** The keys of the point's names; absent when it has none. */
  readonly names?: ReadonlySet<string>
  readonly reasons: Reasons
  /** The keys of who else issues the list; absent when the certificate's issuer does. */
  readonly issuers?: ReadonlySet<string>
}

/**
 * The distribution points of a certificate, and the one that every certificate has (RFC 5280 §6.3.3, at the
 * end): its issuer's names, for all reasons.
 */
export function pointsOf(certificate: Certificate): readonly Point[] {
  const { issuer, issuerAltName = [], crlDistributionPoints = [] } = certificate
  const own: Point = {
    names: keysOf([{ kind: 'directory', name: issuer }, ...issuerAltName]),
    reasons: allReasons,
  }
  return [...crlDistributionPoints.map((point) => pointOf(point, issuer)), own]
}

/** The keys of the names under which lists about this certificate are issued. */
export function listIssuersOf(certificate: Certificate, points: readonly Point[]): ReadonlySet<string> {
  const own = nameKey(certificate.issuer)
  return new Set(points.flatMap(({ issuers }) => (issuers ? [...issuers] : [own])))
}

/** What `reasonsTold` looks at in a list. */
export interface ScopedList {
  readonly list: RevocationList
  /** The key of its issuer's name. */
  readonly issuer: string
  /** The keys of the distribution point it is for; absent when it is for no particular one. */
  readonly pointNames: ReadonlySet<string> | undefined
}

/** For which reasons the list tells of the certificate by this point; 0 when it does not. */
export function reasonsTold(
  { list, issuer, pointNames }: ScopedList,
  certificate: Certificate,
  point: Point,
): Reasons {
  const scope = list.issuingDistributionPoint
  // (b)(1): another issuer than the certificate's is named by the certificate, and says itself it is that.
  if (point.issuers) {
    if (!point.issuers.has(issuer) || !scope?.indirect) return 0
  } else if (issuer !== nameKey(certificate.issuer)) return 0
  if (!scope) return point.reasons
  const isAuthority = certificate.basicConstraints?.ca ?? false
  // (b)(2)(ii) to (iv).
  if ((scope.onlyUser && isAuthority) || (scope.onlyAuthority && !isAuthority) || scope.onlyAttribute)
    return 0
  // (b)(2)(i).
  const sought = point.names ?? point.issuers
  if (pointNames && (!sought || pointNames.isDisjointFrom(sought))) return 0
  // (d).
  return scope.onlySomeReasons ? point.reasons & reasonsAt(scope.onlySomeReasons) : point.reasons
}

/** The keys of the distribution point that a list is for. */
export function pointNamesOf(list: RevocationList): ReadonlySet<string> | undefined {
  const point = list.issuingDistributionPoint?.distributionPoint
  return point && nameKeysOf(point, list.issuer)
}

/** The positions of the reasons that are not in the set. */
export function reasonsMissing(told: Reasons): readonly number[] {
  return positions.filter((position) => (told & (1 << position)) === 0)
}

function reasonsAt(list: readonly number[]): Reasons {
  return list.reduce((sum, position) => sum | (1 << position), 0) & 0b1_1111_1110
}

/** A name relative to a list's issuer goes on from that issuer's name (RFC 5280 §4.2.1.13). */
function pointOf(point: DistributionPoint, certificateIssuer: Name): Point {
  const directory = point.crlIssuer?.find((name) => name.kind === 'directory')
  const names = nameKeysOf(point, directory?.name ?? certificateIssuer)
  return {
    ...(names ? { names } : {}),
    reasons: point.reasons ? reasonsAt(point.reasons) : allReasons,
    ...(point.crlIssuer ? { issuers: keysOf(point.crlIssuer) } : {}),
  }
}

function nameKeysOf(
  { fullName, relativeName }: DistributionPointName,
  above: Name,
): ReadonlySet<string> | undefined {
  if (fullName) return keysOf(fullName)
  return relativeName && keysOf([{ kind: 'directory', name: nameUnder(above, relativeName) }])
}

function keysOf(names: readonly GeneralName[]): ReadonlySet<string> {
  return new Set(names.map(generalNameKey))
}

/** The key of a directory name is `nameKey`'s own: other forms begin with what no such key begins with. */
function generalNameKey(name: GeneralName): string {
  switch (name.kind) {
    case 'directory':
      return nameKey(name.name)
    case 'email':
    case 'dns':
    case 'uri':
      return `${name.kind} ${name.value}`
    case 'ip':
      return `ip ${hex(name.bytes)}`
    case 'other':
      return `other ${hex(name.der)}`
    default:
      return name satisfies never
  }
}
