import { type Instant, second } from '#clock'
import { type Grade, grades } from '#x509'
import {
  type AgreementKey,
  agreementAt,
  type Mesh,
  type MeshAgreement,
  statusAsOf,
  toOf,
  unitAt,
} from './mesh.ts'
import { lineBetween } from './mesh-line.ts'
import { ask, type MeshQuestion, type MeshView } from './mesh-view.ts'

/** Agreements that lead from one unit to another, with what bounds them. */
export interface MeshPath {
  /** In order from who asks; none when a unit asks for itself. */
  readonly agreements: readonly MeshAgreement[]
  /** Where the path would break first, one for each kind of bound. */
  readonly limiting: readonly MeshLimit[]
  /** How old the status of each unit after the first is. */
  readonly ages: readonly StatusAge[]
  /** The units that had to be trusted, the target last. */
  readonly trusted: readonly string[]
}

/** The agreement of a path that is narrowest in one bound, and how narrow it is. */
export type MeshLimit = { readonly agreement: AgreementKey } & (
  | { readonly bound: 'grade'; readonly highest: Grade }
  | { readonly bound: 'hops'; readonly spare: number }
  | { readonly bound: 'validity'; readonly until: Instant }
  | { readonly bound: 'status-age'; readonly spareSeconds: number }
  /** `name` is the widest name by which the agreement covers the domain. */
  | { readonly bound: 'names'; readonly name: string }
)

export interface StatusAge {
  readonly unit: string
  readonly asOf: Instant
  readonly ageMilliseconds: number
}

export type MeshAnswer =
  | ({ readonly answer: 'found' } & MeshPath)
  | { readonly answer: 'none' }
  /** The budget was spent first. Never to be taken for found. */
  | { readonly answer: 'unknown' }

/**
 * Searches agreements that lead from one unit to another. Each must serve the grade and the purpose, be valid
 * at the instant, cover the domain, let as many agreements follow as do, and bear the age of the status of
 * every unit after it. No unit is gone through twice. The path has as few agreements as any; between paths as
 * short, freshness and names decide, never the order in which agreements became known. A path is a candidate
 * and proves nothing: that is for `findPath`.
 */
export function searchMesh(mesh: Mesh, question: MeshQuestion): MeshAnswer {
  const asked = ask(mesh, question)
  if (!asked) return { answer: 'none' }
  const line = lineBetween(asked.view, asked.from, asked.to)
  if (line === 'spent') return { answer: 'unknown' }
  return line === 'none' ? { answer: 'none' } : { answer: 'found', ...pathOf(asked.view, line) }
}

/** A line as a path. */
export function pathOf(view: MeshView, line: readonly number[]): MeshPath {
  const agreements = line.map((agreement) => agreementAt(view.mesh, agreement))
  const ages = line.map((agreement) => statusAge(view, toOf(view.mesh, agreement)))
  return {
    agreements,
    limiting: limitsOf(view, agreements, ages),
    ages,
    trusted: ages.map(({ unit }) => unit),
  }
}

function statusAge({ mesh, at }: MeshView, unit: number): StatusAge {
  const asOf = statusAsOf(mesh, unit)
  return { unit: unitAt(mesh, unit).name, asOf, ageMilliseconds: at - asOf }
}

/** How narrow one agreement of a path is in each bound. */
interface Slack {
  readonly agreement: AgreementKey
  readonly highest: number
  readonly spare: number
  readonly until: Instant
  readonly spareSeconds: number
  readonly name: string
}

function limitsOf(
  view: MeshView,
  agreements: readonly MeshAgreement[],
  ages: readonly StatusAge[],
): readonly MeshLimit[] {
  const slacks = agreements.map((agreement, at): Slack => {
    const oldest = Math.max(...ages.slice(at).map(({ ageMilliseconds }) => ageMilliseconds))
    const covering = agreement.names.filter((name) => view.covering.has(name.toLowerCase()))
    return {
      agreement: { from: agreement.from, id: agreement.id },
      highest: Math.max(...agreement.grades.map((grade) => grades.indexOf(grade))),
      spare: agreement.hops - (agreements.length - 1 - at),
      until: agreement.notAfter,
      spareSeconds: agreement.statusAgeMaxSeconds - Math.ceil(oldest / second),
      name: covering.toSorted((one, other) => one.length - other.length)[0] ?? '',
    }
  })
  const [first] = slacks
  if (!first) return []
  const least = (rank: (slack: Slack) => number): Slack =>
    slacks.reduce((best, one) => (rank(one) < rank(best) ? one : best), first)
  const lowest = least(({ highest }) => highest)
  const nearest = least(({ spare }) => spare)
  const soonest = least(({ until }) => until)
  const stalest = least(({ spareSeconds }) => spareSeconds)
  const narrowest = least(({ name }) => -name.length)
  return [
    { bound: 'grade', agreement: lowest.agreement, highest: grades[lowest.highest] ?? 'test' },
    { bound: 'hops', agreement: nearest.agreement, spare: nearest.spare },
    { bound: 'validity', agreement: soonest.agreement, until: soonest.until },
    { bound: 'status-age', agreement: stalest.agreement, spareSeconds: stalest.spareSeconds },
    { bound: 'names', agreement: narrowest.agreement, name: narrowest.name },
  ]
}
