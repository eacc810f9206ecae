import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { certain } from '#fault'
import type { GrantFacts } from '#task'
import type { Event, Speaker } from '#unit'
import { certify, node, type Office, speaker, staffed } from './fixture.ts'
import { type CaseEntry, caseHistory, entriesBeside } from './history.ts'

interface Line {
  readonly index: number
  readonly act: string
  readonly own?: true
  readonly actor?: { readonly kind: string; readonly id?: string }
  readonly changed?: readonly string[]
  readonly events: readonly { readonly kind: string; readonly [member: string]: unknown }[]
}

type Happened = Event & Readonly<Record<string, unknown>>

/** Makes an act, which must be done, and gives its entry as the record has it. */
function made(office: Office, act: string, by: Speaker, input: Readonly<Record<string, string>>): CaseEntry {
  assert.equal(office.tried(act, by, input), 'done')
  const { events, time } = certain(office.entries.at(-1), 'an entry')
  const { case: id, step } = input
  const rule = { by: 'rule', rule: 'executor', procedure: 'building-permit' } as const
  const grant: GrantFacts = {
    ...rule,
    ...(id !== undefined && { case: id }),
    ...(step !== undefined && { step }),
  }
  return { index: office.state.size - 1, act, actor: { kind: by.kind, id: by.id }, time, grant, events }
}

function lines(office: Office, id: string, entries: readonly CaseEntry[], by: Speaker): readonly Line[] {
  return caseHistory(office.state, id, entries, by).entries as readonly Line[]
}

function told(lines: readonly Line[]): readonly string[] {
  return lines.map(({ act, actor, own, events }) => {
    const kinds = events.map(({ kind, step }) => [kind, step].filter(Boolean).join(' '))
    return [actor?.id ?? actor?.kind, own && 'own', act, ...kinds].filter(Boolean).join(', ')
  })
}

/** A case opened by `cato`, whose first step `ida` took and completed. */
function worked(): { office: Office; id: string; entries: readonly CaseEntry[] } {
  const office = staffed()
  certify(office, 'high', 'cato', 'ida', 'ivo', 'hana')
  const opened = made(office, 'case.open', speaker('cato'), { procedure: 'building-permit' })
  const id = String((opened.events[0] as Happened | undefined)?.['case'])
  const under = { case: id, step: 'accept' }
  const claimed = made(office, 'step.claim', speaker('ida'), under)
  const done = made(office, 'step.complete', speaker('ida'), under)
  return { office, id, entries: [done, opened, claimed] }
}

describe('the history of a case', () => {
  test('tells who did what, in the order of the record', () => {
    const { office, id, entries } = worked()
    assert.deepEqual(told(lines(office, id, entries, speaker('ida'))), [
      'cato, case.open, case-opened',
      'ida, own, step.claim, step-claimed accept',
      'ida, own, step.complete, step-completed accept',
    ])
    assert.deepEqual(caseHistory(office.state, id, entries, speaker('ida')).names, {
      cato: 'cato',
      ida: 'ida',
    })
  })

  test('tells what was done under its steps, and on what', () => {
    const { office, id } = worked()
    const grant: GrantFacts = {
      ...{ by: 'step', case: id, step: 'decide', epoch: 9, permission: 'document.sign' },
      ...{ object: `permit/${id}`, person: 'hana', office: 'head-of-permits' },
    }
    const events = [{ kind: 'document-signed' }, { kind: 'step-used', case: '99', step: 'x' }]
    const actor = { kind: 'person', id: 'hana' } as const
    const signed: CaseEntry = { index: 9, time: 0, act: 'document.sign', actor, grant, events }
    assert.deepEqual(lines(office, id, [signed], speaker('ida')), [
      {
        ...{ index: 9, time: '1970-01-01T00:00:00.000Z', act: 'document.sign', actor },
        ...{ step: 'decide', office: 'head-of-permits', permission: 'document.sign' },
        ...{ object: `permit/${id}`, events: [] },
      },
    ])
  })

  test('tells of what is not its own only which steps changed by it', () => {
    const { office, id, entries } = worked()
    office.act('step.claim', speaker('ivo'), { case: id, step: 'inspect' })
    office.happen({ kind: 'person-dismissed', person: 'ivo', office: 'inspector' })
    const index = office.state.size - 1
    const known = entries.map((entry) => entry.index)
    assert.deepEqual(entriesBeside(office.state, id, known, { from: 0, before: index + 1 }), [index])
    assert.deepEqual(entriesBeside(office.state, id, known, { from: 0, before: index }), [])
    const actor = { kind: 'person', id: 'sam' } as const
    const { events, time } = certain(office.entries.at(-1), 'an entry')
    const grant: GrantFacts = { by: 'rule', rule: 'executor', procedure: 'dismiss', case: '77' }
    const dismissed: CaseEntry = { index, time, act: 'person.dismiss', actor, grant, events }
    const [line] = lines(office, id, [dismissed], speaker('cato'))
    assert.deepEqual([line?.act, line?.actor, line?.changed], ['person.dismiss', undefined, ['inspect']])
  })

  test('tells what was written and who was told of it to members', () => {
    const { office, id, entries } = worked()
    const cancelled = made(office, 'case.cancel', speaker('cato'), { case: id, reason: 'not needed' })
    const [event] = lines(office, id, [...entries, cancelled], speaker('ida')).at(-1)?.events ?? []
    assert.deepEqual(event, { kind: 'case-cancelled', reason: 'not needed' })
  })

  test('tells a visitor what happened to the steps, what he did, and nothing of anybody else', () => {
    const { office, id, entries } = worked()
    const wei: Speaker = { kind: 'visitor', id: 'wei@water.example', key: 'key-wei', serial: 's' }
    const grant: GrantFacts = { by: 'rule', rule: 'executor', procedure: 'building-permit', case: id }
    const own: CaseEntry = {
      ...{ index: 90, time: 0, act: 'step.hold', actor: { kind: 'visitor', id: wei.id }, grant },
      events: [{ kind: 'step-held', case: id, step: 'inspect', reason: 'it rains' }] as readonly Happened[],
    }
    const others: readonly CaseEntry[] = [
      {
        ...{ index: 91, time: 0, act: 'step.assign', actor: { kind: 'person', id: 'hana' }, grant },
        events: [
          { kind: 'step-assigned', case: id, step: 'inspect', executor: { kind: 'person', id: 'ivo' } },
          { kind: 'step-held', case: id, step: 'inspect', reason: 'ivo is ill' },
        ] as readonly Happened[],
      },
      {
        ...{ index: 92, time: 0, act: 'document.sign', grant, events: [] },
        actor: { kind: 'person', id: 'hana' },
      },
      {
        ...{ index: 93, time: 0, act: 'clock.tick', grant, events: [] },
        actor: { kind: node.kind, id: node.id },
      },
    ]
    const shown = lines(office, id, [...entries, own, ...others], wei)
    assert.deepEqual(told(shown), [
      'person, case.open, case-opened',
      'person, step.claim, step-claimed accept',
      'person, step.complete, step-completed accept',
      `${wei.id}, own, step.hold, step-held inspect`,
      'person, step.assign, step-assigned inspect, step-held inspect',
    ])
    const text = JSON.stringify(caseHistory(office.state, id, [...entries, ...others], wei))
    assert.doesNotMatch(text, /cato|ida|ivo|hana|names/)
    assert.equal(shown[3]?.events[0]?.['reason'], 'it rains')
  })
})
