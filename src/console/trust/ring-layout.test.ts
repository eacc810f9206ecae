import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fakeMesh } from './fake-mesh.ts'
import { type Place, ringLayout } from './ring-layout.ts'
import type { Mesh } from './told.ts'

const at = Date.UTC(2026, 10, 22)

function distanceOf(place: Place | undefined): number {
  return Math.hypot(place?.x ?? 0, place?.y ?? 0)
}

const meshes = fc
  .record({
    units: fc.integer({ min: 2, max: 400 }),
    agreementsPerUnit: fc.integer({ min: 1, max: 5 }),
    seed: fc.nat(),
  })
  .map((wish) => fakeMesh({ ...wish, at }))

test('this unit stands in the middle, and whoever is further away stands further out', () => {
  fc.assert(
    fc.property(meshes, (mesh) => {
      const { places } = ringLayout(mesh)
      assert.deepEqual(places[0], { x: 0, y: 0 })
      for (const [unit, { distance = 0 }] of mesh.units.entries()) {
        const before = mesh.units[unit - 1]?.distance
        if (before === undefined || before === distance) continue
        assert.ok(distanceOf(places[unit]) > distanceOf(places[unit - 1]))
      }
    }),
  )
})

test('no two units stand in one place', () => {
  fc.assert(
    fc.property(meshes, (mesh) => {
      const { places } = ringLayout(mesh)
      const told = new Set(places.map(({ x, y }) => `${x.toFixed(3)} ${y.toFixed(3)}`))
      assert.equal(told.size, places.length)
    }),
  )
})

test('the same mesh is drawn the same', () => {
  const mesh = fakeMesh({ units: 300, agreementsPerUnit: 3, seed: 7, at })
  assert.deepEqual(ringLayout(mesh), ringLayout(structuredClone(mesh)))
})

test('units to which no agreement leads stand outside of all others', () => {
  const whole = fakeMesh({ units: 30, agreementsPerUnit: 2, seed: 7, at })
  const { distance: _, ...cut } = whole.units.at(-1) ?? { unit: '', key: '' }
  const mesh: Mesh = { ...whole, units: [...whole.units.slice(0, -1), cut] }
  const { places } = ringLayout(mesh)
  const outermost = Math.max(...places.map(distanceOf))
  assert.equal(distanceOf(places.at(-1)), outermost)
})

test('five thousand units with four agreements each find their places', () => {
  const mesh = fakeMesh({ units: 5_000, agreementsPerUnit: 4, seed: 7, at })
  assert.equal(ringLayout(mesh).places.length, 5_000)
})
