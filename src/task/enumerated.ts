import { hour } from '#clock'
import { sure } from '#fault'
import type { Case, Executor } from './case.ts'
import { organisationWith, person, procedureIn } from './fixture.ts'
import { stepPlace } from './procedure.ts'
import type { Actor } from './standing.ts'
import { cancelCase, type Happening, openCase, transition } from './transition.ts'

/** For tests: one step, `answer`, with all that a step can have. */
export const procedure = procedureIn(`
procedure: letter
title: { en: A letter }
founding: true
opened-by: anyone
objects: letter/{case}
steps:
  ask: { by: { office: desk }, outcomes: [yes, no] }
  base: { by: { office: desk } }
  rival: { by: { office: desk }, excludes: answer }
  answer:
    after: ask
    when: ask.outcome == yes
    requires: base
    by: { office: clerk }
    permits: [letter.read, letter.sign]
    uses: { letter.read: 1, letter.sign: 2 }
    within: P1D
    training: law
    assign: { by: { office: head }, within: PT8H }
    delegation: { depth: 2, to: [{ office: clerk }, { office: aid }] }
    break-glass: { by: { office: guard }, within: PT1H, tell: { office: watch } }
  spare: { by: { office: desk } }
  review: { by: { office: head }, reviews: answer }
`)

/** For tests: who there is. */
export const organisation = organisationWith(
  {
    desk: ['dora'],
    clerk: ['carl', 'cleo', 'cora', 'cody', 'fred'],
    head: ['hugo'],
    aid: ['dan', 'deb', 'dot', 'ada'],
    guard: ['gus', 'gil', 'gabe'],
    watch: ['sue'],
  },
  'fay',
  {
    isAbsent: (id) => id === 'cora' || id === 'gabe',
    isTrained: (id) => id !== 'cody',
    isAbove: (id) => id === 'boss',
    gradeOf: ({ id }) => (id === 'gil' ? 'basic' : 'high'),
  },
)

/** What is done is done at this time; the emergency, an hour long, and the step, a day long, began at 0. */
export const time = hour / 2
/** The step of which all is told. */
export const place = stepPlace(procedure, 'answer')

/** Somebody as the executor of a step. */
export function as(id: string, office: string): Executor {
  return { kind: 'person', id, key: `key of ${id}`, office }
}

function after(before: Case, step: string, happening: Happening, at = 0): Case {
  const moment = { index: at + 1, time: at }
  return sure(transition(procedure, before, stepPlace(procedure, step), happening, moment), happening.kind)
}

function claimed(of: Case, step: string, executor: Executor): Case {
  return after(of, step, { kind: 'claim', executor })
}

function delegated(of: Case, id: string, by: string, depth: number, more: { completes?: true } = {}): Case {
  const delegate = { ...as(id, 'aid'), by: { kind: 'person', id: by } as const, depth, ...more }
  return after(of, 'answer', { kind: 'delegate', delegate })
}

function broken(of: Case): Case {
  const glass = {
    by: { kind: 'person', id: 'gus' },
    reason: 'fire',
    told: { kind: 'person', id: 'sue' },
  } as const
  return after(of, 'answer', { kind: 'break-glass', executor: as('gus', 'guard'), glass, within: hour })
}

function used(of: Case, ...permissions: readonly string[]): Case {
  return permissions.reduce((before, permission) => after(before, 'answer', { kind: 'use', permission }), of)
}

const desk = as('dora', 'desk')
const opening = { id: '7', digest: 'd', opener: { kind: 'person', id: 'olga' }, data: {} } as const
const dormant = openCase(procedure, opening, { index: 0, time: 0 })
const based = claimed(dormant, 'base', desk)
const asked = (outcome: string) => after(claimed(based, 'ask', desk), 'ask', { kind: 'complete', outcome })
const fresh = asked('yes')
// Fred had it and lost it: in every state from here on he is a former holder.
const invoked = after(claimed(fresh, 'answer', as('fred', 'clerk')), 'answer', { kind: 'lose-executor' })
const valid = claimed(invoked, 'answer', as('carl', 'clerk'))
const suspended = after(valid, 'answer', { kind: 'hold', by: 'supervisor' })

/** Every state the step can be in, and every end. */
export const states: Readonly<Record<string, Case>> = {
  dormant,
  invoked,
  escalated: after(invoked, 'answer', { kind: 'escalate' }, 8 * hour),
  vacant: after(suspended, 'answer', { kind: 'lose-executor', keepsWindow: true }),
  valid,
  delegated: delegated(
    delegated(delegated(valid, 'dan', 'carl', 1), 'deb', 'carl', 1, { completes: true }),
    'dot',
    'dan',
    2,
  ),
  emergency: broken(invoked),
  held: after(valid, 'answer', { kind: 'hold', by: 'executor' }),
  suspended,
  waiting: after(valid, 'base', { kind: 'hold', by: 'executor' }),
  completed: after(valid, 'answer', { kind: 'complete' }),
  'limit-reached': used(valid, 'letter.sign', 'letter.read', 'letter.sign'),
  skipped: asked('no'),
  excluded: claimed(fresh, 'rival', desk),
  'window-over': after(valid, 'answer', { kind: 'expire' }, 24 * hour),
  revoked: after(valid, 'answer', { kind: 'revoke', reason: 'wrong' }),
  'dependency-ended': after(valid, 'base', { kind: 'revoke', reason: 'wrong' }),
  unreachable: after(based, 'base', { kind: 'revoke', reason: 'wrong' }),
  cancelled: sure(cancelCase(valid, 'a mistake', { index: 99, time: 0 }), 'cancelling'),
}

/** Kinds of actors, by the names of those who stand for them; a star is a new key. */
export const actors: Readonly<Record<string, readonly [kind: string, actor: Actor]>> = {
  carl: ['the executor', person('carl')],
  'carl*': ['the executor with a new key', person('carl', 'a new key')],
  cleo: ['another trustee', person('cleo')],
  cora: ['an absent trustee', person('cora')],
  cody: ['an untrained trustee', person('cody')],
  fred: ['a former holder', person('fred')],
  hugo: ['who assigns', person('hugo')],
  boss: ['a superior', person('boss')],
  dan: ['a delegate', person('dan')],
  'dan*': ['a delegate with a new key', person('dan', 'a new key')],
  deb: ['a delegate who completes', person('deb')],
  dot: ['a delegate’s delegate', person('dot')],
  gus: ['who breaks glass', person('gus')],
  gil: ['who would with a low grade', person('gil')],
  gabe: ['who would but is absent', person('gabe')],
  sue: ['the second person', person('sue')],
  olga: ['the opener', person('olga')],
  fay: ['the founder', person('fay')],
  vera: ['a visitor', { kind: 'visitor', id: 'carl@other.example', key: 'key of carl' }],
  sven: ['a stranger', person('sven')],
  node: ['the node', { kind: 'node', id: 'carl', key: 'key of carl' }],
}
