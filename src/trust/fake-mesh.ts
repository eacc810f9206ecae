import fc from 'fast-check'
import { type Instant, minute, second } from '#clock'
import { type Grade, grades } from '#x509'
import { type MeshAgreement, type MeshPurpose, type MeshUnit, purposes } from './mesh.ts'
import type { MeshQuestion } from './mesh-view.ts'

/** The instant of every question. */
export const meshNow: Instant = Date.UTC(2026, 10, 22, 12)

/** A unit named `A` with the domain `a.gov`, whose status is a minute old. */
export function fakeUnit(name: string, terms: Partial<MeshUnit> = {}): MeshUnit {
  return { name, domain: `${name.toLowerCase()}.gov`, statusAsOf: meshNow - minute, ...terms }
}

/** An agreement that is as wide as can be but for what the terms say. */
export function fakeAgreement(from: string, to: string, terms: Partial<MeshAgreement> = {}): MeshAgreement {
  return {
    id: `${from}-${to}`,
    from,
    to,
    grades,
    purposes,
    hops: 255,
    names: [''],
    notBefore: meshNow - minute,
    notAfter: meshNow + minute,
    statusAgeMaxSeconds: 3600,
    ...terms,
  }
}

export function fakeQuestion(from: string, to: string, terms: Partial<MeshQuestion> = {}): MeshQuestion {
  return { from, to, grade: 'medium', purpose: 'client', at: meshNow, ...terms }
}

/** Units and agreements as they come, before they are a mesh. */
export interface FakeMesh {
  readonly units: readonly MeshUnit[]
  readonly agreements: readonly MeshAgreement[]
}

export interface AnyMeshTerms {
  readonly units: number
  readonly agreements: readonly [number, number]
  /** How often a bound is as wide as can be, for once that it is drawn; always when absent. */
  readonly wideOften?: number
}

/** Meshes of 2 to so many units, `A`, `B` and so on, on which some paths pass and some do not. */
export function anyMesh({
  units,
  agreements: [least, most],
  wideOften,
}: AnyMeshTerms): fc.Arbitrary<FakeMesh> {
  const drawn = <T>(wide: T, narrow: fc.Arbitrary<T>): fc.Arbitrary<T> =>
    wideOften === undefined
      ? fc.constant(wide)
      : fc.oneof({ weight: wideOften, arbitrary: fc.constant(wide) }, { weight: 1, arbitrary: narrow })
  const often = <T>(wide: T, narrow: fc.Arbitrary<T>): fc.Arbitrary<T> =>
    wideOften === undefined ? fc.constant(wide) : narrow
  return fc.integer({ min: 2, max: units }).chain((count) => {
    const names = Array.from({ length: count }, (_, at) => String.fromCharCode(65 + at))
    const unit = (name: string): fc.Arbitrary<MeshUnit> =>
      fc.record({
        name: fc.constant(name),
        domain: fc.constantFrom(`${name.toLowerCase()}.gov`, `${name.toLowerCase()}.city.gov`),
        statusAsOf: often(60, fc.constantFrom(60, 60, 90, 120, 300)).map((age) => meshNow - age * second),
      })
    const agreement = fc.record({
      from: fc.constantFrom(...names),
      to: fc.constantFrom(...names),
      grades: drawn<readonly Grade[]>(grades, fc.subarray<Grade>([...grades])),
      purposes: drawn<readonly MeshPurpose[]>(purposes, fc.subarray([...purposes])),
      hops: often(255, fc.constantFrom(0, 1, 2, 3, 4, 255)),
      names: drawn(['gov'], fc.subarray(['city.gov', 'a.gov', 'b.gov', 'C.gov', 'd.city.gov'])),
      notBefore: drawn(meshNow - minute, fc.constantFrom<Instant>(meshNow, meshNow + second)),
      notAfter: drawn(meshNow + minute, fc.constantFrom<Instant>(meshNow, meshNow - second)),
      statusAgeMaxSeconds: often(3600, fc.constantFrom(60, 90, 120, 3600)),
    })
    return fc.record({
      units: fc.tuple(...names.map(unit)),
      agreements: fc
        .array(agreement, { minLength: least, maxLength: most })
        .map((all) => all.map((one, at) => ({ ...one, id: `${at}` }))),
    })
  })
}

/** Every path that repeats no unit, whatever its bounds, found by trying all. */
export function* everyLine(
  { agreements }: FakeMesh,
  from: string,
  to: string,
  without: readonly string[] = [],
): Iterable<readonly MeshAgreement[]> {
  if (from === to) {
    yield []
    return
  }
  for (const agreement of agreements) {
    if (agreement.from !== from || [from, ...without].includes(agreement.to)) continue
    for (const rest of everyLine({ units: [], agreements }, agreement.to, to, [...without, from])) {
      yield [agreement, ...rest]
    }
  }
}

/** How many bounds of a path are too narrow for the question, each agreement looked at in turn. */
export function narrowBounds(
  { units }: FakeMesh,
  line: readonly MeshAgreement[],
  question: MeshQuestion,
): number {
  const unitOf = (name: string): MeshUnit => units.find((unit) => unit.name === name) ?? fakeUnit(name)
  const domain = (question.domain ?? unitOf(question.to).domain).toLowerCase()
  return line
    .flatMap((agreement, at) => {
      const after = line.slice(at).map(({ to }) => unitOf(to))
      const oldest = Math.min(...after.map(({ statusAsOf }) => statusAsOf))
      const names = agreement.names.map((name) => name.toLowerCase())
      return [
        agreement.grades.includes(question.grade),
        agreement.purposes.includes(question.purpose),
        names.some((name) => name === '' || name === domain || domain.endsWith(`.${name}`)),
        agreement.notBefore <= question.at && question.at <= agreement.notAfter,
        agreement.hops >= line.length - at - 1,
        question.at - oldest <= agreement.statusAgeMaxSeconds * second,
      ]
    })
    .filter((isWide) => !isWide).length
}

/** Every usable path, the shortest first. */
export function usableLines(
  mesh: FakeMesh,
  question: MeshQuestion,
  without: readonly string[] = [],
): readonly (readonly MeshAgreement[])[] {
  const lines = Array.from(everyLine(mesh, question.from, question.to, without))
  return lines
    .filter((line) => narrowBounds(mesh, line, question) === 0)
    .toSorted((one, other) => one.length - other.length)
}
