import type { PlanPerson, PlanRule, Side } from './plan.ts'
import type { Part } from './plan-part.ts'
import { isPair, type PairKind, type PairRule, related, sidesOf } from './plan-rule.ts'

/** Steps that one person has to take. */
export interface Group {
  readonly steps: number[]
  /** The one who must take them, because he took others. */
  only: number | undefined
  /** Who took steps that must be by others. */
  readonly banned: Set<number>
  /** What rules with people who took other steps ask of the person. */
  readonly tests: ((person: PlanPerson) => boolean)[]
  /** Groups that somebody else must take. */
  readonly apart: Set<number>
}

/** How many people take some groups, counted with those who took other steps. */
export interface Count {
  readonly least: number
  readonly most: number
  readonly groups: readonly number[]
  readonly taken: readonly number[]
}

export interface Pair {
  readonly kind: PairKind
  readonly one: number
  readonly other: number
}

/** What the rules of a part ask of its groups of steps, which are numbered as they stand here. */
export interface Demands {
  readonly groups: readonly Group[]
  readonly counts: readonly Count[]
  readonly pairs: readonly Pair[]
  readonly leanings: readonly Leaning[]
}

/** What is asked of the first group is asked because of the second, too. */
export type Leaning = readonly [number, number]

/** Steps that cannot all be taken, whoever is eligible. */
export interface Impossible {
  readonly impossible: readonly number[]
}

interface Draft {
  readonly part: Part
  readonly groups: Group[]
  /** The group of each step; -1 for one that is not asked for. */
  readonly groupOf: readonly number[]
  readonly counts: Count[]
  readonly pairs: Pair[]
  readonly leanings: Leaning[]
}

export function demandsOf(part: Part): Demands | Impossible {
  const draft = draftOf(part)
  for (const rule of rulesIn(part)) {
    const refused = isPair(rule) ? addPair(draft, rule) : addSet(draft, rule)
    if (refused !== undefined) {
      return { impossible: refused.flatMap((group) => draft.groups[group]?.steps ?? []) }
    }
  }
  const torn = draft.groups.find((group, at) => group.apart.has(at))
  return torn === undefined ? draft : { impossible: torn.steps }
}

/** Joins the steps that one person has to take. */
function draftOf(part: Part): Draft {
  const root: number[] = part.problem.steps.map(() => -1)
  for (const step of part.steps) root[step] = step
  const find = (step: number): number => {
    let at = step
    for (let up = root[at] ?? -1; up !== at; up = root[at] ?? -1) at = up
    return at
  }
  for (const rule of rulesIn(part)) {
    if (isPair(rule) || !bindsAll(rule)) continue
    const [first, ...more] = rule.steps.filter((step) => (root[step] ?? -1) >= 0)
    if (first !== undefined) for (const step of more) root[find(step)] = find(first)
  }
  const groups: Group[] = []
  const numbers = new Map<number, number>()
  const groupOf: number[] = part.problem.steps.map(() => -1)
  for (const step of part.steps) {
    const at = numbers.get(find(step)) ?? groups.length
    numbers.set(find(step), at)
    groupOf[step] = at
    const group = groups[at]
    if (group !== undefined) group.steps.push(step)
    else groups.push({ steps: [step], only: undefined, banned: new Set(), tests: [], apart: new Set() })
  }
  return { part, groups, groupOf, counts: [], pairs: [], leanings: [] }
}

type SetRule = Exclude<PlanRule, PairRule>

function bindsAll(rule: SetRule): boolean {
  if (rule.kind === 'same-person') return true
  return rule.kind === 'at-most' && rule.people >= 1 && rule.people < 2 && new Set(rule.taken).size <= 1
}

/** Takes a rule into the demands; gives the groups that cannot meet it. */
function addSet(draft: Draft, rule: SetRule): readonly number[] | undefined {
  const named = new Set(rule.steps.filter((step) => draft.groupOf[step] !== undefined))
  const asked = [...named].filter((step) => (draft.groupOf[step] ?? -1) >= 0)
  const groups = [...new Set(asked.map((step) => draft.groupOf[step] ?? -1))]
  const taken = [...new Set(rule.taken)]
  if (groups.length === 0) return undefined
  if (bindsAll(rule)) return bind(draft, groups, taken)
  if (rule.kind === 'different-people') {
    const together = groups.length < asked.length
    if (!together) setApart(draft, groups, taken)
    return together ? groups : undefined
  }
  if (!('people' in rule)) return undefined
  return addCount(draft, rule, { groups, taken, spare: named.size - asked.length })
}

/** `spare`: the steps that are not asked for, each of which may add one more. */
function addCount(
  draft: Draft,
  rule: Extract<PlanRule, { people: number }>,
  { groups, taken, spare }: { groups: readonly number[]; taken: readonly number[]; spare: number },
): readonly number[] | undefined {
  if (rule.kind === 'at-most') {
    if (rule.people < 1) return groups
    if (groups.length + taken.length <= rule.people) return undefined
    draft.counts.push({ least: 0, most: rule.people, groups, taken })
    return undefined
  }
  const least = rule.people - spare
  if (least > groups.length + taken.length) return groups
  if (least <= Math.max(1, taken.length)) return undefined
  // Steps that were joined add one person only, which is due to what joined them.
  const joined = groups.filter((at) => (draft.groups[at]?.steps.length ?? 0) > 1)
  for (const at of groups) for (const by of joined) draft.leanings.push([at, by])
  if (least > groups.length + taken.length - 1) setApart(draft, groups, taken)
  else draft.counts.push({ least, most: Number.POSITIVE_INFINITY, groups, taken })
  return undefined
}

/** One person for all these steps, and for those that were taken. */
function bind(
  draft: Draft,
  groups: readonly number[],
  taken: readonly number[],
): readonly number[] | undefined {
  for (const at of groups) {
    const group = draft.groups[at]
    if (group === undefined) continue
    for (const person of taken) {
      if (group.only !== undefined && group.only !== person) return groups
      group.only = person
    }
  }
  return undefined
}

function setApart({ groups: all }: Draft, groups: readonly number[], taken: readonly number[]): void {
  for (const at of groups) {
    for (const other of groups) if (other !== at) all[at]?.apart.add(other)
    for (const person of taken) all[at]?.banned.add(person)
  }
}

function addPair(draft: Draft, rule: PairRule): readonly number[] | undefined {
  const { people } = draft.part.problem
  const [one, other] = sidesOf(rule)
  const ask = (side: Side, test: (person: PlanPerson) => boolean): void => {
    const at = 'step' in side ? (draft.groupOf[side.step] ?? -1) : -1
    draft.groups[at]?.tests.push(test)
  }
  const [first, second] = [takerOf(people, one), takerOf(people, other)]
  if (first !== undefined && second !== undefined) return undefined
  if (first !== undefined) ask(other, (person) => related(rule.kind, first, person))
  else if (second !== undefined) ask(one, (person) => related(rule.kind, person, second))
  else if ('step' in one && 'step' in other) {
    const [a, b] = [draft.groupOf[one.step] ?? -1, draft.groupOf[other.step] ?? -1]
    if (a === -1 || b === -1) return undefined
    if (a === b) ask(one, (person) => related(rule.kind, person, person))
    else draft.pairs.push({ kind: rule.kind, one: a, other: b })
  }
  return undefined
}

function takerOf(people: readonly PlanPerson[], side: Side): PlanPerson | undefined {
  return 'person' in side ? people[side.person] : undefined
}

function rulesIn({ problem, rules }: Part): readonly PlanRule[] {
  return rules.flatMap((at) => problem.rules[at] ?? [])
}

/** The sets of groups that demands connect, the small ones first, each with its demands and numbered anew. */
export function componentsOf(demands: Demands): readonly Demands[] {
  const { groups, counts, pairs } = demands
  const ties: Set<number>[] = groups.map(({ apart }) => new Set(apart))
  for (const { groups: tied } of counts) for (const at of tied) for (const to of tied) ties[at]?.add(to)
  for (const { one, other } of pairs) {
    ties[one]?.add(other)
    ties[other]?.add(one)
  }
  const local: number[] = groups.map(() => -1)
  const components: Demands[] = []
  for (const [start] of groups.entries()) {
    if (local[start] !== -1) continue
    const members = [start]
    local[start] = 0
    for (const at of members) {
      for (const to of ties[at] ?? []) {
        if (local[to] === -1) local[to] = members.push(to) - 1
      }
    }
    components.push(numberedAnew(demands, members, local))
  }
  return components.sort((a, b) => a.groups.length - b.groups.length)
}

function numberedAnew(demands: Demands, members: readonly number[], local: readonly number[]): Demands {
  const inside = new Set(members)
  const anew = (at: number): number => local[at] ?? -1
  return {
    groups: members.flatMap((at) => {
      const group = demands.groups[at]
      return group === undefined ? [] : [{ ...group, apart: new Set([...group.apart].map(anew)) }]
    }),
    counts: demands.counts
      .filter(({ groups }) => inside.has(groups[0] ?? -1))
      .map((count) => ({ ...count, groups: count.groups.map(anew) })),
    pairs: demands.pairs
      .filter(({ one }) => inside.has(one))
      .map(({ kind, one, other }) => ({ kind, one: anew(one), other: anew(other) })),
    leanings: demands.leanings
      .filter(([one]) => inside.has(one))
      .map(([one, other]) => [anew(one), anew(other)]),
  }
}
