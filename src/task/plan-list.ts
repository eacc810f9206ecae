import type { PlanPerson } from './plan.ts'
import type { Demands, Group, Leaning, Pair } from './plan-demand.ts'
import type { Part } from './plan-part.ts'
import { type Likeness, type Profiles, profilesOf } from './plan-profile.ts'
import { type PairKind, related } from './plan-rule.ts'

/** Who could take a group by itself; the step's own list where nothing narrows it, because it may be long. */
export function eligibleFor({ problem }: Part, group: Group): readonly number[] {
  const [first = [], ...more] = group.steps.map((step) => problem.steps[step]?.eligible ?? [])
  const { only, banned, tests } = group
  let list = only === undefined ? first : first.includes(only) ? [only] : []
  for (const other of more) {
    const also = new Set(other)
    list = list.filter((person) => also.has(person))
  }
  if (banned.size > 0) list = list.filter((person) => !banned.has(person))
  if (tests.length === 0) return list
  return list.filter((at) => {
    const person = problem.people[at]
    return person !== undefined && tests.every((test) => test(person))
  })
}

export interface Narrowed {
  readonly lists: readonly (readonly number[])[]
  /** Pairs that not everyone left meets with everyone left. */
  readonly pairs: readonly Pair[]
  readonly profiles: Profiles
  /** A group that nobody is left for. */
  readonly empty: number | undefined
  /** These groups and all whose lists had a part in narrowing theirs. */
  readonly leansOn: (groups: readonly number[]) => readonly number[]
}

/**
 * Chains of seniority are narrowed by one rank a round, so most settle within these; what is left to narrow
 * the search finds.
 */
const roundsMax = 4

/** So many comparisons of offices take some milliseconds; beyond, only the search compares, where it gets. */
const comparisonsMax = 20_000

/** Takes out of the lists who has no counterpart in the list of the other side. */
export function narrowByPairs(
  likeness: Likeness,
  lists: readonly (readonly number[])[],
  { pairs, leanings: before }: Demands,
): Narrowed {
  const profiles = profilesOf(likeness, lists, pairs)
  const present = lists.map((): readonly number[] => [])
  const changed = new Set<number>()
  for (const at of new Set(pairs.flatMap(({ one, other }) => [one, other]))) {
    present[at] = presentIn(profiles, lists[at] ?? [])
  }
  const leanings = [...before]
  let empty: number | undefined
  const narrow = (at: number, by: number, kind: PairKind, upper: boolean): boolean => {
    const before = present[at] ?? []
    const met = counterpart(profiles, kind, upper, before, present[by] ?? [])
    const after = before.filter((profile) => met(profiles.samples[profile]))
    if (after.length === before.length) return false
    present[at] = after
    changed.add(at)
    leanings.push([at, by])
    if (after.length === 0) empty ??= at
    return true
  }
  for (let round = 0; round < roundsMax; round++) {
    let more = false
    for (const { kind, one, other } of pairs) {
      if (narrow(one, other, kind, true)) more = true
      if (narrow(other, one, kind, false)) more = true
    }
    if (!more) break
  }
  return {
    lists: lists.map((list, at) => {
      if (!changed.has(at)) return list
      const left = new Set(present[at])
      return list.filter((person) => left.has(profiles.of[person] ?? 0))
    }),
    pairs: pairs.filter((pair) => !isMetByAll(profiles, pair, present)),
    profiles,
    empty,
    leansOn: (groups) => closure(groups, leanings),
  }
}

function closure(groups: readonly number[], leanings: readonly Leaning[]): readonly number[] {
  const all = new Set(groups)
  for (const at of all) for (const [leaning, by] of leanings) if (leaning === at) all.add(by)
  return [...all]
}

/** The profiles of a list; a person who does not exist has none. */
function presentIn({ of }: Profiles, list: readonly number[]): readonly number[] {
  const found = new Set<number>()
  for (const person of list) found.add(of[person] ?? 0)
  found.delete(0)
  return [...found]
}

type Test = (person: PlanPerson | undefined) => boolean

/** Whether somebody among `others` stands to a person as a pair demands. */
function counterpart(
  { samples }: Profiles,
  kind: PairKind,
  upper: boolean,
  mine: readonly number[],
  others: readonly number[],
): Test {
  const theirs = others.flatMap((profile) => samples[profile] ?? [])
  if (kind === 'senior') {
    const ranks = theirs.map(({ rank }) => rank)
    const [lowest, highest] = [least(ranks), most(ranks)]
    return (person) => person !== undefined && (upper ? person.rank > lowest : highest > person.rank)
  }
  if (kind === 'same-unit' || kind === 'different-unit') {
    const units = new Set(theirs.map(({ unit }) => unit))
    if (kind === 'same-unit') return (person) => person !== undefined && units.has(person.unit)
    return (person) => person !== undefined && units.size > (units.has(person.unit) ? 1 : 0)
  }
  if (kind === 'same-office') {
    const held = new Set(theirs.flatMap(({ offices }) => offices))
    return (person) => person?.offices.some((office) => held.has(office)) === true
  }
  if (mine.length * others.length > comparisonsMax) return () => true
  return (person) => person !== undefined && theirs.some((other) => related(kind, person, other))
}

/** Whether a pair can be left to itself: everyone on its one side meets it with everyone on the other. */
function isMetByAll({ samples }: Profiles, pair: Pair, present: readonly (readonly number[])[]): boolean {
  const [ones, others] = [present[pair.one] ?? [], present[pair.other] ?? []].map((all) =>
    all.flatMap((profile) => samples[profile] ?? []),
  )
  if (ones === undefined || others === undefined) return false
  if (pair.kind === 'senior') {
    return least(ones.map(({ rank }) => rank)) > most(others.map(({ rank }) => rank))
  }
  if (ones.length * others.length > comparisonsMax) return false
  return ones.every((one) => others.every((other) => related(pair.kind, one, other)))
}

/** Without those that are no number, which no comparison finds. */
function least(numbers: readonly number[]): number {
  return numbers.reduce((found, one) => (one < found ? one : found), Number.POSITIVE_INFINITY)
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((found, one) => (one > found ? one : found), Number.NEGATIVE_INFINITY)
}
