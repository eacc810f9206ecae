import { certain, sure } from '#fault'
import { mayClaim } from './authority.ts'
import { type Case, type Executor, holdersOf, isPassedOver } from './case.ts'
import { type Procedure, stepPlace } from './procedure.ts'
import { actorsOf, executorFor, neighbour } from './random-case.ts'
import { roundsLeft } from './round.ts'
import { type Actor, isParty, type Organisation } from './standing.ts'
import { type Happening, openCase, transition } from './transition.ts'

/** A step that somebody has to claim on some way, as the case is then, and what else is taken on that way. */
interface Turn {
  readonly of: Case
  readonly place: number
  /** Every step that is taken on this way by its end. */
  readonly taken: ReadonlySet<number>
  /** The steps that were claimed on the way to it. */
  readonly claimed: readonly number[]
}

/** For tests: all ways that a case can go, with nobody in particular claiming. */
export interface Walk {
  readonly turns: readonly Turn[]
  /** Whether every way ends. */
  readonly ends: boolean
}

const nobody: Executor = { kind: 'node', id: 'nobody', key: '' }
const moment = { index: 99, time: 0 }

/** For tests: walks all ways of a case with the engine's own transitions. */
export function walk(procedure: Procedure, start: Case): Walk {
  const seen = new Map<string, { readonly of: Case; readonly families: readonly ReadonlySet<number>[] }>()
  let ends = true
  const visit = (of: Case): readonly ReadonlySet<number>[] => {
    const key = of.steps
      .map(({ state, end, outcome, executor }) => [state, end, outcome, executor !== undefined].join(' '))
      .join()
    const known = seen.get(key)
    if (known) return known.families
    const next = of.state === 'open' ? nextOf(procedure, of) : []
    if (next.length === 0 && of.state === 'open') ends = false
    const found = next.flatMap((after) => visit(after))
    const own = new Set(of.steps.flatMap((step, at) => (step.executor ? [at] : [])))
    const families =
      next.length === 0 ? [own] : [...new Map(found.map((set) => [[...set].join(), set])).values()]
    seen.set(key, { of, families })
    return families
  }
  visit(resumed(procedure, start))
  const turns = [...seen.values()].flatMap(({ of, families }) =>
    of.steps.flatMap((step, place) => {
      if (of.state !== 'open' || step.state !== 'invoked') return []
      const claimed = of.steps.flatMap(({ executor }, at) => (executor?.id === nobody.id ? [at] : []))
      return families.filter((set) => set.has(place)).map((taken) => ({ of, place, taken, claimed }))
    }),
  )
  return { turns, ends }
}

/** What executors and supervisors stopped they let go on. */
function resumed(procedure: Procedure, start: Case): Case {
  let of = start
  for (const place of start.steps.keys()) {
    for (const by of ['executor', 'supervisor'] as const) {
      const holds = of.steps[place]?.holds
      if (!holds?.includes(by)) continue
      of = sure(transition(procedure, of, place, { kind: 'resume', by }, moment), 'going on')
    }
  }
  return of
}

function nextOf(procedure: Procedure, of: Case): readonly Case[] {
  return of.steps.flatMap((step, place) => {
    const { id, outcomes } = procedure.steps[place] ?? { id: '', outcomes: [] }
    const happenings: Happening[] = []
    if (step.state === 'invoked') happenings.push({ kind: 'claim', executor: nobody })
    if (step.state === 'valid') {
      for (const outcome of outcomes.length > 0 ? outcomes : [undefined]) {
        if (isBack(procedure, id, outcome) || !roundsLeft(procedure, of, place, outcome).ok) continue
        happenings.push({ kind: 'complete', ...(outcome !== undefined && { outcome }) })
      }
    }
    return happenings.map((one) => sure(transition(procedure, of, place, one, moment), one.kind))
  })
}

/** The loops of these tests go back at `no`. */
function isBack({ loops }: Procedure, id: string, outcome: string | undefined): boolean {
  return outcome === 'no' && loops.some(({ from }) => from === id)
}

/** For tests: the people of a plan, one for each step that anybody has to take. */
export type Plan = ReadonlyMap<number, Actor>

/** For tests: whether the engine lets somebody claim, and what is asked of the people of this way is held. */
export function isPermitted(
  procedure: Procedure,
  { of, place, taken, claimed }: Turn,
  plan: Plan,
  organisation: Organisation,
): boolean {
  const actor = plan.get(place)
  if (!actor) return false
  let { steps } = of
  for (const at of claimed) {
    const other = plan.get(at)
    const executor = other && executorFor(procedure, of, at, other, organisation)
    const step = steps[at]
    if (!executor || !step) return false
    steps = steps.with(at, { ...step, executor })
  }
  const filled = { ...of, steps }
  const id = procedure.steps[place]?.id ?? ''
  if (!mayClaim(procedure, filled, id, actor, organisation).ok) return false
  return isEnough(procedure, filled, place, actor, taken, organisation)
}

/**
 * The engine counts every open step as one that can still bring a person; of those who come to know that it
 * will not be taken on this way, the last in turn could no more set it right.
 */
function isEnough(
  procedure: Procedure,
  of: Case,
  place: number,
  actor: Actor,
  taken: ReadonlySet<number>,
  organisation: Organisation,
): boolean {
  const own = executorFor(procedure, of, place, actor, organisation)
  if (own?.founding) return true
  return procedure.constraints.every((constraint) => {
    const scope = constraint.steps.map((id) => stepPlace(procedure, id))
    if (constraint.kind !== 'at-least' || !scope.includes(place)) return true
    const others = scope.filter((at) => at !== place)
    const stepAt = (at: number) => certain(of.steps[at], 'a step')
    if (scope.some((at) => holdersOf(stepAt(at)).some(({ founding }) => founding))) return true
    const isOpen = (at: number) => stepAt(at).state !== 'invalid' && !stepAt(at).executor
    const later = others.filter((at) => isOpen(at) && taken.has(at)).length
    const ended = others.filter((at) => !isOpen(at) && !isPassedOver(stepAt(at))).length
    const executors = others.flatMap((at) => stepAt(at).executor ?? [])
    const takers = others.flatMap((at) => {
      const { executor, delegates = [] } = stepAt(at)
      return delegates.some((one) => isParty(actor, one)) ? [actor] : (executor ?? [])
    })
    const count = (list: readonly Pick<Actor, 'kind' | 'id'>[]) =>
      new Set(list.map(({ kind, id }) => `${kind} ${id}`)).size
    const wanted = Math.min(constraint.people, ended + later + 1, count(executors) + 1 + later)
    return count([...takers, actor]) + later >= wanted
  })
}

const isSame = (one: Actor, other: Actor): boolean => one.kind === other.kind && one.id === other.id

/**
 * For tests: a plan that is good for every way, found by trying all; `undefined` when there is none. `also`
 * are people beside those who are known.
 */
export function anyPlan(
  procedure: Procedure,
  { turns, ends }: Walk,
  opener: Case['opener'],
  organisation: Organisation,
  also: readonly Actor[] = [],
): Plan | undefined {
  if (!ends) return undefined
  const places = [...new Set(turns.map(({ place }) => place))].toSorted((a, b) => a - b)
  const opening = { id: '1', digest: 'd', opener, data: {} }
  const opened = openCase(procedure, opening, moment)
  const known = turns.flatMap(({ of }) => of.steps.flatMap(holdersOf))
  const strangers = [...new Set(known.filter(({ kind }) => kind === 'visitor').map(({ id }) => id))]
  const visitors = strangers.map((id): Actor => ({ kind: 'visitor', id, key: `key of ${id}` }))
  const own = actorsOf(organisation, opener, 0)
  const staff = [...own, ...visitors, ...also].filter(
    (one, at, all) => all.findIndex((other) => isSame(one, other)) === at,
  )
  // Of people who have not come yet one is as good as the other.
  const fresh = places.map((_, at): Actor => {
    return { kind: 'visitor', id: `w${at}@${neighbour}`, key: `key of w${at}` }
  })
  // Each turn is asked about as soon as everybody it depends on is known.
  const due = places.map((_, at): Turn[] => {
    const decided = new Set(places.slice(0, at + 1))
    const before = new Set(places.slice(0, at))
    const isReady = ({ place, claimed }: Turn, all: ReadonlySet<number>) =>
      [place, ...claimed].every((one) => all.has(one))
    return turns.filter((turn) => isReady(turn, decided) && !isReady(turn, before))
  })
  const plan = new Map<number, Actor>()
  const from = (at: number): boolean => {
    const place = places[at]
    if (place === undefined) return true
    const used = new Set(plan.values().map(({ id }) => id))
    const next = fresh.findIndex(({ id }) => !used.has(id))
    for (const actor of [...staff, ...fresh.slice(0, next + 1)]) {
      if (!executorFor(procedure, opened, place, actor, organisation)) continue
      plan.set(place, actor)
      const fine = (due[at] ?? []).every((turn) => isPermitted(procedure, turn, plan, organisation))
      if (fine && from(at + 1)) return true
    }
    plan.delete(place)
    return false
  }
  return from(0) ? plan : undefined
}
