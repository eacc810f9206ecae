import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Procedure } from './procedure.ts'
import { anyCase, anyOpener, anyOrganisation, anyText, draws, procedureOrNone } from './random-case.ts'
import { begun, glass, stepsIn, told } from './story.ts'
import { waitsOf } from './waiting.ts'

type Table = readonly (readonly [moves: string, waits: string])[]

/** Of the last step, in words: `after a, trigger b`. */
function waits(procedure: Procedure, moves: string): string {
  const { of } = told(begun(procedure), ...moves.split(', ').filter((move) => move !== ''))
  const last = procedure.steps.length - 1
  return waitsOf(procedure, of, last)
    .map(({ step, tie }) => `${tie} ${step}`)
    .join(', ')
}

const tables: Readonly<Record<string, readonly [procedure: Procedure, table: Table]>> = {
  'those before it': [
    stepsIn('a: { }\nb: { }\nc: { after: [a, b] }'),
    [
      ['', 'after a, after b'],
      ['do a', 'after b'],
      ['do a, claim b', 'after b'],
      ['do a, do b', ''],
    ],
  ],
  'those that say they come before it, until they are over however': [
    stepsIn('a: { before: c }\nb: { }\nc: { after: b }'),
    [
      ['', 'after b, before a'],
      ['do b', 'before a'],
      ['claim a, revoke a, do b', ''],
    ],
  ],
  'one that triggers it': [
    stepsIn('a: { triggers: c }\nb: { triggers: c }\nc: { }'),
    [
      ['', 'trigger a, trigger b'],
      ['do a', ''],
    ],
  ],
  'those it requires, also while it is held': [
    stepsIn('a: { }\nb: { requires: a }'),
    [
      ['', 'requires a'],
      ['claim a', ''],
      ['claim a, claim b, hold a', 'requires a'],
      ['claim a, claim b, hold b', ''],
    ],
  ],
  'those held together with it': [
    stepsIn('a: { }\nb: { together: a }'),
    [
      ['claim b', 'together a'],
      ['claim b, claim a', ''],
      ['claim b, claim a, suspend a', 'together a'],
    ],
  ],
  'the emergency it would review': [
    stepsIn(`a: { ${glass} }\nb: { reviews: a }`),
    [
      ['', 'review a'],
      ['break a ann', 'review a'],
      ['break a ann, complete a', ''],
    ],
  ],
}

for (const [what, [procedure, table]] of Object.entries(tables)) {
  describe(`a step waits for ${what}`, () => {
    for (const [moves, expected] of table) {
      test(moves || 'nothing yet', () => assert.equal(waits(procedure, moves), expected))
    }
  })
}

test('every step that is not open yet waits for something, and no open one does', () => {
  let dormant = 0
  for (let seed = 1; seed <= 400; seed++) {
    const draw = draws(seed)
    const procedure = procedureOrNone(anyText(draw))
    if (!procedure) continue
    const of = anyCase(procedure, anyOpener(draw), anyOrganisation(draw), draw)
    for (const [place, { state }] of of.steps.entries()) {
      if (state === 'hold') continue
      const isWaiting: boolean = waitsOf(procedure, of, place).length > 0
      assert.equal(isWaiting, state === 'dormant', `step ${place} of seed ${seed} is ${state}`)
      if (state === 'dormant') dormant++
    }
  }
  assert.ok(dormant > 50, `only ${dormant} dormant steps were looked at`)
})
