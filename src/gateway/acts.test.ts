import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certain, sure } from '#fault'
import { certificateOf, fakeKey, fakeRequest, fakeSpeaker } from '#identity'
import { stepFor } from '#unit'
import { foundedTown, opened, publication, published, registered, type Town } from './fixture.ts'
import { gateCertificate, publishedHosts, publishedServices, serviceAt } from './state.ts'

/** A town where a step of the case an act names permits everything, so that what is refused is the act. */
function town(): Town {
  return foundedTown((_, question) => stepFor(question))
}

const inCase = (id: string) => ({ case: id, step: 'work' })

function proposed({ office, founder }: Town, id: string, instead: object = {}): string {
  return office.tried('service.propose', founder, publication(instead), inCase(id))
}

function publishedIn({ office, founder }: Town, id: string, service = 'permits'): string {
  return office.tried('service.publish', founder, { service }, inCase(id))
}

/** Proposed and published in a case of its own. */
function served(at: Town, id: string, instead: object = {}): void {
  const { service } = publication(instead) as { readonly service: string }
  assert.deepEqual([proposed(at, id, instead), publishedIn(at, id, service)], ['done', 'done'])
}

const route = { method: 'GET', path: '/a/:b', permission: 'visit.look', object: 'visit/{b}' }

describe('a proposal is refused for', () => {
  const cases: readonly (readonly [string, object, string])[] = [
    [
      'an upstream without port',
      { upstream: 'tcp://127.0.0.1' },
      'upstream-refused upstream-address-malformed',
    ],
    [
      'an upstream over HTTP',
      { upstream: 'http://127.0.0.1:80' },
      'upstream-refused upstream-address-malformed',
    ],
    [
      'an upstream port too high',
      { upstream: 'tcp://a:65536' },
      'upstream-refused upstream-address-malformed',
    ],
    [
      'a socket of no absolute path',
      { upstream: 'unix:run/a.sock' },
      'upstream-refused upstream-address-malformed',
    ],
    [
      'a socket path too long',
      { upstream: `unix:/${'a'.repeat(108)}` },
      'upstream-refused upstream-address-malformed',
    ],
    [
      'a method in small letters',
      { routes: [{ ...route, method: 'get' }] },
      'routes-refused method-malformed',
    ],
    ['a tunnel', { routes: [{ ...route, method: 'CONNECT' }] }, 'routes-refused method-malformed'],
    ['a path without root', { routes: [{ ...route, path: 'a/:b' }] }, 'routes-refused pattern-malformed'],
    [
      'a path with a step back',
      { routes: [{ ...route, path: '/../:b' }] },
      'routes-refused pattern-malformed',
    ],
    [
      'a permission of one word',
      { routes: [{ ...route, permission: 'look' }] },
      'routes-refused permission-malformed',
    ],
    [
      'an object of nowhere',
      { routes: [{ ...route, object: 'visit/{c}' }] },
      'routes-refused object-malformed',
    ],
    [
      'two routes for one request',
      { routes: [route, { ...route, path: '/a/:c', object: 'x' }] },
      'routes-refused routes-ambiguous',
    ],
    ['a host outside the domain', { hosts: ['permits.example'] }, 'host-outside-domain'],
    ['one host of two outside', { hosts: ['a.unit.example', 'unit.example.org'] }, 'host-outside-domain'],
    ['a host in capitals', { hosts: ['Permits.unit.example'] }, 'act-malformed'],
    ['a host with a port', { hosts: ['permits.unit.example:443'] }, 'act-malformed'],
    ['no hosts', { hosts: [] }, 'act-malformed'],
    [
      'hosts beyond a handful',
      { hosts: Array.from({ length: 17 }, (_, at) => `h${at}.unit.example`) },
      'act-malformed',
    ],
    ['no routes', { routes: [] }, 'act-malformed'],
    ['routes beyond an entry', { routes: Array.from({ length: 201 }, () => route) }, 'act-malformed'],
    ['a name of two segments', { service: 'a/b' }, 'act-malformed'],
    ['no title', { title: '' }, 'act-malformed'],
  ]
  for (const [what, instead, expected] of cases) {
    test(what, () => {
      const { office, founder } = town()
      const { length } = office.entries
      const done = office.act('service.propose', founder, publication(instead), inCase('1'))
      const { kind, fault } = (done.ok ? { kind: 'done' } : done.fault) as Told
      assert.equal([kind, fault?.kind].filter(Boolean).join(' '), expected)
      assert.equal(office.entries.length, length)
    })
  }

  interface Told {
    readonly kind: string
    readonly fault?: { readonly kind: string }
  }

  test('a host that leads to another service', () => {
    const at = town()
    served(at, '1')
    const other = { service: 'archive', hosts: ['archive.unit.example', 'permits.unit.example'] }
    const done = at.office.act('service.propose', at.founder, publication(other), inCase('2'))
    const taken = { kind: 'host-taken', host: 'permits.unit.example', service: 'permits' }
    assert.deepEqual(!done.ok && done.fault, taken)
  })

  test('more hosts than the gate’s certificate names, of which the service’s own make room', () => {
    const at = town()
    const hosts = (of: number, count: number) =>
      Array.from({ length: count }, (_, one) => `h${of}-${one}.unit.example`)
    for (let of = 0; of < 14; of++) served(at, `${of + 1}`, { service: `s${of}`, hosts: hosts(of, 16) })
    assert.equal(publishedHosts(at.office.state).length, 224)
    assert.equal(proposed(at, '20', { service: 'more', hosts: hosts(20, 7) }), 'hosts-full')
    served(at, '21', { service: 'more', hosts: hosts(21, 6) })
    assert.equal(proposed(at, '22', { service: 'last', hosts: hosts(22, 1) }), 'hosts-full')
    served(at, '23', { service: 's0', hosts: hosts(23, 16) })
    assert.equal(publishedHosts(at.office.state).length, 230)
  })
})

describe('publishing', () => {
  test('takes what was proposed in the same case, and takes it once', () => {
    const at = town()
    assert.equal(publishedIn(at, '1'), 'service-not-proposed')
    assert.equal(proposed(at, '1', { title: 'Seen by the approver', strict: true }), 'done')
    assert.equal(proposed(at, '2', { title: 'Seen by nobody' }), 'done')
    assert.equal(publishedIn(at, '3'), 'service-not-proposed')
    assert.equal(publishedIn(at, '1', 'archive'), 'service-not-proposed')
    assert.equal(publishedIn(at, '1'), 'done')
    assert.equal(publishedIn(at, '1'), 'service-not-proposed')
    const service = certain(serviceAt(at.office.state, 'permits.unit.example'), 'the service')
    assert.deepEqual([service.title, service.strict], ['Seen by the approver', true])
    assert.equal(service.entry, at.office.state.size - 1)
  })

  test('is refused when another service took the host in between', () => {
    const at = town()
    assert.equal(proposed(at, '1'), 'done')
    served(at, '2', { service: 'archive' })
    assert.equal(publishedIn(at, '1'), 'host-taken')
    assert.equal(serviceAt(at.office.state, 'permits.unit.example')?.service, 'archive')
  })

  test('again replaces the hosts, and those left are free', () => {
    const at = town()
    served(at, '1', { hosts: ['a.unit.example', 'b.unit.example'] })
    served(at, '2', { hosts: ['b.unit.example', 'c.unit.example'], title: 'Again' })
    assert.deepEqual(publishedHosts(at.office.state), ['b.unit.example', 'c.unit.example'])
    assert.equal(serviceAt(at.office.state, 'a.unit.example'), undefined)
    assert.equal(serviceAt(at.office.state, 'b.unit.example')?.title, 'Again')
    served(at, '3', { service: 'archive', hosts: ['a.unit.example'] })
  })

  test('goes by two steps of a case, as the shipped procedure has it', () => {
    const at = foundedTown()
    assert.equal(at.office.tried('service.propose', at.founder, publication()), 'no-step')
    published(at)
    assert.deepEqual(publishedHosts(at.office.state), ['permits.unit.example'])
  })
})

describe('withdrawing', () => {
  test('frees the hosts and leaves what else is published', () => {
    const at = town()
    served(at, '1', { hosts: ['a.unit.example'] })
    served(at, '2', { service: 'archive', hosts: ['b.unit.example'] })
    const withdraw = () =>
      at.office.tried('service.withdraw', at.founder, { service: 'permits', reason: 'closed' })
    assert.deepEqual([withdraw(), withdraw()], ['done', 'service-unknown'])
    assert.deepEqual(publishedHosts(at.office.state), ['b.unit.example'])
    assert.deepEqual(
      publishedServices(at.office.state).map(({ service }) => service),
      ['archive'],
    )
    served(at, '3', { service: 'archive', hosts: ['a.unit.example'] })
  })

  test('asks for a reason', () => {
    const { office, founder } = town()
    assert.equal(office.tried('service.withdraw', founder, { service: 'x', reason: '' }), 'act-malformed')
  })
})

describe('suspending', () => {
  const suspended = ({ office }: Town) => publishedServices(office.state)[0]?.suspended
  const suspend = ({ office, founder }: Town, service = 'permits') =>
    office.tried('service.suspend', founder, { service, reason: 'a flaw' })
  const resume = ({ office, founder }: Town, service = 'permits') =>
    office.tried('service.resume', founder, { service })

  test('says why and since when, until it is resumed', () => {
    const at = town()
    served(at, '1')
    assert.equal(suspend(at), 'done')
    const { size } = at.office.state
    assert.deepEqual(suspended(at), { reason: 'a flaw', since: at.office.time, entry: size - 1 })
    assert.equal(resume(at), 'done')
    assert.equal(suspended(at), undefined)
  })

  test('is refused twice and for what is not published, resuming for what is not suspended', () => {
    const at = town()
    assert.deepEqual([suspend(at), resume(at)], ['service-unknown', 'service-unknown'])
    served(at, '1')
    assert.equal(resume(at), 'service-not-suspended')
    assert.deepEqual([suspend(at), suspend(at)], ['done', 'service-suspended-already'])
  })

  test('outlasts that the service is published anew, and not that it is withdrawn', () => {
    const at = town()
    served(at, '1')
    suspend(at)
    served(at, '2', { title: 'Again' })
    assert.equal(suspended(at)?.reason, 'a flaw')
    at.office.act('service.withdraw', at.founder, { service: 'permits', reason: 'closed' })
    served(at, '3')
    assert.equal(suspended(at), undefined)
  })
})

test('the shipped procedures suspend by one step and resume by two, the first with what was done', () => {
  const at = foundedTown()
  const { office, founder } = at
  published(at)
  const inSteps = (procedure: string, steps: readonly (readonly [string, string, object])[]) => {
    const id = opened(at, founder, procedure, { service: 'permits' })
    for (const [step, act, input] of steps) {
      sure(office.act('step.claim', founder, { case: id, step }), step)
      const given = act === 'step.complete' ? { case: id, step, ...input } : { service: 'permits', ...input }
      sure(office.act(act, founder, given), act)
    }
  }
  assert.equal(office.tried('service.suspend', founder, { service: 'permits', reason: 'x' }), 'no-step')
  inSteps('suspend-service', [['suspend', 'service.suspend', { reason: 'a flaw' }]])
  assert.equal(publishedServices(office.state)[0]?.suspended?.reason, 'a flaw')
  assert.equal(office.tried('service.resume', founder, { service: 'permits' }), 'no-step')
  const done = { data: { done: 'patched' } }
  inSteps('resume-service', [
    ['repair', 'step.complete', done],
    ['resume', 'service.resume', {}],
  ])
  assert.equal(publishedServices(office.state)[0]?.suspended, undefined)
})

describe('a proxy of a service', () => {
  test('is named when the service is proposed, and seen by whoever approves and by members', () => {
    const at = foundedTown()
    registered(at, 'front', 'service')
    published(at, { proxy: 'front' })
    assert.equal(serviceAt(at.office.state, 'permits.unit.example')?.proxy, 'front')
    const id = opened(at, at.founder, 'publish-service', { service: 'permits' })
    const claim = (step: string) => sure(at.office.act('step.claim', at.founder, { case: id, step }), step)
    claim('propose')
    sure(at.office.act('service.propose', at.founder, publication({ proxy: 'front' })), 'the proposal')
    claim('publish')
    const asked = [
      at.office.ask('service.review', at.founder, { service: 'permits', case: id }),
      at.office.ask('service.list', fakeSpeaker('person', 'ann', fakeKey()), {}),
    ]
    for (const answer of asked) assert.match(JSON.stringify(answer), /"proxy":"front"/)
  })

  test('is a service of this unit, and neither a person nor the node or its gate', () => {
    const at = town()
    const faults = ['front', 'fay', 'gate', 'node'].map((proxy) => proposed(at, '1', { proxy }))
    assert.deepEqual(new Set(faults), new Set(['proxy-unknown']))
  })
})

describe('certifying the gate', () => {
  const certify = (
    { office, node }: Town,
    key = fakeKey(),
    names = ['localhost', 'unit.example'],
    by = node,
  ) => office.tried('gate.certify', by, { request: fakeRequest(key), names })

  test('gives the listeners the newest certificate', () => {
    const at = town()
    assert.equal(gateCertificate(at.office.state), undefined)
    for (const key of [fakeKey(), fakeKey()]) {
      assert.equal(certify(at, key), 'done')
      const shown = certain(gateCertificate(at.office.state), 'the certificate')
      assert.equal(shown.key, key.publicKey.thumbprint)
      assert.deepEqual(shown.names, ['localhost', 'unit.example'])
      assert.equal(certificateOf(at.office.state, shown.serial)?.grade, 'medium')
    }
  })

  test('with the same key again is a renewal', () => {
    const at = town()
    const key = fakeKey()
    assert.deepEqual([certify(at, key), certify(at, key)], ['done', 'done'])
  })

  test('is refused to everybody else, for strange names, keys of others and requests that are none', () => {
    const at = town()
    assert.equal(certify(at, fakeKey(), ['localhost'], at.founder), 'actor-differs')
    assert.equal(certify(at, fakeKey(), ['localhost', 'example.org']), 'host-outside-domain')
    assert.equal(certify(at, fakeKey(), []), 'act-malformed')
    assert.equal(certify(at, at.fake.keys.founder), 'request-key-taken')
    assert.equal(certify(at, at.fake.keys.node), 'request-key-taken')
    assert.equal(
      at.office.tried('gate.certify', at.node, { request: '', names: ['localhost'] }),
      'request-unreadable',
    )
    assert.equal(gateCertificate(at.office.state), undefined)
  })

  test('is refused for a key that was compromised', () => {
    const at = town()
    const key = fakeKey()
    certify(at, key)
    const { serial } = certain(gateCertificate(at.office.state), 'the certificate')
    at.office.act('certificate.revoke', at.founder, { serial, reason: 'key-compromise' })
    assert.equal(certify(at, key), 'request-key-compromised')
    assert.equal(certify(at), 'done')
  })

  test('cannot be had by registering a service of that name', () => {
    const at = foundedTown()
    assert.throws(() => registered(at, 'gate', 'service'), /request-id-reserved/)
    registered(at, 'gate')
    assert.equal(gateCertificate(at.office.state), undefined)
  })
})

test('members read what is published, and not where it listens', () => {
  const at = town()
  served(at, '1')
  const asked = at.office.ask('service.list', fakeSpeaker('person', 'ann', fakeKey()), {})
  const { services } = (asked.ok ? asked.value : {}) as { readonly services: readonly object[] }
  assert.deepEqual(Object.keys(services[0] ?? {}).sort(), [
    'entry',
    'hosts',
    'routes',
    'service',
    'strict',
    'title',
  ])
})

test('replaying the entries gives the same services, hosts and certificate', () => {
  const at = town()
  served(at, '1')
  served(at, '2', { hosts: ['b.unit.example'] })
  proposed(at, '3')
  served(at, '4', { service: 'archive' })
  at.office.act('service.suspend', at.founder, { service: 'archive', reason: 'a flaw' })
  at.office.act('gate.certify', at.node, { request: fakeRequest(fakeKey()), names: ['localhost'] })
  assert.deepEqual(at.office.replayed().slices.get('gateway'), at.office.state.slices.get('gateway'))
})
