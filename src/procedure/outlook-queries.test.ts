import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hour } from '#clock'
import type { Speaker } from '#unit'
import { type Office, speaker, work } from './fixture.ts'
import { certified, files, lean, losses, ready, told, trained, wells } from './stranding-fixture.ts'

interface Told {
  readonly finishable?: string
  readonly plan?: readonly { readonly step: string; readonly person?: string; readonly unit?: string }[]
  readonly repairs?: unknown
  readonly stranded?: { readonly override: string }
  readonly minimal?: boolean
  readonly people?: readonly string[]
  readonly conflict?: {
    readonly steps: readonly { readonly people: readonly string[]; readonly count: number }[]
  }
}

function asked(office: Office, id: string, by: Speaker = speaker('gao')): Told {
  const answer = office.ask('case.outlook', by, { case: id })
  return answer.ok ? (answer.value as Told) : { finishable: answer.fault.kind }
}

const override = 'strand-running-cases'
const { 'the absence of another': absence } = losses

describe('the outlook of a case', () => {
  test('names somebody for each step that is left', () => {
    const office = lean()
    const id = office.open('files', speaker('gao'))
    work(office, id, 'write', 'ida')
    const { finishable, plan = [] } = asked(office, id)
    assert.equal(finishable, 'yes')
    assert.deepEqual(plan[0], { step: 'check', person: 'ivo' })
    assert.deepEqual(
      plan.map(({ step }) => step),
      ['check', 'sign'],
    )
  })

  test('says why there is no way, and what would repair it', () => {
    const office = lean()
    const id = office.open('files', speaker('gao'))
    assert.ok(absence)
    assert.deepEqual(told(ready(office, absence)(override)), [`stranded ${id} ${override}`])
    const { finishable, minimal, repairs, stranded } = asked(office, id)
    assert.deepEqual([finishable, minimal, stranded?.override], ['no', true, override])
    assert.deepEqual(repairs, [{ kind: 'appoint', office: 'intake' }])
  })

  test('tells a visitor no names, and nobody else whether there is such a case', () => {
    const toAll = files.replace('opened-by: anyone', 'opened-by: [anyone, { unit: water.example }]')
    const office = lean(wells, toAll)
    const wei: Speaker = { kind: 'visitor', id: 'wei@water.example', key: 'key-wei', serial: 's' }
    office.happen({
      ...{ kind: 'visitor-received', visitor: wei.id, unit: 'water.example', person: 'wei', name: 'Wei' },
      ...{
        offices: [],
        key: wei.key,
        spki: '',
        certificate: '',
        serial: 's',
        fingerprint: '',
        statement: '',
      },
      ...{ signer: '', stated: 0, presented: 0, grade: 'basic', paths: { basic: 1 }, units: [] },
      ...{ agreements: ['4a'], until: office.time + hour },
    })
    const well = office.open('wells', speaker('gao'))
    assert.deepEqual(asked(office, well, wei).plan, [{ step: 'look', unit: 'water.example' }])
    const file = office.open('files', wei)
    const { plan = [] } = asked(office, file, wei)
    assert.deepEqual(plan, [{ step: 'write' }, { step: 'check' }, { step: 'sign' }])
    assert.ok(absence)
    ready(office, absence)(override)
    const { conflict, repairs } = asked(office, file, wei)
    assert.deepEqual([conflict?.steps.map(({ people }) => people), repairs], [[[]], undefined])
    assert.equal(asked(office, well, speaker('zoe')).finishable, 'not-yours')
    assert.equal(asked(office, '99').finishable, 'not-yours')
  })

  test('of a case that is over has nothing to say but that', () => {
    const office = lean()
    const id = office.open('wells', speaker('gao'))
    office.act('case.cancel', speaker('gao'), { case: id, reason: 'no well' })
    assert.deepEqual(asked(office, id), { case: id, procedure: 'wells', state: 'cancelled' })
  })
})

describe('resilience tells', () => {
  type Page = {
    readonly cases: readonly (Told & { readonly case: string })[]
    readonly looked: number
    readonly next?: string
  }
  const page = (office: Office, after?: string): Page => {
    const answer = office.ask('case.resilience', speaker('aude'), after === undefined ? {} : { after })
    assert.ok(answer.ok)
    return answer.value as Page
  }

  test('of every running case who may not be missing, and nothing of those that go on anyhow', () => {
    const office = lean(files, wells)
    const file = office.open('files', speaker('gao'))
    office.open('wells', speaker('gao'))
    const { cases, looked } = page(office)
    assert.deepEqual(
      cases.map(({ case: id, people }) => [id, people]),
      [[file, ['ida', 'ivo']]],
    )
    assert.equal(looked, 3)
    for (let at = 0; at < 40; at++) {
      for (const to of ['intake', 'inspector']) {
        office.appoint(`${to}.${at}`, to)
        certified(office, `${to}.${at}`)
        trained(office, `${to}.${at}`)
      }
    }
    assert.deepEqual(page(office).cases, [])
    const claimed = { case: file, step: 'write' }
    assert.deepEqual(told(office.act('step.claim', speaker('ida'), claimed)), [])
    assert.deepEqual(page(office).cases, [])
  })

  test('which cannot be finished, and what would free them', () => {
    const office = lean()
    const id = office.open('files', speaker('gao'))
    assert.ok(absence)
    ready(office, absence)(override)
    // The case of the record itself has two who could take its last step.
    const [only, ...others] = page(office).cases
    assert.deepEqual([only?.case, only?.finishable, only?.stranded?.override], [id, 'no', override])
    assert.deepEqual(only?.repairs, [{ kind: 'appoint', office: 'intake' }])
    assert.deepEqual(others, [])
  })

  test('page by page', () => {
    const office = lean()
    const ids = Array.from({ length: 250 }, () => office.open('files', speaker('gao')))
    const first = page(office)
    assert.deepEqual([first.cases.length, first.next], [200, ids[199]])
    const second = page(office, first.next)
    assert.deepEqual([second.cases.length, second.next], [50, undefined])
  })
})

test('a step is not shown as claimable whose claim would leave nobody for another', () => {
  const office = lean()
  for (const person of ['ivo', 'ida']) office.appoint(person, person === 'ida' ? 'inspector' : 'intake')
  const id = office.open('files', speaker('gao'))
  const claimable = (who: string): unknown => {
    const answer = office.ask('case.show', speaker(who), { case: id })
    const [write] = answer.ok ? (answer.value as { steps: { claimable: boolean }[] }).steps : []
    return answer.ok ? write?.claimable : answer.fault.kind
  }
  assert.deepEqual([claimable('ida'), claimable('ivo')], [true, false])
  const claimed = { case: id, step: 'write' }
  assert.deepEqual(told(office.act('step.claim', speaker('ivo'), claimed)), [
    `${id}: check by ivo, different-people`,
  ])
})
