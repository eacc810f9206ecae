import assert from 'node:assert/strict'
import { test } from 'node:test'
import { queryText } from './case-text.ts'

const plain = {
  ...{ state: 'invoked', by: { kind: 'office', office: 'head' }, mine: false, claimable: false },
  ...{ permits: ['permit.read'], objects: ['permit/7'] },
}

function shownCase(...steps: readonly object[]): object {
  return {
    ...{ case: '7', procedure: 'permit', title: 'Permit', opener: { kind: 'person', id: 'gao' } },
    ...{ opened: '2026-01-05T08:00:00Z', data: {}, state: 'open' },
    steps: steps.map((step) => ({ ...plain, step: 'decide', ...step })),
  }
}

/** The line of the only step, its columns apart by a bar. */
function stepLine(step: object): string {
  const [, line = ''] = queryText('case.show', shownCase(step)).split('\n\n')
  return line.split('\n')[1]?.replaceAll(/ {2,}/g, ' | ') ?? ''
}

const executor = { kind: 'person', id: 'chen' }

const lines: readonly (readonly [what: string, step: object, expected: string])[] = [
  [
    'an open step',
    { claimable: true },
    'decide | invoked | the office `head` (you, for one) | permit.read | permit/7',
  ],
  [
    'one with a time to be taken in',
    { assignBy: '2026-01-06T08:00:00Z' },
    'decide | invoked | the office `head` | 2026-01-06T08:00:00Z (to be taken) | permit.read | permit/7',
  ],
  [
    'one that nobody took in time',
    { escalated: '2026-01-06T08:00:00Z' },
    'decide | invoked, overdue | the office `head` | permit.read | permit/7',
  ],
  [
    'one held for somebody who is away',
    { state: 'valid', executor: { ...executor, for: 'han' } },
    'decide | valid | chen for han | permit.read | permit/7',
  ],
  [
    'one with delegates',
    { state: 'valid', executor, delegates: [{ kind: 'person', id: 'li' }, { kind: 'person' }] },
    'decide | valid | chen, with li, somebody of the unit | permit.read | permit/7',
  ],
  [
    'one its holder stopped',
    { state: 'hold', executor, holds: ['executor'] },
    'decide | hold (on hold) | chen | permit.read | permit/7',
  ],
  [
    'one that was suspended, and waits besides',
    { state: 'hold', executor, holds: ['waiting', 'supervisor'] },
    'decide | hold (suspended) | chen | permit.read | permit/7',
  ],
  [
    'one that waits',
    { state: 'hold', executor, holds: ['waiting'] },
    'decide | hold (waiting for another step) | chen | permit.read | permit/7',
  ],
  [
    'one taken in an emergency',
    { state: 'valid', executor, emergency: true },
    'decide | valid, in an emergency | chen | permit.read | permit/7',
  ],
  [
    'one that was revoked',
    { state: 'invalid', end: 'revoked', executor, reason: 'a mistake' },
    'decide | invalid, revoked, a mistake | chen | permit.read | permit/7',
  ],
]

for (const [what, step, expected] of lines) {
  test(`a case says of its step in words: ${what}`, () => assert.equal(stepLine(step), expected))
}

test('a case says who broke a glass and why, how often a part was run, and that it is stranded', () => {
  const broken = [
    { by: executor, told: { kind: 'person', id: 'sun' }, at: '2026-01-05T09:00:00Z', reason: 'it falls' },
  ]
  const text = queryText('case.show', {
    ...shownCase({ broken }),
    rounds: [{ from: 'check', to: 'amend', round: 2, rounds: 3 }],
    stranded: { override: 'strand-running-cases', since: '2026-01-05T10:00:00Z' },
  })
  assert.match(
    text,
    /^decide was taken in an emergency by chen at 2026-01-05T09:00:00Z, sun was told: it falls$/m,
  )
  assert.match(text, /^amend to check {2}round 2 of 3$/m)
  assert.match(text, /^stranded +since 2026-01-05T10:00:00Z: by an act under `strand-running-cases`$/m)
})

const duties: readonly (readonly [step: object, expected: string])[] = [
  [{ state: 'valid', mine: true }, 'decide (yours)'],
  [{ state: 'hold', mine: true, holds: ['supervisor'] }, 'decide (suspended)'],
  [{ state: 'valid', part: true }, 'decide (a part is yours)'],
  [{ claimable: true, assignable: true }, 'decide (to claim; to give out)'],
  [{ assignable: true, escalated: '2026-01-05T10:00:00Z' }, 'decide (overdue, to give out)'],
  [{ state: 'valid', told: true }, 'decide (taken in an emergency: you were told)'],
  [{}, ''],
]

test('the list of cases says what each wants of the reader', () => {
  const cases = duties.map(([step]) => shownCase(step))
  const text = queryText('case.list', { cases, more: false })
  const column = text.indexOf('yours to do')
  const told = text.trimEnd().split('\n').slice(1)
  assert.deepEqual(
    told.map((line) => line.slice(column)),
    duties.map(([, expected]) => expected),
  )
})

test('the list of what is over says how it ended and where the next page begins', () => {
  const over = { ...shownCase(), state: 'finished', ended: '2026-01-07T08:00:00Z' }
  const text = queryText('case.ended', { cases: [over], next: '7' })
  assert.match(text, /^7 +permit +2026-01-05T08:00:00Z {2}2026-01-07T08:00:00Z {2}finished$/m)
  assert.match(text, /`--before 7`/)
  assert.equal(queryText('case.ended', { cases: [] }), 'no cases\n')
})

test('the list of procedures says which the reader may open, and why not the others', () => {
  const title = { en: 'Appoint' }
  const text = queryText('procedure.mine', {
    procedures: [
      { procedure: 'appoint', title, may: false, refusal: { detail: 'it is opened by others' } },
      { procedure: 'absence', title, may: true },
    ],
  })
  assert.match(text, /^appoint +Appoint +no: it is opened by others$/m)
  assert.match(text, /^absence +Appoint +yes$/m)
})

test('the history of a case says who did what and what came of it', () => {
  const time = '2026-01-05T08:00:00Z'
  const text = queryText('case.history', {
    before: 12,
    entries: [
      {
        ...{ index: 12, time, act: 'case.cancel', actor: { kind: 'person', id: 'gao' } },
        events: [{ kind: 'case-cancelled', reason: 'enough' }],
      },
      { ...{ index: 13, time, act: 'person.dismiss', events: [] }, changed: ['decide'] },
      {
        ...{ index: 14, time, act: 'document.sign', actor: { kind: 'person', id: 'chen' }, events: [] },
        ...{ step: 'decide', object: 'permit/7', office: 'head' },
      },
    ],
  })
  assert.match(text, /^earlier ones: ask with `--before 12`$/m)
  assert.match(text, /^12 .* gao +case\.cancel +case-cancelled enough$/m)
  assert.match(text, /^13 +\S+ +person\.dismiss +changed decide$/m)
  assert.match(text, /^14 .* chen +head +document\.sign +decide permit\/7$/m)
})
