import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { grades } from '#x509'
import { anyMesh, type FakeMesh, fakeAgreement, fakeUnit, meshNow, usableLines } from './fake-mesh.ts'
import { type MeshAgreement, purposes } from './mesh.ts'
import { buildMesh } from './mesh-change.ts'
import { type ImpactQuestion, impactOf } from './mesh-impact.ts'

const units = ['A', 'B', 'C', 'D'].map((name) => fakeUnit(name))

function lost(agreements: readonly MeshAgreement[], removal: ImpactQuestion['removal']): readonly string[] {
  const impact = impactOf(buildMesh(units, agreements), { from: 'A', removal, at: meshNow })
  assert.ok(impact.answer === 'known')
  return impact.lost.map(({ unit, purpose, grade }) => `${unit} ${purpose} ${grade}`)
}

const narrow = { grades: ['basic', 'medium'], purposes: ['client'] } as const

test('withdrawing an agreement shuts out whom only it led to, for its grades and purposes', () => {
  const agreements = [fakeAgreement('A', 'B', narrow), fakeAgreement('B', 'C', { grades: ['medium'] })]
  const removal = { agreements: [{ from: 'A', id: 'A-B' }] }
  assert.deepEqual(lost(agreements, removal), ['B client basic', 'B client medium', 'C client medium'])
  assert.deepEqual(lost([...agreements, fakeAgreement('A', 'C', narrow)], removal), [
    'B client basic',
    'B client medium',
  ])
  assert.deepEqual(lost([...agreements, fakeAgreement('A', 'B', { id: 'other' })], removal), [])
})

test('removing a unit shuts out itself and whom only it led to', () => {
  const agreements = [
    fakeAgreement('A', 'B', narrow),
    fakeAgreement('B', 'C', narrow),
    fakeAgreement('C', 'D', narrow),
  ]
  assert.deepEqual(lost([...agreements, fakeAgreement('A', 'D', narrow)], { unit: 'B' }), [
    'B client basic',
    'B client medium',
    'C client basic',
    'C client medium',
  ])
})

test('removing what is not there shuts out nobody', () => {
  const agreements = [fakeAgreement('A', 'B')]
  assert.deepEqual(lost(agreements, { agreements: [{ from: 'B', id: 'A-B' }] }), [])
  assert.deepEqual(lost(agreements, { unit: 'nobody' }), [])
  const nobody = { from: 'nobody', removal: { unit: 'B' }, at: meshNow }
  assert.deepEqual(impactOf(buildMesh(units, agreements), nobody), { answer: 'known', lost: [] })
})

test('when the budget is spent the impact is unknown', () => {
  const mesh = buildMesh(units, [fakeAgreement('A', 'B'), fakeAgreement('B', 'C')])
  const question = { from: 'A', removal: { unit: 'B' }, at: meshNow, stepsMax: 3 }
  assert.deepEqual(impactOf(mesh, question), { answer: 'unknown' })
})

test('those shut out are those whom trying every path finds before and not after', () => {
  const removals = fc.oneof(
    fc.constantFrom({ unit: 'A' }, { unit: 'B' }, { unit: 'B' }),
    fc.array(fc.nat(15), { minLength: 1, maxLength: 3 }).map((ids) => ({ ids })),
  )
  let some = 0
  fc.assert(
    fc.property(anyMesh({ units: 5, agreements: [6, 16], wideOften: 20 }), removals, (fake, removal) => {
      const going = fake.agreements.filter(({ id, from, to }) =>
        'ids' in removal ? removal.ids.includes(Number(id)) : from === removal.unit || to === removal.unit,
      )
      const rest = { ...fake, agreements: fake.agreements.filter((one) => !going.includes(one)) }
      const answer = impactOf(buildMesh(fake.units, fake.agreements), {
        from: 'A',
        removal: 'ids' in removal ? { agreements: going } : removal,
        at: meshNow,
      })
      const [before, after] = [reachOf(fake), reachOf(rest)]
      const shutOut = before.filter((one) => !after.includes(one))
      if (shutOut.length > 0) some++
      assert.ok(answer.answer === 'known')
      assert.deepEqual(
        answer.lost.map(({ unit, purpose, grade }) => `${unit} ${purpose} ${grade}`),
        shutOut,
      )
    }),
    { numRuns: 300 },
  )
  assert.ok(some > 10, `${some} of 300 shut somebody out`)
})

function reachOf(fake: FakeMesh): readonly string[] {
  const others = fake.units.map(({ name }) => name).filter((name) => name !== 'A')
  return others.flatMap((to) =>
    purposes.flatMap((purpose) =>
      grades
        .filter((grade) => usableLines(fake, { from: 'A', to, purpose, grade, at: meshNow }).length > 0)
        .map((grade) => `${to} ${purpose} ${grade}`),
    ),
  )
}
