import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { sortedRows, type Table } from '#table'
import { read, type State } from '#unit'
import { node, type Office, speaker, stepOf } from './fixture.ts'
import { lively } from './life.ts'
import { procedureSlice } from './state.ts'

const plan = { case: '2', step: 'plan' }
const work = { case: '2', step: 'work' }

/** Something one person does, not knowing of the others. */
type Doing = (office: Office) => string

const claim =
  (by: string, under = plan): Doing =>
  (office) =>
    office.tried('step.claim', speaker(by), under)
const complete =
  (by: string): Doing =>
  (office) =>
    office.tried('step.complete', speaker(by), { ...plan, outcome: 'go' })
const release =
  (by: string): Doing =>
  (office) =>
    office.tried('step.release', speaker(by), plan)
const hold =
  (by: string): Doing =>
  (office) =>
    office.tried('step.hold', speaker(by), plan)
const assign =
  (by: string, person: string): Doing =>
  (office) =>
    office.tried('step.assign', speaker(by), { ...plan, person })
const revoke: Doing = (office) =>
  office.tried('step.revoke', speaker('mara'), { ...plan, reason: 'complaint' })
const broken =
  (by: string): Doing =>
  (office) =>
    office.tried('step.break-glass', speaker(by), { ...work, second: 'eve', reason: 'fire' })

/** A use that was decided on the grant as it stood when all began. */
function seal(person: string): (before: Office) => Doing {
  return (before) => {
    const epoch = stepOf(before, '2', 'work')?.epoch ?? 0
    const use = { ...work, permission: 'relay.seal', object: 'relay/2', person, epoch }
    return (office) => office.tried('step.use', node, use)
  }
}

function orders<T>(of: readonly T[]): readonly (readonly T[])[] {
  if (of.length < 2) return [of]
  return of.flatMap((first, at) =>
    orders(of.filter((_, other) => other !== at)).map((rest) => [first, ...rest]),
  )
}

function plain(state: State): unknown {
  const slice = read(state, procedureSlice)
  return procedureSlice.tables.map((name) => sortedRows(slice[name] as Table<unknown>))
}

function claimed(): Office {
  const office = lively()
  assert.equal(claim('bob')(office), 'done')
  return office
}

function delegated(): Office {
  const office = claimed()
  const part = { ...plan, person: 'dan', completes: true }
  assert.equal(office.tried('step.delegate', speaker('bob'), part), 'done')
  return office
}

/** `dan` holds `work` with `ann` as his delegate; two seals are left. */
function sealing(): Office {
  const office = claimed()
  assert.equal(complete('bob')(office), 'done')
  for (const [by, step] of [
    ['dan', 'work'],
    ['bob', 'mate'],
  ] as const)
    assert.equal(claim(by, { case: '2', step })(office), 'done')
  assert.equal(office.tried('step.delegate', speaker('dan'), { ...work, person: 'ann' }), 'done')
  return office
}

interface Meeting {
  readonly from: () => Office
  readonly doings: (office: Office) => readonly Doing[]
  /** How many of them succeed, in whatever order, and what the others may be told. */
  readonly done: readonly number[]
  readonly refused: readonly string[]
}

const meetings: Readonly<Record<string, Meeting>> = {
  'three claim one step': {
    from: lively,
    doings: () => [claim('ann'), claim('bob'), claim('dan')],
    done: [1],
    refused: ['step-taken'],
  },
  'two claim a step that is given to a third': {
    from: lively,
    doings: () => [claim('ann'), claim('bob'), assign('eve', 'dan')],
    done: [1],
    refused: ['step-taken', 'step-state'],
  },
  'two claim each of two steps that exclude each other': {
    from: lively,
    doings: () => [claim('ann', { case: '2', step: 'left' }), claim('dan', { case: '2', step: 'right' })],
    done: [1],
    refused: ['step-state'],
  },
  'executor and delegate complete it while it is revoked': {
    from: delegated,
    doings: () => [complete('bob'), complete('dan'), revoke],
    done: [1],
    refused: ['step-state'],
  },
  'it is given back, completed by the delegate, and claimed by another': {
    from: delegated,
    doings: () => [release('bob'), complete('dan'), claim('cyd')],
    done: [1, 2],
    refused: ['step-state', 'step-taken', 'not-executor'],
  },
  'it is put on hold, completed, and revoked': {
    from: claimed,
    doings: () => [hold('bob'), complete('bob'), revoke],
    done: [1, 2],
    refused: ['step-state'],
  },
  'three seals of two are made by executor and delegate at once': {
    from: sealing,
    doings: (office) => [seal('dan')(office), seal('ann')(office), seal('dan')(office)],
    done: [2],
    refused: ['uses-spent'],
  },
  'a seal meets the end of the delegation and a broken glass': {
    from: sealing,
    doings: (office) => [
      seal('ann')(office),
      (now) => now.tried('step.undelegate', speaker('dan'), { ...work, person: 'ann' }),
      broken('bob'),
    ],
    done: [1, 2, 3],
    refused: ['not-executor', 'not-delegate', 'epoch-over'],
  },
  'two break the glass of one step': {
    from: lively,
    doings: () => [broken('ann'), broken('bob')],
    done: [1],
    refused: ['glass-broken-already'],
  },
}

describe('whoever comes first: in every order of what happens at once', () => {
  for (const [name, { from, doings, done, refused }] of Object.entries(meetings)) {
    test(name, () => {
      const places = doings(from()).map((_, at) => at)
      for (const order of orders(places)) {
        const office = from()
        const all = doings(office)
        const told = order.map((at) => all[at]?.(office) ?? '')
        const won = told.filter((answer) => answer === 'done').length
        assert.ok(done.includes(won), `${order.join()}: ${told.join()}`)
        for (const answer of told) assert.ok(answer === 'done' || refused.includes(answer), told.join())
        assert.deepEqual(plain(office.replayed()), plain(office.state))
      }
    })
  }
})
