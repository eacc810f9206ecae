import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { day, hour } from '#clock'
import { rows } from '#table'
import type { LiveGrant, StepGrant } from '#task'
import { read, type Speaker, type State } from '#unit'
import { type EndedRight, endedRights } from './ended.ts'
import { callers, opened, receive, revocation, stepIn } from './ended-fixture.ts'
import { node, type Office, speaker } from './fixture.ts'
import { findGrant } from './permit.ts'
import { procedureSlice } from './state.ts'

/** Who is among the trustees of each step. */
const usual: Readonly<Record<string, string>> = {
  ...{ accept: 'ida', inspect: 'ivo', decide: 'hana', publish: 'ida' },
  ...{ look: 'wei@water.example', note: 'ivo', start: 'ida', check: 'ivo', left: 'ivo', right: 'hana' },
  ...{ stop: 'ida', 'look-back': 'hana' },
}

const move = fc.record({
  what: fc.constantFrom(
    ...([
      'open',
      'claim',
      'claim',
      'claim',
      'claim',
      'claim',
      'claim',
      'complete',
      'hold',
      'resume',
      'use',
      'use',
      'cancel',
    ] as const),
    ...(['dismiss', 'revoke', 'leave', 'fill', 'wait', 'tick'] as const),
    ...(['delegate', 'delegate', 'undelegate', 'break', 'suspend', 'restore'] as const),
  ),
  who: fc.constantFrom(...callers),
  step: fc.constantFrom(...Object.keys(usual)),
  isUsual: fc.constantFrom(true, true, true, false),
  office: fc.constantFrom('intake', 'inspector', 'head-of-permits'),
  pick: fc.nat(),
})
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** Tries one thing; many are refused. */
function tryMove(office: Office, { what, step, office: name, pick, isUsual, ...move }: Move): void {
  const who = (isUsual && callers.find(({ id }) => id === usual[step])) || move.who
  const cases = [...rows(read(office.state, procedureSlice).cases)].map(([id]) => id)
  const having = cases.filter((id) => stepIn(office.state, id, step))
  const of = having[pick % having.length] ?? ''
  const under = { case: of, step }
  switch (what) {
    case 'open':
      office.act('case.open', speaker('ida'), {
        procedure: ['inspection', 'building-permit', 'pumping'][pick % 3],
      })
      return
    case 'use': {
      const counted = [...grantsIn(office.state).values()].filter(({ grant }) => grant.counted)
      const { grant } = counted[pick % counted.length] ?? {}
      if (grant) office.act('step.use', node, useOf(grant))
      return
    }
    case 'claim':
    case 'hold':
    case 'resume':
      office.act(`step.${what}`, who, under)
      return
    case 'complete':
      office.act('step.complete', who, { ...under, ...(step === 'decide' && { outcome: 'approved' }) })
      return
    case 'cancel':
      office.act('case.cancel', who, { case: of, reason: 'enough' })
      return
    case 'delegate':
    case 'undelegate':
    case 'break':
    case 'suspend':
    case 'restore':
      intervene(office, what, under, who, pick)
      return
    case 'dismiss':
      office.happen({ kind: 'person-dismissed', person: who.id, office: name })
      return
    case 'revoke':
      office.happen(revocation(who))
      return
    case 'leave':
      office.happen({ kind: 'visitor-ended', visitor: who.id, key: who.key, reason: 'revoked' })
      return
    case 'fill':
      if (who.kind === 'person') office.appoint(who.id, name)
      else receive(office, who)
      return
    case 'wait':
      office.time += day
      return
    case 'tick':
      office.act('clock.tick', node, {})
  }
}

type Intervention = 'delegate' | 'undelegate' | 'break' | 'suspend' | 'restore'

/** What comes onto the record by acts with guards of their own: here, whenever the step's state allows. */
function intervene(
  office: Office,
  what: Intervention,
  under: { readonly case: string; readonly step: string },
  { kind, id, key }: Speaker,
  pick: number,
): void {
  const step = stepIn(office.state, under.case, under.step)
  if (!step || step.state === 'invalid') return
  const { state, executor, delegates = [], holds = [] } = step
  const isHolder = [...(executor ? [executor] : []), ...delegates].some((one) => one.id === id)
  const [delegate] = delegates.slice(pick % 2)
  const parts = [{}, { permissions: ['pump.start'] }, { until: office.time + day }][pick % 3]
  const by = delegate ?? executor
  if (what === 'delegate' && state === 'valid' && by && !isHolder) {
    office.happen({ kind: 'step-delegated', ...under, delegate: { kind, id, key, by, depth: 1, ...parts } })
  } else if (what === 'undelegate' && delegate && (state === 'valid' || state === 'hold')) {
    office.happen({ kind: 'delegation-ended', ...under, delegate: { kind: delegate.kind, id: delegate.id } })
  } else if (what === 'break' && under.step === 'stop') {
    const glass = { by: { kind, id }, reason: 'flood', told: { kind: 'person', id: 'ida' } }
    office.happen({ kind: 'glass-broken', ...under, executor: { kind, id, key }, glass, within: hour })
  } else if (what === 'suspend' && state === 'valid') {
    office.happen({ kind: 'step-held', ...under, by: 'supervisor' })
  } else if (what === 'restore' && holds.includes('supervisor')) {
    office.happen({ kind: 'step-restored', ...under })
  }
}

function useOf({ case: id, step, permission, object, person, epoch }: StepGrant): object {
  return { case: id, step, permission, object: object.replace('*', 'a'), person, epoch }
}

/** Every grant there is, by a text that tells it from every other; windows are left aside. */
function grantsIn(state: State): ReadonlyMap<string, LiveGrant> {
  const all = [...rows(read(state, procedureSlice).grants)].flatMap(([, lives]) => lives)
  return new Map(all.map((live) => [JSON.stringify([live.grant, live.key]), live]))
}

/** Whether an ended right tells that a grant is void, as whoever enforces rights applies it. */
function voids(ended: EndedRight, { grant, key }: LiveGrant): boolean {
  const kind = grant.node ? 'node' : grant.visitor ? 'visitor' : 'person'
  return (
    ended.case === grant.case &&
    ended.step === grant.step &&
    ended.person === grant.person &&
    ended.kind === kind &&
    ended.key === key &&
    (ended.permission ?? grant.permission) === grant.permission &&
    grant.epoch < ended.epoch
  )
}

const histories = fc.array(move, { minLength: 40, maxLength: 100 })
const objects = ['2', '3', '4', '5'].flatMap((of) => [
  `permit/${of}`,
  `well/${of}`,
  `log/${of}/a`,
  `pump/${of}`,
])
const permissions = ['permit.read', 'permit.accept', 'permit.annotate', 'permit.approve', 'permit.reject']
const asked = [
  ...permissions,
  ...['pump.read', 'pump.start', 'pump.turn', 'pump.stop'],
  'permit.publish',
  'well.read',
  'well.seal',
  'well.note',
]

/** What everybody is found to have, as the gate asks: by who asks for what, the very grant. */
function foundBy(state: State): ReadonlyMap<string, LiveGrant> {
  const found = new Map<string, LiveGrant>()
  for (const { id: person, kind, key } of callers) {
    for (const permission of asked) {
      for (const object of objects) {
        const question = { person, visitor: kind === 'visitor', key, permission, object, time: 0 }
        const grant = findGrant(state, question)
        if (grant.ok)
          found.set(JSON.stringify([kind, person, key, permission, object]), { grant: grant.value, key })
      }
    }
  }
  return found
}

describe('ended rights', () => {
  test('void exactly the grants that are gone, after whatever happens', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const office = opened()
        for (const one of moves) {
          const before = office.state
          tryMove(office, one)
          if (office.state === before) continue
          const ended = endedRights(before, office.state)
          const left = grantsIn(office.state)
          for (const [text, live] of grantsIn(before)) {
            assert.equal(
              ended.some((each) => voids(each, live)),
              !left.has(text),
              text,
            )
          }
          for (const live of left.values()) assert.ok(!ended.some((each) => voids(each, live)))
          const needed = ended.filter((each) =>
            [...grantsIn(before).values()].some((live) => voids(each, live)),
          )
          assert.equal(needed.length, ended.length, 'none tells of what nobody had')
        }
      }),
      { numRuns: 60 },
    )
  })

  test('cover what the gate found before and finds no more', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const office = opened()
        let before = foundBy(office.state)
        for (const one of moves) {
          const state = office.state
          tryMove(office, one)
          if (office.state === state) continue
          const ended = endedRights(state, office.state)
          const after = foundBy(office.state)
          for (const [question, live] of before) {
            if (after.has(question)) continue
            assert.ok(
              ended.some((each) => voids(each, live)),
              question,
            )
          }
          before = after
        }
      }),
      { numRuns: 8 },
    )
  })

  test('are the same told at once as entry by entry, but for what came and went between', () => {
    fc.assert(
      fc.property(histories, (moves) => {
        const office = opened()
        for (const one of moves.slice(0, 20)) tryMove(office, one)
        const before = office.state
        for (const one of moves.slice(20)) tryMove(office, one)
        const ended = endedRights(before, office.state)
        const left = grantsIn(office.state)
        for (const [text, live] of grantsIn(before)) {
          assert.equal(
            ended.some((each) => voids(each, live)),
            !left.has(text),
            text,
          )
        }
      }),
      { numRuns: 15 },
    )
  })
})
