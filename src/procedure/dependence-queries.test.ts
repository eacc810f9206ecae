import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, isoInstant } from '#clock'
import { founded, type Office, speaker, start } from './fixture.ts'
import { certified, files, lean, trained } from './stranding-fixture.ts'

interface Frail {
  readonly procedure: string
  readonly completable: string
  readonly people: readonly { readonly person: string }[]
  readonly steps: readonly { readonly step: string; readonly person?: string; readonly founding?: true }[]
}

interface Page {
  readonly procedures: readonly Frail[]
  readonly next?: string
}

function page(office: Office, after?: string): Page {
  const answer = office.ask('office.dependence', speaker('mia'), after === undefined ? {} : { after })
  assert.ok(answer.ok)
  return answer.value as Page
}

function of(office: Office, name: string): Frail | undefined {
  return page(office).procedures.find(({ procedure }) => procedure === name)
}

describe('dependence tells of procedures', () => {
  test('which steps one person alone could take, and whom they need', () => {
    const frail = of(lean(), 'files')
    assert.equal(frail?.completable, 'yes')
    assert.deepEqual(
      frail?.people.map(({ person }) => person),
      ['ida', 'ivo'],
    )
    assert.deepEqual(
      frail?.steps.map(({ step, person }) => [step, person]),
      [
        ['write', 'ida'],
        ['check', 'ivo'],
        ['review', 'rosa'],
      ],
    )
  })

  test('nothing once there are others', () => {
    const office = lean()
    for (const [person, to] of [
      ['ines', 'intake'],
      ['igor', 'inspector'],
      ['rita', 'registrar'],
    ] as const) {
      certified(office, person)
      office.appoint(person, to)
    }
    trained(office, 'igor')
    assert.equal(of(office, 'files'), undefined)
  })

  test('what nobody could take, and the founder where nobody holds the office', () => {
    const office = lean(files.replace('office: inspector', 'office: operator'))
    const frail = of(office, 'files')
    assert.equal(frail?.completable, 'no')
    assert.deepEqual(frail?.steps.find(({ step }) => step === 'check')?.person, undefined)
    const fresh = founded()
    certified(fresh, 'fay')
    const own = of(fresh, 'establish-office')
    assert.partialDeepStrictEqual(own, { steps: [{ step: 'establish', person: 'fay', founding: true }] })
  })

  test('of a page of procedures, and where the next begins', () => {
    const texts = Array.from({ length: 60 }, (_, at) => {
      return files.replace('procedure: files', `procedure: files-${100 + at}`)
    })
    const office = lean(...texts)
    const first = page(office)
    assert.ok(first.next !== undefined)
    const second = page(office, first.next)
    const names = [...first.procedures, ...second.procedures].map(({ procedure }) => procedure)
    assert.equal(new Set(names).size, names.length)
    assert.ok(names.includes('files-100') && names.includes('files-159'))
  })
})

describe('delegations in force are told', () => {
  const told = (office: Office, id: string): readonly unknown[] => {
    const answer = office.ask('delegation.list', speaker(id), {})
    return answer.ok ? (answer.value as { readonly delegations: readonly unknown[] }).delegations : []
  }

  test('to whom the case concerns, with from whom to whom, what and until when', () => {
    const office = lean()
    const id = office.open('files', speaker('gao'))
    certified(office, 'dora')
    office.act('step.claim', speaker('ida'), { case: id, step: 'write' })
    const until = isoInstant(start + day)
    const given = { case: id, step: 'write', person: 'dora', until }
    assert.equal(office.tried('step.delegate', speaker('ida'), given), 'done')
    const [one, ...others] = told(office, 'gao')
    assert.deepEqual(others, [])
    assert.partialDeepStrictEqual(one, {
      ...{ case: id, procedure: 'files', step: 'write', until },
      ...{ from: { person: 'ida', name: 'ida' }, to: { person: 'dora', name: 'dora' } },
    })
    assert.equal(told(office, 'dora').length, 1)
    assert.deepEqual(told(office, 'cleo'), [])
    office.act('step.undelegate', speaker('ida'), { case: id, step: 'write', person: 'dora' })
    assert.deepEqual(told(office, 'gao'), [])
  })
})
