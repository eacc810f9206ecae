import assert from 'node:assert/strict'
import { test } from 'node:test'
import { concat, equalBytes, utf8 } from '#bytes'
import { integer, sequence } from '#der'
import { certain } from '#fault'
import { derEcdsaSignature, rawEcdsaSignature } from './ecdsa.ts'
import { PrivateKey } from './private-key.ts'
import { verifyRawSignature, verifySignature } from './public-key.ts'

test('a signature goes from DER to its halves and back, and both are taken', () => {
  for (const name of ['ecdsa-p256-sha256', 'ecdsa-p384-sha384'] as const) {
    const key = PrivateKey.generate(name)
    const half = certain(key.suite.ecdsaHalf, 'the width')
    for (let run = 0; run < 40; run += 1) {
      const message = utf8(`message ${run}`)
      const der = key.sign(message)
      const raw = certain(rawEcdsaSignature(der, half), 'the halves')
      assert.equal(raw.length, 2 * half)
      assert.ok(equalBytes(derEcdsaSignature(raw), der))
      assert.ok(verifyRawSignature(key.suite, key.publicKey, message, raw))
      assert.ok(verifySignature(key.suite, key.publicKey, message, derEcdsaSignature(raw)))
    }
  }
})

test('what is no signature of the width has no halves', () => {
  const one = integer(1)
  const wide = integer(1n << 256n)
  const cases = [new Uint8Array(0), one, sequence(one), sequence(one, one, one), sequence(wide, one)]
  for (const der of [...cases, sequence(integer(-1), one), concat(sequence(one, one), Uint8Array.of(0))]) {
    assert.equal(rawEcdsaSignature(der, 32), undefined)
  }
})
