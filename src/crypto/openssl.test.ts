import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite as group, test } from 'node:test'
import { utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { importPrivateKey } from './import.ts'
import { PrivateKey } from './private-key.ts'
import { parsePublicKey, verifySignature } from './public-key.ts'
import { type Suite, suiteOfAlgorithm, suites } from './suite.ts'

/** The `openssl` program is an oracle here; a machine without it skips and says so. */
const version = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout ?? ''
const skip = version.startsWith('OpenSSL ') ? false : 'no openssl program on this machine'
const folder = mkdtempSync(join(tmpdir(), 'chancery-openssl-'))
after(() => rmSync(folder, { recursive: true }))

const at = (name: string) => join(folder, name)

function openssl(...parameters: readonly string[]): Buffer {
  const { status, stdout, stderr } = spawnSync('openssl', parameters)
  assert.equal(status, 0, `openssl ${parameters.join(' ')}: ${stderr.toString()}`)
  return stdout
}

const kinds: Readonly<Record<string, readonly string[]>> = {
  p256: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  p521: ['EC', '-pkeyopt', 'ec_paramgen_curve:P-521'],
  ed25519: ['ED25519'],
  ed448: ['ED448'],
  rsa: ['RSA', '-pkeyopt', 'rsa_keygen_bits:2048'],
}
const encryption = ['-aes-256-cbc', '-pass', 'pass:open sesame']

group('keys that openssl made', { skip }, () => {
  for (const [kind, parameters] of Object.entries(kinds)) {
    test(`${kind} is imported, encrypted or not`, () => {
      const plain = openssl('genpkey', '-algorithm', ...parameters).toString()
      writeFileSync(at(`${kind}.pem`), plain)
      const key = sure(importPrivateKey(plain), kind)
      assert.equal(key.publicKey.type, kind)
      const sealed = openssl(
        'pkcs8',
        '-topk8',
        '-v2',
        'aes-256-cbc',
        '-passout',
        'pass:ä',
        '-in',
        at(`${kind}.pem`),
      )
      const opened = sure(importPrivateKey(sealed.toString(), 'ä'), kind)
      assert.equal(opened.publicKey.thumbprint, key.publicKey.thumbprint)
      const spki = openssl('pkey', '-in', at(`${kind}.pem`), '-pubout', '-outform', 'DER')
      assert.equal(sure(parsePublicKey(spki), kind).thumbprint, key.publicKey.thumbprint)
    })
  }

  test('genpkey encrypts with a cipher of its own', () => {
    const pem = openssl('genpkey', '-algorithm', 'ED25519', ...encryption).toString()
    assert.equal(sure(importPrivateKey(pem, 'open sesame'), 'the key').publicKey.type, 'ed25519')
    assert.deepEqual(importPrivateKey(pem, 'close'), { ok: false, fault: { kind: 'passphrase-wrong' } })
    assert.deepEqual(importPrivateKey(pem), { ok: false, fault: { kind: 'passphrase-missing' } })
  })

  test('ecparam writes its parameters before the key', () => {
    const pem = openssl('ecparam', '-name', 'prime256v1', '-genkey').toString()
    assert.match(pem, /BEGIN EC PARAMETERS[^]*BEGIN EC PRIVATE KEY/)
    assert.equal(sure(importPrivateKey(pem), 'the key').publicKey.type, 'p256')
  })

  test('an encrypted SEC 1 key is imported', () => {
    const pem = openssl('ecparam', '-name', 'secp384r1', '-genkey', '-noout', '-out', at('sec1.pem'))
    assert.equal(pem.length, 0)
    const sealed = openssl('ec', '-in', at('sec1.pem'), '-aes256', '-passout', 'pass:p').toString()
    assert.equal(sure(importPrivateKey(sealed, 'p'), 'the key').publicKey.type, 'p384')
  })
})

group('certificates that openssl signed', { skip }, () => {
  for (const suite of suites.filter(({ keyType }) => kinds[keyType] !== undefined)) {
    test(`name ${suite.name} as the table does, and verify`, () => {
      const key = ['-newkey', suite.keyType === 'rsa' ? 'rsa:2048' : keyOption(suite.keyType)]
      const curve = kinds[suite.keyType]?.slice(1) ?? []
      const self = ['req', '-x509', '-nodes', '-subj', '/CN=x', '-keyout', at('x.pem'), '-outform', 'DER']
      const der = openssl(
        ...self,
        ...key,
        ...(suite.keyType === 'rsa' ? [] : curve),
        ...signing(suite, '-sigopt'),
      )
      const { tbs, algorithm, signature } = certificateParts(der)
      const { publicKey } = sure(importPrivateKey(readFileSync(at('x.pem'), 'utf8')), 'the key')
      assert.equal(suiteOfAlgorithm(algorithm, publicKey.type)?.name, suite.name)
      assert.equal(verifySignature(suite, publicKey, tbs, signature), true)
    })
  }
})

group('signatures of ours', { skip }, () => {
  for (const suite of suites.filter(({ keyType }) => kinds[keyType] !== undefined)) {
    test(`${suite.name} verifies in openssl`, () => {
      const parameters = certain(kinds[suite.keyType], suite.keyType)
      const pem = openssl('genpkey', '-algorithm', ...parameters).toString()
      const handle = sure(importPrivateKey(pem), 'the key')
      const signer = sure(PrivateKey.of(createPrivateKey(pem), suite), suite.name)
      assert.equal(signer.publicKey.thumbprint, handle.publicKey.thumbprint)
      const message = utf8('the office opens at nine')
      writeFileSync(at('public.pem'), createPublicKey(pem).export({ format: 'pem', type: 'spki' }))
      writeFileSync(at('message'), message)
      writeFileSync(at('signature'), signer.sign(message))
      const files = ['-pubin', '-inkey', at('public.pem'), '-in', at('message'), '-sigfile', at('signature')]
      const printed = openssl('pkeyutl', '-verify', '-rawin', ...files, ...signing(suite, '-pkeyopt'))
      assert.match(printed.toString(), /Signature Verified Successfully/)
    })
  }
})

/** How the program is told digest and padding; `pkeyutl` has no short names for digests. */
function signing(suite: Suite, option: '-sigopt' | '-pkeyopt'): readonly string[] {
  if (suite.digest === null) return []
  const digest = option === '-sigopt' ? [`-${suite.digest}`] : ['-digest', suite.digest]
  const salt = suite.padding?.saltLength
  if (salt === undefined) return digest
  return [...digest, option, 'rsa_padding_mode:pss', option, `rsa_pss_saltlen:${salt}`]
}

function keyOption(keyType: string): string {
  return keyType.startsWith('p') ? 'ec' : keyType
}

/** The three parts of a certificate (RFC 5280 §4.1), the first two with their headers. */
function certificateParts(der: Buffer): { tbs: Buffer; algorithm: Buffer; signature: Buffer } {
  const [tbs, algorithm, signature] = elements(contentOf(der))
  assert.ok(tbs && algorithm && signature)
  return { tbs, algorithm, signature: contentOf(signature).subarray(1) }
}

function elements(content: Buffer): readonly Buffer[] {
  if (content.length === 0) return []
  const end = headerOf(content) + lengthOf(content)
  return [content.subarray(0, end), ...elements(content.subarray(end))]
}

const contentOf = (der: Buffer) => der.subarray(headerOf(der), headerOf(der) + lengthOf(der))
const headerOf = (der: Buffer) => (der.readUInt8(1) < 0x80 ? 2 : 2 + (der.readUInt8(1) & 0x7f))
const lengthOf = (der: Buffer) =>
  der.readUInt8(1) < 0x80 ? der.readUInt8(1) : der.readUIntBE(2, headerOf(der) - 2)
