import { type Instant, second } from '#clock'
import type { Grade } from '#x509'
import {
  type AgreementKey,
  agreementAt,
  agreementsInto,
  compareParallel,
  compareUnits,
  fromOf,
  gradeBits,
  gradesIn,
  hopsLimit,
  hopsOf,
  type MeshAgreement,
  type MeshPurpose,
  purposesIn,
  termsOf,
} from './mesh.ts'
import { ageMaxOf, ageOf, isForDomain, isInTime, isWide, type MeshView } from './mesh-view.ts'

/** Agreements that lead to the target, and what is in the way on them. */
export interface NearMiss {
  readonly agreements: readonly MeshAgreement[]
  /** The bounds that would have to be wider. */
  readonly obstacles: readonly MeshObstacle[]
}

/** A bound that stops a path: what the agreement permits, and what the path needs. */
export type MeshObstacle = { readonly agreement: AgreementKey } & (
  | { readonly bound: 'grade'; readonly permits: readonly Grade[] }
  | { readonly bound: 'purpose'; readonly permits: readonly MeshPurpose[] }
  | { readonly bound: 'names'; readonly permits: readonly string[] }
  | { readonly bound: 'validity'; readonly notBefore: Instant; readonly notAfter: Instant }
  | { readonly bound: 'hops'; readonly permits: number; readonly needs: number }
  | { readonly bound: 'status-age'; readonly permitsSeconds: number; readonly needsSeconds: number }
)

/** A way from a unit to the target with so many obstacles on it, over statuses none older than `age`. */
interface Way {
  readonly unit: number
  readonly cost: number
  readonly hops: number
  readonly age: number
  /** Undefined at the target. */
  readonly on: { readonly agreement: number; readonly way: Way } | undefined
}

interface Survey {
  readonly view: MeshView
  readonly from: number
  /** Ways to go on from, by cost and by hops. */
  readonly waiting: Way[][][]
  /** The ways known to lead on from each unit. */
  readonly known: Map<number, Way[]>
}

/** Weighing what stands in the way of an agreement costs as much as looking at so many. */
const stepsPerAgreement = 5

/**
 * The way from one unit to another with the fewest bounds to widen, and of these with the fewest agreements;
 * `unconnected` when none leads there over units whose status is known, `unknown` when the budget was spent.
 *
 * The same search backwards as without obstacles, but with their number as a third measure: fewer obstacles,
 * fewer agreements and fresher statuses never narrow what precedes them.
 */
export function nearestMiss(view: MeshView, from: number, to: number): NearMiss | 'unconnected' | 'unknown' {
  const survey: Survey = { view, from, waiting: [], known: new Map() }
  offer(survey, { unit: to, cost: 0, hops: 0, age: ageOf(view, to), on: undefined })
  for (let cost = 0; cost < survey.waiting.length; cost++) {
    for (let hops = 0; hops < (survey.waiting[cost]?.length ?? 0); hops++) {
      const arrived = survey.known.get(from)?.find((way) => way.cost === cost && way.hops === hops)
      if (arrived) return missAlong(view, arrived)
      for (const way of survey.waiting[cost]?.[hops] ?? []) {
        if (survey.known.get(way.unit)?.includes(way)) extend(survey, way)
        if (view.steps.left < 0) return 'unknown'
      }
    }
  }
  return 'unconnected'
}

function extend(survey: Survey, way: Way): void {
  const { view, from } = survey
  const agreements = agreementsInto(view.mesh, way.unit)
  view.steps.left -= agreements.length * stepsPerAgreement
  if (way.hops > hopsLimit) return
  for (const agreement of agreements) {
    const unit = fromOf(view.mesh, agreement)
    offer(survey, {
      unit,
      cost: way.cost + obstaclesCount(view, agreement, way),
      hops: way.hops + 1,
      // The asking unit needs no status of its own.
      age: unit === from ? way.age : Math.max(way.age, ageOf(view, unit)),
      on: { agreement, way },
    })
  }
}

/**
 * Keeps a way unless one known is no worse in any measure, or a whole one is better than it can become, and
 * drops those known that it makes needless.
 */
function offer(survey: Survey, way: Way): void {
  if (way.age === Number.POSITIVE_INFINITY) return
  const whole = survey.known.get(survey.from)?.some(({ cost, hops }) => {
    return way.unit !== survey.from && (way.cost > cost || (way.cost === cost && way.hops >= hops))
  })
  if (whole === true) return
  const known = survey.known.get(way.unit) ?? []
  survey.view.steps.left -= known.length
  if (known.some((other) => isNoWorse(other, way) && !(isNoWorse(way, other) && isFirst(survey, way, other))))
    return
  survey.known.set(way.unit, [...known.filter((other) => !isNoWorse(way, other)), way])
  const ofCost = (survey.waiting[way.cost] ??= [])
  const waiting = (ofCost[way.hops] ??= [])
  waiting.push(way)
}

function isNoWorse(one: Way, other: Way): boolean {
  return one.cost <= other.cost && one.hops <= other.hops && one.age <= other.age
}

/** Of ways alike, the one whose next unit and agreement come first by name. */
function isFirst({ view: { mesh } }: Survey, one: Way, other: Way): boolean {
  if (!one.on || !other.on) return false
  const order =
    compareUnits(mesh, one.on.way.unit, other.on.way.unit) ||
    compareParallel(mesh, one.on.agreement, other.on.agreement)
  return order < 0
}

function missAlong(view: MeshView, arrived: Way): NearMiss {
  const agreements: MeshAgreement[] = []
  const obstacles: MeshObstacle[] = []
  for (let way = arrived; way.on; way = way.on.way) {
    agreements.push(agreementAt(view.mesh, way.on.agreement))
    obstacles.push(...obstaclesAt(view, way.on.agreement, way.on.way))
  }
  return { agreements, obstacles }
}

/** How many bounds of an agreement are too narrow for the question and the way that follows. */
function obstaclesCount(view: MeshView, agreement: number, following: Way): number {
  if (isWide(view, agreement, following.hops, following.age)) return 0
  const lacking = view.terms & ~termsOf(view.mesh, agreement)
  return (
    ((lacking & gradeBits) === 0 ? 0 : 1) +
    ((lacking & ~gradeBits) === 0 ? 0 : 1) +
    (isForDomain(view, agreement) ? 0 : 1) +
    (isInTime(view, agreement) ? 0 : 1) +
    (hopsOf(view.mesh, agreement) < following.hops ? 1 : 0) +
    (ageMaxOf(view, agreement) < following.age ? 1 : 0)
  )
}

/** The bounds of an agreement that are too narrow for the question and the way that follows. */
function obstaclesAt(view: MeshView, agreement: number, following: Way): readonly MeshObstacle[] {
  const { mesh } = view
  const lacking = view.terms & ~termsOf(mesh, agreement)
  const { from, id, ...bounds } = agreementAt(mesh, agreement)
  const obstacles: MeshObstacle[] = []
  const key: AgreementKey = { from, id }
  if (gradesIn(lacking).length > 0) obstacles.push({ agreement: key, bound: 'grade', permits: bounds.grades })
  if (purposesIn(lacking).length > 0)
    obstacles.push({ agreement: key, bound: 'purpose', permits: bounds.purposes })
  if (!isForDomain(view, agreement)) obstacles.push({ agreement: key, bound: 'names', permits: bounds.names })
  const { notBefore, notAfter } = bounds
  if (!isInTime(view, agreement)) obstacles.push({ agreement: key, bound: 'validity', notBefore, notAfter })
  if (hopsOf(mesh, agreement) < following.hops)
    obstacles.push({ agreement: key, bound: 'hops', permits: bounds.hops, needs: following.hops })
  if (ageMaxOf(view, agreement) < following.age) {
    const [permitsSeconds, needsSeconds] = [bounds.statusAgeMaxSeconds, Math.ceil(following.age / second)]
    obstacles.push({ agreement: key, bound: 'status-age', permitsSeconds, needsSeconds })
  }
  return obstacles
}
