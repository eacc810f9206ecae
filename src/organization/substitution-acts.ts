import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { personKnown } from '#identity'
import { defineAct, type State } from '#unit'
import type { Substitution, SubstitutionFault } from './fault.ts'
import { officeForm, personForm, reasonForm } from './form.ts'
import { holdersOf, officeKnown, substituteOf, substitutionsBy } from './standing.ts'
import type { OrganizationEvent } from './state.ts'

/** Whoever stood in for more people could do the work of none; each is looked at when one goes or returns. */
const substitutionsMax = 32

type Outcome = Result<readonly OrganizationEvent[], SubstitutionFault>

const substitutionForm = z.strictObject({
  person: personForm.describe('whoever holds the office'),
  office: officeForm,
  substitute: personForm.describe('who stands in while the person is away'),
})

const propose = defineAct({
  name: 'substitute.propose',
  label: 'propose a substitute for the holder of an office',
  input: substitutionForm,
  authority: { by: 'step', permission: 'substitute.propose', object: substitutionObject },
  decide({ state }, named): Outcome {
    const fault = namingFault(state, named)
    return fault ? refuse(fault) : accept([{ kind: 'substitute-proposed', ...named }])
  },
})

/** A holder has one substitute in an office: naming another takes the place of the one before. */
const name = defineAct({
  name: 'substitute.name',
  label: 'name a substitute for the holder of an office',
  input: substitutionForm,
  authority: { by: 'step', permission: 'substitute.name', object: substitutionObject },
  decide({ state }, named): Outcome {
    const fault = namingFault(state, named)
    if (fault) return refuse(fault)
    const former = substituteOf(state, named.person, named.office)
    const removed = former === undefined ? [] : [{ ...named, substitute: former }]
    return accept([
      ...removed.map((over) => ({ kind: 'substitute-removed', ...over }) as const),
      { kind: 'substitute-named', ...named },
    ])
  },
})

const remove = defineAct({
  name: 'substitute.remove',
  label: 'remove the substitute of the holder of an office',
  input: substitutionForm.extend({ reason: reasonForm }),
  authority: { by: 'step', permission: 'substitute.remove', object: (input) => substitutionObject(input) },
  decide({ state }, { reason, ...named }): Outcome {
    if (!officeKnown(state, named.office)) return refuse({ kind: 'office-unknown', office: named.office })
    return substituteOf(state, named.person, named.office) === named.substitute
      ? accept([{ kind: 'substitute-removed', ...named, reason }])
      : refuse({ kind: 'not-substitute', ...named })
  },
})

/** All three are part of the object, so that whoever names can name nobody but the one proposed. */
function substitutionObject({ person, substitute, office }: Substitution): string {
  return `office/${office}/person/${person}/substitute/${substitute}`
}

function namingFault(state: State, named: Substitution): SubstitutionFault | undefined {
  const { person, substitute, office } = named
  if (!officeKnown(state, office)) return { kind: 'office-unknown', office }
  const holders = holdersOf(state, office)
  if (!holders.includes(person)) return { kind: 'not-appointed', person, office }
  if (person === substitute) return { kind: 'substitute-oneself', person }
  if (!personKnown(state, substitute)) return { kind: 'person-unknown', person: substitute }
  if (holders.includes(substitute)) return { kind: 'substitute-appointed', substitute, office }
  if (substituteOf(state, person, office) === substitute) return { kind: 'substitute-known', ...named }
  if (substitutionsBy(state, substitute).length < substitutionsMax) return undefined
  return { kind: 'substitutions-full', substitute, countMax: substitutionsMax }
}

export const substitutionActs = [propose, name, remove] as const
