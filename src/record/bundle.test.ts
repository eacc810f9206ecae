import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sure } from '#fault'
import { decodeBundle, encodeBundle } from './bundle.ts'

test('a bundle gives back its entries', () => {
  const entries = fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 256 })
  fc.assert(
    fc.property(entries, (given) => {
      assert.deepEqual(sure(decodeBundle(encodeBundle(given)), 'the bundle').map(bytes), given.map(bytes))
    }),
    { numRuns: 50 },
  )
})

const malformed = [
  { name: 'half a length', bundle: [0], offset: 0 },
  { name: 'an entry that is cut off', bundle: [0, 1, 9, 0, 2, 9], offset: 3 },
  { name: 'a length without its entry', bundle: [0, 1], offset: 0 },
  { name: '257 entries', bundle: Array.from({ length: 514 }, () => 0), offset: 512 },
]

for (const { name, bundle, offset } of malformed) {
  test(`a bundle with ${name} is refused with the place`, () => {
    const fault = { kind: 'bundle-malformed', offset }
    assert.deepEqual(decodeBundle(Uint8Array.from(bundle)), { ok: false, fault })
  })
}

function bytes(entry: Uint8Array): readonly number[] {
  return [...entry]
}
