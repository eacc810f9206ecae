import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, second } from '#clock'
import { anyPolicy, type Certificate, type KnownExtensions } from '#x509'
import { type FakeEntity, fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { findPath, type PolicyDemand } from './index.ts'

/*
 * An authority reached by a short way is reached again by a longer one exactly when that is wider in some
 * respect: from A straight to B, or by C; then on to D and the leaf.
 */

const [a, b, c, d] = ['A', 'B', 'C', 'D'].map(fakeEntity) as [FakeEntity, FakeEntity, FakeEntity, FakeEntity]
const ada = fakeEntity('Ada')
const [one, two] = ['2.5.4.999.1', '2.5.4.999.2']

interface Ways {
  readonly short: KnownExtensions
  /** Of both certificates of the longer way. */
  readonly long: KnownExtensions
  readonly last: KnownExtensions
  readonly leaf?: KnownExtensions
  readonly policies?: PolicyDemand
}

const of = (...policies: readonly string[]): KnownExtensions => {
  return { certificatePolicies: policies.map((policy) => ({ policy })) }
}
const oneIsTwo = { policyMappings: [{ issuerDomain: one, subjectDomain: two }] }
const agreement = (hops: number, statusAgeMaxSeconds = day / second): KnownExtensions => {
  return { agreementTerms: { hops, statusAgeMaxSeconds, privateAddresses: false } }
}
const dns = (value: string): { readonly kind: 'dns'; readonly value: string } => ({ kind: 'dns', value })
const explicit = { requireExplicitPolicy: true }
const demandTwo = { ...explicit, initialPolicies: [two] }

const ways: readonly (readonly [respect: string, ways: Ways])[] = [
  ['path length', { short: { basicConstraints: { ca: true, pathLength: 0 } }, long: {}, last: {} }],
  ['hops', { short: agreement(0), long: agreement(2), last: agreement(0) }],
  ['the age of status', { short: agreement(0, 60), long: agreement(1), last: {} }],
  [
    'names permitted',
    {
      short: { nameConstraints: { permitted: [dns('office.example')] } },
      long: {},
      last: { subjectAltName: [dns('d.example')] },
    },
  ],
  [
    'names excluded',
    {
      short: { nameConstraints: { excluded: [dns('d.example')] } },
      long: { nameConstraints: { excluded: [dns('e.example')] } },
      last: { subjectAltName: [dns('d.example')] },
    },
  ],
  ['policies', { short: of(one), long: of(one, two), last: of(two), leaf: of(two), policies: explicit }],
  ['any-policy', { short: of(one), long: of(anyPolicy), last: of(two), leaf: of(two), policies: explicit }],
  [
    'no need of an explicit policy',
    { short: { policyConstraints: { requireExplicitPolicy: 0 } }, long: {}, last: {} },
  ],
  [
    'how long any-policy counts',
    {
      short: { ...of(one), inhibitAnyPolicy: 0 },
      long: of(one),
      last: of(anyPolicy),
      leaf: of(one),
      policies: explicit,
    },
  ],
  [
    'how long mappings count',
    {
      short: { ...of(one), policyConstraints: { inhibitPolicyMapping: 0 } },
      long: of(one),
      last: { ...of(one), ...oneIsTwo },
      leaf: of(two),
      policies: explicit,
    },
  ],
  [
    'what any-policy stands for, without a mapping to it',
    {
      short: { ...of(anyPolicy), ...oneIsTwo },
      long: of(anyPolicy),
      last: of(anyPolicy),
      leaf: of(two),
      policies: demandTwo,
    },
  ],
  [
    'what any-policy stands for, without a mapping to come',
    {
      short: of(anyPolicy),
      long: { ...of(anyPolicy), policyConstraints: { inhibitPolicyMapping: 0 } },
      last: { ...of(anyPolicy), ...oneIsTwo },
      leaf: of(two),
      policies: demandTwo,
    },
  ],
]

function certify(issuer: FakeEntity, subject: FakeEntity, known: KnownExtensions): Certificate {
  return fakeAuthority(issuer, subject, { known })
}

for (const [respect, { short, long, last, leaf = {}, policies = {} }] of ways) {
  test(`a way that is wider in ${respect} is not hidden by a shorter one`, () => {
    const narrow = certify(a, b, short)
    const wide = [certify(a, c, long), certify(c, b, long)]
    const onwards = certify(b, d, last)
    const ask = (intermediates: readonly Certificate[]): string => {
      const answer = findPath({
        leaf: fakeLeaf(d, ada, { known: leaf }),
        anchors: [fakeAuthority(a, a)],
        intermediates,
        at: fakeNow,
        purpose: 'client',
        policies,
        statusOf: () => ({ status: 'good', asOf: fakeNow - hour }),
      })
      return answer.answer === 'accepted' ? `by ${answer.path.chain.length}` : answer.answer
    }
    assert.equal(ask([narrow, onwards]), 'refused')
    const all = [narrow, ...wide, onwards]
    for (const order of [all, all.toReversed()]) assert.equal(ask(order), 'by 3')
    // The same in a crowd, where the search goes without a guide.
    const crowd = Array.from({ length: 600 }, () => stranger)
    assert.equal(ask([...crowd, ...all]), 'by 3')
  })
}

const stranger = fakeAuthority(ada, d)

test('in a crowd what is left of a path length is enough when it is just enough', () => {
  const crowd = Array.from({ length: 600 }, () => stranger)
  const answer = findPath({
    leaf: fakeLeaf(d, ada),
    anchors: [fakeAuthority(a, a)],
    intermediates: [
      ...crowd,
      certify(a, b, { basicConstraints: { ca: true, pathLength: 1 } }),
      certify(b, d, {}),
    ],
    at: fakeNow,
    purpose: 'client',
    statusOf: () => ({ status: 'good' }),
  })
  assert.equal(answer.answer, 'accepted')
})
