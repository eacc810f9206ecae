import assert from 'node:assert/strict'
import * as platform from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { base64, hex } from '#bytes'
import { PrivateKey } from '#crypto'
import { createHash, createPublicKey, hash, verify } from './crypto.ts'

const names = ['sha1', 'sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-384', 'sha3-512'] as const

for (const name of names) {
  test(`the browser's ${name} is the platform's`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 300 }), (a, b) => {
        assert.equal(hex(hash(name, a)), platform.hash(name, a, 'hex'))
        const both = platform.createHash(name).update(a).update(b).digest('hex')
        assert.equal(hex(createHash(name).update(a).update(b).digest()), both)
      }),
      { numRuns: 30 },
    )
  })
}

test('a signature of Ed25519 fits its message and key, and nothing else', () => {
  const signer = PrivateKey.generate('ed25519')
  const key = createPublicKey({ key: signer.publicKey.spki })
  const other = createPublicKey({ key: PrivateKey.generate('ed25519').publicKey.spki })
  const message = new TextEncoder().encode('what was said')
  const signature = signer.sign(message)
  assert.equal(verify(null, message, { key }, signature), true)
  assert.equal(verify(null, message, { key: other }, signature), false)
  assert.equal(verify(null, message.subarray(1), { key }, signature), false)
  assert.equal(verify(null, message, { key }, signature.subarray(1)), false)
  for (let at = 0; at < signature.length; at += 1) {
    const changed = signature.with(at, (signature[at] ?? 0) ^ 1)
    assert.equal(verify(null, message, { key }, changed), false, `octet ${at}`)
  }
})

const strangers = [
  ['a key of P-256', PrivateKey.generate('ecdsa-p256-sha256').publicKey.spki],
  ['a key cut short', PrivateKey.generate('ed25519').publicKey.spki.subarray(0, 43)],
  ['nothing', new Uint8Array()],
] as const

for (const [what, spki] of strangers) {
  test(`${what} is refused as the platform refuses`, () => {
    assert.throws(() => createPublicKey({ key: spki }), { code: 'ERR_OSSL_UNSUPPORTED' }, base64(spki))
  })
}
