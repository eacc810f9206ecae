import assert from 'node:assert/strict'
import { test } from 'node:test'
import { founded, node, offices, shipped, speaker, start } from './fixture.ts'
import { foundingEvents } from './founding.ts'
import { permitByStep } from './permit.ts'

const founding = { announced: [], offices, node: { id: node.id, key: node.key }, index: 0, time: start }

test('a unit is founded with the shipped procedures and its node on duty', () => {
  const office = founded()
  const may = (permission: string, object: string): boolean =>
    permitByStep(office.state, { speaker: node, permission, object, time: start }).ok
  assert.equal(may('request.receive', 'requests'), true)
  assert.equal(may('gate.certify', 'service/gate'), true)
  assert.equal(may('clock.tick', 'clock'), true)
  assert.equal(may('step.use', 'case/17'), true)
  assert.equal(may('certificate.issue', 'requests'), false)
  assert.equal(may('record.read', 'record'), false)
})

test('the node holds no more than a step, which it can put on hold, and an operator can end', () => {
  const office = founded()
  const duty = { case: '1', step: 'serve' }
  assert.equal(office.tried('step.hold', node, duty), 'done')
  assert.equal(office.tried('clock.tick', node, {}), 'no-step')
  assert.equal(office.tried('step.resume', node, duty), 'done')
  assert.equal(office.tried('clock.tick', node, {}), 'nothing-due')
  assert.equal(office.tried('case.open', speaker('fay'), { procedure: 'node-duty' }), 'may-not-open')
  office.appoint('olaf', 'operator')
  const stop = { case: '1', reason: 'another node takes over' }
  assert.equal(office.tried('case.cancel', speaker('fay'), stop), 'may-not-cancel')
  assert.equal(office.tried('case.cancel', speaker('olaf'), stop), 'done')
  assert.equal(office.tried('clock.tick', node, {}), 'no-step')
  const id = office.open('node-duty', speaker('olaf'))
  assert.equal(office.tried('step.claim', speaker('olaf'), { case: id, step: 'serve' }), 'not-trustee')
  assert.equal(office.tried('step.claim', node, { case: id, step: 'serve' }), 'done')
})

test('a founding is refused for its procedures, with the reason', () => {
  const duty = shipped.find((text) => text.includes('procedure: node-duty')) ?? ''
  const kinds = (texts: readonly string[], known = offices): string => {
    const events = foundingEvents({ ...founding, texts, offices: known })
    return events.ok ? 'founded' : events.fault.kind
  }
  assert.equal(kinds([duty]), 'founded')
  assert.equal(kinds([]), 'duty-missing')
  assert.equal(kinds([duty.replace('{ node: true }', 'anyone')]), 'duty-missing')
  assert.equal(kinds([duty, duty]), 'procedure-repeated')
  assert.equal(kinds([duty, 'procedure: x']), 'procedure-text')
  const refused = foundingEvents({ ...founding, texts: [duty], offices: [] })
  assert.deepEqual(!refused.ok && refused.fault.kind === 'procedure-text' && refused.fault.faults, [
    { kind: 'unknown-office', line: 4, column: 22, key: 'opened-by.office', office: 'operator' },
  ])
})
