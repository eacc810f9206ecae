import { certificateOfPerson } from '#identity'
import {
  holdersOf,
  isAbsent,
  type OrganizationEvent,
  officesOf,
  organizationSlice,
  substitutesOf,
} from '#organization'
import type { RecognitionEvent } from '#recognition'
import { changedRows, numbersOf } from '#table'
import {
  type Case,
  type Completability,
  type Conflict,
  completability,
  type Procedure,
  planKey,
  type Staff,
  singleTrustees,
  staffOf,
} from '#task'
import { type Event, evolve, read, type Slice, type State } from '#unit'
import { openGroup } from './marks.ts'
import { organisationOf } from './organisation.ts'
import { caseOf, procedureSlice, type Running } from './state.ts'

/** A running case that would be left without a way to its end. */
export interface StrandedCase {
  readonly case: string
  readonly procedure: string
  /** What stands in the way; absent where that was not found out in the budget for it. */
  readonly conflict?: Conflict
}

/** Whether cases can be finished in one state; what was found of one is known of all that are like it. */
export interface Outlook {
  readonly state: State
  readonly staff: Staff
  readonly known: Map<string, Completability>
}

export function outlookOf(state: State): Outlook {
  return { state, staff: staffOf(organisationOf(state)), known: new Map() }
}

/** Whether a case can be finished, as the outlook's state has it. */
export function outlookFor({ staff, known }: Outlook, { procedure, of }: Running): Completability {
  const key = planKey(procedure, of)
  const found = known.get(key)
  if (found) return found
  const answer = completability(procedure, of, staff)
  known.set(key, answer)
  return answer
}

/** Events by which a case comes nearer to its end, or by which somebody is barred from a part of it. */
const caseKinds: readonly string[] = [
  'step-claimed',
  'step-assigned',
  'step-delegated',
  'step-completed',
  'glass-broken',
]

/**
 * The cases that could be finished before some events and could not after them, in the order of their
 * numbers. Takes time for each open case that the events concern, and a search for each that is not like
 * another.
 */
export function strandedBy(before: State, after: State, events: readonly Event[]): readonly StrandedCase[] {
  const ahead = awayAhead(after, events)
  const concern = concernOf(before, ahead, events)
  const numbers = new Set<number>(
    events.some(({ kind }) => caseKinds.includes(kind)) ? changed(before, after) : [],
  )
  if (concern) for (const number of concerned(ahead, concern)) numbers.add(number)
  if (numbers.size === 0) return []
  const then = outlookOf(ahead)
  const now = outlookOf(before)
  return [...numbers]
    .sort((a, b) => a - b)
    .flatMap((number) => {
      const id = String(number)
      const running = caseOf(ahead, id)
      if (running?.of.state !== 'open' || running.of.stranded) return []
      const answer = outlookFor(then, running)
      if (answer.kind === 'yes') return []
      const was = caseOf(before, id)
      if (was && outlookFor(now, was).kind !== 'yes') return []
      const conflict = answer.kind === 'no' ? { conflict: answer.conflict } : {}
      return [{ case: id, procedure: running.procedure.name, ...conflict }]
    })
}

/** Those an absence changes, as far as cases go. */
const stepSlices = [organizationSlice, procedureSlice] as readonly Slice[]

/** An absence that is only announced is looked at as if it had begun. */
function awayAhead(after: State, events: readonly Event[]): State {
  const began = (events as readonly OrganizationEvent[]).flatMap((event) =>
    event.kind === 'absence-declared' && !isAbsent(after, event.person)
      ? [{ kind: 'absence-began', person: event.person, until: event.until } as const]
      : [],
  )
  return began.length === 0 ? after : evolve(stepSlices, after, began, after.time)
}

function changed(before: State, after: State): readonly number[] {
  const keys = changedRows(read(before, procedureSlice).cases, read(after, procedureSlice).cases)
  return Array.from(keys, Number)
}

/** Whom the events take away from steps that are still to be taken. */
interface Concern {
  readonly offices: ReadonlySet<string>
  /** People who can take nothing any more. */
  readonly people: ReadonlySet<string>
  readonly trainings: ReadonlySet<string>
  readonly units: boolean
}

function concernOf(before: State, after: State, events: readonly Event[]): Concern | undefined {
  const offices = new Set<string>()
  const people = new Set<string>()
  const trainings = new Set<string>()
  let units = false
  const gone = (person: string): void => {
    people.add(person)
    for (const office of officesOf(before, person)) offices.add(office)
    for (const office of substitutesOf(before, person)) offices.add(office)
  }
  for (const event of events as readonly (OrganizationEvent | RecognitionEvent | Revoked)[]) {
    switch (event.kind) {
      case 'person-dismissed':
      case 'substitute-removed':
        offices.add(event.office)
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

/** The open cases of procedures with a step that those people could take, and those they opened. */
function concerned(state: State, concern: Concern): readonly number[] {
  const { sets } = read(state, procedureSlice)
  const byVersion = new Map<string, boolean>()
  return Array.from(numbersOf(sets, openGroup)).filter((number) => {
    const running = caseOf(state, String(number))
    if (!running) return false
    const { procedure, of } = running
    const known = byVersion.get(of.digest) ?? isConcerned(procedure, concern)
    byVersion.set(of.digest, known)
    return known || isOpenerGone(running, concern)
  })
}

function isConcerned({ steps }: Procedure, { offices, people, trainings, units }: Concern): boolean {
  return steps.some(
    ({ by, training }) =>
      training.some((name) => trainings.has(name)) ||
      singleTrustees(by).some((one) => {
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
      }),
  )
}

function isOpenerGone(
  { procedure, of }: { readonly procedure: Procedure; readonly of: Case },
  { people }: Concern,
) {
  if (of.opener.kind !== 'person' || !people.has(of.opener.id)) return false
  return procedure.steps.some(({ by }) => singleTrustees(by).some(({ kind }) => kind === 'opener'))
}

/** Somebody whose appointment to an office would let a case be finished that cannot be. */
export interface Repair {
  readonly kind: 'appoint'
  readonly office: string
}

/** The offices of which one more holder, who has taken no part yet, would free the case; each by itself. */
export function repairsOf(
  { state }: Outlook,
  { procedure, of }: Running,
  conflict: Conflict,
): readonly Repair[] {
  const offices = new Set(
    conflict.steps.flatMap(({ by }) =>
      singleTrustees(by).flatMap((one) => (one.kind === 'office' ? [one.office] : [])),
    ),
  )
  const organisation = organisationOf(state)
  return [...offices].flatMap((office): readonly Repair[] => {
    const more = {
      ...organisation,
      isOfficeFilled: (name: string) => name === office || holdersOf(state, name).length > 0,
      holdersOf: (name: string) => {
        return name === office ? [...organisation.holdersOf(name), somebodyNew] : organisation.holdersOf(name)
      },
      keyOf: (person: string) => (person === somebodyNew ? somebodyNew : organisation.keyOf(person)),
      isTrained: (person: string, training: string) =>
        person === somebodyNew || organisation.isTrained(person, training),
    }
    return completability(procedure, of, staffOf(more)).kind === 'yes' ? [{ kind: 'appoint', office }] : []
  })
}

/** No id of a person has this form. */
const somebodyNew = '?new'
