import assert from 'node:assert/strict'
import { test } from 'node:test'
import { randomToken, systemRandom } from './random.ts'

test('a token is the base64url of as many bytes as asked', () => {
  const counted = { bytes: (length: number) => new Uint8Array(length).fill(0xff) }
  assert.equal(randomToken(counted, 3), '____')
  assert.equal(randomToken(counted, 0), '')
})

test('the machine gives fresh bytes of the length asked', () => {
  assert.equal(systemRandom.bytes(33).length, 33)
  const tokens = new Set(Array.from({ length: 1000 }, () => randomToken(systemRandom, 16)))
  assert.equal(tokens.size, 1000)
})
