import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { defineQuery, type State } from '#unit'
import type { Period } from './absences.ts'
import { namedPerson, officeInFull, organizationChart, shownPeriod } from './chart.ts'
import type { Training } from './due.ts'
import type { OrganizationFault } from './fault.ts'
import { officeForm, personForm } from './form.ts'
import {
  absenceOf,
  absencesAhead,
  officeOf,
  officesCounted,
  peopleAway,
  standingIn,
  substitutions,
  substitutionsBy,
  trainingsOf,
} from './standing.ts'
import { trainingObject } from './training-acts.ts'

const chart = defineQuery({
  name: 'organization.show',
  label: 'the offices, who holds them, who of those is away and who stands in',
  path: '/organization',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer({ state }) {
    const away = peopleAway(state).map((one) => shownAway(state, one))
    const substitutes = substitutions(state).map(({ person, substitute, ...one }) => {
      const { name } = namedPerson(state, person)
      const { name: substituteName } = namedPerson(state, substitute)
      return { ...one, person, name, substitute, substituteName }
    })
    return accept({ offices: organizationChart(state), away, substitutes })
  },
})

const oneOffice = defineQuery({
  name: 'office.show',
  label: 'one office with its holders',
  path: '/organization/:office',
  input: z.strictObject({
    office: officeForm,
    after: personForm.optional().describe('person: only holders after this one'),
  }),
  access: { by: 'member' },
  answer({ state }, { office, after }): Result<unknown, OrganizationFault> {
    const known = officeOf(state, office)
    return known ? accept(officeInFull(state, known, after)) : refuse({ kind: 'office-unknown', office })
  },
})

const mine = defineQuery({
  name: 'office.mine',
  label: 'the offices that count for me, for whom I stand in, my trainings and absences',
  path: '/me/offices',
  input: z.strictObject({}),
  access: { by: 'member', visitors: true },
  answer({ state, reader }) {
    const { id } = certain(reader, 'the reader')
    const offices = officesCounted(state, id)
    const standsIn = offices.flatMap((office) => {
      const person = standingIn(state, id, office)
      return person === undefined ? [] : [{ office, person }]
    })
    const named = substitutionsBy(state, id).map(({ office, person }) => ({ office, person }))
    const trainings = trainingsOf(state, id).map(shownTraining)
    return accept({ offices, standsIn, substituteOf: named, trainings, absences: absencesOf(state, id) })
  },
})

const absences = defineQuery({
  name: 'absence.list',
  label: 'my absences, and who is away now',
  path: '/absences',
  input: z.strictObject({}),
  access: { by: 'member' },
  answer({ state, reader }) {
    const { id } = certain(reader, 'the reader')
    return accept({
      mine: absencesOf(state, id),
      away: peopleAway(state).map((one) => shownAway(state, one)),
    })
  },
})

/** Everybody's own `office.mine` tells. */
const trainings = defineQuery({
  name: 'training.list',
  label: 'the trainings of a person',
  path: '/people/:person/trainings',
  input: z.strictObject({ person: personForm }),
  access: {
    by: 'step',
    permission: 'training.record',
    object: (input) => trainingObject(input),
    uncounted: true,
  },
  answer: ({ state }, { person }) =>
    accept({ person, trainings: trainingsOf(state, person).map(shownTraining) }),
})

function absencesOf(state: State, person: string) {
  const running = absenceOf(state, person)
  const now = running ? [{ ...shownPeriod(running), away: true }] : []
  const ahead = absencesAhead(state, person).map((period) => ({ ...shownPeriod(period), away: false }))
  return [...now, ...ahead]
}

function shownAway(state: State, { person, ...period }: Period & { readonly person: string }) {
  return { ...namedPerson(state, person), ...shownPeriod(period) }
}

function shownTraining({ training, until }: Training) {
  return { training, until: isoInstant(until) }
}

export const organizationQueries = [chart, oneOffice, mine, absences, trainings] as const
