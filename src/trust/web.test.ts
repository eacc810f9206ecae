import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { second } from '#clock'
import { anyPolicy, type Certificate, type KnownExtensions, keyIdentifier } from '#x509'
import { type FakeEntity, fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { defaultBudget, findPath, type PathQuestion, type PolicyDemand } from './index.ts'
import { type PlainRules, plainPaths, plainPolicies } from './plain-validation.ts'

/*
 * In any web of certificates a path is found exactly when there is one.
 */

const [a, b, c, d] = ['A', 'B', 'C', 'D'].map(fakeEntity) as [FakeEntity, FakeEntity, FakeEntity, FakeEntity]
/** Another key of the same name: what leads to it may be self-issued. */
const newB = { ...fakeEntity('B'), name: 'B' }
const units = [a, b, c, d, newB]
const ada = fakeEntity('Ada')
const anchor = fakeAuthority(a, a)
const [p1, p2] = ['2.5.4.999.1', '2.5.4.999.2']

interface Edge {
  readonly from: number
  readonly to: number
  readonly sound: boolean
  readonly forged: boolean
  /** How old the status is: 0 to 2. */
  readonly age: number
  readonly pathLength: number | undefined
  readonly hops: number | undefined
  readonly ageMax: number
  readonly policies: readonly string[]
  readonly mapping: readonly [string, string] | undefined
  readonly constraints:
    | { readonly requireExplicitPolicy: number }
    | { readonly inhibitPolicyMapping: number }
    | undefined
  readonly inhibitAnyPolicy: number | undefined
  readonly permitted: string | undefined
  readonly excluded: string | undefined
  readonly host: string | undefined
}

const rarely = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(...values) },
  )
const policies = fc.constantFrom<readonly string[]>([], [p1], [p2], [p1, p2], [anyPolicy], [p1, anyPolicy])

const edges = fc.record<Edge>({
  from: fc.nat({ max: 4 }),
  to: fc.nat({ max: 4 }),
  sound: fc.constantFrom(true, true, true, true, false),
  forged: fc.constantFrom(false, false, false, false, true),
  age: fc.nat({ max: 2 }),
  pathLength: rarely(0, 1, 2),
  hops: rarely(0, 1, 2),
  ageMax: fc.integer({ min: 1, max: 2 }),
  policies,
  mapping: rarely<readonly [string, string]>([p1, p2], [p2, p1]),
  constraints: rarely<NonNullable<Edge['constraints']>>(
    { requireExplicitPolicy: 0 },
    { requireExplicitPolicy: 1 },
    { inhibitPolicyMapping: 0 },
    { inhibitPolicyMapping: 1 },
  ),
  inhibitAnyPolicy: rarely(0, 1),
  permitted: rarely('example', 'office.example', 'other.example'),
  excluded: rarely('office.example', 'other.example'),
  host: rarely('ca.office.example', 'ca.other.example'),
})

const demands: fc.Arbitrary<PolicyDemand> = fc.record({
  initialPolicies: fc.constantFrom<readonly string[]>([anyPolicy], [p1], [p2], [p1, p2]),
  requireExplicitPolicy: fc.boolean(),
  inhibitPolicyMapping: fc.constantFrom(false, false, true),
  inhibitAnyPolicy: fc.constantFrom(false, false, true),
})

/** Of which many run out. */
const budgets = fc.record({
  signatureChecksMax: fc.nat({ max: 12 }),
  stepsMax: fc.nat({ max: 80 }),
  depthMax: fc.constant(defaultBudget.depthMax),
})

const webs = fc.record({
  edges: fc.array(edges, { maxLength: 10 }),
  leaf: fc.record({
    from: fc.nat({ max: 4 }),
    policies,
    host: fc.constantFrom('x.office.example', 'x.other.example'),
  }),
  demand: demands,
})

const dns = (value: string): { readonly kind: 'dns'; readonly value: string } => ({ kind: 'dns', value })

function certificateOf(edge: Edge): Certificate {
  const { pathLength, hops, ageMax, mapping, constraints, inhibitAnyPolicy, permitted, excluded, host } = edge
  const [from, to] = [units[edge.from] ?? a, units[edge.to] ?? a]
  const known: KnownExtensions = {
    basicConstraints: { ca: true, ...(pathLength === undefined ? {} : { pathLength }) },
    ...(hops === undefined
      ? {}
      : { agreementTerms: { hops, statusAgeMaxSeconds: ageMax, privateAddresses: false } }),
    ...(edge.policies.length > 0 ? { certificatePolicies: edge.policies.map((policy) => ({ policy })) } : {}),
    ...(mapping ? { policyMappings: [{ issuerDomain: mapping[0], subjectDomain: mapping[1] }] } : {}),
    ...(constraints ? { policyConstraints: constraints } : {}),
    ...(inhibitAnyPolicy === undefined ? {} : { inhibitAnyPolicy }),
    ...(permitted || excluded
      ? {
          nameConstraints: {
            ...(permitted ? { permitted: [dns(permitted)] } : {}),
            ...(excluded ? { excluded: [dns(excluded)] } : {}),
          },
        }
      : {}),
    ...(host ? { subjectAltName: [dns(host)] } : {}),
  }
  return fakeAuthority(from, to, {
    known,
    // The status is as old as the certificate.
    notBefore: fakeNow - edge.age * second,
    ...(edge.sound ? {} : { notAfter: fakeNow - second, notBefore: fakeNow - 3 * second }),
    ...(edge.forged ? { forger: ada.key } : {}),
  })
}

/** Certificates of strangers for a unit, more than are walked by: then the search goes without a guide. */
function crowd(unit: FakeEntity): readonly Certificate[] {
  return Array.from({ length: 600 }, () => stranger(unit))
}

const strangers = units.map((unit) => fakeAuthority(ada, unit))
const stranger = (unit: FakeEntity): Certificate => strangers[units.indexOf(unit)] ?? anchor

test('in any web a path is found exactly when one exists, whatever else is given in any order', () => {
  fc.assert(
    fc.property(webs, fc.nat({ max: 4 }), budgets, (web, crowded, budget) => {
      const between = web.edges.filter(({ from, to }) => from !== to)
      const forged = new Set<Certificate>()
      const certificates = between.map((edge) => {
        const certificate = certificateOf(edge)
        if (edge.forged) forged.add(certificate)
        return certificate
      })
      const issuer = units[web.leaf.from] ?? a
      const leaf = fakeLeaf(issuer, ada, {
        known: {
          subjectAltName: [dns(web.leaf.host)],
          ...(web.leaf.policies.length > 0
            ? { certificatePolicies: web.leaf.policies.map((policy) => ({ policy })) }
            : {}),
        },
        notBefore: fakeNow,
      })
      const rules: PlainRules = {
        at: fakeNow,
        policies: web.demand,
        pathLength: defaultBudget.depthMax,
        asOf: ({ notBefore }) => notBefore,
        isSigned: (certificate, by) => {
          const named = certificate.authorityKeyIdentifier ?? new Uint8Array()
          return !forged.has(certificate) && Buffer.compare(named, keyIdentifier(by.spki)) === 0
        },
      }
      const valid = plainPaths([anchor], certificates, leaf).some((path) => plainPolicies(path, rules))
      const question: Omit<PathQuestion, 'intermediates'> = {
        leaf,
        anchors: [anchor],
        at: fakeNow,
        purpose: 'client',
        policies: web.demand,
        statusOf: ({ notBefore }) => ({ status: 'good', asOf: notBefore }),
      }
      const orders = [
        certificates,
        certificates.toReversed(),
        [...crowd(units[crowded] ?? a), ...certificates],
        [...crowd(issuer), ...certificates.toReversed()],
      ]
      for (const [order, intermediates] of orders.entries()) {
        const hasty = findPath({ ...question, intermediates, budget })
        if (hasty.answer !== 'unknown') assert.equal(hasty.answer, valid ? 'accepted' : 'refused', 'hasty')
        const answer = findPath({ ...question, intermediates })
        assert.equal(answer.answer, valid ? 'accepted' : 'refused', `order ${order}`)
        if (answer.answer !== 'accepted') continue
        const { path } = answer
        const found = plainPolicies([path.anchor, ...path.chain.toReversed(), leaf], rules)
        const named = path.policies === 'any' ? [anyPolicy] : path.policies
        assert.deepEqual([...named].sort(), found?.toSorted(), 'the policies of the path found')
      }
    }),
    { numRuns: 400 },
  )
})

const [e, f] = [fakeEntity('E'), fakeEntity('F')]

test('among five million ways through six authorities the search looks at each certificate once', () => {
  // RFC 4158 §1.5.2, figure 3: five authorities that all certify each other, and a sixth that certifies two.
  const five = [a, b, c, d, e]
  const mesh = five.flatMap((one) =>
    five.filter((other) => other !== one).map((other) => [one, other] as const),
  )
  const all = [...mesh, [f, e] as const, [f, d] as const]
  assert.equal(all.length, 22)
  // The text's figure is that of the ways by the certificate for E; the one for D adds ways round by D.
  assert.equal(ways(mesh, e, d), 5_092_429)
  assert.equal(simpleWays(mesh, e, d, [f]), 16)

  const web = all.map(([from, to]) => fakeAuthority(from, to))
  const ask = (leaf: Certificate, intermediates: readonly Certificate[], stepsMax: number): string => {
    const anchors = [fakeAuthority(f, f)]
    const budget = { ...defaultBudget, stepsMax, signatureChecksMax: 22 }
    const answer = findPath({
      leaf,
      anchors,
      intermediates,
      at: fakeNow,
      purpose: 'client',
      statusOf: () => ({ status: 'good' }),
      budget,
    })
    if (answer.answer === 'accepted') return `by ${answer.path.chain.length}`
    return answer.answer === 'refused' ? answer.fault.kind : answer.answer
  }
  const impostor = fakeLeaf({ ...fakeEntity('D'), name: 'D' }, ada)
  // The anchor, the leaf below D, and each certificate, compared with at most one that led there before.
  const stepsMax = 2 + 2 * web.length
  for (const order of [web, web.toReversed()]) {
    assert.equal(ask(fakeLeaf(d, ada), order, stepsMax), 'by 1')
    assert.equal(
      ask(
        fakeLeaf(d, ada),
        order.filter((one) => one !== web.at(-1)),
        24,
      ),
      'by 2',
    )
    assert.equal(ask(impostor, order, stepsMax), 'signature-wrong')
  }
})

/** Ways from one to another that come by no certificate twice. */
function ways(
  edges: readonly (readonly [FakeEntity, FakeEntity])[],
  from: FakeEntity,
  to: FakeEntity,
): number {
  const names = [...new Set(edges.flat())]
  const goal = names.indexOf(to)
  const from5 = names.map((name) =>
    edges.flatMap(([one, other], at) => (one === name ? [{ bit: 1 << at, to: names.indexOf(other) }] : [])),
  )
  const count = (at: number, used: number): number => {
    let sum = at === goal ? 1 : 0
    for (const { bit, to: next } of from5[at] ?? []) if ((used & bit) === 0) sum += count(next, used | bit)
    return sum
  }
  return count(names.indexOf(from), 0)
}

/** Ways that come by no authority twice. */
function simpleWays(
  edges: readonly (readonly [FakeEntity, FakeEntity])[],
  at: FakeEntity,
  to: FakeEntity,
  seen: readonly FakeEntity[],
): number {
  if (at === to) return 1
  return edges
    .filter(([one, other]) => one === at && !seen.includes(other))
    .reduce((sum, [, other]) => sum + simpleWays(edges, other, to, [...seen, at]), 0)
}
