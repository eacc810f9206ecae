import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { begun, glass, shown, stepsIn, told } from './story.ts'

type Table = readonly (readonly [moves: string, shown: string])[]

function holds(name: string, procedure: ReturnType<typeof stepsIn>, table: Table): void {
  describe(name, () => {
    for (const [moves, expected] of table) {
      test(moves || 'nothing yet', () => {
        const list = moves.split(', ').filter((move) => move !== '')
        assert.equal(shown(told(begun(procedure), ...list)), expected)
      })
    }
  })
}

holds(
  'what is required must be valid or finished meanwhile',
  stepsIn('base: { }\nwork: { requires: base }\nnext: { requires: work }'),
  [
    ['', 'open: base invoked, work dormant, next dormant'],
    ['claim base', 'open: base valid, work invoked, next dormant'],
    ['claim base, claim work', 'open: base valid, work valid, next invoked'],
    ['claim base, complete base', 'open: base completed, work invoked, next dormant'],
    ['claim base, hold base', 'open: base hold(executor), work dormant, next dormant'],
    [
      'claim base, claim work, claim next, hold base',
      'open: base hold(executor), work hold(waiting), next hold(waiting)',
    ],
    [
      'claim base, claim work, claim next, suspend base, restore base',
      'open: base valid, work valid, next valid',
    ],
    [
      'claim base, claim work, hold work, suspend base',
      'open: base hold(supervisor), work hold(executor+waiting), next dormant',
    ],
    [
      'claim base, claim work, hold work, suspend base, restore base',
      'open: base valid, work hold(executor), next dormant',
    ],
    ['claim base, claim work, lose base', 'open: base invoked, work hold(waiting), next dormant'],
    ['claim base, claim work, lose base, claim base', 'open: base valid, work valid, next invoked'],
    ['claim base, claim work, complete base', 'open: base completed, work valid, next invoked'],
    [
      'claim base, claim work, claim next, revoke base',
      'stopped: base revoked, work dependency-ended, next dependency-ended',
    ],
    ['claim base, revoke base', 'stopped: base revoked, work dependency-ended, next unreachable'],
    [
      'claim base, claim work, complete work, revoke base',
      'open: base revoked, work completed, next invoked',
    ],
  ],
)

holds(
  'a step whose required one is not wanted is not wanted',
  stepsIn(
    'ask: { outcomes: [yes, no] }\nbase: { after: ask, when: ask.outcome == yes }\nwork: { requires: base }',
  ),
  [
    ['claim ask, complete ask no', 'finished: ask completed, base skipped, work skipped'],
    ['claim ask, complete ask yes', 'open: ask completed, base invoked, work dormant'],
  ],
)

holds(
  'nor one whose required step is excluded when its executor is lost',
  stepsIn('one: { excludes: other }\nother: { }\nwork: { requires: one, together: aid }\naid: { }'),
  [
    ['claim one, claim work', 'open: one valid, other excluded, work hold(waiting), aid invoked'],
    ['claim other', 'open: one excluded, other valid, work skipped, aid skipped'],
  ],
)

holds(
  'of steps that exclude each other one is taken',
  stepsIn('a: { excludes: [b, c] }\nb: { }\nc: { after: d }\nd: { }'),
  [
    ['', 'open: a invoked, b invoked, c dormant, d invoked'],
    ['claim a', 'open: a valid, b excluded, c excluded, d invoked'],
    ['claim b', 'open: a excluded, b valid, c dormant, d invoked'],
    ['claim b, claim d, complete d', 'open: a excluded, b valid, c invoked, d completed'],
    ['claim a, lose a', 'open: a invoked, b excluded, c excluded, d invoked'],
    ['claim a, lose a, claim a, complete a', 'open: a completed, b excluded, c excluded, d invoked'],
    ['claim a, revoke a, claim d, complete d', 'stopped: a revoked, b excluded, c excluded, d completed'],
    [
      'claim a, complete a, claim d, complete d',
      'finished: a completed, b excluded, c excluded, d completed',
    ],
  ],
)

holds(
  'what is triggered opens once, by the first that is completed',
  stepsIn(
    `ask: { outcomes: [yes, no] }
     one: { triggers: act }
     two: { after: ask, when: ask.outcome == yes, triggers: act }
     act: { }
     end: { after: act }`,
  ),
  [
    ['', 'open: ask invoked, one invoked, two dormant, act dormant, end dormant'],
    ['claim one, complete one', 'open: ask invoked, one completed, two dormant, act invoked, end dormant'],
    [
      'do one, do act, do ask yes, do two',
      'open: ask completed, one completed, two completed, act completed, end invoked',
    ],
    [
      'claim ask, complete ask no, claim one, revoke one',
      'stopped: ask completed, one revoked, two skipped, act skipped, end skipped',
    ],
    ['claim one, revoke one', 'open: ask invoked, one revoked, two dormant, act dormant, end dormant'],
    ['claim ask, complete ask no', 'open: ask completed, one invoked, two skipped, act dormant, end dormant'],
  ],
)

holds('what comes before has ended, in whatever way', stepsIn('a: { before: b, within: PT1H }\nb: { }'), [
  ['', 'open: a invoked, b dormant'],
  ['claim a', 'open: a valid, b dormant'],
  ['claim a, complete a', 'open: a completed, b invoked'],
  ['claim a, revoke a', 'open: a revoked, b invoked'],
  ['claim a, expire a', 'open: a window-over, b invoked'],
  ['claim a, lose a', 'open: a invoked, b dormant'],
])

const pair = stepsIn('a: { together: b, within: PT1H }\nb: { }\nc: { after: b }')
holds('steps together permit nothing alone', pair, [
  ['claim a', 'open: a hold(waiting), b invoked, c dormant'],
  ['claim a, claim b', 'open: a valid, b valid, c dormant'],
  ['claim a, claim b, hold a', 'open: a hold(executor), b hold(waiting), c dormant'],
  ['claim a, claim b, hold a, hold b', 'open: a hold(executor+waiting), b hold(waiting+executor), c dormant'],
  ['claim a, claim b, hold a, hold b, resume a', 'open: a hold(waiting), b hold(executor), c dormant'],
  ['claim a, claim b, hold a, hold b, resume a, resume b', 'open: a valid, b valid, c dormant'],
  ['claim a, claim b, lose a', 'open: a invoked, b hold(waiting), c dormant'],
  ['claim a, claim b, lose a, claim a', 'open: a valid, b valid, c dormant'],
  ['claim a, claim b, complete b', 'open: a valid, b completed, c invoked'],
  ['claim a, claim b, complete b, lose a, claim a', 'open: a valid, b completed, c invoked'],
  ['claim a, claim b, expire a', 'stopped: a window-over, b dependency-ended, c unreachable'],
  ['claim a, expire a', 'stopped: a window-over, b dependency-ended, c unreachable'],
  ['claim a, claim b, revoke b', 'stopped: a dependency-ended, b revoked, c unreachable'],
  ['claim a, claim b, complete b, revoke a', 'open: a revoked, b completed, c invoked'],
])

holds('three are together though each names one', stepsIn('a: { together: b }\nb: { }\nc: { together: b }'), [
  ['claim a, claim b', 'open: a hold(waiting), b hold(waiting), c invoked'],
  ['claim a, claim b, claim c', 'open: a valid, b valid, c valid'],
  ['claim a, claim b, claim c, suspend b', 'open: a hold(waiting), b hold(supervisor), c hold(waiting)'],
  ['claim a, claim b, claim c, complete a, lose c', 'open: a completed, b hold(waiting), c invoked'],
])

holds(
  'nobody goes on alone when the other of two is not wanted',
  stepsIn('ask: { outcomes: [yes, no] }\na: { together: b }\nb: { after: ask, when: ask.outcome == yes }'),
  [
    ['claim a', 'open: ask invoked, a hold(waiting), b dormant'],
    ['claim a, claim ask, complete ask no', 'finished: ask completed, a skipped, b skipped'],
    ['claim ask, complete ask no', 'finished: ask completed, a skipped, b skipped'],
    ['claim a, claim ask, complete ask yes, claim b', 'open: ask completed, a valid, b valid'],
  ],
)

holds(
  'joins wait for the branches that are taken',
  stepsIn('a: { excludes: b }\nb: { }\nmore: { after: a }\njoin: { after: [more, b] }\nonly: { after: b }'),
  [
    ['claim a', 'open: a valid, b excluded, more dormant, join dormant, only skipped'],
    ['claim b, complete b', 'open: a excluded, b completed, more skipped, join invoked, only invoked'],
    [
      'claim a, complete a, claim more, complete more',
      'open: a completed, b excluded, more completed, join invoked, only skipped',
    ],
    ['claim a, revoke a', 'stopped: a revoked, b excluded, more unreachable, join unreachable, only skipped'],
  ],
)

const broken = stepsIn(
  `first: { }
   act: { after: first, within: P1D, ${glass} }
   last: { after: act }
   review: { reviews: act, within: P1D }`,
)
holds('glass is broken in whatever state but the last', broken, [
  ['', 'open: first invoked, act dormant, last dormant, review dormant'],
  ['break act', 'open: first invoked, act emergency, last dormant, review dormant'],
  ['break act, expire act', 'open: first invoked, act dormant, last dormant, review invoked'],
  ['break act, lose act', 'open: first invoked, act dormant, last dormant, review invoked'],
  ['break act, release act', 'open: first invoked, act dormant, last dormant, review invoked'],
  ['break act, complete act', 'open: first invoked, act completed, last invoked, review invoked'],
  ['break act, hold act', 'open: first invoked, act hold(executor), last dormant, review dormant'],
  [
    'break act, suspend act, expire act',
    'open: first invoked, act hold(supervisor), last dormant, review invoked',
  ],
  ['break act, revoke act', 'open: first invoked, act revoked, last unreachable, review invoked'],
  [
    'claim first, complete first, break act',
    'open: first completed, act emergency, last dormant, review dormant',
  ],
  [
    'claim first, complete first, break act, expire act',
    'open: first completed, act invoked, last dormant, review invoked',
  ],
  [
    'claim first, complete first, break act, lose act',
    'open: first completed, act invoked, last dormant, review invoked',
  ],
  [
    'claim first, complete first, claim act, break act, complete act',
    'open: first completed, act completed, last invoked, review invoked',
  ],
  [
    'claim first, complete first, claim act, suspend act, break act',
    'open: first completed, act emergency, last dormant, review dormant',
  ],
  [
    'claim first, complete first, claim act, complete act, claim last, complete last',
    'finished: first completed, act completed, last completed, review skipped',
  ],
])

holds('a case does not close before every broken glass has been reviewed', broken, [
  [
    'break act, complete act, claim first, complete first, claim last, complete last',
    'open: first completed, act completed, last completed, review invoked',
  ],
  [
    'break act, complete act, do first, do last, do review',
    'finished: first completed, act completed, last completed, review completed',
  ],
  [
    'break act, complete act, claim review, expire review',
    'open: first invoked, act completed, last invoked, review invoked',
  ],
  [
    'break act, complete act, claim review, revoke review',
    'open: first invoked, act completed, last invoked, review invoked',
  ],
  [
    'break act, expire act, claim review, complete review, break act',
    'open: first invoked, act emergency, last dormant, review dormant',
  ],
  [
    'break act, expire act, claim review, complete review, break act, complete act',
    'open: first invoked, act completed, last invoked, review invoked',
  ],
  [
    'break act, expire act, claim review, break act',
    'open: first invoked, act emergency, last dormant, review dormant',
  ],
])

holds(
  'whoever broke the glass waits for nobody, and those who are tied to him do not either',
  stepsIn(
    `base: { }
     a: { requires: base, together: b, ${glass} }
     b: { requires: base }
     c: { excludes: a }
     review: { reviews: a }`,
  ),
  [
    ['break a', 'open: base invoked, a emergency, b dormant, c excluded, review dormant'],
    ['break a, claim base, claim b', 'open: base valid, a emergency, b valid, c excluded, review dormant'],
    [
      'break a, claim base, claim b, hold base',
      'open: base hold(executor), a emergency, b hold(waiting), c excluded, review dormant',
    ],
    [
      'break a, claim base, claim b, expire a',
      'open: base valid, a invoked, b hold(waiting), c excluded, review invoked',
    ],
    ['claim c', 'open: base invoked, a excluded, b skipped, c valid, review dormant'],
  ],
)

holds('the window goes on while nobody holds the step', stepsIn('a: { within: PT1H }\nb: { after: a }'), [
  ['claim a, release a', 'open: a invoked, b dormant'],
  ['claim a, release a, expire a', 'stopped: a window-over, b unreachable'],
  ['claim a, release a, claim a, expire a', 'stopped: a window-over, b unreachable'],
])

test('a step given back ends when it would have, one that was lost for good begins its window anew', () => {
  const start = begun(stepsIn('a: { within: PT1H }'))
  const later = { ...told(start, 'claim a ann', 'release a'), time: 1_000 }
  assert.equal(told(later, 'claim a bob').of.steps[0]?.deadline, 3_600_000)
  const lost = { ...told(start, 'claim a ann', 'lose a'), time: 1_000 }
  assert.equal(told(lost, 'claim a bob').of.steps[0]?.deadline, 3_601_000)
})

test('the hour of an emergency is nobody else’s window', () => {
  const story = told(begun(broken), 'claim first', 'complete first', 'break act', 'release act')
  assert.equal(story.of.steps[1]?.deadline, undefined)
  const claimed = told({ ...story, time: 5 }, 'claim act')
  assert.equal(claimed.of.steps[1]?.deadline, 86_400_005)
})

test('a suspension outlives its executor: whoever takes the step next waits for its end', () => {
  const suspended = told(begun(stepsIn('a: { }')), 'claim a ann', 'suspend a', 'lose a', 'claim a ann')
  assert.equal(shown(suspended), 'open: a hold(supervisor)')
  assert.equal(shown(told(suspended, 'restore a')), 'open: a valid')
  const vacant = told(begun(stepsIn('a: { }')), 'claim a ann', 'suspend a', 'lose a', 'restore a')
  assert.equal(shown(told(vacant, 'claim a ann')), 'open: a valid')
})
