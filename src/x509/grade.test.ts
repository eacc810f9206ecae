import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Grade, gradeOfPolicies, gradePolicies, gradePolicy, grades, policiesUpTo } from './grade.ts'

const anyPolicy = '2.5.29.32.0'

test('a certificate of a grade meets its own policy and those of the application grades below', () => {
  const met = grades.map((grade) => grades.filter((each) => policiesUpTo(grade).includes(gradePolicy[each])))
  assert.deepEqual(met, [
    ['test'],
    ['rudimentary'],
    ['rudimentary', 'basic'],
    ['rudimentary', 'basic', 'medium'],
    ['rudimentary', 'basic', 'medium', 'high'],
  ])
})

test('no two grades share a policy', () => {
  assert.equal(new Set(gradePolicies).size, grades.length)
})

test('the grade of what a grade meets is that grade again', () => {
  for (const grade of grades) assert.equal(gradeOfPolicies(policiesUpTo(grade)), grade)
})

test('policies that are no grades count for nothing, any-policy among them', () => {
  for (const policies of [[], [anyPolicy], ['1.2.3', `${gradePolicy.high}.1`]]) {
    assert.equal(gradeOfPolicies(policies), undefined)
  }
})

test('the grade of policies is the highest among them, in whatever order they stand', () => {
  const several = fc.shuffledSubarray([...grades], { minLength: 1 })
  fc.assert(
    fc.property(several, (given: readonly Grade[]) => {
      const highest = grades[Math.max(...given.map((grade) => grades.indexOf(grade)))]
      assert.equal(gradeOfPolicies([anyPolicy, ...given.map((grade) => gradePolicy[grade])]), highest)
    }),
  )
})
