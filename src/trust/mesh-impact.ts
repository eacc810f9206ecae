import type { Instant } from '#clock'
import { type Grade, grades } from '#x509'
import {
  type AgreementKey,
  agreementAt,
  agreementNumber,
  agreementsFrom,
  agreementsInto,
  byCodeUnits,
  gradesIn,
  hopsOf,
  type Mesh,
  type MeshPurpose,
  purposesIn,
  termsFor,
  termsOf,
  toOf,
  unitAt,
  unitNumber,
} from './mesh.ts'
import { changeMesh } from './mesh-change.ts'
import { type Line, lineBetween } from './mesh-line.ts'
import { domainsAbove, type Steps, stepsOf, viewOf } from './mesh-view.ts'

export interface ImpactQuestion {
  /** For whom it is asked whom they would no longer accept. */
  readonly from: string
  /** What would be gone: agreements, or a unit with all that it and others for it have signed. */
  readonly removal: { readonly agreements: readonly AgreementKey[] } | { readonly unit: string }
  readonly at: Instant
  /** How many agreements may be looked at; by default `meshStepsMax`. */
  readonly stepsMax?: number
}

/** That a unit is accepted, in its own domain. */
export interface MeshReach {
  readonly unit: string
  readonly purpose: MeshPurpose
  readonly grade: Grade
}

export type ImpactAnswer =
  /** Who is accepted now and would be no longer. */
  { readonly answer: 'known'; readonly lost: readonly MeshReach[] } | { readonly answer: 'unknown' }

/**
 * Whom a unit would no longer accept if agreements, or another unit, were gone. Those who can have been
 * reached through what goes are gathered by hops alone; each is then searched for before and after.
 */
export function impactOf(mesh: Mesh, question: ImpactQuestion): ImpactAnswer {
  const from = unitNumber(mesh, question.from)
  if (from === undefined) return { answer: 'known', lost: [] }
  const { removed, entries } = removedBy(mesh, question, from)
  const withdrawn = [...removed].map((agreement) => agreementAt(mesh, agreement))
  const change: Change = { mesh, after: changeMesh(mesh, { withdrawn }), removed, from, at: question.at }
  const steps = stepsOf(question)
  const lost: MeshReach[] = []
  for (const [unit, terms] of behind(mesh, entries, steps)) {
    if (unit === from) continue
    const reaches = lostReaches(change, unit, terms, steps)
    if (reaches === 'spent') return { answer: 'unknown' }
    lost.push(...reaches)
  }
  if (steps.left < 0) return { answer: 'unknown' }
  return { answer: 'known', lost: lost.toSorted(byUnit) }
}

interface Change {
  readonly mesh: Mesh
  readonly after: Mesh
  readonly removed: ReadonlySet<number>
  readonly from: number
  readonly at: Instant
}

interface Removed {
  readonly removed: ReadonlySet<number>
  /** Those of them by one of which every path goes that goes by any. */
  readonly entries: readonly number[]
}

function removedBy(mesh: Mesh, { removal }: ImpactQuestion, from: number): Removed {
  if ('agreements' in removal) {
    const numbers = removal.agreements.map((key) => agreementNumber(mesh, key))
    const entries = numbers.filter((agreement) => agreement !== undefined)
    return { removed: new Set(entries), entries }
  }
  const unit = unitNumber(mesh, removal.unit)
  if (unit === undefined) return { removed: new Set(), entries: [] }
  const [into, out] = [agreementsInto(mesh, unit), agreementsFrom(mesh, unit)]
  return { removed: new Set([...into, ...out]), entries: unit === from ? out : into }
}

/** The units that paths by what is removed can lead to, each with the terms it can be reached under. */
function behind(mesh: Mesh, entries: readonly number[], steps: Steps): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const byTarget = Map.groupBy(entries, (agreement) => toOf(mesh, agreement))
  for (const [target, agreements] of byTarget) {
    const names = new Set(agreements.flatMap((agreement) => agreementAt(mesh, agreement).names))
    const permitted = new Set([...names].map((name) => name.toLowerCase()))
    const terms = agreements.reduce((all, agreement) => all | termsOf(mesh, agreement), 0)
    const hops = Math.max(...agreements.map((agreement) => hopsOf(mesh, agreement)))
    for (const unit of within(mesh, target, hops, steps)) {
      const above = domainsAbove(unitAt(mesh, unit).domain)
      if (!permitted.isDisjointFrom(above)) found.set(unit, (found.get(unit) ?? 0) | terms)
    }
  }
  return found
}

/** The units that a unit leads to when so many agreements may follow, by hops alone. */
function within(mesh: Mesh, unit: number, hops: number, steps: Steps): Iterable<number> {
  const left = new Map([[unit, hops]])
  const waiting = [unit]
  for (const next of waiting) {
    const spare = left.get(next) ?? 0
    if (spare === 0) continue
    if (steps.left < 0) break
    const agreements = agreementsFrom(mesh, next)
    steps.left -= agreements.length
    for (const agreement of agreements) {
      const to = toOf(mesh, agreement)
      const rest = Math.min(spare - 1, hopsOf(mesh, agreement))
      if (rest <= (left.get(to) ?? -1)) continue
      left.set(to, rest)
      waiting.push(to)
    }
  }
  return left.keys()
}

function lostReaches(
  change: Change,
  unit: number,
  terms: number,
  steps: Steps,
): readonly MeshReach[] | 'spent' {
  // One path that serves all grades and purposes at once spares asking for each.
  const all = gradesIn(terms).flatMap((grade) => purposesIn(terms).map((purpose) => ({ grade, purpose })))
  const together = all.reduce((bits, { grade, purpose }) => bits | termsFor(grade, purpose), 0)
  const rest = lineAfter(change, unit, together, steps)
  if (typeof rest !== 'string') return []
  const lost: MeshReach[] = []
  for (const { grade, purpose } of all) {
    const isLost = losesUnit(change, unit, termsFor(grade, purpose), steps)
    if (isLost === 'spent') return 'spent'
    if (isLost) lost.push({ unit: unitAt(change.mesh, unit).name, purpose, grade })
  }
  return lost
}

/** Whether there is a path before and none after. */
function losesUnit(
  { mesh, after, removed, from, at }: Change,
  unit: number,
  terms: number,
  steps: Steps,
): boolean | 'spent' {
  const line = lineBetween(viewOf(mesh, { domain: unitAt(mesh, unit).domain, terms, at }, steps), from, unit)
  if (line === 'spent') return line
  if (line === 'none' || !line.some((agreement) => removed.has(agreement))) return false
  const rest = lineAfter({ mesh, after, removed, from, at }, unit, terms, steps)
  return rest === 'spent' ? rest : rest === 'none'
}

function lineAfter({ mesh, after, from, at }: Change, unit: number, terms: number, steps: Steps): Line {
  const { domain, name } = unitAt(mesh, unit)
  // The numbers of a changed mesh may be others.
  const [fromAfter, unitAfter] = [unitAt(mesh, from).name, name].map((one) => unitNumber(after, one))
  if (fromAfter === undefined || unitAfter === undefined) return 'none'
  return lineBetween(viewOf(after, { domain, terms, at }, steps), fromAfter, unitAfter)
}

function byUnit(one: MeshReach, other: MeshReach): number {
  return (
    byCodeUnits(one.unit, other.unit) ||
    byCodeUnits(one.purpose, other.purpose) ||
    grades.indexOf(one.grade) - grades.indexOf(other.grade)
  )
}
