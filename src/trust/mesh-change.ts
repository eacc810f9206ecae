import { certain } from '#fault'
import {
  type Added,
  type AgreementKey,
  agreementAt,
  agreementNumber,
  byCodeUnits,
  type Mesh,
  type MeshAgreement,
  type MeshUnit,
  termsNumber,
  unitAt,
  unitCount,
  unitNumber,
} from './mesh.ts'
import { layOut } from './mesh-layout.ts'

export interface MeshChange {
  /** Units that are new, or whose domain or status is. */
  readonly units?: readonly MeshUnit[]
  /** Agreements that are new; one of the same `from` and id is replaced. */
  readonly agreed?: readonly MeshAgreement[]
  readonly withdrawn?: readonly AgreementKey[]
}

/**
 * How many changes may stand beside a layout: each change copies those before it, so that few keep a change
 * cheap; and laying out takes time for every agreement there is, so that a share of these keeps it rare.
 */
const changesMin = 256
const changesShare = 64

/**
 * Lays a mesh out. Of two units of one name the later counts. A unit that only an agreement names has never
 * published a status, so that nothing leads to it or through it.
 */
export function buildMesh(units: readonly MeshUnit[], agreements: readonly MeshAgreement[]): Mesh {
  const known = new Map(units.map((unit) => [unit.name, unit]))
  for (const { from, to } of agreements) {
    if (!known.has(from)) known.set(from, stranger(from))
    if (!known.has(to)) known.set(to, stranger(to))
  }
  const names = [...known.keys()].toSorted(byCodeUnits)
  const ordered = names.map((name) => certain(known.get(name), 'a unit of the mesh'))
  return {
    layout: layOut(names, agreements),
    domains: ordered.map(({ domain }) => domain),
    statusAsOf: Float64Array.from(ordered, (unit) => unit.statusAsOf),
    newcomers: [],
    newcomerNumbers: new Map(),
    added: [],
    addedInto: new Map(),
    addedFrom: new Map(),
    gone: new Set(),
  }
}

/**
 * The mesh after a change; the one before stays as it was. Costs in proportion to the change; that of a known
 * unit's domain or status copies, besides, a number and a reference for every unit.
 */
export function changeMesh(mesh: Mesh, change: MeshChange): Mesh {
  const { units = [], agreed = [], withdrawn = [] } = change
  const settled = withUnits(withoutAgreements(mesh, [...withdrawn, ...agreed]), units)
  const strangers = new Set(
    agreed.flatMap(({ from, to }) => [from, to]).filter((name) => unitNumber(settled, name) === undefined),
  )
  const changed = withAgreements(withUnits(settled, [...strangers].map(stranger)), agreed)
  const beside = changed.newcomers.length + changed.added.length + changed.gone.size
  if (beside <= Math.max(changesMin, changed.layout.ids.length / changesShare)) return changed
  return buildMesh(unitsOf(changed), agreementsOf(changed))
}

function stranger(name: string): MeshUnit {
  return { name, domain: '', statusAsOf: Number.NEGATIVE_INFINITY }
}

function unitsOf(mesh: Mesh): readonly MeshUnit[] {
  return Array.from({ length: unitCount(mesh) }, (_, unit) => unitAt(mesh, unit))
}

function agreementsOf(mesh: Mesh): readonly MeshAgreement[] {
  const all = Array.from({ length: mesh.layout.ids.length + mesh.added.length }, (_, at) => at)
  return all.filter((at) => !mesh.gone.has(at)).map((at) => agreementAt(mesh, at))
}

function withUnits(mesh: Mesh, units: readonly MeshUnit[]): Mesh {
  const { numbers, names } = mesh.layout
  const updates = units.filter(({ name }) => numbers.has(name))
  const newcomers = [...mesh.newcomers]
  const newcomerNumbers = new Map(mesh.newcomerNumbers)
  for (const unit of units) {
    if (numbers.has(unit.name)) continue
    const number = newcomerNumbers.get(unit.name) ?? names.length + newcomers.length
    newcomerNumbers.set(unit.name, number)
    newcomers[number - names.length] = unit
  }
  return { ...mesh, ...(updates.length > 0 ? updated(mesh, updates) : {}), newcomers, newcomerNumbers }
}

function updated(mesh: Mesh, units: readonly MeshUnit[]): Pick<Mesh, 'domains' | 'statusAsOf'> {
  const domains = [...mesh.domains]
  const statusAsOf = mesh.statusAsOf.slice()
  for (const unit of units) {
    const number = certain(unitNumber(mesh, unit.name), 'a known unit')
    domains[number] = unit.domain
    statusAsOf[number] = unit.statusAsOf
  }
  return { domains, statusAsOf }
}

function withoutAgreements(mesh: Mesh, keys: readonly AgreementKey[]): Mesh {
  const laidOut = mesh.layout.ids.length
  const going = new Set(keys.map((key) => agreementNumber(mesh, key)).filter((at) => at !== undefined))
  if (going.size === 0) return mesh
  const gone = new Set([...mesh.gone, ...[...going].filter((at) => at < laidOut)])
  return {
    ...mesh,
    gone,
    ...beside(
      mesh,
      mesh.added.filter((_, at) => !going.has(laidOut + at)),
    ),
  }
}

function withAgreements(mesh: Mesh, agreements: readonly MeshAgreement[]): Mesh {
  if (agreements.length === 0) return mesh
  const added = agreements.map((agreement) => ({
    agreement,
    from: certain(unitNumber(mesh, agreement.from), 'who agrees'),
    to: certain(unitNumber(mesh, agreement.to), 'whom they agree to accept'),
    terms: termsNumber(agreement),
  }))
  return { ...mesh, ...beside(mesh, [...mesh.added, ...added]) }
}

function beside(mesh: Mesh, added: readonly Added[]): Pick<Mesh, 'added' | 'addedInto' | 'addedFrom'> {
  const numbers = added.map((_, at) => mesh.layout.ids.length + at)
  const unitOf = (number: number, end: 'from' | 'to'): number =>
    certain(added[number - mesh.layout.ids.length], 'an added agreement')[end]
  return {
    added,
    addedInto: Map.groupBy(numbers, (number) => unitOf(number, 'to')),
    addedFrom: Map.groupBy(numbers, (number) => unitOf(number, 'from')),
  }
}
