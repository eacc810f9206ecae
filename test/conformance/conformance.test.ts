import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Discrepancy, discrepancies, type Exception, knownExceptions, shortfalls } from './exceptions.ts'
import { missingFiles, usualFolder } from './public-data.ts'
import { runAll } from './run.ts'
import { countsOf, discrepancyText, summaryOf, tableOf } from './summary.ts'
import type { Verdict } from './verdict.ts'

const missing = missingFiles(usualFolder)
const skip = missing.length > 0 && `not beside the project: ${missing.join(', ')}`

test('every path case of the public suites is answered as expected, but for the exceptions', { skip }, () => {
  const verdicts = runAll(usualFolder)
  const found = [...shortfalls(verdicts), ...discrepancies(verdicts, knownExceptions())]
  assert.deepEqual(found.map(discrepancyText), [])
})

const right: Verdict = {
  suite: 'pkits',
  section: '4.1',
  id: '4.1.1',
  expected: 'accepted',
  got: 'accepted',
  why: '',
  gated: true,
}
const wrong: Verdict = { ...right, id: '4.1.2', got: 'refused', why: 'expired' }
const reported: Verdict = { ...wrong, suite: 'x509-limbo', section: 'webpki', gated: false }
const exception: Exception = {
  suite: 'pkits',
  id: '4.1.2',
  expected: 'accepted',
  got: 'refused',
  reason: 'the clock',
}

const runs: readonly (readonly [
  string,
  readonly Verdict[],
  readonly Exception[],
  readonly Discrepancy['kind'][],
])[] = [
  ['answers as expected are in order', [right], [], []],
  ['a divergence is to be listed', [right, wrong], [], ['unlisted']],
  ['a listed one is in order', [right, wrong], [exception], []],
  [
    'the case of another suite is another case',
    [{ ...wrong, suite: 'bettertls' }, right, wrong],
    [exception],
    ['unlisted'],
  ],
  ['a divergence that is only reported is free', [reported], [], []],
  [
    'an exception about a case that is answered as expected',
    [{ ...wrong, got: 'accepted' }],
    [exception],
    ['no-longer-true'],
  ],
  [
    'an exception about a case that is answered in a third way',
    [{ ...wrong, got: 'spent' }],
    [exception],
    ['no-longer-true'],
  ],
  ['an exception about no case', [right], [exception], ['no-such-case']],
  ['an exception without a reason', [wrong], [{ ...exception, reason: ' ' }], ['without-reason']],
]

for (const [what, verdicts, exceptions, expected] of runs) {
  test(`${what}: ${expected.join(', ') || 'nothing to say'}`, () => {
    const found = discrepancies(verdicts, exceptions)
    assert.deepEqual(
      found.map(({ kind }) => kind),
      expected,
    )
    for (const one of found) assert.match(discrepancyText(one), /4\.1\.2/)
  })
}

test('a suite that lacks cases is told', () => {
  const found = shortfalls([right]).map(discrepancyText)
  assert.equal(found[0], 'pkits: only 1 of 204 cases are there')
  assert.equal(found.length, 4)
})

test('cases are counted by section, and the summary is one line of JSON', () => {
  const verdicts = [right, wrong, reported]
  assert.equal(
    tableOf(countsOf(verdicts)),
    [
      'suite       section  as expected',
      'pkits       4.1      1/2',
      'x509-limbo  webpki   0/1          reported only',
    ].join('\n'),
  )
  assert.deepEqual(JSON.parse(summaryOf(verdicts, 1, [])), {
    suites: {
      pkits: { cases: 2, gated: 2, divergent: 1 },
      'x509-limbo': { cases: 1, gated: 0, divergent: 0 },
    },
    exceptions: 1,
    discrepancies: 0,
  })
})
