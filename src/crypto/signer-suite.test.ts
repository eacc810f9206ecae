import assert from 'node:assert/strict'
import { suite as group, test } from 'node:test'
import { hex } from '#bytes'
import type { DigestName } from './digest.ts'
import type { KeyType } from './key-type.ts'
import { digestForSuite, suiteOfSignerInfo } from './signer-suite.ts'
import { suites } from './suite.ts'

type Row = readonly [what: string, der: string, digest: DigestName | undefined, key: KeyType, name?: string]

const sha256WithNull = '300d06096086480165030402010500'
const sha256Absent = '300b0609608648016503040201'
const mask256 = (hash: string) => `a11${hash.length === 30 ? 'c301a' : 'a3018'}06092a864886f70d010108${hash}`
const pss = (parameters: string) => {
  const length = (text: string) => (text.length / 2).toString(16).padStart(2, '0')
  const inner = `06092a864886f70d01010a30${length(parameters)}${parameters}`
  return `30${length(inner)}${inner}`
}

const rows: readonly Row[] = [
  ['rsaEncryption and a digest', '300d06092a864886f70d0101010500', 'sha256', 'rsa', 'rsa-pkcs1-sha256'],
  ['rsaEncryption without NULL', '300b06092a864886f70d010101', 'sha512', 'rsa', 'rsa-pkcs1-sha512'],
  ['rsaEncryption without a digest', '300d06092a864886f70d0101010500', undefined, 'rsa'],
  ['rsaEncryption with SHA-1', '300d06092a864886f70d0101010500', 'sha1', 'rsa'],
  ['rsaEncryption for a curve', '300d06092a864886f70d0101010500', 'sha256', 'p256'],
  ['id-ecPublicKey for RSA', '300906072a8648ce3d0201', 'sha256', 'rsa'],
  ['sha256WithRSA without NULL', '300b06092a864886f70d01010b', 'sha256', 'rsa', 'rsa-pkcs1-sha256'],
  ['sha256WithRSA and SHA-512', '300d06092a864886f70d01010b0500', 'sha512', 'rsa'],
  ['id-ecPublicKey and a digest', '300906072a8648ce3d0201', 'sha384', 'p384', 'ecdsa-p384-sha384'],
  ['ecdsa-with-SHA256 with NULL', '300c06082a8648ce3d0403020500', 'sha256', 'p521', 'ecdsa-p521-sha256'],
  [
    'PSS without NULL',
    pss(`a00d${sha256Absent}${mask256(sha256Absent)}a203020120`),
    'sha256',
    'rsa',
    'rsa-pss-sha256',
  ],
  [
    'PSS with a long salt',
    pss(`a00f${sha256WithNull}${mask256(sha256WithNull)}a204020200de`),
    'sha256',
    'rsa',
    'rsa-pss-sha256',
  ],
  [
    'PSS with the salt left out',
    pss(`a00f${sha256WithNull}${mask256(sha256WithNull)}`),
    'sha256',
    'rsa',
    'rsa-pss-sha256',
  ],
  [
    'PSS with a short salt',
    pss(`a00f${sha256WithNull}${mask256(sha256WithNull)}a203020113`),
    'sha256',
    'rsa',
  ],
  ['PSS with another mask', pss(`a00f${sha256WithNull}a203020120`), 'sha256', 'rsa'],
  ['PSS of SHA-1', pss(''), 'sha1', 'rsa'],
  [
    'PSS with the trailer written out',
    pss(`a00f${sha256WithNull}${mask256(sha256WithNull)}a203020120a303020101`),
    'sha256',
    'rsa',
    'rsa-pss-sha256',
  ],
  [
    'PSS with another trailer',
    pss(`a00f${sha256WithNull}${mask256(sha256WithNull)}a203020120a303020102`),
    'sha256',
    'rsa',
  ],
  ['Ed25519 and SHA-512', '300506032b6570', 'sha512', 'ed25519', 'ed25519'],
  ['Ed25519 and SHA-256', '300506032b6570', 'sha256', 'ed25519'],
  ['Ed25519 with NULL', '300706032b65700500', 'sha512', 'ed25519'],
  ['ML-DSA-65 and SHA-256', '300b0609608648016503040312', 'sha256', 'ml-dsa-65'],
  ['ML-DSA-65 and SHA3-384', '300b0609608648016503040312', 'sha3-384', 'ml-dsa-65', 'ml-dsa-65'],
  ['nothing', '', 'sha256', 'rsa'],
]

group('the suite of a CMS signer', () => {
  for (const [what, der, digest, key, name] of rows) {
    test(`${what} is ${name ?? 'none'}`, () => {
      const suite = suiteOfSignerInfo(Buffer.from(der, 'hex'), digest, key)
      assert.equal(suite?.name, name)
    })
  }

  test('has the salt of the identifier', () => {
    const der = pss(`a00f${sha256WithNull}${mask256(sha256WithNull)}a204020200de`)
    assert.equal(suiteOfSignerInfo(Buffer.from(der, 'hex'), 'sha256', 'rsa')?.padding?.saltLength, 222)
  })

  test('is the row itself for what the table writes, with the digest that goes with it', () => {
    for (const suite of suites) {
      const found = suiteOfSignerInfo(suite.algorithmIdentifier, digestForSuite(suite), suite.keyType)
      assert.equal(found, suite, hex(suite.algorithmIdentifier))
    }
  })
})
