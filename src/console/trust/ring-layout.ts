import type { Mesh } from './told.ts'

/** Where a unit stands on the map; this unit stands at 0, 0. */
export interface Place {
  readonly x: number
  readonly y: number
}

/** The map as it is laid out. */
export interface RingLayout {
  /** By the place of the unit. */
  readonly places: readonly Place[]
  /** The radius of the innermost circle of each ring, from the first on. */
  readonly rings: readonly number[]
}

/** From one unit to the next on a ring, and from one ring to the next: only their ratio counts. */
const unitGap = 1
const ringGap = 5

/** Whoever nothing draws anywhere begins at the top: names beside a column do not run into each other. */
const upwards = Math.PI / 2

/** Up to so much of a ring its units stand where their neighbours draw them; then evenly, or they overlap. */
const looseShareMax = 0.6

/** From so much of a ring on its units are spread evenly: pushed along they would all end on one side. */
const evenShareMin = 0.5

/** On one circle stand at most so many before the ring becomes a band: else few near ones are lost in it. */
const circleUnitsMax = 160

/**
 * The map as rings: this unit in the middle, on each ring those that are as many agreements away, each near
 * those through whom it is reached, and outside those to whom no agreement leads. It says by itself how far
 * trust reaches, is the same each time, and takes time in proportion to units and agreements.
 */
export function ringLayout({ units, agreements }: Mesh): RingLayout {
  const radii: number[] = []
  const places: Place[] = units.map(() => ({ x: 0, y: 0 }))
  const angles: number[] = units.map(() => 0)
  const neighbours: number[][] = units.map(() => [])
  for (const { by, with: to } of agreements) {
    neighbours[by]?.push(to)
    neighbours[to]?.push(by)
  }
  const far = Math.max(0, ...units.map(({ distance }) => distance ?? 0)) + 1
  const ringOf = (unit: number): number => units[unit]?.distance ?? far
  const rings = Map.groupBy(units.keys(), ringOf)
  let radius = 0
  for (const ring of [...rings.keys()].toSorted((one, other) => one - other)) {
    if (ring === 0) continue
    const members = rings.get(ring) ?? []
    const drawn = members
      .map((unit, at) => ({
        unit,
        angle: drawnTo(neighbours[unit] ?? [], angles, (other) => ringOf(other) < ring),
        at,
      }))
      .map(({ unit, angle, at }) => ({ unit, angle: angle ?? upwards + (at / members.length) * 2 * Math.PI }))
      .toSorted((one, other) => one.angle - other.angle || one.unit - other.unit)
    const circles = Math.ceil(members.length / circleUnitsMax)
    const onCircle = Math.ceil(members.length / circles)
    radius = Math.max(radius + ringGap, (onCircle * unitGap) / (2 * Math.PI * looseShareMax))
    radii.push(radius)
    const spread = spreadOut(
      drawn.map(({ angle }) => angle),
      unitGap / (radius * circles),
    )
    for (const [order, { unit }] of drawn.entries()) {
      const angle = spread[order] ?? 0
      const distance = radius + (order % circles) * unitGap
      angles[unit] = angle
      places[unit] = { x: distance * Math.cos(angle), y: distance * Math.sin(angle) }
    }
    radius += (circles - 1) * unitGap
  }
  return { places, rings: radii }
}

/** The direction in which the neighbours nearer to the middle lie; `undefined` where there is none. */
function drawnTo(
  neighbours: readonly number[],
  angles: readonly number[],
  isNearer: (unit: number) => boolean,
): number | undefined {
  let [x, y] = [0, 0]
  for (const other of neighbours) {
    // The unit in the middle lies in no direction.
    if (other === 0 || !isNearer(other)) continue
    const angle = angles[other] ?? 0
    x += Math.cos(angle)
    y += Math.sin(angle)
  }
  if (x === 0 && y === 0) return undefined
  const angle = Math.atan2(y, x)
  return angle < 0 ? angle + 2 * Math.PI : angle
}

/** Angles in their order, no two nearer than the gap; evenly around where there is not much room. */
function spreadOut(angles: readonly number[], gap: number): readonly number[] {
  const [first = 0] = angles
  const round = 2 * Math.PI
  if (angles.length * gap > round * evenShareMin) {
    return angles.map((_, order) => first + (order / angles.length) * round)
  }
  let before = Number.NEGATIVE_INFINITY
  const spread = angles.map((angle) => {
    before = Math.max(angle, before + gap)
    return before
  })
  const last = spread.at(-1) ?? 0
  // Pushed beyond the first one again: there is room for all, so evenly they all find it.
  return last - first > round - gap
    ? angles.map((_, order) => first + (order / angles.length) * round)
    : spread
}
