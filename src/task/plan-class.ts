import type { Count } from './plan-demand.ts'
import type { Part } from './plan-part.ts'
import type { Profiles } from './plan-profile.ts'

/**
 * People who are eligible for the same groups and alike in all that rules ask about are one class. No plan
 * needs more of a class than there are groups, so the search hardly depends on the number of people.
 */
export interface Classes {
  /** The people of each class in their order, at most one for each group. */
  readonly members: readonly (readonly number[])[]
  /** The length of a row of bits, one for each class. */
  readonly words: number
  /** A row for each group: the classes eligible for it. */
  readonly rows: Int32Array
  readonly profileOf: Int32Array
  /** Classes of one person each, who took steps that some count is about. */
  readonly named: readonly { readonly place: number; readonly person: number }[]
}

/** Classes by refinement: each list splits those it has only a part of, so that every list is read once. */
interface Refinement {
  readonly classOf: Int32Array
  /** What each class was split from, and the group whose list split it off; -1 for none. */
  readonly from: number[]
  readonly group: number[]
  /** What was split off each class last. */
  readonly into: number[]
}

export function classesOf(
  { problem, without }: Part,
  lists: readonly (readonly number[])[],
  counts: readonly Count[],
  profiles: Profiles,
): Classes {
  const classOf = new Int32Array(problem.people.length)
  const refinement: Refinement = { classOf, from: [0], group: [-1], into: [0] }
  lists.forEach((list, at) => splitByList(refinement, list, at, without))
  const named: number[] = []
  for (const person of new Set(counts.flatMap(({ taken }) => taken))) {
    const old = classOf[person] ?? 0
    if (old === 0) continue
    classOf[person] = splitOff(refinement, old, -1)
    named.push(person)
  }
  if (profiles.of.length > 0) splitByProfile(refinement, profiles)
  return collect(refinement, lists.length, named, profiles)
}

function splitOff({ from, group, into }: Refinement, old: number, by: number): number {
  from.push(old)
  into.push(0)
  return group.push(by) - 1
}

function splitByList(refinement: Refinement, list: readonly number[], at: number, without: number): void {
  const { classOf, group, into } = refinement
  for (const person of list) {
    const old = classOf[person]
    // Nobody, or somebody whom the list names twice.
    if (old === undefined || group[old] === at || person === without) continue
    const latest = into[old] ?? 0
    const split = group[latest] === at ? latest : splitOff(refinement, old, at)
    into[old] = split
    classOf[person] = split
  }
}

function splitByProfile(refinement: Refinement, profiles: Profiles): void {
  const { classOf } = refinement
  const into = new Map<number, number>()
  for (const [person, old] of classOf.entries()) {
    const profile = profiles.of[person] ?? 0
    if (old === 0 || profile === 0) continue
    const key = old * profiles.samples.length + profile
    const split = into.get(key) ?? splitOff(refinement, old, -1)
    into.set(key, split)
    classOf[person] = split
  }
}

/** Numbers the classes by their first person and writes down the groups each may take. */
function collect(
  { classOf, from, group }: Refinement,
  groups: number,
  named: readonly number[],
  profiles: Profiles,
): Classes {
  const places = new Int32Array(from.length)
  const members: number[][] = []
  const found: number[] = []
  for (let person = 0; person < classOf.length; person++) {
    const own = classOf[person] ?? 0
    if (own === 0) continue
    const place = places[own] ?? 0
    if (place === 0) {
      places[own] = members.push([person])
      found.push(own)
    } else {
      const all = members[place - 1]
      if (all !== undefined && all.length < groups) all.push(person)
    }
  }
  const words = Math.max(1, (members.length + 31) >>> 5)
  const rows = new Int32Array(groups * words)
  found.forEach((own, place) => {
    for (let at = own; at !== 0; at = from[at] ?? 0) {
      const word = (group[at] ?? -1) * words + (place >>> 5)
      if (word >= 0) rows[word] = (rows[word] ?? 0) | (1 << (place & 31))
    }
  })
  return {
    members,
    words,
    rows,
    profileOf: Int32Array.from(members, ([first]) => profiles.of[first ?? -1] ?? 0),
    named: named.map((person) => ({ place: (places[classOf[person] ?? 0] ?? 0) - 1, person })),
  }
}
