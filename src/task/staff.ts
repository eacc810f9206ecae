import { unfitness } from './authority.ts'
import type { Case, Party, PersonFacts } from './case.ts'
import { type Procedure, type SingleTrustee, type StepType, singleTrustees } from './procedure.ts'
import { factsOf, type Organisation, standingAs } from './standing.ts'

/**
 * People looked at where a step open to anyone asks for a training, a rank or an office: a ministry's whole
 * staff, at some nanoseconds each.
 */
const staffLookedAtMax = 20_000

/** Who could take steps now. Remembers what it has found, so it is for one state of the organisation. */
export interface Staff {
  readonly organisation: Organisation
  readonly holders: Map<string, readonly string[]>
}

/** Somebody of another unit who has not come yet; the number tells several apart. */
function strangerOf(unit: string, number: number): string {
  return `?${number}@${unit}`
}

export function staffOf(organisation: Organisation): Staff {
  return { organisation, holders: new Map() }
}

/** Who could take a step of a case, by id, visitors as `id@domain`. */
export interface Eligible {
  readonly people: readonly string[]
  /** Who could take it as the founder, because nobody holds the office. */
  readonly founder?: string
}

/** What is looked for: people who take part anyway, and how many others would be enough. */
export interface Wanted {
  readonly known: readonly Party[]
  readonly countMax: number
  /** Ranks, offices and units tell those apart whom nothing else does. */
  readonly apart: boolean
}

/**
 * Everybody who could take the step as far as offices, presence, certificates and training go; of those whom
 * nothing tells apart (`anyone`, people of other units) those who are known, and as many others as are
 * wanted.
 */
export function eligibleFor(
  staff: Staff,
  procedure: Procedure,
  of: Case,
  type: StepType,
  wanted: Wanted,
): Eligible {
  const founder = founderFor(staff.organisation, procedure, of, type)
  const trustees = singleTrustees(type.by)
  const [only, ...others] = trustees
  if (only && others.length === 0 && founder === undefined && type.training.length === 0) {
    return { people: peopleNamed(staff, of, only, type, wanted) }
  }
  const people = new Set<string>()
  for (const one of trustees) for (const id of peopleNamed(staff, of, one, type, wanted)) people.add(id)
  if (founder === undefined) return { people: [...people] }
  people.delete(founder)
  return { people: [...people], founder }
}

/** The founder, if he would take the step as such: by the first of those it names that he is. */
function founderFor(
  organisation: Organisation,
  procedure: Procedure,
  of: Case,
  type: StepType,
): string | undefined {
  const { founder } = organisation
  if (!procedure.founding || founder === undefined) return undefined
  const key = organisation.keyOf(founder)
  if (key === undefined) return undefined
  const actor = { kind: 'person', id: founder, key } as const
  const standing = standingAs(type.by, actor, procedure, organisation, of.opener)
  return standing?.founding && !unfitness(type, of, actor, organisation) ? founder : undefined
}

function peopleNamed(
  staff: Staff,
  of: Case,
  trustee: SingleTrustee,
  type: StepType,
  { known, countMax, apart }: Wanted,
): readonly string[] {
  const { organisation } = staff
  const fit = (kind: Party['kind'], ids: readonly string[]): readonly string[] =>
    ids.filter((id) => isFit(organisation, of, type, { kind, id }))
  switch (trustee.kind) {
    case 'office': {
      const holders = holdersPresent(staff, trustee.office)
      return type.training.length === 0 ? holders : fit('person', holders)
    }
    case 'person':
      return fit('person', [trustee.person])
    case 'opener':
      return fit(of.opener.kind, [of.opener.id])
    case 'node':
      // A unit has one.
      return [known.find(({ kind }) => kind === 'node')?.id ?? 'node']
    case 'unit': {
      if (!organisation.isReached(trustee)) return []
      const visitors = known.filter(({ kind, id }) => kind === 'visitor' && id.endsWith(`@${trustee.unit}`))
      const strangers = Array.from({ length: countMax }, (_, at) => strangerOf(trustee.unit, at))
      return fit('visitor', [...visitors.map(({ id }) => id), ...strangers])
    }
    case 'anyone': {
      const people = known.filter(({ kind }) => kind === 'person').map(({ id }) => id)
      const told = type.training.length > 0 || apart
      const others = organisation.someone(told ? staffLookedAtMax : countMax + people.length)
      const rest = told ? alike(organisation, fit('person', others), countMax + people.length) : others
      return [...new Set([...fit('person', people), ...rest])]
    }
    default:
      return trustee satisfies never
  }
}

/** Whether somebody whom a step names could take it: the same is asked of whoever claims it. */
function isFit(organisation: Organisation, of: Case, type: StepType, party: Party): boolean {
  if (party.kind === 'person' && organisation.keyOf(party.id) === undefined) return false
  return unfitness(type, of, party, organisation) === undefined
}

/** Of people of the same rank and offices no more than could be wanted. */
function alike(organisation: Organisation, people: readonly string[], countMax: number): readonly string[] {
  const counts = new Map<string, number>()
  return people.filter((id) => {
    const kind = kindOf(factsOf(organisation, id))
    const count = (counts.get(kind) ?? 0) + 1
    counts.set(kind, count)
    return count <= countMax
  })
}

function kindOf({ rank, offices, unit }: PersonFacts): string {
  return [rank, unit, ...offices].join(' ')
}

function holdersPresent({ organisation, holders }: Staff, office: string): readonly string[] {
  const known = holders.get(office)
  if (known) return known
  const found = organisation
    .holdersOf(office)
    .filter((id) => organisation.keyOf(id) !== undefined && !organisation.isAbsent(id))
  holders.set(office, found)
  return found
}
