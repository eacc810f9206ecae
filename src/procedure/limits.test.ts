import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, isoInstant } from '#clock'
import { row } from '#table'
import { read } from '#unit'
import {
  certify,
  founded,
  gate,
  node,
  type Office,
  speaker,
  staffed,
  start,
  stepOf,
  work,
} from './fixture.ts'
import { findGrant } from './permit.ts'
import { nextDue, procedureSlice } from './state.ts'

describe('time passes by entries of the clock', () => {
  test('what is due is ended by a tick, and nothing was permitted in between', () => {
    const office = staffed()
    assert.equal(nextDue(office.state), undefined)
    const ids = [
      office.open('building-permit', speaker('cato')),
      office.open('building-permit', speaker('cato')),
    ]
    for (const id of ids) office.act('step.claim', speaker('ida'), { case: id, step: 'accept' })
    assert.equal(nextDue(office.state), start + 3 * day)
    assert.equal(office.tried('clock.tick', node, {}), 'nothing-due')
    office.time = start + 3 * day
    assert.equal(gate(office, 'ida', 'permit.read', `permit/${ids[0]}`), 'no-step')
    const under = { case: ids[0] ?? '', step: 'accept' }
    assert.equal(office.tried('step.complete', speaker('ida'), under), 'window-over')
    const ticked = office.act('clock.tick', node, {})
    assert.deepEqual(
      ticked.ok && ticked.value,
      ids.map((id) => ({ kind: 'step-expired', case: id, step: 'accept' })),
    )
    assert.equal(nextDue(office.state), undefined)
    assert.equal(stepOf(office, ids[0] ?? '', 'accept')?.end, 'window-over')
    assert.equal(row(read(office.state, procedureSlice).cases, ids[0] ?? '')?.state, 'stopped')
  })

  test('many windows that end at once are ended over several ticks', () => {
    const office = staffed()
    for (let at = 0; at < 300; at++) {
      const id = office.open('building-permit', speaker('cato'))
      office.act('step.claim', speaker('ida'), { case: id, step: 'accept' })
    }
    office.time = start + 3 * day
    const ended = [1, 2, 3]
      .map(() => office.act('clock.tick', node, {}))
      .map((done) => done.ok && done.value.length)
    assert.deepEqual(ended, [128, 128, 44])
    assert.equal(office.tried('clock.tick', node, {}), 'nothing-due')
  })

  test('an entry of the clock leaves room for what it strands, however long the names are', () => {
    const step = 's'.repeat(63)
    const text = `procedure: given\ntitle: { en: Given }\nopened-by: anyone\nsteps:
  ${step}: { by: { office: intake }, permits: [given.read], delegation: 1 }`
    const office = founded(text)
    const people = Array.from({ length: 16 }, (_, at) => `${'p'.repeat(61)}${at + 10}`)
    certify(office, 'basic', ...people)
    for (const person of ['ida', ...people]) office.appoint(person, 'intake')
    const until = isoInstant(start + day)
    for (let at = 0; at < 12; at++) {
      const under = { case: office.open('given', speaker('gao')), step }
      office.act('step.claim', speaker('ida'), under)
      for (const person of people) office.act('step.delegate', speaker('ida'), { ...under, person, until })
    }
    office.happen({ kind: 'training-recorded', person: 'ida', training: 'archive', until: start + day })
    office.time = start + 2 * day
    const counts: number[] = []
    for (let done = office.act('clock.tick', node, {}); done.ok; done = office.act('clock.tick', node, {})) {
      counts.push(done.value.length)
      assert.ok(Buffer.byteLength(JSON.stringify(done.value)) < 32 * 1024)
    }
    assert.deepEqual(counts, [128, 65])
  })
})

describe('a counted permission used at the gate', () => {
  const deciding = (): readonly [Office, string, Readonly<Record<string, unknown>>] => {
    const office = staffed()
    const id = office.open('building-permit', speaker('cato'))
    work(office, id, 'accept', 'ida')
    work(office, id, 'inspect', 'ivo')
    office.act('step.claim', speaker('hana'), { case: id, step: 'decide' })
    const epoch = office.state.size - 1
    const used = {
      case: id,
      step: 'decide',
      permission: 'permit.approve',
      object: `permit/${id}`,
      person: 'hana',
      epoch,
    }
    return [office, id, used]
  }

  test('is counted by the node once, and is then over while the others go on', () => {
    const [office, id, used] = deciding()
    const found = findGrant(office.state, {
      person: 'hana',
      key: 'key-hana',
      permission: 'permit.approve',
      object: `permit/${id}`,
      time: office.time,
    })
    assert.equal(found.ok && found.value.counted, true)
    assert.equal(office.tried('step.use', node, used), 'done')
    assert.equal(office.tried('step.use', node, used), 'uses-spent')
    assert.equal(gate(office, 'hana', 'permit.approve', `permit/${id}`), 'no-step')
    assert.notEqual(gate(office, 'hana', 'permit.reject', `permit/${id}`), 'no-step')
  })

  const refusals: readonly (readonly [string, Readonly<Record<string, unknown>>, string])[] = [
    ['an older epoch', { epoch: 1 }, 'epoch-over'],
    ['another person', { person: 'ida' }, 'not-executor'],
    ['another object', { object: 'permit/99' }, 'object-not-in-step'],
    ['a permission of another step', { permission: 'permit.publish' }, 'permission-not-in-step'],
    ['a permission that is not counted', { permission: 'permit.read' }, 'not-counted'],
    ['a step there is not', { step: 'constructor' }, 'step-unknown'],
    ['a case there is not', { case: '99' }, 'case-unknown'],
  ]
  for (const [name, change, expected] of refusals) {
    test(`is refused for ${name}`, () => {
      const [office, , used] = deciding()
      assert.equal(office.tried('step.use', node, { ...used, ...change }), expected)
    })
  }

  test('is the node’s to count and nobody else’s', () => {
    const [office, , used] = deciding()
    assert.equal(office.tried('step.use', speaker('hana'), used), 'actor-differs')
  })
})
