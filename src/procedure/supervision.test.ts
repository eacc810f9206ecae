import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hour } from '#clock'
import { certify, founded, node, type Office, permits, speaker, stepOf, work } from './fixture.ts'

const people = [
  ['cleo', 'chief-information-officer'],
  ['mara', 'security-manager'],
  ['rosa', 'registrar'],
  ['aude', 'auditor'],
  ['ida', 'intake'],
] as const

/** A unit in which every office that supervises is filled, and a building permit that `ida` has accepted. */
function withPermit(): { readonly office: Office; readonly permit: string } {
  const office = founded(permits)
  for (const [person, to] of people) {
    certify(office, 'medium', person)
    office.appoint(person, to)
  }
  const permit = office.open('building-permit', speaker('gao'))
  office.act('step.claim', speaker('ida'), { case: permit, step: 'accept' })
  return { office, permit }
}

const reason = 'somebody complained'

/** Claims a step and does something under it. */
function did(office: Office, of: string, step: string, who: string, act: string, input: object): string {
  const under = { case: of, step }
  const claimed = office.tried('step.claim', speaker(who), under)
  return claimed === 'done' || claimed === 'step-taken'
    ? office.tried(act, speaker(who), input, under)
    : claimed
}

test('what the node does by itself nobody suspends or revokes: it keeps the time that ends both', () => {
  const { office } = withPermit()
  const id = office.open('supervise-case', speaker('mara'), { number: '1' })
  const serve = { case: '1', step: 'serve', reason }
  assert.equal(did(office, id, 'suspend', 'mara', 'step.suspend', serve), 'step-of-node')
  assert.equal(office.tried('step.complete', speaker('mara'), { case: id, step: 'suspend' }), 'done')
  assert.equal(did(office, id, 'decide', 'cleo', 'step.revoke', serve), 'step-of-node')
})

describe('the steps of a running case are', () => {
  test('suspended by one person at once, and ended or given back by the layer above', () => {
    const { office, permit } = withPermit()
    const id = office.open('supervise-case', speaker('mara'), { number: permit })
    const accept = { case: permit, step: 'accept' }
    assert.equal(did(office, id, 'decide', 'cleo', 'step.revoke', { ...accept, reason }), 'step-state')
    assert.equal(did(office, id, 'suspend', 'mara', 'step.suspend', { ...accept, reason }), 'done')
    assert.equal(stepOf(office, permit, 'accept')?.state, 'hold')
    for (const act of ['step.resume', 'step.release', 'step.complete'])
      assert.equal(office.tried(act, speaker('ida'), accept), 'step-stopped')
    assert.equal(office.tried('step.restore', speaker('mara'), accept), 'no-step')
    office.act('step.complete', speaker('mara'), { case: id, step: 'suspend' })
    assert.equal(did(office, id, 'decide', 'cleo', 'step.restore', accept), 'done')
    assert.equal(stepOf(office, permit, 'accept')?.state, 'valid')
    assert.equal(did(office, id, 'decide', 'cleo', 'step.revoke', { ...accept, reason }), 'done')
    assert.deepEqual(
      [stepOf(office, permit, 'accept')?.end, stepOf(office, permit, 'inspect')?.end],
      ['revoked', 'unreachable'],
    )
  })

  test('decided on when the manager let the time pass, and never by the manager', () => {
    const { office, permit } = withPermit()
    const id = office.open('supervise-case', speaker('mara'), { number: permit })
    const accept = { case: permit, step: 'accept' }
    assert.equal(did(office, id, 'suspend', 'mara', 'step.suspend', { ...accept, reason }), 'done')
    office.time += 9 * hour
    assert.equal(office.tried('clock.tick', node, {}), 'done')
    assert.equal(stepOf(office, id, 'suspend')?.end, 'window-over')
    office.appoint('mara', 'chief-information-officer')
    assert.equal(did(office, id, 'decide', 'mara', 'step.restore', accept), 'separation-of-duty')
    assert.equal(did(office, id, 'decide', 'cleo', 'step.restore', accept), 'done')
  })

  test('given back by the auditor when nobody decides', () => {
    const { office, permit } = withPermit()
    const id = office.open('supervise-case', speaker('mara'), { number: permit })
    const accept = { case: permit, step: 'accept' }
    assert.equal(did(office, id, 'suspend', 'mara', 'step.suspend', { ...accept, reason }), 'done')
    assert.equal(office.tried('case.cancel', speaker('mara'), { case: id, reason }), 'done')
    assert.equal(stepOf(office, permit, 'accept')?.state, 'hold')
    const back = office.open('restore-step', speaker('aude'), { number: permit })
    assert.equal(
      did(office, back, 'restore', 'aude', 'step.restore', { ...accept, case: back }),
      'object-not-in-step',
    )
    assert.equal(did(office, back, 'restore', 'aude', 'step.restore', accept), 'done')
    assert.equal(stepOf(office, permit, 'accept')?.state, 'valid')
  })
})

test('the registrar’s own lost key is revoked in an emergency, which the auditor reviews', () => {
  const { office } = withPermit()
  const id = office.open('revoke-certificate', speaker('mara'), { serial: '4f21' })
  const revoke = { case: id, step: 'revoke' }
  assert.equal(office.tried('step.claim', speaker('mara'), revoke), 'not-trustee')
  const glass = { ...revoke, reason: 'the registrar’s key was stolen', second: 'aude' }
  assert.equal(office.tried('step.break-glass', speaker('rosa'), glass), 'may-not-break')
  assert.equal(
    office.tried('step.break-glass', speaker('mara'), { ...glass, second: 'rosa' }),
    'second-unfit',
  )
  assert.equal(office.tried('step.break-glass', speaker('mara'), glass), 'done')
  office.act('step.complete', speaker('mara'), revoke)
  assert.equal(office.tried('case.cancel', speaker('mara'), { case: id, reason }), 'review-outstanding')
  assert.deepEqual(work(office, id, 'review', 'mara', 'justified'), ['not-trustee', 'step-state'])
  assert.deepEqual(work(office, id, 'review', 'aude', 'justified'), ['done', 'done'])
})

test('an emergency is not gone on with by a key of a lower grade', () => {
  const { office } = withPermit()
  const id = office.open('revoke-certificate', speaker('mara'), { serial: '4f21' })
  const revoke = { case: id, step: 'revoke' }
  office.act('step.break-glass', speaker('mara'), { ...revoke, reason, second: 'aude' })
  assert.equal(office.tried('step.hold', speaker('mara'), revoke), 'done')
  assert.equal(office.tried('step.resume', speaker('mara', 'low'), revoke), 'grade-too-low')
  assert.equal(office.tried('step.resume', speaker('mara'), revoke), 'done')
})

test('a revocation in the usual way asks for no review', () => {
  const { office } = withPermit()
  const id = office.open('revoke-certificate', speaker('rosa'), { serial: '4f21' })
  assert.deepEqual(work(office, id, 'revoke', 'rosa'), ['done', 'done'])
  assert.equal(stepOf(office, id, 'review')?.end, 'skipped')
})

test('whoever is away revokes their own lost key all the same', () => {
  const { office } = withPermit()
  office.happen({ kind: 'absence-began', person: 'ida', until: office.time + hour })
  const id = office.open('revoke-own-certificate', speaker('ida'), { serial: '4f21' })
  assert.equal(office.tried('step.claim', speaker('ida'), { case: id, step: 'revoke' }), 'done')
  const permit = office.open('building-permit', speaker('gao'))
  assert.equal(office.tried('step.claim', speaker('ida'), { case: permit, step: 'accept' }), 'not-trustee')
})
