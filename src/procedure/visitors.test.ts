import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hour, isoInstant } from '#clock'
import type { Speaker } from '#unit'
import { certify, founded, node, type Office, speaker, stepOf } from './fixture.ts'
import { findGrant } from './permit.ts'

const inspection = `
procedure: inspection
title: { en: Inspection of a well }
opened-by: { office: intake }
objects: well/{case}
steps:
  look: { by: { unit: water.example, office: inspector }, permits: [well.read], uses: { well.read: 9 } }
  sure: { by: { unit: water.example, grade: high }, permits: [well.sign] }
  safe: { by: { unit: water.example, paths: 2 }, permits: [well.seal] }
  file:
    by: { office: intake }
    delegation: 1
    break-glass: { by: { office: registrar }, within: PT1H, tell: { office: auditor } }
  review: { by: { office: auditor }, reviews: file }
`

function visitor(person: string, key = `key-${person}`): Speaker {
  return { kind: 'visitor', id: `${person}@water.example`, key, serial: `serial-${key}` }
}

/** Somebody of `water.example` is received, as `visitor.receive` would put it on the record. */
function received(office: Office, who: Speaker, instead: object = {}): void {
  office.happen({
    ...{ kind: 'visitor-received', visitor: who.id, unit: 'water.example', person: 'x', name: 'X' },
    ...{ offices: ['inspector'], key: who.key, spki: '', certificate: '', serial: who.serial ?? '' },
    ...{ fingerprint: '', statement: '', signer: '', stated: 0, presented: 0 },
    ...{ grade: 'basic', paths: { basic: 1 }, units: [], agreements: [], until: office.time + hour },
    ...instead,
  })
}

function inspecting(): { readonly office: Office; readonly id: string } {
  const office = founded(inspection)
  office.appoint('ida', 'intake')
  return { office, id: office.open('inspection', speaker('ida')) }
}

function found(office: Office, who: Speaker, permission: string, id: string): string {
  const { id: person, key, kind } = who
  const asked = { person, visitor: kind === 'visitor', key, permission, object: `well/${id}` }
  const grant = findGrant(office.state, { ...asked, time: office.time })
  if (grant.ok) return `${grant.value.step} by ${grant.value.person} as ${grant.value.office}`
  return grant.fault.openSteps.map(({ step }) => `claim ${step}`).join() || grant.fault.kind
}

test('a visitor is told of the steps that name him, claims one, and is found at the gate', () => {
  const { office, id } = inspecting()
  const wei = visitor('wei')
  assert.equal(found(office, wei, 'well.read', id), 'no-step')
  received(office, wei)
  assert.equal(found(office, wei, 'well.read', id), 'claim look')
  const list = office.ask('case.list', wei, {})
  assert.deepEqual(list.ok && (list.value as { cases: { case: string }[] }).cases.map((of) => of.case), [id])
  assert.equal(office.tried('step.claim', wei, { case: id, step: 'look' }), 'done')
  assert.equal(found(office, wei, 'well.read', id), 'look by wei@water.example as inspector@water.example')
  const person = { ...wei, kind: 'person' } as const
  assert.equal(found(office, person, 'well.read', id), 'no-step', 'a person of that name is another')
  const use = { case: id, step: 'look', permission: 'well.read', object: `well/${id}`, person: wei.id }
  const epoch = stepOf(office, id, 'look')?.epoch ?? 0
  assert.equal(office.tried('step.use', node, { ...use, epoch }, { case: '1', step: 'serve' }), 'done')
  assert.equal(stepOf(office, id, 'look')?.used['well.read'], 1)
  assert.deepEqual(office.replayed(), office.state)
})

test('offices, grade and paths of the visit decide which steps are his', () => {
  const { office, id } = inspecting()
  const claimable = (person: string, instead: object): readonly string[] => {
    const who = visitor(person)
    received(office, who, instead)
    const answer = office.ask('case.show', who, { case: id })
    const steps = answer.ok ? (answer.value as { steps: { step: string; claimable: boolean }[] }).steps : []
    return steps.filter((step) => step.claimable).map(({ step }) => step)
  }
  assert.deepEqual(claimable('a', {}), ['look'])
  assert.deepEqual(claimable('b', { offices: [] }), [])
  assert.deepEqual(claimable('c', { offices: [], paths: { basic: 2, high: 1 } }), ['sure', 'safe'])
  assert.deepEqual(claimable('d', { offices: [], paths: { test: 4 } }), [])
  assert.deepEqual(claimable('e', { unit: 'fire.example' }), [])
})

test('a visit that ends gives its steps to others, and one with another key keeps its own', () => {
  const { office, id } = inspecting()
  const [wei, other] = [visitor('wei'), visitor('wei', 'another-key')]
  for (const who of [wei, other]) received(office, who, { paths: { basic: 1, high: 1 } })
  assert.equal(office.tried('step.claim', wei, { case: id, step: 'look' }), 'done')
  assert.equal(office.tried('step.claim', other, { case: id, step: 'sure' }), 'done')
  office.happen({ kind: 'visitor-ended', visitor: wei.id, key: wei.key, reason: 'revoked' })
  const { state, former } = stepOf(office, id, 'look') ?? {}
  assert.deepEqual([state, former], ['invoked', [{ kind: 'visitor', id: wei.id }]])
  assert.equal(stepOf(office, id, 'sure')?.state, 'valid')
  assert.equal(found(office, wei, 'well.read', id), 'no-step')
  assert.equal(found(office, other, 'well.read', id), 'claim look')
  assert.deepEqual(office.replayed(), office.state)
})

test('a visitor is told of the unit’s people that there are some', () => {
  const { office, id } = inspecting()
  const wei = visitor('wei')
  received(office, wei)
  const answer = office.ask('case.show', wei, { case: id })
  assert.deepEqual(answer.ok && (answer.value as { opener: object }).opener, { kind: 'person' })
})

test('a visitor is told that there are delegates and was an emergency, and not who and why', () => {
  const { office, id } = inspecting()
  for (const [person, to] of [
    ['ines', 'intake'],
    ['rosa', 'registrar'],
    ['aude', 'auditor'],
  ] as const) {
    office.appoint(person, to)
    certify(office, 'medium', person)
  }
  const file = { case: id, step: 'file' }
  const shownFile = (): unknown => {
    const answer = office.ask('case.show', wei, { case: id })
    const { steps } = (answer.ok ? answer.value : { steps: [] }) as { steps: Record<string, unknown>[] }
    const { delegates, broken } = steps.find((one) => one['step'] === 'file') ?? {}
    return delegates ?? broken
  }
  const wei = visitor('wei')
  received(office, wei)
  office.act('step.claim', speaker('ida'), file)
  assert.equal(office.tried('step.delegate', speaker('ida'), { ...file, person: 'ines' }), 'done')
  assert.deepEqual(shownFile(), [{ kind: 'person' }])
  const glass = { ...file, reason: 'a flood', second: 'aude' }
  assert.equal(office.tried('step.break-glass', speaker('rosa'), glass), 'done')
  const at = isoInstant(office.time)
  assert.deepEqual(shownFile(), [{ by: { kind: 'person' }, told: { kind: 'person' }, at }])
})
