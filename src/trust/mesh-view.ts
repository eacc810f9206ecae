import { type Instant, second } from '#clock'
import type { Grade } from '#x509'
import {
  ageMaxSecondsOf,
  hopsIn,
  type Mesh,
  type MeshPurpose,
  statusAsOf,
  termsFor,
  termsOf,
  unitAt,
  unitNumber,
} from './mesh.ts'

/** Whether one unit accepts another, and by which agreements. */
export interface MeshQuestion {
  readonly from: string
  readonly to: string
  /** The name asked for; by default the domain of `to`. */
  readonly domain?: string
  readonly grade: Grade
  readonly purpose: MeshPurpose
  readonly at: Instant
  /** How many agreements may be looked at; by default `meshStepsMax`. */
  readonly stepsMax?: number
}

/**
 * Looking at an agreement takes 20 to 100 ns, most of it waiting for memory: two million are a few looks at
 * each of 300,000, and at most 0.2 s.
 */
const meshStepsMax = 2_000_000

/** The mesh as one question sees it, and what is left of its budget. It belongs to that question. */
export interface MeshView {
  readonly mesh: Mesh
  readonly at: Instant
  readonly terms: number
  /** The domain asked for and those above it, up to `''`. */
  readonly covering: ReadonlySet<string>
  /** Those of them that the layout has a number for. */
  readonly coveringNumbers: readonly number[]
  /** What the last look found. */
  readonly found: number[]
  readonly steps: Steps
}

/** What is left of the budget of one question, however many views it takes. */
export interface Steps {
  left: number
}

/** A question's view and the numbers of its units; undefined when the mesh does not know them both. */
export interface Asked {
  readonly view: MeshView
  readonly from: number
  readonly to: number
}

export function ask(mesh: Mesh, question: MeshQuestion): Asked | undefined {
  const [from, to] = [unitNumber(mesh, question.from), unitNumber(mesh, question.to)]
  if (from === undefined || to === undefined) return undefined
  const domain = question.domain ?? unitAt(mesh, to).domain
  const terms = termsFor(question.grade, question.purpose)
  return { view: viewOf(mesh, { domain, terms, at: question.at }, stepsOf(question)), from, to }
}

export function stepsOf({ stepsMax = meshStepsMax }: Pick<MeshQuestion, 'stepsMax'>): Steps {
  return { left: stepsMax }
}

export interface ViewTerms {
  readonly domain: string
  /** As `termsFor` gives them, or several of these together: then an agreement must have all. */
  readonly terms: number
  readonly at: Instant
}

export function viewOf(mesh: Mesh, { domain, terms, at }: ViewTerms, steps: Steps): MeshView {
  const covering = domainsAbove(domain)
  const numbers = Array.from(covering, (name) => mesh.layout.nameNumbers.get(name))
  return {
    mesh,
    at,
    terms,
    covering,
    coveringNumbers: numbers.filter((number) => number !== undefined),
    found: [],
    steps,
  }
}

/** How old the status of a unit is, in milliseconds; less than 0 when it is from the future. */
export function ageOf(view: MeshView, unit: number): number {
  return view.at - statusAsOf(view.mesh, unit)
}

export function ageMaxOf(view: MeshView, agreement: number): number {
  return ageMaxSecondsOf(view.mesh, agreement) * second
}

/**
 * Puts the agreements into a unit that serve the question, and are wide enough for what follows them, into
 * `view.found` and gives their count.
 */
export function lookInto(view: MeshView, unit: number, hops: number, age: number): number {
  const { into } = view.mesh.layout
  const { gone, addedInto } = view.mesh
  const [begin, end] = [into[unit] ?? 0, into[unit + 1] ?? 0]
  let count = 0
  for (let agreement = begin; agreement < end; agreement++) {
    if (isLaidOutWide(view, agreement, hops, age) && !(gone.size > 0 && gone.has(agreement))) {
      view.found[count++] = agreement
    }
  }
  view.steps.left -= end - begin
  const added = addedInto.size > 0 ? addedInto.get(unit) : undefined
  if (!added) return count
  view.steps.left -= added.length
  for (const agreement of added) if (isWide(view, agreement, hops, age)) view.found[count++] = agreement
  return count
}

/**
 * Puts the agreements that a unit has signed, that serve the question and let so many follow, into
 * `view.found` and gives their count.
 */
export function lookFrom(view: MeshView, unit: number, hops: number): number {
  const { outward, out } = view.mesh.layout
  const { gone, addedFrom } = view.mesh
  const [begin, end] = [outward[unit] ?? 0, outward[unit + 1] ?? 0]
  let count = 0
  for (let at = begin; at < end; at++) {
    const agreement = out[at] ?? 0
    if (isLaidOutWide(view, agreement, hops, anyAge) && !(gone.size > 0 && gone.has(agreement))) {
      view.found[count++] = agreement
    }
  }
  view.steps.left -= end - begin
  const added = addedFrom.size > 0 ? addedFrom.get(unit) : undefined
  if (!added) return count
  view.steps.left -= added.length
  for (const agreement of added) if (isWide(view, agreement, hops, anyAge)) view.found[count++] = agreement
  return count
}

/** The agreements that a unit has signed and that serve the question. */
export function lookOut(view: MeshView, unit: number): readonly number[] {
  const count = lookFrom(view, unit, 0)
  return view.found.slice(0, count)
}

/** Fresher than any status. */
const anyAge = Number.NEGATIVE_INFINITY

/** Whether the agreement serves the question and is wide enough for what follows it. */
export function isWide(view: MeshView, agreement: number, hops: number, age: number): boolean {
  if (agreement < view.mesh.layout.ids.length) return isLaidOutWide(view, agreement, hops, age)
  return (
    isServing(view, termsOf(view.mesh, agreement), hops) &&
    isInTime(view, agreement) &&
    age <= ageMaxOf(view, agreement) &&
    isForDomain(view, agreement)
  )
}

/** Whether the agreement is valid at the instant asked for. */
export function isInTime({ mesh: { layout, added }, at }: MeshView, agreement: number): boolean {
  const late = added[agreement - layout.ids.length]?.agreement
  const [notBefore, notAfter] = late
    ? [late.notBefore, late.notAfter]
    : [layout.notBefore[agreement] ?? 0, layout.notAfter[agreement] ?? 0]
  return notBefore <= at && at <= notAfter
}

/** Whether the agreement's names cover the domain asked for. */
export function isForDomain(view: MeshView, agreement: number): boolean {
  const { layout, added } = view.mesh
  const late = added[agreement - layout.ids.length]?.agreement
  if (!late) return isCovered(view, layout.permits[agreement] ?? 0)
  return late.names.some((name) => view.covering.has(name.toLowerCase()))
}

function isLaidOutWide(view: MeshView, agreement: number, hops: number, age: number): boolean {
  const { terms, notBefore, notAfter, ageMaxSeconds, permits } = view.mesh.layout
  return (
    isServing(view, terms[agreement] ?? 0, hops) &&
    (notBefore[agreement] ?? 0) <= view.at &&
    view.at <= (notAfter[agreement] ?? 0) &&
    age <= (ageMaxSeconds[agreement] ?? 0) * second &&
    isCovered(view, permits[agreement] ?? 0)
  )
}

function isServing(view: MeshView, terms: number, hops: number): boolean {
  return (terms & view.terms) === view.terms && hopsIn(terms) >= hops
}

function isCovered({ mesh: { layout }, coveringNumbers }: MeshView, nameSet: number): boolean {
  const { setNames, namesIn } = layout
  const end = setNames[nameSet + 1] ?? 0
  for (let at = setNames[nameSet] ?? 0; at < end; at++) {
    if (coveringNumbers.includes(namesIn[at] ?? 0)) return true
  }
  return false
}

/** A domain and all above it, up to `''`. */
export function domainsAbove(domain: string): ReadonlySet<string> {
  const labels = domain.toLowerCase().split('.')
  return new Set([...labels.map((_, at) => labels.slice(at).join('.')), ''])
}
