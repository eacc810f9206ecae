import { compareParallel, compareUnits, hopsOf, type Mesh, toOf } from './mesh.ts'
import { type LabelIndex, labelIn, newLabelIndex, setLabel } from './mesh-label-index.ts'
import { ageMaxOf, ageOf, lookFrom, type MeshView } from './mesh-view.ts'

/*
 * Forwards from who asks. A label says that a unit is reached by agreements that let so many more follow,
 * over statuses no older than so much. Labels are made level by level, as those of the wave are; a unit
 * gets one more only when none it has is at least as wide, and one that is no wider than another of its level
 * is dead.
 */

/** Labels so far, their fields in arrays by the label's number; numbers below `firstLabel` are none. */
export interface Front {
  readonly units: number[]
  /** How many more agreements may follow; less than 0 when the label is dead. */
  readonly hops: number[]
  /** How old the status of each unit after may be, in milliseconds. */
  readonly ages: number[]
  /** The agreement that leads here, and the label it comes from: 0 at who asks. */
  readonly agreements: number[]
  readonly previous: number[]
  /** Another label of the same unit, or 0. */
  readonly earlier: number[]
  readonly latest: LabelIndex
  /** Where the labels of this level begin, and how many of them are alive. */
  begin: number
  alive: number
}

/** Label 0 stands for none; label 1 bars a unit, for nothing is wider. */
const barred = 1
const firstLabel = 2

/** The first level: where the agreements of who asks lead. */
export function beginFront(view: MeshView, own: readonly number[], without: Iterable<number>): Front {
  const front: Front = {
    units: [-1, -1],
    hops: [-1, Number.POSITIVE_INFINITY],
    ages: [-1, Number.POSITIVE_INFINITY],
    agreements: [-1, -1],
    previous: [0, 0],
    earlier: [0, 0],
    latest: newLabelIndex(),
    begin: firstLabel,
    alive: 0,
  }
  for (const unit of without) setLabel(front.latest, unit, barred)
  for (const agreement of own) {
    reach(view, front, agreement, 0, hopsOf(view.mesh, agreement), ageMaxOf(view, agreement))
  }
  return front
}

/**
 * Makes the labels of the next level, none of which goes on from the target, and leaves out those that let
 * fewer than `hopsMin` follow. Says whether any is alive; `spent` when the budget ends first.
 */
export function advanceFront(
  view: MeshView,
  front: Front,
  target: number,
  hopsMin: number,
): boolean | 'spent' {
  const [begin, end] = [front.begin, front.units.length]
  front.begin = end
  front.alive = 0
  for (let label = begin; label < end; label++) {
    const spare = (front.hops[label] ?? 0) - 1
    if (spare < hopsMin || front.units[label] === target) continue
    const count = lookFrom(view, front.units[label] ?? 0, hopsMin)
    if (view.steps.left < 0) return 'spent'
    for (let at = 0; at < count; at++) {
      const agreement = view.found[at] ?? 0
      const hops = Math.min(spare, hopsOf(view.mesh, agreement))
      reach(view, front, agreement, label, hops, Math.min(front.ages[label] ?? 0, ageMaxOf(view, agreement)))
    }
  }
  return front.alive > 0
}

/** Gives the unit an agreement leads to a label, unless it has one as wide. */
function reach(
  view: MeshView,
  front: Front,
  agreement: number,
  previous: number,
  hops: number,
  age: number,
): void {
  const unit = toOf(view.mesh, agreement)
  if (ageOf(view, unit) > age) return
  const latest = labelIn(front.latest, unit)
  for (let at = latest; at !== 0; at = front.earlier[at] ?? 0) {
    const [otherHops, otherAge] = [front.hops[at] ?? 0, front.ages[at] ?? 0]
    if (otherHops >= hops && otherAge >= age) {
      const isAlike = at >= front.begin && otherHops === hops && otherAge === age
      if (isAlike && isBefore(view.mesh, front, agreement, previous, at)) {
        front.agreements[at] = agreement
        front.previous[at] = previous
      }
      return
    }
    if (at >= front.begin && otherHops >= 0 && hops >= otherHops && age >= otherAge) {
      front.hops[at] = -1
      front.alive -= 1
    }
  }
  front.earlier.push(latest)
  front.hops.push(hops)
  front.ages.push(age)
  front.agreements.push(agreement)
  front.previous.push(previous)
  setLabel(front.latest, unit, front.units.push(unit) - 1)
  front.alive += 1
}

/** Of ways as wide as each other, the one whose unit before and agreement come first by name. */
function isBefore(mesh: Mesh, front: Front, agreement: number, previous: number, known: number): boolean {
  const other = front.previous[known] ?? 0
  const order =
    (previous === other ? 0 : compareUnits(mesh, front.units[previous] ?? 0, front.units[other] ?? 0)) ||
    compareParallel(mesh, agreement, front.agreements[known] ?? 0) ||
    orderByWidth(front, previous, other)
  return order < 0
}

/** Less than 0 when the first of two labels lets more follow, or as many over older statuses. */
export function orderByWidth(front: Front, one: number, other: number): number {
  return (
    (front.hops[other] ?? 0) - (front.hops[one] ?? 0) || (front.ages[other] ?? 0) - (front.ages[one] ?? 0)
  )
}

/** The agreements from who asks to a label. */
export function lineTo(front: Front, label: number): readonly number[] {
  const line: number[] = []
  for (let at = label; at >= firstLabel; at = front.previous[at] ?? 0) line.push(front.agreements[at] ?? 0)
  return line.toReversed()
}
