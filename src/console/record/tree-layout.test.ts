import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PathNode } from '../proof/entry-proof.ts'
import { treeLayout } from './tree-layout.ts'

function node(side: PathNode['side']): PathNode {
  const hash = new Uint8Array(32)
  return { sibling: hash, hash, side, covers: { from: 0, to: 1 } }
}

test('a tree of one entry is its root', () => {
  const { levels, leaf, root } = treeLayout([])
  assert.deepEqual(levels, [])
  assert.deepEqual(leaf, root)
})

test('the way goes down on the other side of each sibling, and nothing touches', () => {
  const sides = ['left', 'right', 'left', 'left', 'right'] as const
  const { levels, leaf, height } = treeLayout(sides.map(node))
  assert.equal(leaf.y, height)
  assert.deepEqual(
    levels.map(({ at, sibling }) => (sibling.x < at.x ? 'left' : 'right')),
    sides.toReversed(),
  )
  for (const { at, sibling } of levels) assert.ok(Math.abs(at.x - sibling.x) >= 24)
})

test('a tree of a billion entries is no wider than the page', () => {
  const { left, right } = treeLayout(Array.from({ length: 30 }, () => node('left')))
  assert.ok(right - left < 760)
})
