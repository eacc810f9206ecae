import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { createSecureContext } from 'node:tls'
import { PrivateKey, type Random } from '#crypto'
import { fakeLeaf, fakeUnit } from './fake-unit.ts'
import { exportPkcs12 } from './index.ts'

const unit = fakeUnit()
const key = PrivateKey.generate('ecdsa-p256-sha256')
const passphrase = 'geheim é'
const counting: Random = { bytes: (length) => Uint8Array.from({ length }, (_, at) => at) }
const file = exportPkcs12({
  key: key.pkcs8(),
  certificate: fakeLeaf(unit, key),
  chain: [unit.issuing.der, unit.authority.der],
  friendlyName: 'Ada at the office',
  passphrase,
  random: counting,
})
const pfx = Buffer.from(file)

test('a PKCS #12 file opens in a TLS context with its passphrase', () => {
  assert.doesNotThrow(() => createSecureContext({ pfx, passphrase }))
})

test('a PKCS #12 file does not open with another passphrase, or changed', () => {
  assert.throws(() => createSecureContext({ pfx, passphrase: 'other' }), /mac verify failure/i)
  const changed = Buffer.from(pfx)
  changed[200] = (changed[200] ?? 0) ^ 1
  assert.throws(() => createSecureContext({ pfx: changed, passphrase }))
})

const skip = spawnSync('openssl', ['version']).status === 0 ? undefined : 'the openssl program is not there'

test('openssl pkcs12 shows key, certificate, chain and algorithms of the file', { skip }, () => {
  const flags = ['pkcs12', '-info', '-noenc', '-passin', `pass:${passphrase}`]
  const { status, stdout, stderr } = spawnSync('openssl', flags, { input: pfx, encoding: 'utf8' })
  assert.equal(status, 0)
  assert.equal(stdout.match(/BEGIN CERTIFICATE/g)?.length, 3)
  assert.equal(stdout.match(/BEGIN PRIVATE KEY/g)?.length, 1)
  assert.equal(stdout.match(/friendlyName: Ada at the office/g)?.length, 2)
  assert.match(stderr, /PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256/)
  assert.match(stderr, /MAC: sha256, Iteration 600000/)
})
