import assert from 'node:assert/strict'
import { utf8 } from '#bytes'
import { certain } from '#fault'
import {
  answerOf,
  Citadel,
  type Decision,
  decide,
  decidedLines,
  readBoxcar,
  unanswerable,
  wishOf,
} from '#protocol'
import { mutateJson } from './json-mutation.ts'
import { type Outcome, outcomeOf, type Target } from './target.ts'
import { accessWords } from './words.ts'

/** What enforcement points ask, in a unit where some of it is permitted. */
export const protocolTargets: readonly Target[] = [
  {
    name: 'access-question',
    seeds: () => seeds.map((seed) => utf8(JSON.stringify(seed))),
    mutate: mutateJson(accessWords),
    run: runQuestion,
  },
]

const subject = { type: 'user', id: 'rick@the-citadel.com' }
const todo = { type: 'todo', id: '7240d0db-8ff0-41ec-98b2-34a096273b92', properties: { ownerID: 'rick' } }
const seeds: readonly object[] = [
  { subject, action: { name: 'can_update_todo' }, resource: todo },
  {
    subject: { type: 'visitor', id: 'summer@the-smiths.com', properties: { 'x5t#S256': 'print-summer' } },
    action: { name: 'todo.can_create_todo', properties: { method: 'POST' } },
    resource: { type: 'todo', id: '*' },
    context: { use: false, time: '2026-01-05T08:00:00Z' },
  },
  {
    ...{ subject, resource: todo },
    options: { evaluations_semantic: 'deny_on_first_deny' },
    evaluations: [
      { action: { name: 'can_read_todos' } },
      { subject: { type: 'person', id: 'spiffe://the-citadel.com/person/morty', properties: { key: 'k' } } },
      { action: { name: 'can_delete_todo' }, resource: { type: 'user', id: '' }, context: {} },
    ],
  },
]

const citadel = new Citadel().inhabit()
const asker = citadel.own('front', 'service')

/** As long as a line of the journal may be. */
const lineBytesMax = 60 * 1024

function runQuestion(input: Uint8Array): Outcome {
  const { ports } = citadel
  return outcomeOf(readBoxcar(input), ({ evaluations }) => {
    const [state, at] = [ports.state(), ports.clock.now()]
    const decisions = evaluations.map((one): Decision => {
      const wish = one.ok ? wishOf(state, one.value, asker) : one.fault
      return 'kind' in wish ? unanswerable(wish) : decide(state, wish, at)
    })
    for (const line of decidedLines({ asker, what: 'fuzz', at, outcome: 'decided' }, decisions)) {
      assert.ok(line.length < lineBytesMax)
      JSON.parse(Buffer.from(line).toString())
    }
    for (const decision of decisions) checkAnswer(decision)
    return decisions.map((one) => ('no' in one ? one.no : 'yes')).join()
  })
}

/** A yes is by a grant of exactly this to exactly him, and told in the form of the specification. */
function checkAnswer(decision: Decision): void {
  const told = JSON.parse(JSON.stringify(answerOf(decision))) as Readonly<Record<string, unknown>>
  assert.equal(told['decision'], 'yes' in decision)
  assert.equal(typeof told['context'], 'object')
  if ('no' in decision) return
  const { vouched, permission, object } = decision.wish
  const { grant } = decision.yes
  assert.equal(grant.person, certain(vouched, 'whom it is about').party.id)
  assert.deepEqual([grant.permission, grant.object], [permission, object])
}
