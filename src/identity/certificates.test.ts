import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { fromBase64, sha256 } from '#bytes'
import { day, minute } from '#clock'
import { PrivateKey } from '#crypto'
import { certain, sure } from '#fault'
import { type Certificate, certificateSubject, keyPurpose, parseCertificate } from '#x509'
import { fakeKey, fakeRequest, fakeSpeaker } from './fake-unit.ts'
import { enrolled, founded, issued, type Registry, start } from './fixture.ts'
import { callerOf } from './path.ts'
import { speakerOf } from './speaker.ts'
import { type CertificateIssued, certificateOf, certificateOfPerson, personKnown } from './state.ts'

function parsed({ der }: CertificateIssued): Certificate {
  return sure(parseCertificate(sure(fromBase64(der), 'its bytes')), 'the certificate')
}

function counts({ office }: Registry, key: PrivateKey): string {
  const found = speakerOf(office.state, key.publicKey.thumbprint, office.time)
  return found.ok ? `${found.value.speaker.kind}/${found.value.speaker.id}` : found.fault.kind
}

describe('a certificate of the unit', () => {
  test('is an X.509-SVID with the one name that was attested', () => {
    const certificate = parsed(enrolled(founded(), fakeKey(), { id: 'li.wei', name: '李伟' }))
    const subject = certificateSubject(certificate)
    assert.deepEqual(subject.ok && subject.value, { domain: 'unit.example', kind: 'person', id: 'li.wei' })
    assert.equal(certificate.basicConstraints?.ca ?? false, false)
    assert.deepEqual([...(certificate.keyUsage ?? [])], ['digitalSignature'])
    assert.deepEqual(certificate.crlDistributionPoints, [
      { fullName: [{ kind: 'uri', value: 'http://unit.example/crl/issuing.crl' }] },
    ])
  })

  test('names the hosts of a service beside it and stands on the record as it is', () => {
    const dns = ['permits.unit.example', 'localhost']
    const registry = founded()
    const event = enrolled(registry, fakeKey(), { kind: 'service', id: 'permits', name: 'Permits', dns })
    const certificate = parsed(event)
    const names = certificate.subjectAltName ?? []
    assert.deepEqual(
      names.flatMap((name) => (name.kind === 'dns' ? [name.value] : [])),
      dns,
    )
    const { serial, fingerprint, notBefore, notAfter } = certificate
    const { serial: s, fingerprint: f, notBefore: b, notAfter: a, dnsNames } = event
    assert.deepEqual([s, f, b, a, dnsNames], [serial, fingerprint, notBefore, notAfter, dns])
    const known = certain(certificateOf(registry.office.state, serial), 'its row')
    assert.equal(known.key, Buffer.from(sha256(certificate.spki)).toString('base64url'))
  })

  test('lives a year as a person’s and a quarter as a machine’s, from five minutes before', () => {
    const registry = founded()
    registry.office.time += 1_234
    const whole = registry.office.time - 234
    for (const [kind, days] of [
      ['person', 365],
      ['device', 90],
      ['service', 90],
    ] as const) {
      const { notBefore, notAfter } = enrolled(registry, fakeKey(), { kind, id: kind, name: kind })
      assert.deepEqual([notBefore, notAfter], [whole - 5 * minute, whole + days * day])
    }
  })
})

describe('renewing', () => {
  function renewing(kind: 'person' | 'service' | 'device' = 'person') {
    const registry = founded()
    const key = fakeKey()
    const dns = kind === 'person' ? {} : { dns: ['a.unit.example'] }
    const before = enrolled(registry, key, { kind, id: 'ann', name: 'Ann', ...dns })
    registry.office.time += 60 * day
    const speaker = fakeSpeaker(kind, 'ann', key)
    const renew = (withKey: PrivateKey, serial = before.serial, by = speaker) =>
      registry.office.act('certificate.renew', by, { serial, request: fakeRequest(withKey) })
    return { registry, key, before, renew }
  }

  test('with the same key gives the key a longer life and keeps the old certificate counting', () => {
    const { registry, key, before, renew } = renewing()
    const after = issued(renew(key))
    assert.deepEqual([after.principal, after.name], [before.principal, before.name])
    assert.notEqual(after.serial, before.serial)
    assert.equal(after.notAfter, before.notAfter + 60 * day)
    assert.equal(certificateOf(registry.office.state, before.serial)?.revoked, undefined)
    registry.office.time = before.notAfter + day
    assert.equal(counts(registry, key), 'person/ann')
  })

  test('with a new key leaves both keys counting until one is revoked', () => {
    const { registry, key, before, renew } = renewing()
    const next = fakeKey()
    issued(renew(next))
    assert.deepEqual([counts(registry, key), counts(registry, next)], ['person/ann', 'person/ann'])
    const { serial } = before
    registry.office.act('certificate.revoke', registry.registrar, { serial, reason: 'superseded' })
    assert.deepEqual([counts(registry, key), counts(registry, next)], ['certificate-revoked', 'person/ann'])
  })

  test('keeps the hosts of a service and of a device', () => {
    for (const kind of ['service', 'device'] as const) {
      assert.deepEqual(issued(renewing(kind).renew(fakeKey())).dnsNames, ['a.unit.example'])
    }
  })

  test('that of a machine is for whoever holds the step, with the key it has and no other', () => {
    const { registry, key, before, renew } = renewing('service')
    assert.deepEqual(issued(renew(key, before.serial, registry.registrar)).principal, before.principal)
    assert.equal(kindOf(renew(fakeKey(), before.serial, registry.registrar)), 'certificate-not-yours')
  })

  test('with a key taken from use, but not lost, is allowed', () => {
    const { registry, key, before, renew } = renewing()
    const next = fakeKey()
    const { serial } = issued(renew(next))
    const reason = 'superseded'
    registry.office.act('certificate.revoke', registry.registrar, { serial: before.serial, reason })
    assert.equal(renew(key, serial).ok, true)
  })

  /** A certificate for documents alone, by the holder's own key. */
  function forDocuments({ registry, key, before }: ReturnType<typeof renewing>, withKey: PrivateKey) {
    const input = { serial: before.serial, request: fakeRequest(withKey), use: 'documents' }
    return registry.office.act('certificate.renew', fakeSpeaker('person', 'ann', key), input)
  }

  test('for documents alone certifies a key that neither acts nor signs in, and changes nothing else', () => {
    const given = renewing()
    const { registry, key } = given
    const papers = fakeKey()
    const event = issued(forDocuments(given, papers))
    assert.deepEqual(parsed(event).extendedKeyUsage, [keyPurpose.documentSigning])
    assert.equal(counts(registry, papers), 'key-for-other-use')
    const { state, time } = registry.office
    const caller = callerOf(state, parsed(event).der, time)
    assert.equal(!caller.ok && caller.fault.kind, 'key-for-other-use')
    assert.equal(counts(registry, key), 'person/ann')
    assert.equal(certificateOfPerson(state, 'ann')?.key, key.publicKey.thumbprint)
  })

  test('for documents keeps that use when it is renewed in its turn', () => {
    const given = renewing()
    const papers = fakeKey()
    const { serial } = issued(forDocuments(given, papers))
    assert.equal(issued(given.renew(papers, serial)).use, 'documents')
    assert.equal(issued(given.renew(fakeKey(), serial)).use, 'documents')
  })

  test('gives no key two uses, whichever came first', () => {
    const given = renewing()
    const papers = fakeKey()
    issued(forDocuments(given, papers))
    assert.equal(kindOf(given.renew(papers)), 'request-key-for-other-use')
    assert.equal(kindOf(forDocuments(given, given.key)), 'request-key-for-other-use')
  })

  test('for documents is for people', () => {
    const given = renewing('service')
    const input = { serial: given.before.serial, request: fakeRequest(given.key), use: 'documents' }
    const done = given.registry.office.act('certificate.renew', given.registry.registrar, input)
    assert.equal(kindOf(done), 'use-not-for')
  })

  const refusals: readonly (readonly [string, (given: ReturnType<typeof renewing>) => string, string])[] = [
    ['an unknown certificate', ({ renew, key }) => kindOf(renew(key, 'ff')), 'certificate-unknown'],
    [
      'somebody else’s certificate',
      ({ registry, key, renew }) =>
        kindOf(renew(key, enrolled(registry, fakeKey(), { id: 'bob', name: 'Bob' }).serial)),
      'certificate-not-yours',
    ],
    [
      'the certificate of a service with one’s own name',
      ({ renew, before }) =>
        kindOf(renew(fakeKey(), before.serial, fakeSpeaker('service', 'ann', fakeKey()))),
      'certificate-not-yours',
    ],
    [
      'a revoked certificate',
      ({ registry, before, renew }) => {
        const input = { serial: before.serial, reason: 'unspecified' }
        registry.office.act('certificate.revoke', registry.registrar, input)
        return kindOf(renew(fakeKey()))
      },
      'certificate-revoked-already',
    ],
    [
      'the key of somebody else',
      ({ registry, renew }) => {
        const theirs = fakeKey()
        enrolled(registry, theirs, { id: 'bob', name: 'Bob' })
        return kindOf(renew(theirs))
      },
      'request-key-taken',
    ],
    [
      'the key of the founder’s, the node’s',
      ({ registry, renew }) => kindOf(renew(registry.unit.keys.node)),
      'request-key-taken',
    ],
    [
      'a key of one’s own that was compromised',
      ({ registry, before, renew, key }) => {
        const { serial } = issued(renew(fakeKey()))
        const input = { serial: before.serial, reason: 'key-compromise' }
        registry.office.act('certificate.revoke', registry.registrar, input)
        return kindOf(renew(key, serial))
      },
      'request-key-compromised',
    ],
    [
      'text that is no request',
      ({ registry, before, key }) =>
        registry.office.tried('certificate.renew', fakeSpeaker('person', 'ann', key), {
          serial: before.serial,
          request: 'please',
        }),
      'request-unreadable',
    ],
    [
      'a serial in capitals',
      ({ renew, key, before }) => kindOf(renew(key, before.serial.toUpperCase().padEnd(40, 'F'))),
      'act-malformed',
    ],
    [
      'a time when the issuing certificate ends too soon',
      ({ registry, renew, key }) => {
        registry.office.time += 5 * 365 * day
        return kindOf(renew(key))
      },
      'certificate-ends-before',
    ],
  ]
  for (const [what, refused, expected] of refusals) {
    test(`is refused for ${what}`, () => {
      assert.equal(refused(renewing()), expected)
    })
  }

  test('takes keys of every suite', () => {
    for (const suite of ['ed25519', 'ecdsa-p384-sha384', 'ml-dsa-65'] as const) {
      const key = PrivateKey.generate(suite)
      assert.equal(issued(renewing().renew(key)).key, key.publicKey.thumbprint)
    }
  })
})

function kindOf(done: ReturnType<Registry['office']['act']>): string {
  return done.ok ? 'done' : done.fault.kind
}

describe('revoking', () => {
  test('takes effect with its entry and leaves the person known', () => {
    const registry = founded()
    const key = fakeKey()
    const { serial, principal } = enrolled(registry, key)
    const { office, registrar } = registry
    assert.equal(office.tried('certificate.revoke', registrar, { serial, reason: 'superseded' }), 'done')
    const event = { kind: 'certificate-revoked', serial, key: key.publicKey.thumbprint, principal }
    assert.deepEqual(office.entries.at(-1)?.events, [{ ...event, reason: 'superseded' }])
    assert.equal(counts(registry, key), 'certificate-revoked')
    assert.ok(personKnown(office.state, 'ann'))
    const status = office.ask('certificate.status', undefined, { serial })
    assert.equal(status.ok && (status.value as { reason?: string }).reason, 'superseded')
  })

  test('for a compromised key takes every certificate of it', () => {
    const registry = founded()
    const key = fakeKey()
    const first = enrolled(registry, key)
    const speaker = fakeSpeaker('person', 'ann', key)
    const { office, registrar } = registry
    const request = fakeRequest(key)
    const { serial } = issued(office.act('certificate.renew', speaker, { serial: first.serial, request }))
    office.act('certificate.revoke', registrar, { serial: first.serial, reason: 'key-compromise' })
    assert.ok(certificateOf(office.state, serial)?.revoked)
    assert.equal(counts(registry, key), 'certificate-revoked')
  })

  const refusals: readonly (readonly [string, string, (registry: Registry) => object, string])[] = [
    [
      'the certificate of the node',
      'certificate.revoke',
      ({ unit, office }) => ({ serial: nodeSerial(office.state, unit.keys.node) }),
      'certificate-of-node',
    ],
    ['an unknown serial', 'certificate.revoke', () => ({ serial: 'ff' }), 'certificate-unknown'],
    [
      'an unknown serial as one’s own',
      'certificate.revoke-own',
      () => ({ serial: 'ff' }),
      'certificate-unknown',
    ],
    ['an unknown reason', 'certificate.revoke', () => ({ serial: 'ff', reason: 'because' }), 'act-malformed'],
    [
      'a hold, which a unit does not do',
      'certificate.revoke',
      () => ({ serial: 'ff', reason: 'certificate-hold' }),
      'act-malformed',
    ],
    [
      'what is revoked already',
      'certificate.revoke',
      (registry) => ({ serial: revoked(registry) }),
      'certificate-revoked-already',
    ],
    [
      'what is revoked already as one’s own',
      'certificate.revoke-own',
      (registry) => ({ serial: revoked(registry, 'rosa') }),
      'certificate-revoked-already',
    ],
    [
      'somebody else’s as one’s own',
      'certificate.revoke-own',
      (registry) => ({ serial: enrolled(registry, fakeKey()).serial }),
      'certificate-not-yours',
    ],
  ]
  for (const [what, act, input, expected] of refusals) {
    test(`is refused for ${what}`, () => {
      const registry = founded()
      const given = { reason: 'unspecified', ...input(registry) }
      assert.equal(registry.office.tried(act, registry.registrar, given), expected)
    })
  }

  test('one’s own is everybody’s right, whatever key one still has', () => {
    const registry = founded()
    const { serial } = enrolled(registry, fakeKey())
    const other = fakeSpeaker('person', 'ann', fakeKey())
    const input = { serial, reason: 'key-compromise' }
    assert.equal(registry.office.tried('certificate.revoke-own', other, input), 'done')
  })

  function nodeSerial(state: Parameters<typeof speakerOf>[0], key: PrivateKey): string {
    const found = sure(speakerOf(state, key.publicKey.thumbprint, start), 'the node')
    return certain(found.speaker.serial, 'its certificate')
  }

  function revoked(registry: Registry, id = 'ann'): string {
    const { serial } = enrolled(registry, fakeKey(), { id, name: id })
    registry.office.act('certificate.revoke', registry.registrar, { serial, reason: 'unspecified' })
    return serial
  }
})

test('replaying the entries gives the same certificates, requests and keys', () => {
  const registry = founded()
  const { office, registrar } = registry
  const { serial } = enrolled(registry, fakeKey(), { kind: 'service', id: 'permits', name: 'Permits' })
  enrolled(registry, fakeKey())
  office.act('certificate.revoke', registrar, { serial, reason: 'superseded' })
  assert.deepEqual(office.replayed().slices.get('identity'), office.state.slices.get('identity'))
})
