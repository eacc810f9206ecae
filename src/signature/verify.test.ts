import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64url, sha256, utf8 } from '#bytes'
import { day, type Instant, second } from '#clock'
import type { CertificateStatus } from '#trust'
import type { Certificate } from '#x509'
import { objectId } from './existence.ts'
import {
  carried,
  type FakeHolder,
  type FakeRevocation,
  fakeHolder,
  fakeList,
  fakeRoot,
  fakeSignature,
  fakeToken,
  nothing,
} from './fake-signatures.ts'
import type { SignatureObject } from './object.ts'
import { type JudgedSignature, judgeSignatures } from './verify.ts'
import type { TrustContext } from './verify-context.ts'
import { proveExistences } from './verify-timestamp.ts'

const now = Date.UTC(2026, 10, 22, 12)
const year = 365 * day
const city = fakeRoot('City', { from: now - 9 * year, until: now + 9 * year })
const office = fakeHolder(city, 'Office', { from: now - 9 * year, until: now + 9 * year, kind: 'authority' })
const wei = fakeHolder(office, 'Li Wei', { from: now - year, until: now + year })
const former = fakeHolder(office, 'Former', { from: now - 3 * year, until: now - year })
const next = fakeHolder(office, 'Next', { from: now + day, until: now + year })
const old = fakeHolder(office, 'Old key', { from: now - year, until: now + year, suite: 'rsa-pkcs1-sha256' })
const stranger = fakeRoot('Stranger', { from: now - year, until: now + year })
const unknown = fakeHolder(stranger, 'Unknown', { from: now - year, until: now + year })
const clock = fakeHolder(city, 'Clock', { from: now - 3 * year, until: now + 3 * year, kind: 'clock' })
const otherClock = fakeHolder(stranger, 'Clock', { from: now - year, until: now + year, kind: 'clock' })

const lesser = fakeHolder(office, 'Clock', { from: now - year, until: now + year, kind: 'clock' })

const cityList = fakeList(city, now - day)

/** The office's list of yesterday, with these on it. */
function lists(...revoked: readonly FakeRevocation[]): readonly Uint8Array[] {
  return [cityList, fakeList(office, now - day, revoked)]
}

function context(more: Partial<TrustContext> = {}): TrustContext {
  return {
    anchors: [city.certificate],
    intermediates: [office.certificate],
    evidence: { ...nothing, lists: lists() },
    now,
    ...more,
  }
}

function judge(object: SignatureObject, more: Partial<TrustContext> = {}): JudgedSignature {
  const [judged] = judgeSignatures({ objects: [object], context: context(more) })
  assert.ok(judged)
  return judged
}

function knowing(...revoked: readonly FakeRevocation[]): Partial<TrustContext> {
  return { evidence: { ...nothing, lists: lists(...revoked) } }
}

/** The same with a time-stamp over its value. */
function stamped(object: SignatureObject, at: Instant, by = clock, over = object.value): SignatureObject {
  const token = carried('signature', fakeToken(by, at, over), object.value, [object.id])
  return { ...object, timestamps: [...object.timestamps, token] }
}

/** The same with a time-stamp over its content, of before it was signed. */
function afterContent(object: SignatureObject, at: Instant): SignatureObject {
  const over = utf8('the content')
  const token = carried('content', fakeToken(clock, at, over), over, [object.id])
  return { ...object, timestamps: [...object.timestamps, token] }
}

const plain = fakeSignature(wei)
const formerly = fakeSignature(former)
const revokedAt = now - 100 * day
const weiRevoked = knowing({ holder: wei, since: revokedAt })
const ended = { sunsets: [{ algorithm: 'ed25519', until: now - 50 * day, source: 'the test' }] }
const kept = [
  { algorithm: 'sha512', source: 'the test' },
  { algorithm: 'sha256', source: 'the test' },
  { algorithm: 'ed25519', source: 'the test' },
]
const endedContent = {
  sunsets: [...kept, { algorithm: 'sha384', until: now - 50 * day, source: 'the test' }],
}
const weak = fakeSignature(wei, { digest: 'sha384' })

const table: readonly (readonly [string, SignatureObject, Partial<TrustContext>, string])[] = [
  ['a good signature', plain, {}, 'TOTAL-PASSED'],
  ['… time-stamped', stamped(plain, now - 10 * day), {}, 'TOTAL-PASSED'],
  ['faults of its form', { ...plain, formFaults: ['a gap'] }, {}, 'FORMAT_FAILURE'],
  ['no content at all', { ...plain, contents: [] }, {}, 'FORMAT_FAILURE'],
  ['other content', withContent(plain, 'differs'), {}, 'HASH_FAILURE'],
  ['absent content', withContent(plain, 'absent'), {}, 'SIGNED_DATA_NOT_FOUND'],
  [
    'another value',
    { ...plain, value: Uint8Array.from(plain.value, (x) => x ^ 1) },
    {},
    'SIG_CRYPTO_FAILURE',
  ],
  ['other signed octets', { ...plain, signedBytes: utf8('other') }, {}, 'SIG_CRYPTO_FAILURE'],
  ['an algorithm nobody knows', { ...plain, suiteFor: () => undefined }, {}, 'CRYPTO_CONSTRAINTS_FAILURE'],
  ['no certificate', { ...plain, evidence: nothing }, {}, 'NO_SIGNING_CERTIFICATE_FOUND'],
  [
    'another certificate named',
    naming(plain, sha256(old.certificate.der)),
    {},
    'NO_SIGNING_CERTIFICATE_FOUND',
  ],
  ['no certificate named', unnamed(plain), {}, 'SIG_CONSTRAINTS_FAILURE'],
  ['a policy nobody knows', withPolicy(plain), {}, 'SIGNATURE_POLICY_NOT_AVAILABLE'],
  [
    'a known policy',
    withPolicy(plain),
    { signaturePolicies: new Map([['1.2.3', ['0102']]]) },
    'TOTAL-PASSED',
  ],
  [
    'another policy of the name',
    withPolicy(plain),
    { signaturePolicies: new Map([['1.2.3', ['ff']]]) },
    'POLICY_PROCESSING_ERROR',
  ],
  ['an authority nobody trusts', fakeSignature(unknown), {}, 'NO_CERTIFICATE_CHAIN_FOUND'],
  ['an authority not at hand', plain, { intermediates: [] }, 'NO_CERTIFICATE_CHAIN_FOUND'],
  ['no list', plain, { evidence: nothing }, 'TRY_LATER'],
  ['no list of the office', plain, { evidence: { ...nothing, lists: [cityList] } }, 'TRY_LATER'],
  ['lists that are over', plain, { now: now + 60 * day }, 'TRY_LATER'],
  ['revoked', plain, weiRevoked, 'REVOKED_NO_POE'],
  ['revoked, signed before', stamped(plain, now - 200 * day), weiRevoked, 'TOTAL-PASSED'],
  ['revoked, time-stamped after', stamped(plain, now - 50 * day), weiRevoked, 'REVOKED_NO_POE'],
  ['revoked, signed after', afterContent(plain, now - 50 * day), weiRevoked, 'REVOKED'],
  ['revoked, content of before', afterContent(plain, now - 200 * day), weiRevoked, 'REVOKED_NO_POE'],
  ['held', plain, knowing({ holder: wei, since: revokedAt, reason: 'certificateHold' }), 'TRY_LATER'],
  [
    'held, signed before',
    stamped(plain, now - 200 * day),
    knowing({ holder: wei, since: revokedAt, reason: 'certificateHold' }),
    'TOTAL-PASSED',
  ],
  [
    'its authority revoked',
    plain,
    {
      evidence: {
        ...nothing,
        lists: [
          fakeList(city, now - day, [{ holder: office, since: revokedAt }]),
          fakeList(office, now - day),
        ],
      },
    },
    'REVOKED_CA_NO_POE',
  ],
  ['expired', formerly, {}, 'OUT_OF_BOUNDS_NO_POE'],
  ['expired, in force at its end', formerly, inForceAtEnd(), 'OUT_OF_BOUNDS_NOT_REVOKED'],
  ['expired, signed before', stamped(formerly, now - 2 * year), inForceAtEnd(), 'TOTAL-PASSED'],
  ['expired, time-stamped after', stamped(formerly, now - day), inForceAtEnd(), 'OUT_OF_BOUNDS_NOT_REVOKED'],
  ['expired, signed after', afterContent(formerly, now - day), inForceAtEnd(), 'EXPIRED'],
  ['issued after it was signed', stamped(fakeSignature(wei), now - 2 * year), {}, 'NOT_YET_VALID'],
  ['issued tomorrow', fakeSignature(next), {}, 'NOT_YET_VALID'],
  ['an algorithm that ended', plain, ended, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  ['a digest that ended', weak, endedContent, 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE'],
  ['… signed before', stamped(weak, now - 60 * day), endedContent, 'TOTAL-PASSED'],
  ['… signed after', afterContent(weak, now - 40 * day), endedContent, 'CRYPTO_CONSTRAINTS_FAILURE'],
  [
    'content younger than its signature',
    afterContent(stamped(plain, now - 20 * day), now - 10 * day),
    {},
    'TIMESTAMP_ORDER_FAILURE',
  ],
]

for (const [name, object, more, expected] of table) {
  test(`verdict on ${name}: ${expected}`, () => {
    const { verdict } = judge(object, more)
    const { indication, subIndication, reasons } = verdict
    assert.equal(subIndication ?? indication, expected, JSON.stringify(reasons))
    assert.equal(reasons.length > 0, indication !== 'TOTAL-PASSED')
  })
}

test('a time-stamp that cannot be trusted proves nothing, and spoils nothing', () => {
  const later = stamped(plain, now - 200 * day, otherClock)
  const elsewhere = stamped(plain, now - 200 * day, clock, utf8('something else'))
  const ahead = stamped(plain, now + day)
  for (const [object, expected] of [
    [later, 'NO_CERTIFICATE_CHAIN_FOUND'],
    [elsewhere, 'HASH_FAILURE'],
    [ahead, 'FORMAT_FAILURE'],
  ] as const) {
    const { verdict, timestamps, existence } = judge(object)
    assert.equal(timestamps[0]?.verdict.subIndication, expected)
    assert.equal(verdict.indication, 'TOTAL-PASSED')
    assert.deepEqual(existence, { at: now, by: { kind: 'at-hand' } })
  }
})

test('a clock cannot prove a time from before it was certified', () => {
  const late = fakeHolder(city, 'Late', { from: now - 10 * day, until: now + year, kind: 'clock' })
  const { verdict, timestamps } = judge(stamped(plain, now - 200 * day, late), weiRevoked)
  assert.equal(timestamps[0]?.fault?.kind, 'token-time-early')
  assert.equal(verdict.subIndication, 'REVOKED_NO_POE')
})

test('a clock that may be wrong by half a day proves no more than that', () => {
  const rough = fakeToken(clock, revokedAt - day / 4, plain.value, 'sha256', day / 2)
  const token = carried('signature', rough, plain.value, [plain.id])
  const { verdict } = judge({ ...plain, timestamps: [token] }, weiRevoked)
  assert.equal(verdict.subIndication, 'REVOKED_NO_POE')
})

test('a value of long ago under the name of a certificate of today does not make that any older', () => {
  const forged = fakeHolder(office, 'Forged', { from: now - year, until: now + year })
  const old = stamped(fakeSignature(wei), now - 200 * day)
  const under = fakeSignature(forged, { text: 'of today' })
  const bogus = { ...under, id: old.id, value: old.value, timestamps: old.timestamps }
  const existedBy = (object: SignatureObject, who: FakeHolder): Instant | undefined => {
    const { existences } = proveExistences({ objects: [object], context: context(), records: [] })
    return existences.get(objectId(who.certificate.der))?.at
  }
  assert.equal(existedBy(old, wei), now - 200 * day)
  assert.equal(existedBy(bogus, forged), undefined)
})

test('a compromise counts since it is feared, another end since it was written down', () => {
  const signed = stamped(plain, now - 120 * day)
  const invalid = now - 150 * day
  const compromised = knowing({ holder: wei, since: revokedAt, reason: 'keyCompromise', invalid })
  assert.equal(judge(signed, compromised).verdict.subIndication, 'REVOKED_NO_POE')
  const superseded = knowing({ holder: wei, since: revokedAt, reason: 'superseded', invalid })
  assert.equal(judge(signed, superseded).verdict.indication, 'TOTAL-PASSED')
})

test('what stands on the record of the unit counts like a list', () => {
  const statusOf = ({ fingerprint }: Certificate): CertificateStatus => {
    return fingerprint === wei.certificate.fingerprint
      ? { status: 'revoked', since: revokedAt }
      : { status: 'good' }
  }
  const known = { statusOf, evidence: nothing }
  assert.equal(judge(plain, known).verdict.subIndication, 'REVOKED_NO_POE')
  assert.equal(judge(stamped(plain, now - 120 * day), known).verdict.indication, 'TOTAL-PASSED')
})

test('what weakens a check is told: an authority of whose status nothing is known', () => {
  const evidence = { ...nothing, lists: [fakeList(office, now - day)] }
  assert.equal(judge(plain, { evidence }).verdict.subIndication, 'TRY_LATER')
  const judged = judge(plain, { evidence, acceptAuthoritiesWithoutStatus: true })
  assert.equal(judged.verdict.indication, 'TOTAL-PASSED')
  assert.deepEqual(judged.believed?.untold, [office.certificate])
  const nobody = judge(plain, { evidence: nothing, acceptAuthoritiesWithoutStatus: true })
  assert.equal(nobody.verdict.subIndication, 'TRY_LATER', 'the signer’s own status has to be known')
})

test('a file of more lists and time-stamps than can be looked into is not passed', () => {
  const many = Array.from({ length: 400 }, (_, at) => fakeList(office, now - day + at * 60_000))
  const times = Array.from({ length: 6 }, (_, at) => now - day / 2 + at * 60_000)
  const object = times.reduce((made, at) => stamped(made, at, lesser), plain)
  const { verdict } = judge({ ...object, evidence: { ...plain.evidence, lists: many } })
  assert.equal(verdict.subIndication, 'TRY_LATER')
  assert.deepEqual(verdict.reasons, [{ kind: 'budget-spent', what: 'lists' }])
})

test('lists that anybody can put beside them do not hide the one that revokes', () => {
  const ends = { from: now - 9 * year, until: now + 9 * year }
  const pretender = fakeRoot('City', ends)
  const revoking = fakeList(city, now - day, [{ holder: office, since: revokedAt, reason: 'keyCompromise' }])
  // Lists are looked into in the order of their digests.
  const isBefore = (list: Uint8Array): boolean => base64url(sha256(list)) < base64url(sha256(revoking))
  const drawn = Array.from({ length: 2_000 }, (_, at) => fakeList(pretender, now - day - at * second))
  const junk = [...drawn.filter(isBefore), ...drawn].slice(0, 100)
  const forged = fakeHolder(office, 'Mayor', { from: now - year, until: now + year })
  const lists = [fakeList(office, now - day), ...junk]
  const object = fakeSignature(forged)
  const carrying = { ...object, evidence: { ...object.evidence, lists } }
  for (const accept of [{}, { acceptAuthoritiesWithoutStatus: true }] as const) {
    const own = { evidence: { ...nothing, lists: [revoking] }, ...accept }
    assert.equal(judge(carrying, own).verdict.subIndication, 'REVOKED_CA_NO_POE')
    // Without the list that revokes nothing is known, and too much is there to be looked into.
    assert.notEqual(judge(carrying, { evidence: nothing, ...accept }).verdict.indication, 'TOTAL-PASSED')
  }
  const good = { ...plain, evidence: { ...plain.evidence, lists: junk } }
  assert.equal(judge(good).verdict.indication, 'TOTAL-PASSED')
})

test('a counter-signature is judged like any other', () => {
  const counter = fakeSignature(wei, { text: 'the value of another' })
  const judged = judge({ ...plain, counterSignatures: [{ ...counter, formFaults: ['broken'] }] })
  assert.equal(judged.verdict.indication, 'TOTAL-PASSED')
  assert.equal(judged.counterSignatures[0]?.verdict.subIndication, 'FORMAT_FAILURE')
})

function withContent(object: SignatureObject, state: 'differs' | 'absent'): SignatureObject {
  return { ...object, contents: object.contents.map((one) => ({ ...one, state })) }
}

function naming(object: SignatureObject, digest: Uint8Array): SignatureObject {
  return { ...object, signingCertificate: { algorithm: 'sha256', digest } }
}

function unnamed({ signingCertificate: _, ...object }: SignatureObject): SignatureObject {
  return object
}

function withPolicy(object: SignatureObject): SignatureObject {
  const policy = { oid: '1.2.3', algorithm: 'sha256', digest: Uint8Array.of(1, 2) } as const
  return { ...object, claims: { ...object.claims, policy } }
}

/** The lists of when the former certificate ended, as well. */
function inForceAtEnd(): Partial<TrustContext> {
  const end = now - year - 10 * day
  const then = [fakeList(city, end), fakeList(office, end)]
  return { evidence: { ...nothing, lists: [...then, ...lists()] } }
}
