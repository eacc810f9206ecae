import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day } from '#clock'
import { accept, type Result, sure } from '#fault'
import { mayCancel, mayClaim, mayComplete, mayResume, maySuspend } from './authority.ts'
import { type Case, type Executor, findStep } from './case.ts'
import { organisationWith, person, procedureIn } from './fixture.ts'
import { type Actor } from './standing.ts'
import { cancelCase, type Happening, openCase, transition } from './transition.ts'
import { permitUse } from './use.ts'

const procedure = procedureIn(`
procedure: letter
title: { en: A letter }
founding: true
opened-by: anyone
objects: letter/{case}
steps:
  receive: { by: { office: desk } }
  answer:
    after: receive
    by: { office: clerk }
    permits: [letter.read, letter.sign]
    uses: { letter.sign: 2 }
    within: P1D
  stamp: { by: { office: stamp } }
`)

const start = 1_000_000
const organisation = organisationWith({ desk: ['dora'], clerk: ['carl', 'cleo'] }, 'fay')
const bound: Executor = { kind: 'person', id: 'carl', key: 'key of carl', office: 'clerk' }

const actors: Readonly<Record<string, Actor>> = {
  executor: person('carl'),
  'executor, new key': person('carl', 'a new key'),
  'other trustee': person('cleo'),
  opener: person('olga'),
  founder: person('fay'),
  stranger: person('sven'),
  node: { kind: 'node', id: 'carl', key: 'key of carl' },
}

type Act = 'claim' | 'use' | 'hold' | 'resume' | 'complete' | 'cancel'
const acts: readonly Act[] = ['claim', 'use', 'hold', 'resume', 'complete', 'cancel']

const place = 1
let index = 0
const moment = (time: number) => ({ index: ++index, time })

function after(before: Case, at: number, happening: Happening): Case {
  return sure(transition(procedure, before, at, happening, moment(start)), happening.kind)
}

const opening = { id: '7', digest: 'd', opener: { kind: 'person', id: 'olga' }, data: {} } as const
const dormant = openCase(procedure, opening, moment(start))
const dora: Executor = { kind: 'person', id: 'dora', key: 'key of dora', office: 'desk' }
const invoked = after(after(dormant, 0, { kind: 'claim', executor: dora }), 0, { kind: 'complete' })
const valid = after(invoked, place, { kind: 'claim', executor: bound })
const hold = after(valid, place, { kind: 'hold', by: 'executor' })
const invalid = after(valid, place, { kind: 'complete' })
const states = { dormant, invoked, valid, hold, invalid } as const

/**
 * Does what an act would: authority first, then the change. Says the step's state after it, or the fault's
 * kind.
 */
function attempt(of: Case, actor: Actor, act: Act): string {
  const permitted = permit(of, actor, act)
  if (!permitted.ok) return permitted.fault.kind
  if (act === 'cancel') return stateOf(sure(cancelCase(of, 'a mistake', moment(start)), 'cancelling'))
  const executor: Executor = { kind: 'person', id: actor.id, key: actor.key, office: 'clerk' }
  const happening: Happening =
    act === 'claim'
      ? { kind: act, executor }
      : act === 'use'
        ? { kind: act, permission: 'letter.sign' }
        : act === 'complete'
          ? { kind: act }
          : { kind: act, by: 'executor', ...(act === 'resume' && { executor }) }
  const changed = transition(procedure, of, place, happening, moment(start))
  return changed.ok ? stateOf(changed.value) : changed.fault.kind
}

function permit(of: Case, actor: Actor, act: Act): Result<unknown, { readonly kind: string }> {
  switch (act) {
    case 'claim':
      return mayClaim(procedure, of, 'answer', actor, organisation)
    case 'use':
      return permitUse(procedure, of, 'answer', {
        actor,
        permission: 'letter.sign',
        object: 'letter/7',
        time: start,
      })
    case 'hold':
      return maySuspend(procedure, of, 'answer', actor, start)
    case 'resume':
      return mayResume(procedure, of, 'answer', actor, organisation, start)
    case 'complete':
      return mayComplete(procedure, of, 'answer', actor, start)
    case 'cancel':
      return mayCancel(procedure, of, actor, organisation, start)
    default:
      return accept(act satisfies never)
  }
}

function stateOf(of: Case): string {
  const step = findStep(procedure, of, 'answer')?.step
  return step?.end ?? step?.state ?? 'none'
}

/**
 * By hand from the semantics: state, actor, and what follows from each of `acts`: a state, how it ended,
 * or a fault.
 */
const written = `
dormant|executor         |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
dormant|executor, new key|step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
dormant|other trustee    |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
dormant|opener           |step-state |step-state  |step-state  |step-state  |step-state  |cancelled
dormant|founder          |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
dormant|stranger         |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
dormant|node             |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invoked|executor         |valid      |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invoked|executor, new key|valid      |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invoked|other trustee    |valid      |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invoked|opener           |not-trustee|step-state  |step-state  |step-state  |step-state  |cancelled
invoked|founder          |not-trustee|step-state  |step-state  |step-state  |step-state  |may-not-cancel
invoked|stranger         |not-trustee|step-state  |step-state  |step-state  |step-state  |may-not-cancel
invoked|node             |not-trustee|step-state  |step-state  |step-state  |step-state  |may-not-cancel
valid  |executor         |step-taken |valid       |hold        |step-state  |completed   |cancelled
valid  |executor, new key|step-taken |other-key   |hold        |step-state  |other-key   |may-not-cancel
valid  |other trustee    |step-taken |not-executor|not-executor|step-state  |not-executor|may-not-cancel
valid  |opener           |not-trustee|not-executor|not-executor|step-state  |not-executor|cancelled
valid  |founder          |not-trustee|not-executor|not-executor|step-state  |not-executor|may-not-cancel
valid  |stranger         |not-trustee|not-executor|not-executor|step-state  |not-executor|may-not-cancel
valid  |node             |not-trustee|not-executor|not-executor|step-state  |not-executor|may-not-cancel
hold   |executor         |step-taken |step-state  |step-state  |valid       |completed   |may-not-cancel
hold   |executor, new key|step-taken |step-state  |step-state  |valid       |other-key   |may-not-cancel
hold   |other trustee    |step-taken |step-state  |step-state  |not-executor|not-executor|may-not-cancel
hold   |opener           |not-trustee|step-state  |step-state  |not-executor|not-executor|cancelled
hold   |founder          |not-trustee|step-state  |step-state  |not-executor|not-executor|may-not-cancel
hold   |stranger         |not-trustee|step-state  |step-state  |not-executor|not-executor|may-not-cancel
hold   |node             |not-trustee|step-state  |step-state  |not-executor|not-executor|may-not-cancel
invalid|executor         |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invalid|executor, new key|step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invalid|other trustee    |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invalid|opener           |step-state |step-state  |step-state  |step-state  |step-state  |completed
invalid|founder          |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invalid|stranger         |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
invalid|node             |step-state |step-state  |step-state  |step-state  |step-state  |may-not-cancel
`

describe('every state of a step, act and kind of actor', () => {
  const rows = written
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))

  test('the table names each state with each actor once', () => {
    const all = Object.keys(states).flatMap((state) =>
      Object.keys(actors).map((actor) => `${state} ${actor}`),
    )
    assert.deepEqual(rows.map(([state, actor]) => `${state} ${actor}`).sort(), all.sort())
  })

  for (const [state = '', name = '', ...expected] of rows) {
    test(`${state}, ${name}`, () => {
      const of = states[state as keyof typeof states]
      const actor = actors[name]
      assert.ok(actor)
      assert.deepEqual(
        acts.map((act) => attempt(of, actor, act)),
        expected,
      )
    })
  }
})

/** What happens to a step of its own: its executor is lost, its window is not yet over, or is. */
const occurrences = `
dormant | step-state | step-state      | step-state
invoked | step-state | window-not-over | window-not-over
valid   | invoked    | window-not-over | window-over     
hold    | invoked    | window-not-over | window-over     
invalid | step-state | step-state      | step-state
`

describe('every state of a step and what happens without an act', () => {
  for (const line of occurrences.trim().split('\n')) {
    const [state = '', ...expected] = line.split('|').map((cell) => cell.trim())
    test(state, () => {
      const of = states[state as keyof typeof states]
      const happenings = [
        transition(procedure, of, place, { kind: 'lose-executor' }, moment(start)),
        transition(procedure, of, place, { kind: 'expire' }, moment(start + day - 1)),
        transition(procedure, of, place, { kind: 'expire' }, moment(start + day)),
      ]
      assert.deepEqual(
        happenings.map((changed) => (changed.ok ? stateOf(changed.value) : changed.fault.kind)),
        expected,
      )
    })
  }
})

test('a case that is not open takes no happening at all', () => {
  const cancelled = sure(cancelCase(valid, 'a mistake', moment(start)), 'cancelling')
  const happenings: readonly Happening[] = [
    { kind: 'claim', executor: bound },
    { kind: 'use', permission: 'letter.read' },
    { kind: 'hold', by: 'executor' },
    { kind: 'resume', by: 'executor', executor: bound },
    { kind: 'complete' },
    { kind: 'lose-executor' },
    { kind: 'expire' },
  ]
  for (const happening of happenings) {
    const changed = transition(procedure, cancelled, place, happening, moment(start))
    assert.equal(changed.ok ? 'changed' : changed.fault.kind, 'case-not-open', happening.kind)
  }
  assert.equal(mayCancel(procedure, cancelled, person('olga'), organisation, start).ok, false)
})

test('from its deadline on a step permits nothing, though no entry has ended it yet', () => {
  const late = start + day
  const actor = person('carl')
  const asked = { actor, permission: 'letter.read', object: 'letter/7' }
  assert.equal(permitUse(procedure, valid, 'answer', { ...asked, time: late - 1 }).ok, true)
  const refusals = [
    permitUse(procedure, valid, 'answer', { ...asked, time: late }),
    maySuspend(procedure, valid, 'answer', actor, late),
    mayComplete(procedure, valid, 'answer', actor, late),
    mayResume(procedure, hold, 'answer', actor, organisation, late),
  ]
  for (const refusal of refusals) assert.equal(refusal.ok ? 'permitted' : refusal.fault.kind, 'window-over')
})

test('the hold keeps counts and window, and the resuming key is the one that counts from then on', () => {
  const usedOnce = after(valid, place, { kind: 'use', permission: 'letter.sign' })
  const onHold = after(usedOnce, place, { kind: 'hold', by: 'executor' })
  const resumed = after(onHold, place, {
    kind: 'resume',
    by: 'executor',
    executor: { ...bound, key: 'a new key' },
  })
  const step = findStep(procedure, resumed, 'answer')?.step
  assert.deepEqual(step?.used, { 'letter.sign': 1 })
  assert.equal(step?.deadline, start + day)
  const asked = { permission: 'letter.sign', object: 'letter/7', time: start }
  assert.equal(
    permitUse(procedure, resumed, 'answer', { ...asked, actor: person('carl', 'a new key') }).ok,
    true,
  )
  const old = permitUse(procedure, resumed, 'answer', { ...asked, actor: person('carl') })
  assert.equal(old.ok ? 'permitted' : old.fault.kind, 'other-key')
})

test('a lost executor leaves a fresh instance with a new epoch, the counts, and his name', () => {
  const usedOnce = after(valid, place, { kind: 'use', permission: 'letter.sign' })
  const lost = after(usedOnce, place, { kind: 'lose-executor' })
  const step = findStep(procedure, lost, 'answer')?.step
  assert.equal(step?.state, 'invoked')
  assert.equal(step?.instance, 2)
  assert.equal(step?.epoch, index)
  assert.equal(step?.executor, undefined)
  assert.equal(step?.deadline, undefined)
  assert.deepEqual(step?.former, [{ kind: 'person', id: 'carl' }])
  assert.deepEqual(step?.used, { 'letter.sign': 1 })
})

test('a permission spent is over by itself, and the step goes on with the others', () => {
  const spent = ['letter.sign', 'letter.sign'].reduce(
    (of, permission) => after(of, place, { kind: 'use', permission }),
    valid,
  )
  assert.equal(stateOf(spent), 'valid')
  const asked = { actor: person('carl'), object: 'letter/7', time: start }
  assert.equal(permitUse(procedure, spent, 'answer', { ...asked, permission: 'letter.read' }).ok, true)
  const sign = permitUse(procedure, spent, 'answer', { ...asked, permission: 'letter.sign' })
  assert.equal(sign.ok ? 'permitted' : sign.fault.kind, 'uses-spent')
  const again = transition(procedure, spent, place, { kind: 'use', permission: 'letter.sign' }, moment(start))
  assert.equal(again.ok ? 'used' : again.fault.kind, 'uses-spent')
})

test('what a step does not name it does not permit', () => {
  const asked = { actor: person('carl'), permission: 'letter.read', object: 'letter/7', time: start }
  const kind = (step: string, change: Partial<typeof asked>): string => {
    const answer = permitUse(procedure, valid, step, { ...asked, ...change })
    return answer.ok ? 'permitted' : answer.fault.kind
  }
  assert.equal(kind('answer', {}), 'permitted')
  assert.equal(kind('answer', { permission: 'letter.burn' }), 'permission-not-in-step')
  assert.equal(kind('answer', { object: 'letter/8' }), 'object-not-in-step')
  assert.equal(kind('answer', { object: 'letter/*' }), 'object-not-in-step')
  assert.equal(kind('constructor', {}), 'step-unknown')
})
