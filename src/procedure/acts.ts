import { z } from 'zod'
import { accept, certain, type Result, refuse } from '#fault'
import { officeKnown } from '#organization'
import { countOf, numbersOf, row } from '#table'
import {
  type Case,
  checkCompletion,
  checkOpening,
  type Executor,
  findStep,
  type Grant,
  mayCancel,
  mayClaim,
  mayComplete,
  mayOpen,
  mayResume,
  maySuspend,
  nameForm,
  objectLengthMax,
  type Procedure,
  type ProcedureText,
  parseProcedure,
  permissionForm,
  permitUse,
  textBytesMax,
} from '#task'
import { type Context, defineAct, read, type State, stepCase } from '#unit'
import type { ProcedureEvent } from './events.ts'
import type { ProcedureFault } from './fault.ts'
import { dueGroup, groupOf, partyKey, stepOf } from './marks.ts'
import { organisationOf, partyOf } from './organisation.ts'
import { caseOf, currentProcedure, digestOf, draftIn, nextDue, procedureSlice } from './state.ts'

/** A unit's whole administration is some twenty; the founder searches all of them at a refusal. */
const proceduresMax = 500

/**
 * Cases one person may have open: a registrar who enrols a ministry opens some hundreds in a day. Beyond
 * it the memory of the node (2 KB a case) would be his to fill.
 */
const openCasesMax = 1_000

/** At 80 octets each they fill a third of an entry; the node ticks again at once while more are due. */
const expiredPerTickMax = 256

/** An id of 63 characters, and for a visitor a domain of 253 behind it. */
const personLengthMax = 320

type Outcome = Result<readonly ProcedureEvent[], ProcedureFault>

/** The number of a case, as all its acts name it. */
export const caseForm = z
  .string()
  .regex(/^[1-9][0-9]{0,8}$/, 'must be the number of a case')
  .describe('number of the case')
const stepForm = z.string().regex(nameForm, 'must be the name of a step').describe('name of the step')
const procedureForm = z
  .string()
  .regex(nameForm, 'must be the name of a procedure')
  .describe('name of the procedure')

/** The form of a value is looked at with what the procedure declares; here only its kind is. */
const dataForm = z.record(z.string().max(64), z.union([z.string().max(1024), z.number()]))
const stepInput = z.strictObject({ case: caseForm, step: stepForm })

const draft = defineAct({
  name: 'procedure.draft',
  label: 'draft a procedure',
  input: z.strictObject({
    name: procedureForm,
    text: z.string().max(textBytesMax).describe('YAML text of the procedure'),
  }),
  authority: { by: 'step', permission: 'procedure.draft', object: ({ name }) => `procedure/${name}` },
  decide({ state, grant }, { name, text }): Outcome {
    const fault = draftFault(state, name, text)
    if (fault) return refuse(fault)
    const id = stepCase({ grant })
    return accept([{ kind: 'procedure-drafted', case: id, procedure: name, digest: digestOf(text), text }])
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
  decide({ state, grant }, { name, digest }): Outcome {
    const id = stepCase({ grant })
    const drafted = draftIn(state, id)
    if (drafted?.procedure !== name) return refuse({ kind: 'draft-missing', case: id, procedure: name })
    if (drafted.digest !== digest) {
      return refuse({ kind: 'draft-differs', case: id, drafted: drafted.digest, named: digest })
    }
    // Offices may have gone, and another case may have adopted the same text since.
    const fault = draftFault(state, name, drafted.text)
    if (fault) return refuse(fault)
    return accept([{ kind: 'procedure-adopted', procedure: name, digest, text: drafted.text }])
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

const open = defineAct({
  name: 'case.open',
  label: 'open a case',
  input: z.strictObject({
    procedure: procedureForm,
    data: dataForm.optional().describe('what the procedure asks for, by name'),
  }),
  authority: {
    by: 'rule',
    permit({ state, speaker }, input): Result<Grant, ProcedureFault> {
      const current = currentProcedure(state, input.procedure)
      if (!current) return refuse({ kind: 'procedure-unknown', procedure: input.procedure })
      return mayOpen(current.procedure, speaker, organisationOf(state))
    },
  },
  decide({ state, speaker }, input): Outcome {
    const current = currentProcedure(state, input.procedure)
    const opener = partyOf(speaker)
    if (!current || !opener) return refuse({ kind: 'procedure-unknown', procedure: input.procedure })
    const { nextCase, sets } = read(state, procedureSlice)
    const count = countOf(sets, groupOf.opened(partyKey(opener)))
    if (count >= openCasesMax) return refuse({ kind: 'cases-too-many', open: count, countMax: openCasesMax })
    const id = String(nextCase)
    const data = checkOpening(current.procedure, id, input.data ?? {})
    if (!data.ok) return data
    const { digest } = current.adoption
    return accept([
      { kind: 'case-opened', case: id, procedure: input.procedure, digest, opener, data: data.value },
    ])
  },
})

const claim = defineAct({
  name: 'step.claim',
  label: 'claim a step',
  input: stepInput,
  authority: {
    by: 'rule',
    permit: ({ state, speaker }, input) =>
      inCase(state, input.case, ({ procedure, of }) =>
        mayClaim(procedure, of, input.step, speaker, organisationOf(state)),
      ),
  },
  decide: (context, input): Outcome =>
    withExecutor(context, (executor) => ({ kind: 'step-claimed', ...input, executor })),
})

const hold = defineAct({
  name: 'step.hold',
  label: 'put a step on hold',
  input: stepInput,
  authority: {
    by: 'rule',
    permit: ({ state, speaker, time }, input) =>
      inCase(state, input.case, ({ procedure, of }) => maySuspend(procedure, of, input.step, speaker, time)),
  },
  decide: (_, input): Outcome => accept([{ kind: 'step-held', ...input }]),
})

const resume = defineAct({
  name: 'step.resume',
  label: 'go on with a step on hold',
  input: stepInput,
  authority: {
    by: 'rule',
    permit: ({ state, speaker, time }, input) =>
      inCase(state, input.case, ({ procedure, of }) =>
        mayResume(procedure, of, input.step, speaker, organisationOf(state), time),
      ),
  },
  decide: (context, input): Outcome =>
    withExecutor(context, (executor) => ({ kind: 'step-resumed', ...input, executor })),
})

const complete = defineAct({
  name: 'step.complete',
  label: 'complete a step',
  input: stepInput.extend({
    outcome: z.string().max(64).optional().describe('one of the outcomes the step has'),
    data: dataForm.optional().describe('what the step asks for, by name'),
  }),
  authority: {
    by: 'rule',
    permit: ({ state, speaker, time }, input) =>
      inCase(state, input.case, ({ procedure, of }) => mayComplete(procedure, of, input.step, speaker, time)),
  },
  decide: ({ state }, { case: id, step, outcome, data }): Outcome =>
    inCase(state, id, ({ procedure, of }) => {
      const found = findStep(procedure, of, step)
      if (!found) return refuse({ kind: 'step-unknown', case: of.id, step })
      const completion = checkCompletion(found.type, outcome, data)
      return completion.ok
        ? accept([{ kind: 'step-completed', case: id, step, ...completion.value }])
        : completion
    }),
})

const cancel = defineAct({
  name: 'case.cancel',
  label: 'cancel a case',
  input: z.strictObject({ case: caseForm, reason: z.string().min(1).max(500).describe('why, in words') }),
  authority: {
    by: 'rule',
    permit: ({ state, speaker, time }, input) =>
      inCase(state, input.case, ({ procedure, of }) =>
        mayCancel(procedure, of, speaker, organisationOf(state), time),
      ),
  },
  decide: (_, input): Outcome => accept([{ kind: 'case-cancelled', ...input }]),
})

const use = defineAct({
  name: 'step.use',
  label: 'count the use of a permission at the gate',
  actor: 'node',
  input: stepInput.extend({
    permission: z.string().regex(permissionForm, 'must be a permission'),
    object: z.string().max(objectLengthMax),
    person: z.string().max(personLengthMax).describe('who uses it; a visitor as `id@domain`'),
    epoch: z.int().min(0).describe('epoch of the grant that was found'),
  }),
  authority: { by: 'step', permission: 'step.use', object: (input) => `case/${input.case}` },
  decide({ state, time }, { case: id, step, permission, object, person, epoch }): Outcome {
    return inCase(state, id, ({ procedure, of }) => {
      const executor = findStep(procedure, of, step)?.step.executor
      const kind = executor?.kind === 'visitor' ? 'visitor' : 'person'
      const actor = { kind, id: person, key: executor?.key ?? '' } as const
      const grant = permitUse(procedure, of, step, { actor, permission, object, time })
      if (!grant.ok) return grant
      if (grant.value.epoch !== epoch)
        return refuse({ kind: 'epoch-over', case: id, step, epoch: grant.value.epoch })
      if (!grant.value.counted) return refuse({ kind: 'not-counted', case: id, step, permission })
      return accept([{ kind: 'step-used', case: id, step, permission }])
    })
  },
})

const tick = defineAct({
  name: 'clock.tick',
  label: 'end the steps whose window is over',
  actor: 'node',
  input: z.strictObject({}),
  authority: { by: 'step', permission: 'clock.tick', object: () => 'clock' },
  decide({ state, time }): Outcome {
    const events = dueSteps(state, time)
    if (events.length > 0) return accept(events)
    const next = nextDue(state)
    return refuse({ kind: 'nothing-due', ...(next !== undefined && { next }) })
  },
})

export const procedureActs = [draft, adopt, open, claim, hold, resume, complete, cancel, use, tick] as const

/** Where a text names offices the unit does not have. */
export function unknownOffices(
  { offices }: ProcedureText,
  known: (office: string) => boolean,
): readonly Extract<ProcedureFault, { kind: 'procedure-text' }>['faults'][number][] {
  return offices
    .filter(({ office }) => !known(office))
    .map((mention) => ({ kind: 'unknown-office', ...mention }))
}

function inCase<T>(
  state: State,
  id: string,
  answer: (running: { readonly procedure: Procedure; readonly of: Case }) => Result<T, ProcedureFault>,
): Result<T, ProcedureFault> {
  const running = caseOf(state, id)
  return running ? answer(running) : refuse({ kind: 'case-unknown', case: id })
}

/** Who speaks becomes the executor, as the rule found him fit. */
function withExecutor({ speaker, grant }: Context, event: (executor: Executor) => ProcedureEvent): Outcome {
  const party = certain(partyOf(speaker), 'whom the rule found fit')
  const { office, founding } = grant.by === 'rule' ? grant : {}
  return accept([
    event({
      ...party,
      key: speaker.key,
      ...(office !== undefined && { office }),
      ...(founding && { founding }),
    }),
  ])
}

/** The steps whose window is over, the earliest first, as many as one entry takes. */
function dueSteps(state: State, time: number): readonly ProcedureEvent[] {
  const { sets } = read(state, procedureSlice)
  const events: ProcedureEvent[] = []
  for (const second of numbersOf(sets, dueGroup)) {
    if (second * 1000 > time) break
    for (const number of numbersOf(sets, groupOf.dueIn(second))) {
      if (events.length === expiredPerTickMax) return events
      const { case: id, place } = stepOf(number)
      const type = caseOf(state, id)?.procedure.steps[place]
      if (type) events.push({ kind: 'step-expired', case: id, step: type.id })
    }
  }
  return events
}
