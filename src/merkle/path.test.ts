import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bundlePath, parseTilePath, tilePath } from './path.ts'

test('paths are spelled as C2SP tlog-tiles says', () => {
  assert.equal(tilePath(0, 1234067, 256), 'tile/0/x001/x234/067')
  assert.equal(tilePath(1, 0, 17), 'tile/1/000.p/17')
  assert.equal(bundlePath(273, 112), 'tile/entries/273.p/112')
  assert.equal(bundlePath(1000, 256), 'tile/entries/x001/000')
})

test('every path tells the tile it was made from', () => {
  const level = fc.integer({ min: 0, max: 63 })
  const index = fc.maxSafeNat()
  const width = fc.integer({ min: 1, max: 256 })
  fc.assert(
    fc.property(level, index, width, (l, n, w) => {
      assert.deepEqual(parseTilePath(tilePath(l, n, w)), { kind: 'tile', level: l, index: n, width: w })
      assert.deepEqual(parseTilePath(bundlePath(n, w)), { kind: 'entries', index: n, width: w })
    }),
  )
})

const wrong = [
  '',
  'tile/0',
  'tile/00/000',
  'tile/64/000',
  'tile/0/0',
  'tile/0/0000',
  'tile/0/001/000',
  'tile/0/x000/001',
  'tile/0/x001/x234',
  'tile/0/000.p/0',
  'tile/0/000.p/256',
  'tile/0/000.p/017',
  'tile/0/000.p',
  'tile/0/000/',
  '/tile/0/000',
  'tile/entries/000?x',
  'tile/data/000',
  'tile/-1/000',
  'tile/0/x999/x999/x999/x999/x999/999',
]

test('a path of any other spelling names nothing', () => {
  for (const path of wrong) assert.equal(parseTilePath(path), undefined, path)
})
