import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour } from '#clock'
import { certain, sure } from '#fault'
import { type Peer, publish, takeIn } from './fixture.ts'
import { enrolled, visit } from './visit-fixture.ts'
import { type WebAgreement, web } from './web-fixture.ts'

/** An answer as far as it is looked at. */
type Told = Readonly<Record<string, unknown>>

function ask(by: Peer, name: string, input: object = {}): Told {
  return sure(by.office.ask(name, by.manager, input), 'an answer') as Told
}

function refused(by: Peer, name: string, input: object): string {
  const answer = by.office.ask(name, by.manager, input)
  return answer.ok ? 'answered' : answer.fault.kind
}

/** Members of the objects of a list. */
function each(list: unknown, ...members: readonly string[]): readonly string[] {
  return (list as readonly Told[]).map((one) => members.map((member) => String(one[member])).join(' '))
}

async function unitsOf(agreements: readonly WebAgreement[], count: number) {
  const peers = await web(count, agreements)
  const at = (place: number): Peer => certain(peers[place], 'a unit')
  return { here: at(0), at }
}

const chain: readonly WebAgreement[] = [
  [0, 1],
  [1, 2, { grade: 'rudimentary' }],
  [2, 3],
  [1, 3],
]

test('the map tells this unit first, then those its agreements lead to, the nearest first', async () => {
  const { here } = await unitsOf(chain, 4)
  const map = ask(here, 'mesh.show')
  assert.deepEqual(each(map['units'], 'unit', 'distance'), [
    'u0.example 0',
    'u1.example 1',
    'u2.example 2',
    'u3.example 2',
  ])
  assert.deepEqual(map['known'], { units: 4, agreements: 4 })
  assert.deepEqual(each(map['agreements'], 'by', 'with'), ['0 1', '1 2', '1 3', '2 3'])
  const [own, next] = map['units'] as readonly { name?: string; bundle?: Told }[]
  assert.deepEqual([own?.bundle, next?.bundle?.['number']], [undefined, 1])
})

test('bounds and names that agreements have in common are told once', async () => {
  const { here } = await unitsOf(chain, 4)
  const { agreements, bounds } = ask(here, 'mesh.show') as Record<string, readonly Told[]>
  assert.deepEqual(each(bounds, 'grade', 'purposes', 'hops', 'statusAgeMaxSeconds'), [
    'basic client 3 86400',
    'rudimentary client 3 86400',
  ])
  assert.deepEqual(each(agreements, 'bounds'), ['0', '1', '0', '0'])
})

test('the map is made once a minute, and at once when an agreement or a bundle has changed it', async () => {
  const { here, at } = await unitsOf([[0, 1]], 2)
  const first = ask(here, 'mesh.show')
  here.office.time += 1
  assert.equal(ask(here, 'mesh.show'), first)
  here.office.time += hour
  assert.notEqual(ask(here, 'mesh.show'), first)
  const before = ask(here, 'mesh.show')
  sure(takeIn(here, at(1).unit, await publish(at(1), 2)), 'a bundle')
  const [, told] = ask(here, 'mesh.show')['units'] as readonly { bundle: Told }[]
  assert.notEqual(ask(here, 'mesh.show'), before)
  assert.equal(told?.bundle['number'], 2)
})

test('a unit of which nothing was heard is on the map without a bundle', async () => {
  const { here } = await unitsOf([[1, 0]], 2)
  assert.deepEqual(each(ask(here, 'mesh.show')['units'], 'unit'), ['u0.example'])
  const { here: other } = await unitsOf(
    [
      [0, 1, { hops: 0 }],
      [1, 2],
    ],
    3,
  )
  const units = ask(other, 'mesh.show')['units'] as readonly { unit: string; bundle?: Told }[]
  assert.deepEqual(
    units.map(({ unit, bundle }) => `${unit} ${bundle !== undefined}`),
    ['u0.example false', 'u1.example true', 'u2.example false'],
  )
})

test('a path of this unit is told with narrowest bounds, ages, whom it trusts, and proof', async () => {
  const { here } = await unitsOf(chain, 4)
  here.office.time += hour
  const told = ask(here, 'trust.path', { to: 'u3.example' })
  assert.deepEqual([told['answer'], told['confirmed'], told['view']], ['found', 'accepted', { own: true }])
  assert.deepEqual(each(told['path'], 'by', 'with'), ['u0.example u1.example', 'u1.example u3.example'])
  assert.deepEqual(each(told['statuses'], 'unit', 'ageSeconds'), ['u1.example 3600', 'u3.example 3600'])
  assert.deepEqual(each(told['forgers'], 'unit'), ['u1.example', 'u3.example'])
  assert.deepEqual(told['disjoint'], { paths: 1, exact: true })
  assert.equal((told['limiting'] as readonly unknown[]).length, 5)
})

test('a path between two other units is told as this one sees it, and nothing confirms it', async () => {
  const { here } = await unitsOf(chain, 4)
  const told = ask(here, 'trust.path', { from: 'u1.example', to: 'u3.example' })
  assert.equal(told['answer'], 'found')
  assert.equal(told['confirmed'], undefined)
  assert.deepEqual(Object.keys(told['view'] as object), ['own', 'heard'])
  const other = await unitsOf(
    [
      [0, 1, { hops: 0 }],
      [1, 2],
    ],
    3,
  )
  const unheard = ask(other.here, 'trust.path', { from: 'u2.example', to: 'u1.example' })
  assert.deepEqual([unheard['answer'], unheard['view']], ['none', { own: false }])
  assert.equal(unheard['nearest'], 'unconnected')
})

test('where no path leads, the nearest is told with what stops it', async () => {
  const { here } = await unitsOf(chain.slice(0, 2), 3)
  const told = ask(here, 'trust.path', { to: 'u2.example' }) as { answer: string; nearest: Told }
  assert.equal(told.answer, 'none')
  assert.deepEqual(each(told.nearest['obstacles'], 'bound', 'with', 'permits'), [
    'grade u2.example rudimentary',
  ])
  assert.equal((told as Told)['confirmed'], 'refused')
  assert.equal(ask(here, 'trust.path', { to: 'u2.example', grade: 'rudimentary' })['answer'], 'found')
})

test('paths that share no third unit are counted', async () => {
  const { here } = await unitsOf(
    [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ],
    4,
  )
  const told = ask(here, 'trust.path', { to: 'u3.example' })
  assert.deepEqual(told['disjoint'], { paths: 2, exact: true })
  assert.deepEqual(each(told['forgers'], 'unit'), ['u3.example'])
})

test('a unit is told with its keys, its bundle, and whom it recognises', async () => {
  const { here, at } = await unitsOf(chain, 4)
  sure(visit(enrolled(at(1), 'wei'), here), 'a visit')
  const told = ask(here, 'peer.show', { unit: 'u1.example' })
  const [authority] = told['authorities'] as readonly Told[]
  assert.equal(authority?.['key'], at(1).unit.keys.authority.publicKey.thumbprint)
  assert.match(String(authority?.['pem']), /BEGIN CERTIFICATE/)
  const { recognises, recognisedBy } = told as Record<string, { agreements: unknown; known: number }>
  assert.deepEqual(each(recognises?.agreements, 'with'), ['u2.example', 'u3.example'])
  assert.deepEqual(each(recognisedBy?.agreements, 'by'), ['u0.example'])
  const followed = told['followed'] as Told
  assert.deepEqual(
    [followed['own'], followed['fresh'], told['visitors'], told['revoked']],
    [true, true, 1, 0],
  )
  const behind = ask(here, 'peer.show', { unit: 'u3.example' })['followed'] as Told
  assert.equal(behind['own'], false)
  assert.equal(ask(here, 'peer.show', { unit: 'u0.example' })['own'], true)
})

test('what is known of nobody is refused', async () => {
  const { here } = await unitsOf([[0, 1]], 2)
  assert.equal(refused(here, 'peer.show', { unit: 'nobody.example' }), 'unit-unheard')
  assert.equal(refused(here, 'trust.path', { to: 'nobody.example' }), 'unit-unheard')
  assert.equal(refused(here, 'trust.path', { from: 'x', to: 'u1.example' }), 'unit-unheard')
})
