import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { day } from '#clock'
import { certain, sure } from '#fault'
import { row } from '#table'
import { type Event, read } from '#unit'
import { fromPem, nameOf, pem, writeRequest } from '#x509'
import { fakeKey, fakeRequest, fakeSpeaker } from './fake-unit.ts'
import { attestation, enrolled, founded, issued, type Registry, received } from './fixture.ts'
import { insideDomain } from './requests.ts'
import { certificateOf, identitySlice, personKnown, principalOf } from './state.ts'

const label = 'CERTIFICATE REQUEST'

/** The kind of the refusal, and of what is inside a refused request. */
function told(done: ReturnType<Registry['office']['act']>): string {
  if (done.ok) return 'done'
  const { kind, fault, problem } = done.fault as { kind: string; fault?: { kind: string }; problem?: string }
  return [kind, fault?.kind ?? problem].filter(Boolean).join(' ')
}

/** A request whose bytes were changed after it was signed. */
function changed(change: (der: Uint8Array) => Uint8Array): string {
  return pem(label, change(Uint8Array.from(sure(fromPem(fakeRequest(fakeKey()), label), 'a request'))))
}

/** A request for a key other than the one that signs it. */
function requestFor(spki: Uint8Array): string {
  const signer = fakeKey()
  const posing = {
    suite: signer.suite,
    publicKey: { ...signer.publicKey, spki },
    sign: (message: Uint8Array) => signer.sign(message),
  }
  return pem(label, writeRequest({ subject: nameOf({ commonName: 'posing' }) }, posing))
}

function shortKey(): Uint8Array {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  return publicKey.export({ format: 'der', type: 'spki' })
}

describe('receiving a request', () => {
  test('puts its digest and its key on the record and nothing it says of names', () => {
    const registry = founded()
    const key = fakeKey()
    const digest = received(registry, key, 'Somebody Else')
    assert.deepEqual(registry.office.entries.at(-1)?.events, [
      {
        kind: 'request-received',
        request: digest,
        key: key.publicKey.thumbprint,
        spki: Buffer.from(key.publicKey.spki).toString('base64'),
      },
    ])
    const asked = registry.office.ask('request.show', undefined, { request: digest })
    assert.deepEqual(asked.ok && asked.value, { request: digest, waits: 'attestation' })
  })

  const refusals: readonly (readonly [string, () => string, string])[] = [
    ['no PEM', () => 'hello', 'request-unreadable pem-missing'],
    [
      'two requests at once',
      () => fakeRequest(fakeKey()) + fakeRequest(fakeKey()),
      'request-unreadable pem-several',
    ],
    [
      'a certificate instead',
      () => pem('CERTIFICATE', founded().unit.node.der),
      'request-unreadable pem-missing',
    ],
    [
      'text that is no base64',
      () => `-----BEGIN ${label}-----\n?\n-----END ${label}-----\n`,
      'request-unreadable pem-malformed',
    ],
    ['bytes that are no DER', () => pem(label, Uint8Array.of(1, 2, 3)), 'request-refused not-der'],
    ['bytes behind the end', () => changed((der) => Uint8Array.of(...der, 0)), 'request-refused not-der'],
    [
      'a changed signature',
      () => changed((der) => der.map((byte, at) => (at === der.length - 1 ? byte ^ 1 : byte))),
      'request-refused signature-wrong',
    ],
    [
      'a key that did not sign it',
      () => requestFor(fakeKey().publicKey.spki),
      'request-refused signature-wrong',
    ],
    ['a weak key', () => requestFor(shortKey()), 'request-refused key-refused'],
    ['more than a request ever is', () => ' '.repeat(16 * 1024 + 1), 'act-malformed'],
  ]
  for (const [what, text, expected] of refusals) {
    test(`is refused for ${what}`, () => {
      const { office, node } = founded()
      const found = told(office.act('request.receive', node, { request: text() }))
      assert.ok(found.startsWith(expected), found)
      assert.equal(office.entries.length, 1)
    })
  }

  test('is refused a second time, while it waits and after it has ended', () => {
    const registry = founded()
    const { office, node, registrar } = registry
    const text = fakeRequest(fakeKey())
    const send = () => told(office.act('request.receive', node, { request: text }))
    assert.deepEqual([send(), send()], ['done', 'request-known'])
    const { request } = certain(office.entries.at(-1)?.events[0], 'it') as Event & {
      readonly request: string
    }
    const reason = 'nobody came'
    assert.equal(office.tried('request.reject', registrar, { request, reason }), 'done')
    assert.equal(send(), 'request-known')
    const asked = office.ask('request.show', undefined, { request })
    assert.deepEqual(asked.ok && asked.value, { request, end: 'rejected', reason })
  })

  test('is the node’s alone', () => {
    const { office, registrar } = founded()
    const request = fakeRequest(fakeKey())
    assert.equal(office.tried('request.receive', registrar, { request }), 'actor-differs')
  })
})

describe('a thousand requests that wait', () => {
  /** A registry with as many requests waiting as there may be, a minute between each two. */
  function crowded(): Registry {
    const registry = founded()
    for (let at = 0; at < 1_000; at++) {
      const request = at.toString(16).padStart(64, '0')
      registry.office.happen({ kind: 'request-received', request, key: `key ${at}`, spki: '' })
      registry.office.time += 60_000
    }
    return registry
  }
  const digestAt = (at: number): string => at.toString(16).padStart(64, '0')

  test('leave no room for another until the oldest have waited for two weeks', () => {
    const { office, node } = crowded()
    const send = () => office.tried('request.receive', node, { request: fakeRequest(fakeKey()) })
    assert.equal(send(), 'requests-full')
    office.time += 14 * day - 1_000 * 60_000
    assert.equal(send(), 'requests-full')
    office.time += 1
    assert.equal(send(), 'done')
    assert.equal(read(office.state, identitySlice).requests.size, 1_000)
    assert.deepEqual(row(read(office.state, identitySlice).requestEnds, digestAt(0)), {
      end: 'rejected',
      reason: 'nobody attested it in time',
    })
    assert.equal(send(), 'requests-full')
  })

  test('keep those that were attested, however old they are', () => {
    const { office, node, registrar } = crowded()
    assert.equal(office.tried('request.attest', registrar, attestation(digestAt(0))), 'done')
    office.time += 15 * day
    assert.equal(office.tried('request.receive', node, { request: fakeRequest(fakeKey()) }), 'done')
    const { requests } = read(office.state, identitySlice)
    assert.ok(row(requests, digestAt(0)))
    assert.equal(row(requests, digestAt(1)), undefined)
  })
})

describe('attesting', () => {
  test('says whose request it is, by whom, in which case', () => {
    const registry = founded()
    const { office, registrar } = registry
    const request = received(registry, fakeKey())
    assert.equal(office.tried('request.attest', registrar, attestation(request)), 'done')
    const { kind, id, name, evidence } = attestation(request) as Readonly<Record<string, string>>
    assert.deepEqual(row(read(office.state, identitySlice).requests, request)?.attested, {
      ...{ kind, id, name, evidence },
      ...{ dnsNames: [], by: 'rosa', grade: 'basic', case: '1' },
    })
    const asked = office.ask('request.show', undefined, { request })
    assert.deepEqual(asked.ok && asked.value, { request, waits: 'approval' })
    assert.equal(personKnown(office.state, 'ann'), false)
  })

  const refusals: readonly (readonly [string, object, string])[] = [
    ['another name than the one known', { id: 'fay', name: 'Fey' }, 'request-name-differs'],
    ['the node’s own name', { kind: 'service', id: 'node', name: 'node' }, 'request-id-reserved'],
    ['the gate’s own name', { kind: 'service', id: 'gate', name: 'gate' }, 'request-id-reserved'],
    ['a host outside the domain', { kind: 'service', dns: ['unit.example.org'] }, 'name-outside-domain'],
    [
      'a host that only ends like the domain',
      { kind: 'service', dns: ['eunit.example'] },
      'name-outside-domain',
    ],
    [
      'a host above the domain',
      { kind: 'device', dns: ['a.unit.example', 'example'] },
      'name-outside-domain',
    ],
    ['hosts of a person', { dns: ['a.unit.example'] }, 'dns-names-not-for'],
    ['a host that is a pattern', { kind: 'service', dns: ['*.unit.example'] }, 'act-malformed'],
    ['a host in capitals', { kind: 'service', dns: ['A.unit.example'] }, 'act-malformed'],
    ['an identifier of two segments', { id: 'ann/fay' }, 'act-malformed'],
    ['an identifier of dots', { id: '..' }, 'act-malformed'],
    ['an identifier in capitals', { id: 'Ann' }, 'act-malformed'],
    ['a name with a line end', { name: 'Ann\nFay' }, 'act-malformed'],
    ['a name longer than a certificate holds', { name: '名'.repeat(65) }, 'act-malformed'],
    ['an unknown kind', { kind: 'node' }, 'act-malformed'],
    ['a grade there is not', { grade: 'higher' }, 'act-malformed'],
    ['the test grade of somebody known', { id: 'fay', name: 'Fay', grade: 'test' }, 'request-grade-apart'],
    ['no evidence', { evidence: '' }, 'act-malformed'],
    ['a request nobody sent', { request: 'a'.repeat(64) }, 'request-unknown'],
  ]
  for (const [what, instead, expected] of refusals) {
    test(`is refused for ${what}`, () => {
      const registry = founded()
      const request = received(registry, fakeKey())
      const said = attestation(request, instead)
      assert.equal(registry.office.tried('request.attest', registry.registrar, said), expected)
    })
  }

  test('takes services and devices with hosts in the domain or on this machine', () => {
    const registry = founded()
    for (const [kind, dns] of [
      ['service', ['unit.example', 'a.b.unit.example', 'localhost', 'permits.localhost']],
      ['device', ['printer.unit.example']],
    ] as const) {
      const said = attestation(received(registry, fakeKey(), kind), { kind, id: kind, dns })
      assert.equal(registry.office.tried('request.attest', registry.registrar, said), 'done')
    }
  })

  test('is refused for a key that somebody else holds, of whichever kind', () => {
    const registry = founded()
    const key = fakeKey()
    enrolled(registry, key, { id: 'bob', name: 'Bob' })
    const request = received(registry, key)
    for (const instead of [{}, { kind: 'service', id: 'bob', name: 'Bob' }]) {
      const done = registry.office.act('request.attest', registry.registrar, attestation(request, instead))
      assert.equal(!done.ok && done.fault.kind, 'request-key-taken')
      assert.equal(!done.ok && (done.fault as { holder?: string }).holder, 'person/bob')
    }
    const own = attestation(request, { id: 'bob', name: 'Bob' })
    assert.equal(registry.office.tried('request.attest', registry.registrar, own), 'done')
  })

  test('is refused for a key that was compromised, even to who held it', () => {
    const registry = founded()
    const { office, registrar } = registry
    const key = fakeKey()
    const { serial } = enrolled(registry, key)
    const reason = 'key-compromise'
    assert.equal(office.tried('certificate.revoke', registrar, { serial, reason }), 'done')
    const said = attestation(received(registry, key, 'again'))
    assert.equal(office.tried('request.attest', registrar, said), 'request-key-compromised')
  })

  test('is refused twice in one case and counts anew in another', () => {
    const registry = founded()
    const { office, registrar } = registry
    const request = received(registry, fakeKey())
    const attest = (of: string, by = registrar) =>
      office.tried('request.attest', by, attestation(request), { case: of, step: 'work' })
    assert.deepEqual([attest('1'), attest('1')], ['done', 'request-attested-already'])
    assert.equal(attest('2', fakeSpeaker('person', 'ron', fakeKey())), 'done')
    assert.equal(row(read(office.state, identitySlice).requests, request)?.attested?.by, 'ron')
  })
})

describe('issuing', () => {
  const under = (of: string) => ({ case: of, step: 'work' })

  test('certifies what was attested and registers the principal', () => {
    const registry = founded()
    const certificate = enrolled(registry, fakeKey(), { name: '李伟' })
    assert.deepEqual(certificate.principal, { kind: 'person', id: 'ann' })
    assert.equal(principalOf(registry.office.state, certificate.principal)?.name, '李伟')
    assert.equal(certificateOf(registry.office.state, certificate.serial)?.entry, 3)
    const asked = registry.office.ask('request.show', undefined, { request: certificate.request ?? '' })
    assert.equal(asked.ok && (asked.value as { end?: string }).end, 'issued')
  })

  const refusals: readonly (readonly [string, (registry: Registry) => string, string])[] = [
    ['a request nobody sent', () => 'a'.repeat(64), 'request-unknown'],
    ['a request nobody attested', (registry) => received(registry, fakeKey()), 'request-not-attested'],
    [
      'a request attested as of another kind',
      (registry) => {
        const request = received(registry, fakeKey())
        registry.office.act('request.attest', registry.registrar, attestation(request, { kind: 'service' }))
        return request
      },
      'request-not-attested',
    ],
    [
      'a request attested in another case, whose constraints do not bind here',
      (registry) => {
        const request = received(registry, fakeKey())
        registry.office.act('request.attest', registry.registrar, attestation(request), under('2'))
        return request
      },
      'request-not-attested',
    ],
  ]
  for (const [what, prepare, expected] of refusals) {
    test(`is refused for ${what}`, () => {
      const registry = founded()
      const request = prepare(registry)
      const input = { request, kind: 'person' }
      assert.equal(registry.office.tried('certificate.issue', registry.registrar, input), expected)
    })
  }

  /** Two requests that were both attested before either was issued. */
  function both(
    registry: Registry,
    first: { readonly key: ReturnType<typeof fakeKey>; readonly as: object },
    second: { readonly key: ReturnType<typeof fakeKey>; readonly as: object },
  ): readonly string[] {
    const { office, registrar } = registry
    const requests = [first, second].map(({ key, as }, at) => {
      const request = received(registry, key, `request ${at}`)
      assert.equal(office.tried('request.attest', registrar, attestation(request, as)), 'done')
      return request
    })
    return requests.map((request) =>
      office.tried('certificate.issue', registrar, { request, kind: 'person' }),
    )
  }

  test('gives no second holder to a key that was attested for two', () => {
    const key = fakeKey()
    const done = both(founded(), { key, as: { id: 'ann' } }, { key, as: { id: 'bob', name: 'Bob' } })
    assert.deepEqual(done, ['done', 'request-key-taken'])
  })

  test('gives no second person to an identifier that was attested for two', () => {
    const registry = founded()
    const done = both(registry, { key: fakeKey(), as: {} }, { key: fakeKey(), as: { name: 'Another Ann' } })
    assert.deepEqual(done, ['done', 'request-name-differs'])
    assert.equal(principalOf(registry.office.state, { kind: 'person', id: 'ann' })?.name, 'Ann')
  })

  test('is refused when the issuing certificate would end first, and nothing is lost', () => {
    const registry = founded(100)
    const service = enrolled(registry, fakeKey(), { kind: 'service', id: 'permits', name: 'Permits' })
    assert.equal(service.notAfter, registry.office.time + 90 * day)
    const request = received(registry, fakeKey())
    registry.office.act('request.attest', registry.registrar, attestation(request))
    const input = { request, kind: 'person' }
    const issue = () => registry.office.act('certificate.issue', registry.registrar, input)
    const refused = issue()
    assert.deepEqual(!refused.ok && refused.fault, {
      kind: 'certificate-ends-before',
      notAfter: registry.office.time + 365 * day,
      issuerNotAfter: registry.unit.issuing.notAfter,
    })
    assert.ok(row(read(registry.office.state, identitySlice).requests, request))
  })

  test('lets a person have several certificates, each with a key of its own', () => {
    const registry = founded()
    const serials = [fakeKey(), fakeKey()].map((key) => enrolled(registry, key).serial)
    assert.notEqual(serials[0], serials[1])
    for (const serial of serials)
      assert.equal(certificateOf(registry.office.state, serial)?.principal.id, 'ann')
  })
})

test('rejecting is refused for a request that does not wait', () => {
  const registry = founded()
  const { office, registrar } = registry
  const key = fakeKey()
  const { request = '' } = enrolled(registry, key)
  for (const one of [request, 'b'.repeat(64)]) {
    assert.equal(office.tried('request.reject', registrar, { request: one, reason: 'x' }), 'request-unknown')
  }
})

test('a rejected request cannot be attested or issued', () => {
  const registry = founded()
  const { office, registrar } = registry
  const request = received(registry, fakeKey())
  office.act('request.attest', registrar, attestation(request))
  assert.equal(office.tried('request.reject', registrar, { request, reason: 'not she' }), 'done')
  assert.equal(office.tried('request.attest', registrar, attestation(request)), 'request-unknown')
  assert.equal(office.tried('certificate.issue', registrar, { request, kind: 'person' }), 'request-unknown')
  assert.throws(() => issued(office.act('certificate.issue', registrar, { request, kind: 'person' })))
})

test('only the domain, what ends in a dot and the domain, and this machine lie inside', () => {
  const labels = fc.stringMatching(/^[a-z0-9]{1,10}$/)
  fc.assert(
    fc.property(labels, labels, (label, other) => {
      const domain = `${label}.example`
      assert.ok(insideDomain(domain, domain))
      assert.ok(insideDomain(`${other}.${domain}`, domain))
      assert.ok(!insideDomain(`${other}${domain}`, domain))
      assert.ok(!insideDomain(`${domain}.${other}`, domain) || other === 'localhost')
    }),
  )
})
