import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { base64 } from '#bytes'
import { PrivateKey, parsePublicKey, suiteNamed, systemRandom, verifySignature } from '#crypto'
import { certain, sure } from '#fault'
import { authorityContent, exportPkcs12, nameOf, parseCertificate, pem, writeCertificate } from '#x509'
import { browserKey } from './browser-key.ts'
import { certificateFacts, leafBase64 } from './certificate.ts'
import { importPkcs12, pkcs12BytesMax } from './pkcs12.ts'

const passphrase = 'geheim é 密'

function selfSigned(key: PrivateKey): Uint8Array {
  const content = authorityContent({
    spki: key.publicKey.spki,
    serial: new Uint8Array(16).fill(0xa1),
    notBefore: Date.UTC(2026, 0, 1),
    notAfter: Date.UTC(2036, 0, 1),
    name: nameOf({ commonName: '陈浩' }),
    domain: 'city.example',
  })
  return writeCertificate(content, key)
}

async function kindOf(bytes: Uint8Array, secret = passphrase): Promise<string> {
  const read = await importPkcs12(bytes, secret)
  return read.ok ? 'taken' : read.fault.kind
}

/** Takes the key out of a file and has it sign for its certificate. */
async function assertTaken(own: PrivateKey, file: Uint8Array): Promise<void> {
  const stored = sure(await importPkcs12(file, passphrase), 'the key')
  assert.equal(stored.key.extractable, false)
  assert.equal(stored.thumbprint, own.publicKey.thumbprint)
  assert.equal(stored.name, '陈浩')
  const message = new Uint8Array([1, 2, 3])
  const publicKey = sure(parsePublicKey(stored.spki), 'the key')
  const suite = certain(suiteNamed(stored.suite), stored.suite)
  assert.ok(verifySignature(suite, publicKey, message, await browserKey(stored).sign(message)))
}

const key = PrivateKey.generate('ecdsa-p256-sha256')

test('a key comes out of what the command line exports, and signs for its certificate', async () => {
  const chain = [selfSigned(PrivateKey.generate('ed25519'))]
  const content = { key: key.pkcs8(), certificate: selfSigned(key), chain, friendlyName: 'Ann' }
  await assertTaken(key, exportPkcs12({ ...content, passphrase, random: systemRandom }))
})

test('what is shown of a certificate is what the unit reads in it', () => {
  const der = selfSigned(key)
  const whole = sure(parseCertificate(der), 'the certificate')
  const facts = certain(certificateFacts(der), 'the facts')
  assert.equal(facts.serial, whole.serial)
  assert.deepEqual(base64(facts.spki), base64(whole.spki))
  assert.equal(facts.pem, pem('CERTIFICATE', der))
  assert.equal(leafBase64(facts.pem + facts.pem), base64(der))
  assert.equal(certificateFacts(der.subarray(1)), undefined)
})

const skip = spawnSync('openssl', ['version']).status === 0 ? undefined : 'the openssl program is not there'

describe('files of openssl', { skip }, () => {
  function made(own: PrivateKey, flags: readonly string[] = [], certificate = selfSigned(own)): Uint8Array {
    const folder = mkdtempSync(join(tmpdir(), 'p12-'))
    const path = (name: string): string => join(folder, name)
    writeFileSync(path('own.pem'), pem('PRIVATE KEY', own.pkcs8()) + pem('CERTIFICATE', certificate))
    const from = ['-in', path('own.pem'), '-out', path('own.p12'), '-passout', `pass:${passphrase}`]
    const done = spawnSync('openssl', ['pkcs12', '-export', ...from, ...flags])
    assert.equal(done.status, 0, String(done.stderr))
    const bytes = new Uint8Array(readFileSync(path('own.p12')))
    rmSync(folder, { recursive: true })
    return bytes
  }

  for (const suite of ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'ed25519'] as const) {
    test(`a ${suite} key is taken out of a file as it is written today`, async () => {
      const own = PrivateKey.generate(suite)
      await assertTaken(own, made(own))
    })
  }

  test('a file protected in an old way is told as such', async () => {
    assert.equal(await kindOf(made(key, ['-macalg', 'sha1'])), 'pkcs12-old')
    assert.equal(await kindOf(made(key, ['-keypbe', 'AES-128-CBC'])), 'pkcs12-old')
    assert.equal(await kindOf(made(key, ['-iter', '3000000'])), 'pkcs12-old')
  })

  test('another passphrase and an RSA key are each told as what they are', async () => {
    assert.equal(await kindOf(made(key), 'other'), 'pkcs12-passphrase')
    assert.equal(await kindOf(made(key), ''), 'pkcs12-passphrase')
    assert.equal(await kindOf(made(PrivateKey.generate('rsa-pkcs1-sha256'))), 'pkcs12-key')
  })

  test('no octet can be changed, added or taken away', async () => {
    const file = made(key)
    for (let at = 0; at < file.length; at += 23) {
      const changed = Uint8Array.from(file)
      changed[at] = (changed[at] ?? 0) ^ 1
      assert.notEqual(await kindOf(changed), 'taken', `octet ${at}`)
    }
    assert.equal(await kindOf(file.subarray(0, -1)), 'pkcs12-unreadable')
    assert.equal(await kindOf(Uint8Array.of(...file, 0)), 'pkcs12-unreadable')
  })
})

test('what is no file is refused, however it begins and however long it is', async () => {
  for (const bytes of [new Uint8Array(), Uint8Array.of(0x30, 0x80), new Uint8Array(pkcs12BytesMax + 1)]) {
    assert.equal(await kindOf(bytes), 'pkcs12-unreadable')
  }
})
