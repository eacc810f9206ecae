import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64, utf8 } from '#bytes'
import { caseOfReceipt, headOf, linesOf, signedActOf } from './receipt.ts'

function entryOf(act: object): string {
  const payload = base64(utf8(JSON.stringify(act)))
  const envelope = { payloadType: 't', payload, signatures: [{ keyid: 'key-li', sig: 's' }] }
  return base64(utf8(JSON.stringify({ v: 1, envelope })))
}

const time = '2026-11-23T10:00:00Z'
const claim = { act: 'step.claim', id: 'i', unit: 'u', time, input: { case: '27', step: '决定' } }

test('a receipt says what was signed, when and with which key', () => {
  const entry = entryOf({ ...claim, under: { case: '3', step: 'watch' }, override: 'strand-running-cases' })
  assert.deepEqual(signedActOf({ entry }), {
    ...{ act: 'step.claim', time, key: 'key-li', input: { case: '27', step: '决定' } },
    ...{ under: { case: '3', step: 'watch' }, override: 'strand-running-cases' },
  })
})

for (const [what, entry] of [
  ['no base64', '%%'],
  ['no JSON', base64(utf8('{'))],
  ['no entry', base64(utf8('7'))],
  ['no act', entryOf({ act: 7 })],
] as const) {
  test(`a receipt whose entry is ${what} says nothing`, () => {
    assert.equal(signedActOf({ entry }), undefined)
    assert.equal(caseOfReceipt({ entry, events: [] }), undefined)
  })
}

test('a receipt is of the case it names, was done under, or opened', () => {
  const opening = { ...claim, act: 'case.open', input: { procedure: 'permit' } }
  const opened = { kind: 'case-opened', case: '28' }
  assert.equal(caseOfReceipt({ entry: entryOf(claim), events: [] }), '27')
  assert.equal(caseOfReceipt({ entry: entryOf(opening), events: [opened] }), '28')
  const signing = { ...claim, act: 'document.sign', input: {}, under: { case: '9', step: 'a' } }
  assert.equal(caseOfReceipt({ entry: entryOf(signing), events: [] }), '9')
})

test('a receipt says how long the record was', () => {
  assert.deepEqual(headOf({ checkpoint: 'unit.example/record\n139\nabc=\n\n— sig' }), {
    ...{ origin: 'unit.example/record', size: 139, root: 'abc=' },
  })
})

test('what an act said is told member by member', () => {
  const input = {
    case: '27',
    step: 'decide',
    data: { site: '滨河路 8 号', floors: 3 },
    permissions: ['a', 'b'],
  }
  assert.deepEqual(linesOf({ ...input, completes: true }), [
    { member: 'step', value: 'decide' },
    { member: 'site', value: '滨河路 8 号' },
    { member: 'floors', value: '3' },
    { member: 'permissions', value: 'a, b' },
    { member: 'completes', value: 'true' },
  ])
})
