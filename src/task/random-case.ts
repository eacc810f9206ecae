import { executorOf, mayClaim, mayComplete } from './authority.ts'
import type { Case, Executor, Party } from './case.ts'
import { mayDelegate } from './delegation.ts'
import { mayBreakGlass } from './emergency.ts'
import { organisationWith } from './fixture.ts'
import type { Procedure } from './procedure.ts'
import { type Actor, type Organisation, standingAs } from './standing.ts'
import { parseProcedure } from './text.ts'
import { type Happening, openCase, transition } from './transition.ts'

/** For tests: numbers below a bound, the same for the same seed (Marsaglia's xorshift). */
export type Draw = (below: number) => number

/** For tests: a fresh row of draws. */
export function draws(seed: number): Draw {
  let word = seed * 2_654_435_761 + 1
  const draw: Draw = (below) => {
    word ^= word << 13
    word ^= word >>> 17
    word ^= word << 5
    return (word >>> 0) % below
  }
  for (let turn = 0; turn < 8; turn++) draw(2)
  return draw
}

/** For tests: the other unit whose people have a part in small cases, and the one node of this unit. */
export const neighbour = 'w.example'
export const ownNode: Actor = { kind: 'node', id: 'n1', key: 'key of n1' }

const offices = ['red', 'blue', 'green']
const names = ['ann', 'bob', 'cyd', 'dan']

/** For tests: the text of a small procedure of any kind; many of them are refused. */
export function anyText(draw: Draw): string {
  const chance = (percent: number): boolean => draw(100) < percent
  const some = <T>(all: readonly T[], percent: number): T[] => all.filter(() => chance(percent))
  const one = <T>(all: readonly T[]): T => all[draw(all.length)] as T
  const ids = Array.from({ length: 2 + draw(4) }, (_, at) => `s${at}`)
  const single = (): unknown => {
    const turn = draw(20)
    if (turn < 11) return { office: one(offices) }
    if (turn < 13) return { person: one(names) }
    if (turn < 15) return 'opener'
    if (turn < 17) return 'anyone'
    return turn < 18 ? { node: true } : { unit: neighbour }
  }
  const trustee = (): unknown => (chance(12) ? [single(), single()] : single())
  const steps: Record<string, Record<string, unknown>> = {}
  const tie = (id: string, key: string, value: unknown): void => {
    steps[id] = { ...steps[id], [key]: value }
  }
  const deciding: string[] = []
  for (const [at, id] of ids.entries()) {
    const earlier = ids.slice(0, at)
    const step: Record<string, unknown> = { by: trustee() }
    const after = some(earlier, 35)
    if (after.length > 0) step['after'] = after
    const decided = after.filter((other) => deciding.includes(other))
    if (decided.length > 0 && chance(60)) {
      step['when'] = `${one(decided)}.outcome ${chance(70) ? '==' : '!='} ${one(['yes', 'no'])}`
    }
    if (chance(30)) {
      deciding.push(id)
      step['outcomes'] = ['yes', 'no']
    }
    if (at > 0 && chance(8)) step['excludes'] = one(earlier)
    if (at > 0 && chance(5)) step['requires'] = one(earlier)
    if (at > 0 && chance(4)) step['together'] = one(earlier)
    if (at > 0 && chance(4)) tie(one(earlier), 'triggers', id)
    if (at > 0 && chance(3)) tie(one(earlier), 'before', id)
    if (chance(7)) step['training'] = 'first-aid'
    if (chance(10)) step['delegation'] = 1
    steps[id] = step
  }
  const glass = chance(30) ? one(ids) : undefined
  if (glass !== undefined) {
    const by = { office: one(offices) }
    tie(glass, 'break-glass', { by, within: 'PT1H', tell: { office: one(offices) }, grade: 'basic' })
    steps['review'] = { by: trustee(), reviews: glass }
  }
  const from = deciding.length > 0 && chance(60) ? one(deciding) : undefined
  const to = from && one(ids.slice(0, ids.indexOf(from) + 1))
  const loop = { from, when: `${from}.outcome == no`, to, release: chance(50) ? to : one(ids), rounds: 3 }
  const all = Object.keys(steps)
  return JSON.stringify({
    procedure: 'any',
    title: { en: 'Any' },
    'opened-by': ['anyone', { unit: neighbour }, { node: true }],
    founding: chance(35),
    steps,
    constraints: Array.from({ length: draw(5) }, () => anyConstraint(draw, all)).filter(Boolean),
    ...(from !== undefined && { loops: [loop] }),
  })
}

function anyConstraint(draw: Draw, ids: readonly string[]): unknown {
  const among = ids.filter(() => draw(100) < 60)
  if (among.length < 2) return undefined
  const people = 1 + draw(3)
  const [first, second] = draw(2) === 0 ? among : among.toReversed()
  switch (draw(12)) {
    case 0:
    case 1:
    case 2:
      return { 'different-people': among }
    case 3:
      return { 'same-person': [first, second] }
    case 4:
    case 5:
      return { 'at-least': { people, steps: among } }
    case 6:
    case 7:
      return { 'at-most': { people, steps: among } }
    case 8:
      return { senior: [first, second] }
    case 9:
      return { [draw(2) === 0 ? 'same-office' : 'different-office']: [first, second] }
    case 10:
      return { [draw(2) === 0 ? 'same-unit' : 'different-unit']: [first, second] }
    default:
      return { 'different-people': [first, second] }
  }
}

/** For tests: a few people with offices, ranks and trainings, some of them away. */
export function anyOrganisation(draw: Draw): Organisation {
  const people = names.slice(0, 2 + draw(3))
  const fill = 25 + draw(60)
  const appointed = Object.fromEntries(
    offices.map((office) => [office, people.filter(() => draw(100) < fill)]),
  )
  const [founder] = people
  return organisationOf(people, appointed, draw(2) === 0 ? founder : 'fay', draw)
}

function organisationOf(
  people: readonly string[],
  appointed: Readonly<Record<string, readonly string[]>>,
  founder: string | undefined,
  draw: Draw,
): Organisation {
  const named = (percent: number) => new Set([...people, 'fay'].filter(() => draw(100) < percent))
  const [away, keyless, trained] = [named(12), named(5), named(60)]
  const ranks = new Map(people.map((id) => [id, 1 + draw(3)]))
  const holdersOf = (office: string) => (appointed[office] ?? []).filter((id) => !away.has(id))
  const officesOf = (id: string) => offices.filter((office) => holdersOf(office).includes(id))
  const keyOf = (id: string) =>
    (id === 'fay' || people.includes(id)) && !keyless.has(id) ? `key of ${id}` : undefined
  const staff = [...people, 'fay'].filter((id) => keyOf(id) !== undefined && !away.has(id))
  return organisationWith({}, founder, {
    holdsOffice: (id, office) => holdersOf(office).includes(id),
    isOfficeFilled: (office) => (appointed[office]?.length ?? 0) > 0,
    holdersOf,
    officesOf,
    rankOf: (id) => (officesOf(id).length === 0 ? 0 : (ranks.get(id) ?? 0)),
    isAbsent: (id) => away.has(id),
    isTrained: (id) => trained.has(id),
    keyOf,
    visits: ({ id }, { unit }) => id.endsWith(`@${unit}`),
    someone: (countMax) => staff.slice(0, countMax),
  })
}

/** For tests: everybody who could speak in a small case. */
export function actorsOf(organisation: Organisation, opener: Party, strangers: number): readonly Actor[] {
  const own = [...names, 'fay'].flatMap((id): Actor[] => {
    const key = organisation.keyOf(id)
    return key === undefined ? [] : [{ kind: 'person', id, key }]
  })
  const visitors = Array.from({ length: strangers }, (_, at) => `v${at}@${neighbour}`)
  const known = opener.kind === 'visitor' ? [...visitors, opener.id] : visitors
  return [...own, ownNode, ...known.map((id): Actor => ({ kind: 'visitor', id, key: `key of ${id}` }))]
}

/** For tests: who opens a small case. */
export function anyOpener(draw: Draw): Party {
  const turn = draw(10)
  if (turn === 0) return { kind: 'visitor', id: `opener@${neighbour}` }
  if (turn === 2) return { kind: 'citizen', id: 'key of a citizen' }
  return turn === 1 ? { kind: 'node', id: ownNode.id } : { kind: 'person', id: names[draw(3)] ?? '' }
}

/** For tests: the actor as the executor of a step that is his to take as far as it names him. */
export function executorFor(
  procedure: Procedure,
  of: Case,
  place: number,
  actor: Actor,
  organisation: Organisation,
): Executor | undefined {
  const type = procedure.steps[place]
  const { kind } = actor
  const standing = type && standingAs(type.by, actor, procedure, organisation, of.opener)
  if (!standing || (kind !== 'person' && kind !== 'visitor' && kind !== 'node')) return undefined
  return executorOf(procedure, { type }, { ...actor, kind }, standing, organisation)
}

/** For tests: a case of the procedure after some things have happened to it that the engine permits. */
export function anyCase(procedure: Procedure, opener: Party, organisation: Organisation, draw: Draw): Case {
  const opening = { id: '1', digest: 'd', opener, data: {} }
  let of = openCase(procedure, opening, { index: 0, time: 0 })
  const turns = draw(14)
  for (let index = 1; index <= turns; index++) {
    const place = draw(procedure.steps.length)
    const happening = anyHappening(procedure, of, place, organisation, draw)
    const after = happening && transition(procedure, of, place, happening, { index, time: index })
    // A case that is over asks for nothing.
    if (after?.ok && after.value.state === 'open') of = after.value
  }
  return of
}

function anyHappening(
  procedure: Procedure,
  of: Case,
  place: number,
  organisation: Organisation,
  draw: Draw,
): Happening | undefined {
  const type = procedure.steps[place]
  const step = of.steps[place]
  if (!type || !step) return undefined
  const turn = draw(100)
  if (turn < 40 && type.breakGlass) {
    return breaking(procedure, of, type.id, organisation)
  }
  if (step.state === 'invoked') {
    const able = [...actorsOf(organisation, of.opener, 2)].filter(
      (one) => mayClaim(procedure, of, type.id, one, organisation).ok,
    )
    const taker = able[draw(Math.max(1, able.length))]
    const executor = taker && executorFor(procedure, of, place, taker, organisation)
    return executor && { kind: 'claim', executor }
  }
  if (turn < 20) return { kind: 'lose-executor' }
  if (turn < 23) return { kind: 'hold', by: turn === 20 ? 'supervisor' : 'executor' }
  if (turn < 25) return { kind: 'revoke', reason: 'wrong' }
  const { executor } = step
  if (!executor) return undefined
  if (turn < 45 && type.delegation) {
    const asked = { person: names[draw(names.length)] ?? '' }
    const may = mayDelegate(procedure, of, type.id, executor, asked, organisation, 0)
    return may.ok ? { kind: 'delegate', delegate: may.value.delegate } : undefined
  }
  if (!mayComplete(procedure, of, type.id, executor, 0).ok) return undefined
  const outcome = type.outcomes[draw(Math.max(1, type.outcomes.length))]
  return { kind: 'complete', ...(outcome !== undefined && { outcome }) }
}

function breaking(
  procedure: Procedure,
  of: Case,
  step: string,
  organisation: Organisation,
): Happening | undefined {
  for (const actor of actorsOf(organisation, of.opener, 0)) {
    for (const second of names) {
      const may = mayBreakGlass(procedure, of, step, actor, second, organisation)
      if (!may.ok) continue
      const { executor, breakGlass } = may.value
      const told: Party = { kind: 'person', id: second }
      const glass = { by: { kind: executor.kind, id: executor.id }, reason: 'fire', told }
      return { kind: 'break-glass', executor, glass, within: breakGlass.within }
    }
  }
  return undefined
}

/** For tests: the text's procedure, if it is sound. */
export function procedureOrNone(text: string): Procedure | undefined {
  const parsed = parseProcedure(text)
  return parsed.ok ? parsed.value.procedure : undefined
}
