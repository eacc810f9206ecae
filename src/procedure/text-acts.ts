import { z } from 'zod'
import { accept, refuse } from '#fault'
import { officeKnown } from '#organization'
import { row } from '#table'
import { type ProcedureText, parseProcedure, textBytesMax } from '#task'
import { defineAct, read, type State, stepCase } from '#unit'
import type { ProcedureFault } from './fault.ts'
import { type Outcome, procedureForm } from './form.ts'
import { draftIn, procedureSlice } from './state.ts'
import { digestOf } from './texts.ts'

/** A unit's whole administration is some twenty; the founder searches all of them at a refusal. */
const proceduresMax = 500

const draft = defineAct({
  name: 'procedure.draft',
  label: 'draft a procedure',
  input: z.strictObject({
    name: procedureForm,
    text: z.string().max(textBytesMax).describe('YAML text of the procedure'),
  }),
  authority: { by: 'step', permission: 'procedure.draft', object: ({ name }) => `procedure/${name}` },
  decide({ state, speaker, grant }, { name, text }): Outcome {
    const fault = draftFault(state, name, text)
    if (fault) return refuse(fault)
    const id = stepCase({ grant })
    const facts = { case: id, procedure: name, digest: digestOf(text), text, by: speaker.id }
    return accept([{ kind: 'procedure-drafted', ...facts }])
  },
})

/** What is adopted is what was drafted in the same case; the digest says that the adopter has seen which. */
const adopt = defineAct({
  name: 'procedure.adopt',
  label: 'adopt a drafted procedure',
  input: z.strictObject({
    name: procedureForm,
    digest: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .describe('SHA-256 of the drafted text, hexadecimal'),
  }),
  authority: { by: 'step', permission: 'procedure.adopt', object: ({ name }) => `procedure/${name}` },
  decide({ state, speaker, grant }, { name, digest }): Outcome {
    const id = stepCase({ grant })
    const drafted = draftIn(state, id)
    if (drafted?.procedure !== name) return refuse({ kind: 'draft-missing', case: id, procedure: name })
    if (drafted.digest !== digest) {
      return refuse({ kind: 'draft-differs', case: id, drafted: drafted.digest, named: digest })
    }
    // Offices may have gone, and another case may have adopted the same text since.
    const fault = draftFault(state, name, drafted.text)
    if (fault) return refuse(fault)
    const facts = { procedure: name, digest, text: drafted.text, case: id, by: speaker.id }
    return accept([{ kind: 'procedure-adopted', ...facts }])
  },
})

function draftFault(state: State, name: string, text: string): ProcedureFault | undefined {
  const parsed = parseProcedure(text)
  if (!parsed.ok) return { kind: 'procedure-text', procedure: name, faults: parsed.fault }
  const inText = parsed.value.procedure.name
  if (inText !== name) return { kind: 'procedure-misnamed', named: name, inText }
  const offices = unknownOffices(parsed.value, (office) => officeKnown(state, office))
  if (offices.length > 0) return { kind: 'procedure-text', procedure: name, faults: offices }
  const digest = digestOf(text)
  const { procedures } = read(state, procedureSlice)
  const known = row(procedures, name)
  if (known?.digest === digest) return { kind: 'procedure-unchanged', procedure: name, digest }
  if (known || procedures.size < proceduresMax) return undefined
  return { kind: 'procedures-too-many', countMax: proceduresMax }
}

export const textActs = [draft, adopt] as const

/** Where a text names offices the unit does not have. */
export function unknownOffices(
  { offices }: ProcedureText,
  known: (office: string) => boolean,
): readonly Extract<ProcedureFault, { kind: 'procedure-text' }>['faults'][number][] {
  return offices
    .filter(({ office }) => !known(office))
    .map((mention) => ({ kind: 'unknown-office', ...mention }))
}
