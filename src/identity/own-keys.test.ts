import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { PrivateKey, PublicKeyCache } from '#crypto'
import { certain, sure } from '#fault'
import { noteSigner, verifierKeyText, verifierOf } from '#record'
import { findPath, type Purpose } from '#trust'
import { extensionType, ownUses } from '#x509'
import { fakeKey, fakeRequest, fakeSpeaker } from './fake-unit.ts'
import { enrolled, founded, issued, type Registry } from './fixture.ts'
import { callerOf } from './path.ts'
import { roleKeys, sealRole, speakerOf } from './speaker.ts'
import { ownCertificate } from './state.ts'

const logKey = PrivateKey.generate('ed25519')
const recordKey = verifierKeyText(
  verifierOf(sure(noteSigner('unit.example/record', logKey), 'the signer of the record')),
)
const keys = { seal: fakeKey(), 'time-stamp': fakeKey(), record: logKey }

function certified(): Registry {
  const registry = founded(undefined, recordKey)
  for (const use of ownUses) {
    issued(registry.office.act('key.certify', registry.node, { use, request: fakeRequest(keys[use]) }))
  }
  return registry
}

const purposes: readonly Purpose[] = ['client', 'server', 'signature', 'time-stamp', 'record']

describe('a key of the unit’s own', () => {
  test('is good for its one use and for no other', () => {
    const { office, unit } = certified()
    const good = ownUses.map((use) => {
      const { certificate: leaf } = certain(ownCertificate(office.state, use), use)
      return purposes.filter((purpose) => {
        const places = { leaf, anchors: [unit.authority], intermediates: [unit.issuing] }
        const statusOf = () => ({ status: 'good' }) as const
        const budget = { depthMax: 4, signatureChecksMax: 16, stepsMax: 10_000 }
        return findPath({ ...places, at: office.time, purpose, statusOf, budget }).answer === 'accepted'
      })
    })
    assert.deepEqual(good, [['signature'], ['time-stamp'], ['record']])
  })

  test('is taken for nobody who acts or shakes hands', () => {
    const { office } = certified()
    for (const use of ownUses) {
      const { key, certificate } = certain(ownCertificate(office.state, use), use)
      const speaker = speakerOf(office.state, key, office.time)
      assert.equal(!speaker.ok && speaker.fault.kind, 'key-for-other-use')
      const caller = callerOf(office.state, certificate.der, office.time)
      assert.equal(!caller.ok && caller.fault.kind, 'key-for-other-use')
    }
  })

  test('of time-stamps and of the record says so in a critical extension', () => {
    const { office } = certified()
    const critical = ownUses.filter((use) => {
      const { certificate } = certain(ownCertificate(office.state, use), use)
      return certificate.extensions.some((one) => one.oid === extensionType.extendedKeyUsage && one.critical)
    })
    assert.deepEqual(critical, ['time-stamp', 'record'])
  })

  test('that seals is the one whoever verifies the record looks for', () => {
    const cache = new PublicKeyCache()
    const parse = (spki: Uint8Array) => sure(cache.read(spki), 'a key')
    assert.equal(roleKeys(founded().office.state, parse).has(sealRole), false)
    const seal = certain(roleKeys(certified().office.state, parse).get(sealRole), 'the seal')
    assert.equal(seal.publicKey.thumbprint, keys.seal.publicKey.thumbprint)
    assert.equal(seal.suite.name, keys.seal.suite.name)
  })

  test('is renewed by nobody but the node', () => {
    const { office, registrar } = certified()
    const { serial } = certain(ownCertificate(office.state, 'seal'), 'the seal')
    assert.equal(
      office.tried('certificate.renew', registrar, { serial, request: fakeRequest(keys.seal) }),
      'certificate-not-yours',
    )
  })

  const registry = certified()
  const { unit, registrar, node } = registry
  const ann = fakeKey()
  enrolled(registry, ann)
  const refused: readonly (readonly [string, string, PrivateKey, string, typeof node?])[] = [
    ['of a person', 'seal', ann, 'request-key-taken'],
    ['of another use', 'time-stamp', keys.seal, 'request-key-taken'],
    ['of the node', 'seal', unit.keys.node, 'request-key-taken'],
    ['that signs certificates', 'seal', unit.keys.issuing, 'request-key-taken'],
    ['of the authority', 'record', unit.keys.authority, 'request-key-taken'],
    ['that does not sign the record', 'record', fakeKey(), 'record-key-other'],
    ['by a person', 'seal', fakeKey(), 'actor-differs', registrar],
    ['by the founder', 'seal', fakeKey(), 'actor-differs', fakeSpeaker('person', 'fay', unit.keys.founder)],
    ['for a use that there is not', 'gate', fakeKey(), 'act-malformed'],
  ]
  for (const [what, use, key, kind, by = node] of refused) {
    test(`${what} is refused as ${kind}`, () => {
      assert.equal(registry.office.tried('key.certify', by, { use, request: fakeRequest(key) }), kind)
    })
  }
})
