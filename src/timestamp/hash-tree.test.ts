import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { compareBytes, equalBytes, hex, utf8 } from '#bytes'
import { type DigestName, digestBytes } from '#crypto'
import { certain } from '#fault'
import { type HashTree, HashTreeBuilder, reducedRoot } from './hash-tree.ts'

const digest = (text: string, algorithm: DigestName = 'sha256') => digestBytes(algorithm, utf8(text))

function treeOf(groups: readonly (readonly string[])[], algorithm: DigestName = 'sha256'): HashTree {
  const builder = new HashTreeBuilder(algorithm)
  for (const group of groups) builder.add(...group.map((text) => digest(text, algorithm)))
  return builder.build()
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => [`document ${at}`])

/** Lists of the proof of one object, its own digests first. */
function proof(tree: HashTree, index: number): readonly (readonly Uint8Array[])[] {
  return [tree.members(index), ...tree.reduced(index)]
}

function leadsTo(tree: HashTree, lists: readonly (readonly Uint8Array[])[]): boolean {
  return equalBytes(certain(reducedRoot(tree.algorithm, lists), 'a root'), tree.root)
}

/** RFC 4998 §4.2 as it reads, over lists of hashes. */
function plainRoot(groups: readonly (readonly string[])[]): Uint8Array {
  const joined = (hashes: readonly Uint8Array[]) =>
    hashes.length === 1
      ? certain(hashes[0], 'one')
      : digestBytes('sha256', Buffer.concat([...hashes].sort(compareBytes)))
  let level = groups.map((group) => joined(group.map((text) => digest(text))))
  while (level.length > 1) {
    level = level.flatMap((_, at) => (at % 2 === 0 ? [joined(level.slice(at, at + 2))] : []))
  }
  return certain(level[0], 'the root')
}

const groupsOf = fc.array(fc.array(fc.string({ maxLength: 4 }), { minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 40,
})

describe('a hash tree', () => {
  for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33]) {
    test(`over ${count} objects proves each of them`, () => {
      const tree = treeOf(numbered(count))
      assert.equal(tree.size, count)
      for (let at = 0; at < count; at++) assert.ok(leadsTo(tree, proof(tree, at)))
    })
  }

  test('has the root of the plain reading and proves every object, in groups or alone', () => {
    fc.assert(
      fc.property(groupsOf, (groups) => {
        const tree = treeOf(groups)
        assert.equal(hex(tree.root), hex(plainRoot(groups)))
        for (const at of groups.keys()) assert.ok(leadsTo(tree, proof(tree, at)))
      }),
      { numRuns: 60 },
    )
  })

  test('proves nothing with the proof of another object', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.nat(), fc.nat(), (count, one, other) => {
        const tree = treeOf(numbered(count))
        const [a, b] = [one % count, other % count]
        fc.pre(a !== b)
        assert.ok(!leadsTo(tree, [tree.members(a), ...tree.reduced(b)]))
        assert.ok(!leadsTo(tree, [[digest('stranger')], ...tree.reduced(b)]))
      }),
    )
  })

  test('gives a group the same root in whatever order its documents are named', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(['a', 'b', 'c', 'd'], { minLength: 4 }), (order) => {
        assert.equal(hex(treeOf([order, ['x']]).root), hex(treeOf([['a', 'b', 'c', 'd'], ['x']]).root))
      }),
    )
  })

  for (const algorithm of ['sha256', 'sha384', 'sha512', 'sha3-256'] as const) {
    test(`is made with ${algorithm} as well`, () => {
      const tree = treeOf([...numbered(5), ['a', 'b']], algorithm)
      for (let at = 0; at < tree.size; at++) assert.ok(leadsTo(tree, proof(tree, at)))
    })
  }

  test('grows past the room it began with', () => {
    const builder = new HashTreeBuilder('sha256')
    for (let at = 0; at < 5_000; at++) assert.equal(builder.add(digest(`${at}`)), at)
    const tree = builder.build()
    for (const at of [0, 1_023, 1_024, 4_999]) {
      assert.ok(leadsTo(tree, proof(tree, at)))
      assert.deepEqual(tree.members(at).map(hex), [hex(digest(`${at}`))])
    }
  })

  test('is not made of nothing, nor of digests of another length', () => {
    assert.throws(() => new HashTreeBuilder('sha256').build(), /bug/)
    assert.throws(() => new HashTreeBuilder('sha256').add(), /bug/)
    assert.throws(() => new HashTreeBuilder('sha256').add(digest('a', 'sha512')), /bug/)
    assert.throws(() => treeOf(numbered(3)).reduced(3), /bug/)
  })
})

describe('the root of a reduced tree', () => {
  test('is that of the figures of RFC 4998 §4.2', () => {
    const [h1, h3] = [digest('d1'), digest('d3')]
    const group = ['d2a', 'd2b', 'd2c'].map((text) => digest(text))
    const h2 = digestBytes('sha256', Buffer.concat([...group].sort(compareBytes)))
    const h12 = digestBytes('sha256', Buffer.concat([h1, h2].sort(compareBytes)))
    const root = digestBytes('sha256', Buffer.concat([h12, h3].sort(compareBytes)))
    for (const lists of [
      [[h1, h2], [h3]],
      [[h1], [h2], [h3]],
      [group, [h1], [h3]],
      [[h3], [h12]],
      [[h3, h12]],
    ]) {
      assert.equal(hex(certain(reducedRoot('sha256', lists), 'a root')), hex(root))
    }
  })

  test('is none without a hash', () => assert.equal(reducedRoot('sha256', []), undefined))
})
