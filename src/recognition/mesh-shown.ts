import { type Instant, isoInstant, minute, second } from '#clock'
import { unitProfile } from '#identity'
import type { MeshAgreement } from '#trust'
import type { DocumentReader, State } from '#unit'
import { type Grade, grades } from '#x509'
import { type Horizon, horizonOf, type KnownPeer } from './horizon.ts'
import { type HorizonMesh, meshOf, type UnitInMesh } from './mesh.ts'
import { documentsOfPeers, horizonParts } from './state.ts'

/** Twice the largest mesh that is drawn; some 250 octets each. */
const unitsShownMax = 10_000

/** Four for each unit; some 170 octets each, so that the whole takes less than 10 MiB. */
const agreementsShownMax = 40_000

/** What is said of a unit's newest bundle. */
export interface BundleShown {
  readonly number: number
  readonly thisUpdate: string
  readonly nextUpdate: string
  readonly accepted: string
  readonly recordSize: number
  readonly consistent: boolean
}

/** The mesh as plain data. Units are told by their place in the list; bounds and names are said once each. */
interface MeshShown {
  /** The full minute as of which it is told. */
  readonly at: string
  /** Of how many units and agreements these are the nearest. */
  readonly known: { readonly units: number; readonly agreements: number }
  /** This unit first, then by the agreements it takes to get there. */
  readonly units: readonly {
    readonly unit: string
    readonly key: string
    readonly name?: string
    /** Agreements from this unit on, whatever their bounds; absent where none lead. */
    readonly distance?: number
    /** Absent for this unit, and where none was accepted or it is no longer at hand. */
    readonly bundle?: BundleShown
  }[]
  readonly bounds: readonly Bounds[]
  readonly names: readonly (readonly string[])[]
  readonly agreements: readonly {
    readonly agreement: string
    readonly by: number
    readonly with: number
    readonly bounds: number
    readonly names: number
    readonly notBefore: string
    readonly notAfter: string
  }[]
}

interface Bounds {
  readonly grade?: Grade | undefined
  readonly purposes: readonly string[]
  readonly hops: number
  readonly statusAgeMaxSeconds: number
}

/**
 * All units and agreements that this unit knows of, the nearest first. It is made once a minute for one
 * state, however many ask.
 */
export function meshShown(state: State, documents: DocumentReader, time: Instant): MeshShown {
  const at = time - (time % minute)
  const parts = [...horizonParts(state), at]
  return documents.derive(meshShown, parts, documentsOfPeers(state), () => {
    const horizon = horizonOf(state, documents)
    return shown(horizon, meshOf(horizon, at), at, unitProfile(state)?.name)
  })
}

function shown(horizon: Horizon, web: HorizonMesh, at: Instant, ownName: string | undefined): MeshShown {
  const distances = distancesIn(web)
  const far = (unit: UnitInMesh): number => distances.get(unit.name) ?? Number.MAX_SAFE_INTEGER
  const ordered = [...web.units.values()].toSorted(
    (one, other) => far(one) - far(other) || compareTexts(one.domain, other.domain),
  )
  const units = ordered.slice(0, unitsShownMax)
  const places = new Map(units.map(({ name }, place) => [name, place]))
  const newest = newestPeers(horizon, web)
  const bounds = listOfEach<Bounds>()
  const names = listOfEach<readonly string[]>()
  const all = [...web.agreements.values()]
  const between = all
    .flatMap((agreement) => {
      const [by, to] = [places.get(agreement.from), places.get(agreement.to)]
      return by === undefined || to === undefined ? [] : [{ agreement, by, with: to }]
    })
    .toSorted((one, other) => one.by - other.by || one.with - other.with)
    .slice(0, agreementsShownMax)
  return {
    at: isoInstant(at),
    known: { units: ordered.length, agreements: all.length },
    units: units.map((unit) => {
      const peer = newest.get(unit.name)
      const name = unit.name === web.own ? ownName : peer?.row.name
      const distance = distances.get(unit.name)
      return {
        ...{ unit: unit.domain, key: unit.name },
        ...(name !== undefined && { name }),
        ...(distance !== undefined && { distance }),
        ...(peer && { bundle: bundleShown(peer) }),
      }
    }),
    agreements: between.map(({ agreement, ...ends }) => ({
      agreement: agreement.id,
      ...ends,
      bounds: bounds.placeOf(boundsOf(agreement)),
      names: names.placeOf(agreement.names),
      notBefore: isoInstant(agreement.notBefore),
      notAfter: isoInstant(agreement.notAfter - (agreement.notAfter % second)),
    })),
    bounds: bounds.list,
    names: names.list,
  }
}

/** How many agreements lead to each unit, from this one on, whatever they allow. */
function distancesIn({ own, agreements }: HorizonMesh): ReadonlyMap<string, number> {
  const by = Map.groupBy(agreements.values(), ({ from }) => from)
  const distances = new Map([[own, 0]])
  // The map grows while it is gone through: what is named by a unit is looked behind in turn.
  for (const [name, distance] of distances) {
    for (const { to } of by.get(name) ?? []) {
      if (!distances.has(to)) distances.set(to, distance + 1)
    }
  }
  return distances
}

/** What was accepted last of each unit, though it may say nothing any more. */
export function newestPeers(horizon: Horizon, { unitOfKey }: HorizonMesh): ReadonlyMap<string, KnownPeer> {
  const newest = new Map<string, KnownPeer>()
  for (const peer of horizon.peers) {
    const name = unitOfKey.get(peer.row.key) ?? peer.row.key
    const other = newest.get(name)
    if (!other || other.row.thisUpdate < peer.row.thisUpdate) newest.set(name, peer)
  }
  return newest
}

/** What is said of a bundle that was accepted. */
export function bundleShown({ row }: KnownPeer): BundleShown {
  const { number, thisUpdate, nextUpdate, accepted, size, consistent } = row
  return {
    number,
    thisUpdate: isoInstant(thisUpdate),
    nextUpdate: isoInstant(nextUpdate),
    accepted: isoInstant(accepted),
    recordSize: size,
    consistent,
  }
}

function boundsOf(agreement: MeshAgreement): Bounds {
  const { purposes, hops, statusAgeMaxSeconds } = agreement
  const grade = grades.findLast((one) => agreement.grades.includes(one))
  return { grade, purposes, hops, statusAgeMaxSeconds }
}

/** A list in which each value stands once, and the place of each. */
function listOfEach<T>(): { readonly list: readonly T[]; placeOf(value: T): number } {
  const list: T[] = []
  const places = new Map<string, number>()
  return {
    list,
    placeOf(value) {
      const text = JSON.stringify(value)
      const known = places.get(text)
      if (known !== undefined) return known
      places.set(text, list.length)
      return list.push(value) - 1
    },
  }
}

/** By code units: an order that no locale changes. */
export function compareTexts(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
