import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { idForm, personKnown } from '#identity'
import { defineAct } from '#unit'
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

type Outcome = Result<readonly OrganizationEvent[], OrganizationFault>

const establish = defineAct({
  name: 'office.establish',
  label: 'establish an office',
  input: z.strictObject({
    office: officeForm,
    title: z.string().min(1).max(200).describe('title, in any script'),
    layer: z.enum(layers).describe('layer of the security organisation'),
  }),
  authority: { by: 'step', permission: 'office.establish', object: (input) => `office/${input.office}` },
  decide({ state }, input): Outcome {
    if (officeKnown(state, input.office)) return refuse({ kind: 'office-known', office: input.office })
    if (officeCount(state) >= officesMax) return refuse({ kind: 'offices-full', officesMax })
    return accept([{ kind: 'office-established', ...input }])
  },
})

const appoint = defineAct({
  name: 'person.appoint',
  label: 'appoint a person to an office',
  input: z.strictObject({ person: personForm, office: officeForm }),
  authority: { by: 'step', permission: 'person.appoint', object: (input) => `office/${input.office}` },
  decide({ state }, { person, office }): Outcome {
    if (!officeKnown(state, office)) return refuse({ kind: 'office-unknown', office })
    if (!personKnown(state, person)) return refuse({ kind: 'person-unknown', person })
    const holders = holdersOf(state, office)
    if (holders.includes(person)) return refuse({ kind: 'appointed-already', person, office })
    if (holders.length >= holdersMax) return refuse({ kind: 'office-holders-full', office, holdersMax })
    return accept([{ kind: 'person-appointed', person, office }])
  },
})

const dismiss = defineAct({
  name: 'person.dismiss',
  label: 'dismiss a person from an office',
  input: z.strictObject({ person: personForm, office: officeForm, reason: z.string().min(1).max(500) }),
  authority: { by: 'step', permission: 'person.dismiss', object: (input) => `office/${input.office}` },
  decide({ state }, { person, office }): Outcome {
    if (!officeKnown(state, office)) return refuse({ kind: 'office-unknown', office })
    if (!holdersOf(state, office).includes(person)) return refuse({ kind: 'not-appointed', person, office })
    return accept([{ kind: 'person-dismissed', person, office }])
  },
})

export const organizationActs = [establish, appoint, dismiss] as const
