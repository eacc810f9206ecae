import assert from 'node:assert/strict'
import { test } from 'node:test'
import { day, isoInstant } from '#clock'
import { holdersCounted, isAbsent, isTrained } from '#organization'
import { certify, founded, type Office, speaker, start } from './fixture.ts'

const until = isoInstant(start + 3 * day)

/** Every office of the shipped procedures is filled, and everybody is registered. */
function filled(): Office {
  const office = founded()
  for (const [person, ...to] of [
    ['cleo', 'chief-information-officer'],
    ['mara', 'security-manager'],
    ['rosa', 'registrar'],
    ['otto', 'operator'],
    ['ann'],
  ] as const) {
    certify(office, 'basic', person)
    office.appoint(person, ...to)
  }
  return office
}

/** What the act comes to for somebody who opens the case if need be, and takes its step. */
function tried(office: Office, id: string, step: string, by: string, act: string, input: object): string {
  const under = { case: id, step }
  const claimed = office.tried('step.claim', speaker(by), under)
  return claimed === 'done' ? office.tried(act, speaker(by), input, under) : claimed
}

test('everybody declares their own absence and ends it, and nobody another’s by that', () => {
  const office = filled()
  const id = office.open('absence', speaker('ann'))
  assert.equal(tried(office, id, 'declare', 'mara', 'absence.declare', { until }), 'not-trustee')
  assert.equal(tried(office, id, 'declare', 'ann', 'absence.declare', { until }), 'done')
  assert.equal(isAbsent(office.state, 'ann'), true)
  assert.equal(office.tried('absence.end', speaker('ann'), { person: 'mara' }), 'no-step')
  assert.equal(office.tried('absence.end', speaker('ann'), {}), 'done')
  assert.equal(isAbsent(office.state, 'ann'), false)
})

test('two people record the absence of the one named, and of nobody else', () => {
  const office = filled()
  const id = office.open('record-absence', speaker('mara'), { person: 'otto' })
  const propose = { case: id, step: 'propose' }
  for (const done of ['step.claim', 'step.complete']) {
    assert.equal(office.tried(done, speaker('mara'), propose), 'done')
  }
  const input = { person: 'otto', until, reason: 'ill' }
  const act = 'absence.record'
  assert.equal(tried(office, id, 'record', 'mara', act, input), 'not-trustee')
  assert.equal(tried(office, id, 'record', 'cleo', act, { ...input, person: 'ann' }), 'object-not-in-step')
  assert.equal(office.tried(act, speaker('cleo'), input), 'done')
  assert.equal(isAbsent(office.state, 'otto'), true)
  const own = office.open('absence', speaker('otto'))
  assert.equal(tried(office, own, 'declare', 'otto', 'absence.end', {}), 'done')
})

test('a substitute is named by two people and removed by one', () => {
  const office = filled()
  const naming = { office: 'operator', person: 'otto', substitute: 'ann' }
  const id = office.open('name-substitute', speaker('mara'), naming)
  assert.equal(tried(office, id, 'name', 'cleo', 'substitute.name', naming), 'step-state')
  assert.equal(tried(office, id, 'propose', 'mara', 'substitute.propose', naming), 'done')
  office.appoint('mara', 'chief-information-officer')
  assert.equal(tried(office, id, 'name', 'mara', 'substitute.name', naming), 'separation-of-duty')
  assert.equal(tried(office, id, 'name', 'cleo', 'substitute.name', naming), 'done')
  office.happen({ kind: 'absence-began', person: 'otto', until: start + day })
  assert.deepEqual(holdersCounted(office.state, 'operator'), ['ann'])
  const over = office.open('remove-substitute', speaker('mara'), naming)
  const input = { ...naming, reason: 'needed elsewhere' }
  assert.equal(tried(office, over, 'remove', 'mara', 'substitute.remove', input), 'done')
  assert.deepEqual(holdersCounted(office.state, 'operator'), [])
})

test('the registrar records trainings and reads them', () => {
  const office = filled()
  const id = office.open('record-training', speaker('rosa'), { person: 'ann' })
  const training = { person: 'ann', training: 'fire-safety' }
  assert.equal(tried(office, id, 'record', 'rosa', 'training.record', { ...training, until }), 'done')
  assert.equal(isTrained(office.state, 'ann', 'fire-safety'), true)
  assert.equal(office.tried('training.withdraw', speaker('rosa'), { ...training, reason: 'forged' }), 'done')
  assert.equal(isTrained(office.state, 'ann', 'fire-safety'), false)
})
