import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, minute, second } from '#clock'
import { PublicKeyCache } from '#crypto'
import { certain } from '#fault'
import { fakeIssued, fakeKey, fakeRequest, fakeSpeaker } from './fake-unit.ts'
import { enrolled, founded, issued, start } from './fixture.ts'
import { callerOf } from './path.ts'
import { issuingRole, roleKeys, speakerOf } from './speaker.ts'

describe('who holds a key', () => {
  test('is told with kind, id and serial of the certificate', () => {
    const registry = founded()
    const key = fakeKey()
    const { serial } = enrolled(registry, key, { kind: 'device', id: 'printer', name: 'Printer' })
    const { thumbprint, spki } = key.publicKey
    const found = speakerOf(registry.office.state, thumbprint, registry.office.time)
    const speaker = { kind: 'device', id: 'printer', key: thumbprint, serial }
    assert.deepEqual(found.ok && [found.value.speaker, Buffer.from(found.value.spki)], [
      speaker,
      Buffer.from(spki),
    ])
  })

  test('is the node for the key that the founding names, and no other service', () => {
    const { office, unit } = founded()
    const node = speakerOf(office.state, unit.keys.node.publicKey.thumbprint, office.time)
    assert.equal(node.ok && node.value.speaker.kind, 'node')
  })

  test('changes with time: before, within and after the certificate', () => {
    const registry = founded()
    const key = fakeKey()
    const { notBefore, notAfter } = enrolled(registry, key)
    const kinds = [notBefore - 1, notBefore, notAfter, notAfter + 1].map((time) => {
      const found = speakerOf(registry.office.state, key.publicKey.thumbprint, time)
      return found.ok ? found.value.speaker.id : found.fault.kind
    })
    assert.deepEqual(kinds, ['certificate-not-yet-valid', 'ann', 'ann', 'certificate-expired'])
  })

  test('is nobody for a key without certificate, the authority’s and the issuing key among them', () => {
    const { office, unit } = founded()
    for (const key of [fakeKey(), unit.keys.authority, unit.keys.issuing]) {
      const found = speakerOf(office.state, key.publicKey.thumbprint, office.time)
      assert.equal(!found.ok && found.fault.kind, 'key-unknown')
    }
  })

  test('goes by the newest certificate of the key, be it revoked', () => {
    const registry = founded()
    const { office, registrar } = registry
    const key = fakeKey()
    const first = enrolled(registry, key)
    office.time += day
    const input = { serial: first.serial, request: fakeRequest(key) }
    const second = issued(office.act('certificate.renew', fakeSpeaker('person', 'ann', key), input))
    const serialOf = () => {
      const found = speakerOf(office.state, key.publicKey.thumbprint, office.time)
      return found.ok ? found.value.speaker.serial : found.fault.kind
    }
    assert.equal(serialOf(), second.serial)
    office.act('certificate.revoke', registrar, { serial: first.serial, reason: 'superseded' })
    assert.equal(serialOf(), second.serial)
    office.act('certificate.revoke', registrar, { serial: second.serial, reason: 'key-compromise' })
    assert.equal(serialOf(), 'certificate-revoked')
  })
})

test('the role of issuing is signed with the newest issuing certificate’s key', () => {
  const { office, unit } = founded()
  const cache = new PublicKeyCache()
  const roles = roleKeys(office.state, (spki) => {
    const key = cache.read(spki)
    return key.ok ? key.value : undefined
  })
  const role = certain(roles.get(issuingRole), 'the role')
  assert.equal(role.publicKey.thumbprint, unit.keys.issuing.publicKey.thumbprint)
  assert.equal(role.suite.name, unit.suite)
})

describe('who calls with a certificate', () => {
  test('is told with the path from the unit’s own authority', () => {
    const registry = founded()
    const { der, serial, notAfter } = enrolled(registry, fakeKey())
    const caller = callerOf(registry.office.state, Buffer.from(der, 'base64'), registry.office.time)
    assert.ok(caller.ok)
    assert.deepEqual([caller.value.speaker.id, caller.value.speaker.serial], ['ann', serial])
    assert.equal(caller.value.notAfter, notAfter)
  })

  test('is the node with its own certificate', () => {
    const { office, unit } = founded()
    const caller = callerOf(office.state, unit.node.der, office.time)
    assert.equal(caller.ok && caller.value.speaker.kind, 'node')
  })

  type Given = ReturnType<typeof founded>
  const refusals: readonly (readonly [string, (given: Given) => Uint8Array, string, number?])[] = [
    ['no certificate at all', () => Uint8Array.of(0x30, 0), 'certificate-unreadable'],
    ['nothing', () => new Uint8Array(), 'certificate-unreadable'],
    [
      'one the issuing key signed that is not on the record',
      ({ unit }) => unit.leaf(fakeKey()),
      'certificate-not-recorded',
    ],
    [
      'one with a recorded serial and other bytes',
      (registry) => {
        const { serial } = enrolled(registry, fakeKey())
        return registry.unit.leaf(fakeKey(), { serial: Buffer.from(serial, 'hex') })
      },
      'certificate-not-recorded',
    ],
    ['the authority’s own', ({ unit }) => unit.authority.der, 'certificate-not-recorded'],
    ['the issuing key’s own', ({ unit }) => unit.issuing.der, 'certificate-not-recorded'],
    ['another unit’s', () => founded().unit.founder.der, 'certificate-not-recorded'],
    [
      // The record would have to hold it, which no act can bring about: a path is asked for all the same.
      'another unit’s that stood on the record',
      ({ office }) => {
        const { founder } = founded().unit
        office.happen({ ...fakeIssued(founder.der, 'person', 'eve', 'Eve') })
        return founder.der
      },
      'path-refused',
    ],
    [
      'a revoked one',
      (registry) => {
        const { der, serial } = enrolled(registry, fakeKey())
        const input = { serial, reason: 'superseded' }
        registry.office.act('certificate.revoke', registry.registrar, input)
        return Buffer.from(der, 'base64')
      },
      'certificate-revoked',
    ],
    [
      'one that has expired',
      ({ unit }) => unit.founder.der,
      'certificate-expired',
      start + 365 * day + second,
    ],
    [
      'one that is not valid yet',
      ({ unit }) => unit.founder.der,
      'certificate-not-yet-valid',
      start - 6 * minute,
    ],
  ]
  for (const [what, leaf, expected, time] of refusals) {
    test(`is nobody with ${what}`, () => {
      const registry = founded()
      const der = leaf(registry)
      const caller = callerOf(registry.office.state, der, time ?? registry.office.time)
      assert.equal(caller.ok ? caller.value.speaker.id : caller.fault.kind, expected)
    })
  }

  test('is nobody once the issuing certificate has ended, whatever the leaf says', () => {
    const { office, unit } = founded(100)
    const caller = callerOf(office.state, unit.founder.der, start + 200 * day)
    assert.equal(!caller.ok && caller.fault.kind, 'path-refused')
  })
})
