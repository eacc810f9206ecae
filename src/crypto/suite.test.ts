import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import fc from 'fast-check'
import { concat, hex, utf8 } from '#bytes'
import { certain, sure } from '#fault'
import { keyFormNamed, keyForms } from './key-type.ts'
import { PrivateKey } from './private-key.ts'
import { verifySignature } from './public-key.ts'
import { defaultSuite, documentSuite, suiteNamed, suiteOfAlgorithm, suites, unitSuiteNames } from './suite.ts'

const message = utf8('the office opens at nine')

const handles = new Map(keyForms.map((form) => [form.type, form.generate()]))
const signers = suites.map((suite) => {
  const handle = certain(handles.get(suite.keyType), suite.keyType)
  return sure(PrivateKey.of(handle, suite), suite.name)
})

test('an RSA key signs documents by PSS, and every other as it signs all else', () => {
  for (const { suite, publicKey } of signers) {
    const expected = suite.keyType === 'rsa' ? 'rsa-pss-sha256' : defaultSuite(publicKey).name
    assert.equal(documentSuite(publicKey).name, expected)
  }
})

test('a key goes under another suite of its type, and no other', () => {
  const key = PrivateKey.generate('rsa-pkcs1-sha256')
  const pss = sure(key.under(documentSuite(key.publicKey)), 'PSS')
  assert.equal(verifySignature(pss.suite, key.publicKey, message, pss.sign(message)), true)
  const unfit = key.under(certain(suiteNamed('ed25519'), 'the suite'))
  assert.deepEqual(unfit, { ok: false, fault: { kind: 'suite-unfit', suite: 'ed25519' } })
})

group('the table of suites', () => {
  for (const signer of signers) {
    const { suite, publicKey } = signer
    const signature = signer.sign(message)

    test(`${suite.name} verifies what it signs`, () => {
      assert.equal(verifySignature(suite, publicKey, message, signature), true)
      assert.equal(verifySignature(suite, publicKey, new Uint8Array(0), signer.sign(new Uint8Array(0))), true)
    })

    test(`${suite.name} rejects a changed bit of message or signature`, () => {
      const changed = (bytes: Uint8Array) =>
        fc.nat({ max: bytes.length * 8 - 1 }).map((bit) => {
          const copy = Uint8Array.from(bytes)
          copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7))
          return copy
        })
      const rejected = (text: Uint8Array, proof: Uint8Array) =>
        !verifySignature(suite, publicKey, text, proof)
      fc.assert(
        fc.property(changed(message), (text) => rejected(text, signature)),
        { numRuns: 20 },
      )
      fc.assert(
        fc.property(changed(signature), (proof) => rejected(message, proof)),
        { numRuns: 40 },
      )
    })

    test(`${suite.name} rejects every other row and every other row's key`, () => {
      for (const other of signers) {
        if (other.suite.name === suite.name) continue
        assert.equal(verifySignature(other.suite, publicKey, message, signature), false, other.suite.name)
        if (other.suite.keyType === suite.keyType) continue
        assert.equal(verifySignature(suite, other.publicKey, message, signature), false, other.suite.name)
        const foreign = other.sign(message)
        assert.equal(verifySignature(suite, publicKey, message, foreign), false, other.suite.name)
      }
    })

    test(`${suite.name} answers false to any bytes`, () => {
      const bytes = fc.uint8Array({ maxLength: 600 })
      fc.assert(
        fc.property(bytes, (proof) => !verifySignature(suite, publicKey, message, proof)),
        { numRuns: 50 },
      )
      for (const length of [0, 1, signature.length - 1]) {
        assert.equal(verifySignature(suite, publicKey, message, signature.subarray(0, length)), false)
      }
      assert.equal(verifySignature(suite, publicKey, message, concat(signature, utf8('x'))), false)
    })

    test(`${suite.name} is found by its name and, with the key's type, by its identifier`, () => {
      assert.equal(suiteNamed(suite.name), suite)
      assert.equal(suiteOfAlgorithm(suite.algorithmIdentifier, suite.keyType), suite)
    })
  }

  test('has one row for each name', () => {
    assert.equal(new Set(suites.map(({ name }) => name)).size, suites.length)
    assert.equal(suites.length, 20)
  })

  test('has one JWS algorithm at most for each type of key and name', () => {
    const named = suites.filter(({ jws }) => jws !== undefined).map(({ jws, keyType }) => `${jws} ${keyType}`)
    assert.equal(new Set(named).size, named.length)
  })

  test('takes an ECDSA identifier without a key for the usual pairing', () => {
    const names = ['ecdsa-p256-sha256', 'ecdsa-p384-sha384', 'ecdsa-p521-sha512']
    for (const name of names) {
      const suite = certain(suiteNamed(name), name)
      assert.equal(suiteOfAlgorithm(suite.algorithmIdentifier)?.name, name)
    }
  })

  test('does not know other identifiers', () => {
    const sha1WithRsa = '300d06092a864886f70d0101050500'
    const pkcs1WithoutNull = '300b06092a864886f70d01010b'
    const ed25519WithNull = '300706032b65700500'
    for (const identifier of [sha1WithRsa, pkcs1WithoutNull, ed25519WithNull, '', '3000']) {
      assert.equal(suiteOfAlgorithm(Buffer.from(identifier, 'hex')), undefined, identifier)
    }
    assert.equal(suiteOfAlgorithm(certain(suites[0], 'a row').algorithmIdentifier, 'rsa'), undefined)
    assert.equal(suiteNamed('toString'), undefined)
  })

  test('gives one-suite keys the identifier of their signatures (RFC 8410 §3, RFC 9881 §2)', () => {
    for (const { suite, publicKey } of signers) {
      if (suite.digest !== null) continue
      assert.ok(hex(publicKey.spki).includes(hex(suite.algorithmIdentifier)), suite.name)
    }
  })

  test('lets keys be generated for every suite of a unit, as the default of its key type', () => {
    for (const name of unitSuiteNames) {
      const key = PrivateKey.generate(name)
      assert.equal(key.suite.name, name)
      assert.equal(defaultSuite(key.publicKey).name, name)
      assert.equal(keyFormNamed(key.publicKey.type).type, key.suite.keyType)
      assert.equal(verifySignature(key.suite, key.publicKey, message, key.sign(message)), true)
    }
  })
})
