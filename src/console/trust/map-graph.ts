import { MultiDirectedGraph } from 'graphology'
import { edgeKey } from './map-marks.ts'
import { ringLayout } from './ring-layout.ts'
import { calledOf, degreesOf, type Standing, standingOf } from './standing.ts'
import type { Mesh } from './told.ts'

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
  for (const { agreement, by, with: to, notBefore, notAfter } of mesh.agreements) {
    const [from, other] = [mesh.units[by]?.key, mesh.units[to]?.key]
    if (from === undefined || other === undefined) continue
    const isValid = Date.parse(notBefore) <= now && now <= Date.parse(notAfter) + 999
    const key = edgeKey(other, agreement)
    if (!graph.hasEdge(key))
      graph.addDirectedEdgeWithKey(key, from, other, {
        ...{ isValid, isOwn: by === 0 },
        size: mesh.agreements.length > 2_000 ? 0.5 : 1.6,
      })
  }
  const reach = Math.max(1, ...places.map(({ x, y }) => Math.hypot(x, y)))
  return { graph, rings, reach }
}
