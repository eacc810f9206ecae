import type { Instant } from '#clock'
import { row, sortedRows } from '#table'
import { read, type State } from '#unit'
import { noAbsences, type Period } from './absences.ts'
import { isAway, stoodInFor, substitutionKey, substitutionOf } from './counted.ts'
import { type DueEvent, dueEvents, nextDueIn, type Training } from './due.ts'
import type { Substitution } from './fault.ts'
import {
  type EstablishedOffice,
  type Layer,
  layers,
  type Office,
  organizationSlice,
  type Since,
} from './state.ts'

/** Every office of a layer is above all of the one below. */
const layerRanks: Readonly<Record<Layer, number>> = { execution: 0, management: 100, decision: 200 }

/** The middle: offices without a rank are equals, and those that are given one stand above or below them. */
const rankDefault = 50

/** One object each, because it is told by identity whether what counts for somebody has changed. */
const none: readonly string[] = []
const untrained: readonly Training[] = []

export function officeKnown(state: State, office: string): boolean {
  return row(read(state, organizationSlice).offices, office) !== undefined
}

/** How many offices there are. */
export function officeCount(state: State): number {
  return read(state, organizationSlice).offices.size
}

/** The offices a person is appointed to, sorted, whether he is away or not. */
export function officesOf(state: State, person: string): readonly string[] {
  return row(read(state, organizationSlice).held, person) ?? none
}

/** The persons appointed to an office, sorted, whether they are away or not. */
export function holdersOf(state: State, office: string): readonly string[] {
  return row(read(state, organizationSlice).holders, office) ?? none
}

/**
 * The offices that count for a person now, sorted: his own unless he is away, and those in which he stands
 * in. The same object as long as they are the same.
 */
export function officesCounted(state: State, person: string): readonly string[] {
  const { countedOffices, held } = read(state, organizationSlice)
  return row(countedOffices, person) ?? row(held, person) ?? none
}

/** The persons who count as holders of an office now, sorted. */
export function holdersCounted(state: State, office: string): readonly string[] {
  const { countedHolders, holders } = read(state, organizationSlice)
  return row(countedHolders, office) ?? row(holders, office) ?? none
}

/** For whom a person stands in now in an office that is not his own. */
export function standingIn(state: State, person: string, office: string): string | undefined {
  return stoodInFor(read(state, organizationSlice), person, office)
}

/** The highest rank of the offices that count for a person now: layer, then rank; 0 without any. */
export function rankOf(state: State, person: string): number {
  const { offices } = read(state, organizationSlice)
  const ranks = officesCounted(state, person).map((name) => {
    const office = row(offices, name)
    return office ? seniority(office) : 0
  })
  return Math.max(0, ...ranks)
}

function seniority(office: Office): number {
  return layerRanks[office.layer] + rankIn(office)
}

/**
 * Whether somebody holds an office in a layer above that of the named one; where there is none above, or no
 * office is named, in the highest.
 */
export function isAbove(state: State, person: string, office: string | undefined): boolean {
  const { offices } = read(state, organizationSlice)
  const place = (name: string | undefined): number => {
    const layer = name === undefined ? undefined : row(offices, name)?.layer
    return layer === undefined ? layers.length : layers.indexOf(layer)
  }
  const below = office === undefined ? 1 : Math.max(place(office), 1)
  return officesCounted(state, person).some((name) => place(name) < below)
}

export function isAbsent(state: State, person: string): boolean {
  return isAway(read(state, organizationSlice), person)
}

/** From when until when a person who is away now is. */
export function absenceOf(state: State, person: string): Period | undefined {
  return row(read(state, organizationSlice).absences, person)?.running
}

/** The absences of a person that have not begun, the earliest first. */
export function absencesAhead(state: State, person: string): readonly Period[] {
  return (row(read(state, organizationSlice).absences, person) ?? noAbsences).ahead
}

/** Everybody who is away now, by name. */
export function peopleAway(state: State): readonly (Period & { readonly person: string })[] {
  return sortedRows(read(state, organizationSlice).absences).flatMap(([person, { running }]) => {
    return running ? [{ person, ...running }] : []
  })
}

/** Who is to stand in for the holder of an office while that one is away. */
export function substituteOf(state: State, person: string, office: string): string | undefined {
  return row(read(state, organizationSlice).substitutes, substitutionKey(office, person))
}

/** The offices in which a person is to stand in for somebody, whether that one is away or not. */
export function substitutesOf(state: State, substitute: string): readonly string[] {
  return substitutionsBy(state, substitute).map(({ office }) => office)
}

/** For whom somebody is to stand in, and in which office. */
export function substitutionsBy(state: State, substitute: string): readonly Substitution[] {
  const keys = row(read(state, organizationSlice).substituting, substitute) ?? none
  return keys.map((key) => ({ ...substitutionOf(key), substitute }))
}

/** The trainings of a person that count now, by name. */
export function trainingsOf(state: State, person: string): readonly Training[] {
  return row(read(state, organizationSlice).trainings, person) ?? untrained
}

/** Whether a training of that name counts for a person now. */
export function isTrained(state: State, person: string, training: string): boolean {
  return trainingsOf(state, person).some((known) => known.training === training)
}

/** What is due by then, the longest overdue first, and at most so much of it. */
export function dueInOrganization(state: State, time: Instant, countMax: number): readonly DueEvent[] {
  return dueEvents(read(state, organizationSlice), time, countMax)
}

/** When something is due next. */
export function nextOrganizationDue(state: State): Instant | undefined {
  return nextDueIn(read(state, organizationSlice))
}

/** Every office, by layer, rank and name. */
export function officesInOrder(state: State): readonly EstablishedOffice[] {
  const offices = sortedRows(read(state, organizationSlice).offices).map(([, office]) => office)
  return layers.flatMap((layer) => {
    return offices.filter((office) => office.layer === layer).sort((a, b) => rankIn(b) - rankIn(a))
  })
}

/** An office of the unit; `undefined` when there is none of that name. */
export function officeOf(state: State, office: string): EstablishedOffice | undefined {
  return row(read(state, organizationSlice).offices, office)
}

/** The rank of an office within its layer. */
export function rankIn({ rank = rankDefault }: Office): number {
  return rank
}

/** Since when somebody is appointed to an office; `undefined` when he is not. */
export function appointedSince(state: State, person: string, office: string): Since | undefined {
  return row(read(state, organizationSlice).appointments, substitutionKey(office, person))
}

/** Who is to stand in for whom, by office and person; `counts` while he does. */
export function substitutions(state: State): readonly (Substitution & { readonly counts: boolean })[] {
  const { substitutes } = read(state, organizationSlice)
  return sortedRows(substitutes).map(([key, substitute]) => {
    const { office, person } = substitutionOf(key)
    const counts = isAbsent(state, person) && standingIn(state, substitute, office) !== undefined
    return { office, person, substitute, counts }
  })
}
