import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { octets, plainOctets } from './octets.ts'

const bytes = fc.uint8Array({ maxLength: 100 })
const alphabets = ['base64', 'base64url'] as const

test('octets are the same with and without the buffers of the platform', () => {
  assert.notEqual(octets, plainOctets)
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(fc.array(bytes), bytes, bytes, texts, (parts, a, b, text) => {
      assert.deepEqual([...plainOctets.concat(parts)], [...octets.concat(parts)])
      assert.equal(Math.sign(plainOctets.compare(a, b)), octets.compare(a, b))
      assert.deepEqual([...plainOctets.utf8(text)], [...octets.utf8(text)])
      assert.equal(plainOctets.latin1(a), octets.latin1(a))
      assert.equal(plainOctets.hex(a), octets.hex(a))
      assert.deepEqual([...plainOctets.fromHex(octets.hex(a))], [...a])
      for (const alphabet of alphabets) {
        const written = plainOctets.base64(a, alphabet)
        assert.equal(written, octets.base64(a, alphabet))
        assert.deepEqual([...(plainOctets.fromBase64(written, alphabet) ?? [])], [...a])
      }
    }),
  )
})

test('both take the same texts for base64, and only the one spelling', () => {
  const characters = fc.constantFrom(...Array.from('ABz0+/-_= \n.é'))
  const near = fc.array(characters, { maxLength: 9 }).map((all) => all.join(''))
  const texts = fc.oneof(
    near,
    bytes.map((each) => octets.base64(each, 'base64')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      for (const alphabet of alphabets) {
        const [plain, own] = [plainOctets, octets].map((each) => each.fromBase64(text, alphabet))
        assert.deepEqual(plain && [...plain], own && [...own], text)
      }
    }),
    { numRuns: 5000 },
  )
})

const half = '\ud800'

test('half a surrogate pair is written as U+FFFD', () => {
  assert.equal(octets.hex(plainOctets.utf8(half)), 'efbfbd')
  assert.equal(octets.hex(octets.utf8(half)), 'efbfbd')
})
