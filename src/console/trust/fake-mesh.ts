import type { Mesh, MeshAgreement, MeshUnit } from './told.ts'

const hour = 3_600_000
const day = 24 * hour

/** A generator of numbers from 0 up to 1 (mulberry32): the same mesh for the same seed. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What a made-up mesh is to be like. */
export interface FakeMeshWish {
  /** Two or more. */
  readonly units: number
  readonly agreementsPerUnit: number
  readonly seed: number
  /** As of when it is told. */
  readonly at: number
}

/**
 * For tests and benchmarks: a mesh as `GET /mesh` tells one, of ministries, their bureaus and the offices
 * below, with some agreements across; some bundles are old, of some units nothing was heard.
 */
export function fakeMesh({ units: count, agreementsPerUnit, seed, at }: FakeMeshWish): Mesh {
  const draw = chance(seed)
  const parents = Array.from({ length: count }, (_, unit) => (unit === 0 ? 0 : parentOf(unit, draw)))
  const ends: (readonly [by: number, with_: number])[] = []
  for (let unit = 1; unit < count; unit++) ends.push([parents[unit] ?? 0, unit])
  while (ends.length < count * agreementsPerUnit) {
    const [by, other] = [Math.floor(draw() * count), Math.floor(draw() * count)]
    if (by !== other) ends.push([by, other])
  }
  const distances = distancesOf(count, ends)
  const order = Array.from({ length: count }, (_, unit) => unit).toSorted(
    (one, other) => (distances[one] ?? 0) - (distances[other] ?? 0) || one - other,
  )
  const places = new Map(order.map((unit, place) => [unit, place]))
  const agreements = ends
    .map(([by, other], number) => ({ by: places.get(by) ?? 0, with: places.get(other) ?? 0, number }))
    .toSorted((one, other) => one.by - other.by || one.with - other.with)
    .map((one) => fakeAgreement(draw, at, one))
  return {
    at: new Date(at).toISOString(),
    known: { units: count, agreements: agreements.length },
    units: order.map((unit) => fakeUnit(draw, at, unit, distances[unit])),
    bounds: ['basic', 'medium'].flatMap((grade) =>
      [0, 1, 2, 3].map((hops) => ({ grade, purposes: ['client'], hops, statusAgeMaxSeconds: day / 1000 })),
    ),
    names: [['example']],
    agreements,
  }
}

/** Most are below few: each below one of those made before it, the early ones preferred. */
function parentOf(unit: number, draw: () => number): number {
  return Math.floor(draw() ** 2 * Math.min(unit, Math.ceil(unit / 6) + 1))
}

function distancesOf(count: number, ends: readonly (readonly [number, number])[]): readonly number[] {
  const from: number[][] = Array.from({ length: count }, () => [])
  for (const [by, other] of ends) from[by]?.push(other)
  const distances = new Map([[0, 0]])
  // The map grows while it is gone through.
  for (const [unit, distance] of distances) {
    for (const other of from[unit] ?? []) if (!distances.has(other)) distances.set(other, distance + 1)
  }
  return Array.from({ length: count }, (_, unit) => distances.get(unit) ?? count)
}

function fakeUnit(draw: () => number, at: number, unit: number, distance: number | undefined): MeshUnit {
  const named = {
    unit: `u${unit}.example`,
    key: `${unit}`.padStart(43, 'A'),
    name: `Office ${unit}`,
    ...(distance !== undefined && { distance }),
  }
  if (unit === 0 || draw() < 0.05) return named
  const heard = at - Math.floor(draw() * 26 * hour)
  const bundle = {
    number: 1 + Math.floor(draw() * 400),
    thisUpdate: new Date(heard).toISOString(),
    nextUpdate: new Date(heard + day).toISOString(),
    accepted: new Date(heard + 1000).toISOString(),
    recordSize: Math.floor(draw() * 90_000),
    consistent: true,
  }
  return { ...named, bundle }
}

function fakeAgreement(
  draw: () => number,
  at: number,
  { number, ...ends }: { readonly by: number; readonly with: number; readonly number: number },
): MeshAgreement {
  const begun = at - Math.floor(draw() * 300 * day)
  return {
    agreement: number.toString(16).padStart(40, '4'),
    ...ends,
    bounds: Math.floor(draw() * 8),
    names: 0,
    notBefore: new Date(begun).toISOString(),
    notAfter: new Date(begun + 365 * day).toISOString(),
  }
}
