import { type Organisation, type Procedure, parseProcedure } from '#task'
import { Chance } from '../fuzz/chance.ts'

/** A procedure and the staff that works its cases. */
export interface Office {
  readonly procedure: Procedure
  readonly staff: Staff
}

/** Who holds which office; who is away now holds none. */
export interface Staff {
  readonly people: readonly string[]
  readonly holders: ReadonlyMap<string, ReadonlySet<string>>
  readonly away: ReadonlySet<string>
}

const staffMin = 6
const staffMax = 30
const stepsMin = 5
const stepsMax = 16

/** How likely anybody holds an office, in per cent: between one in ten and six in ten. */
const densityMin = 10
const densityMax = 60

/** An office of some size that follows from the seed; `undefined` when its procedure contradicts itself. */
export function anyOffice(seed: number): Office | undefined {
  const chance = new Chance(seed, 'office')
  const people = names('p', staffMin + chance.below(staffMax - staffMin + 1))
  const steps = names('s', stepsMin + chance.below(stepsMax - stepsMin + 1))
  const density = densityMin + chance.below(densityMax - densityMin + 1)
  const isHolder = (): boolean => chance.below(100) < density
  const holders = new Map(steps.map((step) => [officeOf(step), new Set(people.filter(isHolder))]))
  const parsed = parseProcedure(textOf(chance, steps))
  if (!parsed.ok) return undefined
  return { procedure: parsed.value.procedure, staff: { people, holders, away: new Set() } }
}

/** Each step has an office of its own, which some of the staff hold. */
function officeOf(step: string): string {
  return `office-${step}`
}

function names(letter: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${letter}${at}`)
}

/** Every fourth step decides, some of those that follow hang on it, and one procedure in four goes back. */
function textOf(chance: Chance, ids: readonly string[]): string {
  const deciding: string[] = []
  const steps = ids.map((id, at) => {
    const nearest = ids.slice(Math.max(0, at - 3), at)
    const after = nearest.filter(() => chance.once(2))
    const ask = after.find((other) => deciding.includes(other))
    const when =
      ask !== undefined && chance.once(2) ? `${ask}.outcome == ${chance.pick(['yes', 'no'])}` : undefined
    const decides = chance.once(4)
    if (decides) deciding.push(id)
    const step = {
      by: { office: officeOf(id) },
      ...(after.length > 0 && { after }),
      ...(when !== undefined && { when }),
      ...(decides && { outcomes: ['yes', 'no'] }),
    }
    return [id, step] as const
  })
  const from = deciding.length > 0 && chance.once(4) ? chance.pick(deciding) : undefined
  const to = from && chance.pick(ids.slice(0, ids.indexOf(from) + 1))
  const loop = { from, when: `${from}.outcome == no`, to, release: to, rounds: 3 }
  return JSON.stringify({
    procedure: 'any',
    title: { en: 'Any' },
    'opened-by': 'anyone',
    steps: Object.fromEntries(steps),
    constraints: constraintsOf(chance, ids),
    ...(from !== undefined && { loops: [loop] }),
  })
}

/** About as many separations as steps, and some of the other kinds. */
function constraintsOf(chance: Chance, ids: readonly string[]): readonly unknown[] {
  const some = (count: number): readonly string[] => {
    const left = [...ids]
    return Array.from({ length: count }, () => left.splice(chance.below(left.length), 1)).flat()
  }
  const many = (least: number, most: number, make: () => unknown): readonly unknown[] =>
    Array.from({ length: least + chance.below(most - least + 1) }, make)
  return [
    ...many(ids.length >> 1, ids.length, () => ({ 'different-people': some(2 + chance.below(2)) })),
    ...many(0, 2, () => ({ 'same-person': some(2) })),
    ...many(0, 2, () => ({ 'at-most': { people: 2, steps: some(3 + chance.below(2)) } })),
    ...many(0, 2, () => ({ 'at-least': { people: 3, steps: some(4) } })),
  ]
}

/** The organisation that such a staff is. */
export function organisationOf({ people, holders, away }: Staff): Organisation {
  const holdersOf = (office: string): readonly string[] =>
    people.filter((id) => !away.has(id) && holders.get(office)?.has(id))
  return {
    founder: undefined,
    domain: 'unit.example',
    holdsOffice: (id, office) => !away.has(id) && (holders.get(office)?.has(id) ?? false),
    standsInFor: () => undefined,
    isOfficeFilled: (office) => (holders.get(office)?.size ?? 0) > 0,
    holdersOf,
    officesOf: (id) => [...holders.keys()].filter((office) => holdersOf(office).includes(id)),
    rankOf: () => 0,
    isAbsent: (id) => away.has(id),
    isTrained: () => false,
    isAbove: () => false,
    keyOf: (id) => (people.includes(id) ? `key of ${id}` : undefined),
    gradeOf: () => 'high',
    visits: () => false,
    isReached: () => false,
    someone: (countMax) => people.filter((id) => !away.has(id)).slice(0, countMax),
  }
}
