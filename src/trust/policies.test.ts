import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anyPolicy, type KnownExtensions } from '#x509'
import { type FakeEntity, fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { defaultBudget, findPath, type PolicyDemand } from './index.ts'

/*
 * Policies along one path; what the text says of each step also stands in the public cases.
 */

const root = fakeEntity('Root')
const entities = ['A', 'B', 'C'].map(fakeEntity)
const ada = fakeEntity('Ada')
const [one, two, three] = ['2.5.4.999.1', '2.5.4.999.2', '2.5.4.999.3']

type Terms = Pick<
  KnownExtensions,
  'certificatePolicies' | 'policyMappings' | 'policyConstraints' | 'inhibitAnyPolicy'
>

function of(...policies: readonly string[]): Terms {
  return { certificatePolicies: policies.map((policy) => ({ policy })) }
}

function mapping(...pairs: readonly (readonly [string, string])[]): Terms {
  return { policyMappings: pairs.map(([issuerDomain, subjectDomain]) => ({ issuerDomain, subjectDomain })) }
}

/** What the leaf at the end of a line of authorities is good for; the terms of the leaf stand last. */
function outcome(terms: readonly Terms[], demand: PolicyDemand, anchor: Terms = {}): string {
  const intermediates = terms.slice(0, -1).map((known, at) => {
    return fakeAuthority(entities[at - 1] ?? root, entities[at] ?? root, {
      known: { basicConstraints: { ca: true }, keyUsage: new Set(['keyCertSign']), ...known },
    })
  })
  const issuer: FakeEntity = entities[terms.length - 2] ?? root
  const answer = findPath({
    leaf: fakeLeaf(issuer, ada, { known: terms.at(-1) ?? {} }),
    anchors: [fakeAuthority(root, root, { known: anchor })],
    intermediates,
    at: fakeNow,
    purpose: 'any',
    policies: demand,
    statusOf: () => ({ status: 'good' }),
  })
  if (answer.answer === 'refused') return answer.fault.kind
  if (answer.answer === 'unknown') return answer.spent
  const { policies } = answer.path
  return policies === 'any' ? 'any' : policies.map((policy) => policy.slice(-1)).join(' ')
}

const explicit = { requireExplicitPolicy: true }

const cases: readonly (readonly [
  what: string,
  terms: readonly Terms[],
  demand: PolicyDemand,
  expected: string,
])[] = [
  ['no policies where none are asked for', [{}, {}], {}, ''],
  ['no policies where one is demanded', [{}, {}], explicit, 'policy-refused'],
  ['a policy all the way', [of(one), of(one)], explicit, '1'],
  ['several, of which one goes all the way', [of(one, two), of(two, three)], explicit, '2'],
  [
    'several demanded, of which one holds',
    [of(one), of(one)],
    { ...explicit, initialPolicies: [one, two] },
    '1',
  ],
  [
    'another policy than the demanded one',
    [of(one), of(one)],
    { ...explicit, initialPolicies: [two] },
    'policy-refused',
  ],
  ['another policy, where none need hold', [of(one), of(one)], { initialPolicies: [two] }, ''],
  ['a policy that ends on the way', [of(one), {}, of(one)], explicit, 'policy-refused'],
  ['any-policy for each', [of(anyPolicy), of(one)], explicit, '1'],
  ['any-policy to the end', [of(anyPolicy), of(anyPolicy)], explicit, 'any'],
  [
    'any-policy to the end for demanded ones',
    [of(anyPolicy), of(anyPolicy)],
    { initialPolicies: [two, one] },
    '1 2',
  ],
  ['any-policy for what is expected', [of(one), of(anyPolicy)], explicit, '1'],
  [
    'any-policy inhibited by the caller',
    [of(anyPolicy), of(one)],
    { ...explicit, inhibitAnyPolicy: true },
    'policy-refused',
  ],
  [
    'any-policy inhibited at once',
    [{ ...of(one), inhibitAnyPolicy: 0 }, of(anyPolicy)],
    explicit,
    'policy-refused',
  ],
  [
    'any-policy inhibited later',
    [{ ...of(one), inhibitAnyPolicy: 1 }, of(anyPolicy), of(one)],
    explicit,
    '1',
  ],
  ['a policy mapped to another', [{ ...of(one), ...mapping([one, two]) }, of(two)], explicit, '1'],
  [
    'a mapped policy by its old name',
    [{ ...of(one), ...mapping([one, two]) }, of(one)],
    explicit,
    'policy-refused',
  ],
  [
    'the new name demanded',
    [{ ...of(one), ...mapping([one, two]) }, of(two)],
    { ...explicit, initialPolicies: [two] },
    'policy-refused',
  ],
  [
    'a mapping inhibited by the caller',
    [{ ...of(one), ...mapping([one, two]) }, of(two)],
    { ...explicit, inhibitPolicyMapping: true },
    'policy-refused',
  ],
  [
    'a mapping inhibited above',
    [
      { ...of(one), policyConstraints: { inhibitPolicyMapping: 0 } },
      { ...of(one), ...mapping([one, two]) },
      of(two),
    ],
    explicit,
    'policy-refused',
  ],
  [
    'a policy mapped out of any-policy',
    [{ ...of(anyPolicy), ...mapping([one, two]) }, of(two)],
    { ...explicit, initialPolicies: [one] },
    '1',
  ],
  [
    'what any-policy stands for next to a mapping',
    [{ ...of(anyPolicy), ...mapping([one, two]) }, of(three)],
    explicit,
    '3',
  ],
  [
    'two policies mapped to one',
    [{ ...of(one, two), ...mapping([one, three], [two, three]) }, of(three)],
    explicit,
    '1 2',
  ],
  [
    'a policy mapped to two',
    [{ ...of(one), ...mapping([one, two], [one, three]) }, of(two, three)],
    explicit,
    '1',
  ],
  [
    'a mapping of any-policy',
    [{ ...of(anyPolicy), ...mapping([anyPolicy, two]) }, of(two)],
    {},
    'extension-unfit',
  ],
  [
    'an explicit policy demanded above',
    [{ policyConstraints: { requireExplicitPolicy: 0 } }, {}],
    {},
    'policy-refused',
  ],
  [
    'an explicit policy demanded further down',
    [{ policyConstraints: { requireExplicitPolicy: 2 } }, {}],
    {},
    '',
  ],
  [
    'an explicit policy demanded further down still',
    [{ policyConstraints: { requireExplicitPolicy: 2 } }, {}, {}],
    {},
    'policy-refused',
  ],
  [
    'an explicit policy demanded by the leaf',
    [of(one), { policyConstraints: { requireExplicitPolicy: 0 } }],
    {},
    'policy-refused',
  ],
]

for (const [what, terms, demand, expected] of cases) {
  test(`${what}: ${expected || 'no policy'}`, () => assert.equal(outcome(terms, demand), expected))
}

test('an anchor that has policies lends no others', () => {
  assert.equal(outcome([of(one), of(one)], explicit, of(one)), '1')
  assert.equal(outcome([of(two), of(two)], explicit, of(one)), 'policy-refused')
  assert.equal(outcome([{}, {}], {}, { policyConstraints: { requireExplicitPolicy: 0 } }), 'policy-refused')
})

test('a refusal names what was demanded', () => {
  const answer = findPath({
    leaf: fakeLeaf(root, ada),
    anchors: [fakeAuthority(root, root)],
    intermediates: [],
    at: fakeNow,
    purpose: 'any',
    policies: { initialPolicies: [two, one], requireExplicitPolicy: true },
    statusOf: () => ({ status: 'good' }),
  })
  assert.deepEqual(answer, {
    answer: 'refused',
    fault: { kind: 'policy-refused', subject: 'CN=Ada', demanded: [one, two] },
  })
})

test('mappings that would grow a tree beyond bounds cost their number', () => {
  // Each policy to each: a tree has 12 children under every node of a row, a graph 12 nodes in a row.
  const names = Array.from({ length: 12 }, (_, at) => `2.5.4.999.${at}`)
  const known: KnownExtensions = {
    basicConstraints: { ca: true },
    keyUsage: new Set(['keyCertSign']),
    ...of(...names),
    ...mapping(...names.flatMap((from) => names.map((to) => [from, to] as const))),
  }
  const line = [root, ...Array.from({ length: 9 }, (_, at) => fakeEntity(`L${at}`))]
  const intermediates = line
    .slice(1)
    .map((subject, at) => fakeAuthority(line[at] ?? root, subject, { known }))
  const answer = findPath({
    leaf: fakeLeaf(line.at(-1) ?? root, ada, { known: of(...names) }),
    anchors: [fakeAuthority(root, root)],
    intermediates,
    at: fakeNow,
    purpose: 'any',
    policies: explicit,
    statusOf: () => ({ status: 'good' }),
    budget: { ...defaultBudget, stepsMax: 40_000 },
  })
  assert.ok(answer.answer === 'accepted')
  assert.deepEqual(answer.path.policies, names.toSorted())
})

test('a way by an authority does not hide a longer one that comes by it later, with a policy mapped', () => {
  // The leaf asserts what B makes of the policy for A: only the way by C and D comes to A below B.
  const [a, b, c] = entities as [FakeEntity, FakeEntity, FakeEntity]
  const d = fakeEntity('D')
  const web = [
    fakeAuthority(root, a, { known: of(one) }),
    fakeAuthority(a, b, { known: of(one) }),
    fakeAuthority(root, c, { known: of(one) }),
    fakeAuthority(c, d, { known: of(one) }),
    fakeAuthority(d, b, { known: of(one) }),
    fakeAuthority(b, a, { known: { ...of(one), ...mapping([one, two]) } }),
  ]
  for (const intermediates of [web, web.toReversed()]) {
    const answer = findPath({
      leaf: fakeLeaf(a, ada, { known: of(two) }),
      anchors: [fakeAuthority(root, root)],
      intermediates,
      at: fakeNow,
      purpose: 'any',
      policies: explicit,
      statusOf: () => ({ status: 'good' }),
    })
    assert.ok(answer.answer === 'accepted')
    assert.equal(answer.path.chain.length, 4)
  }
})
