import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownCase, ShownStep } from './case.ts'
import { currentSteps, dutiesOf, progressOf, subjectOf } from './duties.ts'

const now = Date.parse('2026-11-23T10:00:00Z')

const plain: ShownStep = {
  ...{ step: 'decide', titles: { en: 'Decide' }, by: { kind: 'office', office: 'head' } },
  ...{ state: 'dormant', since: '2026-11-20T08:00:00Z', mine: false, claimable: false },
  ...{ permits: [], objects: [], uses: [], outcomes: [], asks: [] },
}

function caseOf(id: string, ...steps: readonly Partial<ShownStep>[]): ShownCase {
  return {
    ...{ case: id, procedure: 'permit', titles: { en: 'Permit' }, digest: 'd', data: {}, members: [] },
    ...{ opener: { kind: 'person', id: 'gao' }, opened: '2026-11-20T08:00:00Z', state: 'open' },
    steps: steps.map((step) => ({ ...plain, ...step })),
  }
}

function told(cases: readonly ShownCase[]): readonly string[] {
  return dutiesOf(cases, 'li', now).map(
    ({ want, of, step, isOverdue }) => `${of.case} ${step.step} ${want}${isOverdue ? ' overdue' : ''}`,
  )
}

const single: readonly (readonly [what: string, step: Partial<ShownStep>, want: string | undefined])[] = [
  ['one that waits for others', {}, undefined],
  ['his own', { state: 'valid', mine: true }, 'finish'],
  ['his own that is stopped', { state: 'hold', mine: true }, 'resume'],
  ['one of which he has a part', { state: 'valid', part: true }, 'help'],
  ['one he could take', { state: 'invoked', claimable: true }, 'take'],
  ['one he could take and give out', { state: 'invoked', claimable: true, assignable: true }, 'take'],
  ['one he could give out', { state: 'invoked', assignable: true }, 'assign'],
  ['an emergency he was told of', { state: 'valid', told: true }, 'told'],
  ['an emergency that is over', { state: 'invalid', told: true }, undefined],
]

for (const [what, step, want] of single) {
  test(`of a step that is ${what} the reader is wanted for ${want ?? 'nothing'}`, () => {
    assert.equal(dutiesOf([caseOf('1', step)], 'li', now)[0]?.want, want)
  })
}

test('what is overdue comes first, then what is due soonest, then what has waited longest', () => {
  const held = { state: 'valid', mine: true } as const
  const cases = [
    caseOf('1', { ...held, deadline: '2026-11-24T10:00:00Z' }),
    caseOf('2', { ...held, since: '2026-11-21T08:00:00Z' }),
    caseOf('3', { ...held, since: '2026-11-19T08:00:00Z' }),
    caseOf('4', { ...held, deadline: '2026-11-23T09:00:00Z' }),
    caseOf('5', { state: 'invoked', claimable: true, escalated: '2026-11-22T08:00:00Z' }),
    caseOf('6', { ...held, deadline: '2026-11-23T11:00:00Z' }),
  ]
  assert.deepEqual(told(cases), [
    '4 decide finish overdue',
    '5 decide take overdue',
    '6 decide finish',
    '1 decide finish',
    '3 decide finish',
    '2 decide finish',
  ])
})

test('a part ends with the delegation where that ends first', () => {
  const delegates = [{ kind: 'person', id: 'li', until: '2026-11-23T11:00:00Z' }] as const
  const part = { state: 'valid', part: true, deadline: '2026-11-24T10:00:00Z', delegates } as const
  assert.equal(dutiesOf([caseOf('1', part)], 'li', now)[0]?.due, '2026-11-23T11:00:00Z')
  assert.equal(dutiesOf([caseOf('1', part)], 'mo', now)[0]?.due, '2026-11-24T10:00:00Z')
})

test('nothing of a case that is over waits', () => {
  const over = { ...caseOf('1', { state: 'valid', mine: true }), state: 'cancelled' } as const
  assert.deepEqual(dutiesOf([over], 'li', now), [])
})

test('a case tells where it stands and what it is about', () => {
  const of = caseOf('1', { state: 'invalid' }, { state: 'hold' }, { state: 'invoked', step: 'file' }, {})
  assert.deepEqual(progressOf(of), { done: 1, all: 4 })
  assert.deepEqual(
    currentSteps(of).map(({ step }) => step),
    ['decide', 'file'],
  )
  assert.equal(subjectOf({ data: { site: 'Ulica Długa 7', floors: 3 } }), 'Ulica Długa 7, 3')
})
