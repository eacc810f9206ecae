import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { columnsOf, crossingsIn, orderedColumns } from './layers.ts'
import { layOut, type Size, spread } from './layout.ts'

const card: Size = { width: 200, height: 100 }

const line = (from: string, to: string) => ({ id: `${from} ${to}`, from, to })

function laid(names: readonly string[], lines: readonly (readonly [string, string])[]) {
  return layOut({
    nodes: new Map(names.map((name) => [name, card])),
    lines: lines.map(([from, to]) => line(from, to)),
    beside: [],
    back: [],
  })
}

test('what follows stands further right than everything it follows', () => {
  const { nodes } = laid(
    ['a', 'b', 'c', 'd'],
    [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
      ['c', 'd'],
    ],
  )
  const xs = ['a', 'b', 'c', 'd'].map((name) => nodes.get(name)?.x ?? 0)
  assert.deepEqual(
    xs,
    xs.toSorted((a, b) => a - b),
  )
  assert.equal(new Set(xs).size, 4)
})

test('a line over a column is led round the card that stands there', () => {
  const { nodes, lines } = laid(
    ['a', 'b', 'c'],
    [
      ['a', 'b'],
      ['b', 'c'],
      ['a', 'c'],
    ],
  )
  const middle = nodes.get('b')
  assert.ok(middle)
  const through = lines.get('a c') ?? []
  assert.equal(through.length, 4)
  for (const { x, y } of through.slice(1, -1)) {
    const isInside: boolean =
      y > middle.y && y < middle.y + card.height && x >= middle.x && x <= middle.x + card.width
    assert.equal(isInside, false)
  }
})

test('a line that would close a circle counts for nothing', () => {
  const columns = columnsOf(['a', 'b'], [line('a', 'b'), line('b', 'a')])
  assert.equal(columns.size, 2)
})

test('crossings that can be avoided are', () => {
  const columns = new Map([
    ['a', 0],
    ['b', 0],
    ['c', 1],
    ['d', 1],
  ])
  const found = orderedColumns(['a', 'b', 'c', 'd'], [line('a', 'd'), line('b', 'c')], columns)
  assert.equal(crossingsIn(found.columns, found.courses), 0)
})

test('lines that lead back run below everything between their ends', () => {
  const picture = {
    nodes: new Map(['a', 'b', 'c'].map((name) => [name, card])),
    lines: [line('a', 'b'), line('b', 'c')],
    beside: [],
    back: [{ id: 'back', from: 'c', to: 'a' }],
  }
  const { nodes, lines, height } = layOut(picture)
  const lowest = Math.max(...[...nodes.values()].map(({ y }) => y + card.height))
  const [, , third] = lines.get('back') ?? []
  assert.ok(third && third.y > lowest && third.y <= height)
})

test('no two cards lie on one another, and nothing stands outside of the picture', () => {
  const names = fc
    .integer({ min: 1, max: 24 })
    .map((count) => Array.from({ length: count }, (_, at) => `n${at}`))
  const pictures = names.chain((nodes) =>
    fc.record({
      nodes: fc.constant(nodes),
      pairs: fc.uniqueArray(fc.tuple(fc.nat(nodes.length - 1), fc.nat(nodes.length - 1)), {
        maxLength: 40,
        selector: ([a, b]) => `${a} ${b}`,
      }),
    }),
  )
  fc.assert(
    fc.property(pictures, ({ nodes, pairs }) => {
      const lines = pairs.filter(([a, b]) => a < b).map(([a, b]) => [nodes[a] ?? '', nodes[b] ?? ''] as const)
      const { nodes: places, width, height, lines: drawn } = laid(nodes, lines)
      const all = [...places.values()]
      for (const [at, a] of all.entries()) {
        assert.ok(a.x >= 0 && a.y >= -0.001 && a.x + card.width <= width + 0.001)
        assert.ok(a.y + card.height <= height + 0.001)
        for (const b of all.slice(at + 1)) {
          const isApart = Math.abs(a.x - b.x) >= card.width || Math.abs(a.y - b.y) >= card.height
          assert.ok(isApart)
        }
      }
      assert.equal(drawn.size, lines.length)
    }),
    { numRuns: 60 },
  )
})

test('heights are as near to the wanted ones as the room between allows', () => {
  const apart = () => 10
  assert.deepEqual(
    spread(['a', 'b'], () => 0, apart),
    [-5, 5],
  )
  assert.deepEqual(
    spread(['a', 'b', 'c'], (_, at) => [0, 50, 51][at] ?? 0, apart),
    [0, 45.5, 55.5],
  )
})
