import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CertificateRevocationList, Certificate as PkijsCertificate } from 'pkijs'
import { equalBytes, hex } from '#bytes'
import { day } from '#clock'
import { bitString, enumerated, explicit, integer, objectIdentifier, octetString, sequence, time } from '#der'
import { certain, sure } from '#fault'
import { fakeNow, fakeUnit } from './fake-unit.ts'
import {
  isSignedBy,
  parseRevocationList,
  type RevocationListContent,
  revocationReasons,
  writeRevocationList,
} from './index.ts'

const unit = fakeUnit()
const content: RevocationListContent = {
  issuer: unit.issuing.subject,
  thisUpdate: fakeNow,
  nextUpdate: fakeNow + day,
  number: 2n ** 64n,
  authorityKeyIdentifier: certain(unit.issuing.subjectKeyIdentifier, 'ski'),
  entries: [],
}

test('a list is read back: number, key, entries with their reasons', () => {
  const entries = revocationReasons.map((reason, at) => ({ serial: `0${at + 1}`, at: fakeNow - day, reason }))
  const der = writeRevocationList(
    { ...content, entries: [...entries, { serial: 'ff00', at: fakeNow }] },
    unit.issuingKey,
  )
  const list = sure(parseRevocationList(der), 'list')
  assert.ok(isSignedBy(list, unit.issuingKey.publicKey))
  assert.equal(list.number, 2n ** 64n)
  assert.equal(list.nextUpdate, fakeNow + day)
  assert.ok(equalBytes(certain(list.authorityKeyIdentifier, 'aki'), content.authorityKeyIdentifier))
  // RFC 5280 §5.3.1: the reason `unspecified` is said by saying none.
  const reasons = revocationReasons.map((reason) => (reason === 'unspecified' ? undefined : reason))
  assert.deepEqual(
    list.entries.map(({ reason }) => reason),
    [...reasons, undefined],
  )
  assert.equal(list.entries.at(-1)?.serial, 'ff00')
})

test('a list is read, and its signature verified, as pkijs does it', async () => {
  const entries = [{ serial: '7f01', at: fakeNow, reason: 'keyCompromise' as const }]
  const theirs = CertificateRevocationList.fromBER(
    writeRevocationList({ ...content, entries }, unit.issuingKey),
  )
  assert.equal(theirs.thisUpdate.value.getTime(), fakeNow)
  assert.equal(theirs.nextUpdate?.value.getTime(), fakeNow + day)
  assert.deepEqual(
    theirs.revokedCertificates?.map(({ userCertificate }) => hex(userCertificate.valueBlock.valueHexView)),
    ['7f01'],
  )
  assert.ok(await theirs.verify({ issuerCertificate: PkijsCertificate.fromBER(unit.issuing.der) }))
})

test('an empty list has no list of entries', () => {
  const list = sure(parseRevocationList(writeRevocationList(content, unit.issuingKey)), 'list')
  assert.deepEqual(list.entries, [])
})

interface Parts {
  readonly version: readonly Uint8Array[]
  readonly times: readonly Uint8Array[]
  readonly entries: readonly Uint8Array[]
  readonly extensions: readonly Uint8Array[]
}

function assembled(parts: Partial<Parts>): Uint8Array {
  const sound: Parts = {
    version: [integer(1)],
    times: [time(fakeNow), time(fakeNow)],
    entries: [],
    extensions: [],
  }
  const { version, times, entries, extensions } = { ...sound, ...parts }
  const { algorithmIdentifier } = unit.issuingKey.suite
  const tbs = sequence(
    ...version,
    algorithmIdentifier,
    content.issuer.der,
    ...times,
    ...entries,
    ...extensions,
  )
  return sequence(tbs, algorithmIdentifier, bitString(unit.issuingKey.sign(tbs)))
}

const extension = (oid: string, value: Uint8Array): Uint8Array =>
  sequence(objectIdentifier(oid), octetString(value))
const entry = (serial: number, ...extensions: readonly Uint8Array[]): Uint8Array => {
  return sequence(integer(serial), time(fakeNow), ...(extensions.length > 0 ? [sequence(...extensions)] : []))
}
const reason = extension('2.5.29.21', enumerated(1))
const number = extension('2.5.29.20', integer(1))

const refused: readonly (readonly [what: string, der: Uint8Array, kind: string])[] = [
  ['version 1', assembled({ version: [] }), 'version-unsupported'],
  ['no next update', assembled({ times: [time(fakeNow)] }), 'not-der'],
  [
    'an end before its beginning',
    assembled({ times: [time(fakeNow), time(fakeNow - day)] }),
    'validity-reversed',
  ],
  ['an empty list of entries', assembled({ entries: [sequence()] }), 'not-der'],
  [
    'an extension twice',
    assembled({ extensions: [explicit(0, sequence(number, number))] }),
    'extension-duplicate',
  ],
  [
    'an entry extension twice',
    assembled({ entries: [sequence(entry(1, reason, reason))] }),
    'extension-duplicate',
  ],
  [
    'a reason that is no number',
    assembled({ entries: [sequence(entry(1, extension('2.5.29.21', integer(1))))] }),
    'extension-malformed',
  ],
]

for (const [what, der, kind] of refused) {
  test(`a list with ${what} is refused`, () => {
    const list = parseRevocationList(der)
    assert.equal(list.ok ? 'accepted' : list.fault.kind, kind)
  })
}

test('a negative serial number in a list of others is not taken for a positive one', () => {
  const der = assembled({ entries: [sequence(entry(-1), entry(255))] })
  assert.deepEqual(
    sure(parseRevocationList(der), 'list').entries.map(({ serial }) => serial),
    ['-ff', 'ff'],
  )
})

test('no change of bytes makes reading throw', () => {
  const entries = [{ serial: '7f01', at: fakeNow, reason: 'keyCompromise' as const }]
  const der = writeRevocationList({ ...content, entries }, unit.issuingKey)
  fc.assert(
    fc.property(fc.nat({ max: der.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const changed = Uint8Array.from(der)
      changed[at] = (changed[at] ?? 0) ^ mask
      const list = parseRevocationList(changed)
      assert.ok(!list.ok || !isSignedBy(list.value, unit.issuingKey.publicKey))
    }),
    { numRuns: 1000 },
  )
})
