import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day } from '#clock'
import type { State } from '#unit'
import { endedRights } from './ended.ts'
import { opened, revocation, stepIn, visitors } from './ended-fixture.ts'
import { node, type Office, speaker, work } from './fixture.ts'

describe('the reason of an ended right', () => {
  function claimed(): { readonly office: Office; readonly before: State } {
    const office = opened()
    const [wei] = visitors
    assert.equal(office.tried('step.claim', speaker('ida'), { case: '2', step: 'accept' }), 'done')
    if (wei) assert.equal(office.tried('step.claim', wei, { case: '3', step: 'look' }), 'done')
    return { office, before: office.state }
  }
  const use = { permission: 'well.seal', object: 'well/3', person: 'wei@water.example' }
  const ways: Readonly<Record<string, (office: Office) => void>> = {
    'accept person ida completed': (office) => {
      office.act('step.complete', speaker('ida'), { case: '2', step: 'accept' })
    },
    'accept person ida hold': (office) => {
      office.act('step.hold', speaker('ida'), { case: '2', step: 'accept' })
    },
    'accept person ida cancelled': (office) => {
      office.act('case.cancel', speaker('ida'), { case: '2', reason: 'enough' })
    },
    'accept person ida lost': (office) => office.happen(revocation(speaker('ida'))),
    'look visitor wei@water.example lost': (office) => {
      office.happen({
        kind: 'visitor-ended',
        visitor: 'wei@water.example',
        key: 'key-wei',
        reason: 'revoked',
      })
    },
    'look visitor wei@water.example window-over': (office) => {
      office.time += 2 * day
      office.act('clock.tick', node, {})
    },
    'look visitor wei@water.example uses-spent well.seal': (office) => {
      const { epoch = 0 } = stepIn(office.state, '3', 'look') ?? {}
      for (let uses = 0; uses < 2; uses++) {
        assert.equal(office.tried('step.use', node, { case: '3', step: 'look', ...use, epoch }), 'done')
      }
    },
    'accept person ida new-epoch': (office) => {
      office.act('step.hold', speaker('ida'), { case: '2', step: 'accept' })
      office.act('step.resume', speaker('ida'), { case: '2', step: 'accept' })
    },
    'accept person ida other-key': (office) => {
      office.act('step.hold', speaker('ida'), { case: '2', step: 'accept' })
      office.act('step.resume', speaker('ida', 'renewed'), { case: '2', step: 'accept' })
    },
    'accept person ida withdrawn': (office) => {
      office.happen(revocation(speaker('ida')))
      office.appoint('ivo', 'intake')
      office.act('step.claim', speaker('ivo'), { case: '2', step: 'accept' })
    },
  }
  for (const [expected, happen] of Object.entries(ways)) {
    test(expected, () => {
      const { office, before } = claimed()
      happen(office)
      const told = endedRights(before, office.state).map((ended) =>
        [ended.step, ended.kind, ended.person, ended.reason, ended.permission].join(' ').trim(),
      )
      assert.deepEqual(told, [expected])
      assert.deepEqual(endedRights(office.state, office.state), [])
    })
  }

  test('limit-reached, when the last use is the step’s last', () => {
    const { office } = claimed()
    for (const step of ['accept', 'inspect']) {
      work(office, '2', step, step === 'accept' ? 'ida' : 'ivo')
    }
    office.act('step.claim', speaker('ivo'), { case: '3', step: 'note' })
    const { epoch = 0 } = stepIn(office.state, '3', 'note') ?? {}
    const named = { case: '3', step: 'note', person: 'ivo', object: 'well/3', epoch }
    office.act('step.use', node, { ...named, permission: 'well.read' })
    const before = office.state
    office.act('step.use', node, { ...named, permission: 'well.note' })
    const [ended] = endedRights(before, office.state)
    assert.deepEqual([ended?.reason, ended?.epoch], ['limit-reached', office.state.size - 1])
  })

  test('withdrawn, when a delegation ends, and a later epoch for the others', () => {
    const { office, before } = delegated()
    const delegate = { kind: 'person', id: 'hana' }
    office.happen({ kind: 'delegation-ended', case: '4', step: 'start', delegate })
    const told = endedRights(before, office.state).map(({ person, reason }) => `${person} ${reason}`)
    assert.deepEqual(told, ['hana withdrawn', 'ida new-epoch'])
  })

  test('uses-spent, when that was all that was delegated', () => {
    const { office, before } = delegated()
    const { epoch = 0 } = stepIn(office.state, '4', 'start') ?? {}
    const use = { permission: 'pump.start', object: 'pump/4', person: 'hana', epoch }
    for (let uses = 0; uses < 2; uses++) {
      assert.equal(office.tried('step.use', node, { case: '4', step: 'start', ...use }), 'done')
    }
    const told = endedRights(before, office.state).map(
      ({ person, reason, permission }) => `${person} ${reason} ${permission}`,
    )
    assert.deepEqual(told, ['hana uses-spent undefined', 'ida uses-spent pump.start'])
  })

  /** Ida holds a step of which she gave hana one permission. */
  function delegated(): { readonly office: Office; readonly before: State } {
    const office = opened()
    office.act('step.claim', speaker('ida'), { case: '4', step: 'start' })
    const by = { kind: 'person', id: 'ida' }
    const part = { depth: 1, permissions: ['pump.start'] }
    const delegate = { kind: 'person', id: 'hana', key: 'key-hana', by, ...part }
    office.happen({ kind: 'step-delegated', case: '4', step: 'start', delegate })
    return { office, before: office.state }
  }
})
