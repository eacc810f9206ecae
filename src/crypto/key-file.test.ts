import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import { equalBytes } from '#bytes'
import { sure } from '#fault'
import { openKey, sealKey } from './key-file.ts'
import { PrivateKey } from './private-key.ts'
import { unitSuiteNames } from './suite.ts'

const passphrase = 'Zürich, 9 o’clock'
/** What RFC 9106 §3.1 still allows, so that the many files below cost little. */
const quick = { memoryKiB: 8, passes: 1, lanes: 1 }
const key = PrivateKey.generate('ed25519')
const text = await sealKey(key, passphrase, quick)

type Members = Record<string, unknown> & { kdf: Record<string, unknown>; cipher: Record<string, unknown> }

/** The sealed file after a change of its members. */
function changed(change: (file: Members) => void): string {
  const file = JSON.parse(text) as Members
  change(file)
  return JSON.stringify(file)
}

function flipped(value: unknown): string {
  const bytes = Buffer.from(String(value), 'base64')
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString('base64')
}

group('a sealed key file', () => {
  for (const name of unitSuiteNames) {
    test(`gives a ${name} key back`, async () => {
      const made = PrivateKey.generate(name)
      const opened = sure(await openKey(await sealKey(made, passphrase, quick), passphrase), 'the key')
      assert.equal(opened.suite.name, name)
      assert.equal(opened.publicKey.thumbprint, made.publicKey.thumbprint)
      assert.ok(equalBytes(opened.pkcs8(), made.pkcs8()))
    })
  }

  test('asks for 64 MiB, three passes and one lane when nothing is said', async () => {
    const sealed = await sealKey(key, passphrase)
    const { kdf } = JSON.parse(sealed) as Members
    assert.deepEqual(
      { ...kdf, salt: '' },
      { name: 'argon2id', memoryKiB: 65536, passes: 3, lanes: 1, salt: '' },
    )
    assert.ok((await openKey(sealed, passphrase)).ok)
  })

  test('is another text each time', async () => {
    assert.notEqual(await sealKey(key, passphrase, quick), text)
  })

  test('takes a passphrase however the keyboard composed it', async () => {
    assert.ok((await openKey(text, passphrase.normalize('NFD'))).ok)
  })

  test('may be laid out anew, its members in another order', async () => {
    const file = JSON.parse(text) as Members
    const reversed = Object.fromEntries(Object.entries(file).toReversed())
    assert.ok((await openKey(JSON.stringify(reversed), passphrase)).ok)
  })

  test('is not made with a strength that could not be opened', async () => {
    await assert.rejects(sealKey(key, passphrase, { memoryKiB: 1 << 20, passes: 1, lanes: 1 }), RangeError)
  })

  const doubled = text.replace('"suite"', '"suite": "rsa-pkcs1-sha256", "suite"')
  const unreadable: readonly (readonly [string, string])[] = [
    ['no text', ''],
    ['no JSON', 'chancery-key: 1'],
    ['another value', 'null'],
    ['a list', '[]'],
    ['a text cut short', text.slice(0, -4)],
    ['a member named twice', doubled],
    ['a text beyond all keys', text + ' '.repeat(40_000)],
    ['an unknown member', changed((file) => (file['comment'] = 'mine'))],
    ['a missing member', changed((file) => delete file['sealed'])],
    ['another version', changed((file) => (file['chancery-key'] = 2))],
    ['an unknown suite', changed((file) => (file['suite'] = 'sm2'))],
    ['another key derivation', changed((file) => (file.kdf['name'] = 'scrypt'))],
    ['another cipher', changed((file) => (file.cipher['name'] = 'aes-256-cbc'))],
    ['a short salt', changed((file) => (file.kdf['salt'] = 'AAAA'))],
    ['a short nonce', changed((file) => (file.cipher['nonce'] = 'AAAA'))],
    ['a nonce in another alphabet', changed((file) => (file.cipher['nonce'] = '________________'))],
    ['no sealed bytes', changed((file) => (file['sealed'] = ''))],
    ['a tag alone', changed((file) => (file['sealed'] = Buffer.alloc(16).toString('base64')))],
    ['no memory', changed((file) => (file.kdf['memoryKiB'] = 0))],
    ['less memory than the lanes need', changed((file) => (file.kdf['lanes'] = 2))],
    ['memory that is no whole number', changed((file) => (file.kdf['memoryKiB'] = 8.5))],
    ['passes as text', changed((file) => (file.kdf['passes'] = '1'))],
    ['negative passes', changed((file) => (file.kdf['passes'] = -1))],
  ]
  for (const [what, file] of unreadable) {
    test(`is unreadable: ${what}`, async () => {
      assert.deepEqual(await openKey(file, passphrase), { ok: false, fault: { kind: 'file-unreadable' } })
    })
  }

  const most = { memoryKiB: 256 * 1024, passes: 16, lanes: 16 }
  for (const strength of [
    { memoryKiB: 4 * 1024 * 1024, passes: 1, lanes: 1 },
    { memoryKiB: 64, passes: 4_000_000_000, lanes: 1 },
    { memoryKiB: 1 << 17, passes: 1, lanes: 17 },
  ]) {
    test(`is refused before it costs ${strength.memoryKiB} KiB, ${strength.passes} passes`, async () => {
      const file = changed(({ kdf }) => Object.assign(kdf, strength))
      const fault = { kind: 'kdf-excessive', strength, most }
      assert.deepEqual(await openKey(file, passphrase), { ok: false, fault })
    })
  }

  const thumbprint = PrivateKey.generate('ed25519').publicKey.thumbprint
  const unauthentic: readonly (readonly [string, string, string])[] = [
    ['a wrong passphrase', text, 'zürich, 9 o’clock'],
    ['an empty passphrase', text, ''],
    ['a changed key', changed((file) => (file['sealed'] = flipped(file['sealed']))), passphrase],
    ['a changed salt', changed(({ kdf }) => (kdf['salt'] = flipped(kdf['salt']))), passphrase],
    ['a changed nonce', changed(({ cipher }) => (cipher['nonce'] = flipped(cipher['nonce']))), passphrase],
    ['a changed suite', changed((file) => (file['suite'] = 'ed448')), passphrase],
    ['a changed thumbprint', changed((file) => (file['thumbprint'] = thumbprint)), passphrase],
    ['changed passes', changed(({ kdf }) => (kdf['passes'] = 2)), passphrase],
  ]
  for (const [what, file, given] of unauthentic) {
    test(`stays shut: ${what}`, async () => {
      assert.deepEqual(await openKey(file, given), { ok: false, fault: { kind: 'passphrase-wrong' } })
    })
  }

  test('is refused when its header was sealed for another key', async () => {
    const liar = Object.create(key, {
      publicKey: { value: { ...key.publicKey, thumbprint } },
      pkcs8: { value: () => key.pkcs8() },
    }) as PrivateKey
    const opened = await openKey(await sealKey(liar, passphrase, quick), passphrase)
    const fault = { kind: 'key-mismatch', expected: thumbprint, found: key.publicKey.thumbprint }
    assert.deepEqual(opened, { ok: false, fault })
  })
})
