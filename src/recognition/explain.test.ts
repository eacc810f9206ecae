import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Duration, day, hour, minute } from '#clock'
import { certain, sure } from '#fault'
import { fakeKey } from '#identity'
import { type Grade, grades, parseCertificate } from '#x509'
import { type Explanation, explain } from './explain.ts'
import { foundedPeer, type Peer, publish, recognise, takeIn } from './fixture.ts'
import { horizonOf } from './horizon.ts'
import { meshOf } from './mesh.ts'
import { knownByNew, rollOver } from './rollover-fixture.ts'
import { domainAt, type WebAgreement, web } from './web-fixture.ts'

const purposes = ['client', 'server'] as const

/** How many units the webs have. */
const units = 5
const places = Array.from({ length: units }, (_, place) => place)

/** Drawn as wide as can be more often than not: of agreements in a row each must let a path pass. */
function often<T>(wide: T, ...narrow: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(wide) },
    { weight: 1, arbitrary: fc.constantFrom(...narrow) },
  )
}

/** Webs with bounds drawn at random; each agreement names these units beside its own. */
function anyWeb(named: fc.Arbitrary<readonly number[]>) {
  const bounds = fc.record({
    grade: often<Grade>('high', ...grades),
    purposes: often<readonly string[]>(purposes, ['client'], ['server']),
    hops: often(3, 0, 1, 2),
    statusAge: often(86_400, 300, 3600),
    named,
  })
  const place = fc.nat(units - 1)
  const agreement = fc.tuple(fc.oneof(fc.constant(0), place), place, bounds)
  return fc.record({
    agreements: fc
      .uniqueArray(agreement, { minLength: 3, maxLength: 12, selector: ([from, to]) => `${from} ${to}` })
      .map((all) => all.filter(([from, to]) => from !== to).map(asAgreement)),
    spoke: fc.array(often<Duration>(0, 10 * minute, 2 * hour), { minLength: units, maxLength: units }),
    later: often<Duration>(0, 4 * minute, hour, 20 * hour, 2 * day),
    grade: often<Grade>('basic', ...grades),
    purpose: fc.constantFrom(...purposes),
  })
}

function asAgreement([from, to, { named, ...bounds }]: readonly [
  number,
  number,
  { readonly named: readonly number[] },
]): WebAgreement {
  return [from, to, { ...bounds, domains: named.filter((place) => place !== to).map(domainAt) }]
}

/** What is said of a service of each other unit, for both purposes fit and of the grade asked for. */
function explained(
  peers: readonly Peer[],
  { later, grade, purpose }: { later: Duration; grade: Grade; purpose: 'client' | 'server' },
): readonly Explanation[] {
  const [here, ...others] = peers
  const { office } = certain(here, 'the first unit')
  const horizon = horizonOf(office.state, office.documents)
  return others.map(({ unit }) => {
    const of = { kind: 'service', id: 'files', commonName: 'files', grade } as const
    const leaf = sure(parseCertificate(unit.leaf(fakeKey(), of)), 'a certificate')
    const at = office.time + later
    return explain(horizon, meshOf(horizon, at), { leaf, purpose, grade, at })
  })
}

/** How often each answer came, so that a property is known to be about something. */
function counted(answers: Map<string, number>, all: readonly Explanation[]): void {
  for (const one of all) {
    const what = one.answer === 'refused' ? `${one.answer} ${one.where}` : one.answer
    answers.set(what, (answers.get(what) ?? 0) + 1)
  }
}

test('the mesh and the search for paths accept the same', async () => {
  const answers = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(anyWeb(fc.constant(places)), async ({ agreements, spoke, ...asked }) => {
      const all = explained(await web(units, agreements, spoke), asked)
      for (const { differences } of all) assert.deepEqual(differences, [])
      counted(answers, all)
    }),
    { numRuns: 60 },
  )
  assert.deepEqual([...answers.keys()].filter((what) => what !== 'refused certificate').toSorted(), [
    'accepted',
    'refused agreements',
    'refused issuer',
  ])
})

test('where names differ the mesh never finds less, and tells which agreement leads over whom', async () => {
  await fc.assert(
    fc.asyncProperty(anyWeb(fc.subarray(places)), async ({ agreements, spoke, ...asked }) => {
      for (const { differences } of explained(await web(units, agreements, spoke), asked)) {
        for (const one of differences) {
          if (one.kind === 'mesh-finds-path') assert.ok(one.unnamed)
          else assert.equal(one.kind, 'mesh-forgers')
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('a unit known by its old key and by its new one is one unit', async () => {
  const [here, there, other] = await Promise.all(
    ['here', 'there', 'other'].map((name) => foundedPeer(`${name}.example`)),
  )
  assert.ok(here && there && other)
  recognise(here, there)
  recognise(here, other, { hops: 1, domains: ['there.example'] })
  const rolled = rollOver(there)
  const renewed = { ...there, unit: knownByNew(there, rolled) }
  recognise(other, renewed)
  sure(takeIn(here, there.unit, await publish(there)), 'a bundle')
  sure(takeIn(here, other.unit, await publish(other)), 'a bundle')
  here.office.time += hour
  there.office.time += hour
  sure(takeIn(here, renewed.unit, await publish(there, 2)), 'a bundle')
  const { state, documents, time: at } = here.office
  const horizon = horizonOf(state, documents)
  assert.equal(horizon.peers.length, 3)
  const mesh = meshOf(horizon, at)
  assert.equal(mesh.units.size, 3)
  const told = explain(horizon, mesh, { leaf: there.unit.founder, purpose: 'client', grade: 'basic', at })
  assert.ok(told.answer === 'accepted')
  assert.deepEqual(told.differences, [])
  assert.deepEqual(told.disjoint, { paths: 2, exact: true })
  assert.equal(told.home.domain, 'there.example')
  assert.equal(told.home.keys.length, 2)
})
