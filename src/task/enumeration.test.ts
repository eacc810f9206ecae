import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { hour } from '#clock'
import { accept, certain, type Result } from '#fault'
import {
  mayAssign,
  mayCancel,
  mayClaim,
  mayComplete,
  mayRelease,
  mayResume,
  maySuspend,
} from './authority.ts'
import { type Case, type Executor } from './case.ts'
import { mayDelegate, mayEndDelegation } from './delegation.ts'
import { mayBreakGlass } from './emergency.ts'
import { actors, as, organisation, place, procedure, states, time } from './enumerated.ts'
import type { Actor } from './standing.ts'
import { cancelCase, type Happening, transition } from './transition.ts'
import { permitUse } from './use.ts'

const acts = [
  ...(['claim', 'assign', 'use', 'hold', 'resume', 'release', 'complete'] as const),
  ...(['delegate', 'undelegate', 'break', 'cancel'] as const),
]
type Act = (typeof acts)[number]

/** Who may do it, and what happens then: an assignment is to Cleo, a delegation to Ada, and Dan's ends. */
function permitted(of: Case, actor: Actor, act: Act): Result<Happening | undefined, { kind: string }> {
  const self: Executor = { ...as(actor.id, 'clerk'), key: actor.key }
  const then = (may: Result<unknown, { kind: string }>, happening?: Happening) =>
    may.ok ? accept(happening) : may
  switch (act) {
    case 'claim':
      return then(mayClaim(procedure, of, 'answer', actor, organisation), { kind: 'claim', executor: self })
    case 'assign': {
      const may = mayAssign(procedure, of, 'answer', actor, 'cleo', organisation)
      return may.ok ? accept({ kind: 'claim', executor: may.value.executor }) : may
    }
    case 'use': {
      const use = { actor, permission: 'letter.sign', object: 'letter/7', time }
      const may = permitUse(procedure, of, 'answer', use)
      return then(may, { kind: 'use', permission: 'letter.sign' })
    }
    case 'hold':
      return then(maySuspend(procedure, of, 'answer', actor, time), { kind: 'hold', by: 'executor' })
    case 'resume': {
      const may = mayResume(procedure, of, 'answer', actor, organisation, time)
      return then(may, { kind: 'resume', by: 'executor', executor: self })
    }
    case 'release':
      return then(mayRelease(procedure, of, 'answer', actor, time), {
        kind: 'lose-executor',
        keepsWindow: true,
      })
    case 'complete':
      return then(mayComplete(procedure, of, 'answer', actor, time), { kind: 'complete' })
    case 'delegate': {
      const may = mayDelegate(procedure, of, 'answer', actor, { person: 'ada' }, organisation, time)
      return may.ok ? accept({ kind: 'delegate', delegate: may.value.delegate }) : may
    }
    case 'undelegate': {
      const may = mayEndDelegation(procedure, of, 'answer', actor, 'dan')
      return then(may, { kind: 'end-delegation', delegate: { kind: 'person', id: 'dan' } })
    }
    case 'break': {
      const may = mayBreakGlass(procedure, of, 'answer', actor, 'sue', organisation)
      const glass = { by: self, reason: 'fire', told: { kind: 'person', id: 'sue' } } as const
      return then(may, { kind: 'break-glass', executor: self, glass, within: hour })
    }
    case 'cancel':
      return then(mayCancel(procedure, of, actor, organisation, time))
    default:
      return act satisfies never
  }
}

/** Authority first, then the change. Says how the step stands after it, or the fault's kind. */
function attempt(of: Case, actor: Actor, act: Act): string {
  const may = permitted(of, actor, act)
  if (!may.ok) return may.fault.kind
  const moment = { index: 100_000_000, time }
  const changed = may.value
    ? transition(procedure, of, place, may.value, moment)
    : cancelCase(of, 'a mistake', moment)
  return changed.ok ? shown(changed.value) : changed.fault.kind
}

function shown(of: Case): string {
  const { state, end, emergency, holds, delegates } = certain(of.steps[place], 'it')
  const now = [
    `${end ?? state}${emergency ? '!' : ''}`,
    holds?.map(([reason]) => reason).join('+'),
    delegates && !end && delegates.length,
  ]
  return now.filter((part) => part).join(' ')
}

/** Full words of the tables below. */
const words: Readonly<Record<string, string>> = {
  '-': 'step-state',
  trustee: 'not-trustee',
  taken: 'step-taken',
  who: 'not-executor',
  key: 'other-key',
  given: 'not-delegate',
  giver: 'not-delegator',
  deep: 'not-delegable',
  assign: 'may-not-assign',
  break: 'may-not-break',
  cancel: 'may-not-cancel',
  stopped: 'step-stopped',
  review: 'review-outstanding',
  broken: 'glass-broken-already',
  grade: 'grade-too-low',
  absent: 'person-absent',
  untrained: 'training-missing',
  early: 'window-not-over',
  over: 'case-not-open',
}

function cells(line: string): readonly string[] {
  return line.split('|').map((cell) => cell.trim())
}

function wordsOf(line: readonly string[]): readonly string[] {
  return line.map((cell) => words[cell] ?? cell)
}

/**
 * By hand from the semantics: who, and what follows from each of `acts`: how the step stands, or a fault;
 * the last line of a state is for everybody else.
 */
const written = `
dormant
  gus | - | - | - | - | - | - | - | - | - | valid! | cancel
  gil | - | - | - | - | - | - | - | - | - | grade | cancel
  gabe | - | - | - | - | - | - | - | - | - | absent | cancel
  olga | - | - | - | - | - | - | - | - | - | break | cancelled
  others | - | - | - | - | - | - | - | - | - | break | cancel
invoked
  carl carl* cleo fred | valid | assign | - | - | - | - | - | - | - | break | cancel
  cora | absent | assign | - | - | - | - | - | - | - | break | cancel
  cody | untrained | assign | - | - | - | - | - | - | - | break | cancel
  hugo | trustee | valid | - | - | - | - | - | - | - | break | cancel
  gus | trustee | assign | - | - | - | - | - | - | - | valid! | cancel
  gil | trustee | assign | - | - | - | - | - | - | - | grade | cancel
  gabe | trustee | assign | - | - | - | - | - | - | - | absent | cancel
  olga | trustee | assign | - | - | - | - | - | - | - | break | cancelled
  others | trustee | assign | - | - | - | - | - | - | - | break | cancel
escalated
  carl carl* cleo fred | valid | assign | - | - | - | - | - | - | - | break | cancel
  cora | absent | assign | - | - | - | - | - | - | - | break | cancel
  cody | untrained | assign | - | - | - | - | - | - | - | break | cancel
  hugo boss | trustee | valid | - | - | - | - | - | - | - | break | cancel
  gus | trustee | assign | - | - | - | - | - | - | - | valid! | cancel
  gil | trustee | assign | - | - | - | - | - | - | - | grade | cancel
  gabe | trustee | assign | - | - | - | - | - | - | - | absent | cancel
  olga | trustee | assign | - | - | - | - | - | - | - | break | cancelled
  others | trustee | assign | - | - | - | - | - | - | - | break | cancel
vacant
  carl carl* cleo fred | hold s | assign | - | - | - | - | - | - | - | break | cancel
  cora | absent | assign | - | - | - | - | - | - | - | break | cancel
  cody | untrained | assign | - | - | - | - | - | - | - | break | cancel
  hugo | trustee | hold s | - | - | - | - | - | - | - | break | cancel
  gus | trustee | assign | - | - | - | - | - | - | - | valid! | cancel
  gil | trustee | assign | - | - | - | - | - | - | - | grade | cancel
  gabe | trustee | assign | - | - | - | - | - | - | - | absent | cancel
  olga | trustee | assign | - | - | - | - | - | - | - | break | cancelled
  others | trustee | assign | - | - | - | - | - | - | - | break | cancel
valid
  carl | taken | - | valid | hold e | - | invoked | completed | valid 1 | given | break | cancelled
  carl* | taken | - | key | hold e | - | invoked | key | key | given | break | cancel
  cleo cora cody fred | taken | - | who | who | - | who | who | who | given | break | cancel
  gus | trustee | - | who | who | - | who | who | who | given | valid! | cancel
  gil | trustee | - | who | who | - | who | who | who | given | grade | cancel
  gabe | trustee | - | who | who | - | who | who | who | given | absent | cancel
  olga | trustee | - | who | who | - | who | who | who | given | break | cancelled
  others | trustee | - | who | who | - | who | who | who | given | break | cancel
delegated
  carl | taken | - | valid 3 | hold e 3 | - | invoked | completed | valid 4 | valid 1 | break | cancelled
  carl* | taken | - | key | hold e 3 | - | invoked | key | key | valid 1 | break | cancel
  cleo cora cody fred | taken | - | who | who | - | who | who | who | giver | break | cancel
  dan | trustee | - | valid 3 | who | - | who | who | valid 4 | valid 1 | break | cancel
  dan* | trustee | - | key | who | - | who | who | key | valid 1 | break | cancel
  deb | trustee | - | valid 3 | who | - | who | completed | valid 4 | giver | break | cancel
  dot | trustee | - | valid 3 | who | - | who | who | deep | giver | break | cancel
  gus | trustee | - | who | who | - | who | who | who | giver | valid! | cancel
  gil | trustee | - | who | who | - | who | who | who | giver | grade | cancel
  gabe | trustee | - | who | who | - | who | who | who | giver | absent | cancel
  olga | trustee | - | who | who | - | who | who | who | giver | break | cancelled
  others | trustee | - | who | who | - | who | who | who | giver | break | cancel
emergency
  gus | trustee | - | valid! | hold! e | - | invoked | completed | deep | given | broken | review
  gil | trustee | - | who | who | - | who | who | who | given | broken | cancel
  gabe | trustee | - | who | who | - | who | who | who | given | absent | cancel
  carl carl* cleo cora cody fred | taken | - | who | who | - | who | who | who | given | break | cancel
  olga | trustee | - | who | who | - | who | who | who | given | break | review
  others | trustee | - | who | who | - | who | who | who | given | break | cancel
held
  carl | taken | - | - | - | valid | invoked | completed | - | given | break | cancel
  carl* | taken | - | - | - | valid | invoked | key | - | given | break | cancel
  cleo cora cody fred | taken | - | - | - | who | who | who | - | given | break | cancel
  gus | trustee | - | - | - | who | who | who | - | given | valid! | cancel
  gil | trustee | - | - | - | who | who | who | - | given | grade | cancel
  gabe | trustee | - | - | - | who | who | who | - | given | absent | cancel
  olga | trustee | - | - | - | who | who | who | - | given | break | cancelled
  others | trustee | - | - | - | who | who | who | - | given | break | cancel
suspended
  carl | taken | - | - | - | stopped | stopped | stopped | - | given | break | cancel
  carl* | taken | - | - | - | stopped | stopped | key | - | given | break | cancel
  cleo cora cody fred | taken | - | - | - | who | who | who | - | given | break | cancel
  gus | trustee | - | - | - | who | who | who | - | given | valid! | cancel
  gil | trustee | - | - | - | who | who | who | - | given | grade | cancel
  gabe | trustee | - | - | - | who | who | who | - | given | absent | cancel
  olga | trustee | - | - | - | who | who | who | - | given | break | cancelled
  others | trustee | - | - | - | who | who | who | - | given | break | cancel
waiting
  carl | taken | - | - | - | stopped | dormant | stopped | - | given | break | cancel
  carl* | taken | - | - | - | stopped | dormant | key | - | given | break | cancel
  cleo cora cody fred | taken | - | - | - | who | who | who | - | given | break | cancel
  gus | trustee | - | - | - | who | who | who | - | given | valid! | cancel
  gil | trustee | - | - | - | who | who | who | - | given | grade | cancel
  gabe | trustee | - | - | - | who | who | who | - | given | absent | cancel
  olga | trustee | - | - | - | who | who | who | - | given | break | cancelled
  others | trustee | - | - | - | who | who | who | - | given | break | cancel
${[
  'completed',
  'limit-reached',
  'skipped',
  'excluded',
  'window-over',
  'revoked',
  'dependency-ended',
  'unreachable',
]
  .map(
    (end) => `${end}
  olga | - | - | - | - | - | - | - | - | - | - | ${end}
  others | - | - | - | - | - | - | - | - | - | - | cancel`,
  )
  .join('\n')}
cancelled
  others | over | over | - | over | over | over | over | over | over | over | over
`

/** The lines of the table by state and actor. */
const table = new Map<string, ReadonlyMap<string, readonly string[]>>()
for (const block of written.trim().split(/\n(?=\S)/)) {
  const [state = '', ...lines] = block.split('\n')
  table.set(
    state,
    new Map(
      lines
        .map(cells)
        .flatMap(([who = '', ...line]) => who.split(' ').map((one) => [one, wordsOf(line)] as const)),
    ),
  )
}

describe('every state of a step, act and kind of actor', () => {
  test('the table has each state, and names no actor that there is not', () => {
    assert.deepEqual([...table.keys()].sort(), Object.keys(states).sort())
    for (const lines of table.values()) {
      for (const who of lines.keys()) assert.ok(who === 'others' || actors[who], who)
    }
  })

  for (const [state, lines] of table) {
    for (const [name, [kind, actor]] of Object.entries(actors)) {
      test(`${state}, ${kind}`, () => {
        const of = certain(states[state], state)
        const found = Object.fromEntries(acts.map((act) => [act, attempt(of, actor, act)]))
        const line = lines.get(name) ?? lines.get('others') ?? []
        assert.deepEqual(found, Object.fromEntries(acts.map((act, at) => [act, line[at]])))
      })
    }
  }
})

/** What happens to a step without anybody's right being asked, before its times are over and then. */
const happenings: Readonly<Record<string, readonly [Happening, number]>> = {
  'lose-executor': [{ kind: 'lose-executor' }, time],
  'early expiry': [{ kind: 'expire' }, time],
  expiry: [{ kind: 'expire' }, 24 * hour],
  'early escalation': [{ kind: 'escalate' }, time],
  escalation: [{ kind: 'escalate' }, 8 * hour],
  suspend: [{ kind: 'hold', by: 'supervisor' }, time],
  restore: [{ kind: 'resume', by: 'supervisor' }, time],
  revoke: [{ kind: 'revoke', reason: 'wrong' }, time],
  'end-delegation': [{ kind: 'end-delegation', delegate: { kind: 'person', id: 'dan' } }, time],
  'last use': [{ kind: 'use', permission: 'letter.read' }, time],
}

const occurring = `
dormant          | - | - | - | - | - | - | - | - | - | -
invoked          | - | early | early | early | invoked | - | - | - | - | -
escalated        | - | early | early | early | early | - | - | - | - | -
vacant           | - | early | window-over | early | invoked s | - | invoked | - | - | -
valid            | invoked | early | window-over | - | - | hold s | - | revoked | given | valid
delegated        | invoked | early | window-over | - | - | hold s 3 | - | revoked | valid 1 | valid 3
emergency        | invoked | early | invoked | - | - | hold! s | - | revoked | given | valid!
held             | invoked | early | window-over | - | - | hold e+s | - | revoked | given | -
suspended        | invoked s | early | window-over | - | - | - | valid | revoked | given | -
waiting          | dormant | early | window-over | - | - | hold w+s | - | revoked | given | -
completed        | - | - | - | - | - | - | - | - | - | -
limit-reached    | - | - | - | - | - | - | - | - | - | -
skipped          | - | - | - | - | - | - | - | - | - | -
excluded         | - | - | - | - | - | - | - | - | - | -
window-over      | - | - | - | - | - | - | - | - | - | -
revoked          | - | - | - | - | - | - | - | - | - | -
dependency-ended | - | - | - | - | - | - | - | - | - | -
unreachable      | - | - | - | - | - | - | - | - | - | -
cancelled        | over | over | over | over | over | over | over | over | over | over
`

describe('every state of a step and what happens without anybody asking', () => {
  const lines = new Map(
    occurring
      .trim()
      .split('\n')
      .map(cells)
      .map(([state = '', ...line]) => [state, line]),
  )
  for (const [state, of] of Object.entries(states)) {
    test(state, () => {
      const found = Object.entries(happenings).map(([name, [happening, at]]) => {
        const changed = transition(procedure, of, place, happening, { index: 100_000_000, time: at })
        return [name, changed.ok ? shown(changed.value) : changed.fault.kind]
      })
      const expected = wordsOf(lines.get(state) ?? [])
      assert.deepEqual(
        Object.fromEntries(found),
        Object.fromEntries(Object.keys(happenings).map((name, at) => [name, expected[at]])),
      )
    })
  }
})

test('each state is the one it is called', () => {
  const told = Object.entries(states).map(([name, of]) => [name, shown(of)])
  assert.deepEqual(Object.fromEntries(told), {
    ...Object.fromEntries(Object.keys(states).map((name) => [name, name])),
    escalated: 'invoked',
    vacant: 'invoked s',
    delegated: 'valid 3',
    emergency: 'valid!',
    held: 'hold e',
    suspended: 'hold s',
    waiting: 'hold w',
  })
})
