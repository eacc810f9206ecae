import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { CertificateRevocationList, Certificate as PkijsCertificate } from 'pkijs'
import { equalBytes, hex } from '#bytes'
import { day } from '#clock'
import {
  bitString,
  booleanValue,
  enumerated,
  explicit,
  ia5String,
  implicit,
  integer,
  namedBits,
  objectIdentifier,
  octetString,
  sequence,
  time,
} from '#der'
import { certain, sure } from '#fault'
import { fakeNow, fakeUnit } from './fake-unit.ts'
import {
  isSignedBy,
  nameOf,
  nameText,
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
const critical = (oid: string, value: Uint8Array): Uint8Array =>
  sequence(objectIdentifier(oid), booleanValue(true), octetString(value))
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
  ['a point about nothing', listWith(critical('2.5.29.28', sequence())), 'extension-malformed'],
  [
    'a point with a default written',
    listWith(critical('2.5.29.28', sequence(implicit(1, booleanValue(false))))),
    'extension-malformed',
  ],
  ['a base that is no number', listWith(critical('2.5.29.27', sequence())), 'extension-malformed'],
]

function listWith(...extensions: readonly Uint8Array[]): Uint8Array {
  return assembled({ extensions: [explicit(0, sequence(...extensions))] })
}

for (const [what, der, kind] of refused) {
  test(`a list with ${what} is refused`, () => {
    const list = parseRevocationList(der)
    assert.equal(list.ok ? 'accepted' : list.fault.kind, kind)
  })
}

const issuedBy = (...names: readonly Uint8Array[]): Uint8Array => critical('2.5.29.29', sequence(...names))
const directory = (commonName: string): Uint8Array => explicit(4, nameOf({ commonName }).der)

test('an entry is of the issuer it names, or the last before it does, and first of the list’s own', () => {
  const [a, b] = [issuedBy(directory('a')), issuedBy(ia5String('x'), directory('b'))]
  const other = issuedBy(implicit(2, ia5String('x')), directory('b'))
  const entries = [entry(1), entry(2, a), entry(3), entry(4, reason, other), entry(5)]
  const list = sure(parseRevocationList(assembled({ entries: [sequence(...entries)] })), 'list')
  const names = list.entries.map(({ issuer }) => nameText(issuer))
  assert.deepEqual(names, [nameText(content.issuer), 'CN=a', 'CN=a', 'CN=b', 'CN=b'])
  assert.deepEqual(list.unknownCritical, [])
  assert.ok(!parseRevocationList(assembled({ entries: [sequence(entry(1, b))] })).ok)
})

test('an entry that names several issuers, or none by a distinguished name, is refused', () => {
  for (const names of [[directory('a'), directory('b')], [implicit(2, ia5String('x'))]]) {
    const list = parseRevocationList(assembled({ entries: [sequence(entry(9, issuedBy(...names)))] }))
    assert.deepEqual(list, { ok: false, fault: { kind: 'entry-issuer-unclear', serial: '09' } })
  }
})

test('a delta list with its point is read', () => {
  const point = sequence(
    explicit(0, explicit(0, implicit(6, ia5String('http://office.example/c')))),
    implicit(2, booleanValue(true)),
    implicit(3, namedBits([1, 3])),
    implicit(4, booleanValue(true)),
  )
  const freshest = sequence(
    sequence(explicit(0, explicit(0, implicit(6, ia5String('http://office.example/d'))))),
  )
  const extensions = [
    number,
    critical('2.5.29.27', integer(7)),
    critical('2.5.29.28', point),
    extension('2.5.29.46', freshest),
  ]
  const list = sure(
    parseRevocationList(assembled({ extensions: [explicit(0, sequence(...extensions))] })),
    'list',
  )
  assert.equal(list.baseNumber, 7n)
  assert.deepEqual(list.issuingDistributionPoint, {
    distributionPoint: { fullName: [{ kind: 'uri', value: 'http://office.example/c' }] },
    onlyUser: false,
    onlyAuthority: true,
    onlyAttribute: false,
    onlySomeReasons: [1, 3],
    indirect: true,
  })
  assert.deepEqual(list.freshestCrl, [{ fullName: [{ kind: 'uri', value: 'http://office.example/d' }] }])
  assert.deepEqual(list.unknownCritical, [])
})

test('critical extensions without a meaning here are told, of the list and of its entries', () => {
  const list = assembled({
    entries: [sequence(entry(1, critical('1.2.3', integer(1)), extension('1.2.4', integer(1))))],
    // Basic constraints have a meaning in certificates, not in lists.
    extensions: [
      explicit(0, sequence(number, critical('1.2.5', integer(1)), critical('2.5.29.19', sequence()))),
    ],
  })
  assert.deepEqual(sure(parseRevocationList(list), 'list').unknownCritical, ['1.2.5', '2.5.29.19', '1.2.3'])
})

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
