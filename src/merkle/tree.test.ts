import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concat, equalBytes, hex, utf8 } from '#bytes'
import { certain } from '#fault'
import { edgeFromTiles, edgeProofs, edgeRoot, edgeTile, emptyEdge, growEdge } from './edge.ts'
import { emptyRoot, hashBytes, leafHash, nodeHash } from './hash.ts'
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from './proof.ts'
import { type HashAt, rangeHash, rootOf } from './range.ts'
import {
  hashFromTiles,
  partialTiles,
  perfectRoot,
  tilesForConsistency,
  tilesForInclusion,
  tilesForRoot,
  tileWidth,
} from './tile.ts'

const leaves = Array.from({ length: 140_000 }, (_, i) => leafHash(utf8(`entry ${i}`)))

/** Hashes of perfect subtrees straight from the definition. */
const hashAt: HashAt = (level, index) => {
  if (level === 0) return certain(leaves[index], 'a leaf')
  return nodeHash(hashAt(level - 1, 2 * index), hashAt(level - 1, 2 * index + 1))
}

test('the root of nothing is the hash of nothing', () => {
  const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
  assert.equal(hex(rootOf([])), sha256OfNothing)
  assert.equal(hex(edgeRoot(emptyEdge())), sha256OfNothing)
  assert.equal(hex(emptyRoot()), sha256OfNothing)
})

test('every inclusion proof up to 40 leaves verifies, and with another index or leaf does not', () => {
  for (let size = 1; size <= 40; size++) {
    const root = rootOf(leaves.slice(0, size))
    for (let index = 0; index < size; index++) {
      const proof = inclusionProof(index, size, hashAt)
      for (let claimed = 0; claimed < size; claimed++) {
        const claim = { index: claimed, size, leafHash: certain(leaves[index], 'a leaf'), root }
        assert.equal(verifyInclusion(claim, proof).ok, claimed === index)
      }
      const other = { index, size, leafHash: certain(leaves[index + 1], 'a leaf'), root }
      assert.equal(verifyInclusion(other, proof).ok, false)
    }
  }
})

test('every consistency proof between sizes up to 40 verifies, and between other sizes does not', () => {
  const roots = Array.from({ length: 41 }, (_, size) => rootOf(leaves.slice(0, size)))
  const root = (size: number) => certain(roots[size], 'a root')
  for (let second = 0; second <= 40; second++) {
    for (let first = 0; first <= second; first++) {
      const proof = consistencyProof(first, second, hashAt)
      const claim = { first, second, firstRoot: root(first), secondRoot: root(second) }
      assert.ok(verifyConsistency(claim, proof).ok)
      if (first === 0) continue
      for (let other = 1; other <= second; other++) {
        if (other === first) continue
        assert.equal(verifyConsistency({ ...claim, firstRoot: root(other) }, proof).ok, false)
      }
    }
  }
})

test('an edge grown in any steps has the root of the tree, and gives the proofs of what it grew by', () => {
  const steps = fc.array(fc.integer({ min: 0, max: 700 }), { maxLength: 8 })
  fc.assert(
    fc.property(steps, (lengths) => {
      let edge = emptyEdge()
      for (const length of lengths) {
        const from = edge.size
        const growth = growEdge(edge, leaves.slice(from, from + length))
        edge = growth.edge
        const { size } = edge
        assert.ok(equalBytes(edgeRoot(edge), rootOf(leaves.slice(0, size))))
        const proofOf = edgeProofs(growth)
        for (const index of [from, from + Math.floor(length / 2), size - 1]) {
          if (index < from || index >= size) continue
          assert.deepEqual(proofOf(index).map(hex), inclusionProof(index, size, hashAt).map(hex))
        }
        for (const tile of growth.finished) {
          assert.ok(equalBytes(perfectRoot(tile.hashes), hashAt(8 * (tile.level + 1), tile.index)))
        }
      }
    }),
    { numRuns: 30 },
  )
})

test('an edge is kept whole while a newer one grows from it, and may be grown again', () => {
  const { edge } = growEdge(emptyEdge(), leaves.slice(0, 65_530))
  const before = hex(edgeRoot(edge))
  growEdge(edge, leaves.slice(70_000, 80_000))
  assert.equal(hex(edgeRoot(edge)), before)
  const again = growEdge(edge, leaves.slice(65_530, 66_000))
  assert.ok(equalBytes(edgeRoot(again.edge), rootOf(leaves.slice(0, 66_000))))
})

test('an edge made from its partial tiles is the edge that was grown', () => {
  for (const size of [0, 1, 255, 256, 257, 65_535, 65_536, 65_537, 131_329]) {
    const { edge } = growEdge(emptyEdge(), leaves.slice(0, size))
    const made = edgeFromTiles(size, (level) => {
      const tile = edgeTile(edge, level)
      return Array.from({ length: tile.length / hashBytes }, (_, i) =>
        tile.subarray(i * hashBytes, (i + 1) * hashBytes),
      )
    })
    assert.ok(equalBytes(edgeRoot(made), edgeRoot(edge)), String(size))
    const grown = [edge, made].map((each) => edgeRoot(growEdge(each, leaves.slice(size, size + 300)).edge))
    assert.deepEqual(grown[0], grown[1])
  }
})

test('the tiles named for a root and for proofs are enough to compute them', () => {
  const sizes = fc.tuple(fc.integer({ min: 1, max: 140_000 }), fc.nat(), fc.nat())
  const full = growEdge(emptyEdge(), leaves)
  const fullTiles = new Map(full.finished.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]))
  fc.assert(
    fc.property(sizes, ([size, a, b]) => {
      const index = a % size
      const first = b % (size + 1)
      const at = (tiles: ReturnType<typeof tilesForRoot>) =>
        hashFromTiles((level, tile) => {
          const named = certain(
            tiles.find((one) => one.level === level && one.index === tile),
            'a named tile',
          )
          const hashes = fullTiles.get(`${level}/${tile}`) ?? edgeTile(full.edge, level)
          return hashes.subarray(0, named.width * hashBytes)
        })
      const { edge } = growEdge(emptyEdge(), leaves.slice(0, size))
      const root = edgeRoot(edge)
      assert.ok(equalBytes(rangeHash({ from: 0, to: size }, at(tilesForRoot(size))), root))
      const inclusion = inclusionProof(index, size, at(tilesForInclusion(index, size)))
      assert.ok(
        verifyInclusion({ index, size, leafHash: certain(leaves[index], 'a leaf'), root }, inclusion).ok,
      )
      const consistency = consistencyProof(first, size, at(tilesForConsistency(first, size)))
      const firstRoot = edgeRoot(growEdge(emptyEdge(), leaves.slice(0, first)).edge)
      assert.ok(verifyConsistency({ first, second: size, firstRoot, secondRoot: root }, consistency).ok)
    }),
    { numRuns: 8 },
  )
})

test('a tree of 70,000 leaves has the tiles that C2SP tlog-tiles counts', () => {
  assert.deepEqual(partialTiles(70_000), [
    { level: 0, index: 273, width: 112 },
    { level: 1, index: 1, width: 17 },
    { level: 2, index: 0, width: 1 },
  ])
  assert.deepEqual(partialTiles(256), [{ level: 1, index: 0, width: 1 }])
  assert.deepEqual(
    [tileWidth(0, 272, 70_000), tileWidth(1, 0, 70_000), tileWidth(0, 274, 70_000)],
    [256, 256, 0],
  )
})

test('a proof whose hashes are not 32 bytes is refused before it is folded', () => {
  const claim = { index: 0, size: 2, leafHash: new Uint8Array(32), root: new Uint8Array(32) }
  assert.deepEqual(verifyInclusion(claim, [concat(new Uint8Array(31))]), {
    ok: false,
    fault: { kind: 'hash-length', position: 2, bytes: 31 },
  })
})
