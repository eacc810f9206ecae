import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { hour } from '#clock'
import { type Certificate, type DistributionPoint, nameOf } from '#x509'
import { type FakeEntity, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { type FakeScope, fakeList } from './fake-list.ts'
import {
  asked,
  code,
  earlier,
  early,
  leaf,
  leafWith,
  named,
  other,
  outcome,
  root,
  secondLeaf,
  signsLists,
  unit,
  unitCertificate,
} from './fake-listed.ts'

const lister = fakeEntity('Lister')

describe('an indirect list', () => {
  const point: DistributionPoint = { fullName: named('Shelf'), crlIssuer: named('Lister') }
  const certificate = leafWith(point)
  const scope: FakeScope = { fullName: 'Shelf', indirect: true }
  const listing = fakeLeaf(root, lister, { known: signsLists })
  const given = { intermediates: [unitCertificate, listing] }

  test('tells of certificates that name its issuer', () => {
    assert.equal(outcome(asked(certificate, [fakeList(lister, { scope })], given)), 'good')
    const entries = [
      { certificate: secondLeaf, issuer: 'Other' },
      { certificate, issuer: 'Unit' },
    ]
    assert.equal(outcome(asked(certificate, [fakeList(lister, { scope, entries })], given)), 'revoked')
  })

  test('goes on with the issuer that an entry before named', () => {
    const entries = [{ certificate: secondLeaf, issuer: 'Unit' }, { certificate }]
    assert.equal(outcome(asked(certificate, [fakeList(lister, { scope, entries })], given)), 'revoked')
  })

  test('says nothing by the entries for another issuer, or for its own', () => {
    const entries = [{ certificate }, { certificate: secondLeaf, issuer: 'Other' }]
    assert.equal(outcome(asked(certificate, [fakeList(lister, { scope, entries })], given)), 'good')
  })

  const refused: readonly (readonly [string, Certificate, FakeScope, string])[] = [
    ['without saying that it is indirect', certificate, { fullName: 'Shelf' }, 'list-outside'],
    ['for another point', certificate, { fullName: 'Drawer', indirect: true }, 'list-outside'],
    ['that the certificate does not name', leaf, scope, 'list-missing'],
  ]
  for (const [what, asking, by, expected] of refused) {
    test(`${what}: ${expected}`, () => {
      assert.equal(outcome(asked(asking, [fakeList(lister, { scope: by })], given)), expected)
    })
  }

  test('may be named by its issuer alone, without a point', () => {
    const alone = leafWith({ crlIssuer: named('Lister') })
    const list = fakeList(lister, { scope: { indirect: true } })
    assert.equal(outcome(asked(alone, [list], given)), 'good')
    const byName = fakeList(lister, { scope: { fullName: 'Lister', indirect: true } })
    assert.equal(outcome(asked(alone, [byName], given)), 'good')
  })

  test('is about a point under the name of its issuer', () => {
    const relativeName = nameOf({ commonName: 'Shelf' }).rdns[0] ?? []
    const under = leafWith({ relativeName, crlIssuer: named('Lister') })
    const list = fakeList(lister, { scope: { relativeName: 'Shelf', indirect: true } })
    assert.equal(outcome(asked(under, [list], given)), 'good')
  })

  const signers: readonly (readonly [string, readonly Certificate[], string])[] = [
    ['no certificate', [], 'list-signature-wrong'],
    [
      'a certificate from nobody known',
      [fakeLeaf(other, lister, { known: signsLists })],
      'list-signer-refused',
    ],
    ['a certificate that is not told to sign lists', [fakeLeaf(root, lister)], 'list-signer-unfit'],
    [
      'an expired certificate',
      [fakeLeaf(root, lister, { known: signsLists, notAfter: fakeNow - hour })],
      'list-signer-refused',
    ],
  ]
  for (const [what, certificates, expected] of signers) {
    test(`whose issuer has ${what}: ${expected}`, () => {
      const intermediates = [unitCertificate, ...certificates]
      assert.equal(outcome(asked(certificate, [fakeList(lister, { scope })], { intermediates })), expected)
    })
  }

  test('tells the status of its own signer where the certificate of that says so', () => {
    const own = fakeLeaf(root, lister, { known: { ...signsLists, crlDistributionPoints: [point] } })
    const intermediates = [unitCertificate, own]
    assert.equal(outcome(asked(certificate, [fakeList(lister, { scope })], { intermediates })), 'good')
    const entries = [{ certificate: own, issuer: 'Root' }]
    const revoking = fakeList(lister, { scope, entries })
    assert.equal(outcome(asked(certificate, [revoking], { intermediates })), 'list-signer-refused')
    const elsewhere = fakeList(root, { number: 2, entries: [{ certificate: own }] })
    const lists = [fakeList(lister, { scope }), elsewhere]
    assert.equal(outcome(asked(certificate, lists, { intermediates })), 'list-signer-refused')
  })
})

describe('a key of the same issuer that signs only lists', () => {
  const listKey = fakeEntity('Unit')
  const listing = fakeLeaf(root, listKey, { known: signsLists })
  const given = { intermediates: [unitCertificate, listing] }

  test('speaks for the issuer, as long as its certificate has a path and is not revoked', () => {
    const list = fakeList(unit, { signer: listKey, entries: [{ certificate: leaf }] })
    assert.equal(outcome(asked(leaf, [list], given)), 'revoked')
    assert.equal(outcome(asked(secondLeaf, [list], given)), 'good')
    assert.equal(outcome(asked(secondLeaf, [list])), 'list-signature-wrong')
    const revoking = fakeList(root, { number: 2, entries: [{ certificate: listing }] })
    assert.equal(outcome(asked(secondLeaf, [list, revoking], given)), 'list-signer-refused')
  })

  test('does not vouch for its own certificate', () => {
    const own = fakeLeaf(unit, listKey, { known: signsLists })
    const intermediates = [unitCertificate, own]
    const lists = [fakeList(unit, { signer: listKey })]
    const status = asked(leaf, lists, { intermediates })
    assert.ok(status.status === 'unknown' && status.why.kind === 'list-signer-refused')
    assert.equal(status.why.fault.kind, 'status-unknown')
    assert.equal(outcome(asked(own, lists, { intermediates })), 'list-signer-refused')
    assert.equal(outcome(asked(leaf, [...lists, fakeList(unit)], { intermediates })), 'good')
  })

  test('revokes by its list what the list of the other key leaves alone, and the other way round', () => {
    const revoking = { entries: [{ certificate: leaf }] }
    for (const [byOne, byOther] of [
      [revoking, {}],
      [{}, revoking],
    ]) {
      const lists = [
        fakeList(unit, { ...byOne, number: 1 }),
        fakeList(unit, { ...byOther, number: 2, signer: listKey }),
      ]
      assert.equal(outcome(asked(leaf, lists, given)), 'revoked')
    }
  })
})

test('a spent budget makes nothing good, whatever the lists say that were looked into', () => {
  const pathBudget = { signatureChecksMax: 0, stepsMax: 0, depthMax: 0 }
  const lists = [1, 2].map((number) => fakeList(unit, { number }))
  for (const [signatureChecksMax, expected] of [
    [0, 'list-budget-spent'],
    [1, 'list-budget-spent'],
    [2, 'good'],
  ] as const) {
    const budget = { signatureChecksMax, pathsMax: 0, pathBudget }
    assert.equal(outcome(asked(leaf, lists, { budget })), expected)
  }
  const revoking = lists.map((_, number) => fakeList(unit, { number, entries: [{ certificate: leaf }] }))
  const budget = { signatureChecksMax: 1, pathsMax: 0, pathBudget }
  assert.equal(outcome(asked(leaf, revoking, { budget })), 'revoked')
})

test('a certificate that names more points than lists are worth holding against is not looked into', () => {
  const points = Array.from({ length: 1_000 }, (): DistributionPoint => ({ reasons: [1] }))
  const lists = Array.from({ length: 20 }, (_, number) => fakeList(unit, { number }))
  assert.equal(outcome(asked(leafWith(...points), lists)), 'list-budget-spent')
  assert.equal(outcome(asked(leafWith(...points.slice(1)), lists)), 'good')
})

describe('whatever lists there are', () => {
  const scopes: readonly (FakeScope | undefined)[] = [
    undefined,
    { onlyUser: true },
    { onlySomeReasons: [1, 2, 3] },
  ]
  const terms = fc.record({
    number: fc.integer({ min: 1, max: 4 }),
    base: fc.option(fc.constant(1), { nil: undefined }),
    scope: fc.constantFrom(...scopes),
    thisUpdate: fc.constantFrom(earlier, early),
    entry: fc.constantFrom(undefined, ...Object.values(code)),
  })
  const listBy = (signer: FakeEntity) => {
    return terms.map(({ entry, base, scope, ...rest }) => {
      const entries = entry === undefined ? [] : [{ certificate: leaf, reason: entry }]
      return fakeList(unit, {
        ...rest,
        ...(base ? { base } : {}),
        ...(scope ? { scope } : {}),
        entries,
        signer,
      })
    })
  }
  const listsBy = (signer: FakeEntity) => fc.array(listBy(signer), { maxLength: 5 })
  const listKey = fakeEntity('Unit')
  const listing = fakeLeaf(root, listKey, { known: signsLists })
  const given = { intermediates: [unitCertificate, listing] }

  test('their order makes no difference', () => {
    fc.assert(
      fc.property(listsBy(unit), fc.infiniteStream(fc.nat()), (lists, order) => {
        const shuffled = lists.map((one) => [order.next().value, one] as const)
        const others = shuffled.toSorted((x, y) => x[0] - y[0]).map(([, one]) => one)
        assert.deepEqual(asked(leaf, others), asked(leaf, lists))
      }),
    )
  })

  test('those of another key of the issuer take back no revocation', () => {
    fc.assert(
      fc.property(listsBy(unit), listsBy(listKey), (own, others) => {
        if (outcome(asked(leaf, own, given)) !== 'revoked') return
        assert.equal(outcome(asked(leaf, [...own, ...others], given)), 'revoked')
      }),
    )
  })

  test('those of a key without a certificate change nothing', () => {
    fc.assert(
      fc.property(listsBy(unit), listsBy(other), (own, others) => {
        const status = asked(leaf, own, given)
        const together = asked(leaf, [...own, ...others], given)
        assert.equal(together.status, status.status)
        if (status.status !== 'unknown') assert.deepEqual(together, status)
      }),
    )
  })
})
