import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { idForm, personKnown } from '#identity'
import { defineAct, type State } from '#unit'
import { holdersOf, layers, type OrganizationEvent, officeCount, officeKnown } from './state.ts'

/** More offices than any ministry has; each is shown in every chart. */
const officesMax = 5_000

/** More holders than any one office has; appointments rewrite the list. */
const holdersMax = 10_000

const officeForm = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
    'must be 1 to 63 of a-z 0-9 - and begin and end with a letter or digit',
  )
  .describe('office, as `head-of-permits`')

const personForm = idForm.describe('person, as `li.wei`')

export type OrganizationFault =
  | { readonly kind: 'office-known'; readonly office: string }
  | { readonly kind: 'office-unknown'; readonly office: string }
  | { readonly kind: 'offices-full'; readonly officesMax: number }
  | { readonly kind: 'office-holders-full'; readonly office: string; readonly holdersMax: number }
  | { readonly kind: 'person-unknown'; readonly person: string }
  | { readonly kind: 'appointed-already'; readonly person: string; readonly office: string }
  | { readonly kind: 'not-appointed'; readonly person: string; readonly office: string }

/** What establishing an office says of it. */
export const officeFactsForm = z.strictObject({
  office: officeForm,
  title: z.string().min(1).max(200).describe('title, in any script'),
  layer: z.enum(layers).describe('layer of the security organisation'),
})

const appointmentForm = z.strictObject({ person: personForm, office: officeForm })

type Outcome = Result<readonly OrganizationEvent[], OrganizationFault>

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
  input: appointmentForm.extend({ reason: z.string().min(1).max(500).describe('why, in words') }),
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
    return fault ? refuse(fault) : accept([{ kind: 'person-dismissed', person, office }])
  },
})

/** The person is part of the object, so that whoever appoints can appoint nobody but the one proposed. */
function appointmentObject({ person, office }: { readonly person: string; readonly office: string }): string {
  return `office/${office}/person/${person}`
}

function appointmentFault(state: State, person: string, office: string): OrganizationFault | undefined {
  if (!officeKnown(state, office)) return { kind: 'office-unknown', office }
  if (!personKnown(state, person)) return { kind: 'person-unknown', person }
  const holders = holdersOf(state, office)
  if (holders.includes(person)) return { kind: 'appointed-already', person, office }
  if (holders.length >= holdersMax) return { kind: 'office-holders-full', office, holdersMax }
  return undefined
}

function dismissalFault(state: State, person: string, office: string): OrganizationFault | undefined {
  if (!officeKnown(state, office)) return { kind: 'office-unknown', office }
  return holdersOf(state, office).includes(person) ? undefined : { kind: 'not-appointed', person, office }
}

export const organizationActs = [establish, propose, appoint, proposeDismissal, dismiss] as const
