import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sure } from '#fault'
import { ampleFor, isAmple } from './ample.ts'
import { anyPlan, isPermitted, type Plan, type Walk, walk } from './brute-force.ts'
import { type Case, isHeld, type Step } from './case.ts'
import { type Completability, type Conflict, completability, planKey } from './completability.ts'
import { dependenceOf, staffWithout } from './dependence.ts'
import { organisationWith, procedureIn } from './fixture.ts'
import type { Constraint, Procedure, VisitorTrustee } from './procedure.ts'
import {
  anyCase,
  anyOpener,
  anyOrganisation,
  anyText,
  draws,
  ownNode,
  procedureOrNone,
} from './random-case.ts'
import { staffOf } from './staff.ts'
import { type Actor, isOwnAffair, type Organisation } from './standing.ts'
import { openCase, transition } from './transition.ts'

interface Instance {
  readonly procedure: Procedure
  readonly of: Case
  readonly organisation: Organisation
  readonly told: string
}

/** Cases of each procedure: a text takes longer to read than a case to be worked. */
const casesEach = 4

/** Small open cases, from the beginning to near the end, with staffs that may have changed since. */
function* instancesFrom(first: number): Generator<Instance> {
  for (let seed = first; ; seed++) {
    const text = anyText(draws(seed))
    const procedure = procedureOrNone(text)
    if (!procedure) continue
    for (let turn = 0; turn < casesEach; turn++) {
      const draw = draws(seed * casesEach + turn)
      const earlier = anyOrganisation(draw)
      const of = anyCase(procedure, anyOpener(draw), earlier, draw)
      const organisation = draw(3) === 0 ? anyOrganisation(draw) : earlier
      const told = `seed ${seed}.${turn}: ${text} ${JSON.stringify(of.steps)}`
      if (of.state === 'open') yield { procedure, of, organisation, told }
    }
  }
}

function some(first: number, count: number): readonly Instance[] {
  return instancesFrom(first).take(count).toArray()
}

const instances = 10_000

test(`on ${instances} small cases the answer agrees with trying every plan on every way`, (t) => {
  const shares = { yes: 0, no: 0, unknown: 0, ample: 0, begun: 0, astray: 0, rounds: 0 }
  for (const { procedure, of, organisation, told } of some(1, instances)) {
    const answer = completability(procedure, of, staffOf(organisation))
    shares[answer.kind] += 1
    if (of.steps.some(({ former, executor }) => executor || former.length > 0)) shares.begun += 1
    if (of.steps.some(({ broken, end }) => broken || end === 'revoked')) shares.astray += 1
    if (of.rounds) shares.rounds += 1
    const ways = walk(procedure, of)
    const truth = anyPlan(procedure, ways, of.opener, organisation)
    assert.equal(answer.kind, truth ? 'yes' : 'no', `${told} ${JSON.stringify(answer)}`)
    const staff = staffOf(organisation)
    if (isAmple(ampleFor(procedure, staff), of, staff)) {
      shares.ample += 1
      assert.ok(truth, told)
    }
    if (answer.kind === 'yes')
      assertGood(procedure, ways, planIn(procedure, answer, organisation), told, organisation)
  }
  t.diagnostic(JSON.stringify(shares))
  assert.ok(shares.yes > instances * 0.4 && shares.no > instances * 0.3, JSON.stringify(shares))
  assert.ok(Math.min(shares.begun / 2, shares.ample) > instances * 0.25, JSON.stringify(shares))
  assert.ok(shares.astray > instances * 0.04 && shares.rounds > instances * 0.01, JSON.stringify(shares))
})

function planIn(
  procedure: Procedure,
  { plan }: Extract<Completability, { kind: 'yes' }>,
  organisation: Organisation,
): Plan {
  const actorOf = (id: string): Actor => {
    if (id === 'node' || id === ownNode.id) return ownNode
    const key = organisation.keyOf(id)
    return key === undefined ? { kind: 'visitor', id, key: `key of ${id}` } : { kind: 'person', id, key }
  }
  return new Map(
    plan.map(({ step, person }) => [procedure.steps.findIndex(({ id }) => id === step), actorOf(person)]),
  )
}

function assertGood(
  procedure: Procedure,
  { turns }: Walk,
  plan: Plan,
  told: string,
  organisation: Organisation,
): void {
  for (const turn of turns) {
    const id = procedure.steps[turn.place]?.id
    assert.ok(
      isPermitted(procedure, turn, plan, organisation),
      `${id} by ${plan.get(turn.place)?.id}: ${told}`,
    )
  }
}

test('a conflict cannot be met even by itself, and without any one part of it can', () => {
  const shares = { checked: 0, steps: 0, constraints: 0 }
  for (const { procedure, of, organisation, told } of instancesFrom(20_000)) {
    if (shares.checked >= 2_000) break
    const answer = completability(procedure, of, staffOf(organisation))
    if (answer.kind !== 'no' || !answer.minimal || of.steps.some(({ broken }) => broken) || of.rounds)
      continue
    const { conflict } = answer
    shares.checked += 1
    shares.steps += conflict.steps.length
    shares.constraints += conflict.constraints.length
    const ways = withGhosts(walk(procedure, of))
    const canBeMet = (part: Conflict): boolean =>
      anyPlan(eased(procedure, of, part), ways, of.opener, organisation, freshPeople(procedure)) !== undefined
    const said = `${told} ${JSON.stringify(conflict)}`
    const { steps, constraints } = conflict
    assert.ok(!canBeMet(conflict), said)
    for (const one of constraints) {
      assert.ok(
        canBeMet({ steps, constraints: constraints.filter((other) => other !== one) }),
        `${one.place}: ${said}`,
      )
    }
    for (const one of steps) {
      assert.ok(
        canBeMet({ constraints, steps: steps.filter((other) => other !== one) }),
        `${one.step}: ${said}`,
      )
    }
  }
  assert.ok(shares.constraints > shares.checked * 0.2, JSON.stringify(shares))
})

const fresh = (step: string): string => `${step}.fresh`
const ghost = (step: string): string => `${step}-not-asked-for`

/**
 * The procedure with these constraints alone; every other step is for somebody able who has no other part and
 * offends against nothing. What stands for it in constraints is a step passed over, that whoever gave it back
 * had a part in.
 */
function eased(procedure: Procedure, of: Case, { steps: asked, constraints }: Conflict): Procedure {
  const named = new Set(asked.map(({ step }) => step))
  const isLeft = (id: string): boolean => {
    const step = of.steps[procedure.steps.findIndex((type) => type.id === id)]
    return step !== undefined && step.state !== 'invalid' && !isHeld(step) && !named.has(id)
  }
  const steps = procedure.steps.map((type) =>
    isLeft(type.id) ? { ...type, by: unitOf(fresh(type.id)), training: [] } : type,
  )
  const kept = procedure.constraints.filter((_, at) => constraints.some(({ place }) => place === at))
  const restricted = kept.map((constraint) => {
    if (constraint.kind === 'at-least') return constraint
    return { ...constraint, steps: constraint.steps.map((id) => (isLeft(id) ? ghost(id) : id)) }
  })
  const ghosts = procedure.steps.map((type) => ({ ...type, id: ghost(type.id) }))
  return { ...procedure, steps: [...steps, ...ghosts], constraints: restricted as Constraint[] }
}

function withGhosts({ turns, ends }: Walk): Walk {
  const ghosted = turns.map((turn) => {
    const ghosts = turn.of.steps.map((step): Step => {
      const { executor: _, ...rest } = step
      return { ...rest, state: 'invalid', end: 'skipped' }
    })
    return { ...turn, of: { ...turn.of, steps: [...turn.of.steps, ...ghosts] } }
  })
  return { turns: ghosted, ends }
}

function unitOf(unit: string): VisitorTrustee {
  return { kind: 'unit', unit, grade: 'basic', paths: 1 }
}

function freshPeople({ steps }: Procedure): readonly Actor[] {
  return steps.map(({ id }) => ({ kind: 'visitor', id: `somebody@${fresh(id)}`, key: `key for ${id}` }))
}

test('whoever a case depends on it does by trying every plan without him, and on nobody else', () => {
  const shares = { asked: 0, needed: 0 }
  for (const { procedure, of, organisation, told } of some(40_000, 1_500)) {
    const { people, undecided } = dependenceOf(procedure, of, staffOf(organisation))
    const found = completability(procedure, of, staffOf(organisation)).kind === 'yes'
    const truly = ['ann', 'bob', 'cyd', 'dan', 'fay'].filter((id) => {
      const away = staffWithout(staffOf(organisation), id).organisation
      const after = withoutHolder(procedure, of, id)
      return !anyPlan(procedure, walk(procedure, after), of.opener, away)
    })
    shares.asked += found ? 1 : 0
    shares.needed += found ? truly.length : 0
    assert.deepEqual([people, undecided], [found ? truly : [], []], told)
  }
  assert.ok(shares.needed > shares.asked * 0.2, JSON.stringify(shares))
})

function withoutHolder(procedure: Procedure, start: Case, person: string): Case {
  let of = start
  for (const [place, type] of procedure.steps.entries()) {
    const { executor } = start.steps[place] ?? {}
    if (executor?.kind !== 'person' || executor.id !== person || isOwnAffair(type, of, executor)) continue
    const after = transition(procedure, of, place, { kind: 'lose-executor' }, { index: 1, time: 1 })
    if (after.ok) of = after.value
  }
  return of
}

test('without knowing the ways a yes is still one, and nothing is said to be impossible', () => {
  const shares = { yes: 0, no: 0, unknown: 0 }
  for (const { procedure, of, organisation, told } of some(60_000, 1_000)) {
    const { runs: _, ...blind } = procedure
    const answer = completability(blind, of, staffOf(organisation))
    shares[answer.kind] += 1
    if (answer.kind !== 'yes') continue
    assertGood(procedure, walk(procedure, of), planIn(procedure, answer, organisation), told, organisation)
  }
  assert.ok(shares.yes > 300 && shares.no === 0, JSON.stringify(shares))
})

const counted = procedureIn(`
procedure: audit
title: { en: Audit }
opened-by: anyone
steps:
  look: { by: { office: auditor }, delegation: 1 }
  sign: { after: look, by: { office: auditor } }
constraints:
  - at-least: { people: 2, steps: [look, sign] }
`)

test('whom a step was delegated to does not bring the second pair of eyes', () => {
  const kind = (auditor: readonly string[]): string => {
    const organisation = organisationWith({ auditor })
    const opening = { id: '1', digest: 'd', opener: { kind: 'person', id: 'ann' }, data: {} } as const
    const at = { index: 1, time: 1 }
    const ann = { kind: 'person', id: 'ann', key: 'key of ann' } as const
    const bob = { kind: 'person', id: 'bob', key: 'key of bob', by: ann, depth: 1 } as const
    const happenings = [
      { kind: 'claim', executor: ann } as const,
      { kind: 'delegate', delegate: bob } as const,
    ]
    let of = openCase(counted, opening, at)
    for (const one of happenings) of = sure(transition(counted, of, 0, one, at), one.kind)
    return completability(counted, of, staffOf(organisation)).kind
  }
  assert.equal(kind(['ann', 'bob']), 'no')
  assert.equal(kind(['ann', 'bob', 'cyd']), 'yes')
})

test('of an office with many holders the one who is needed is found however late he comes', () => {
  const organisation = organisationWith({
    clerk: Array.from({ length: 100 }, (_, at) => `p${at}`),
    archive: ['p99'],
  })
  const procedure = procedureIn(`
procedure: file
title: { en: File }
opened-by: anyone
steps:
  take: { by: { office: clerk } }
  keep: { after: take, by: { office: archive } }
constraints:
  - same-person: [take, keep]
`)
  const opening = { id: '1', digest: 'd', opener: { kind: 'person', id: 'p0' }, data: {} } as const
  const of = openCase(procedure, opening, { index: 0, time: 0 })
  assert.deepEqual(completability(procedure, of, staffOf(organisation)), {
    kind: 'yes',
    plan: [
      { step: 'take', person: 'p99' },
      { step: 'keep', person: 'p99' },
    ],
  })
})

test('small cases that are alike by their keys have the same answer', () => {
  const organisation = anyOrganisation(draws(5))
  const answers = new Map<string, string>()
  let alike = 0
  for (const { procedure, of, told } of some(80_000, 4_000)) {
    const key = `${JSON.stringify(procedure)} ${planKey(procedure, of)}`
    const { kind } = completability(procedure, of, staffOf(organisation))
    const known = answers.get(key)
    if (known !== undefined) alike += 1
    assert.equal(known ?? kind, kind, told)
    answers.set(key, kind)
  }
  assert.ok(alike > 200, `${alike}`)
})
