import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '#bytes'
import { day, type Instant } from '#clock'
import { type DigestName, digestBytes } from '#crypto'
import { sure } from '#fault'
import {
  archiveEvidence,
  HashTreeBuilder,
  renewalDigest,
  renewedDigests,
  renewHashTree,
  renewTimestamp,
  type SunsetRow,
} from '#timestamp'
import {
  type FakeHolder,
  type FakeRevocation,
  fakeHolder,
  fakeList,
  fakeRoot,
  fakeSignature,
  fakeTokenFor,
  nothing,
} from './fake-signatures.ts'
import { judgeFile } from './verify.ts'

/*
 * An archive of three files under one time-stamp, renewed over thirty years; one of the files is signed.
 */

function in_(year: number, month = 1): Instant {
  return Date.UTC(year, month - 1, 1)
}

const city = fakeRoot('City', { from: in_(2020), until: in_(2070), suite: 'ml-dsa-65' })
const signer = fakeHolder(city, 'Li Wei', { from: in_(2026), until: in_(2028) })
const first = fakeHolder(city, 'First clock', { from: in_(2025), until: in_(2031), kind: 'clock' })
const second = fakeHolder(city, 'Second clock', { from: in_(2030), until: in_(2037), kind: 'clock' })
const strong = { kind: 'clock', suite: 'ml-dsa-65' } as const
const third = fakeHolder(city, 'Third clock', { from: in_(2034), until: in_(2060), ...strong })

const sunsets: readonly SunsetRow[] = [
  { algorithm: 'ed25519', until: in_(2036), source: 'the test' },
  { algorithm: 'sha256', until: in_(2042), source: 'the test' },
  { algorithm: 'sha512', source: 'the test' },
  { algorithm: 'ml-dsa-65', source: 'the test' },
]

const evidence = {
  certificates: [signer.certificate.der],
  lists: [fakeList(city, in_(2026, 6))],
  ocsp: [],
}
const signature = fakeSignature(signer, { evidence })
const file = utf8(`a file with the signature ${signature.id}`)

function treeOf(algorithm: DigestName, leaves: readonly (readonly Uint8Array[])[]) {
  const builder = new HashTreeBuilder(algorithm)
  for (const leaf of leaves) builder.add(...leaf)
  return builder.build()
}

function beside(algorithm: DigestName): readonly (readonly Uint8Array[])[] {
  return ['other', 'another'].map((text) => [digestBytes(algorithm, utf8(text))])
}

function stampedBy(clock: FakeHolder, at: Instant, algorithm: DigestName, digest: Uint8Array): Uint8Array {
  return fakeTokenFor(clock, at, algorithm, digest)
}

/** In June 2026. */
function begun(of: Uint8Array = file): Uint8Array {
  const tree = treeOf('sha256', [[digestBytes('sha256', of)], ...beside('sha256')])
  const token = stampedBy(first, in_(2026, 6), 'sha256', tree.root)
  return sure(archiveEvidence(tree, token), 'an archive').prove(0)
}

function restamped(record: Uint8Array, clock: FakeHolder, at: Instant): Uint8Array {
  const { algorithm, digest } = sure(renewalDigest(record), 'what is renewed')
  return sure(renewTimestamp(record, stampedBy(clock, at, algorithm, digest)), 'a renewal')
}

function rehashed(record: Uint8Array, clock: FakeHolder, at: Instant): Uint8Array {
  const own = sure(renewedDigests(record, 'sha512', [digestBytes('sha512', file)]), 'digests')
  const tree = treeOf('sha512', [own, ...beside('sha512')])
  const token = stampedBy(clock, at, 'sha512', tree.root)
  return sure(renewHashTree(record, tree, 0, token), 'a renewal')
}

const kept2030 = restamped(begun(), second, in_(2030, 6))
const kept2035 = restamped(kept2030, third, in_(2035, 6))
const kept2041 = rehashed(kept2035, third, in_(2041, 6))
const tooLate = rehashed(kept2035, third, in_(2043, 6))

const never: readonly FakeRevocation[] = []
const clockLost: readonly FakeRevocation[] = [{ holder: first, since: in_(2028, 6), reason: 'keyCompromise' }]

const years = [2027, 2029, 2032, 2040, 2045, 2056]

const renewals = [in_(2030, 6), in_(2035, 6), in_(2041, 6)]

/** The record as it is kept, what the city revokes, and in which years the signature is passed. */
const table: readonly (readonly [string, Uint8Array, readonly FakeRevocation[], string])[] = [
  //                                              2027 2029 2032 2040 2045 2056
  ['kept as it was made', begun(), never, '        yes  yes  no   no   no   no'],
  ['stamped again in 2030', kept2030, never, '     -    -    yes  no   no   no'],
  ['stamped again in 2035', kept2035, never, '     -    -    -    yes  no   no'],
  ['hashed anew in 2041', kept2041, never, '       -    -    -    -    yes  yes'],
  ['hashed anew too late', tooLate, never, '       -    -    -    -    no   no'],
  ['of another file', begun(utf8('x')), never, '   yes  no   no   no   no   no'],
  ['its clock lost in 2028', begun(), clockLost, ' yes  no   no   no   no   no'],
]

for (const [name, record, revoked, expected] of table) {
  test(`an evidence record ${name}`, () => {
    const wanted = expected.trim().split(/ +/)
    const found = years.map((year, place) => {
      if (wanted[place] === '-') return '-'
      const { signatures } = judgedIn(in_(year), record, revoked)
      return signatures[0]?.verdict.indication === 'TOTAL-PASSED' ? 'yes' : 'no'
    })
    assert.deepEqual(found, wanted)
  })
}

function judgedIn(now: Instant, record: Uint8Array, revoked: readonly FakeRevocation[]) {
  // The archive keeps the list of each renewal, and has the newest.
  const times = [...renewals.filter((at) => at < now), now].map((at) => at - day)
  const lists = times.map((at) => {
    return fakeList(
      city,
      at,
      revoked.filter(({ since }) => since <= at),
    )
  })
  return judgeFile({
    objects: [signature],
    records: [{ record, digests: (algorithm) => [digestBytes(algorithm, file)] }],
    context: {
      anchors: [city.certificate],
      intermediates: [],
      evidence: { ...nothing, lists },
      now,
      sunsets,
    },
  })
}

test('an evidence record proves since when the file exists, and says by whom', () => {
  const { records, signatures } = judgedIn(in_(2056), kept2041, never)
  assert.deepEqual(records[0]?.proven, { at: in_(2026, 6), authority: 'First clock' })
  assert.equal(records[0]?.timestamps, 4)
  assert.equal(signatures[0]?.existence.at, in_(2026, 6))
  const { records: other } = judgedIn(in_(2027), begun(utf8('x')), never)
  assert.equal(other[0]?.proven, undefined)
  assert.equal(other[0]?.reasons[0]?.kind, 'timestamp-refused')
})
