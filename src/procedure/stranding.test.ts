import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day, hour } from '#clock'
import { type Office, speaker, start, stepOf, work } from './fixture.ts'
import {
  appointment,
  certified,
  dismissal,
  files,
  lean,
  losses,
  markOf,
  ready,
  serialOf,
  ticked,
  told,
  trained,
  wells,
} from './stranding-fixture.ts'

const override = 'strand-running-cases'

/** A unit with one case of each kind. */
function working(): { readonly office: Office; readonly ids: Readonly<Record<string, string>> } {
  const office = lean()
  return {
    office,
    ids: { files: office.open('files', speaker('gao')), wells: office.open('wells', speaker('gao')) },
  }
}

describe('what would leave a running case without a way to its end', () => {
  for (const [name, loss] of Object.entries(losses)) {
    test(`is refused of ${name}, unless it names the override of its step`, () => {
      const { office, ids } = working()
      const stranded = loss.strands.map((procedure) => ids[procedure])
      const act = ready(office, loss)
      const before = office.state
      const refused = act()
      assert.deepEqual(
        told(refused).map((one) => one.split(':')[0]),
        stranded,
      )
      assert.equal(!refused.ok && 'override' in refused.fault && refused.fault.override, override)
      assert.deepEqual(told(act('whatever-it-takes')), ['override-unknown'])
      assert.equal(office.state, before)
      assert.deepEqual(
        told(act(override)),
        stranded.map((id) => `stranded ${id} ${override}`),
      )
      for (const id of Object.values(ids)) {
        assert.equal(markOf(office, id), stranded.includes(id) ? override : undefined)
      }
      assert.deepEqual(office.replayed(), office.state)
    })

    test(`is not seen of ${name} where no case runs, or none that could be finished before`, () => {
      assert.deepEqual(told(ready(lean(), loss)()), [])
      const vacant = 'steps:\n  keep: { by: { office: operator } }'
      const office = lean(files.replace('steps:', vacant), wells.replace('steps:', vacant))
      for (const procedure of loss.strands) office.open(procedure, speaker('gao'))
      assert.deepEqual(told(ready(office, loss)()), [])
    })
  }
})

/** A case of which a step is taken, by `who`, so that nobody else is left for a later one. */
function claimed(office: Office, id: string, step: string, who: string): readonly string[] {
  return told(office.act('step.claim', speaker(who), { case: id, step }))
}

/** `ida` is an inspector too, trained, and the only one. */
function twoHats(): { readonly office: Office; readonly id: string } {
  const office = lean()
  office.appoint('ida', 'inspector')
  trained(office, 'ida')
  office.appoint('inga', 'intake')
  certified(office, 'inga')
  office.happen({ kind: 'person-dismissed', person: 'ivo', office: 'inspector', reason: 'gone' })
  return { office, id: office.open('files', speaker('gao')) }
}

const onlyShe = ['check by ida, different-people']

describe('whoever takes a step that leaves nobody for another', () => {
  test('is refused, and another takes it', () => {
    const { office, id } = twoHats()
    const before = office.state
    assert.deepEqual(
      claimed(office, id, 'write', 'ida'),
      onlyShe.map((why) => `${id}: ${why}`),
    )
    const under = { case: id, step: 'write' }
    assert.deepEqual(told(office.act('step.claim', speaker('ida'), under, undefined, override)), [
      'override-unknown',
    ])
    assert.equal(office.state, before)
    assert.deepEqual(claimed(office, id, 'write', 'inga'), [])
  })

  test('is not given it by another either, nor a part of it', () => {
    const { office, id } = twoHats()
    const write = { case: id, step: 'write' }
    const toIda = { ...write, person: 'ida' }
    const why = onlyShe.map((one) => `${id}: ${one}`)
    assert.deepEqual(told(office.act('step.assign', speaker('aude'), toIda)), why)
    assert.deepEqual(told(office.act('step.assign', speaker('aude'), { ...write, person: 'inga' })), [])
    assert.deepEqual(told(office.act('step.delegate', speaker('inga'), toIda)), why)
    assert.deepEqual(told(office.act('step.delegate', speaker('inga'), { ...write, person: 'gao' })), [
      'person-without-key',
    ])
  })

  test('is let in where the glass is broken, and the case is marked', () => {
    const { office, id } = twoHats()
    office.appoint('ida', 'auditor')
    const glass = { case: id, step: 'write', reason: 'inga is ill', second: 'rosa' }
    assert.deepEqual(told(office.act('step.break-glass', speaker('ida'), glass)), [
      `stranded ${id} break-glass`,
    ])
    assert.equal(markOf(office, id), 'break-glass')
    assert.deepEqual(office.replayed(), office.state)
  })
})

const drafts = `
procedure: drafts
title: { en: Drafts }
opened-by: anyone
steps:
  write: { by: { office: intake } }
  check: { after: write, by: { office: inspector }, outcomes: [good, bad] }
constraints:
  - different-people: [write, check]
  - at-most: { people: 2, steps: [write, check] }
loops:
  - { from: check, when: check.outcome == bad, to: write, release: write, rounds: 3 }
`

test('a completion that begins a round nobody could go through is refused, another is not', () => {
  const office = lean(drafts)
  const id = office.open('drafts', speaker('gao'))
  work(office, id, 'write', 'ida')
  assert.deepEqual(claimed(office, id, 'check', 'ivo'), [])
  office.happen({ kind: 'person-dismissed', person: 'ida', office: 'intake', reason: 'gone' })
  const bad = { case: id, step: 'check', outcome: 'bad' }
  assert.deepEqual(told(office.act('step.complete', speaker('ivo'), bad)), [`${id}: write by nobody`])
  office.appoint('ivo', 'intake')
  assert.deepEqual(told(office.act('step.complete', speaker('ivo'), bad)), [
    `${id}: write by ivo, check by ivo, different-people`,
  ])
  office.appoint('inga', 'intake')
  certified(office, 'inga')
  assert.deepEqual(told(office.act('step.complete', speaker('ivo'), bad)), [])
  assert.equal(stepOf(office, id, 'write')?.state, 'invoked')
})

describe('what time brings is not refused but marked', () => {
  test('a training that lapses', () => {
    const { office, ids } = working()
    office.happen({
      kind: 'training-withdrawn',
      person: 'ivo',
      training: 'safety',
      reason: 'for a shorter one',
    })
    trained(office, 'ivo', start + day)
    office.time += day
    assert.deepEqual(ticked(office), [`stranded ${ids['files']} clock`])
    assert.equal(markOf(office, ids['files'] ?? ''), 'clock')
    assert.deepEqual(office.replayed(), office.state)
  })

  test('the end of an emergency, when those whom the step is for are gone', () => {
    const { office, ids } = working()
    const { files: id = '' } = ids
    const glass = { case: id, step: 'write', reason: 'ida is gone', second: 'rosa' }
    assert.deepEqual(told(office.act('step.break-glass', speaker('aude'), glass)), [])
    assert.deepEqual(told(ready(office, { ...dismissal, ...ofIda })()), [])
    office.time += hour
    assert.deepEqual(ticked(office), [`stranded ${id} clock`])
  })

  test('an absence that was announced is marked when it is announced, and not again', () => {
    const { office, ids } = working()
    const { 'an absence announced for later': loss } = losses
    assert.ok(loss)
    const marked = [`stranded ${ids['files']} ${override}`]
    assert.deepEqual(told(ready(office, loss)(override)), marked)
    office.time = Date.UTC(2026, 0, 20)
    assert.deepEqual(ticked(office), [])
  })
})

const idaTaking = { person: 'ida', office: 'intake' }
const ofIda = {
  data: idaTaking,
  first: {
    ...{ step: 'propose', by: 'mara', act: 'person.propose-dismissal' },
    input: { ...idaTaking, reason: 'she leaves' },
  },
  input: idaTaking,
}

test('a certificate that is not the last one, and an office nobody waits for, strand nothing', () => {
  const { office } = working()
  certified(office, 'ivo', '4f21')
  const { 'the last certificate revoked': loss } = losses
  assert.ok(loss)
  assert.deepEqual(told(ready(office, loss)()), [])
  const last = { ...loss, data: { serial: '4f21' }, input: { serial: '4f21', reason: 'superseded' } }
  assert.equal(told(ready(office, last)()).length, 1)
  assert.notEqual(serialOf('ivo'), '4f21')
})

describe('a marked case is free again', () => {
  const stranded = (name: keyof typeof losses): { readonly office: Office; readonly id: string } => {
    const { office, ids } = working()
    const loss = losses[name]
    assert.ok(loss)
    assert.equal(told(ready(office, loss)(override)).length, 1)
    return { office, id: ids[loss.strands[0] ?? ''] ?? '' }
  }

  test('when somebody else is appointed', () => {
    const { office, id } = stranded('a dismissal')
    certified(office, 'inga')
    assert.deepEqual(told(ready(office, appointment('inga', 'inspector'))()), [])
    assert.equal(markOf(office, id), override)
    const training = { person: 'inga', training: 'safety', until: '2026-12-01T00:00:00Z' }
    const recording = {
      ...{ procedure: 'record-training', data: { person: 'inga' }, step: 'record', by: 'rosa' },
      ...{ act: 'training.record', input: training },
    }
    assert.deepEqual(told(ready(office, recording)()), [`freed ${id}`])
    assert.equal(markOf(office, id), undefined)
    assert.deepEqual(office.replayed(), office.state)
  })

  test('when who was away comes back', () => {
    const { office, id } = stranded('the absence of another')
    const own = { procedure: 'absence', step: 'declare', by: 'ida', act: 'absence.end', input: {} }
    assert.deepEqual(told(ready(office, own)()), [`freed ${id}`])
  })

  test('when the absence is over by itself', () => {
    const { office, id } = stranded('an absence from now on')
    office.time = Date.UTC(2026, 1, 1)
    assert.deepEqual(ticked(office), [`freed ${id}`])
  })

  test('and then what would strand it is refused once more', () => {
    const { office, id } = stranded('the absence of another')
    office.time = Date.UTC(2026, 1, 1)
    assert.deepEqual(ticked(office), [`freed ${id}`])
    const { 'the absence of another': loss } = losses
    assert.ok(loss)
    const again = { ...loss, input: { ...loss.input, until: '2026-03-01T00:00:00Z' } }
    assert.deepEqual(told(ready(office, again)()), [`${id}: write by nobody`])
  })
})

test('what was not found out is not taken for yes, and told as that', () => {
  const { length } = Array.from({ length: 9 })
  const turns = Array.from({ length }, (_, at) => {
    return `  ask-${at}: { by: anyone, outcomes: [yes, no] }
  do-${at}: { after: ask-${at}, when: ask-${at}.outcome == yes, by: { office: inspector } }`
  })
  const office = lean(`
procedure: asks
title: { en: Asks }
opened-by: anyone
steps:
${turns.join('\n')}
constraints:
  - at-least: { people: 2, steps: [do-0, do-1] }
`)
  office.appoint('inga', 'inspector')
  certified(office, 'inga')
  const id = office.open('asks', speaker('gao'))
  assert.deepEqual(told(ready(office, dismissal)()), [`${id}: unknown`])
})
