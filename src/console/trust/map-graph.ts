import { MultiDirectedGraph } from 'graphology'
import { edgeKey, linesMax, type Marks } from './map-marks.ts'
import { ringLayout } from './ring-layout.ts'
import { calledOf, degreesOf, type Standing, standingOf } from './standing.ts'
import type { Mesh, MeshAgreement } from './told.ts'

export interface UnitNode {
  readonly x: number
  readonly y: number
  readonly size: number
  readonly label: string
  readonly standing: Standing
}

export interface AgreementEdge {
  readonly size: number
  /** Whether it is valid now. */
  readonly isValid: boolean
  /** Whether this unit has signed it. */
  readonly isOwn: boolean
}

type UnitGraph = MultiDirectedGraph<UnitNode, AgreementEdge>

export interface MapGraph {
  readonly graph: UnitGraph
  /** The radius of each ring around this unit. */
  readonly rings: readonly number[]
  /** How far out the outermost unit stands. */
  readonly reach: number
}

/** The smallest and largest dot, in pixels. */
const [sizeMin, sizeMax] = [3, 11]

/** The map as sigma draws it: units by their keys, agreements by the key of whom they are with and serial. */
export function mapGraph(mesh: Mesh, now: number): MapGraph {
  const graph: UnitGraph = new MultiDirectedGraph()
  const { places, rings } = ringLayout(mesh)
  const { named } = degreesOf(mesh)
  // On a map of thousands dots of the usual size would lie upon each other.
  const scale = Math.min(1.3, Math.max(0.4, 26 / Math.sqrt(mesh.units.length)))
  for (const [place, unit] of mesh.units.entries()) {
    const size = Math.min(sizeMax, sizeMin + Math.log2(1 + (named[place] ?? 0)) * 1.6) * scale
    graph.addNode(unit.key, {
      ...(places[place] ?? { x: 0, y: 0 }),
      size: place === 0 ? Math.max(8, sizeMax * scale) : size,
      label: calledOf(unit),
      standing: standingOf(unit, place, now),
    })
  }
  for (const agreement of linesOf(mesh)) addLine(graph, mesh, agreement, now)
  const reach = Math.max(1, ...places.map(({ x, y }) => Math.hypot(x, y)))
  return { graph, rings, reach }
}

/**
 * The agreements that are drawn: all of them, or, where these are too many, for each unit the first that
 * leads there from one nearer to this unit.
 */
function linesOf({ units, agreements }: Mesh): readonly MeshAgreement[] {
  if (agreements.length <= linesMax) return agreements
  const reached = new Set<number>()
  return agreements.filter(({ by, with: to }) => {
    const [near, far] = [units[by]?.distance, units[to]?.distance]
    if (near === undefined || far !== near + 1 || reached.has(to)) return false
    reached.add(to)
    return true
  })
}

/** Draws what is marked, too, where it was left out. */
export function addMarked(graph: UnitGraph, mesh: Mesh, { agreements }: Marks): void {
  const missing = new Set([...agreements].filter((key) => !graph.hasEdge(key)))
  if (missing.size === 0) return
  const now = Date.parse(mesh.at)
  for (const one of mesh.agreements) {
    const to = mesh.units[one.with]?.key ?? ''
    if (missing.has(edgeKey(to, one.agreement))) addLine(graph, mesh, one, now)
  }
}

function addLine(graph: UnitGraph, { units, agreements }: Mesh, one: MeshAgreement, now: number): void {
  const [from, to] = [units[one.by]?.key, units[one.with]?.key]
  if (from === undefined || to === undefined) return
  const key = edgeKey(to, one.agreement)
  if (graph.hasEdge(key)) return
  const isValid = Date.parse(one.notBefore) <= now && now <= Date.parse(one.notAfter) + 999
  const size = agreements.length > 2_000 ? 0.5 : 1.6
  graph.addDirectedEdgeWithKey(key, from, to, { isValid, isOwn: one.by === 0, size })
}
