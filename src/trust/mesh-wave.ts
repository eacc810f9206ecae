import { compareParallel, compareUnits, fromOf, hopsOf, type Mesh } from './mesh.ts'
import { type LabelIndex, labelIn, newLabelIndex, setLabel } from './mesh-label-index.ts'
import { ageMaxOf, ageOf, lookInto, type MeshView } from './mesh-view.ts'

/*
 * Backwards from the target, because the bounds of an agreement are on what follows it. A label says that
 * from a unit the target is reached by so many agreements, over statuses none of which is older than so much.
 * Labels are made level by level, by the number of agreements; a unit gets one more only when all it has are
 * of older statuses, for fewer agreements and fresher statuses never narrow what precedes them. So going
 * round a loop never gives a label, and no path is lost by it.
 */

/** Labels so far, their fields in arrays by the label's number; numbers below `firstLabel` are none. */
export interface Wave {
  readonly units: number[]
  /** The age of the oldest status from here to the target, both included, in milliseconds. */
  readonly ages: number[]
  /** The agreement that leads on, and the label it leads to: the target's own leads nowhere. */
  readonly agreements: number[]
  readonly next: number[]
  /** The label that the same unit has of an earlier level, or 0. */
  readonly earlier: number[]
  /** How many agreements lead from here to the target. */
  readonly hops: number[]
  /** The label of the latest level that each unit has. */
  readonly latest: LabelIndex
  /** How many agreements lead to the target from the labels of this level, and where these begin. */
  level: number
  begin: number
  /** What can be of use: no more agreements and no older statuses. */
  readonly hopsMax: number
  readonly ageMax: number
}

/** Label 0 stands for none; label 1 bars a unit, for nothing is fresher. */
const barred = 1
const firstLabel = 2

/** A search takes some microseconds before it looks at the first agreement, as long as looking at so many. */
const stepsToBegin = 50

export interface WaveTerms {
  readonly target: number
  /** Units that must not be gone through. */
  readonly without: Iterable<number>
  readonly hopsMax: number
  readonly ageMax: number
}

export function beginWave(view: MeshView, { target, without, hopsMax, ageMax }: WaveTerms): Wave {
  const latest = newLabelIndex()
  view.steps.left -= stepsToBegin
  for (const unit of without) setLabel(latest, unit, barred)
  const age = ageOf(view, target)
  const reached = labelIn(latest, target) === 0 && age <= ageMax
  if (reached) setLabel(latest, target, firstLabel)
  return {
    units: [-1, -1, ...(reached ? [target] : [])],
    ages: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, ...(reached ? [age] : [])],
    agreements: [-1, -1, ...(reached ? [-1] : [])],
    next: [0, 0, ...(reached ? [0] : [])],
    earlier: [0, 0, ...(reached ? [0] : [])],
    hops: [0, 0, ...(reached ? [0] : [])],
    latest,
    level: 0,
    begin: firstLabel,
    hopsMax,
    ageMax,
  }
}

/** Makes the labels of the next level: whether there are any; `spent` when the budget ends first. */
export function advance(view: MeshView, wave: Wave): boolean | 'spent' {
  const { units, ages, latest } = wave
  const [begin, end] = [wave.begin, units.length]
  if (wave.level >= wave.hopsMax || begin === end) return false
  for (let label = begin; label < end; label++) {
    const age = ages[label] ?? 0
    const count = lookInto(view, units[label] ?? 0, wave.level, age)
    if (view.steps.left < 0) return 'spent'
    for (let at = 0; at < count; at++) {
      const agreement = view.found[at] ?? 0
      const unit = fromOf(view.mesh, agreement)
      const older = Math.max(age, ageOf(view, unit))
      if (older > wave.ageMax) continue
      const known = labelIn(latest, unit)
      if (known < end) {
        if (known === 0 || older < (ages[known] ?? 0)) put(wave, units.length, unit, older, agreement, label)
      } else if (older < (ages[known] ?? 0) || isBefore(view.mesh, wave, older, agreement, label, known)) {
        put(wave, known, unit, older, agreement, label)
      }
    }
  }
  wave.level += 1
  wave.begin = end
  return units.length > end
}

function put(wave: Wave, at: number, unit: number, age: number, agreement: number, next: number): void {
  const known = labelIn(wave.latest, unit)
  wave.earlier[at] = known === at ? (wave.earlier[at] ?? 0) : known
  wave.hops[at] = wave.level + 1
  wave.units[at] = unit
  wave.ages[at] = age
  wave.agreements[at] = agreement
  wave.next[at] = next
  if (known !== at) setLabel(wave.latest, unit, at)
}

/** Of equally long and fresh ways on, the one whose next unit and agreement come first by name. */
function isBefore(
  mesh: Mesh,
  wave: Wave,
  age: number,
  agreement: number,
  next: number,
  known: number,
): boolean {
  if (age !== wave.ages[known]) return false
  const knownNext = wave.next[known] ?? 0
  const order = compareUnits(mesh, wave.units[next] ?? 0, wave.units[knownNext] ?? 0)
  return (order || compareParallel(mesh, agreement, wave.agreements[known] ?? 0)) < 0
}

/** The agreements from a label to the target. */
export function lineFrom(wave: Wave, label: number): readonly number[] {
  const line: number[] = []
  for (let at = label; (wave.next[at] ?? 0) !== 0; at = wave.next[at] ?? 0)
    line.push(wave.agreements[at] ?? 0)
  return line
}

/** Whether the target is reached from a unit by so few agreements and over statuses no older than that. */
export function isReached(wave: Wave, unit: number, hops: number, age: number): boolean {
  for (let at = labelIn(wave.latest, unit); at >= firstLabel; at = wave.earlier[at] ?? 0) {
    if ((wave.hops[at] ?? 0) <= hops && (wave.ages[at] ?? 0) <= age) return true
  }
  return false
}

/** The label of each unit reached from which the fewest agreements lead on. */
export function shortestLabels(wave: Wave): readonly number[] {
  const labels = wave.units.map((_, label) => label).slice(firstLabel)
  return labels.filter((label) => wave.earlier[label] === 0)
}

/** All levels at once, for questions about many units; `spent` when the budget ends first. */
export function completeWave(view: MeshView, terms: WaveTerms): Wave | 'spent' {
  const wave = beginWave(view, terms)
  for (;;) {
    const more = advance(view, wave)
    if (more === 'spent') return 'spent'
    if (!more) return wave
  }
}

/** How much may follow the widest of these agreements. */
export function widest(
  view: MeshView,
  agreements: readonly number[],
): { readonly hopsMax: number; readonly ageMax: number } {
  let [hopsMax, ageMax] = [-1, Number.NEGATIVE_INFINITY]
  for (const agreement of agreements) {
    hopsMax = Math.max(hopsMax, hopsOf(view.mesh, agreement))
    ageMax = Math.max(ageMax, ageMaxOf(view, agreement))
  }
  return { hopsMax, ageMax }
}
