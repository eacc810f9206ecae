import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import fc from 'fast-check'
import { AttributeTypeAndValue, CertificationRequest } from 'pkijs'
import { PrivateKey, unitSuiteNames } from '#crypto'
import {
  bitString,
  explicit,
  implicit,
  integer,
  nullValue,
  objectIdentifier,
  sequence,
  setOf,
  utf8String,
} from '#der'
import { sure } from '#fault'
import {
  extensionsOf,
  fromPem,
  nameOf,
  nameText,
  parseRequest,
  pem,
  verifyRequest,
  writeRequest,
} from './index.ts'

const key = PrivateKey.generate('ecdsa-p256-sha256')
const wish = extensionsOf({ subjectAltName: [{ kind: 'dns', value: 'a.example' }] })
const written = writeRequest({ subject: nameOf({ commonName: 'Ada' }), extensions: wish }, key)
const openssl =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'the openssl program is not there'

for (const suite of unitSuiteNames) {
  test(`a request by ${suite} is read back, proves its key and passes on what is wished`, () => {
    const signer = PrivateKey.generate(suite)
    const request = sure(
      parseRequest(writeRequest({ subject: nameOf({}), extensions: wish }, signer)),
      'request',
    )
    assert.equal(sure(verifyRequest(request), 'key').thumbprint, signer.publicKey.thumbprint)
    assert.deepEqual(request.subjectAltName, [{ kind: 'dns', value: 'a.example' }])
  })
}

test('a request without wishes has no attributes', () => {
  const request = sure(parseRequest(writeRequest({ subject: nameOf({ commonName: 'Ada' }) }, key)), 'request')
  assert.deepEqual([request.attributes, request.extensions], [[], []])
  assert.ok(verifyRequest(request).ok)
})

test('a request written here verifies in pkijs', async () => {
  assert.ok(await CertificationRequest.fromBER(written).verify())
})

test('a request made by WebCrypto, as in a browser, is read and verified', async () => {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-384' }, true, [
    'sign',
    'verify',
  ])
  const theirs = new CertificationRequest()
  const commonName = sequence(objectIdentifier('2.5.4.3'), utf8String('Ada'))
  theirs.subject.typesAndValues.push(AttributeTypeAndValue.fromBER(commonName))
  theirs.attributes = []
  await theirs.subjectPublicKeyInfo.importKey(keys.publicKey)
  await theirs.sign(keys.privateKey, 'SHA-384')
  const request = sure(parseRequest(new Uint8Array(theirs.toSchema().toBER())), 'request')
  assert.equal(nameText(request.subject), 'CN=Ada')
  assert.equal(sure(verifyRequest(request), 'key').type, 'p384')
})

const opensslKeys: readonly (readonly [string, readonly string[]])[] = [
  ['p256', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
  ['p384', ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ['rsa', ['rsa:2048']],
  ['ed25519', ['ed25519']],
]

for (const [type, parameters] of opensslKeys) {
  test(`a request for a key of type ${type} made by openssl req is read and verified`, {
    skip: openssl,
  }, () => {
    const flags = ['-new', '-nodes', '-keyout', '/dev/null', '-utf8', '-subj', '/C=DE/O=Bürgeramt/CN=Ada']
    const extension = ['-addext', 'subjectAltName=URI:spiffe://office.example/person/ada,IP:192.0.2.1']
    const text = execFileSync('openssl', ['req', ...flags, '-newkey', ...parameters, ...extension], {
      encoding: 'utf8',
      stdio: 'pipe',
    })
    const request = sure(parseRequest(sure(fromPem(text, 'CERTIFICATE REQUEST'), 'pem')), 'request')
    assert.equal(nameText(request.subject), 'CN=Ada,O=Bürgeramt,C=DE')
    assert.equal(request.subjectAltName?.length, 2)
    assert.equal(sure(verifyRequest(request), 'key').type, type)
  })
}

test('openssl req verifies a request written here', { skip: openssl }, () => {
  const input = pem('CERTIFICATE REQUEST', written)
  const result = spawnSync('openssl', ['req', '-verify', '-noout', '-subject'], { input, encoding: 'utf8' })
  assert.equal(result.status, 0)
  assert.match(result.stdout + result.stderr, /verify OK/)
})

function assembled(version: number, attributes: Uint8Array): Uint8Array {
  const info = sequence(integer(version), nameOf({}).der, key.publicKey.spki, attributes)
  return sequence(info, key.suite.algorithmIdentifier, bitString(key.sign(info)))
}

const attribute = (oid: string, ...values: readonly Uint8Array[]): Uint8Array => {
  return sequence(objectIdentifier(oid), setOf(...values))
}
const wished = '1.2.840.113549.1.9.14'
const password = attribute('1.2.840.113549.1.9.7', utf8String('x'))
const several = [sequence(), sequence(nullValue())]

const refused: readonly (readonly [what: string, der: Uint8Array, kind: string])[] = [
  ['another version', assembled(1, implicit(0, setOf())), 'version-unsupported'],
  ['no attributes at all', sequence(sequence(integer(0)), bitString(nullValue())), 'not-der'],
  ['explicit attributes', assembled(0, explicit(0, setOf())), 'not-der'],
  ['an attribute twice', assembled(0, implicit(0, setOf(password, password))), 'attribute-duplicate'],
  [
    'two lists of extensions',
    assembled(0, implicit(0, setOf(attribute(wished, ...several)))),
    'attribute-malformed',
  ],
  [
    'an empty list of extensions',
    assembled(0, implicit(0, setOf(attribute(wished, sequence())))),
    'attribute-malformed',
  ],
]

for (const [what, der, kind] of refused) {
  test(`a request with ${what} is refused`, () => {
    const request = parseRequest(der)
    assert.equal(request.ok ? 'accepted' : request.fault.kind, kind)
  })
}

test('an attribute that is not known is kept', () => {
  const request = sure(parseRequest(assembled(0, implicit(0, setOf(password)))), 'request')
  assert.equal(request.attributes[0]?.type, '1.2.840.113549.1.9.7')
})

test('a request signed by another key than its own is refused', () => {
  const other = PrivateKey.generate('ecdsa-p256-sha256')
  const forger = {
    publicKey: key.publicKey,
    suite: key.suite,
    sign: (bytes: Uint8Array) => other.sign(bytes),
  }
  const request = sure(parseRequest(writeRequest({ subject: nameOf({}) }, forger)), 'request')
  assert.deepEqual(verifyRequest(request), { ok: false, fault: { kind: 'signature-wrong' } })
})

test('no change of bytes makes reading or verifying throw, and none keeps the signature good', () => {
  fc.assert(
    fc.property(fc.nat({ max: written.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const der = Uint8Array.from(written)
      der[at] = (der[at] ?? 0) ^ mask
      const request = parseRequest(der)
      assert.ok(!request.ok || !verifyRequest(request.value).ok)
    }),
    { numRuns: 1000 },
  )
})
