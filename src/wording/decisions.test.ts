import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decisionsIn } from '#gateway'
import { tellWhy } from './decisions.ts'

const access = (problem: string) => ({
  at: '2026-11-22T12:00:00.000Z',
  outcome: 'refused',
  problem,
})

for (const problem of ['certificate-missing', 'permission-missing', 'upstream-slow']) {
  test(`why the gate refused for ${problem} is told in both languages`, () => {
    const [decision] = decisionsIn(JSON.stringify(access(problem)))
    assert.ok(decision)
    assert.equal(tellWhy(decision, 'en'), decision.why)
    assert.match(tellWhy(decision, 'zh'), /^\p{Script=Han}/u)
  })
}

test('every reason that the journal knows in English is told in Chinese', () => {
  const reasons = ['question-malformed', 'permission-unsound', 'object-unsound', 'no-step']
  const evaluations = [...reasons, 'uses-spent', 'use-unrecorded', 'right-over'].map((reason) => ({ reason }))
  const entry = { at: '2026-11-22T12:00:00.000Z', outcome: 'decided', asker: { id: 'x' }, evaluations }
  const decisions = decisionsIn(JSON.stringify(entry))
  assert.equal(decisions.length, 7)
  for (const decision of decisions) assert.match(tellWhy(decision, 'zh'), /\p{Script=Han}/u)
})

test('what is not known is told as it is, and a plain yes by nothing', () => {
  assert.equal(tellWhy({ problem: 'of-a-later-version' }, 'zh'), 'of-a-later-version')
  assert.equal(tellWhy({}, 'zh'), '')
})
