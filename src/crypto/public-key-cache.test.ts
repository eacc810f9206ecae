import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import { certain, sure } from '#fault'
import { PrivateKey } from './private-key.ts'
import { PublicKeyCache } from './public-key-cache.ts'

const keys = Array.from({ length: 4 }, () => PrivateKey.generate('ed25519').publicKey)
const [first, second, third, fourth] = keys.map((key) => certain(key, 'a key'))

group('a cache of public keys', () => {
  test('reads a key once', () => {
    const cache = new PublicKeyCache()
    const own = certain(first, 'a key')
    assert.equal(cache.find(own.thumbprint), undefined)
    const read = sure(cache.read(own.spki), 'the key')
    assert.equal(sure(cache.read(Uint8Array.from(own.spki)), 'the key'), read)
    assert.equal(cache.find(own.thumbprint), read)
    assert.equal(cache.size, 1)
  })

  test('lets the least recently used key go', () => {
    const cache = new PublicKeyCache(2)
    for (const key of [first, second, first, third]) cache.read(certain(key, 'a key').spki)
    const held = [first, second, third, fourth].map(
      (key) => cache.find(certain(key, 'a key').thumbprint) !== undefined,
    )
    assert.deepEqual(held, [true, false, true, false])
    assert.equal(cache.size, 2)
  })

  test('refuses what the reader refuses and does not remember it', () => {
    const cache = new PublicKeyCache(1)
    cache.read(certain(first, 'a key').spki)
    for (let round = 0; round < 3; round += 1) {
      assert.deepEqual(cache.read(Uint8Array.of(round)), { ok: false, fault: { kind: 'key-unreadable' } })
    }
    assert.ok(cache.find(certain(first, 'a key').thumbprint))
  })

  test('holds at least one key', () => {
    for (const capacity of [0, -1, 1.5, Number.NaN])
      assert.throws(() => new PublicKeyCache(capacity), RangeError)
  })
})
