import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fakeMesh } from './fake-mesh.ts'
import { addMarked, mapGraph } from './map-graph.ts'
import { edgeKey, linesMax, marksOf } from './map-marks.ts'
import type { Mesh } from './told.ts'

const at = Date.UTC(2026, 10, 22)

function meshOf(units: number, agreementsPerUnit: number): Mesh {
  return fakeMesh({ units, agreementsPerUnit, seed: 7, at })
}

test('a small map draws every unit and every agreement', () => {
  const mesh = meshOf(200, 3)
  const { graph, rings } = mapGraph(mesh, at)
  assert.deepEqual([graph.order, graph.size], [mesh.units.length, mesh.agreements.length])
  assert.equal(rings.length, Math.max(...mesh.units.map(({ distance = 0 }) => distance)))
})

test('a large map draws one agreement to each unit, and those that are marked besides', () => {
  const mesh = meshOf(3_000, 3)
  assert.ok(mesh.agreements.length > linesMax)
  const { graph } = mapGraph(mesh, at)
  assert.equal(graph.size, mesh.units.length - 1)
  const keyOf = ({ with: to, agreement }: Mesh['agreements'][number]): string =>
    edgeKey(mesh.units[to]?.key ?? '', agreement)
  const left = mesh.agreements.find((one) => !graph.hasEdge(keyOf(one)))
  assert.ok(left)
  const to = mesh.units[left.with]?.key
  const marks = { ...marksOf(mesh.units[0]?.key, to, []), agreements: new Set([keyOf(left)]) }
  addMarked(graph, mesh, marks)
  assert.ok(graph.hasEdge(keyOf(left)))
  assert.equal(graph.size, mesh.units.length)
})
