import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import { day } from '#clock'
import { PrivateKey, suiteNamed } from '#crypto'
import { certain, sure } from '#fault'
import {
  type AlgorithmUse,
  algorithmStanding,
  digestUse,
  nearsSunset,
  type SunsetRow,
  signatureUses,
  sunsetTable,
} from './index.ts'

const today = Date.UTC(2026, 10, 22)

/** State today, and the first day without; `–` where no end is known. */
const cases: readonly (readonly [AlgorithmUse, string, string])[] = [
  [{ algorithm: 'sha1' }, 'ended', '2014-01-01'],
  [{ algorithm: 'sha224' }, 'good', '2029-01-01'],
  [{ algorithm: 'sha256' }, 'good', '–'],
  [{ algorithm: 'sha3-512' }, 'good', '–'],
  [{ algorithm: 'rsa-pkcs1', bits: 1024 }, 'ended', '2014-01-01'],
  [{ algorithm: 'rsa-pss', bits: 2048 }, 'ended', '2026-04-01'],
  [{ algorithm: 'rsa-pkcs1', bits: 3072 }, 'good', '2034-01-01'],
  [{ algorithm: 'rsa-pss', bits: 3072 }, 'good', '2036-01-01'],
  // A key of unknown length is taken for a short one.
  [{ algorithm: 'rsa-pss' }, 'ended', '2014-01-01'],
  [{ algorithm: 'ecdsa-p256' }, 'good', '2036-01-01'],
  [{ algorithm: 'ed25519' }, 'good', '2036-01-01'],
  [{ algorithm: 'ml-dsa-65' }, 'good', '–'],
  [{ algorithm: 'md5' }, 'ended', '–'],
]

const shown = (until: number | undefined) =>
  until === undefined ? '–' : new Date(until).toISOString().slice(0, 10)

describe('the table of sunsets', () => {
  for (const [use, state, until] of cases) {
    test(`says of ${use.algorithm} ${use.bits ?? ''}: ${state} today, until ${until}`, () => {
      const standing = algorithmStanding(use, today)
      assert.deepEqual([standing.state, shown(standing.until)], [state, until])
    })
  }

  test('has a row for every suite and every digest that is no insecure one', () => {
    const names = ['ecdsa-p521-sha512', 'ed25519', 'ed448', 'rsa-pkcs1-sha384', 'rsa-pss-sha512', 'ml-dsa-87']
    for (const name of names) {
      const suite = certain(suiteNamed(name), name)
      const scheme = suite.digest === null ? name : name.slice(0, -suite.digest.length - 1)
      assert.ok(
        sunsetTable.some(({ algorithm }) => algorithm === scheme),
        scheme,
      )
    }
  })

  test('names a source in every row', () => {
    for (const { algorithm, source } of sunsetTable) assert.ok(source.length > 5, algorithm)
  })
})

describe('standing', () => {
  const table: readonly SunsetRow[] = [
    { algorithm: 'a', until: 100 * day, source: 'first' },
    { algorithm: 'b', until: 50 * day, source: 'second' },
    { algorithm: 'c', source: 'third' },
  ]

  test('is good, then ending, then ended, and the instant of the end is over it', () => {
    const states = [0, 89 * day, 90 * day, 100 * day - 1, 100 * day].map(
      (at) => algorithmStanding({ algorithm: 'a' }, at, { table, notice: 10 * day }).state,
    )
    assert.deepEqual(states, ['good', 'good', 'ending', 'ending', 'ended'])
  })

  test('of several together is that of the one that ends first', () => {
    const standing = algorithmStanding(
      ['a', 'b', 'c'].map((algorithm) => ({ algorithm })),
      0,
      { table },
    )
    assert.deepEqual([standing.algorithm, standing.until, standing.source], ['b', 50 * day, 'second'])
  })

  test('can only become stricter by rows that are added', () => {
    const stricter = [...sunsetTable, { algorithm: 'sha256', until: today, source: 'the unit' }]
    const looser = [...sunsetTable, { algorithm: 'sha1', source: 'the unit' }]
    assert.equal(algorithmStanding(digestUse('sha256'), today, { table: stricter }).state, 'ended')
    assert.equal(algorithmStanding(digestUse('sha1'), today, { table: looser }).state, 'ended')
  })

  test('calls for renewal as soon as it is not good', () => {
    const at = (year: number) => Date.UTC(year, 0, 2)
    const years = [2026, 2027, 2028, 2029].map((year) => nearsSunset(digestUse('sha224'), at(year)))
    assert.deepEqual(years, [false, true, true, true])
  })
})

describe('the algorithms of a signature', () => {
  test('are what the key does and the digest it does it over', () => {
    const key = PrivateKey.generate('ecdsa-p256-sha256')
    assert.deepEqual(signatureUses(key.suite, key.publicKey), [
      { algorithm: 'ecdsa-p256' },
      { algorithm: 'sha256' },
    ])
  })

  test('are one where the message itself is signed', () => {
    const key = PrivateKey.generate('ed25519')
    assert.deepEqual(signatureUses(key.suite, key.publicKey), [{ algorithm: 'ed25519' }])
  })

  test('tell the length of an RSA key', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const key = sure(PrivateKey.of(privateKey), 'a key')
    assert.deepEqual(signatureUses(key.suite, key.publicKey), [
      { algorithm: 'rsa-pkcs1', bits: 2048 },
      { algorithm: 'sha256' },
    ])
  })
})
