import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCondition } from './when.ts'

const is = (step: string, outcome: string) => ({ kind: 'is', step, outcome })

test('`and` binds closer than `or`, and brackets closer still', () => {
  const parsed = parseCondition('a.outcome == x or b.outcome == y and (c.outcome == z or d.outcome != z)')
  assert.deepEqual(parsed.ok && parsed.value, {
    kind: 'any',
    of: [
      is('a', 'x'),
      {
        kind: 'all',
        of: [is('b', 'y'), { kind: 'any', of: [is('c', 'z'), { kind: 'is-not', step: 'd', outcome: 'z' }] }],
      },
    ],
  })
})

test('what is no condition is refused at the character where that shows', () => {
  const table: readonly (readonly [string, number])[] = [
    ['', 0],
    ['decide', 0],
    ['decide.result == x', 0],
    ['decide.outcome', 14],
    ['decide.outcome = x', 15],
    ['decide.outcome == ', 18],
    ['decide.outcome == X', 18],
    ['decide.outcome == x y', 20],
    ['decide.outcome == x and', 23],
    ['(decide.outcome == x', 20],
    ['decide.outcome == x)', 19],
    ['not decide.outcome == x', 0],
    ['decide.outcome == "x"', 18],
  ]
  for (const [text, offset] of table) {
    const parsed = parseCondition(text)
    assert.equal(parsed.ok ? 'a condition' : parsed.fault.offset, offset, text)
  }
})

test('conditions that are too long or nested too deep are refused, however long', () => {
  assert.equal(parseCondition(Array(17).fill('a.outcome == x').join(' and ')).ok, false)
  assert.equal(parseCondition(Array(16).fill('a.outcome == x').join(' and ')).ok, true)
  assert.equal(parseCondition('('.repeat(100_000)).ok, false)
})
