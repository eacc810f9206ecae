import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHmac, pbkdf2Sync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, suite as group, test } from 'node:test'
import fc from 'fast-check'
import { concat, equalBytes, hex, utf8 } from '#bytes'
import { digestNamed, importPrivateKey, PrivateKey, systemRandom } from '#crypto'
import {
  type DerReader,
  explicit,
  integer,
  nullValue,
  objectIdentifier,
  octetString,
  readDer,
  sequence,
} from '#der'
import { certain, sure } from '#fault'
import { exportPkcs12, pem } from '#x509'
import { type Pkcs12Fault, readPkcs12 } from './pkcs12-read.ts'

const key = PrivateKey.generate('ecdsa-p256-sha256')
const passphrase = 'geheim é 王'
const [certificate, issuer] = [utf8('a certificate'), utf8('its issuer')]
const own = exportPkcs12({
  key: key.pkcs8(),
  certificate,
  chain: [issuer],
  friendlyName: 'Ada',
  passphrase,
  random: systemRandom,
})

test('what this program exports it reads', () => {
  const found = sure(readPkcs12(own, passphrase), 'the file')
  assert.deepEqual(found.keys.map(hex), [hex(key.pkcs8())])
  assert.deepEqual(found.certificates.map(hex), [hex(certificate), hex(issuer)])
})

test('another passphrase opens nothing', () => {
  const refused = { ok: false, fault: { kind: 'passphrase-wrong' } }
  assert.deepEqual(readPkcs12(own, 'geheim'), refused)
  assert.deepEqual(readPkcs12(own, ''), refused)
})

test('a text is no PKCS #12 file', () => {
  const refused = { ok: false, fault: { kind: 'not-pkcs12' } }
  assert.deepEqual(readPkcs12(utf8('-----BEGIN PRIVATE KEY-----'), passphrase), refused)
  assert.deepEqual(readPkcs12(new Uint8Array(0), passphrase), refused)
  assert.deepEqual(readPkcs12(new Uint8Array(1_000_000), passphrase), refused)
})

test('a file in BER, as browsers stream it, is read as its DER', () => {
  const [, safe, mac] = childrenOf(own)
  const [type, explicitly] = childrenOf(certain(safe, 'the safe'))
  const [octets] = childrenOf(certain(explicitly, 'the content'))
  const content = contentOf(certain(octets, 'the octets'))
  const parts = [octetString(content.subarray(0, 100)), octetString(content.subarray(100))]
  const streamed = endless(0x24, ...parts)
  const info = endless(0x30, certain(type, 'the type'), endless(0xa0, streamed))
  const file = endless(0x30, integer(3), info, certain(mac, 'the MAC'))
  const found = sure(readPkcs12(file, passphrase), 'the file')
  assert.deepEqual(found.keys.map(hex), [hex(key.pkcs8())])
})

test('what is encrypted is read in parts, as NSS writes it', () => {
  const [, safe] = childrenOf(own)
  const [, explicitly] = childrenOf(certain(safe, 'the safe'))
  const [octets] = childrenOf(certain(explicitly, 'the content'))
  const encryptedData = objectIdentifier('1.2.840.113549.1.7.6')
  const parts = childrenOf(contentOf(certain(octets, 'the octets'))).map((part) => {
    const [type, content] = childrenOf(part)
    if (!type || !content || !equalBytes(type, encryptedData)) return part
    const [version, info] = childrenOf(contentOf(content))
    const [of, algorithm, ciphertext] = childrenOf(certain(info, 'what is encrypted'))
    if (!version || !of || !algorithm || !ciphertext) return part
    const whole = contentOf(ciphertext)
    const inParts = endless(0xa0, octetString(whole.subarray(0, 32)), octetString(whole.subarray(32)))
    return endless(0x30, type, endless(0xa0, sequence(version, endless(0x30, of, algorithm, inParts))))
  })
  const found = sure(readPkcs12(authenticated(endless(0x30, ...parts)), passphrase), 'the file')
  assert.deepEqual(found.certificates.map(hex), [hex(certificate), hex(issuer)])
})

/** A file around a safe, with a MAC by PBMAC1 (RFC 9579). */
function authenticated(safe: Uint8Array): Uint8Array {
  const salt = new Uint8Array(16).fill(9)
  const macKey = pbkdf2Sync(passphrase, salt, 1000, 32, 'sha256')
  const hmacSha256 = sequence(objectIdentifier('1.2.840.113549.2.9'), nullValue())
  const derivation = sequence(octetString(salt), integer(1000), integer(32), hmacSha256)
  const parameters = sequence(sequence(objectIdentifier('1.2.840.113549.1.5.12'), derivation), hmacSha256)
  const algorithm = sequence(objectIdentifier('1.2.840.113549.1.5.14'), parameters)
  const digest = octetString(createHmac('sha256', macKey).update(safe).digest())
  const content = sequence(objectIdentifier('1.2.840.113549.1.7.1'), explicit(0, octetString(safe)))
  return sequence(integer(3), content, sequence(sequence(algorithm, digest), octetString(salt), integer(1)))
}

/** An element of indefinite length. */
function endless(identifier: number, ...content: readonly Uint8Array[]): Uint8Array {
  return concat(Uint8Array.of(identifier, 0x80), ...content, new Uint8Array(2))
}

function contentOf(der: Uint8Array): Uint8Array {
  const length = der[1] ?? 0
  return der.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f))
}

function childrenOf(der: Uint8Array): readonly Uint8Array[] {
  const inside = (reader: DerReader) => reader.list((one) => one.encoding())
  return sure(
    readDer(sequence(contentOf(der)), (reader) => reader.sequence(inside)),
    'the elements',
  )
}

test('what a file may cost is bounded', () => {
  const iterations = 5_000_001
  const digest = sequence(certain(digestNamed('sha256'), 'the digest').algorithmIdentifier, octetString(own))
  const safe = sequence(objectIdentifier('1.2.840.113549.1.7.1'), explicit(0, octetString(own)))
  const file = sequence(integer(3), safe, sequence(digest, octetString(own), integer(iterations)))
  const fault = { kind: 'iterations-excessive', iterations, iterationsMax: 5_000_000 }
  assert.deepEqual(readPkcs12(file, passphrase), { ok: false, fault })
})

const folder = mkdtempSync(join(tmpdir(), 'chancery-pkcs12-'))
after(() => rmSync(folder, { recursive: true }))
const at = (name: string) => join(folder, name)
const isThere = spawnSync('openssl', ['version']).status === 0
const skip = isThere ? false : 'no openssl program on this machine'

function openssl(...parameters: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', parameters)
  assert.equal(status, 0, `openssl ${parameters.join(' ')}: ${stderr.toString()}`)
}

/** A file of a fresh key and its certificate, as OpenSSL writes it with these options. */
function madeBy(name: string, options: readonly string[]): Buffer {
  const keyOptions = ['-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem')]
  openssl('req', '-x509', ...keyOptions, '-out', at('certificate.pem'), '-subj', '/CN=Ada', '-days', '9')
  const from = ['-inkey', at('key.pem'), '-in', at('certificate.pem')]
  openssl('pkcs12', '-export', ...from, '-out', at(name), '-passout', `pass:${passphrase}`, ...options)
  return readFileSync(at(name))
}

const good: Readonly<Record<string, readonly string[]>> = {
  usual: [],
  sha384: ['-macalg', 'sha384'],
  sha512: ['-macalg', 'sha512', '-iter', '10000'],
  weaker: ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-192-CBC'],
  'certificates-open': ['-certpbe', 'NONE'],
  'all-open': ['-keypbe', 'NONE', '-certpbe', 'NONE'],
}

const refused: readonly (readonly [string, readonly string[], Pkcs12Fault])[] = [
  ['a MAC with SHA-1', ['-macalg', 'sha1'], { kind: 'algorithm-old', algorithm: 'a MAC with SHA-1' }],
  [
    'triple DES for the key',
    ['-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha256'],
    { kind: 'algorithm-old', algorithm: 'triple DES with SHA-1' },
  ],
  ['no MAC', ['-nomac'], { kind: 'integrity-missing' }],
]

group('PKCS #12 files that openssl made', { skip }, () => {
  for (const [name, options] of Object.entries(good)) {
    test(`\`${name}\` is read: openssl pkcs12 ${options.join(' ')}`, () => {
      const found = sure(readPkcs12(madeBy(name, options), passphrase), name)
      const expected = sure(importPrivateKey(readFileSync(at('key.pem'), 'utf8')), 'the key')
      const read = found.keys.map((der) => sure(importPrivateKey(pem('PRIVATE KEY', der)), 'the key read'))
      assert.deepEqual(
        read.map(({ publicKey }) => publicKey.thumbprint),
        [expected.publicKey.thumbprint],
      )
      assert.equal(found.certificates.length, 1)
    })
  }
  for (const [name, options, fault] of refused) {
    test(`${name} is refused`, () => {
      assert.deepEqual(readPkcs12(madeBy('refused', options), passphrase), { ok: false, fault })
    })
  }
})

test('a changed octet never gives another key, and never throws', () => {
  const cheap = isThere ? madeBy('cheap', ['-iter', '1']) : own.subarray(0, 200)
  const plain = readPkcs12(cheap, passphrase)
  fc.assert(
    fc.property(fc.nat({ max: cheap.length - 1 }), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = Uint8Array.from(cheap)
      changed[place] = (changed[place] ?? 0) ^ change
      const found = readPkcs12(changed, passphrase)
      if (!found.ok || !plain.ok) return true
      return found.value.keys.every((each, index) => equalBytes(each, plain.value.keys[index] ?? each))
    }),
    { numRuns: 300 },
  )
})
