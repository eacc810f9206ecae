import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { certain, sure } from '#fault'
import { type Procedure, parseProcedure } from '#task'
import { courseOf } from './course.ts'
import { drawDiagram } from './draw.ts'
import { procedureTexts } from './generated.ts'
import { hallOf } from './hall.ts'
import { type Bounds, layOut, type Point } from './layout.ts'

const root = join(import.meta.dirname, '../..')
const files = globSync('{procedures,examples/*}/*.yaml', { cwd: root }).toSorted()

/** Derives again what must hold of a layout. */
function assertReadable(procedure: Procedure): void {
  const diagram = drawDiagram(courseOf(procedure))
  const { laneOf, lanes, timers } = hallOf(procedure, diagram)
  const layout = layOut({ diagram, lanes: lanes.length, laneOf, timers })
  const { shapes, lines } = layout
  const hanging = new Map(timers.map(({ id, task }) => [id, task]))
  const homes = [
    ...diagram.nodes.map(({ id }) => ({ id, lane: laneOf.get(id) })),
    ...timers.flatMap(({ id, end, task }) => [id, end].map((one) => ({ id: one, lane: laneOf.get(task) }))),
  ]
  assert.equal(shapes.size, homes.length)
  for (const { id, lane } of homes) {
    const frame = certain(layout.lanes[lane ?? -1], 'a lane')
    assert.ok(isInside(shapeOf(shapes, id), frame), `${id} is not in its lane`)
    assert.ok(isInside(frame, layout.pool))
  }
  const all = [...shapes].filter(([id]) => !hanging.has(id))
  for (const [at, [id, bounds]] of all.entries()) {
    for (const [other, others] of all.slice(at + 1))
      assert.ok(!overlap(bounds, others), `${id} overlaps ${other}`)
  }
  for (const [at, bounds] of layout.lanes.entries()) {
    for (const other of layout.lanes.slice(at + 1)) assert.ok(!overlap(bounds, other), 'lanes overlap')
  }
  const ends = [...diagram.flows, ...timers.map(({ id, end, flow }) => ({ id: flow, from: id, to: end }))]
  for (const { id, from, to } of ends) {
    const points = certain(lines.get(id), 'a line')
    assert.ok(
      isOnBorder(certain(points[0], 'a first point'), shapeOf(shapes, from)),
      `${id} does not begin at ${from}`,
    )
    assert.ok(
      isOnBorder(certain(points.at(-1), 'a last point'), shapeOf(shapes, to)),
      `${id} does not end at ${to}`,
    )
    for (const [shape, bounds] of shapes) {
      const isEnd = shape === from || shape === to || hanging.get(from) === shape
      if (!isEnd) assert.ok(!crosses(points, bounds), `${id} runs through ${shape}`)
    }
    assert.ok(
      points.every((point) => isInside({ ...point, width: 0, height: 0 }, layout.pool)),
      `${id} leaves the pool`,
    )
  }
}

function shapeOf(shapes: ReadonlyMap<string, Bounds>, id: string): Bounds {
  return certain(shapes.get(id), `the shape of ${id}`)
}

function isInside(inner: Bounds, outer: Bounds): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  )
}

function overlap(a: Bounds, b: Bounds): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

function isOnBorder({ x, y }: Point, bounds: Bounds): boolean {
  const right = bounds.x + bounds.width
  const bottom = bounds.y + bounds.height
  const within = x >= bounds.x && x <= right && y >= bounds.y && y <= bottom
  return within && (x === bounds.x || x === right || y === bounds.y || y === bottom)
}

/** Whether a line of upright and level parts runs through the inside of a shape. */
function crosses(points: readonly Point[], bounds: Bounds): boolean {
  return points.slice(1).some((end, at) => {
    const start = points[at] ?? end
    assert.ok(start.x === end.x || start.y === end.y, 'a slanting line')
    const part = {
      x: Math.min(start.x, end.x) - 0.1,
      y: Math.min(start.y, end.y) - 0.1,
      width: Math.abs(start.x - end.x) + 0.2,
      height: Math.abs(start.y - end.y) + 0.2,
    }
    return overlap(part, bounds)
  })
}

for (const file of files) {
  test(`${file} is laid out readably`, () => {
    const text = readFileSync(join(root, file), 'utf8')
    assertReadable(sure(parseProcedure(text), file).procedure)
  })
}

test('shapes of any procedure stand in their lanes and apart, and lines run between them', () => {
  const property = fc.property(procedureTexts({ max: 10, tied: true }), (text) => {
    const parsed = parseProcedure(text)
    fc.pre(parsed.ok)
    assertReadable(sure(parsed, 'a sound text').procedure)
  })
  fc.assert(property, { numRuns: 100, maxSkipsPerRun: 1000 })
})
