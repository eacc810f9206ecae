import type { Case, Party } from './case.ts'
import { type Procedure, type SingleTrustee, type StepType, singleTrustees } from './procedure.ts'
import type { Organisation } from './standing.ts'

/**
 * People looked at for a training that a step open to anyone asks for: a ministry's whole staff, at some
 * nanoseconds each.
 */
const staffLookedAtMax = 20_000

/** Who could take steps now. Remembers what it has found, so it is for one state of the organisation. */
export interface Staff {
  readonly organisation: Organisation
  readonly holders: Map<string, readonly string[]>
}

/** Somebody of another unit who has not come yet; the number tells several apart. */
export function strangerOf(unit: string, number: number): string {
  return `?${number}@${unit}`
}

export function staffOf(organisation: Organisation): Staff {
  return { organisation, holders: new Map() }
}

/** Who could take a step of a case, by id, visitors as `id@domain`. */
export interface Eligible {
  readonly people: readonly string[]
  /** It is the founder alone, because nobody holds the office. */
  readonly founding: boolean
}

/** What is looked for: people who took part already, and how many others would be enough. */
export interface Wanted {
  readonly taken: readonly Party[]
  readonly countMax: number
}

/**
 * Everybody who could take the step as far as offices, presence, certificates and training go; of those whom
 * nothing tells apart (`anyone`, people of other units) as many as are wanted.
 */
export function eligibleFor(
  staff: Staff,
  procedure: Procedure,
  of: Case,
  type: StepType,
  wanted: Wanted,
): Eligible {
  const people = new Set<string>()
  let standsIn: string | undefined
  for (const one of singleTrustees(type.by)) {
    for (const id of peopleNamed(staff, of, one, type, wanted)) people.add(id)
    standsIn ??= founderFor(staff.organisation, procedure, one)
  }
  const isFit = (id: string): boolean =>
    type.training.every((training) => staff.organisation.isTrained(id, training))
  const fit = type.training.length === 0 ? [...people] : [...people].filter(isFit)
  if (fit.length === 0 && standsIn !== undefined) return { people: [standsIn], founding: true }
  return { people: fit, founding: false }
}

function founderFor(
  { founder, isOfficeFilled, keyOf }: Organisation,
  { founding }: Procedure,
  trustee: SingleTrustee,
): string | undefined {
  if (!founding || founder === undefined || trustee.kind !== 'office') return undefined
  return isOfficeFilled(trustee.office) || keyOf(founder) === undefined ? undefined : founder
}

function peopleNamed(
  staff: Staff,
  { opener }: Case,
  trustee: SingleTrustee,
  { training }: StepType,
  { taken, countMax }: Wanted,
): readonly string[] {
  const { organisation } = staff
  const present = (id: string): boolean => isPresent(organisation, id)
  switch (trustee.kind) {
    case 'office':
      return holdersPresent(staff, trustee.office)
    case 'person':
      return [trustee.person].filter(present)
    case 'opener':
      // Being away does not touch one's own affairs.
      return opener.kind === 'visitor' || organisation.keyOf(opener.id) !== undefined ? [opener.id] : []
    case 'node':
      return ['node']
    case 'unit': {
      if (!organisation.isReached(trustee)) return []
      const known = taken.filter(({ kind, id }) => kind === 'visitor' && id.endsWith(`@${trustee.unit}`))
      const strangers = Array.from({ length: countMax }, (_, at) => strangerOf(trustee.unit, at))
      return [...known.map(({ id }) => id), ...strangers]
    }
    case 'anyone': {
      const known = taken.filter(({ kind, id }) => kind === 'person' && present(id)).map(({ id }) => id)
      const others = organisation.someone(training.length > 0 ? staffLookedAtMax : countMax + known.length)
      return [...known, ...others]
    }
    default:
      return trustee satisfies never
  }
}

function holdersPresent({ organisation, holders }: Staff, office: string): readonly string[] {
  const known = holders.get(office)
  if (known) return known
  const found = organisation.holdersOf(office).filter((id) => isPresent(organisation, id))
  holders.set(office, found)
  return found
}

function isPresent(organisation: Organisation, id: string): boolean {
  return organisation.keyOf(id) !== undefined && !organisation.isAbsent(id)
}
