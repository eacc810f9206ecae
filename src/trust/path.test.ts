import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { day, second } from '#clock'
import { type Certificate, keyPurpose, nameText } from '#x509'
import { type FakeEntity, fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { defaultBudget, findPath, type PathAnswer, type PathQuestion } from './index.ts'

const [a, b, c, d, e] = ['A', 'B', 'C', 'D', 'E'].map(fakeEntity) as [
  FakeEntity,
  FakeEntity,
  FakeEntity,
  FakeEntity,
  FakeEntity,
]
const ada = fakeEntity('Ada')
const anchorA = fakeAuthority(a, a)

function ask(
  leaf: Certificate,
  anchors: readonly Certificate[],
  intermediates: readonly Certificate[],
  more: Partial<PathQuestion> = {},
): PathAnswer {
  return findPath({
    leaf,
    anchors,
    intermediates,
    at: fakeNow,
    purpose: 'client',
    statusOf: () => ({ status: 'good' }),
    ...more,
  })
}

/** The names from anchor to leaf, or the fault. */
function outcome(answer: PathAnswer): string {
  if (answer.answer === 'refused') return answer.fault.kind
  if (answer.answer === 'unknown') return `spent ${answer.spent}`
  const { anchor, chain, leaf } = answer.path
  return [anchor, ...chain.toReversed(), leaf].map(({ subject }) => nameText(subject).slice(3)).join(' ')
}

const both = <T>(list: readonly T[]): readonly (readonly T[])[] => [list, list.toReversed()]

test('a leaf that the anchor itself issued is accepted without anything between', () => {
  const answer = ask(fakeLeaf(a, ada), [anchorA], [])
  assert.equal(outcome(answer), 'A Ada')
  assert.ok(answer.answer === 'accepted')
  assert.deepEqual(answer.path.chain, [])
  assert.equal(answer.path.leafKey.thumbprint, ada.key.publicKey.thumbprint)
})

test('a path names leaf, chain and anchor, and when all of it is valid', () => {
  const issuing = fakeAuthority(a, b, { notBefore: fakeNow - second, notAfter: fakeNow + 5 * second })
  const leaf = fakeLeaf(b, ada)
  const answer = ask(leaf, [anchorA], [issuing])
  assert.ok(answer.answer === 'accepted')
  const { path } = answer
  assert.deepEqual([path.leaf, path.chain, path.anchor], [leaf, [issuing], anchorA])
  assert.deepEqual([path.validFrom, path.validUntil], [fakeNow - second, fakeNow + 6 * second])
})

test('two units that certify each other reach each other, and nobody else', () => {
  const agreements = [fakeAuthority(a, b), fakeAuthority(b, a)]
  const anchorB = fakeAuthority(b, b)
  for (const intermediates of both(agreements)) {
    assert.equal(outcome(ask(fakeLeaf(b, ada), [anchorA], intermediates)), 'A B Ada')
    assert.equal(outcome(ask(fakeLeaf(a, ada), [anchorB], intermediates)), 'B A Ada')
    assert.equal(outcome(ask(fakeLeaf(a, ada), [anchorA], intermediates)), 'A Ada')
    assert.equal(outcome(ask(fakeLeaf(c, ada), [anchorA], intermediates)), 'issuer-unknown')
    assert.equal(outcome(ask(fakeLeaf(b, ada), [fakeAuthority(c, c)], intermediates)), 'issuer-unknown')
  }
})

test('round a ring of agreements the search goes once', () => {
  const ring = [a, b, c, d, e]
  const agreements = ring.map((unit, at) => fakeAuthority(unit, ring[(at + 1) % ring.length] ?? a))
  for (const intermediates of both(agreements)) {
    assert.equal(outcome(ask(fakeLeaf(e, ada), [anchorA], intermediates)), 'A B C D E Ada')
    const stranger = { ...fakeEntity('X'), name: 'E' }
    assert.equal(outcome(ask(fakeLeaf(stranger, ada), [anchorA], intermediates)), 'signature-wrong')
  }
})

test('a dead end does not hide the path beside it, in either order', () => {
  const impostor = { ...fakeEntity('impostor'), name: 'B' }
  const beside: readonly (readonly [string, Certificate])[] = [
    ['of another key under the same name', fakeAuthority(a, impostor)],
    ['from an authority nobody knows', fakeAuthority(c, b)],
    ['forged', fakeAuthority(a, b, { forger: c.key })],
    ['expired', fakeAuthority(a, b, { notAfter: fakeNow - second })],
    ['not yet valid', fakeAuthority(a, b, { notBefore: fakeNow + second })],
    [
      'of no authority',
      fakeAuthority(a, b, { known: { basicConstraints: { ca: false }, keyUsage: new Set([]) } }),
    ],
    [
      'for other names',
      fakeAuthority(a, b, { known: { nameConstraints: { permitted: [dns('other.example')] } } }),
    ],
  ]
  const leaf = fakeLeaf(b, ada, { known: { subjectAltName: [dns('ada.example')] } })
  const sound = fakeAuthority(a, b)
  for (const [what, deadEnd] of beside) {
    assert.notEqual(ask(leaf, [anchorA], [deadEnd]).answer, 'accepted', what)
    for (const order of both([deadEnd, sound]))
      assert.equal(outcome(ask(leaf, [anchorA], order)), 'A B Ada', what)
  }
})

function dns(value: string): { readonly kind: 'dns'; readonly value: string } {
  return { kind: 'dns', value }
}

test('an expired twin does not hide the certificate that is still valid, be it older or newer', () => {
  const valid = fakeAuthority(a, b)
  for (const notBefore of [fakeNow - 2 * day, fakeNow - 2 * second]) {
    const twin = fakeAuthority(a, b, { notBefore, notAfter: fakeNow - second })
    for (const order of both([twin, valid])) {
      const answer = ask(fakeLeaf(b, ada), [anchorA], order)
      assert.ok(answer.answer === 'accepted')
      assert.deepEqual(answer.path.chain, [valid])
    }
  }
  const oldAnchor = fakeAuthority(a, a, { notBefore: fakeNow - 2 * day, notAfter: fakeNow - second })
  for (const anchors of both([oldAnchor, anchorA])) {
    assert.equal(outcome(ask(fakeLeaf(a, ada), anchors, [])), 'A Ada')
  }
})

test('a path that is narrower and shorter does not hide one that is wider and longer', () => {
  const narrow = fakeAuthority(a, b, { known: { basicConstraints: { ca: true, pathLength: 0 } } })
  const wide = [fakeAuthority(a, c), fakeAuthority(c, b)]
  const last = fakeAuthority(b, d)
  for (const order of both([narrow, ...wide, last])) {
    assert.equal(outcome(ask(fakeLeaf(d, ada), [anchorA], order)), 'A C B D Ada')
  }
})

const otherKey = fakeEntity('A')
const refusals: readonly (readonly [what: string, kind: string, answer: () => PathAnswer])[] = [
  ['an expired leaf', 'expired', () => ask(fakeLeaf(a, ada, { notAfter: fakeNow - second }), [anchorA], [])],
  [
    'a leaf of tomorrow',
    'not-yet-valid',
    () => ask(fakeLeaf(a, ada, { notBefore: fakeNow + day }), [anchorA], []),
  ],
  [
    'a leaf signed by another',
    'signature-wrong',
    () => ask(fakeLeaf(a, ada, { forger: b.key }), [anchorA], []),
  ],
  ['an anchor of the same name', 'signature-wrong', () => ask(fakeLeaf(otherKey, ada), [anchorA], [])],
  ['no anchor', 'issuer-unknown', () => ask(fakeLeaf(a, ada), [], [anchorA])],
  ['an anchor as its own leaf', 'issuer-unknown', () => ask(anchorA, [anchorA], [anchorA])],
  [
    'an expired anchor',
    'expired',
    () => ask(fakeLeaf(a, ada), [fakeAuthority(a, a, { notAfter: fakeNow - day })], []),
  ],
  ['a leaf as authority', 'not-an-authority', () => ask(fakeLeaf(b, ada), [anchorA], [fakeLeaf(a, b)])],
  [
    'an authority whose key may not sign certificates',
    'not-an-authority',
    () =>
      ask(fakeLeaf(b, ada), [anchorA], [fakeAuthority(a, b, { known: { keyUsage: new Set(['cRLSign']) } })]),
  ],
  [
    'a server as client',
    'purpose-refused',
    () => ask(fakeLeaf(a, ada, { known: { extendedKeyUsage: [keyPurpose.serverAuth] } }), [anchorA], []),
  ],
  [
    'a client as server',
    'purpose-refused',
    () => ask(fakeLeaf(a, ada), [anchorA], [], { purpose: 'server' }),
  ],
  [
    'a client under an authority for servers',
    'purpose-refused',
    () => {
      const servers = fakeAuthority(a, b, { known: { extendedKeyUsage: [keyPurpose.serverAuth] } })
      return ask(fakeLeaf(b, ada), [anchorA], [servers])
    },
  ],
  [
    'an authority too many',
    'path-too-long',
    () => {
      const last = fakeAuthority(a, b, { known: { basicConstraints: { ca: true, pathLength: 0 } } })
      return ask(fakeLeaf(c, ada), [anchorA], [last, fakeAuthority(b, c)])
    },
  ],
  [
    'a path deeper than the search goes',
    'path-too-long',
    () => {
      const chain = [fakeAuthority(a, b), fakeAuthority(b, c)]
      return ask(fakeLeaf(c, ada), [anchorA], chain, { budget: { ...defaultBudget, depthMax: 1 } })
    },
  ],
  [
    'an unknown critical extension',
    'extension-unknown',
    () => {
      const strange = { oid: '1.3.6.1.4.1.99999.1', critical: true, value: Uint8Array.of(5, 0) }
      return ask(fakeLeaf(a, ada, { more: [strange] }), [anchorA], [])
    },
  ],
  [
    'a revoked leaf',
    'revoked',
    () => ask(fakeLeaf(a, ada), [anchorA], [], { statusOf: () => ({ status: 'revoked' }) }),
  ],
  [
    'an unknown status',
    'status-unknown',
    () => ask(fakeLeaf(a, ada), [anchorA], [], { statusOf: () => ({ status: 'unknown' }) }),
  ],
  [
    'a revoked authority',
    'revoked',
    () => {
      const statusOf: PathQuestion['statusOf'] = ({ subject }) => ({
        status: nameText(subject) === 'CN=B' ? 'revoked' : 'good',
      })
      return ask(fakeLeaf(b, ada), [anchorA], [fakeAuthority(a, b)], { statusOf })
    },
  ],
]

for (const [what, kind, answer] of refusals) {
  test(`${what} is refused: ${kind}`, () => assert.equal(outcome(answer()), kind))
}

test('an unknown extension that is not critical does no harm', () => {
  const strange = { oid: '1.3.6.1.4.1.99999.1', critical: false, value: Uint8Array.of(5, 0) }
  assert.equal(outcome(ask(fakeLeaf(a, ada, { more: [strange] }), [anchorA], [])), 'A Ada')
})

test('where a question says so, authorities count before they begin; leaves and ended ones do not', () => {
  const backwards = { countsBackwards: () => true }
  const [early, ended] = [{ notBefore: fakeNow + second }, { notAfter: fakeNow - second }]
  const leaf = fakeLeaf(b, ada)
  assert.equal(outcome(ask(leaf, [anchorA], [fakeAuthority(a, b, early)], backwards)), 'A B Ada')
  assert.equal(outcome(ask(leaf, [anchorA], [fakeAuthority(a, b, early)])), 'not-yet-valid')
  assert.equal(outcome(ask(leaf, [anchorA], [fakeAuthority(a, b, ended)], backwards)), 'expired')
  const young = fakeLeaf(b, ada, early)
  assert.equal(outcome(ask(young, [anchorA], [fakeAuthority(a, b)], backwards)), 'not-yet-valid')
})

test('the first and the last instant of validity belong to it', () => {
  const leaf = fakeLeaf(a, ada, { notBefore: fakeNow, notAfter: fakeNow })
  const at = (instant: number): string => outcome(ask(leaf, [anchorA], [], { at: instant }))
  assert.deepEqual([fakeNow - 1, fakeNow, fakeNow + 999, fakeNow + 1000].map(at), [
    'not-yet-valid',
    'A Ada',
    'A Ada',
    'expired',
  ])
})

test('the status of a certificate is asked only once its signature is good, together with its issuer', () => {
  const asked: string[] = []
  const statusOf: PathQuestion['statusOf'] = (certificate, issuer) => {
    asked.push(`${nameText(issuer.subject)} ${nameText(certificate.subject)}`)
    return { status: 'good' }
  }
  ask(fakeLeaf(b, ada), [anchorA], [fakeAuthority(a, b, { forger: c.key }), fakeAuthority(a, b)], {
    statusOf,
  })
  assert.deepEqual(asked, ['CN=A CN=B', 'CN=B CN=Ada'])
})

test('the fault that came nearest to being accepted is the one that is told', () => {
  const expired = fakeAuthority(a, b, { notAfter: fakeNow - second })
  const forged = fakeAuthority(a, b, { forger: c.key })
  for (const order of both([forged, expired, fakeAuthority(c, b)])) {
    const answer = ask(fakeLeaf(b, ada), [anchorA], order)
    assert.deepEqual(answer, {
      answer: 'refused',
      fault: { kind: 'expired', subject: 'CN=B', at: fakeNow, notAfter: fakeNow - second },
    })
  }
})

test('a self-issued certificate takes nothing off a path length (key rollover)', () => {
  const newKey = { ...fakeEntity('new'), name: 'B' }
  const limited = fakeAuthority(a, b, { known: { basicConstraints: { ca: true, pathLength: 0 } } })
  const rollover = fakeAuthority(b, newKey)
  assert.equal(outcome(ask(fakeLeaf(newKey, ada), [anchorA], [rollover, limited])), 'A B B Ada')
})

test('when the budget is spent the answer is unknown', () => {
  const forged = Array.from({ length: 5 }, (_, at) =>
    fakeAuthority(a, b, { forger: c.key, notAfter: fakeNow + at * day }),
  )
  const spend = (budget: Partial<typeof defaultBudget>): string => {
    return outcome(ask(fakeLeaf(b, ada), [anchorA], forged, { budget: { ...defaultBudget, ...budget } }))
  }
  assert.equal(spend({ signatureChecksMax: 5 }), 'signature-wrong')
  assert.equal(spend({ signatureChecksMax: 4 }), 'spent signature-checks')
  assert.equal(spend({ stepsMax: 6 }), 'signature-wrong')
  assert.equal(spend({ stepsMax: 5 }), 'spent steps')
})

test('a thick web of agreements that leads nowhere is left soon', () => {
  const units = Array.from({ length: 12 }, (_, at) => fakeEntity(`U${at}`))
  const web = units.flatMap((one) =>
    units.filter((other) => other !== one).map((other) => fakeAuthority(one, other)),
  )
  const [first, second] = units as [FakeEntity, FakeEntity]
  const stranger = { ...fakeEntity('X'), name: second.name }
  const budget = { ...defaultBudget, signatureChecksMax: 200 }
  const answer = ask(fakeLeaf(stranger, ada), [fakeAuthority(first, first)], web, { budget })
  assert.equal(outcome(answer), 'signature-wrong')
})

/**
 * Every simple way from the anchor to the leaf's issuer, tried one by one: slow, and plain enough to be
 * right.
 */
function reachable(
  edges: readonly Edge[],
  at: number,
  goal: number,
  left: number,
  seen: readonly number[],
): boolean {
  if (at === goal) return true
  return edges.some(({ from, to, pathLength, sound }) => {
    if (from !== at || !sound || left <= 0 || seen.includes(to)) return false
    return reachable(edges, to, goal, Math.min(left - 1, pathLength ?? left - 1), [...seen, to])
  })
}

interface Edge {
  readonly from: number
  readonly to: number
  readonly pathLength: number | undefined
  readonly sound: boolean
}

test('in any web a path is found exactly when one exists, whatever the order', () => {
  const units = [a, b, c, d, e]
  const made = new Map<string, Certificate>()
  const certificate = (edge: Edge): Certificate => {
    const known = made.get(JSON.stringify(edge))
    if (known) return known
    const { from, to, pathLength, sound } = edge
    const basicConstraints = pathLength === undefined ? { ca: true } : { ca: true, pathLength }
    const terms = { known: { basicConstraints }, ...(sound ? {} : { notAfter: fakeNow - second }) }
    const fresh = fakeAuthority(units[from] ?? a, units[to] ?? a, terms)
    made.set(JSON.stringify(edge), fresh)
    return fresh
  }
  const edge = fc.record({
    from: fc.nat({ max: 4 }),
    to: fc.nat({ max: 4 }),
    pathLength: fc.constantFrom(undefined, 0, 1, 2),
    sound: fc.constantFrom(true, true, true, false),
  })
  const leaf = fakeLeaf(e, ada)
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 14 }), (edges) => {
      const between = edges.filter(({ from, to }) => from !== to)
      const expected = reachable(between, 0, 4, defaultBudget.depthMax, [0])
      for (const order of both(between.map(certificate))) {
        assert.equal(ask(leaf, [anchorA], order).answer, expected ? 'accepted' : 'refused')
      }
    }),
    { numRuns: 300 },
  )
})
