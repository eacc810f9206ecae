import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { day } from '#clock'
import { certain } from '#fault'
import { emptyTable, row, rows, sortedRows, type Table } from '#table'
import { read } from '#unit'
import { node, type Office, speaker, staffed } from './fixture.ts'
import { type Marks, remarked } from './marks.ts'
import { type ProcedureState, procedureSlice } from './state.ts'

const people = ['fay', 'ida', 'ivo', 'hana']
const held = ['intake', 'inspector', 'head-of-permits', 'security-manager', 'chief-information-officer']

const move = fc.record({
  what: fc.constantFrom(
    'open',
    'appoint',
    'claim',
    'claim',
    'claim',
    'complete',
    'complete',
    'hold',
    'resume',
    'use',
    'cancel',
    'dismiss',
    'revoke',
    'fill',
    'wait',
    'tick',
  ),
  who: fc.constantFrom(...people),
  of: fc.integer({ min: 2, max: 6 }).map(String),
  step: fc.constantFrom('accept', 'inspect', 'decide', 'publish', 'propose', 'appoint'),
  office: fc.constantFrom(...held),
})
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** Tries one thing; most are refused. */
function tryMove(office: Office, { what, who, of, step, office: name }: Move): void {
  const under = { case: of, step }
  const by = speaker(who)
  switch (what) {
    case 'open':
      office.act('case.open', by, { procedure: 'building-permit', data: {} })
      return
    case 'appoint':
      office.act('case.open', by, { procedure: 'appoint', data: { office: name, person: who } })
      return
    case 'claim':
      office.act('step.claim', by, under)
      return
    case 'complete':
      office.act('step.complete', by, { ...under, ...(step === 'decide' && { outcome: 'approved' }) })
      return
    case 'hold':
      office.act('step.hold', by, under)
      return
    case 'resume':
      office.act('step.resume', by, under)
      return
    case 'use': {
      const epoch = row(read(office.state, procedureSlice).cases, of)?.steps[2]?.epoch ?? 0
      const asked = { permission: 'permit.approve', object: `permit/${of}`, person: who, epoch }
      office.act('step.use', node, { case: of, step: 'decide', ...asked })
      return
    }
    case 'cancel':
      office.act('case.cancel', by, { case: of, reason: 'enough' })
      return
    case 'dismiss':
      office.happen({ kind: 'person-dismissed', person: who, office: name })
      return
    case 'revoke':
      office.happen({
        kind: 'certificate-revoked',
        serial: '1',
        key: by.key,
        principal: { kind: 'person', id: who },
      })
      return
    case 'fill':
      office.appoint(who, name)
      return
    case 'wait':
      office.time += day
      return
    case 'tick':
      office.act('clock.tick', node, {})
  }
}

function worked(moves: readonly Move[]): Office {
  const office = staffed()
  for (const one of moves) tryMove(office, one)
  return office
}

const histories = fc.array(move, { maxLength: 60 })

function plain(slice: ProcedureState): unknown {
  const tables = procedureSlice.tables.map((name) => [name, sortedRows(slice[name] as Table<unknown>)])
  return [slice.nextCase, tables]
}

test('replaying the entries gives the same state', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      const office = worked(moves)
      assert.deepEqual(
        plain(read(office.replayed(), procedureSlice)),
        plain(read(office.state, procedureSlice)),
      )
    }),
    { numRuns: 20 },
  )
})

test('what is written down beside the cases is what follows from them', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      const slice = read(worked(moves).state, procedureSlice)
      const none: Marks = { grants: emptyTable(), sets: emptyTable(), lists: emptyTable() }
      let anew = none
      for (const [, of] of rows(slice.cases)) {
        anew = remarked(anew, certain(row(slice.versions, of.digest), 'the version'), undefined, of)
      }
      for (const name of ['grants', 'sets', 'lists'] as const) {
        assert.deepEqual(sortedRows<unknown>(slice[name]), sortedRows<unknown>(anew[name]), name)
      }
    }),
    { numRuns: 40 },
  )
})

test('the state is plain data: it survives being written as JSON', () => {
  fc.assert(
    fc.property(histories, (moves) => {
      const state = plain(read(worked(moves).state, procedureSlice))
      assert.deepEqual(JSON.parse(JSON.stringify(state)), state)
    }),
    { numRuns: 15 },
  )
})
