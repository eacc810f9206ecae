import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type HistoryLine, saidBy } from './history.ts'

const place = { index: 9, time: '2026-11-23T10:00:00Z' }

function said(line: Omit<HistoryLine, 'index' | 'time'>): readonly string[] {
  return saidBy({ ...place, ...line }).map(({ did, step }) => [did, step].filter(Boolean).join(' '))
}

test('an entry says what happened to the steps', () => {
  const done = { kind: 'step-completed', step: 'decide', outcome: 'approved' }
  assert.deepEqual(said({ act: 'step.complete', step: 'decide', events: [done] }), [
    'step-completed-with decide',
  ])
  assert.deepEqual(said({ act: 'step.complete', events: [{ kind: 'step-completed', step: 'file' }] }), [
    'step-completed file',
  ])
  const held = { kind: 'step-held', step: 'decide' } as const
  assert.deepEqual(said({ act: 'step.hold', events: [held] }), ['step-held decide'])
  assert.deepEqual(said({ act: 'step.suspend', events: [{ ...held, by: 'supervisor' }] }), [
    'step-suspended decide',
  ])
})

test('an act under a step is told once, and not as the use that was counted for it', () => {
  const used = { kind: 'step-used', step: 'decide', permission: 'permit.approve' }
  assert.deepEqual(said({ act: 'document.sign', step: 'decide', events: [] }), ['act decide'])
  assert.deepEqual(said({ act: 'certificate.issue', step: 'decide', events: [used] }), ['act decide'])
  assert.deepEqual(said({ act: 'step.use', step: 'receive', events: [used] }), ['step-used decide'])
})

test('what changed the case from outside is told as that alone, and of the unknown nothing', () => {
  assert.deepEqual(said({ act: 'person.dismiss', events: [], changed: ['decide'] }), ['changed'])
  assert.deepEqual(said({ act: 'step.claim', events: [{ kind: 'rollover-proposed' }] }), [])
})

test('what was written goes with it', () => {
  const [one] = saidBy({
    ...place,
    act: 'case.cancel',
    events: [{ kind: 'case-cancelled', reason: 'enough' }],
  })
  assert.deepEqual(one, { did: 'case-cancelled', reason: 'enough' })
})
