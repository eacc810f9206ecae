import type { Instant } from '#clock'
import { certain } from '#fault'
import { type Grade, grades } from '#x509'
import type { Purpose } from './fault.ts'

/*
 * The mesh: units and the agreements between them, as numbers in arrays, so that a question over many
 * thousands of units is quick. It gives candidates and explanations; proof is what `findPath` accepts.
 *
 * A mesh never changes. A changed one shares the arrays of the one before and keeps what differs beside them;
 * when that has become much, all is laid out anew. Units and agreements are laid out in the order of their
 * names, so that nothing depends on the order in which they became known.
 */

export interface MeshUnit {
  /** What tells it from others; nothing is read into it. */
  readonly name: string
  /** The DNS domain its names lie in. */
  readonly domain: string
  /** When the newest status published by the unit was issued. */
  readonly statusAsOf: Instant
}

/** What an agreement can be for; the logs' heads go with signatures. */
export type MeshPurpose = Exclude<Purpose, 'any' | 'record'>

/** Tells an agreement from all others: no unit has two of one id. */
export interface AgreementKey {
  readonly from: string
  readonly id: string
}

/** That one unit accepts another, and within what bounds. */
export interface MeshAgreement extends AgreementKey {
  readonly to: string
  readonly grades: readonly Grade[]
  readonly purposes: readonly MeshPurpose[]
  /** How many more agreements may follow on a path: 0 to 255. */
  readonly hops: number
  /** DNS domains it is good for, each with all below it; `''` stands for every domain. */
  readonly names: readonly string[]
  readonly notBefore: Instant
  /** The last instant at which it is valid. */
  readonly notAfter: Instant
  /** How old the status of each unit after it may be: 1 to 2³¹ − 1. */
  readonly statusAgeMaxSeconds: number
}

export const purposes: readonly MeshPurpose[] = ['client', 'server', 'signature', 'time-stamp']

/** Grades and purposes of an agreement are the low 16 bits of one number, its terms; hops the 8 above. */
const hopsShift = 16

/** As many agreements as a bound on hops can let follow. */
export const hopsLimit = 255

/** What was laid out in order. Units are numbered by name; agreements by `to`, `from` and id. */
export interface Layout {
  readonly names: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  readonly ids: readonly string[]
  readonly from: Int32Array
  readonly to: Int32Array
  readonly terms: Int32Array
  readonly notBefore: Float64Array
  readonly notAfter: Float64Array
  readonly ageMaxSeconds: Int32Array
  /** Which of `nameSets` it permits; each set is kept once. */
  readonly permits: Int32Array
  readonly nameSets: readonly (readonly string[])[]
  /** The names in them, in small letters and numbered: those of set n from `setNames[n]` of `namesIn` on. */
  readonly nameNumbers: ReadonlyMap<string, number>
  readonly setNames: Int32Array
  readonly namesIn: Int32Array
  /** The agreements into unit n are those from `into[n]` up to `into[n + 1]`. */
  readonly into: Int32Array
  /** The agreements of unit n are those at `outward[n]` up to `outward[n + 1]` of `out`. */
  readonly outward: Int32Array
  readonly out: Int32Array
}

/** An agreement that came after the layout; its number follows on those of the layout. */
export interface Added {
  readonly agreement: MeshAgreement
  readonly from: number
  readonly to: number
  readonly terms: number
}

export interface Mesh {
  readonly layout: Layout
  /** Domain and status of the units of the layout. */
  readonly domains: readonly string[]
  readonly statusAsOf: Float64Array
  /** Units that came after the layout; their numbers follow on those of the layout. */
  readonly newcomers: readonly MeshUnit[]
  readonly newcomerNumbers: ReadonlyMap<string, number>
  readonly added: readonly Added[]
  readonly addedInto: ReadonlyMap<number, readonly number[]>
  readonly addedFrom: ReadonlyMap<number, readonly number[]>
  /** Numbers of agreements of the layout that are gone. */
  readonly gone: ReadonlySet<number>
}

export function unitNumber(mesh: Mesh, name: string): number | undefined {
  return mesh.layout.numbers.get(name) ?? mesh.newcomerNumbers.get(name)
}

/** How many units there are; they are numbered from 0. */
export function unitCount(mesh: Mesh): number {
  return mesh.layout.names.length + mesh.newcomers.length
}

export function unitAt(mesh: Mesh, unit: number): MeshUnit {
  const newcomer = mesh.newcomers[unit - mesh.layout.names.length]
  if (newcomer) return newcomer
  return {
    name: certain(mesh.layout.names[unit], 'a unit of the mesh'),
    domain: mesh.domains[unit] ?? '',
    statusAsOf: mesh.statusAsOf[unit] ?? 0,
  }
}

/** The status of one unit, without what else is known of it: the search asks often. */
export function statusAsOf(mesh: Mesh, unit: number): Instant {
  const laidOut = mesh.statusAsOf.length
  return (unit < laidOut ? mesh.statusAsOf[unit] : mesh.newcomers[unit - laidOut]?.statusAsOf) ?? 0
}

/** The order of units by name, whenever they became known. */
export function compareUnits(mesh: Mesh, one: number, other: number): number {
  const laidOut = mesh.layout.names.length
  if (one < laidOut && other < laidOut) return one - other
  return byCodeUnits(unitAt(mesh, one).name, unitAt(mesh, other).name)
}

/** The order of agreements between the same two units by id. */
export function compareParallel(mesh: Mesh, one: number, other: number): number {
  const laidOut = mesh.layout.ids.length
  if (one < laidOut && other < laidOut) return one - other
  return byCodeUnits(idOf(mesh, one), idOf(mesh, other))
}

export function fromOf(mesh: Mesh, agreement: number): number {
  const { from, ids } = mesh.layout
  return (agreement < ids.length ? from[agreement] : mesh.added[agreement - ids.length]?.from) ?? 0
}

export function toOf(mesh: Mesh, agreement: number): number {
  const { to, ids } = mesh.layout
  return (agreement < ids.length ? to[agreement] : mesh.added[agreement - ids.length]?.to) ?? 0
}

export function termsOf(mesh: Mesh, agreement: number): number {
  const { terms, ids } = mesh.layout
  return (agreement < ids.length ? terms[agreement] : mesh.added[agreement - ids.length]?.terms) ?? 0
}

export function hopsOf(mesh: Mesh, agreement: number): number {
  return hopsIn(termsOf(mesh, agreement))
}

export function hopsIn(terms: number): number {
  return (terms >> hopsShift) & hopsLimit
}

export function ageMaxSecondsOf(mesh: Mesh, agreement: number): number {
  const { ageMaxSeconds, ids } = mesh.layout
  if (agreement < ids.length) return ageMaxSeconds[agreement] ?? 0
  return mesh.added[agreement - ids.length]?.agreement.statusAgeMaxSeconds ?? 0
}

/** The terms of an agreement as one number. */
export function termsNumber(agreement: MeshAgreement): number {
  const bits = [...agreement.grades.map(gradeBit), ...agreement.purposes.map(purposeBit)]
  const hops = Math.max(0, Math.min(agreement.hops, hopsLimit))
  return bits.reduce((all, one) => all | one, hops << hopsShift)
}

/** The bits of `terms` that an agreement for this grade and purpose has. */
export function termsFor(grade: Grade, purpose: MeshPurpose): number {
  return gradeBit(grade) | purposeBit(purpose)
}

/** The bits of terms that are for grades. */
export const gradeBits = (1 << grades.length) - 1

function gradeBit(grade: Grade): number {
  return 1 << grades.indexOf(grade)
}

function purposeBit(purpose: MeshPurpose): number {
  return 1 << (grades.length + purposes.indexOf(purpose))
}

export function gradesIn(terms: number): readonly Grade[] {
  return grades.filter((_, at) => (terms & (1 << at)) !== 0)
}

export function purposesIn(terms: number): readonly MeshPurpose[] {
  return purposes.filter((_, at) => (terms & (1 << (grades.length + at))) !== 0)
}

export function agreementAt(mesh: Mesh, agreement: number): MeshAgreement {
  const { layout } = mesh
  const added = mesh.added[agreement - layout.ids.length]
  if (added) return added.agreement
  const terms = termsOf(mesh, agreement)
  return {
    id: certain(layout.ids[agreement], 'an agreement of the mesh'),
    from: unitAt(mesh, fromOf(mesh, agreement)).name,
    to: unitAt(mesh, toOf(mesh, agreement)).name,
    grades: gradesIn(terms),
    purposes: purposesIn(terms),
    hops: hopsIn(terms),
    names: certain(layout.nameSets[layout.permits[agreement] ?? 0], 'the names of an agreement'),
    notBefore: layout.notBefore[agreement] ?? 0,
    notAfter: layout.notAfter[agreement] ?? 0,
    statusAgeMaxSeconds: ageMaxSecondsOf(mesh, agreement),
  }
}

/** The numbers of the agreements that a unit has signed. */
export function agreementsFrom(mesh: Mesh, unit: number): readonly number[] {
  const { out, outward } = mesh.layout
  const laidOut = Array.from(out.subarray(outward[unit] ?? out.length, outward[unit + 1] ?? out.length))
  return [...laidOut.filter((agreement) => !mesh.gone.has(agreement)), ...(mesh.addedFrom.get(unit) ?? [])]
}

/** The numbers of the agreements for a unit. */
export function agreementsInto(mesh: Mesh, unit: number): readonly number[] {
  const { ids, into } = mesh.layout
  const begin = into[unit] ?? ids.length
  const laidOut = Array.from({ length: (into[unit + 1] ?? ids.length) - begin }, (_, at) => begin + at)
  return [...laidOut.filter((agreement) => !mesh.gone.has(agreement)), ...(mesh.addedInto.get(unit) ?? [])]
}

/** The number of an agreement; undefined when there is none of that key. */
export function agreementNumber(mesh: Mesh, { from, id }: AgreementKey): number | undefined {
  const unit = unitNumber(mesh, from)
  if (unit === undefined) return undefined
  return agreementsFrom(mesh, unit).find((agreement) => idOf(mesh, agreement) === id)
}

/** By code units: an order that no locale changes. */
export function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function idOf(mesh: Mesh, agreement: number): string {
  const { ids } = mesh.layout
  return certain(ids[agreement] ?? mesh.added[agreement - ids.length]?.agreement.id, 'an id')
}
