import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { day, hour } from '#clock'
import { row, rows } from '#table'
import type { LiveGrant, StepGrant } from '#task'
import { type Event, read, type Speaker, type State } from '#unit'
import { type EndedRight, endedRights } from './ended.ts'
import { founded, node, type Office, permits, speaker, work } from './fixture.ts'
import { findGrant } from './permit.ts'
import { procedureSlice } from './state.ts'

const inspection = `
procedure: inspection
title: { en: Inspection of a well }
opened-by: { office: intake }
objects: ['well/{case}', 'log/{case}/*']
steps:
  look: { by: { unit: water.example }, permits: [well.read, well.seal], uses: { well.seal: 2 }, within: P2D }
  note: { by: { office: inspector }, permits: [well.read, well.note], uses: { well.read: 1, well.note: 1 } }
`

const people = ['fay', 'ida', 'ivo', 'hana']
const visitors: readonly Speaker[] = ['wei', 'lan'].map((person) => ({
  ...{ kind: 'visitor', id: `${person}@water.example`, key: `key-${person}`, serial: `serial-${person}` },
}))
const callers: readonly Speaker[] = [
  ...people.flatMap((person) => [speaker(person), speaker(person, `other-${person}`)]),
  ...visitors,
]

function receive(office: Office, who: Speaker): void {
  office.happen({
    ...{ kind: 'visitor-received', visitor: who.id, unit: 'water.example', person: 'x', name: 'X' },
    ...{ offices: [], key: who.key, spki: '', certificate: '', serial: who.serial ?? '' },
    ...{ fingerprint: '', statement: '', signer: '', stated: 0, presented: 0, until: office.time + hour },
    ...{ grade: 'basic', paths: { basic: 1 }, units: [], agreements: [] },
  })
}

function opened(): Office {
  const office = founded(permits, inspection)
  office.appoint('ida', 'intake')
  office.appoint('ivo', 'inspector')
  office.appoint('hana', 'head-of-permits')
  for (const who of visitors) receive(office, who)
  for (const procedure of ['building-permit', 'inspection']) office.open(procedure, speaker('ida'))
  return office
}

/** Who is among the trustees of each step. */
const usual: Readonly<Record<string, string>> = {
  ...{ accept: 'ida', inspect: 'ivo', decide: 'hana', publish: 'ida' },
  ...{ look: 'wei@water.example', note: 'ivo' },
}

const move = fc.record({
  what: fc.constantFrom(
    ...(['open', 'claim', 'claim', 'claim', 'complete', 'hold', 'resume', 'use', 'use', 'cancel'] as const),
    ...(['dismiss', 'revoke', 'leave', 'fill', 'wait', 'tick'] as const),
  ),
  who: fc.constantFrom(...callers),
  step: fc.constantFrom(...Object.keys(usual)),
  isUsual: fc.boolean(),
  office: fc.constantFrom('intake', 'inspector', 'head-of-permits'),
  pick: fc.nat(),
})
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** Tries one thing; many are refused. */
function tryMove(office: Office, { what, step, office: name, pick, isUsual, ...move }: Move): void {
  const who = (isUsual && callers.find(({ id }) => id === usual[step])) || move.who
  const cases = [...rows(read(office.state, procedureSlice).cases)].map(([id]) => id)
  const having = cases.filter((id) => stepIn(office.state, id, step))
  const of = having[pick % having.length] ?? ''
  const under = { case: of, step }
  switch (what) {
    case 'open':
      office.act('case.open', speaker('ida'), {
        procedure: pick % 2 === 0 ? 'inspection' : 'building-permit',
      })
      return
    case 'use': {
      const counted = [...grantsIn(office.state).values()].filter(({ grant }) => grant.counted)
      const { grant } = counted[pick % counted.length] ?? {}
      if (grant) office.act('step.use', node, useOf(grant))
      return
    }
    case 'claim':
    case 'hold':
    case 'resume':
      office.act(`step.${what}`, who, under)
      return
    case 'complete':
      office.act('step.complete', who, { ...under, ...(step === 'decide' && { outcome: 'approved' }) })
      return
    case 'cancel':
      office.act('case.cancel', who, { case: of, reason: 'enough' })
      return
    case 'dismiss':
      office.happen({ kind: 'person-dismissed', person: who.id, office: name })
      return
    case 'revoke':
      office.happen(revocation(who))
      return
    case 'leave':
      office.happen({ kind: 'visitor-ended', visitor: who.id, key: who.key, reason: 'revoked' })
      return
    case 'fill':
      if (who.kind === 'person') office.appoint(who.id, name)
      else receive(office, who)
      return
    case 'wait':
      office.time += day
      return
    case 'tick':
      office.act('clock.tick', node, {})
  }
}

function useOf({ case: id, step, permission, object, person, epoch }: StepGrant): object {
  return { case: id, step, permission, object: object.replace('*', 'a'), person, epoch }
}

function revocation({ id, key, serial = '' }: Speaker): Event & Readonly<Record<string, unknown>> {
  return { kind: 'certificate-revoked', serial, key, principal: { kind: 'person', id } }
}

function stepIn(state: State, of: string, step: string) {
  const { cases, versions } = read(state, procedureSlice)
  const found = row(cases, of)
  return found?.steps[row(versions, found.digest)?.steps.findIndex(({ id }) => id === step) ?? -1]
}

/** Every grant there is, by a text that tells it from every other; windows are left aside. */
function grantsIn(state: State): ReadonlyMap<string, LiveGrant> {
  const all = [...rows(read(state, procedureSlice).grants)].flatMap(([, lives]) => lives)
  return new Map(all.map((live) => [JSON.stringify([live.grant, live.key]), live]))
}

/** Whether an ended right tells that a grant is void, as whoever enforces rights applies it. */
function voids(ended: EndedRight, { grant, key }: LiveGrant): boolean {
  const kind = grant.node ? 'node' : grant.visitor ? 'visitor' : 'person'
  return (
    ended.case === grant.case &&
    ended.step === grant.step &&
    ended.person === grant.person &&
    ended.kind === kind &&
    ended.key === key &&
    (ended.permission ?? grant.permission) === grant.permission &&
    grant.epoch < ended.epoch
  )
}

const histories = fc.array(move, { minLength: 20, maxLength: 70 })
const objects = ['2', '3', '4', '5'].flatMap((of) => [`permit/${of}`, `well/${of}`, `log/${of}/a`])
const permissions = ['permit.read', 'permit.accept', 'permit.annotate', 'permit.approve', 'permit.reject']
const asked = [...permissions, 'permit.publish', 'well.read', 'well.seal', 'well.note']

/** What everybody is found to have, as the gate asks: by who asks for what, the very grant. */
function foundBy(state: State): ReadonlyMap<string, LiveGrant> {
  const found = new Map<string, LiveGrant>()
  for (const { id: person, kind, key } of callers) {
    for (const permission of asked) {
      for (const object of objects) {
        const question = { person, visitor: kind === 'visitor', key, permission, object, time: 0 }
        const grant = findGrant(state, question)
        if (grant.ok)
          found.set(JSON.stringify([kind, person, key, permission, object]), { grant: grant.value, key })
      }
    }
  }
  return found
}

describe('ended rights', () => {
  test('void exactly the grants that are gone, after whatever happens', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const office = opened()
        for (const one of moves) {
          const before = office.state
          tryMove(office, one)
          const ended = endedRights(before, office.state)
          const left = grantsIn(office.state)
          for (const [text, live] of grantsIn(before)) {
            assert.equal(
              ended.some((each) => voids(each, live)),
              !left.has(text),
              text,
            )
          }
          for (const live of left.values()) assert.ok(!ended.some((each) => voids(each, live)))
          const needed = ended.filter((each) =>
            [...grantsIn(before).values()].some((live) => voids(each, live)),
          )
          assert.equal(needed.length, ended.length, 'none tells of what nobody had')
        }
      }),
      { numRuns: 25 },
    )
  })

  test('cover what the gate found before and finds no more', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const office = opened()
        let before = foundBy(office.state)
        for (const one of moves) {
          const state = office.state
          tryMove(office, one)
          if (office.state === state) continue
          const ended = endedRights(state, office.state)
          const after = foundBy(office.state)
          for (const [question, live] of before) {
            if (after.has(question)) continue
            assert.ok(
              ended.some((each) => voids(each, live)),
              question,
            )
          }
          before = after
        }
      }),
      { numRuns: 8 },
    )
  })

  test('are the same told at once as entry by entry, but for what came and went between', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const office = opened()
        for (const one of moves.slice(0, 20)) tryMove(office, one)
        const before = office.state
        for (const one of moves.slice(20)) tryMove(office, one)
        const ended = endedRights(before, office.state)
        const left = grantsIn(office.state)
        for (const [text, live] of grantsIn(before)) {
          assert.equal(
            ended.some((each) => voids(each, live)),
            !left.has(text),
            text,
          )
        }
      }),
      { numRuns: 15 },
    )
  })
})

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
})
