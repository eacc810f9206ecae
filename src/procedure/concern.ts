import { certificateOfPerson } from '#identity'
import { holdersOf, type OrganizationEvent, officesOf, substitutesOf } from '#organization'
import type { RecognitionEvent } from '#recognition'
import { type Procedure, type SingleTrustee, type StepType, singleTrustees } from '#task'
import type { Event, State } from '#unit'
import { groupOf, partyKey, trainingNeed, unitNeed } from './marks.ts'
import { officesStoodInFor } from './organisation.ts'
import type { Running } from './state.ts'

/** Events by which a case comes nearer to its end, or by which somebody is let in, barred or lost. */
const caseKinds: readonly string[] = [
  'step-claimed',
  'step-assigned',
  'step-delegated',
  'step-completed',
  'step-released',
  'step-expired',
  'glass-broken',
]

/** Events by which somebody, or some way to somebody, goes. */
const losingKinds: readonly string[] = [
  'person-dismissed',
  'substitute-removed',
  'absence-declared',
  'absence-began',
  'training-withdrawn',
  'training-lapsed',
  'certificate-revoked',
  'agreement-withdrawn',
  'agreement-signed',
]

/** Events by which somebody, or some way to somebody, comes. */
const comingKinds: readonly string[] = [
  'person-appointed',
  'substitute-named',
  'absence-ended',
  'absence-withdrawn',
  'training-recorded',
  'certificate-issued',
  'agreement-signed',
]

/** Of those the ones by which whoever stood in meanwhile is out. */
const endingKinds: readonly string[] = ['person-appointed', 'absence-ended']

export function bringsCaseOn({ kind }: Event): boolean {
  return caseKinds.includes(kind)
}

/** Whether events of this kind may leave a case without a way to its end. */
export function mayStrand({ kind }: Event): boolean {
  return caseKinds.includes(kind) || losingKinds.includes(kind) || endingKinds.includes(kind)
}

/** Whether events of this kind may free cases that nobody touched. */
export function bringsPeople({ kind }: Event): boolean {
  return comingKinds.includes(kind)
}

/** Whom the events take away from steps that are still to be taken. */
export interface Concern {
  readonly offices: ReadonlySet<string>
  /** People who can take nothing any more. */
  readonly people: ReadonlySet<string>
  readonly trainings: ReadonlySet<string>
  readonly units: boolean
}

/** Whom events take away; `undefined` when nobody. */
export function concernOf(before: State, after: State, events: readonly Event[]): Concern | undefined {
  const offices = new Set<string>()
  const people = new Set<string>()
  const trainings = new Set<string>()
  let units = false
  const gone = (person: string): void => {
    people.add(person)
    for (const office of officesOf(before, person)) offices.add(office)
    for (const office of substitutesOf(before, person)) offices.add(office)
    for (const office of officesStoodInFor(before, person)) offices.add(office)
  }
  for (const event of events as readonly (OrganizationEvent | RecognitionEvent | Revoked)[]) {
    switch (event.kind) {
      case 'person-dismissed':
      case 'substitute-removed':
        offices.add(event.office)
        break
      case 'person-appointed':
        // Whoever stood in while nobody held it does so no longer.
        if (holdersOf(before, event.office).length === 0) offices.add(event.office)
        break
      case 'absence-ended':
        // Nor do his substitutes.
        for (const office of officesOf(before, event.person)) offices.add(office)
        break
      case 'absence-declared':
      case 'absence-began':
        gone(event.person)
        break
      case 'training-withdrawn':
      case 'training-lapsed':
        trainings.add(event.training)
        break
      case 'certificate-revoked':
        if (event.principal.kind === 'person' && !certificateOfPerson(after, event.principal.id)) {
          gone(event.principal.id)
        }
        break
      case 'agreement-withdrawn':
      case 'agreement-signed':
        units = true
        break
      default:
    }
  }
  const some = offices.size + people.size + trainings.size > 0 || units
  return some ? { offices, people, trainings, units } : undefined
}

interface Revoked {
  readonly kind: 'certificate-revoked'
  readonly principal: { readonly kind: string; readonly id: string }
}

/** Under which names the cases are marked that have a step for them still to be taken. */
export function needsIn({ offices, people, trainings, units }: Concern): readonly string[] {
  return [
    ...Array.from(offices, (office) => `office:${office}`),
    ...Array.from(people, (id) => partyKey({ kind: 'person', id })),
    ...(people.size > 0 ? ['anyone'] : []),
    ...Array.from(trainings, trainingNeed),
    ...(units ? [unitNeed] : []),
  ].map(groupOf.needs)
}

/**
 * Tells of a case, by their places, the steps that are still to be taken and that those could have taken who
 * are gone. What is the same for all cases of a procedure is found once.
 */
export function touchedBy(concern: Concern): (running: Running) => readonly number[] {
  const versions = new Map<string, Places>()
  return ({ procedure, of }) => {
    const known = versions.get(of.digest) ?? placesOf(procedure, concern)
    versions.set(of.digest, known)
    const { always, own } = known
    const isOwn = own.length > 0 && of.opener.kind === 'person' && concern.people.has(of.opener.id)
    const places = isOwn ? own : always
    return places.filter((place) => {
      const { state } = of.steps[place] ?? {}
      return state === 'invoked' || state === 'dormant'
    })
  }
}

/** Steps of a procedure that a concern touches. */
interface Places {
  readonly always: readonly number[]
  /** All of them where whoever opened the case is gone; empty when no step is for openers. */
  readonly own: readonly number[]
}

function placesOf({ steps }: Procedure, concern: Concern): Places {
  const placesWith = (touches: (one: SingleTrustee) => boolean): readonly number[] =>
    steps.flatMap((type, place) => (isTouched(type, concern, touches) ? [place] : []))
  const names = (one: SingleTrustee): boolean => isNamed(one, concern)
  const isForOpeners = steps.some(({ by }) => singleTrustees(by).some(({ kind }) => kind === 'opener'))
  return {
    always: placesWith(names),
    own: isForOpeners ? placesWith((one) => one.kind === 'opener' || names(one)) : [],
  }
}

function isTouched(
  { by, training }: StepType,
  { trainings }: Concern,
  touches: (one: SingleTrustee) => boolean,
): boolean {
  return training.some((name) => trainings.has(name)) || singleTrustees(by).some(touches)
}

function isNamed(one: SingleTrustee, { offices, people, units }: Concern): boolean {
  switch (one.kind) {
    case 'office':
      return offices.has(one.office)
    case 'person':
      return people.has(one.person)
    case 'anyone':
      return people.size > 0
    case 'unit':
      return units
    default:
      return false
  }
}
