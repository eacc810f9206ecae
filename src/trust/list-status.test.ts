import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, hour, minute } from '#clock'
import { type Certificate, type DistributionPoint, nameOf, type RevocationList } from '#x509'
import { fakeAuthority, fakeEntity, fakeLeaf, fakeNow } from './fake-authority.ts'
import { type FakeListTerms, type FakeScope, fakeList } from './fake-list.ts'
import {
  anchor,
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

describe('a complete list', () => {
  test('tells as of when a certificate is good, or since when it is revoked', () => {
    const list = fakeList(unit, { entries: [{ certificate: leaf, reason: code.keyCompromise }] })
    const since = fakeNow - day
    assert.deepEqual(asked(leaf, [list]), { status: 'revoked', since, reason: 'keyCompromise' })
    assert.deepEqual(asked(secondLeaf, [list]), { status: 'good', asOf: fakeNow - day })
    assert.deepEqual(asked(unitCertificate, [list], { issuer: anchor }), {
      status: 'good',
      asOf: fakeNow - day,
    })
  })

  const entries = [{ certificate: leaf }]
  const lists: readonly (readonly [what: string, list: RevocationList, expected: string])[] = [
    ['is made by another issuer', fakeList(other), 'list-missing'],
    ['is signed by a key without a certificate', fakeList(unit, { signer: other }), 'list-signature-wrong'],
    ['has no number', fakeList(unit, { number: 'missing', entries }), 'list-extension-unfit'],
    ['has a critical number', fakeList(unit, { number: 'critical', entries }), 'list-extension-unfit'],
    [
      'has a critical extension nobody knows',
      fakeList(unit, { riddle: true, entries }),
      'list-extension-unknown',
    ],
    [
      'has an entry with a critical extension nobody knows, be it of another certificate',
      fakeList(unit, { entries: [{ certificate: secondLeaf, riddle: true }] }),
      'list-extension-unknown',
    ],
    [
      'is not made yet',
      fakeList(unit, { thisUpdate: fakeNow + hour, nextUpdate: fakeNow + day }),
      'list-not-yet',
    ],
    ['should have been replaced', fakeList(unit, { nextUpdate: fakeNow }), 'list-expired'],
    [
      'names another issuer of a certificate without being indirect',
      fakeList(unit, { entries: [{ certificate: leaf, issuer: 'Other' }] }),
      'list-extension-unfit',
    ],
    ['is only about authorities', fakeList(unit, { scope: { onlyAuthority: true } }), 'list-outside'],
    [
      'is only about attribute certificates',
      fakeList(unit, { scope: { onlyAttribute: true } }),
      'list-outside',
    ],
    ['is about another distribution point', fakeList(unit, { scope: { fullName: 'Shelf' } }), 'list-outside'],
    ['is about some reasons', fakeList(unit, { scope: { onlySomeReasons: [1, 2] } }), 'reasons-uncovered'],
    ['holds changes only', fakeList(unit, { base: 1, number: 2 }), 'list-base-missing'],
    ['is about its issuer', fakeList(unit, { scope: { fullName: 'Unit' } }), 'good'],
    ['is only about users', fakeList(unit, { scope: { onlyUser: true } }), 'good'],
  ]
  for (const [what, list, expected] of lists) {
    test(`that ${what}: ${expected}`, () => assert.equal(outcome(asked(leaf, [list])), expected))
  }

  test('is asked for by whoever demands a fresher one than it is', () => {
    const list = fakeList(unit, { thisUpdate: fakeNow - hour })
    assert.equal(outcome(asked(leaf, [list], { ageMaxMilliseconds: hour })), 'good')
    assert.equal(outcome(asked(leaf, [list], { ageMaxMilliseconds: hour - minute })), 'list-too-old')
  })

  test('gives way to a newer one about the same by the same key, and to no other', () => {
    const held = [{ certificate: leaf, reason: code.hold }]
    const old = fakeList(unit, { number: 1, entries: held })
    const renewed = fakeList(unit, { number: 2 })
    assert.equal(outcome(asked(leaf, [old])), 'revoked')
    assert.equal(outcome(asked(leaf, [old, renewed])), 'good')
    assert.equal(outcome(asked(leaf, [renewed, old])), 'good')
    const elsewhere = fakeList(unit, { number: 1, entries: held, scope: { onlyUser: true } })
    assert.equal(outcome(asked(leaf, [elsewhere, renewed])), 'revoked')
  })

  test('stays beside one that is newer by its number and older by its time', () => {
    const held = [{ certificate: leaf, reason: code.hold }]
    const list = fakeList(unit, { number: 1, thisUpdate: early, entries: held })
    assert.equal(outcome(asked(leaf, [list, fakeList(unit, { number: 2, thisUpdate: earlier })])), 'revoked')
    assert.equal(outcome(asked(leaf, [list, fakeList(unit, { number: 2, thisUpdate: early })])), 'good')
  })

  test('of an authority that may not sign lists is none', () => {
    const issuer = fakeAuthority(root, unit)
    assert.equal(outcome(asked(leaf, [fakeList(unit)], { issuer, intermediates: [] })), 'list-signer-unfit')
    assert.equal(
      outcome(asked(leaf, [fakeList(unit)], { issuer })),
      'good',
      'by another certificate of the key',
    )
  })
})

describe('a list for a distribution point', () => {
  const shelf: DistributionPoint = { fullName: named('Shelf') }
  const relative: DistributionPoint = { relativeName: nameOf({ commonName: 'Shelf' }).rdns[0] ?? [] }
  const cases: readonly (readonly [string, Certificate, FakeScope, string])[] = [
    ['the point the certificate names', leafWith(shelf), { fullName: 'Shelf' }, 'good'],
    ['a point the certificate does not name', leafWith(shelf), { fullName: 'Drawer' }, 'list-outside'],
    [
      'one of two points the certificate names',
      leafWith({ fullName: named('Drawer') }, shelf),
      { fullName: 'Shelf' },
      'good',
    ],
    ['a point under its issuer that both name so', leafWith(relative), { relativeName: 'Shelf' }, 'good'],
    ['another point under its issuer', leafWith(relative), { relativeName: 'Drawer' }, 'list-outside'],
    [
      'a point under its issuer that the certificate names alone',
      leafWith(shelf),
      { relativeName: 'Shelf' },
      'list-outside',
    ],
  ]
  for (const [what, certificate, scope, expected] of cases) {
    test(`that is ${what}: ${expected}`, () => {
      assert.equal(outcome(asked(certificate, [fakeList(unit, { scope })])), expected)
      const entries = [{ certificate }]
      const revoking = expected === 'good' ? 'revoked' : expected
      assert.equal(outcome(asked(certificate, [fakeList(unit, { scope, entries })])), revoking)
    })
  }
})

describe('lists for some reasons', () => {
  const some = (onlySomeReasons: readonly number[], terms: FakeListTerms = {}): RevocationList => {
    return fakeList(unit, { ...terms, scope: { onlySomeReasons } })
  }

  test('make a status together when they cover every reason, as old as the oldest that was needed', () => {
    const keys = some([1, 2], { thisUpdate: earlier })
    const rest = some([3, 4, 5, 6, 7, 8], { thisUpdate: early })
    assert.deepEqual(asked(leaf, [keys, rest]), { status: 'good', asOf: earlier })
    assert.deepEqual(asked(leaf, [rest, keys]), { status: 'good', asOf: earlier })
    const all = fakeList(unit, { thisUpdate: fakeNow - hour })
    assert.deepEqual(asked(leaf, [keys, all, rest]), { status: 'good', asOf: fakeNow - hour })
  })

  test('leave open what they do not cover', () => {
    const status = asked(leaf, [some([1, 2]), some([2, 3])])
    assert.deepEqual(status, {
      status: 'unknown',
      why: { kind: 'reasons-uncovered', reasons: [4, 5, 6, 7, 8] },
    })
  })

  test('revoke whatever else is not covered', () => {
    const list = some([3], { entries: [{ certificate: leaf, reason: code.affiliationChanged }] })
    assert.equal(outcome(asked(leaf, [list])), 'revoked')
  })

  test('count no further than the point of the certificate goes', () => {
    const point = { fullName: named('Shelf'), reasons: [1, 2] }
    const shelved = fakeList(unit, { scope: { fullName: 'Shelf' } })
    const status = asked(leafWith(point), [shelved])
    assert.deepEqual(status, {
      status: 'unknown',
      why: { kind: 'reasons-uncovered', reasons: [3, 4, 5, 6, 7, 8] },
    })
    const rest = fakeList(unit, { scope: { onlySomeReasons: [3, 4, 5, 6, 7, 8] } })
    assert.equal(outcome(asked(leafWith(point), [shelved, rest])), 'good')
  })
})

describe('changes to a list', () => {
  const complete = (terms: FakeListTerms = {}): RevocationList =>
    fakeList(unit, { number: 5, thisUpdate: earlier, ...terms })
  const changes = (terms: FakeListTerms = {}): RevocationList => {
    return fakeList(unit, { number: 7, base: 4, thisUpdate: early, ...terms })
  }
  const entries = [{ certificate: leaf, reason: code.keyCompromise }]
  const held = [{ certificate: leaf, reason: code.hold }]
  const released = [{ certificate: leaf, reason: code.removed }]
  const expired = { nextUpdate: fakeNow - hour }

  const cases: readonly (readonly [string, readonly RevocationList[], string])[] = [
    ['without any leave the list as it is', [complete(), changes()], 'good'],
    ['add to the list', [complete(), changes({ entries })], 'revoked'],
    ['keep what the list has', [complete({ entries }), changes()], 'revoked'],
    ['take back what the list held', [complete({ entries: held }), changes({ entries: released })], 'good'],
    ['begin at the very list', [complete(), changes({ base: 5, entries })], 'revoked'],
    ['begin after the list and revoke all the same', [complete(), changes({ base: 6, entries })], 'revoked'],
    [
      'begin after the list, and so take nothing back',
      [complete({ entries: held }), changes({ base: 6, entries: released })],
      'revoked',
    ],
    ['revoke without a list', [changes({ entries })], 'revoked'],
    ['take nothing back without a list', [changes({ entries: released })], 'list-base-missing'],
    [
      'are older than what others took back',
      [complete(), changes({ number: 6, entries: held }), changes({ entries: released })],
      'good',
    ],
    ['end before the list', [complete({ number: 8 }), changes({ entries })], 'good'],
    [
      'are about something else, and revoke all the same',
      [complete(), changes({ entries, scope: { onlyUser: true } })],
      'revoked',
    ],
    ['should have been replaced', [complete(), changes({ entries, ...expired })], 'good'],
    ['bring a list up to date that should have been replaced', [complete(expired), changes()], 'good'],
    [
      'bring no list up to date that they do not belong to',
      [complete(expired), changes({ base: 6 })],
      'list-expired',
    ],
    ['take back nothing in a complete list', [complete({ entries: released })], 'revoked'],
    [
      'count from the newest',
      [complete(), changes({ entries: held }), changes({ number: 9, entries: released })],
      'good',
    ],
  ]
  for (const [what, lists, expected] of cases) {
    test(`${what}: ${expected}`, () => {
      assert.equal(outcome(asked(leaf, lists)), expected)
      assert.equal(outcome(asked(leaf, lists.toReversed())), expected)
    })
  }

  test('make the status as fresh as they are', () => {
    assert.deepEqual(asked(leaf, [complete(), changes()]), { status: 'good', asOf: early })
  })

  test('by another key than the list are no changes to it', () => {
    const listKey = fakeEntity('Unit')
    const intermediates = [unitCertificate, fakeLeaf(root, listKey, { known: signsLists })]
    const foreign = changes({ entries: released, signer: listKey })
    assert.equal(outcome(asked(leaf, [complete({ entries: held }), foreign], { intermediates })), 'revoked')
  })
})
