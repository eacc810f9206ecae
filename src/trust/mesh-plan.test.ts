import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { minute, second } from '#clock'
import { anyMesh, fakeAgreement, fakeQuestion, fakeUnit, meshNow } from './fake-mesh.ts'
import type { MeshAgreement } from './mesh.ts'
import { buildMesh, changeMesh } from './mesh-change.ts'
import { type AgreementPlan, type PlanAnswer, planAgreements } from './mesh-plan.ts'
import { searchMesh } from './mesh-search.ts'

const units = ['A', 'B', 'C', 'D'].map((name) => fakeUnit(name))
const question = fakeQuestion('A', 'D')

function plansOf(answer: PlanAnswer): readonly AgreementPlan[] {
  assert.ok(answer.answer === 'plans', answer.answer)
  return answer.plans
}

test('each plan is one agreement, with the target or with a unit that leads there', () => {
  const onward = [fakeAgreement('B', 'C'), fakeAgreement('C', 'D')]
  const plans = plansOf(planAgreements(buildMesh(units, onward), question))
  const bounds = {
    grade: 'medium',
    purpose: 'client',
    name: 'd.gov',
    statusAgeMaxSeconds: 60,
    existing: [],
    opens: [],
  }
  assert.deepEqual(plans, [
    { ...bounds, to: 'D', hops: 0, onward: [] },
    { ...bounds, to: 'C', hops: 1, onward: onward.slice(1) },
    { ...bounds, to: 'B', hops: 2, onward },
  ])
})

test('no plan needs a unit that cannot be agreed with', () => {
  const mesh = buildMesh(units, [fakeAgreement('C', 'D')])
  const among = (...names: readonly string[]): PlanAnswer =>
    planAgreements(mesh, { ...question, among: names })
  assert.deepEqual(
    plansOf(among('B', 'C')).map(({ to }) => to),
    ['C'],
  )
  assert.deepEqual(among('B'), { answer: 'none' })
})

test('an agreement there is already is named, so that it can be widened', () => {
  const mesh = buildMesh(units, [fakeAgreement('A', 'C', { hops: 0 }), fakeAgreement('C', 'D')])
  const plan = plansOf(planAgreements(mesh, question)).find(({ to }) => to === 'C')
  assert.deepEqual(plan?.existing, [{ from: 'A', id: 'A-C' }])
})

test('a unit that is accepted needs no plan', () => {
  const answer = planAgreements(buildMesh(units, [fakeAgreement('A', 'D')]), question)
  assert.ok(answer.answer === 'unneeded')
  assert.deepEqual(answer.path.trusted, ['D'])
})

test('what a plan would open besides tells plans apart, the one that opens least first', () => {
  const below = fakeUnit('E', { domain: 'e.d.gov' })
  const apart = fakeUnit('F', { domain: 'f.gov' })
  const onward = ['D', 'E', 'F'].map((to) => fakeAgreement('C', to))
  const mesh = buildMesh([...units, below, apart], [...onward, fakeAgreement('B', 'D')])
  const opens = plansOf(planAgreements(mesh, question)).map((plan) => [plan.to, plan.opens])
  assert.deepEqual(opens, [
    ['D', []],
    ['B', []],
    ['C', ['E']],
  ])
  const accepted = changeMesh(mesh, { agreed: [fakeAgreement('A', 'E')] })
  assert.deepEqual(
    plansOf(planAgreements(accepted, question)).flatMap((plan) => plan.opens),
    [],
  )
})

test('a plan leads to nobody unknown and over nobody whose status is', () => {
  const mesh = buildMesh(units, [fakeAgreement('Z', 'D'), fakeAgreement('A', 'Z')])
  assert.deepEqual(planAgreements(mesh, fakeQuestion('A', 'nobody')), { answer: 'none' })
  assert.deepEqual(planAgreements(mesh, fakeQuestion('A', 'Z')), { answer: 'none' })
  assert.deepEqual(
    plansOf(planAgreements(mesh, question)).map(({ to }) => to),
    ['D'],
  )
})

test('when the budget is spent the answer is unknown', () => {
  const mesh = buildMesh(units, [fakeAgreement('B', 'C'), fakeAgreement('C', 'D')])
  assert.deepEqual(planAgreements(mesh, { ...question, stepsMax: 1 }), { answer: 'unknown' })
})

function signed(plan: AgreementPlan, less: Partial<MeshAgreement> = {}): MeshAgreement {
  const { to, hops, statusAgeMaxSeconds } = plan
  return {
    id: 'planned',
    from: 'A',
    to,
    grades: [plan.grade],
    purposes: [plan.purpose],
    hops,
    names: [plan.name],
    notBefore: meshNow,
    notAfter: meshNow + minute,
    statusAgeMaxSeconds,
    ...less,
  }
}

test('signing any plan does it, opens what was told and nothing else, and with less it does not', () => {
  fc.assert(
    fc.property(anyMesh({ units: 6, agreements: [0, 16], wideOften: 12 }), (fake) => {
      const mesh = buildMesh(fake.units, fake.agreements)
      const asked = fakeQuestion('A', 'B')
      const answer = planAgreements(mesh, asked)
      if (answer.answer !== 'plans') return assert.equal(answer.answer, 'unneeded')
      for (const plan of answer.plans) {
        const after = changeMesh(mesh, { agreed: [signed(plan)] })
        const accepted = fake.units
          .map(({ name }) => name)
          .filter((name) => {
            const one = fakeQuestion('A', name)
            return searchMesh(mesh, one).answer === 'none' && searchMesh(after, one).answer === 'found'
          })
        assert.deepEqual(accepted, [...plan.opens, 'B'].toSorted())
        if (plan.hops === 0) continue
        const route = searchMesh(changeMesh(mesh, { agreed: [signed(plan, { hops: plan.hops - 1 })] }), asked)
        assert.equal(route.answer, 'none', 'one hop less does not do')
      }
    }),
    { numRuns: 300 },
  )
})

test('the status age of a plan is that of the oldest status it leads over', () => {
  const old = units.with(1, fakeUnit('B', { statusAsOf: meshNow - 90 * second - 1 }))
  const plans = plansOf(planAgreements(buildMesh(old, [fakeAgreement('B', 'D')]), question))
  assert.deepEqual(
    plans.map(({ to, statusAgeMaxSeconds }) => [to, statusAgeMaxSeconds]),
    [
      ['D', 60],
      ['B', 91],
    ],
  )
})
