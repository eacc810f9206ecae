import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { second } from '#clock'
import {
  anyMesh,
  everyLine,
  fakeAgreement,
  fakeQuestion,
  fakeUnit,
  meshNow,
  narrowBounds,
  usableLines,
} from './fake-mesh.ts'
import type { MeshAgreement } from './mesh.ts'
import { buildMesh } from './mesh-change.ts'
import { explainMesh, type MeshExplanation } from './mesh-explanation.ts'

const units = ['A', 'B', 'C', 'D'].map((name) => fakeUnit(name))
const question = fakeQuestion('A', 'D')

function explain(agreements: readonly MeshAgreement[]): MeshExplanation {
  return explainMesh(buildMesh(units, agreements), question)
}

function forgers(agreements: readonly MeshAgreement[]): readonly string[] {
  const explanation = explain(agreements)
  assert.ok(explanation.answer === 'found')
  return explanation.forgers
}

test('who stands on every path, and always the target, could alone have forged the answer', () => {
  const viaB = [fakeAgreement('A', 'B'), fakeAgreement('B', 'D')]
  assert.deepEqual(forgers(viaB), ['B', 'D'])
  assert.deepEqual(forgers([...viaB, fakeAgreement('A', 'C'), fakeAgreement('C', 'D')]), ['D'])
  assert.deepEqual(forgers([...viaB, fakeAgreement('A', 'C'), fakeAgreement('C', 'B')]), ['B', 'D'])
})

test('a path that no bounds let through makes nobody less needed', () => {
  const viaC = [fakeAgreement('A', 'C', { hops: 0 }), fakeAgreement('C', 'D')]
  assert.deepEqual(forgers([fakeAgreement('A', 'B'), fakeAgreement('B', 'D'), ...viaC]), ['B', 'D'])
})

const narrow: readonly (readonly [string, Partial<MeshAgreement>, object])[] = [
  ['grade', { grades: ['basic'] }, { bound: 'grade', permits: ['basic'] }],
  ['purpose', { purposes: ['server'] }, { bound: 'purpose', permits: ['server'] }],
  ['names', { names: ['b.gov'] }, { bound: 'names', permits: ['b.gov'] }],
  [
    'validity',
    { notBefore: meshNow + 1, notAfter: meshNow + 9 },
    { bound: 'validity', notBefore: meshNow + 1, notAfter: meshNow + 9 },
  ],
  ['hops', { hops: 0 }, { bound: 'hops', permits: 0, needs: 1 }],
  ['status age', { statusAgeMaxSeconds: 30 }, { bound: 'status-age', permitsSeconds: 30, needsSeconds: 60 }],
]

for (const [what, terms, obstacle] of narrow) {
  test(`the nearest miss tells which agreement's ${what} would have to be wider`, () => {
    const agreements = [fakeAgreement('A', 'B', terms), fakeAgreement('B', 'D')]
    assert.deepEqual(explain(agreements), {
      answer: 'none',
      nearest: { agreements, obstacles: [{ agreement: { from: 'A', id: 'A-B' }, ...obstacle }] },
    })
  })
}

test('a longer way with one obstacle is nearer than a shorter with two', () => {
  const explanation = explain([
    fakeAgreement('A', 'D', { grades: ['test'], names: [] }),
    fakeAgreement('A', 'B'),
    fakeAgreement('B', 'C', { hops: 0 }),
    fakeAgreement('C', 'D'),
  ])
  assert.ok(explanation.answer === 'none' && typeof explanation.nearest === 'object')
  assert.deepEqual(
    explanation.nearest.obstacles.map(({ bound }) => bound),
    ['hops'],
  )
})

test('where no agreements lead there is no nearest miss', () => {
  const unconnected = { answer: 'none', nearest: 'unconnected' }
  assert.deepEqual(explain([fakeAgreement('A', 'B'), fakeAgreement('D', 'A')]), unconnected)
  assert.deepEqual(explainMesh(buildMesh(units, []), fakeQuestion('A', 'nobody')), unconnected)
  const viaStranger = buildMesh(units, [fakeAgreement('A', 'Z'), fakeAgreement('Z', 'D')])
  assert.deepEqual(explainMesh(viaStranger, question), unconnected)
})

test('when the budget is spent on the path the answer is unknown, and later only the reasons are', () => {
  const agreements = [fakeAgreement('A', 'B', { hops: 0 }), fakeAgreement('B', 'D')]
  const within = (stepsMax: number): MeshExplanation =>
    explainMesh(buildMesh(units, agreements), { ...question, stepsMax })
  assert.deepEqual(within(0), { answer: 'unknown' })
  assert.deepEqual(within(55), { answer: 'none', nearest: 'unknown' })
})

test('the units found on every path are those that trying every path finds', () => {
  let found = 0
  fc.assert(
    fc.property(anyMesh({ units: 7, agreements: [0, 24], wideOften: 12 }), (fake) => {
      const asked = fakeQuestion('A', 'B')
      const explanation = explainMesh(buildMesh(fake.units, fake.agreements), asked)
      if (explanation.answer !== 'found') return
      const lines = usableLines(fake, asked).map((line) => new Set(line.map(({ to }) => to)))
      const onEvery = fake.units
        .map(({ name }) => name)
        .filter((name) => lines.every((line) => line.has(name)))
      assert.deepEqual(explanation.forgers.toSorted(), onEvery)
      found++
    }),
    { numRuns: 1000 },
  )
  assert.ok(found > 100, `${found} of 1000 had a path`)
})

test('no way has fewer obstacles than the nearest miss, nor as many and fewer agreements', () => {
  let missed = 0
  fc.assert(
    fc.property(anyMesh({ units: 6, agreements: [0, 20], wideOften: 5 }), (fake) => {
      const asked = fakeQuestion('A', 'B')
      const explanation = explainMesh(buildMesh(fake.units, fake.agreements), asked)
      if (explanation.answer !== 'none') return
      const measures = Array.from(
        everyLine(fake, 'A', 'B'),
        (line) => [narrowBounds(fake, line, asked), line.length] as const,
      )
      const [fewest] = measures.toSorted((one, other) => one[0] - other[0] || one[1] - other[1])
      if (!fewest) return assert.equal(explanation.nearest, 'unconnected')
      assert.ok(typeof explanation.nearest === 'object')
      const { agreements, obstacles } = explanation.nearest
      assert.deepEqual([obstacles.length, agreements.length], fewest)
      assert.equal(narrowBounds(fake, agreements, asked), obstacles.length)
      missed++
    }),
    { numRuns: 1000 },
  )
  assert.ok(missed > 100, `${missed} of 1000 had a nearest miss`)
})

test('the age of a status from the future stops nothing', () => {
  const ahead = units.with(3, fakeUnit('D', { statusAsOf: meshNow + second }))
  const explanation = explainMesh(
    buildMesh(ahead, [fakeAgreement('A', 'D', { statusAgeMaxSeconds: 1 })]),
    question,
  )
  assert.equal(explanation.answer, 'found')
})
