import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hour } from '#clock'
import { row } from '#table'
import { read } from '#unit'
import { certify, gate, node, type Office, speaker, start, stepOf } from './fixture.ts'
import { lively } from './life.ts'
import { nextDue, procedureSlice } from './state.ts'

const work = { case: '2', step: 'work' }
const review = { case: '2', step: 'review' }
const broken = { ...work, second: 'eve', reason: 'the main has burst' }

function broke(office: Office, by: string, more: object = {}): string {
  return office.tried('step.break-glass', speaker(by), { ...broken, ...more })
}

function shown(office: Office): string {
  const stateOf = (step: string): string => {
    const { state, end, emergency } = stepOf(office, '2', step) ?? {}
    return `${step} ${end ?? state}${emergency ? '!' : ''}`
  }
  return ['plan', 'work', 'review'].map(stateOf).join(', ')
}

describe('the glass of a step is broken', () => {
  const refusals: readonly (readonly [string, string, object, string, ((office: Office) => void)?])[] = [
    ['by whom it does not name', 'dan', {}, 'may-not-break'],
    ['on a step without any', 'bob', { step: 'plan' }, 'no-glass'],
    ['telling nobody but himself', 'bob', { second: 'bob' }, 'second-unfit'],
    ['telling one whom it does not name', 'bob', { second: 'dan' }, 'second-unfit'],
    ['telling somebody without a certificate', 'bob', { second: 'zoe' }, 'second-unfit'],
    [
      'telling somebody absent',
      'bob',
      {},
      'second-unfit',
      (office) => office.happen({ kind: 'absence-began', person: 'eve', until: start + hour }),
    ],
    [
      'by somebody absent',
      'bob',
      {},
      'may-not-break',
      (office) => office.happen({ kind: 'absence-began', person: 'bob', until: start + hour }),
    ],
    ['twice', 'ann', {}, 'glass-broken-already', (office) => void broke(office, 'bob')],
    ['on a step that has ended', 'bob', {}, 'case-not-open', (office) => cancel(office)],
    ['on a step there is not', 'bob', { step: 'play' }, 'step-unknown'],
  ]
  function cancel(office: Office): void {
    office.act('case.cancel', speaker('ann'), { case: '2', reason: 'enough' })
  }
  for (const [name, by, more, expected, before] of refusals) {
    test(`not ${name}`, () => {
      const office = lively()
      before?.(office)
      assert.equal(broke(office, by, more), expected)
    })
  }

  test('not with a certificate given on weaker proof', () => {
    const office = lively()
    certify(office, 'basic', 'bob')
    assert.equal(broke(office, 'bob'), 'grade-too-low')
    certify(office, 'medium', 'bob')
    assert.equal(broke(office, 'bob'), 'done')
  })

  test('before its turn, without training and partner, and permits what the step permits', () => {
    const office = lively()
    office.happen({ kind: 'training-withdrawn', person: 'bob', training: 'valves', reason: 'forged' })
    assert.equal(broke(office, 'bob'), 'done')
    assert.equal(shown(office), 'plan invoked, work valid!, review dormant')
    assert.equal(gate(office, 'bob', 'relay.seal', 'relay/2'), `2 work ${office.state.size - 1}`)
    assert.equal(gate(office, 'eve', 'relay.seal', 'relay/2'), 'no-step')
    assert.equal(office.tried('step.delegate', speaker('bob'), { ...work, person: 'dan' }), 'not-delegable')
    const { broken: glass } = stepOf(office, '2', 'work') ?? {}
    assert.deepEqual(glass, [
      {
        ...{ by: { kind: 'person', id: 'bob' }, told: { kind: 'person', id: 'eve' } },
        ...{ reason: 'the main has burst', time: start },
      },
    ])
  })

  test('and takes it from whoever holds it, with all he delegated', () => {
    const office = lively()
    office.act('step.claim', speaker('bob'), { case: '2', step: 'plan' })
    office.act('step.complete', speaker('bob'), { case: '2', step: 'plan', outcome: 'go' })
    office.act('step.claim', speaker('dan'), work)
    office.act('step.claim', speaker('bob'), { case: '2', step: 'mate' })
    assert.equal(office.tried('step.delegate', speaker('dan'), { ...work, person: 'ann' }), 'done')
    assert.equal(broke(office, 'bob'), 'done')
    const readers = ['dan', 'ann'].map((id) => gate(office, id, 'relay.seal', 'relay/2'))
    assert.deepEqual(readers, ['no-step', 'no-step'])
    assert.deepEqual(
      stepOf(office, '2', 'work')?.former.map(({ id }) => id),
      ['dan', 'ann'],
    )
  })
})

describe('an emergency ends', () => {
  const ways: readonly (readonly [string, (office: Office) => unknown, string])[] = [
    [
      'with its hours: the step waits for its turn',
      (office) => {
        office.time += 6 * hour
        assert.equal(gate(office, 'bob', 'relay.seal', 'relay/2'), 'no-step')
        return office.act('clock.tick', node, {})
      },
      'plan invoked, work dormant, review invoked',
    ],
    [
      'when it is given back',
      (office) => office.act('step.release', speaker('bob'), work),
      'plan invoked, work dormant, review invoked',
    ],
    [
      'with the breaker’s presence',
      (office) => office.happen({ kind: 'absence-began', person: 'bob', until: start + hour }),
      'plan invoked, work dormant, review invoked',
    ],
    [
      'with the office he broke it under',
      (office) => office.happen({ kind: 'person-dismissed', person: 'bob', office: 'intake' }),
      'plan invoked, work dormant, review invoked',
    ],
    [
      'when it is done',
      (office) => office.act('step.complete', speaker('bob'), work),
      'plan invoked, work completed, review invoked',
    ],
    [
      'when it is revoked',
      (office) => office.act('step.revoke', speaker('mara'), { ...work, reason: 'no fire' }),
      'plan invoked, work revoked, review invoked',
    ],
  ]
  for (const [name, happens, expected] of ways) {
    test(name, () => {
      const office = lively()
      assert.equal(broke(office, 'bob'), 'done')
      assert.equal(nextDue(office.state), start + 4 * hour)
      happens(office)
      assert.equal(shown(office), expected)
    })
  }

  test('and its case neither ends nor is cancelled before the review, which is nobody’s who broke it', () => {
    const office = lively()
    broke(office, 'bob')
    const cancel = { case: '2', reason: 'enough' }
    assert.equal(office.tried('case.cancel', speaker('ann'), cancel), 'review-outstanding')
    office.act('step.complete', speaker('bob'), work)
    assert.equal(office.tried('case.cancel', speaker('ann'), cancel), 'review-outstanding')
    office.appoint('bob', 'head-of-permits')
    assert.equal(office.tried('step.claim', speaker('bob'), review), 'separation-of-duty')
    assert.equal(office.tried('step.claim', speaker('eve'), review), 'done')
    assert.equal(office.tried('step.complete', speaker('eve'), review), 'done')
    assert.equal(office.tried('case.cancel', speaker('ann'), cancel), 'done')
    assert.equal(row(read(office.state, procedureSlice).cases, '2')?.state, 'cancelled')
  })

  test('and a review that nobody ends in its window is for another', () => {
    const office = lively()
    broke(office, 'bob')
    office.act('step.complete', speaker('bob'), work)
    office.act('step.claim', speaker('eve'), review)
    office.time += 24 * hour
    for (let ticks = 0; ticks < 3; ticks++) office.act('clock.tick', node, {})
    assert.equal(stepOf(office, '2', 'review')?.state, 'invoked')
    assert.equal(office.tried('step.claim', speaker('cyd'), review), 'done')
  })
})
