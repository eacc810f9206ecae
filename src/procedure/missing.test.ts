import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day } from '#clock'
import { certain } from '#fault'
import type { Speaker } from '#unit'
import { certify, founded, type Office, permits, speaker, work } from './fixture.ts'
import type { PossibleAct } from './possible-acts.ts'

interface People {
  readonly people: readonly { readonly person: string; readonly refusal?: { readonly kind: string } }[]
  readonly more: boolean
  readonly others: readonly { readonly kind: string }[]
}

interface Told {
  readonly state: string
  readonly acts: readonly PossibleAct[]
  readonly names?: Readonly<Record<string, string>>
  readonly steps: readonly {
    readonly step: string
    readonly state: string
    readonly waits: readonly { readonly step: string; readonly tie: string }[]
    readonly could?: People
    readonly acts: readonly (PossibleAct & { readonly people?: People })[]
  }[]
}

function asked(office: Office, id: string, by: Speaker | string): Told {
  const reader = typeof by === 'string' ? speaker(by) : by
  const answer = office.ask('case.missing', reader, { case: id })
  assert.ok(answer.ok, answer.ok ? '' : answer.fault.kind)
  return answer.value as Told
}

/** What somebody may do with a step: `act`, or `act: why not`. */
function acts(office: Office, id: string, by: string, step: string): readonly string[] {
  const told = asked(office, id, by).steps.find((one) => one.step === step)
  return (told?.acts ?? []).map(({ act, may, refusal, person, under }) => {
    const about = [person, under && `under ${under.case} ${under.step}`].filter((text) => text !== undefined)
    return [may ? act : `${act}: ${refusal?.kind}`, ...about].join(' ')
  })
}

function people(office: Office, id: string, step: string): readonly string[] {
  const told = asked(office, id, 'fay').steps.find((one) => one.step === step)
  return (told?.could?.people ?? []).map(({ person, refusal }) =>
    refusal ? `${person}: ${refusal.kind}` : person,
  )
}

/** A unit with people enough for the sample's procedure, and a case of it opened by `fay`. */
function permitted(): { office: Office; id: string } {
  const office = founded(permits)
  certify(office, 'high', 'fay', 'ida', 'iris', 'ivo', 'ines', 'hana', 'sam', 'aud')
  office.appoint('ida', 'intake')
  office.appoint('iris', 'intake')
  office.appoint('ivo', 'inspector')
  office.appoint('ines', 'inspector')
  office.appoint('hana', 'head-of-permits')
  office.appoint('sam', 'security-manager')
  office.appoint('aud', 'auditor')
  return { office, id: office.open('building-permit', speaker('fay')) }
}

describe('what a case waits for', () => {
  test('is told step by step, with those who could give it', () => {
    const { office, id } = permitted()
    const { steps, names } = asked(office, id, 'fay')
    assert.deepEqual(
      steps.map(({ step, state, waits }) => [
        step,
        state,
        ...waits.map(({ step: of, tie }) => `${tie} ${of}`),
      ]),
      [
        ['accept', 'invoked'],
        ['inspect', 'dormant', 'after accept'],
        ['decide', 'dormant', 'after inspect'],
        ['publish', 'dormant', 'after decide'],
        ['review', 'dormant', 'review decide'],
      ],
    )
    assert.deepEqual(people(office, id, 'accept'), ['ida', 'iris'])
    assert.equal(names?.['hana'], 'hana')
  })

  test('is told with what stands against those who cannot', () => {
    const { office, id } = permitted()
    office.appoint('ida', 'head-of-permits')
    office.appoint('nobody', 'head-of-permits')
    office.happen({ kind: 'absence-began', person: 'iris', until: office.time + day })
    assert.deepEqual(people(office, id, 'accept'), ['ida', 'iris: person-absent'])
    work(office, id, 'accept', 'ida')
    assert.deepEqual(people(office, id, 'decide'), [
      'hana',
      'ida: separation-of-duty',
      'nobody: person-without-key',
    ])
  })

  test('is told of those who cannot be named by whom the step names', () => {
    const office = founded(
      'procedure: wish\ntitle: { en: Wish }\nopened-by: anyone\nsteps: { wish: { by: anyone } }\n',
    )
    certify(office, 'high', 'fay')
    const id = office.open('wish', speaker('fay'))
    const [wish] = asked(office, id, 'fay').steps
    assert.deepEqual([wish?.could?.people, wish?.could?.others], [[], [{ kind: 'anyone' }]])
  })

  test('tells no more people than are read, the fit ones first', () => {
    const { office, id } = permitted()
    for (let number = 0; number < 30; number++) office.appoint(`clerk-${number}`, 'intake')
    certify(office, 'high', 'clerk-29')
    const told = asked(office, id, 'fay').steps[0]?.could
    assert.deepEqual(
      told?.people.slice(0, 3).map(({ person }) => person),
      ['clerk-29', 'ida', 'iris'].sort(),
    )
    assert.deepEqual([told?.people.length, told?.more], [20, true])
  })

  test('is nothing once it is over', () => {
    const { office, id } = permitted()
    office.act('case.cancel', speaker('fay'), { case: id, reason: 'enough' })
    assert.deepEqual(asked(office, id, 'fay'), {
      ...{ case: id, procedure: 'building-permit', state: 'cancelled', acts: [], steps: [] },
    })
  })

  test('is shown to whoever is shown the case', () => {
    const { office, id } = permitted()
    const answer = office.ask('case.missing', speaker('ivo'), { case: id })
    assert.equal(answer.ok ? '' : answer.fault.kind, 'not-yours')
  })
})

describe('what somebody may do in a case', () => {
  test('is claim what is his, and read why he may not', () => {
    const { office, id } = permitted()
    assert.deepEqual(acts(office, id, 'ida', 'accept'), ['step.claim'])
    assert.deepEqual(acts(office, id, 'fay', 'accept'), ['step.claim: not-trustee'])
    assert.deepEqual(
      asked(office, id, 'ida').acts.map(({ act, may }) => [act, may]),
      [['case.cancel', false]],
    )
    assert.deepEqual(
      asked(office, id, 'fay').acts.map(({ act, may }) => [act, may]),
      [['case.cancel', true]],
    )
  })

  test('is with a step of his what its state lets him', () => {
    const { office, id } = permitted()
    const under = { case: id, step: 'accept' }
    office.act('step.claim', speaker('ida'), under)
    assert.deepEqual(acts(office, id, 'ida', 'accept'), ['step.complete', 'step.hold', 'step.release'])
    assert.deepEqual(acts(office, id, 'fay', 'accept'), [])
    office.act('step.hold', speaker('ida'), under)
    assert.deepEqual(acts(office, id, 'ida', 'accept'), ['step.complete', 'step.resume', 'step.release'])
    office.time += 4 * day
    assert.deepEqual(acts(office, id, 'ida', 'accept'), [
      ...['step.complete: window-over', 'step.resume: window-over', 'step.release: window-over'],
    ])
  })

  test('is give a part of it to somebody who is named, and end that again', () => {
    const { office, id } = permitted()
    const under = { case: id, step: 'inspect' }
    work(office, id, 'accept', 'ida')
    office.act('step.claim', speaker('ivo'), under)
    const delegate = asked(office, id, 'ivo').steps[0]?.acts.find(({ act }) => act === 'step.delegate')
    assert.deepEqual(
      delegate?.people?.people.map(({ person, refusal }) => [person, refusal?.kind]),
      [
        ['ines', undefined],
        ['ivo', 'delegate-already'],
      ],
    )
    office.act('step.delegate', speaker('ivo'), { ...under, person: 'ines' })
    assert.ok(acts(office, id, 'ivo', 'inspect').includes('step.undelegate ines'))
    assert.deepEqual(acts(office, id, 'ines', 'inspect'), [
      ...['step.delegate: not-delegable', 'step.undelegate ines'],
    ])
  })

  test('is give out a step, as whoever is named for that', () => {
    const { office, id } = permitted()
    work(office, id, 'accept', 'ida')
    assert.deepEqual(acts(office, id, 'hana', 'inspect'), ['step.claim: not-trustee', 'step.assign'])
    assert.deepEqual(acts(office, id, 'ivo', 'inspect'), ['step.claim', 'step.assign: may-not-assign'])
    const { acts: told = [] } = asked(office, id, 'hana').steps[0] ?? {}
    const [, assign] = told
    assert.deepEqual(
      assign?.people?.people.map(({ person }) => person),
      ['ines', 'ivo'],
    )
  })

  test('is break the glass and tell somebody who is named for that', () => {
    const { office, id } = permitted()
    const decide = office.open('building-permit', speaker('sam'))
    assert.ok(acts(office, id, 'fay', 'decide').includes('step.break-glass: may-not-break'))
    const step = asked(office, decide, 'sam').steps.find((one) => one.step === 'decide')
    const [glass] = step?.acts ?? []
    assert.deepEqual([glass?.act, glass?.may], ['step.break-glass', true])
    assert.deepEqual(
      glass?.people?.people.map(({ person }) => person),
      ['aud'],
    )
  })

  test('is supervise it under the step that permits that', () => {
    const { office, id } = permitted()
    const under = { case: id, step: 'accept' }
    office.act('step.claim', speaker('ida'), under)
    const watch = office.open('supervise-case', speaker('sam'), { number: id })
    const { steps } = asked(office, watch, 'sam')
    const step = certain(steps[0]?.step, 'a step')
    office.act('step.claim', speaker('sam'), { case: watch, step })
    assert.deepEqual(acts(office, id, 'sam', 'accept'), [`step.suspend under ${watch} ${step}`])
    office.act('step.suspend', speaker('sam'), { ...under, reason: 'a complaint' })
    assert.deepEqual(acts(office, id, 'ida', 'accept'), [
      ...['step.complete: step-stopped', 'step.resume: step-stopped', 'step.release: step-stopped'],
    ])
  })

  test('does not name anybody of the unit to a visitor', () => {
    const wells = `
procedure: wells
title: { en: Wells }
opened-by: [anyone, { unit: water.example }]
steps:
  look: { by: { office: inspector }, within: P1D }
`
    const office = founded(wells)
    certify(office, 'high', 'ivo')
    office.appoint('ivo', 'inspector')
    const wei: Speaker = { kind: 'visitor', id: 'wei@water.example', key: 'key-wei', serial: 's' }
    office.happen({
      ...{ kind: 'visitor-received', visitor: wei.id, unit: 'water.example', person: 'wei', name: 'Wei' },
      ...{ offices: [], key: wei.key, fingerprint: 'f', serial: 's', grade: 'high', paths: { basic: 1 } },
      ...{ until: office.time + day, trusting: [], spki: '', rests: [] },
    })
    const id = office.open('wells', wei)
    const told = JSON.stringify(asked(office, id, wei))
    assert.doesNotMatch(told, /ivo/)
    assert.match(told, /not-trustee/)
  })
})
