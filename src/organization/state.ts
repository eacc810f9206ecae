import type { Instant } from '#clock'
import { emptyTable, row, type Table, withoutRow, withRow } from '#table'
import type { Event, Place, Slice } from '#unit'
import {
  type Absences,
  begun,
  ended,
  noAbsences,
  type Period,
  withoutPeriod,
  withPeriod,
} from './absences.ts'
import { type Counting, isAway, recountedAt, recountedFor, substitutionKey } from './counted.ts'
import { type DueEvent, rescheduled, type Timely, type Training } from './due.ts'
import type { Substitution } from './fault.ts'
import { joined, parted } from './list.ts'

/** The three layers of the security organisation, from the top (ISO/IEC 27001 §5). */
export const layers = ['decision', 'management', 'execution'] as const
export type Layer = (typeof layers)[number]

export interface Office {
  readonly office: string
  readonly title: string
  readonly layer: Layer
  /** 1 to 99, higher is senior within its layer. */
  readonly rank?: number | undefined
}

/** From which entry on something stands, and when that was. */
export interface Since {
  readonly entry: number
  readonly time: Instant
}

/** An office with the entry that established it. */
export type EstablishedOffice = Office & { readonly since: Since }

export interface OrganizationState extends Counting, Timely {
  readonly offices: Table<EstablishedOffice>
  /** Since when somebody holds an office, by office and person as `substitutes` has them. */
  readonly appointments: Table<Since>
}

export type OrganizationEvent =
  | ({ readonly kind: 'office-established' } & Office)
  /** Says who proposed whom; the appointment follows, or does not. */
  | { readonly kind: 'person-proposed'; readonly person: string; readonly office: string }
  | {
      readonly kind: 'dismissal-proposed'
      readonly person: string
      readonly office: string
      readonly reason: string
    }
  | { readonly kind: 'person-appointed'; readonly person: string; readonly office: string }
  | { readonly kind: 'person-dismissed'; readonly person: string; readonly office: string }
  | DueEvent
  | ({ readonly kind: 'absence-declared'; readonly person: string; readonly reason?: string } & Period)
  /** One that was declared ahead will not be. */
  | { readonly kind: 'absence-withdrawn'; readonly person: string; readonly from: Instant }
  | ({ readonly kind: 'substitute-proposed' } & Substitution)
  | ({ readonly kind: 'substitute-named' } & Substitution)
  /** Without a reason when it follows from a dismissal, or another substitute was named. */
  | ({ readonly kind: 'substitute-removed'; readonly reason?: string } & Substitution)
  | ({ readonly kind: 'training-recorded'; readonly person: string } & Training)
  | {
      readonly kind: 'training-withdrawn'
      readonly person: string
      readonly training: string
      readonly reason: string
    }

export const organizationSlice: Slice<OrganizationState> = {
  name: 'organization',
  tables: [
    'offices',
    'appointments',
    'holders',
    'held',
    'absences',
    'substitutes',
    'substituting',
    'countedHolders',
    'countedOffices',
    'trainings',
    'due',
    'dueIn',
  ],
  empty: {
    offices: emptyTable(),
    appointments: emptyTable(),
    holders: emptyTable(),
    held: emptyTable(),
    absences: emptyTable(),
    substitutes: emptyTable(),
    substituting: emptyTable(),
    countedHolders: emptyTable(),
    countedOffices: emptyTable(),
    trainings: emptyTable(),
    due: emptyTable(),
    dueIn: emptyTable(),
  },
  evolve(slice: OrganizationState, event: Event, place: Place): OrganizationState {
    return step(slice, event as OrganizationEvent, place)
  },
}

function step(slice: OrganizationState, event: OrganizationEvent, place: Place): OrganizationState {
  const { time } = place
  switch (event.kind) {
    case 'office-established': {
      const { kind: _, ...office } = event
      return { ...slice, offices: withRow(slice.offices, event.office, { ...office, since: sinceOf(place) }) }
    }
    case 'person-appointed':
    case 'person-dismissed':
      return filled(slice, event, place)
    case 'absence-declared': {
      const { from, until } = event
      return withAbsences(slice, event.person, (known) => withPeriod(known, { from, until }))
    }
    case 'absence-withdrawn':
      return withAbsences(slice, event.person, (known) => withoutPeriod(known, event.from))
    case 'absence-began':
      return withAbsences(slice, event.person, (known) => begun(known, event.until, time))
    case 'absence-ended':
      return withAbsences(slice, event.person, ended)
    case 'substitute-named':
      return substituted(slice, event, true)
    case 'substitute-removed':
      return substituted(slice, event, false)
    case 'training-recorded': {
      const { person, training, until } = event
      return withTrainings(slice, person, training, { training, until })
    }
    case 'training-withdrawn':
    case 'training-lapsed':
      return withTrainings(slice, event.person, event.training, undefined)
    default:
      return slice
  }
}

function sinceOf({ index, time }: Place): Since {
  return { entry: index, time }
}

/** Somebody comes into an office or goes; whoever is appointed again holds it since the first time. */
function filled(
  slice: OrganizationState,
  {
    kind,
    person,
    office,
  }: Extract<OrganizationEvent, { readonly kind: 'person-appointed' | 'person-dismissed' }>,
  place: Place,
): OrganizationState {
  const comes = kind === 'person-appointed'
  const change = comes ? joined : parted
  const holders = change(slice.holders, office, person)
  const held = change(slice.held, person, office)
  const key = substitutionKey(office, person)
  const { appointments: known } = slice
  const appointments = comes ? withRow(known, key, row(known, key) ?? sinceOf(place)) : withoutRow(known, key)
  return recountedAt({ ...slice, holders, held, appointments }, person, office)
}

function withAbsences(
  slice: OrganizationState,
  person: string,
  change: (known: Absences) => Absences,
): OrganizationState {
  const after = change(row(slice.absences, person) ?? noAbsences)
  const isNone = !after.running && after.ahead.length === 0
  const absences = isNone ? withoutRow(slice.absences, person) : withRow(slice.absences, person, after)
  const next = rescheduled(slice, { ...slice, absences }, person)
  return isAway(slice, person) === isAway(next, person) ? next : recountedFor(next, person)
}

function substituted(
  slice: OrganizationState,
  { person, substitute, office }: Substitution,
  stands: boolean,
): OrganizationState {
  const key = substitutionKey(office, person)
  const substitutes = stands
    ? withRow(slice.substitutes, key, substitute)
    : withoutRow(slice.substitutes, key)
  const substituting = (stands ? joined : parted)(slice.substituting, substitute, key)
  return recountedAt({ ...slice, substitutes, substituting }, substitute, office)
}

function withTrainings(
  slice: OrganizationState,
  person: string,
  training: string,
  recorded: Training | undefined,
): OrganizationState {
  const others = (row(slice.trainings, person) ?? []).filter((known) => known.training !== training)
  const after = recorded ? [...others, recorded].sort((a, b) => (a.training < b.training ? -1 : 1)) : others
  const trainings =
    after.length > 0 ? withRow(slice.trainings, person, after) : withoutRow(slice.trainings, person)
  return rescheduled(slice, { ...slice, trainings }, person)
}
