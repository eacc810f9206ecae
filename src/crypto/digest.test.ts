import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, hex, utf8 } from '#bytes'
import { digestBytes, digestNamed, digestOfAlgorithm, digests, runningDigest } from './digest.ts'

test('every digest of the table has the length it says, whole and in parts', () => {
  for (const { name, length } of digests) {
    const whole = digestBytes(name, utf8('abc'))
    assert.equal(whole.length, length, name)
    const running = runningDigest(name)
    running.update(utf8('a'))
    running.update(utf8('bc'))
    assert.deepEqual(hex(running.digest()), hex(whole), name)
  }
})

test('an algorithm identifier is known with absent parameters and with NULL, and with nothing else', () => {
  for (const digest of digests) {
    const { algorithmIdentifier: absent } = digest
    assert.equal(digestOfAlgorithm(absent), digest)
    const inner = absent.subarray(2)
    assert.equal(
      digestOfAlgorithm(concat(Uint8Array.of(0x30, inner.length + 2), inner, Uint8Array.of(5, 0))),
      digest,
    )
    assert.equal(
      digestOfAlgorithm(concat(Uint8Array.of(0x30, inner.length + 2), inner, Uint8Array.of(4, 0))),
      undefined,
    )
    assert.equal(digestNamed(digest.name), digest)
  }
  assert.equal(digestNamed('md5'), undefined)
})
