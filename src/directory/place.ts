import { isoInstant } from '#clock'
import { certain } from '#fault'
import type { PrincipalName } from '#identity'
import {
  absenceOf,
  absencesAhead,
  appointedSince,
  officeOf,
  officesCounted,
  officesOf,
  standingIn,
  substituteOf,
  substitutionsBy,
  trainingsOf,
} from '#organization'
import { type HeldStep, stepsHeld } from '#procedure'
import type { Asking, State } from '#unit'

/** Steps of one person that are read at a glance; who holds more has them on a page of its own. */
const stepsShownMax = 100

/**
 * What a person is and does in the unit: offices, absence and substitutes as the organisation's chart tells
 * them to everybody; steps of the cases that are shown to the reader; trainings and absences to come only to
 * that person. Nothing for devices and services, which hold no office.
 */
export function placeShown({ state, reader, time }: Asking, { kind, id }: PrincipalName): object {
  if (kind !== 'person') return {}
  const by = certain(reader, 'the reader')
  const isOwn = by.kind === 'person' && by.id === id
  const away = absenceOf(state, id)
  return {
    offices: officesShown(state, id),
    standsIn: officesCounted(state, id).flatMap((office) => {
      const person = standingIn(state, id, office)
      return person === undefined ? [] : [{ ...named(state, office), person }]
    }),
    substituteOf: substitutionsBy(state, id).map(({ office, person }) => ({
      ...named(state, office),
      person,
    })),
    ...(away && { absence: { from: isoInstant(away.from), until: isoInstant(away.until) } }),
    ...(isOwn && ownShown(state, id)),
    steps: stepsHeld(state, { kind, id }, by, time, stepsShownMax).map(stepShown),
  }
}

function officesShown(state: State, person: string): readonly object[] {
  return officesOf(state, person).map((office) => {
    const substitute = substituteOf(state, person, office)
    const since = appointedSince(state, person, office)
    return {
      ...named(state, office),
      ...(since && { since: isoInstant(since.time) }),
      ...(substitute !== undefined && { substitute }),
    }
  })
}

function named(state: State, office: string): object {
  const { title, layer } = certain(officeOf(state, office), 'an office that somebody holds')
  return { office, title, layer }
}

function ownShown(state: State, person: string): object {
  return {
    ahead: absencesAhead(state, person).map(({ from, until }) => {
      return { from: isoInstant(from), until: isoInstant(until) }
    }),
    trainings: trainingsOf(state, person).map(({ training, until }) => {
      return { training, until: isoInstant(until) }
    }),
  }
}

function stepShown({ since, deadline, ...step }: HeldStep): object {
  return {
    ...step,
    since: isoInstant(since),
    ...(deadline !== undefined && { deadline: isoInstant(deadline) }),
  }
}
