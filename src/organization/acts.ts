import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { personKnown } from '#identity'
import { defineAct, type State } from '#unit'
import { absenceActs } from './absence-acts.ts'
import type { OfficeFault } from './fault.ts'
import { officeForm, personForm, reasonForm } from './form.ts'
import { holdersOf, officeCount, officeKnown, substituteOf, substitutionsBy } from './standing.ts'
import { layers, type OrganizationEvent } from './state.ts'
import { substitutionActs } from './substitution-acts.ts'
import { trainingActs } from './training-acts.ts'

/** More offices than any ministry has; each is shown in every chart. */
const officesMax = 5_000

/** More holders than any one office has; appointments rewrite the list. */
const holdersMax = 10_000

/** What establishing an office says of it. */
export const officeFactsForm = z.strictObject({
  office: officeForm,
  title: z.string().min(1).max(200).describe('title, in any script'),
  layer: z.enum(layers).describe('layer of the security organisation'),
  rank: z
    .int()
    .min(1)
    .max(99)
    .optional()
    .describe('who is senior within the layer: 1 to 99, 50 without it, higher is senior'),
})

const appointmentForm = z.strictObject({ person: personForm, office: officeForm })

type Outcome = Result<readonly OrganizationEvent[], OfficeFault>

const establish = defineAct({
  name: 'office.establish',
  label: 'establish an office',
  input: officeFactsForm,
  authority: { by: 'step', permission: 'office.establish', object: (input) => `office/${input.office}` },
  decide({ state }, input): Outcome {
    if (officeKnown(state, input.office)) return refuse({ kind: 'office-known', office: input.office })
    if (officeCount(state) >= officesMax) return refuse({ kind: 'offices-full', officesMax })
    return accept([{ kind: 'office-established', ...input }])
  },
})

const propose = defineAct({
  name: 'person.propose',
  label: 'propose a person for an office',
  input: appointmentForm,
  authority: { by: 'step', permission: 'person.propose', object: appointmentObject },
  decide({ state }, { person, office }): Outcome {
    const fault = appointmentFault(state, person, office)
    return fault ? refuse(fault) : accept([{ kind: 'person-proposed', person, office }])
  },
})

const appoint = defineAct({
  name: 'person.appoint',
  label: 'appoint a person to an office',
  input: appointmentForm,
  authority: { by: 'step', permission: 'person.appoint', object: appointmentObject },
  decide({ state }, { person, office }): Outcome {
    const fault = appointmentFault(state, person, office)
    return fault ? refuse(fault) : accept([{ kind: 'person-appointed', person, office }])
  },
})

const proposeDismissal = defineAct({
  name: 'person.propose-dismissal',
  label: 'propose to dismiss a person from an office',
  input: appointmentForm.extend({ reason: reasonForm }),
  authority: {
    by: 'step',
    permission: 'person.propose-dismissal',
    object: (input) => appointmentObject(input),
  },
  decide({ state }, { person, office, reason }): Outcome {
    const fault = dismissalFault(state, person, office)
    return fault ? refuse(fault) : accept([{ kind: 'dismissal-proposed', person, office, reason }])
  },
})

const dismiss = defineAct({
  name: 'person.dismiss',
  label: 'dismiss a person from an office',
  input: appointmentForm,
  authority: { by: 'step', permission: 'person.dismiss', object: appointmentObject },
  decide({ state }, { person, office }): Outcome {
    const fault = dismissalFault(state, person, office)
    if (fault) return refuse(fault)
    return accept([{ kind: 'person-dismissed', person, office }, ...substitutionsOver(state, person, office)])
  },
})

/** The person is part of the object, so that whoever appoints can appoint nobody but the one proposed. */
function appointmentObject({ person, office }: { readonly person: string; readonly office: string }): string {
  return `office/${office}/person/${person}`
}

function appointmentFault(state: State, person: string, office: string): OfficeFault | undefined {
  if (!officeKnown(state, office)) return { kind: 'office-unknown', office }
  if (!personKnown(state, person)) return { kind: 'person-unknown', person }
  const holders = holdersOf(state, office)
  if (holders.includes(person)) return { kind: 'appointed-already', person, office }
  if (holders.length >= holdersMax) return { kind: 'office-holders-full', office, holdersMax }
  return undefined
}

function dismissalFault(state: State, person: string, office: string): OfficeFault | undefined {
  if (!officeKnown(state, office)) return { kind: 'office-unknown', office }
  return holdersOf(state, office).includes(person) ? undefined : { kind: 'not-appointed', person, office }
}

/**
 * Whoever is dismissed needs no substitute in the office, and is nobody's in it: one who was appointed after
 * he had been named would count again otherwise, as soon as the other is away.
 */
function substitutionsOver(state: State, person: string, office: string): readonly OrganizationEvent[] {
  const substitute = substituteOf(state, person, office)
  const own = substitute === undefined ? [] : [{ person, substitute, office }]
  const others = substitutionsBy(state, person).filter((one) => one.office === office)
  return [...own, ...others].map((over) => ({ kind: 'substitute-removed', ...over }))
}

export const organizationActs = [
  establish,
  propose,
  appoint,
  proposeDismissal,
  dismiss,
  ...absenceActs,
  ...substitutionActs,
  ...trainingActs,
] as const
