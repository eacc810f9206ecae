import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minute } from '#clock'
import { anyMesh, fakeAgreement, fakeQuestion, fakeUnit, meshNow } from './fake-mesh.ts'
import { agreementAt, agreementNumber, type Mesh, type MeshAgreement, unitCount } from './mesh.ts'
import { buildMesh, changeMesh } from './mesh-change.ts'
import { explainMesh } from './mesh-explanation.ts'
import { searchMesh } from './mesh-search.ts'

const units = ['A', 'B', 'C'].map((name) => fakeUnit(name))

function answer(mesh: Mesh, from: string, to: string): string {
  return searchMesh(mesh, fakeQuestion(from, to)).answer
}

test('two islands that each stood alone join by one agreement in each direction', () => {
  const islands = ['ABC', 'DEF'].map((names) => {
    const [one = '', two = '', three = ''] = names
    return {
      units: [one, two, three].map((name) => fakeUnit(name)),
      line: [[one, two] as const, [two, three] as const],
    }
  })
  const agreements = islands.flatMap(({ line }) =>
    line.flatMap(([one, other]) => [fakeAgreement(one, other), fakeAgreement(other, one)]),
  )
  const apart = buildMesh(
    islands.flatMap((island) => island.units),
    agreements,
  )
  assert.equal(answer(apart, 'A', 'F'), 'none')
  const joined = changeMesh(apart, { agreed: [fakeAgreement('C', 'D'), fakeAgreement('D', 'C')] })
  assert.equal(answer(joined, 'A', 'F'), 'found')
  assert.equal(answer(joined, 'F', 'A'), 'found')
  assert.equal(answer(apart, 'A', 'F'), 'none', 'the mesh before stays as it was')
})

test('a unit that comes with its agreement is reached, and one whose agreement is withdrawn is not', () => {
  const before = buildMesh(units, [fakeAgreement('A', 'B')])
  const grown = changeMesh(before, { units: [fakeUnit('Z')], agreed: [fakeAgreement('B', 'Z')] })
  assert.equal(answer(grown, 'A', 'Z'), 'found')
  for (const withdrawn of [
    { from: 'B', id: 'B-Z' },
    { from: 'A', id: 'A-B' },
  ]) {
    assert.equal(answer(changeMesh(grown, { withdrawn: [withdrawn] }), 'A', 'Z'), 'none')
  }
  const unknown = [
    { from: 'A', id: 'B-Z' },
    { from: 'nobody', id: 'A-B' },
  ]
  assert.equal(answer(changeMesh(grown, { withdrawn: unknown }), 'A', 'Z'), 'found')
})

test('of paths alike the first by name is taken, whenever its unit came', () => {
  const before = buildMesh([...units, fakeUnit('D')], [fakeAgreement('A', 'D'), fakeAgreement('D', 'C')])
  const ways = (to: string): readonly MeshAgreement[] => [fakeAgreement('A', to), fakeAgreement(to, 'C')]
  const later = changeMesh(before, { units: [fakeUnit('AA')], agreed: ways('AA') })
  const farther = [fakeAgreement('Z', 'Y'), ...['D', 'AA'].map((to) => fakeAgreement('Y', to))]
  const farthest = changeMesh(later, { units: [fakeUnit('Y'), fakeUnit('Z')], agreed: farther })
  const route = (mesh: Mesh, from: string): readonly string[] => {
    const found = searchMesh(mesh, fakeQuestion(from, 'C'))
    return found.answer === 'found' ? found.trusted : []
  }
  assert.deepEqual(route(later, 'A'), ['AA', 'C'])
  assert.deepEqual(route(farthest, 'Z'), ['Y', 'AA', 'C'])
})

test('the same holds before the unit where the ways meet', () => {
  // So many lead to the target that the search comes to the meeting point from the front.
  const crowd = Array.from({ length: 9 }, (_, at) => fakeUnit(`crowd ${at}`))
  const ways = (by: string): readonly MeshAgreement[] => [fakeAgreement('A', by), fakeAgreement(by, 'B')]
  const agreements = [
    fakeAgreement('B', 'C'),
    ...crowd.map(({ name }) => fakeAgreement(name, 'C')),
    ...ways('D'),
  ]
  const before = buildMesh([...units, ...crowd, fakeUnit('D')], agreements)
  const after = changeMesh(before, { units: [fakeUnit('AA')], agreed: ways('AA') })
  for (const [mesh, by] of [[before, 'D'] as const, [after, 'AA'] as const]) {
    const found = searchMesh(mesh, fakeQuestion('A', 'C'))
    assert.ok(found.answer === 'found')
    assert.deepEqual(found.trusted, [by, 'B', 'C'])
  }
})

test('an agreement of the same unit and id takes the place of the one before', () => {
  const before = buildMesh(units, [fakeAgreement('A', 'B'), fakeAgreement('B', 'C')])
  const narrowed = changeMesh(before, { agreed: [fakeAgreement('A', 'B', { hops: 0 })] })
  assert.equal(answer(narrowed, 'A', 'C'), 'none')
  const widened = changeMesh(narrowed, { agreed: [fakeAgreement('A', 'B', { hops: 1 })] })
  assert.equal(answer(widened, 'A', 'C'), 'found')
})

test('a newer status of a unit is what its age is counted from', () => {
  const stale = [fakeUnit('A'), fakeUnit('B', { statusAsOf: meshNow - 61 * minute })]
  const before = buildMesh(stale, [fakeAgreement('A', 'B'), fakeAgreement('A', 'Z')])
  assert.equal(answer(before, 'A', 'B'), 'none')
  assert.equal(answer(changeMesh(before, { units: [fakeUnit('B')] }), 'A', 'B'), 'found')
  assert.equal(answer(changeMesh(before, { units: [fakeUnit('Z')] }), 'A', 'Z'), 'found')
  const twice = changeMesh(
    changeMesh(before, { units: [fakeUnit('Y')], agreed: [fakeAgreement('A', 'Y')] }),
    {
      units: [fakeUnit('Y', { statusAsOf: meshNow - 61 * minute })],
    },
  )
  assert.equal(answer(twice, 'A', 'Y'), 'none')
})

test('a mesh keeps an agreement as it was given', () => {
  const given: MeshAgreement = {
    id: '7',
    from: 'A',
    to: 'B',
    grades: ['test', 'high'],
    purposes: ['server'],
    hops: 255,
    names: ['B.gov', ''],
    notBefore: 1,
    notAfter: 2 ** 45,
    statusAgeMaxSeconds: 2 ** 31 - 1,
  }
  for (const mesh of [buildMesh([], [given]), changeMesh(buildMesh([], []), { agreed: [given] })]) {
    assert.deepEqual(agreementAt(mesh, agreementNumber(mesh, given) ?? -1), given)
  }
})

test('after any changes a mesh answers as one that was built so', () => {
  const change = fc.tuple(
    anyMesh({ units: 8, agreements: [0, 32], wideOften: 12 }),
    fc.array(fc.nat(31)),
    fc.nat(32),
    fc.nat(8),
  )
  const question = fakeQuestion('A', 'B')
  fc.assert(
    fc.property(change, ([fake, going, since, unitsSince]) => {
      const early = buildMesh(fake.units.slice(unitsSince), fake.agreements.slice(since))
      const withdrawn = fake.agreements.filter((_, at) => going.includes(at))
      const late = { units: fake.units.slice(0, unitsSince), agreed: fake.agreements.slice(0, since) }
      const changed = changeMesh(changeMesh(early, late), { withdrawn })
      const built = buildMesh(
        fake.units,
        fake.agreements.filter((one) => !withdrawn.includes(one)),
      )
      assert.deepEqual(explainMesh(changed, question), explainMesh(built, question))
    }),
    { numRuns: 1000 },
  )
})

test('when many changes have come together the mesh is laid out anew and answers as before', () => {
  let mesh = buildMesh([], [])
  const names = Array.from({ length: 300 }, (_, at) => `unit ${at}`)
  for (const [at, name] of names.entries()) {
    const agreed = [fakeAgreement(name, names[at - 1] ?? name)]
    mesh = changeMesh(mesh, { units: [fakeUnit(name, { domain: 'a.gov' })], agreed })
  }
  assert.equal(unitCount(mesh), 300)
  assert.ok(mesh.newcomers.length < 300)
  assert.equal(answer(mesh, 'unit 255', 'unit 0'), 'found')
  assert.equal(answer(mesh, 'unit 256', 'unit 0'), 'found')
  assert.equal(answer(mesh, 'unit 257', 'unit 0'), 'none', 'hops go up to 255')
})
