import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { day, minute, second } from '#clock'
import {
  type AnyMeshTerms,
  anyMesh,
  type FakeMesh,
  fakeAgreement,
  fakeQuestion,
  fakeUnit,
  meshNow,
  narrowBounds,
  usableLines,
} from './fake-mesh.ts'
import type { MeshAgreement } from './mesh.ts'
import { buildMesh } from './mesh-change.ts'
import { type MeshAnswer, searchMesh } from './mesh-search.ts'

const units = ['A', 'B', 'C', 'D', 'E'].map((name) => fakeUnit(name))
const line = [fakeAgreement('A', 'B'), fakeAgreement('B', 'C'), fakeAgreement('C', 'D')]

function search(agreements: readonly MeshAgreement[], terms = {}, from = 'A', to = 'D'): MeshAnswer {
  return searchMesh(buildMesh(units, agreements), fakeQuestion(from, to, terms))
}

/** The units from the first to the last, or the answer. */
function route(answer: MeshAnswer): string {
  return answer.answer === 'found' ? ['', ...answer.trusted].join(' ').trim() : answer.answer
}

const withFirst = (terms: Partial<MeshAgreement>) => line.with(0, fakeAgreement('A', 'B', terms))

test('agreements lead one way only', () => {
  assert.equal(route(search(line)), 'B C D')
  assert.equal(route(search(line, {}, 'D', 'A')), 'none')
  assert.equal(route(search(line, {}, 'A', 'E')), 'none')
  assert.equal(route(search(line, {}, 'A', 'nobody')), 'none')
})

test('a unit accepts itself without any agreement', () => {
  assert.deepEqual(search([], {}, 'A', 'A'), {
    answer: 'found',
    agreements: [],
    limiting: [],
    ages: [],
    trusted: [],
  })
})

const tooNarrow: readonly (readonly [string, Partial<MeshAgreement>])[] = [
  ['grades without the one asked for', { grades: ['test', 'rudimentary', 'basic', 'high'] }],
  ['purposes without the one asked for', { purposes: ['server'] }],
  ['names that are not the domain or above it', { names: ['a.gov', 'x.d.gov', 'gov.d'] }],
  ['no names', { names: [] }],
  ['a time that begins later', { notBefore: meshNow + 1 }],
  ['a time that has ended', { notAfter: meshNow - 1 }],
  ['fewer hops than follow', { hops: 1 }],
  ['a status age that is passed by a unit after it', { statusAgeMaxSeconds: 59 }],
]

for (const [what, terms] of tooNarrow) {
  test(`an agreement is of no use with ${what}`, () => assert.equal(route(search(withFirst(terms))), 'none'))
}

const wideEnough: readonly (readonly [string, Partial<MeshAgreement>])[] = [
  ['the grade alone', { grades: ['medium'] }],
  ['the purpose alone', { purposes: ['client'] }],
  ['the domain itself among its names, in other letters', { names: ['x.org', 'D.Gov'] }],
  ['a time that begins and ends now', { notBefore: meshNow, notAfter: meshNow }],
  ['as many hops as follow', { hops: 2 }],
  ['a status age that is just met', { statusAgeMaxSeconds: 60 }],
]

for (const [what, terms] of wideEnough) {
  test(`an agreement is of use with ${what}`, () => assert.equal(route(search(withFirst(terms))), 'B C D'))
}

test('the domain asked for counts, and by default it is that of the target', () => {
  const agreements = withFirst({ names: ['x.org'] })
  assert.equal(route(search(agreements, { domain: 'people.x.org' })), 'B C D')
  assert.equal(route(search(agreements)), 'none')
})

test('the status of the asking unit itself is not asked for', () => {
  const stale = [fakeUnit('A', { statusAsOf: meshNow - day }), fakeUnit('B')]
  assert.equal(route(searchMesh(buildMesh(stale, line), fakeQuestion('A', 'B'))), 'B')
})

test('nothing leads to or through a unit that has never published a status', () => {
  const mesh = buildMesh([fakeUnit('A'), fakeUnit('B'), fakeUnit('D')], line)
  assert.equal(route(searchMesh(mesh, fakeQuestion('A', 'C'))), 'none')
  assert.equal(route(searchMesh(mesh, fakeQuestion('A', 'D'))), 'none')
  assert.equal(route(searchMesh(mesh, fakeQuestion('C', 'D'))), 'D')
})

test('a longer way over fresher statuses is found where the short one is too stale', () => {
  const stale = units.with(2, fakeUnit('C', { statusAsOf: meshNow - 2 * minute }))
  const agreements = [
    fakeAgreement('A', 'B', { statusAgeMaxSeconds: 90 }),
    fakeAgreement('B', 'C'),
    fakeAgreement('C', 'D'),
    fakeAgreement('B', 'E'),
    fakeAgreement('E', 'F'),
    fakeAgreement('F', 'D'),
    // Wide enough for the stale way, so that it is not left out from the beginning.
    fakeAgreement('A', 'G'),
  ]
  const mesh = buildMesh([...stale, fakeUnit('F')], agreements)
  assert.equal(route(searchMesh(mesh, fakeQuestion('A', 'D'))), 'B E F D')
  assert.equal(route(searchMesh(mesh, fakeQuestion('B', 'D'))), 'C D')
})

test('a path tells where it is narrowest in each bound, how old each status is and who was trusted', () => {
  const agreements = [
    fakeAgreement('A', 'B', { hops: 4, notAfter: meshNow + 10, statusAgeMaxSeconds: 62 }),
    fakeAgreement('B', 'C', { hops: 2, names: ['org', 'gov', 'd.gov'], grades: ['basic', 'medium'] }),
    fakeAgreement('C', 'D', { names: ['gov', ''] }),
  ]
  const answer = search(agreements)
  assert.ok(answer.answer === 'found')
  assert.deepEqual(answer.agreements, agreements)
  assert.deepEqual(answer.limiting, [
    { bound: 'grade', agreement: { from: 'B', id: 'B-C' }, highest: 'medium' },
    { bound: 'hops', agreement: { from: 'B', id: 'B-C' }, spare: 1 },
    { bound: 'validity', agreement: { from: 'A', id: 'A-B' }, until: meshNow + 10 },
    { bound: 'status-age', agreement: { from: 'A', id: 'A-B' }, spareSeconds: 2 },
    { bound: 'names', agreement: { from: 'B', id: 'B-C' }, name: 'gov' },
  ])
  assert.deepEqual(
    answer.ages,
    ['B', 'C', 'D'].map((unit) => ({ unit, asOf: meshNow - minute, ageMilliseconds: minute })),
  )
  assert.deepEqual(answer.trusted, ['B', 'C', 'D'])
})

test('of paths as long as each other the freshest is taken, and of these the first by name', () => {
  const agreements = ['B', 'C', 'E'].flatMap((unit) => [fakeAgreement('A', unit), fakeAgreement(unit, 'D')])
  assert.equal(route(search(agreements)), 'B D')
  const fresher = units.with(2, fakeUnit('C', { statusAsOf: meshNow - 59 * second }))
  const target = fakeUnit('D', { statusAsOf: meshNow })
  const mesh = buildMesh(fresher.with(3, target), agreements.toReversed())
  assert.equal(route(searchMesh(mesh, fakeQuestion('A', 'D'))), 'C D')
})

test('when the budget is spent the answer is unknown', () => {
  assert.equal(search(line, { stepsMax: 50 }).answer, 'unknown')
  assert.equal(search(line, { stepsMax: 60 }).answer, 'found')
})

const question = fakeQuestion('A', 'B')

const shapes = [
  ['dense', { units: 8, agreements: [0, 32], wideOften: 12 }],
  // Long paths, so that both sides of the search go some way.
  ['sparse', { units: 12, agreements: [10, 24], wideOften: 100 }],
] as const

for (const [shape, terms] of shapes) {
  test(`in a ${shape} mesh a path is found exactly when trying all finds one, and then a shortest`, () =>
    isExact(terms))
}

function isExact(terms: AnyMeshTerms): void {
  let found = 0
  fc.assert(
    fc.property(anyMesh(terms), (fake) => {
      const answer = searchMesh(buildMesh(fake.units, fake.agreements), question)
      const [shortest] = usableLines(fake, question)
      assert.equal(answer.answer, shortest ? 'found' : 'none')
      if (answer.answer !== 'found' || !shortest) return
      found++
      assert.equal(answer.agreements.length, shortest.length)
      assert.equal(narrowBounds(fake, answer.agreements, question), 0)
      assert.equal(new Set(answer.trusted).size, answer.trusted.length)
    }),
    { numRuns: 1500 },
  )
  assert.ok(found > 100, `${found} of 1500 had a path`)
}

test('the order in which units and agreements are given makes no difference', () => {
  const anyOrder = anyMesh({ units: 8, agreements: [0, 32], wideOften: 12 }).chain((fake) =>
    fc.tuple(
      fc.constant(fake),
      fc.shuffledSubarray([...fake.units], { minLength: fake.units.length }),
      fc.shuffledSubarray([...fake.agreements], { minLength: fake.agreements.length }),
    ),
  )
  fc.assert(
    fc.property(anyOrder, ([fake, others, agreements]) => {
      assert.deepEqual(
        searchMesh(buildMesh(others, agreements), question),
        searchMesh(buildMesh(fake.units, fake.agreements), question),
      )
    }),
    { numRuns: 500 },
  )
})

test('removing a unit changes only the pairs all of whose paths ran through it', () => {
  const without = ({ units: all, agreements }: FakeMesh, gone: string): FakeMesh => ({
    units: all.filter(({ name }) => name !== gone),
    agreements: agreements.filter(({ from, to }) => from !== gone && to !== gone),
  })
  fc.assert(
    fc.property(anyMesh({ units: 6, agreements: [0, 20], wideOften: 12 }), (fake) => {
      const rest = without(fake, 'C')
      const [before, after] = [fake, rest].map((one) => buildMesh(one.units, one.agreements))
      if (!before || !after) return
      for (const from of rest.units) {
        for (const to of rest.units) {
          const asked = fakeQuestion(from.name, to.name)
          const allThrough = usableLines(fake, asked).every((path) => path.some((one) => one.to === 'C'))
          const expected: string = allThrough ? 'none' : searchMesh(before, asked).answer
          assert.equal(searchMesh(after, asked).answer, expected)
        }
      }
    }),
    { numRuns: 200 },
  )
})
