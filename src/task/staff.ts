import { unfitness } from './authority.ts'
import type { Case, Party, PersonFacts } from './case.ts'
import { type Procedure, type SingleTrustee, type StepType, singleTrustees } from './procedure.ts'
import { factsOf, isOwnAffair, type Organisation, standingAs } from './standing.ts'

/**
 * People looked at where a step open to anyone asks for a training, a rank or an office: a ministry's whole
 * staff, at some nanoseconds each.
 */
const staffLookedAtMax = 20_000

/** Who could take steps now. Remembers what it has found, so it is for one state of the organisation. */
export interface Staff {
  readonly organisation: Organisation
  readonly holders: Map<string, Holders>
}

/** Holders of an office who are there; `whole` when these are all. */
interface Holders {
  readonly people: readonly string[]
  readonly whole: boolean
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
  /** Whether nobody was left out because there were enough. */
  readonly whole: boolean
}

/** What is looked for: people who take part anyway, and how many others would be enough. */
export interface Wanted {
  readonly known: readonly Party[]
  readonly countMax: number
  /** Of an office no more than these are looked for. */
  readonly holdersMax: number
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
  const lists = singleTrustees(type.by).map((one) => peopleNamed(staff, of, one, type, wanted))
  const whole = lists.every((list) => list.whole)
  const [only, ...others] = lists
  if (only && others.length === 0 && founder === undefined) return only
  const people = new Set(lists.flatMap((list) => list.people))
  if (founder === undefined) return { people: [...people], whole }
  people.delete(founder)
  return { people: [...people], founder, whole }
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
  wanted: Wanted,
): Holders {
  if (trustee.kind === 'office') return holdersFit(staff, of, trustee.office, type, wanted.holdersMax)
  return { people: othersNamed(staff, of, trustee, type, wanted), whole: true }
}

function othersNamed(
  { organisation }: Staff,
  of: Case,
  trustee: Exclude<SingleTrustee, { readonly kind: 'office' }>,
  type: StepType,
  { known, countMax, apart }: Wanted,
): readonly string[] {
  const fit = (kind: Party['kind'], ids: readonly string[]): readonly string[] =>
    ids.filter((id) => isFit(organisation, of, type, { kind, id }))
  switch (trustee.kind) {
    case 'person':
      return fit('person', [trustee.person])
    case 'opener':
      return of.opener.kind === 'citizen' ? [] : fit(of.opener.kind, [of.opener.id])
    case 'public':
      return []
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

function holdersFit(
  { organisation, holders }: Staff,
  of: Case,
  office: string,
  type: StepType,
  countMax: number,
): Holders {
  const known = type.training.length === 0 ? holders.get(office) : undefined
  if (known && (known.whole || known.people.length >= countMax)) return known
  const people: string[] = []
  let looked = 0
  const all = organisation.holdersOf(office)
  for (; looked < all.length && people.length < countMax; looked++) {
    const id = all[looked]
    if (id !== undefined && isFit(organisation, of, type, { kind: 'person', id })) people.push(id)
  }
  const found = { people, whole: looked === all.length }
  if (type.training.length === 0 && !isOwn(type, of)) holders.set(office, found)
  return found
}

/** Whether it is of somebody in particular who may be away for all that. */
function isOwn(type: StepType, of: Case): boolean {
  return of.opener.kind === 'person' && isOwnAffair(type, of, of.opener)
}
