import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decisionsIn, type JournalledDecision } from './journal-entries.ts'

const at = '2026-11-22T12:00:00.000Z'

function only(entry: object): JournalledDecision | undefined {
  const found = decisionsIn(JSON.stringify({ v: 1, at, ...entry }))
  assert.ok(found.length <= 1)
  return found[0]
}

test('an access under a grant was permitted, whatever became of it', () => {
  const access = { service: 'permits', principal: 'person/ida', case: '3', step: 'decide', epoch: 7 }
  for (const outcome of ['forwarded', 'upgraded', 'closed', 'failed', 'cut', 'left']) {
    const found = only({ outcome, ...access, status: 200 })
    assert.deepEqual(found, { at: Date.parse(at), outcome, permitted: true, ...access, status: 200 })
  }
})

test('a refusal is told with its problem in words', () => {
  const found = only({ outcome: 'refused', principal: 'person/ida', problem: 'permission-missing' })
  assert.equal(found?.permitted, false)
  assert.equal(found?.why, 'no step of a case permits this now')
})

test('a problem that has no words is told by its name', () => {
  for (const problem of ['constructor', 'of-a-later-version']) {
    assert.equal(only({ outcome: 'refused', problem })?.why, problem)
  }
})

test('what other programs asked is told one by one, with who asked', () => {
  const asker = { kind: 'service', id: 'portal' }
  const yes = {
    subject: 'person/ida',
    permission: 'permit.read',
    object: 'permit/3',
    decision: true,
    case: '3',
  }
  const no = { subject: 'person/bo', permission: 'permit.read', decision: false, reason: 'no-step' }
  const entry = { v: 1, at, outcome: 'decided', asker, evaluations: [yes, no] }
  const found = decisionsIn(JSON.stringify(entry))
  assert.deepEqual(
    found.map(({ permitted, principal, through, why }) => [permitted, principal, through, why]),
    [
      [true, 'person/ida', 'portal', undefined],
      [false, 'person/bo', 'portal', 'no step of a case permits this now'],
    ],
  )
  const cut = decisionsIn(JSON.stringify({ ...entry, outcome: 'cut', evaluations: [yes] }))
  assert.deepEqual([cut[0]?.permitted, cut[0]?.outcome], [false, 'cut'])
})

test('readings, time-stamps and what has another form tell of no decision', () => {
  for (const entry of [
    { outcome: 'read' },
    { outcome: 'searched' },
    { outcome: 'stamped' },
    {},
    { at: 'x' },
  ]) {
    assert.equal(only(entry), undefined)
  }
  for (const text of ['', '{', 'null', '[]', '7']) assert.deepEqual(decisionsIn(text), [])
})
