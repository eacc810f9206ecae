import { type Instant, second } from '#clock'
import { thumbprintOf } from '#crypto'
import { certain } from '#fault'
import {
  type AgreementKey,
  buildMesh,
  changeMesh,
  type Mesh,
  type MeshAgreement,
  type MeshUnit,
} from '#trust'
import { type Certificate, gradePolicy, grades, policiesUpTo } from '#x509'
import type { ForeignAgreement } from './bundle.ts'
import { type Horizon, type KnownPeer, statusIn } from './horizon.ts'
import { namesKey } from './signed-agreements.ts'
import { isWithin } from './terms.ts'

/** A unit of the mesh: all keys that are known to be one unit's, under one name. */
export interface UnitInMesh {
  /** Thumbprint of the key by which it is known: its name in the mesh. */
  readonly name: string
  readonly domain: string
  /** Thumbprints of its authority keys, as far as it has published them. */
  readonly keys: readonly string[]
  /** What was accepted of it and still says something, the newest first; by each key it is followed by. */
  readonly peers: readonly KnownPeer[]
}

/** The units and agreements of a horizon as a mesh: it explains what the search for paths has decided. */
export interface HorizonMesh {
  readonly mesh: Mesh
  /** This unit's name in it. */
  readonly own: string
  readonly units: ReadonlyMap<string, UnitInMesh>
  /** When each unit last spoke, by name. */
  readonly statusAsOf: ReadonlyMap<string, Instant>
  /** The name of the unit that holds an authority key, by the key's thumbprint. */
  readonly unitOfKey: ReadonlyMap<string, string>
  /** The certificate that an agreement is, by `agreementText`. */
  readonly certificates: ReadonlyMap<string, Certificate>
  /** The other way round: by fingerprint. */
  readonly agreements: ReadonlyMap<string, MeshAgreement>
}

/** What is taken of units of which no bundle is at hand that still says anything. */
export type Outlook =
  /** Nothing leads to them or through them, as the search for paths has it. */
  | 'as-known'
  /** That they will be followed once they are agreed with, and found fresh. */
  | 'as-hoped'

/** One text for an agreement of the mesh. */
export function agreementText({ from, id }: AgreementKey): string {
  return `${from} ${id}`
}

/**
 * The mesh of a horizon at an instant. Of a unit known by several keys all are one. Only agreements that a
 * key of their unit has signed, and that are in force, are in it.
 */
export function meshOf(horizon: Horizon, at: Instant, outlook: Outlook = 'as-known'): HorizonMesh {
  const units = unitsOf(horizon, at)
  const unitOfKey = new Map([...units.values()].flatMap(({ name, keys }) => keys.map((key) => [key, name])))
  const own = ownName(horizon)
  const signed = [
    ...ownAgreements(horizon).map((agreement) => ({ from: own, agreement })),
    ...[...units.values()].flatMap(({ name, peers }) =>
      peers.flatMap((peer) => inForce(horizon, peer, at)).map((agreement) => ({ from: name, agreement })),
    ),
  ]
  const certificates = new Map<string, Certificate>()
  const agreements = new Map<string, MeshAgreement>()
  for (const { from, agreement } of signed) {
    const { serial, fingerprint } = agreement.certificate
    const key = thumbprintOf(agreement.certificate)
    const to = unitOfKey.get(key) ?? key
    // Who signs two of one serial is not to hide one of them behind the other.
    const id = certificates.has(agreementText({ from, id: serial })) ? fingerprint : serial
    if (agreements.has(fingerprint)) continue
    certificates.set(agreementText({ from, id }), agreement.certificate)
    agreements.set(fingerprint, edgeOf(agreement, { id, from, to }))
    if (!units.has(to)) units.set(to, strangerOf(to, agreement))
  }
  const known = [...units.values()].map((unit) => meshUnit(unit, own, at, outlook))
  const statusAsOf = new Map(known.map((unit) => [unit.name, unit.statusAsOf]))
  return {
    mesh: buildMesh(known, [...agreements.values()]),
    own,
    units,
    statusAsOf,
    unitOfKey,
    certificates,
    agreements,
  }
}

/** The units whose keys are known, by name: this one first. */
function unitsOf(horizon: Horizon, at: Instant): Map<string, UnitInMesh> {
  const own = ownName(horizon)
  const units = new Map<string, UnitInMesh>()
  const domain = horizon.anchors.flatMap(domainNamed)[0] ?? ''
  units.set(own, { name: own, domain, keys: horizon.anchors.map(thumbprintOf), peers: [] })
  for (const { keys, peers } of groupsOf(horizon)) {
    const newestFirst = peers.toSorted((one, other) => other.bundle.thisUpdate - one.bundle.thisUpdate)
    const { bundle } = certain(newestFirst[0], 'a peer')
    const name = certain(peers.map(({ row }) => row.key).toSorted()[0], 'the key of a peer')
    const speaking = newestFirst.filter((peer) => at < peer.bundle.nextUpdate)
    units.set(name, { name, domain: bundle.domain, keys: [...keys].toSorted(), peers: speaking })
  }
  return units
}

/** What was accepted of one unit, by whichever of its keys it is followed. */
interface Group {
  readonly keys: ReadonlySet<string>
  readonly peers: readonly KnownPeer[]
}

/** Bundles that have a key in common are one unit's: acceptance has shown that its keys are linked. */
function groupsOf(horizon: Horizon): ReadonlySet<Group> {
  const groupOfKey = new Map<string, Group>()
  for (const peer of horizon.peers) {
    const own = keysOfPeer(peer)
    const same = new Set([...own].flatMap((key) => groupOfKey.get(key) ?? []))
    const keys = [...same].reduce((all, group) => all.union(group.keys), own)
    const group = { keys, peers: [...[...same].flatMap(({ peers }) => peers), peer] }
    for (const key of keys) groupOfKey.set(key, group)
  }
  return new Set(groupOfKey.values())
}

/** Thumbprints of every authority key of the unit that holds one, as far as it has published them. */
export function keysOfUnit(horizon: Horizon, key: string): ReadonlySet<string> {
  const group = [...groupsOf(horizon)].find(({ keys }) => keys.has(key))
  return group?.keys ?? new Set([key])
}

/** What a bundle's unit has signed and nothing newer takes back. */
function inForce(horizon: Horizon, peer: KnownPeer, at: Instant): readonly ForeignAgreement[] {
  return peer.agreements.filter(
    ({ certificate, issuer }) => statusIn(horizon, certificate, issuer, at).status === 'good',
  )
}

/** This unit's name in the mesh: the key it holds longest. */
function ownName({ anchors }: Horizon): string {
  return thumbprintOf(certain(anchors[0], 'an authority of this unit'))
}

function keysOfPeer({ row, bundle }: KnownPeer): Set<string> {
  return new Set([row.key, ...[...bundle.authorities, ...bundle.links].map(thumbprintOf)])
}

/** This unit's agreements by keys it still holds to. They stand on its record, which has seen them signed. */
function ownAgreements({ agreements, anchors }: Horizon): readonly ForeignAgreement[] {
  return agreements
    .filter(({ certificate }) => anchors.some((anchor) => namesKey(certificate, anchor)))
    .map(({ certificate, row }) => ({ certificate, bounds: row.terms }))
}

/** An agreement as the mesh has it. */
function edgeOf({ certificate, bounds }: ForeignAgreement, ends: AgreementEnds): MeshAgreement {
  const { grade, purposes, hops, domains, statusAgeMaxSeconds } = bounds
  const policies = policiesUpTo(grade)
  return {
    ...ends,
    grades: grades.filter((one) => policies.includes(gradePolicy[one])),
    purposes,
    hops,
    names: domains,
    notBefore: certificate.notBefore,
    // RFC 5280 §4.1.2.5: the last second belongs to it.
    notAfter: certificate.notAfter + second - 1,
    statusAgeMaxSeconds,
  }
}

type AgreementEnds = Pick<MeshAgreement, 'id' | 'from' | 'to'>

function strangerOf(key: string, { bounds }: ForeignAgreement): UnitInMesh {
  return {
    name: key,
    domain: certain(bounds.domains[0], 'the domain of an agreement'),
    keys: [key],
    peers: [],
  }
}

function meshUnit({ name, domain, peers }: UnitInMesh, own: string, at: Instant, outlook: Outlook): MeshUnit {
  const [newest] = peers
  if (name === own || (!newest && outlook === 'as-hoped')) return { name, domain, statusAsOf: at }
  return { name, domain, statusAsOf: newest?.bundle.thisUpdate ?? Number.NEGATIVE_INFINITY }
}

/** The domains of the units that an authority's certificate names. */
function domainNamed({ subjectAltName }: Certificate): readonly string[] {
  return (subjectAltName ?? []).flatMap((name) =>
    name.kind === 'uri' && name.value.startsWith('spiffe://') ? [name.value.slice('spiffe://'.length)] : [],
  )
}

/** The mesh in which a unit last spoke at another time. */
export function withStatus(web: HorizonMesh, { name, domain }: UnitInMesh, asOf: Instant): HorizonMesh {
  const mesh = changeMesh(web.mesh, { units: [{ name, domain, statusAsOf: asOf }] })
  return { ...web, mesh, statusAsOf: new Map(web.statusAsOf).set(name, asOf) }
}

/** A unit that the mesh has. */
export function unitNamed({ units }: HorizonMesh, name: string): UnitInMesh {
  return certain(units.get(name), 'a unit of the mesh')
}

/**
 * An agreement of a path that is not for some unit the path leads over. The names of an agreement bind the
 * names of every authority below it; the mesh holds them against the one asked for alone.
 */
export function unnamedOn(
  web: HorizonMesh,
  path: readonly MeshAgreement[],
): { readonly agreement: MeshAgreement; readonly unit: string } | undefined {
  for (const [place, agreement] of path.entries()) {
    const unit = path
      .slice(place)
      .map(({ to }) => to)
      .find((name) => !agreement.names.some((wide) => isWithin(unitNamed(web, name).domain, wide)))
    if (unit !== undefined) return { agreement, unit }
  }
  return undefined
}
