import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto'
import { suite as group, test } from 'node:test'
import { inspect } from 'node:util'
import { concat, fromHex, utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { importPrivateKey } from './import.ts'
import { PrivateKey } from './private-key.ts'
import { verifySignature } from './public-key.ts'
import { suiteNamed } from './suite.ts'

const key = PrivateKey.generate('ecdsa-p256-sha256')
const { thumbprint } = key.publicKey
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })

group('a private key in custody', () => {
  test('shows its thumbprint and nothing else', () => {
    assert.equal(inspect(key), `PrivateKey ${thumbprint}`)
    assert.equal(inspect(key, { showHidden: true, depth: 9 }), `PrivateKey ${thumbprint}`)
    assert.equal(inspect({ key }, { breakLength: 200 }), `{ key: PrivateKey ${thumbprint} }`)
    assert.equal(JSON.stringify(key), `{"thumbprint":"${thumbprint}"}`)
    assert.equal(String(key), `PrivateKey ${thumbprint}`)
    assert.equal(Object.keys(key).includes('handle'), false)
  })

  test('leaves as PKCS #8 of the same key', () => {
    const der = createPrivateKey({ key: Buffer.from(key.pkcs8()), format: 'der', type: 'pkcs8' })
    for (const copy of [der, createPrivateKey(key.tlsPem())]) {
      assert.equal(sure(PrivateKey.of(copy), 'the copy').publicKey.thumbprint, thumbprint)
    }
  })

  test('signs with the suite it was given', () => {
    const suite = certain(suiteNamed('rsa-pss-sha384'), 'the suite')
    const signer = sure(PrivateKey.of(rsa.privateKey, suite), 'the signer')
    const message = utf8('x')
    assert.equal(verifySignature(suite, signer.publicKey, message, signer.sign(message)), true)
  })

  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey
  const pss = certain(suiteNamed('rsa-pss-sha256'), 'the suite')
  const refusals = [
    ['a public key', PrivateKey.of(rsa.publicKey), { kind: 'key-not-private' }],
    ['a secret key', PrivateKey.of(createSecretKey(Buffer.alloc(32))), { kind: 'key-not-private' }],
    ['a weak key', PrivateKey.of(weak), { kind: 'key-weak', type: 'rsa', bits: 1024, bitsMin: 2048 }],
    [
      'a key of no known type',
      PrivateKey.of(generateKeyPairSync('x25519').privateKey),
      { kind: 'key-type-unknown' },
    ],
    [
      'a suite for another key',
      PrivateKey.of(p256.privateKey, pss),
      { kind: 'suite-unfit', suite: pss.name },
    ],
    ['halves that do not belong together', importPrivateKey(mismatched()), { kind: 'key-inconsistent' }],
  ] as const
  for (const [what, result, fault] of refusals) {
    test(`refuses ${what}`, () => assert.deepEqual(result, { ok: false, fault }))
  }
})

group('importing a PEM text', () => {
  const sealed = (type: 'pkcs8' | 'pkcs1') =>
    rsa.privateKey.export({ format: 'pem', type, cipher: 'aes-256-cbc', passphrase: 'ünïcode' })
  const plain = rsa.privateKey.export({ format: 'pem', type: 'pkcs8' })
  const expected = sure(PrivateKey.of(rsa.privateKey), 'the key').publicKey.thumbprint

  const accepted = [
    ['PKCS #8', plain, undefined],
    ['PKCS #1', rsa.privateKey.export({ format: 'pem', type: 'pkcs1' }), undefined],
    ['encrypted PKCS #8', sealed('pkcs8'), 'ünïcode'],
    ['encrypted PKCS #1', sealed('pkcs1'), 'ünïcode'],
    ['PKCS #8 with a passphrase it does not need', plain, 'x'],
  ] as const
  for (const [what, pem, passphrase] of accepted) {
    test(`takes ${what}`, () => {
      assert.equal(sure(importPrivateKey(pem, passphrase), what).publicKey.thumbprint, expected)
    })
  }

  const refused = [
    ['no text', '', undefined, 'file-unreadable'],
    ['a public key', rsa.publicKey.export({ format: 'pem', type: 'spki' }), undefined, 'file-unreadable'],
    [
      'a PEM of nothing',
      '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
      'x',
      'file-unreadable',
    ],
    ['a text beyond all keys', `${plain}${' '.repeat(70_000)}`, undefined, 'file-unreadable'],
    ['no passphrase where one is needed', sealed('pkcs8'), undefined, 'passphrase-missing'],
    ['no passphrase for PKCS #1', sealed('pkcs1'), undefined, 'passphrase-missing'],
    ['a wrong passphrase', sealed('pkcs8'), 'x', 'passphrase-wrong'],
    ['an empty passphrase', sealed('pkcs8'), '', 'passphrase-wrong'],
    ['a wrong passphrase for PKCS #1', sealed('pkcs1'), 'x', 'passphrase-wrong'],
    ['a passphrase longer than the platform takes', sealed('pkcs8'), 'x'.repeat(5000), 'passphrase-wrong'],
  ] as const
  for (const [what, pem, passphrase, kind] of refused) {
    test(`refuses ${what}`, () => {
      assert.deepEqual(importPrivateKey(pem, passphrase), { ok: false, fault: { kind } })
    })
  }
})

/** SEC 1 PEM with the private half of one key and the public half of another. */
function mismatched(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const own = privateKey.export({ format: 'der', type: 'sec1' })
  const other = createPublicKey(p256.privateKey).export({ format: 'der', type: 'spki' })
  const der = concat(own.subarray(0, own.length - 65), other.subarray(-65))
  assert.deepEqual(own.subarray(0, 2), Buffer.from(sure(fromHex('3077'), 'the beginning')))
  const body = Buffer.from(der).toString('base64')
  return `-----BEGIN EC PRIVATE KEY-----\n${body}\n-----END EC PRIVATE KEY-----\n`
}
