import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '#clock'
import { type Event, emptyState, evolve, type State } from '#unit'
import { constitution } from './constitution.ts'
import { endingsBetween } from './endings.ts'

const time = Date.UTC(2026, 0, 5, 8)

type Facts = Event & Readonly<Record<string, unknown>>

/** The state after one more entry. */
function after(state: State, ...events: readonly Facts[]): State {
  return evolve(constitution.slices, state, events, time)
}

function issued(serial: string): Facts {
  const principal = { kind: 'person', id: `p-${serial}` }
  return { kind: 'certificate-issued', serial, key: `key-${serial}`, principal, name: serial, der: '' }
}

function revoked(serial: string): Facts {
  const principal = { kind: 'person', id: `p-${serial}` }
  return { kind: 'certificate-revoked', serial, key: `key-${serial}`, principal, reason: 'superseded' }
}

function received(key: string, instead: object = {}): Facts {
  return {
    ...{ kind: 'visitor-received', visitor: `${key}@water.example`, unit: 'water.example', key },
    ...{ agreements: ['a1'], units: ['u'], offices: [], serial: `serial-${key}`, fingerprint: key },
    ...{ until: time + hour, ...instead },
  }
}

function told(before: State, later: State): readonly string[] {
  return endingsBetween(before, later).map(({ event, of, data }) => {
    return [event, of.kind, of.id, data['serial'] ?? data['visitor'], data['reason']].join(' ').trim()
  })
}

const standing = ['c2', 'c1', 'c3'].reduce((state, serial) => after(state, issued(serial)), start())

function start(): State {
  return after(
    emptyState(constitution.slices),
    received('wei'),
    received('lan'),
    received('qi', { agreements: [] }),
  )
}

function published(service: string): readonly Facts[] {
  const routes = [{ method: 'GET', path: '/a', permission: 'a.read', object: 'a' }]
  const publication = {
    service,
    title: service,
    hosts: [service],
    upstream: 'tcp://a:1',
    routes,
    strict: false,
  }
  return [
    { kind: 'service-proposed', case: service, ...publication },
    { kind: 'service-published', case: service, service },
  ]
}

test('a service is told when it is suspended or withdrawn, once, and neither when resumed nor anew', () => {
  const open = after(standing, ...published('b'), ...published('a'))
  assert.deepEqual(told(standing, open), [])
  const suspended = after(open, { kind: 'service-suspended', service: 'b', reason: 'a flaw' })
  assert.deepEqual(told(open, suspended), ['service-ended service b  suspended'])
  const withdrawn = ['a', 'b'].map((service): Facts => ({ kind: 'service-withdrawn', service, reason: 'x' }))
  assert.deepEqual(told(open, after(open, ...withdrawn)), [
    'service-ended service a  withdrawn',
    'service-ended service b  withdrawn',
  ])
  assert.deepEqual(told(suspended, after(suspended, ...withdrawn)), ['service-ended service a  withdrawn'])
  assert.deepEqual(told(suspended, after(suspended, { kind: 'service-resumed', service: 'b' })), [])
  assert.deepEqual(told(suspended, after(suspended, ...published('b'))), [])
})

const ways: Readonly<Record<string, readonly [events: readonly Facts[], told: readonly string[]]>> = {
  'a certificate that is revoked': [[revoked('c1')], ['certificate-ended person p-c1 c1 superseded']],
  'several, in the order of their serials': [
    [revoked('c3'), revoked('c1')],
    ['certificate-ended person p-c1 c1 superseded', 'certificate-ended person p-c3 c3 superseded'],
  ],
  'a certificate that is issued': [[issued('c4')], []],
  'a visit that is named': [
    [{ kind: 'visitor-ended', visitor: 'wei@water.example', key: 'wei', reason: 'revoked' }],
    ['visit-ended visitor wei@water.example serial-wei'],
  ],
  'visits cut together, before they are named': [
    [{ kind: 'visits-cut', by: { agreement: 'a1' }, reason: 'agreement-withdrawn' }],
    ['visit-ended visitor lan@water.example serial-lan', 'visit-ended visitor wei@water.example serial-wei'],
  ],
  'a visit prolonged': [[received('wei', { until: time + 2 * hour })], []],
  'a visit by another certificate of the key': [
    [received('wei', { fingerprint: 'other' })],
    ['visit-ended visitor wei@water.example serial-wei'],
  ],
  'a visit of somebody else with the key': [
    [received('wei', { visitor: 'wei@fire.example' })],
    ['visit-ended visitor wei@water.example serial-wei'],
  ],
}

for (const [name, [events, expected]] of Object.entries(ways)) {
  test(`what an entry ended: ${name}`, () => {
    const later = after(standing, ...events)
    assert.deepEqual(told(standing, later), expected)
    assert.deepEqual(told(later, later), [])
  })
}

test('a revoked certificate is told once, and visits that were cut not again when they are named', () => {
  const cut = after(standing, revoked('c1'), { kind: 'visits-cut', by: { unit: 'u' }, reason: 'path-lost' })
  assert.equal(told(standing, cut).length, 4)
  const ended = { kind: 'visitor-ended', visitor: 'wei@water.example', key: 'wei', reason: 'path-lost' }
  assert.deepEqual(told(cut, after(cut, ended, revoked('c1'))), [])
})
