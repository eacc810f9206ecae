import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyMesh, fakeAgreement, fakeQuestion, fakeUnit, narrowBounds, usableLines } from './fake-mesh.ts'
import type { MeshAgreement } from './mesh.ts'
import { buildMesh } from './mesh-change.ts'
import { disjointPaths } from './mesh-disjoint.ts'

const units = Array.from('ABCDEFGHIJKLMNOPQRSTUV', (name) => fakeUnit(name))
const question = fakeQuestion('A', 'T')

function agreementsOf(...lines: readonly string[]): readonly MeshAgreement[] {
  const pairs = lines.flatMap((line) => Array.from(line.slice(1), (to, at) => `${line[at]}${to}`))
  return Array.from(new Set(pairs), ([from = '', to = '']) => fakeAgreement(from, to))
}

/** The paths as the units on them, or the answer. */
function disjoint(
  agreements: readonly MeshAgreement[],
  count: number,
  stepsMax = 1000,
): readonly string[] | string {
  const answer = disjointPaths(buildMesh(units, agreements), { ...question, stepsMax }, count)
  if (answer.answer === 'none') return `at most ${answer.atMost}`
  return answer.answer === 'unknown' ? 'unknown' : answer.paths.map(({ trusted }) => trusted.join(''))
}

test('paths are disjoint when no unit but the ends is on two of them', () => {
  const agreements = agreementsOf('ABT', 'ACT', 'ADCT')
  assert.deepEqual(disjoint(agreements, 2), ['BT', 'CT'])
  assert.equal(disjoint(agreements, 3), 'at most 2')
  assert.equal(disjoint(agreementsOf('ABCT', 'ADCT'), 2), 'at most 1')
  assert.equal(disjoint(agreementsOf('AB'), 1), 'at most 0')
})

test('agreements straight with the target count once', () => {
  const twice = [fakeAgreement('A', 'T', { id: '1' }), fakeAgreement('A', 'T', { id: '2' })]
  assert.deepEqual(disjoint(twice, 1), ['T'])
  assert.equal(disjoint(twice, 2), 'at most 1')
  assert.deepEqual(disjoint([...twice, ...agreementsOf('ABT')], 2), ['T', 'BT'])
})

const blocking = agreementsOf('ABCT', 'ABDET', 'AFGCT')

test('a shortest path that blocks the others is given up for longer ones', () => {
  assert.deepEqual(disjoint(blocking, 1), ['BCT'])
  assert.deepEqual(disjoint(blocking, 2), ['BDET', 'FGCT'])
})

test('what an earlier choice took is given back whole, and free for a third path', () => {
  const two = agreementsOf('ABCDT', 'ABEGHT', 'AFIJDT')
  assert.deepEqual(disjoint(two, 2), ['BEGHT', 'FIJDT'])
  const three = agreementsOf('ABCDT', 'ABEGT', 'AFIJDT', 'AKPQRSCLMNOUVT')
  assert.deepEqual(disjoint(three, 3), ['BEGT', 'FIJDT', 'KPQRSCLMNOUVT'])
})

test('paths that would be too long are not promised', () => {
  const bounded = (hops: number): readonly MeshAgreement[] =>
    blocking.map((one) => (one.id === 'A-B' ? fakeAgreement('A', 'B', { hops }) : one))
  assert.deepEqual(disjoint(bounded(3), 2), ['BDET', 'FGCT'])
  assert.equal(disjoint(bounded(2), 2), 'at most 1')
})

test('a unit needs nobody to accept itself, and nobody unknown is reached', () => {
  const mesh = buildMesh(units, [])
  assert.deepEqual(disjointPaths(mesh, fakeQuestion('A', 'A'), 2), {
    answer: 'found',
    paths: [{ agreements: [], limiting: [], ages: [], trusted: [] }],
  })
  assert.deepEqual(disjointPaths(mesh, fakeQuestion('A', 'nobody'), 1), { answer: 'none', atMost: 0 })
})

test('a spent budget and more paths than can be demanded are unknown', () => {
  assert.equal(disjoint(agreementsOf('ABT', 'ACT'), 2, 5), 'unknown')
  assert.equal(disjoint(agreementsOf('ABT', 'ACT'), 9), 'unknown')
})

/** The most usable paths that share no unit, by trying every choice. */
function mostDisjoint(lines: readonly (readonly MeshAgreement[])[], target: string): number {
  const inner = lines.map((line) => line.map(({ to }) => to).filter((to) => to !== target))
  const sets = Array.from(new Set(inner.map((names) => names.toSorted().join(''))))
  const most = (from: number, taken: string): number => {
    let best = 0
    for (const [at, names] of sets.entries()) {
      if (at < from || Array.from(names).some((name) => taken.includes(name))) continue
      best = Math.max(best, 1 + most(at + 1, taken + names))
    }
    return best
  }
  return most(0, '')
}

test('as many disjoint paths are found as trying every choice finds, and never more', () => {
  const counts = new Map<number, number>()
  const asked = fakeQuestion('A', 'B')
  fc.assert(
    fc.property(
      anyMesh({ units: 7, agreements: [15, 36], wideOften: 20 }),
      fc.integer({ min: 1, max: 4 }),
      (fake, count) => {
        const most = mostDisjoint(usableLines(fake, asked), 'B')
        counts.set(most, (counts.get(most) ?? 0) + 1)
        const answer = disjointPaths(buildMesh(fake.units, fake.agreements), asked, count)
        assert.equal(answer.answer, most >= count ? 'found' : 'none')
        if (answer.answer === 'none') assert.ok(answer.atMost >= most && answer.atMost < count)
        if (answer.answer !== 'found') return
        assert.equal(answer.paths.length, count)
        for (const { agreements } of answer.paths) assert.equal(narrowBounds(fake, agreements, asked), 0)
        const inner = answer.paths.flatMap(({ trusted }) => trusted).filter((name) => name !== 'B')
        assert.equal(new Set(inner).size, inner.length)
      },
    ),
    { numRuns: 1500 },
  )
  assert.ok((counts.get(2) ?? 0) > 20, `${counts.get(2)} of 1500 had two`)
})

test('where no bound is narrow, the flow alone tells how many there are', () => {
  const asked = fakeQuestion('A', 'B')
  let fewer = 0
  fc.assert(
    fc.property(anyMesh({ units: 9, agreements: [12, 26] }), (fake) => {
      const most = mostDisjoint(usableLines(fake, asked), 'B')
      if (most === 0) return
      const mesh = buildMesh(fake.units, fake.agreements)
      assert.equal(disjointPaths(mesh, asked, most).answer, 'found')
      assert.deepEqual(disjointPaths(mesh, asked, most + 1), { answer: 'none', atMost: most })
      fewer++
    }),
    { numRuns: 1000 },
  )
  assert.ok(fewer > 100, `${fewer} of 1000 had a path`)
})
