import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inWords } from './answer-words.ts'
import { problemOf } from './problem.ts'

const by = { kind: 'office', office: 'inspector' }
const conflict = {
  steps: [{ step: 'check', by, people: ['ida'], count: 1 }],
  constraints: [{ place: 0, kind: 'different-people', steps: ['write', 'check'] }],
}
const why = 'only `ida` could take `check`, and different people must take `write`, `check`'

test('a conflict that is told of a case is told in words, too', () => {
  assert.deepEqual(inWords('case.outlook', { case: '7', conflict }, 'en'), { case: '7', conflict, why })
  assert.deepEqual(inWords('case.outlook', { case: '7' }, 'en'), { case: '7' })
  const cases = [{ case: '7', conflict }, { case: '8' }]
  assert.deepEqual(inWords('case.resilience', { cases, looked: 2 }, 'en'), {
    cases: [{ case: '7', conflict, why }, { case: '8' }],
    looked: 2,
  })
})

test('without names only the number of people is told', () => {
  const unnamed = { steps: [{ step: 'check', by, people: [], count: 2 }], constraints: [] }
  const { why: told } = inWords('case.outlook', { conflict: unnamed }, 'en') as { readonly why: string }
  assert.match(told, /^only 2 of .*inspector.* could take `check`$/)
})

test('faults of a text and conflicts of procedures are told in words', () => {
  const fault = { kind: 'unknown-office', line: 3, column: 9, key: 'steps.a.by.office', office: 'x' }
  const place = { line: 3, column: 9, key: 'steps.a.by.office' }
  assert.deepEqual(inWords('procedure.outlook', { sound: false, faults: [fault] }, 'en'), {
    sound: false,
    faults: [{ ...place, problem: 'there is no office `x`' }],
  })
  assert.deepEqual(inWords('procedure.outlook', { sound: true, conflict }, 'en'), {
    sound: true,
    conflict,
    why,
  })
  const procedures = [{ procedure: 'a', conflict }, { procedure: 'b' }]
  assert.deepEqual(inWords('office.dependence', { procedures }, 'en'), {
    procedures: [{ procedure: 'a', conflict, why }, { procedure: 'b' }],
  })
})

test('refusals in what a case waits for are told in words wherever they stand', () => {
  const refusal = { kind: 'not-executor', case: '7', step: 'decide' }
  const told = inWords(
    'case.missing',
    { steps: [{ acts: [{ act: 'step.hold', may: false, refusal }] }] },
    'en',
  )
  const { detail } = problemOf(refusal) ?? {}
  assert.ok(detail)
  assert.deepEqual(told, {
    steps: [{ acts: [{ act: 'step.hold', may: false, refusal: { ...refusal, detail } }] }],
  })
})

test('the same is told in Chinese where that is asked for', () => {
  const { why: told } = inWords('case.outlook', { conflict }, 'zh') as { readonly why: string }
  assert.equal(told, '只有 `ida` 能够办理 `check`，且`write`、`check` 须由不同人员办理')
})
