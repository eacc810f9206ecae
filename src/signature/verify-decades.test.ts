import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, type Instant } from '#clock'
import type { SunsetRow } from '#timestamp'
import {
  archived,
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
import type { Evidence, SignatureObject } from './object.ts'
import type { SubIndication } from './verdict.ts'
import { judgeSignatures } from './verify.ts'

/*
 * Thirty years of one document: what is done to its signature, and what a verifier who trusts the city's key
 * and holds the file finds in later years.
 */

function in_(year: number, month = 1): Instant {
  return Date.UTC(year, month - 1, 1)
}

const city = fakeRoot('City', { from: in_(2020), until: in_(2070), suite: 'ml-dsa-65' })
const office = fakeHolder(city, 'Office', { from: in_(2024), until: in_(2034), kind: 'authority' })
const signer = fakeHolder(office, 'Li Wei', { from: in_(2026), until: in_(2028), suite: 'ecdsa-p256-sha256' })
const clocks = {
  first: fakeHolder(city, 'First clock', { from: in_(2025), until: in_(2031), kind: 'clock' }),
  other: fakeHolder(city, 'Other clock', { from: in_(2025), until: in_(2032), kind: 'clock' }),
  second: fakeHolder(city, 'Second clock', { from: in_(2030), until: in_(2037), kind: 'clock' }),
  third: fakeHolder(city, 'Third clock', {
    from: in_(2034),
    until: in_(2044),
    kind: 'clock',
    suite: 'ml-dsa-65',
  }),
  fourth: fakeHolder(city, 'Fourth clock', {
    from: in_(2040),
    until: in_(2060),
    kind: 'clock',
    suite: 'ml-dsa-65',
  }),
}

/** What a quantum computer breaks ends with 2035, SHA-256 with 2041. */
const sunsets: readonly SunsetRow[] = [
  { algorithm: 'ed25519', until: in_(2036), source: 'the test' },
  { algorithm: 'ecdsa-p256', until: in_(2036), source: 'the test' },
  { algorithm: 'sha256', until: in_(2042), source: 'the test' },
  { algorithm: 'sha512', source: 'the test' },
  { algorithm: 'ml-dsa-65', source: 'the test' },
]

/** What the city and the office revoked, as their lists of a time tell. */
type History = readonly (FakeRevocation & { readonly by: FakeHolder })[]

function listOf(issuer: FakeHolder, at: Instant, history: History): Uint8Array {
  return fakeList(
    issuer,
    at,
    history.filter(({ by, since }) => by === issuer && since <= at),
    at + 30 * day,
  )
}

/** Everything that can be had at a time: certificates, and the lists of authorities that still exist. */
function evidenceOf(at: Instant, history: History): Evidence {
  const lists = [city, office].filter(({ certificate }) => at < certificate.notAfter)
  return {
    certificates: [signer.certificate.der, office.certificate.der],
    lists: lists.map((issuer) => listOf(issuer, at - day, history)),
    ocsp: [],
  }
}

/** Something done to the signature, and when. */
interface Step {
  readonly at: Instant
  readonly take: (object: SignatureObject, history: History) => SignatureObject
}

/** A time-stamp over the value. */
function stamp(clock: FakeHolder, at: Instant): Step {
  const take = (object: SignatureObject): SignatureObject => {
    const token = carried('signature', fakeToken(clock, at, object.value), object.value, [object.id])
    return { ...object, timestamps: [...object.timestamps, token] }
  }
  return { at, take }
}

/** The evidence of that time is put in. */
function evidence(at: Instant): Step {
  const take = (object: SignatureObject, history: History): SignatureObject => {
    const { certificates, lists } = evidenceOf(at, history)
    const { evidence: own } = object
    const merged = {
      certificates: [...own.certificates, ...certificates],
      lists: [...own.lists, ...lists],
      ocsp: [],
    }
    return { ...object, evidence: merged }
  }
  return { at, take }
}

/** An archive time-stamp over everything so far. */
function archive(clock: FakeHolder, at: Instant, algorithm: 'sha256' | 'sha512' = 'sha256'): Step {
  const take = (object: SignatureObject): SignatureObject => {
    const { over, covers, evidence: covered } = archived(object)
    const token = carried('archive', fakeToken(clock, at, over, algorithm), over, covers, covered)
    return { ...object, timestamps: [...object.timestamps, token] }
  }
  return { at, take }
}

function renewal(clock: FakeHolder, at: Instant): readonly Step[] {
  return [evidence(at), archive(clock, at, 'sha512')]
}

const { first, other, second, third, fourth } = clocks
const stamped = [stamp(first, in_(2026, 6))]
const longTerm = [...stamped, evidence(in_(2026, 7))]
const archivedOnce = [...longTerm, archive(first, in_(2026, 8))]
const until2030 = [...archivedOnce, ...renewal(second, in_(2030, 6))]
const until2035 = [...until2030, ...renewal(third, in_(2035, 6))]
const renewed = [...until2035, ...renewal(fourth, in_(2041, 6))]
const tooLate = [...archivedOnce, ...renewal(third, in_(2037))]
const twoClocks = [...longTerm, archive(other, in_(2027, 6))]

const never: History = []
const before: History = [{ by: office, holder: signer, since: in_(2026, 3) }]
const after: History = [{ by: office, holder: signer, since: in_(2027, 3) }]
const lost = { since: in_(2027, 3), reason: 'keyCompromise' } as const
const lostAfter: History = [{ by: office, holder: signer, ...lost, invalid: in_(2026, 9) }]
const lostBefore: History = [{ by: office, holder: signer, ...lost, invalid: in_(2026, 4) }]
const clockLost: History = [{ by: city, holder: first, since: in_(2028), reason: 'keyCompromise' }]
const officeLost: History = [{ by: city, holder: office, since: in_(2028), reason: 'keyCompromise' }]

/** What the words of the table stand for. */
const words = {
  passed: undefined,
  bounds: 'OUT_OF_BOUNDS_NO_POE',
  'in-force': 'OUT_OF_BOUNDS_NOT_REVOKED',
  revoked: 'REVOKED_NO_POE',
  office: 'REVOKED_CA_NO_POE',
  later: 'TRY_LATER',
  broken: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE',
} as const satisfies Record<string, SubIndication | undefined>

const years = [2027, 2029, 2033, 2038, 2043, 2056]

/** In June 2026 it is signed; then this is done to it, that is revoked, and in these years it is verified. */
const table: readonly (readonly [string, readonly Step[], History, string])[] = [
  //                                                      2027   2029   2033   2038   2043   2056
  ['signed, and nothing else', [], never, '               passed bounds bounds bounds bounds bounds'],
  ['time-stamped', stamped, never, '                      passed later  bounds bounds bounds bounds'],
  ['with its evidence', longTerm, never, '                passed passed bounds bounds bounds bounds'],
  ['archived once', archivedOnce, never, '                passed passed bounds bounds bounds bounds'],
  ['renewed until 2030', until2030, never, '              passed passed passed bounds bounds bounds'],
  ['renewed until 2035', until2035, never, '              passed passed passed passed passed bounds'],
  ['renewed for good', renewed, never, '                  passed passed passed passed passed passed'],
  ['renewed too late', tooLate, never, '                  passed passed bounds bounds bounds bounds'],
  ['revoked before it was signed', renewed, before, '     revoked revoked revoked revoked revoked revoked'],
  ['revoked after', renewed, after, '                     passed passed passed passed passed passed'],
  ['revoked after, not archived', stamped, after, '       passed passed revoked bounds bounds bounds'],
  ['key lost after', renewed, lostAfter, '                passed passed passed passed passed passed'],
  [
    'key lost before, as was known later',
    renewed,
    lostBefore,
    ' passed revoked revoked revoked revoked revoked',
  ],
  ['clock lost in 2028', longTerm, clockLost, '           passed bounds bounds bounds bounds bounds'],
  ['… another clock had stamped it', twoClocks, clockLost, 'passed passed bounds bounds bounds bounds'],
  ['office lost in 2028', renewed, officeLost, '          passed passed passed passed passed passed'],
  ['office lost, not archived', longTerm, officeLost, '   passed office bounds bounds bounds bounds'],
]

for (const [name, steps, history, expected] of table) {
  test(`over the decades: ${name}`, () => {
    const found = years.map((year) => verdictIn(year, steps, history))
    assert.deepEqual(found, expected.trim().split(/ +/))
  })
}

function verdictIn(year: number, steps: readonly Step[], history: History): string {
  const now = in_(year)
  const done = steps.filter(({ at }) => at < now)
  const object = done.reduce((made, { take }) => take(made, history), fakeSignature(signer))
  const [judged] = judgeSignatures({
    objects: [object],
    context: {
      anchors: [city.certificate],
      intermediates: [office.certificate],
      evidence: { ...nothing, lists: evidenceOf(now, history).lists },
      now,
      sunsets,
    },
  })
  const found = judged?.verdict.subIndication
  return Object.entries(words).find(([, word]) => word === found)?.[0] ?? String(found)
}
