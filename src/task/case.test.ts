import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { day } from '#clock'
import { sure } from '#fault'
import { type Case, type Data, findStep, type Party } from './case.ts'
import { procedureIn } from './fixture.ts'
import type { Procedure } from './procedure.ts'
import { openCase, transition } from './transition.ts'

const opener: Party = { kind: 'person', id: 'olga' }
const executor = { kind: 'person', id: 'carl', key: 'k' } as const

function opened(procedure: Procedure, data: Data = {}): Case {
  return openCase(procedure, { id: '1', digest: 'd', opener, data }, { index: 1, time: 0 })
}

/**
 * Claims and completes steps in turn: `decide=approved` names an outcome, `x!` lets its window end
 * instead.
 */
function worked(procedure: Procedure, ...moves: readonly string[]): Case {
  return moves.reduce((of, move, at) => {
    const [step = '', outcome] = move.replace('!', '').split('=')
    const place = procedure.steps.findIndex(({ id }) => id === step)
    const moment = { index: at + 2, time: 0 }
    const claimed = sure(transition(procedure, of, place, { kind: 'claim', executor }, moment), move)
    const end = move.endsWith('!')
      ? transition(procedure, claimed, place, { kind: 'expire' }, { ...moment, time: day })
      : transition(procedure, claimed, place, { kind: 'complete', ...(outcome && { outcome }) }, moment)
    return sure(end, move)
  }, opened(procedure))
}

/** The state of the case, then its steps by theirs. */
function shown(procedure: Procedure, of: Case): string {
  const named = procedure.steps.map(({ id }) => {
    const step = findStep(procedure, of, id)?.step
    return { id, state: step?.end ?? step?.state ?? 'none' }
  })
  const groups = Map.groupBy(named, ({ state }) => state)
  const shownGroups = Array.from(
    groups,
    ([state, steps]) => `${state} ${steps.map(({ id }) => id).join(' ')}`,
  )
  return `${of.state}: ${shownGroups.join(', ')}`
}

const permit = procedureIn(`
procedure: permit
title: { en: Permit }
opened-by: anyone
steps:
  decide: { by: anyone, outcomes: [approved, rejected, returned], within: P1D }
  publish: { by: anyone, after: decide, when: decide.outcome == approved }
  tell: { by: anyone, after: publish }
  refuse: { by: anyone, after: decide, when: decide.outcome != approved and decide.outcome != returned }
  close: { by: anyone, after: [tell, refuse] }
  file: { by: anyone, after: [decide, publish] }
`)

describe('branches', () => {
  const table: readonly (readonly [readonly string[], string])[] = [
    [[], 'open: invoked decide, dormant publish tell refuse close file'],
    [['decide=approved'], 'open: completed decide, invoked publish, dormant tell close file, skipped refuse'],
    [['decide=rejected'], 'open: completed decide, skipped publish tell, invoked refuse file, dormant close'],
    [
      ['decide=rejected', 'refuse', 'file', 'close'],
      'finished: completed decide refuse close file, skipped publish tell',
    ],
    [['decide=returned'], 'open: completed decide, skipped publish tell refuse close, invoked file'],
    [['decide=returned', 'file'], 'finished: completed decide file, skipped publish tell refuse close'],
    [['decide!'], 'stopped: window-over decide, unreachable publish tell refuse close file'],
  ]
  for (const [moves, expected] of table) {
    test(`after ${moves.join(', ') || 'nothing'}`, () => {
      assert.equal(shown(permit, worked(permit, ...moves)), expected)
    })
  }
})

test('a step ends with its last counted use, and the steps after it open', () => {
  const procedure = procedureIn(`
procedure: seal
title: { en: Seal }
opened-by: anyone
objects: seal/{case}
steps:
  apply: { by: anyone, permits: [seal.apply, seal.check], uses: { seal.apply: 1, seal.check: 2 } }
  keep: { by: anyone, after: apply }
`)
  let of = sure(
    transition(procedure, opened(procedure), 0, { kind: 'claim', executor }, { index: 2, time: 0 }),
    'the claim',
  )
  const shownAfter = ['seal.apply', 'seal.check', 'seal.check'].map((permission, at) => {
    of = sure(
      transition(procedure, of, 0, { kind: 'use', permission }, { index: at + 3, time: 0 }),
      permission,
    )
    return shown(procedure, of)
  })
  assert.deepEqual(shownAfter, [
    'open: valid apply, dormant keep',
    'open: valid apply, dormant keep',
    'open: limit-reached apply, invoked keep',
  ])
})

test('a use does not change the epoch of a step that goes on', () => {
  const procedure = procedureIn(`
procedure: seal
title: { en: Seal }
opened-by: anyone
objects: seal/{case}
steps:
  apply: { by: anyone, permits: [seal.apply, seal.check], uses: { seal.apply: 1 } }
`)
  const claimed = transition(
    procedure,
    opened(procedure),
    0,
    { kind: 'claim', executor },
    { index: 2, time: 0 },
  )
  const used = transition(
    procedure,
    sure(claimed, 'the claim'),
    0,
    { kind: 'use', permission: 'seal.apply' },
    { index: 3, time: 0 },
  )
  assert.equal(findStep(procedure, sure(used, 'the use'), 'apply')?.step.epoch, 2)
})
