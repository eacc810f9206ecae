import type { Grade } from '#x509'
import type { Case, Party, PersonFacts } from './case.ts'
import {
  type Procedure,
  type SingleTrustee,
  type StepType,
  singleTrustees,
  type Trustee,
  type VisitorTrustee,
} from './procedure.ts'

/**
 * Who speaks: found from the key that signed or shook hands, whose certificate is live. A citizen has none:
 * his wish is judged when it is lodged, and he never speaks himself.
 */
export interface Actor {
  readonly kind: 'person' | 'device' | 'service' | 'node' | 'unit' | 'visitor' | 'citizen'
  readonly id: string
  /** Thumbprint of the key. */
  readonly key: string
}

/** What the engine asks the unit's organisation, as it is at this moment. */
export interface Organisation {
  readonly founder: string | undefined
  /** The unit's own domain. */
  readonly domain: string
  /** Whether the person counts as holder: appointed and not absent, or standing in for one who is absent. */
  holdsOffice(person: string, office: string): boolean
  /** For which absent holder the person counts as holder; `undefined` when he was appointed himself. */
  standsInFor(person: string, office: string): string | undefined
  /** Whether anybody is appointed to it, present or not. */
  isOfficeFilled(office: string): boolean
  /** Everybody who counts as holder. */
  holdersOf(office: string): readonly string[]
  /** The offices the person counts as holder of. */
  officesOf(person: string): readonly string[]
  /** Of the highest of those offices; 0 for none. */
  rankOf(person: string): number
  isAbsent(person: string): boolean
  isTrained(person: string, training: string): boolean
  /** Whether the person holds an office in a layer above this one's; of the highest where none is above. */
  isAbove(person: string, office: string | undefined): boolean
  /** Thumbprint of the key of the person's newest live certificate; `undefined` without any. */
  keyOf(person: string): string | undefined
  /** The grade of the certificate a person speaks with; `undefined` when it has none. */
  gradeOf(actor: Actor): Grade | undefined
  /** Whether a visitor is one of the people of another unit whom a procedure names. */
  visits(visitor: Actor, trustee: VisitorTrustee): boolean
  /** Whether agreements lead to the people of another unit as a procedure demands it. */
  isReached(trustee: VisitorTrustee): boolean
  /** People with a live certificate who are not absent, as many as asked for, in a fixed order. */
  someone(countMax: number): readonly string[]
}

/** How an actor comes to be one whom a procedure names. */
export interface Standing {
  readonly office?: string
  readonly founding?: true
  readonly for?: string
}

/**
 * How the actor is one whom a procedure names; `undefined` when he is not. In a founding procedure the
 * founder stands in for an office while nobody holds it, and no longer.
 */
export function standingAs(
  trustee: Trustee,
  actor: Pick<Actor, 'kind' | 'id' | 'key'>,
  procedure: Pick<Procedure, 'founding'>,
  organisation: Organisation,
  opener?: Party,
): Standing | undefined {
  for (const one of singleTrustees(trustee)) {
    const standing = standingAsOne(one, actor, procedure, organisation, opener)
    if (standing) return standing
  }
  return undefined
}

function standingAsOne(
  trustee: SingleTrustee,
  actor: Actor,
  { founding }: Pick<Procedure, 'founding'>,
  organisation: Organisation,
  opener?: Party,
): Standing | undefined {
  if (trustee.kind === 'node') return actor.kind === 'node' ? {} : undefined
  if (trustee.kind === 'public') return actor.kind === 'citizen' ? {} : undefined
  if (trustee.kind === 'opener') return isParty(actor, opener) ? {} : undefined
  if (trustee.kind === 'unit') {
    if (actor.kind !== 'visitor' || !organisation.visits(actor, trustee)) return undefined
    const { unit, office } = trustee
    return office === undefined ? {} : { office: `${office}@${unit}` }
  }
  if (actor.kind !== 'person') return undefined
  switch (trustee.kind) {
    case 'anyone':
      return {}
    case 'person':
      return actor.id === trustee.person ? {} : undefined
    case 'office':
      return standingInOffice(trustee.office, actor.id, founding, organisation)
    default:
      return trustee satisfies never
  }
}

function standingInOffice(
  office: string,
  person: string,
  founding: boolean,
  organisation: Organisation,
): Standing | undefined {
  if (organisation.holdsOffice(person, office)) {
    const absent = organisation.standsInFor(person, office)
    return absent === undefined ? { office } : { office, for: absent }
  }
  const standsIn = founding && person === organisation.founder && !organisation.isOfficeFilled(office)
  return standsIn ? { office, founding: true } : undefined
}

/** What constraints will ask of this person, where any of them asks more than who it is. */
export function factsFor(
  procedure: Procedure,
  type: StepType,
  { id }: Pick<Actor, 'id'>,
  organisation: Organisation,
): PersonFacts | undefined {
  const asked = procedure.constraints.some(
    ({ kind: rule, steps }) =>
      rule !== 'different-people' &&
      rule !== 'same-person' &&
      rule !== 'at-least' &&
      rule !== 'at-most' &&
      steps.includes(type.id),
  )
  return asked ? factsOf(organisation, id) : undefined
}

/** Rank, offices and unit of a person, or of a visitor `id@domain`, who has none of the former here. */
export function factsOf(organisation: Organisation, id: string): PersonFacts {
  const at = id.lastIndexOf('@')
  if (at >= 0) return { rank: 0, offices: [], unit: id.slice(at + 1) }
  return { rank: organisation.rankOf(id), offices: organisation.officesOf(id), unit: organisation.domain }
}

/** Whether the actor is this party: kind and id, with whichever key. */
export function isParty(actor: Pick<Actor, 'kind' | 'id'>, party: Party | undefined): boolean {
  return party !== undefined && actor.kind === party.kind && actor.id === party.id
}

/** The party without what else is known of it. */
export function partyOf({ kind, id }: Party): Party {
  return { kind, id }
}

/** The first office a step names: the layer above it is asked when nobody takes the step. */
export function officeOf({ by }: StepType): string | undefined {
  const [first] = singleTrustees(by).flatMap((one) => (one.kind === 'office' ? [one.office] : []))
  return first
}

/** Whether a party takes the step as who opened the case: his own affair, untouched by being absent. */
export function isOwnAffair({ by }: StepType, of: Case, party: Pick<Actor, 'kind' | 'id'>): boolean {
  return isParty(party, of.opener) && singleTrustees(by).some(({ kind }) => kind === 'opener')
}

/** The case and step a refusal is about. */
export function namedStep(of: Case, { id }: StepType): { readonly case: string; readonly step: string } {
  return { case: of.id, step: id }
}
