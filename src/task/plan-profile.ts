import type { PlanPerson } from './plan.ts'
import type { Pair } from './plan-demand.ts'
import type { PairKind } from './plan-rule.ts'

/** People who are alike in what the pairs ask about have one profile. */
export interface Profiles {
  /** The profile of each person; 0 for those no pair is about. Empty when there are no pairs. */
  readonly of: Int32Array
  /** One person of each profile. */
  readonly samples: readonly PlanPerson[]
  /** For each aspect, profile by profile, a number that is the same for those who are alike in it. */
  readonly aspects: Readonly<Record<Aspect, readonly number[]>>
}

export type Aspect = 'rank' | 'unit' | 'offices'

export const aspectOf: Readonly<Record<PairKind, Aspect>> = {
  senior: 'rank',
  'same-office': 'offices',
  'different-office': 'offices',
  'same-unit': 'unit',
  'different-unit': 'unit',
}

const nobody: PlanPerson = { id: '', rank: 0, offices: [], unit: '' }

export const noProfiles: Profiles = {
  of: new Int32Array(0),
  samples: [nobody],
  aspects: { rank: [0], unit: [0], offices: [0] },
}

/** Numbers that are the same for people alike in an aspect, found out once for each person. */
export interface Likeness {
  readonly people: readonly PlanPerson[]
  readonly numbers: Readonly<Record<Aspect, (place: number) => number>>
}

export function likenessOf(people: readonly PlanPerson[]): Likeness {
  return {
    people,
    numbers: {
      rank: numbering(people, ({ rank }) => rank),
      unit: numbering(people, ({ unit }) => unit),
      offices: numbering(people, ({ offices }) => textOf(offices)),
    },
  }
}

/** Numbers from 1 by what is read of a person; 0 for nobody. */
function numbering(
  people: readonly PlanPerson[],
  read: (person: PlanPerson) => string | number,
): (place: number) => number {
  let numbers: Map<string | number, number> | undefined
  let found: Int32Array | undefined
  return (place) => {
    numbers ??= new Map()
    found ??= new Int32Array(people.length)
    const known = found[place]
    const person = people[place]
    if (known !== 0 || person === undefined) return known ?? 0
    const value = read(person)
    const number = numbers.get(value) ?? numbers.size + 1
    numbers.set(value, number)
    found[place] = number
    return number
  }
}

/** One text for the same offices in any order. */
function textOf(offices: readonly string[]): string {
  const [only] = offices
  return offices.length === 1 && only !== undefined ? `=${only}` : JSON.stringify(offices.toSorted())
}

export function profilesOf(
  { people, numbers }: Likeness,
  lists: readonly (readonly number[])[],
  pairs: readonly Pair[],
): Profiles {
  if (pairs.length === 0) return noProfiles
  const of = new Int32Array(people.length)
  const samples = [nobody]
  const aspects = { rank: [0], unit: [0], offices: [0] }
  const asked = new Set(pairs.map(({ kind }) => aspectOf[kind]))
  const [ranked, housed, posted] = [asked.has('rank'), asked.has('unit'), asked.has('offices')]
  const known = new Map<number, number>()
  for (const at of new Set(pairs.flatMap(({ one, other }) => [one, other]))) {
    for (const place of lists[at] ?? []) {
      const person = people[place]
      if (person === undefined || of[place] !== 0) continue
      const rank = ranked ? numbers.rank(place) : 0
      const unit = housed ? numbers.unit(place) : 0
      const offices = posted ? numbers.offices(place) : 0
      // No aspect has more numbers than there are people.
      const key = (rank * (people.length + 1) + unit) * (people.length + 1) + offices
      const profile = known.get(key) ?? samples.length
      of[place] = profile
      if (profile < samples.length) continue
      known.set(key, samples.push(person) - 1)
      aspects.rank.push(rank)
      aspects.unit.push(unit)
      aspects.offices.push(offices)
    }
  }
  return { of, samples, aspects }
}
