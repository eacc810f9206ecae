import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outlookText } from './outlook-text.ts'

const stranded = { override: 'strand-running-cases', since: '2026-01-05T08:00:00Z' }
const hindered = {
  ...{ case: '7', procedure: 'files', state: 'open', finishable: 'no', minimal: true, stranded },
  ...{
    why: 'only `ida` could take `check`',
    repairs: [{ kind: 'appoint', office: 'inspector', training: ['safety'] }],
  },
}

test('the outlook of a case names somebody for each step, or says what hinders it', () => {
  const plan = [{ step: 'write', person: 'ida' }, { step: 'look', unit: 'water.example' }, { step: 'sign' }]
  const sound = { case: '7', procedure: 'files', state: 'open', finishable: 'yes', plan }
  const lines = (outlookText('case.outlook', sound) ?? '').split('\n').map((line) => line.trim())
  assert.ok(lines.includes('can be finished  yes'), lines.join('|'))
  assert.deepEqual(lines.slice(-5), [
    'step   for example by',
    'write  ida',
    'look   somebody of water.example',
    'sign   somebody',
    '',
  ])
  const text = outlookText('case.outlook', hindered) ?? ''
  assert.match(
    text,
    /no: only `ida` could take `check`; one more holder of inspector, trained in safety, would repair it/,
  )
  assert.match(text, /since 2026-01-05T08:00:00Z: by an act under `strand-running-cases`/)
  const over = { case: '7', procedure: 'files', state: 'cancelled' }
  assert.doesNotMatch(outlookText('case.outlook', over) ?? '', /finished {2}/)
})

test('resilience is a line a case that hangs on somebody, and how many were looked at', () => {
  const frail = {
    ...{ case: '8', procedure: 'wells', finishable: 'yes', people: ['ida', 'ivo'], undecided: ['uma'] },
    stranded: { override: 'clock', since: stranded.since },
  }
  const text = outlookText('case.resilience', { cases: [hindered, frail], looked: 40, next: '8' })
  assert.equal(
    text,
    [
      'case 7 (files): can be finished: no: only `ida` could take `check`; one more holder of inspector, ' +
        'trained in safety, would repair it; ' +
        'stranded since 2026-01-05T08:00:00Z: by an act under `strand-running-cases`',
      'case 8 (wells): hangs on ida, ivo; perhaps on uma; stranded since 2026-01-05T08:00:00Z: by time',
      '40 open cases looked at: none of the others hangs on one person',
      'and more: `chancery case resilience --after 8`',
      '',
    ].join('\n'),
  )
  const none = outlookText('case.resilience', { cases: [], looked: 3 })
  assert.equal(none, '3 open cases looked at: none hangs on one person\n')
})

test('an answer in another form is left to be shown as it is', () => {
  assert.equal(outlookText('case.outlook', { case: 7 }), undefined)
  assert.equal(outlookText('case.resilience', {}), undefined)
})
