import { z } from 'zod'
import { isoInstant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { principalOf } from '#identity'
import { officeKnown } from '#organization'
import { row, sortedRows } from '#table'
import { mayOpen, nameForm, type Procedure, parseProcedure, textBytesMax } from '#task'
import { defineQuery, read, type State } from '#unit'
import type { ProcedureFault } from './fault.ts'
import { caseForm } from './form.ts'
import { organisationOf } from './organisation.ts'
import { prospectOf } from './prospect.ts'
import { currentProcedure, draftIn, procedureSlice, versionsOf } from './state.ts'
import { unknownOffices } from './text-acts.ts'
import { type Adoption, type Authorship, digestOf } from './texts.ts'

/** Nobody reads further back on one page; the record has all of them. */
const versionsShownMax = 200

/** Far above what is read of a text, so that one that is too long is told so as every other fault is. */
const checkedCharactersMax = 4 * textBytesMax

const namedForm = z.string().regex(nameForm, 'must be the name of a procedure')

const digestForm = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256, hexadecimal')
  .describe('SHA-256 of the text, hexadecimal')

const procedures = defineQuery({
  name: 'procedure.list',
  label: 'the procedures of this unit',
  path: '/procedures',
  input: z.strictObject({}),
  access: { by: 'public' },
  answer({ state }) {
    const { procedures: adoptions, versions } = read(state, procedureSlice)
    const shown = sortedRows(adoptions).flatMap(([, adoption]) => {
      const procedure = row(versions, adoption.digest)
      return procedure ? [{ ...procedureView(procedure), ...adoptionView(adoption) }] : []
    })
    return accept({ procedures: shown })
  },
})

/** For whoever wants to open a case: which he could, and why not the others. */
const mine = defineQuery({
  name: 'procedure.mine',
  label: 'the procedures I may open a case of, and why not the others',
  path: '/me/procedures',
  input: z.strictObject({}),
  access: { by: 'member', visitors: true },
  answer({ state, reader }) {
    const { procedures: adoptions, versions } = read(state, procedureSlice)
    const organisation = organisationOf(state)
    const actor = certain(reader, 'the reader')
    const shown = sortedRows(adoptions).flatMap(([, { digest }]) => {
      const version = row(versions, digest)
      if (!version) return []
      const may = mayOpen(version, actor, organisation)
      const { name, title, data, steps } = version
      const titles = steps.map(({ id, title: own = { en: id } }) => own)
      const told = { procedure: name, title, data, steps: titles, may: may.ok }
      return [may.ok ? told : { ...told, refusal: may.fault }]
    })
    return accept({ procedures: shown })
  },
})

const procedure = defineQuery({
  name: 'procedure.show',
  label: 'one procedure with its text',
  path: '/procedures/:name',
  input: z.strictObject({ name: namedForm }),
  access: { by: 'public' },
  answer({ state }, { name }): Result<unknown, ProcedureFault> {
    const current = currentProcedure(state, name)
    if (!current) return refuse({ kind: 'procedure-unknown', procedure: name })
    const { adoption, procedure: parsed, text } = current
    return accept({ ...procedureView(parsed), ...adoptionView(adoption), text })
  },
})

/** For whoever adopts a text: what was drafted in the case, and the digest to name. */
const review = defineQuery({
  name: 'procedure.review',
  label: 'what was drafted for a procedure',
  path: '/procedures/:name/drafts/:case',
  input: z.strictObject({ name: namedForm, case: caseForm }),
  access: {
    by: 'step',
    permission: 'procedure.adopt',
    object: ({ name }) => `procedure/${name}`,
    uncounted: true,
  },
  answer({ state }, { name, case: id }): Result<unknown, ProcedureFault> {
    const draft = draftIn(state, id)
    if (draft?.procedure !== name) return refuse({ kind: 'draft-missing', case: id, procedure: name })
    const { procedure: of, digest, text } = draft
    return accept({ case: id, procedure: of, digest, text, drafted: authorView(state, draft) })
  },
})

const versions = defineQuery({
  name: 'procedure.versions',
  label: 'the texts a procedure has had, the newest first, and who drafted and adopted each',
  path: '/procedures/:name/versions',
  input: z.strictObject({ name: namedForm }),
  access: { by: 'member' },
  answer({ state }, { name }): Result<unknown, ProcedureFault> {
    const all = versionsOf(state, name)
    if (all.length === 0) return refuse({ kind: 'procedure-unknown', procedure: name })
    const shown = all.slice(0, versionsShownMax).map((adoption) => versionView(state, adoption))
    return accept({ procedure: name, versions: shown, more: all.length > shown.length })
  },
})

const version = defineQuery({
  name: 'procedure.version',
  label: 'one text that a procedure has had',
  path: '/procedures/:name/versions/:digest',
  input: z.strictObject({ name: namedForm, digest: digestForm }),
  access: { by: 'member' },
  answer({ state }, { name, digest }): Result<unknown, ProcedureFault> {
    const found = versionsOf(state, name).find((one) => one.digest === digest)
    if (!found) return refuse({ kind: 'version-unknown', procedure: name, digest })
    const { texts, versions: parsed } = read(state, procedureSlice)
    const shown = procedureView(certain(row(parsed, digest), `version ${digest}`))
    const told = { ...shown, procedure: name, ...versionView(state, found) }
    return accept({ ...told, text: row(texts, digest) ?? '' })
  },
})

/** For whoever writes one: what is wrong with it, or what it says and whether anybody could finish it. */
const outlook = defineQuery({
  name: 'procedure.outlook',
  label: 'what is wrong with the text of a procedure, or whether a case of it could be finished',
  path: '/procedures/check',
  document: 'text',
  costly: true,
  input: z.strictObject({
    text: z.string().max(checkedCharactersMax).describe('YAML text of a procedure'),
  }),
  access: { by: 'member' },
  answer: ({ state }, { text }) => accept(textOutlook(state, text)),
})

export const textQueries = [review, procedures, mine, procedure, versions, version, outlook] as const

function textOutlook(state: State, text: string): object {
  const parsed = parseProcedure(text)
  if (!parsed.ok) return { sound: false, faults: parsed.fault }
  const faults = unknownOffices(parsed.value, (office) => officeKnown(state, office))
  const { procedure: read } = parsed.value
  const shown = procedureView(read)
  if (faults.length > 0) return { sound: false, faults, procedure: shown }
  const digest = digestOf(text)
  const adopted = currentProcedure(state, read.name)?.adoption.digest
  const standing = adopted === undefined ? 'new' : adopted === digest ? 'adopted' : 'changed'
  return { sound: true, digest, standing, procedure: shown, ...prospectOf(state, read) }
}

/** A procedure as its text says it, without the ways through it, which follow from that. */
function procedureView({ runs: _, ...procedure }: Procedure): object {
  return procedure
}

function adoptionView({ digest, entry, time }: Adoption): object {
  return { digest, entry, adopted: isoInstant(time) }
}

function versionView(state: State, adoption: Adoption): object {
  const { case: id, by, drafted } = adoption
  return {
    ...adoptionView(adoption),
    ...(id !== undefined && { case: id }),
    ...(by !== undefined && { by, name: nameOf(state, by) }),
    ...(drafted && { drafted: authorView(state, drafted) }),
  }
}

function authorView(state: State, { by, entry, time }: Authorship): object {
  return { by, name: nameOf(state, by), entry, at: isoInstant(time) }
}

function nameOf(state: State, person: string): string | undefined {
  return principalOf(state, { kind: 'person', id: person })?.name
}
