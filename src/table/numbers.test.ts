import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  countOf,
  leastNumber,
  type NumberSets,
  numbersDown,
  numbersOf,
  withNumber,
  withoutNumber,
} from './numbers.ts'
import { emptyTable } from './table.ts'

const numbers = fc.oneof(
  fc.nat({ max: 70 }),
  fc.nat(),
  fc.constantFrom(2 ** 31, 2 ** 31 - 1, 2 ** 32, 2 ** 35 - 1),
)
const changes = fc.array(
  fc.record({ group: fc.constantFrom('a', 'b', 'a 1'), number: numbers, add: fc.boolean() }),
)

test('sets of numbers hold what was added and not taken away, in order, each group for itself', () => {
  fc.assert(
    fc.property(changes, numbers, (made, from) => {
      const model = new Map<string, Set<number>>()
      let sets: NumberSets = emptyTable()
      for (const { group, number, add } of made) {
        const known = model.get(group) ?? new Set()
        model.set(group, known)
        if (add) known.add(number)
        else known.delete(number)
        sets = add ? withNumber(sets, group, number) : withoutNumber(sets, group, number)
      }
      for (const [group, known] of model) {
        const expected = [...known].sort((a, b) => a - b)
        assert.deepEqual([...numbersOf(sets, group)], expected)
        assert.deepEqual(
          [...numbersOf(sets, group, from)],
          expected.filter((number) => number >= from),
        )
        assert.deepEqual([...numbersDown(sets, group)], expected.toReversed())
        assert.deepEqual(
          [...numbersDown(sets, group, from)],
          expected.toReversed().filter((number) => number < from),
        )
        assert.equal(countOf(sets, group), expected.length)
        assert.equal(leastNumber(sets, group), expected[0])
      }
    }),
  )
})

test('sets that have been emptied leave no rows behind', () => {
  fc.assert(
    fc.property(fc.array(numbers), (added) => {
      const full = added.reduce(
        (sets, number) => withNumber(sets, 'a', number),
        emptyTable<readonly number[]>(),
      )
      const empty = added.reduce((sets, number) => withoutNumber(sets, 'a', number), full)
      assert.equal(empty.size, 0)
    }),
  )
})
