import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import { concat, hex, utf8 } from '#bytes'
import { bitString, integer, nullValue, objectIdentifier, readDer, sequence } from '#der'
import { certain, sure } from '#fault'
import { inheritDsaParameters } from './dsa.ts'
import { insecureDsaForConformance } from './key-type.ts'
import { PrivateKey } from './private-key.ts'
import { type PublicKey, parsePublicKey, verifySignature } from './public-key.ts'
import { suiteNamed, suiteOfAlgorithm } from './suite.ts'

const pair = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })
const spki = Uint8Array.from(pair.publicKey.export({ format: 'der', type: 'spki' }))
const message = utf8('the office opens at nine')
const identifiers = {
  sha1: '300906072a8648ce380403',
  sha224: '300b0609608648016503040301',
  sha256: '300b0609608648016503040302',
}

function admitted(bytes: Uint8Array): PublicKey {
  return sure(parsePublicKey(bytes, insecureDsaForConformance), 'a key under the policy')
}

/** The same key without parameters, or with NULL for them. */
function bare(parameters: readonly Uint8Array[] = []): Uint8Array {
  const key = sure(
    readDer(spki, (reader) =>
      reader.sequence((info) => {
        info.encoding()
        return info.encoding()
      }),
    ),
    'the parts of a key',
  )
  return sequence(sequence(objectIdentifier('1.2.840.10040.4.1'), ...parameters), key)
}

test('a DSA key is of an unknown type, unless the policy for conformance runs is asked for', () => {
  assert.deepEqual(parsePublicKey(spki), { ok: false, fault: { kind: 'key-type-unknown' } })
  assert.equal(admitted(spki).type, 'dsa')
  const custody = PrivateKey.of(pair.privateKey)
  assert.deepEqual(custody, { ok: false, fault: { kind: 'key-type-unknown' } })
})

test('a short DSA key is weak even under that policy', () => {
  const odd = (bytes: number): Uint8Array => integer(2n ** BigInt(bytes * 8 - 1) + 1n)
  const parameters = sequence(odd(64), odd(20), integer(4))
  const key = sequence(sequence(objectIdentifier('1.2.840.10040.4.1'), parameters), bitString(integer(16)))
  const short = parsePublicKey(key, insecureDsaForConformance)
  const fault = { kind: 'key-weak', type: 'dsa', bits: 512, bitsMin: 1024 }
  assert.deepEqual(short, { ok: false, fault })
})

test('the suites of DSA verify under their identifiers, and only for a DSA key', () => {
  const key = admitted(spki)
  for (const [digest, identifier] of Object.entries(identifiers)) {
    const bytes = Buffer.from(identifier, 'hex')
    const suite = certain(suiteOfAlgorithm(bytes, 'dsa'), digest)
    const signature = sign(digest, message, pair.privateKey)
    assert.equal(verifySignature(suite, key, message, signature), true)
    assert.equal(verifySignature(suite, key, utf8('at ten'), signature), false)
    assert.equal(suiteOfAlgorithm(bytes), undefined)
    assert.equal(suiteOfAlgorithm(bytes, 'p256'), undefined)
    assert.equal(suiteNamed(suite.name), undefined)
  }
})

test('a key without parameters, or with NULL, takes those of the issuer', () => {
  const issuer = admitted(spki)
  for (const without of [bare(), bare([nullValue()])]) {
    assert.equal(parsePublicKey(without, insecureDsaForConformance).ok, false)
    assert.equal(hex(inheritDsaParameters(without, issuer)), hex(spki))
  }
})

test('a key with parameters, of another type, or below another type is left as it is', () => {
  const issuer = admitted(spki)
  const other = PrivateKey.generate('ed25519').publicKey
  for (const [bytes, above] of [
    [spki, issuer],
    [other.spki, issuer],
    [bare(), other],
    [concat(bare(), Uint8Array.of(0)), issuer],
  ] as const) {
    assert.equal(inheritDsaParameters(bytes, above), bytes)
  }
})
