import { isoInstant } from '#clock'
import { principalOf } from '#identity'
import type { State } from '#unit'
import type { Period } from './absences.ts'
import {
  absenceOf,
  appointedSince,
  holdersCounted,
  holdersOf,
  officesInOrder,
  rankIn,
  standingIn,
  substituteOf,
} from './standing.ts'
import type { EstablishedOffice, Since } from './state.ts'

/** An office with more people is a crowd, which `office.show` tells page by page. */
const holdersInChartMax = 50

/** All of a chart together: 2 MiB of JSON, which a browser reads in the blink of an eye. */
const holdersInChartsMax = 10_000

/** A page of one office's holders. */
const holdersShownMax = 500

/** Somebody with the name he was registered under. */
interface NamedPerson {
  readonly person: string
  /** Absent for one who was never registered. */
  readonly name?: string
}

/** From which entry on, and when that was (RFC 3339). */
interface ShownSince {
  readonly since: string
  readonly entry: number
}

/** Whoever is appointed to an office; who stands in for him while he is away, and whether that one counts. */
interface ShownHolder extends NamedPerson, Partial<ShownSince> {
  readonly away?: { readonly from: string; readonly until: string }
  readonly substitute?: NamedPerson & { readonly counts: boolean }
}

/** An office as it is shown. */
interface ShownOffice extends ShownSince {
  readonly office: string
  readonly title: string
  readonly layer: string
  readonly rank: number
  /** How many are appointed: 0 is a vacancy. */
  readonly appointed: number
  /** How many count for it now, those who stand in among them: 0 with somebody appointed is a gap. */
  readonly counted: number
  readonly holders: readonly ShownHolder[]
}

/** Every office with the first of its holders, by layer, rank and name. */
export function organizationChart(state: State): readonly ShownOffice[] {
  let left = holdersInChartsMax
  return officesInOrder(state).map((office) => {
    const people = holdersOf(state, office.office).slice(0, Math.min(holdersInChartMax, left))
    left -= people.length
    return officeShown(state, office, people)
  })
}

/** One office with a page of its holders, those after a person by name. */
export function officeInFull(
  state: State,
  office: EstablishedOffice,
  after: string | undefined,
): ShownOffice & { readonly more: boolean } {
  const all = holdersOf(state, office.office).filter((person) => after === undefined || person > after)
  const people = all.slice(0, holdersShownMax)
  return { ...officeShown(state, office, people), more: all.length > people.length }
}

function officeShown(state: State, office: EstablishedOffice, people: readonly string[]): ShownOffice {
  const { office: name, title, layer, since } = office
  return {
    ...{ office: name, title, layer, rank: rankIn(office), ...shownSince(since) },
    appointed: holdersOf(state, name).length,
    counted: holdersCounted(state, name).length,
    holders: people.map((person) => holderShown(state, person, name)),
  }
}

function holderShown(state: State, person: string, office: string): ShownHolder {
  const since = appointedSince(state, person, office)
  const away = absenceOf(state, person)
  const substitute = substituteOf(state, person, office)
  return {
    ...namedPerson(state, person),
    ...(since && shownSince(since)),
    ...(away && { away: shownPeriod(away) }),
    ...(substitute !== undefined && {
      substitute: {
        ...namedPerson(state, substitute),
        counts: away !== undefined && standingIn(state, substitute, office) === person,
      },
    }),
  }
}

/** A person with the name the unit knows him by. */
export function namedPerson(state: State, person: string): NamedPerson {
  const name = principalOf(state, { kind: 'person', id: person })?.name
  return { person, ...(name !== undefined && { name }) }
}

function shownSince({ entry, time }: Since): ShownSince {
  return { since: isoInstant(time), entry }
}

/** A period as it is shown, in RFC 3339. */
export function shownPeriod({ from, until }: Period): { readonly from: string; readonly until: string } {
  return { from: isoInstant(from), until: isoInstant(until) }
}
