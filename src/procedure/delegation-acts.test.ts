import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hour, isoInstant } from '#clock'
import { gate, node, type Office, speaker, start, stepOf } from './fixture.ts'
import { lively } from './life.ts'
import { nextDue } from './state.ts'

const plan = { case: '2', step: 'plan' }
const work = { case: '2', step: 'work' }

/** `bob` holds `plan`, and with `mate` done by `ann` the step `work` can be taken too. */
function planned(): Office {
  const office = lively()
  assert.equal(office.tried('step.claim', speaker('bob'), plan), 'done')
  return office
}

/** `dan` holds `work`, which permits reading and two seals, together with `mate`, which `bob` holds. */
function working(): Office {
  const office = planned()
  office.act('step.complete', speaker('bob'), { ...plan, outcome: 'go' })
  assert.equal(office.tried('step.claim', speaker('dan'), work), 'done')
  assert.equal(office.tried('step.claim', speaker('bob'), { case: '2', step: 'mate' }), 'done')
  return office
}

function delegated(
  office: Office,
  by: string,
  person: string,
  more: object = {},
  step: object = plan,
): string {
  return office.tried('step.delegate', speaker(by), { ...step, person, ...more })
}

function revoked(office: Office, id: string): void {
  const principal = { kind: 'person', id }
  office.happen({
    kind: 'certificate-revoked',
    serial: id,
    key: `key-${id}`,
    principal,
    reason: 'superseded',
  })
}

const read = (office: Office, person: string): string => gate(office, person, 'relay.read', 'relay/2')

describe('a step is delegated', () => {
  const refusals: readonly (readonly [string, (office: Office) => string, string])[] = [
    ['to one who could not take it', (office) => delegated(office, 'bob', 'eve'), 'not-trustee'],
    ['to its executor', (office) => delegated(office, 'bob', 'bob'), 'delegate-already'],
    ['to somebody without a certificate', (office) => delegated(office, 'bob', 'zoe'), 'person-without-key'],
    ['by one who does not hold it', (office) => delegated(office, 'cyd', 'dan'), 'not-executor'],
    [
      'with another key',
      (office) => office.tried('step.delegate', speaker('bob', 'new'), { ...plan, person: 'dan' }),
      'other-key',
    ],
    [
      'with what it does not permit',
      (office) => delegated(office, 'bob', 'dan', { permissions: ['relay.file'] }),
      'delegation-wider',
    ],
    [
      'until a time that is over',
      (office) => delegated(office, 'bob', 'dan', { until: isoInstant(start) }),
      'delegation-wider',
    ],
    [
      'to somebody absent',
      (office) => {
        office.happen({ kind: 'absence-began', person: 'dan', until: start + hour })
        return delegated(office, 'bob', 'dan')
      },
      'not-trustee',
    ],
    [
      'while it is on hold',
      (office) => {
        office.act('step.hold', speaker('bob'), plan)
        return delegated(office, 'bob', 'dan')
      },
      'step-state',
    ],
    [
      'to one who was given it already',
      (office) => [delegated(office, 'bob', 'dan'), delegated(office, 'bob', 'dan')].join(' '),
      'done delegate-already',
    ],
    [
      'further than the procedure says',
      (office) =>
        [
          delegated(office, 'bob', 'dan'),
          delegated(office, 'dan', 'cyd'),
          delegated(office, 'cyd', 'ann'),
        ].join(' '),
      'done done not-delegable',
    ],
    [
      'with more than the giver was given',
      (office) =>
        [
          delegated(office, 'bob', 'dan', { permissions: ['relay.read'] }),
          delegated(office, 'dan', 'cyd', { permissions: ['relay.plan'] }),
          delegated(office, 'dan', 'cyd', { completes: true }),
        ].join(' '),
      'done delegation-wider delegation-wider',
    ],
    [
      'for longer than the giver was given',
      (office) =>
        [
          delegated(office, 'bob', 'dan', { until: isoInstant(start + hour) }),
          delegated(office, 'dan', 'cyd', { until: isoInstant(start + 2 * hour) }),
        ].join(' '),
      'done delegation-wider',
    ],
  ]
  for (const [name, tried, expected] of refusals) {
    test(`not ${name}`, () => assert.equal(tried(planned()), expected))
  }

  test('not to one who lacks the training, or who took the step it is separated from', () => {
    const office = working()
    assert.equal(delegated(office, 'dan', 'cyd', {}, work), 'training-missing')
    const separate = planned()
    separate.act('step.complete', speaker('bob'), { ...plan, outcome: 'go' })
    assert.equal(separate.tried('step.claim', speaker('bob'), { case: '2', step: 'check' }), 'step-state')
    assert.equal(delegated(working(), 'bob', 'ann', {}, { case: '2', step: 'mate' }), 'not-delegable')
  })

  test('with all of it or a part, and the gate finds that and nothing else', () => {
    const office = planned()
    assert.equal(delegated(office, 'bob', 'dan', { permissions: ['relay.read'] }), 'done')
    assert.equal(read(office, 'dan'), `2 plan ${office.state.size - 1}`)
    assert.equal(gate(office, 'dan', 'relay.plan', 'relay/2'), 'no-step')
    assert.equal(gate(office, 'dan', 'relay.read', 'relay/2', 'another key'), 'no-step')
    assert.equal(gate(office, 'bob', 'relay.plan', 'relay/2'), `2 plan ${office.state.size - 1}`)
    assert.equal(office.tried('step.complete', speaker('dan'), { ...plan, outcome: 'go' }), 'not-executor')
  })

  test('so that the delegate completes it, when he was given that', () => {
    const office = planned()
    delegated(office, 'bob', 'dan', { completes: true })
    assert.equal(office.tried('step.complete', speaker('dan'), { ...plan, outcome: 'go' }), 'done')
    assert.equal(stepOf(office, '2', 'plan')?.end, 'completed')
    assert.equal(read(office, 'bob'), 'no-step')
  })

  test('and its uses are counted together, whoever makes them', () => {
    const office = working()
    assert.equal(delegated(office, 'dan', 'ann', {}, work), 'done')
    const epoch = office.state.size - 1
    const use = { ...work, permission: 'relay.seal', object: 'relay/2', epoch }
    const tried = ['ann', 'dan', 'ann', 'dan'].map((person) =>
      office.tried('step.use', node, { ...use, person }),
    )
    assert.deepEqual(tried, ['done', 'done', 'uses-spent', 'uses-spent'])
    assert.deepEqual(stepOf(office, '2', 'work')?.used, { 'relay.seal': 2 })
  })
})

describe('a delegation ends', () => {
  /** From `bob` by `dan` to `cyd`, and from `bob` to `ann` for an hour. */
  const chained = (): Office => {
    const office = planned()
    const hours = { until: isoInstant(start + hour) }
    assert.deepEqual(
      [
        delegated(office, 'bob', 'dan'),
        delegated(office, 'dan', 'cyd'),
        delegated(office, 'bob', 'ann', hours),
      ],
      ['done', 'done', 'done'],
    )
    return office
  }
  /** Who may read after that. */
  const readers = (office: Office): string =>
    ['bob', 'dan', 'cyd', 'ann'].filter((person) => read(office, person) !== 'no-step').join(' ')
  const undelegated = (by: string, person: string) => (office: Office) =>
    assert.equal(office.tried('step.undelegate', speaker(by), { ...plan, person }), 'done')

  const ways: readonly (readonly [string, (office: Office) => void, string])[] = [
    ['not at all, by itself', () => undefined, 'bob dan cyd ann'],
    ['by its giver, with what it was handed on to', undelegated('bob', 'dan'), 'bob ann'],
    ['by whoever gave to its giver', undelegated('bob', 'cyd'), 'bob dan ann'],
    ['by the delegate himself', undelegated('cyd', 'cyd'), 'bob dan ann'],
    ['when its time is over, before the clock says so', (office) => (office.time += hour), 'bob dan cyd'],
    [
      'with the executor who gives the step back',
      (office) => office.act('step.release', speaker('bob'), plan),
      '',
    ],
    ['while the step is on hold', (office) => office.act('step.hold', speaker('bob'), plan), ''],
    [
      'with the step',
      (office) => office.act('step.complete', speaker('bob'), { ...plan, outcome: 'go' }),
      '',
    ],
    ['with the delegate’s certificate', (office) => revoked(office, 'dan'), 'bob ann'],
    ['with the executor’s certificate', (office) => revoked(office, 'bob'), ''],
    [
      'with the office the delegate has it by',
      (office) => office.happen({ kind: 'person-dismissed', person: 'dan', office: 'inspector' }),
      'bob ann',
    ],
    [
      'not with another office of the delegate',
      (office) => office.happen({ kind: 'person-dismissed', person: 'cyd', office: 'head-of-permits' }),
      'bob dan cyd ann',
    ],
    [
      'with the office of the executor',
      (office) => office.happen({ kind: 'person-dismissed', person: 'bob', office: 'intake' }),
      '',
    ],
    [
      'when the delegate is absent',
      (office) => office.happen({ kind: 'absence-began', person: 'dan', until: start + hour }),
      'bob ann',
    ],
    [
      'when the executor is absent',
      (office) => office.happen({ kind: 'absence-began', person: 'bob', until: start + hour }),
      '',
    ],
  ]
  for (const [name, happens, expected] of ways) {
    test(name, () => {
      const office = chained()
      happens(office)
      assert.equal(readers(office), expected)
    })
  }

  test('by nobody else', () => {
    const office = chained()
    const tried = (by: string, person: string): string =>
      office.tried('step.undelegate', speaker(by), { ...plan, person })
    assert.deepEqual(
      [
        tried('ann', 'dan'),
        tried('cyd', 'dan'),
        tried('eve', 'dan'),
        tried('dan', 'eve'),
        tried('bob', 'bob'),
      ],
      ['not-delegator', 'not-delegator', 'not-delegator', 'not-delegate', 'not-delegate'],
    )
  })

  test('on the record by the clock, once', () => {
    const office = chained()
    assert.equal(nextDue(office.state), start + hour)
    office.time += hour
    const ticked = office.act('clock.tick', node, {})
    assert.deepEqual(ticked.ok && ticked.value, [
      { kind: 'delegation-ended', ...plan, delegate: { kind: 'person', id: 'ann' } },
    ])
    assert.deepEqual(stepOf(office, '2', 'plan')?.former, [{ kind: 'person', id: 'ann' }])
    assert.equal(office.tried('clock.tick', node, {}), 'nothing-due')
  })

  test('and the delegate stays separated from what the step is separated from', () => {
    const office = planned()
    delegated(office, 'bob', 'cyd')
    office.act('step.undelegate', speaker('bob'), { ...plan, person: 'cyd' })
    office.act('step.complete', speaker('bob'), { ...plan, outcome: 'go' })
    office.act('step.claim', speaker('dan'), work)
    office.act('step.claim', speaker('bob'), { case: '2', step: 'mate' })
    office.act('step.complete', speaker('dan'), work)
    office.act('step.complete', speaker('bob'), { case: '2', step: 'mate' })
    const check = { case: '2', step: 'check' }
    assert.equal(office.tried('step.claim', speaker('cyd'), check), 'separation-of-duty')
    assert.equal(office.tried('step.claim', speaker('eve'), check), 'done')
  })
})
