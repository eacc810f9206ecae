import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, second } from '#clock'
import { type Certificate, type KnownExtensions, nameText } from '#x509'
import { type FakeEntity, fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { clauseOf, findPath, type PathAnswer } from './index.ts'

/*
 * The terms of agreements: how many more may follow, and how old what is known of status may be.
 */

const [a, b, c, d] = ['A', 'B', 'C', 'D'].map(fakeEntity) as [FakeEntity, FakeEntity, FakeEntity, FakeEntity]
const issuing = fakeEntity('D issuing')
const ada = fakeEntity('Ada')
const hourSeconds = hour / second

function terms(hops: number, statusAgeMaxSeconds = hourSeconds): KnownExtensions {
  return { agreementTerms: { hops, statusAgeMaxSeconds, privateAddresses: false } }
}

/** From A by B and C to D and what D's own issuing key issued; ages of status by name. */
function ask(
  agreements: readonly [KnownExtensions, KnownExtensions, KnownExtensions],
  ages: Readonly<Record<string, number>> = {},
  anchor: KnownExtensions = {},
): PathAnswer {
  const units = [a, b, c, d]
  const line = agreements.map((known, at) => fakeAuthority(units[at] ?? a, units[at + 1] ?? a, { known }))
  return findPath({
    leaf: fakeLeaf(issuing, ada),
    anchors: [fakeAuthority(a, a, { known: anchor })],
    intermediates: [...line, fakeAuthority(d, issuing)],
    at: fakeNow,
    purpose: 'client',
    statusOf: ({ subject }) => ({ status: 'good', asOf: fakeNow - (ages[nameText(subject)] ?? 0) }),
  })
}

function told(answer: PathAnswer): unknown {
  return answer.answer === 'refused' ? answer.fault : answer.answer
}

test('as many agreements may follow one another as each of them allows', () => {
  assert.equal(told(ask([terms(2), terms(1), terms(0)])), 'accepted')
  assert.equal(told(ask([terms(9), terms(9), terms(9)])), 'accepted')
  const exceeded = (subject: string, by: string) => ({ kind: 'hops-exceeded', subject, by })
  assert.deepEqual(told(ask([terms(0), terms(9), terms(9)])), exceeded('CN=C', 'CN=B'))
  assert.deepEqual(told(ask([terms(1), terms(9), terms(9)])), exceeded('CN=D', 'CN=B'))
  assert.deepEqual(told(ask([terms(9), terms(0), terms(9)])), exceeded('CN=D', 'CN=C'))
  assert.match(clauseOf('hops-exceeded'), /agreementTerms/)
})

test('certificates within a unit are no hops', () => {
  assert.equal(told(ask([terms(0), {}, {}])), 'accepted')
  assert.equal(told(ask([{}, {}, terms(0)])), 'accepted')
})

test('what an anchor says of hops counts', () => {
  assert.equal(told(ask([terms(9), {}, {}], {}, terms(1))), 'accepted')
  const exceeded = { kind: 'hops-exceeded', subject: 'CN=B', by: 'CN=A' }
  assert.deepEqual(told(ask([terms(9), {}, {}], {}, terms(0))), exceeded)
})

test('an agreement as the leaf is a hop as well', () => {
  const answer = (hops: number): string => {
    const found = findPath({
      leaf: fakeAuthority(b, c, { known: terms(0) }),
      anchors: [fakeAuthority(a, a)],
      intermediates: [fakeAuthority(a, b, { known: terms(hops) })],
      at: fakeNow,
      purpose: 'any',
      statusOf: () => ({ status: 'good' }),
    })
    return found.answer === 'refused' ? found.fault.kind : found.answer
  }
  assert.deepEqual([answer(1), answer(0)], ['accepted', 'hops-exceeded'])
})

test('every status below an agreement is as fresh as it demands, and the strictest counts', () => {
  const all = [terms(2), terms(1, 60), terms(0)] as const
  assert.equal(told(ask(all, { 'CN=D': 60 * second, 'CN=Ada': 60 * second })), 'accepted')
  // The status of the strict agreement itself, and of what is above it, is not below it.
  assert.equal(told(ask(all, { 'CN=B': 9 * hour, 'CN=C': hour })), 'accepted')
  const stale = (subject: string, age: number, ageMaxSeconds: number, by: string) => {
    return { kind: 'status-stale', subject, asOf: fakeNow - age, ageMaxSeconds, by }
  }
  assert.deepEqual(told(ask(all, { 'CN=Ada': 60_001 })), stale('CN=Ada', 60_001, 60, 'CN=C'))
  assert.deepEqual(told(ask(all, { 'CN=D issuing': 60_001 })), stale('CN=D issuing', 60_001, 60, 'CN=C'))
  const late = hour + 1
  assert.deepEqual(told(ask(all, { 'CN=C': late })), stale('CN=C', late, hourSeconds, 'CN=B'))
})

test('a path tells as of when each status is known, the leaf first', () => {
  const answer = ask([terms(2), terms(1), terms(0)], { 'CN=Ada': 7, 'CN=B': 5 })
  assert.ok(answer.answer === 'accepted')
  const { statuses, chain, leaf } = answer.path
  assert.deepEqual(
    statuses.map(({ certificate }) => certificate),
    [leaf, ...chain],
  )
  assert.deepEqual(
    statuses.map(({ asOf }) => fakeNow - asOf),
    [7, 0, 0, 0, 5],
  )
})

test('a status that tells no time is as of now', () => {
  const answer = findPath({
    leaf: fakeLeaf(b, ada),
    anchors: [fakeAuthority(a, a)],
    intermediates: [fakeAuthority(a, b, { known: terms(0, 1) })],
    at: fakeNow,
    purpose: 'client',
    statusOf: () => ({ status: 'good' }),
  })
  assert.ok(answer.answer === 'accepted')
  assert.ok(answer.path.statuses.every(({ asOf }) => asOf === fakeNow))
})

test('a revocation is told with its time and reason', () => {
  const leaf: Certificate = fakeLeaf(a, ada)
  const answer = findPath({
    leaf,
    anchors: [fakeAuthority(a, a)],
    intermediates: [],
    at: fakeNow,
    purpose: 'client',
    statusOf: () => ({ status: 'revoked', since: fakeNow - hour, reason: 'keyCompromise' }),
  })
  const evidence = { subject: 'CN=Ada', serial: leaf.serial, since: fakeNow - hour, reason: 'keyCompromise' }
  assert.deepEqual(told(answer), { kind: 'revoked', ...evidence })
})
