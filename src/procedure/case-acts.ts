import { z } from 'zod'
import type { Instant } from '#clock'
import { accept, certain, type Result, refuse } from '#fault'
import { dueInOrganization, type OrganizationEvent, reasonForm } from '#organization'
import { countOf, numbersOf } from '#table'
import {
  checkOpening,
  findStep,
  type Grant,
  mayCancel,
  mayOpen,
  objectLengthMax,
  permissionForm,
  permitUse,
  stepAt,
} from '#task'
import { defineAct, read, type State } from '#unit'
import type { ProcedureEvent } from './events.ts'
import type { ProcedureFault } from './fault.ts'
import { caseForm, dataForm, inCase, type Outcome, procedureForm, stepInput } from './form.ts'
import { dueGroup, groupOf, partyKey, stepOf } from './marks.ts'
import { organisationOf, partyOf } from './organisation.ts'
import { caseOf, currentProcedure, nextDue, procedureSlice } from './state.ts'

/**
 * Cases one person may have open: a registrar who enrols a ministry opens some hundreds in a day. Beyond
 * it the memory of the node (2 KB a case) would be his to fill.
 */
const openCasesMax = 1_000

/**
 * At the 220 octets of the longest names they fill half of an entry, and what is stranded by them may fill
 * another third: an entry too large would stop the clock. The node ticks again at once while more are due.
 */
const eventsPerTickMax = 128

/** An id of 63 characters, and for a visitor a domain of 253 behind it. */
const personLengthMax = 320

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

const cancel = defineAct({
  name: 'case.cancel',
  label: 'cancel a case',
  input: z.strictObject({ case: caseForm, reason: reasonForm }),
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
      const found = findStep(procedure, of, step)
      if (!found) return refuse({ kind: 'step-unknown', case: id, step })
      const { executor, delegates = [] } = found.step
      const holder = [executor, ...delegates].find((one) => one && one.kind !== 'node' && one.id === person)
      if (!holder) return refuse({ kind: 'not-executor', case: id, step })
      const { kind, key } = holder
      const grant = permitUse(procedure, of, step, {
        actor: { kind, id: person, key },
        permission,
        object,
        time,
      })
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
  label: 'put on the record what time has brought',
  actor: 'node',
  input: z.strictObject({}),
  authority: { by: 'step', permission: 'clock.tick', object: () => 'clock' },
  decide({ state, time }): Result<readonly (ProcedureEvent | OrganizationEvent)[], ProcedureFault> {
    const steps = dueSteps(state, time)
    const others = dueInOrganization(state, time, Math.max(0, eventsPerTickMax - steps.length))
    if (steps.length + others.length > 0) return accept([...steps, ...others])
    const next = nextDue(state)
    return refuse({ kind: 'nothing-due', ...(next !== undefined && { next }) })
  },
})

export const caseActs = [open, cancel, use, tick] as const

/** What is due of steps, the earliest first, as much as one entry takes. */
function dueSteps(state: State, time: Instant): readonly ProcedureEvent[] {
  const { sets } = read(state, procedureSlice)
  const events: ProcedureEvent[] = []
  const seen = new Set<number>()
  for (const second of numbersOf(sets, dueGroup)) {
    if (second * 1000 > time) break
    for (const number of numbersOf(sets, groupOf.dueIn(second))) {
      if (events.length >= eventsPerTickMax) return events
      // More than one thing of a step may be due: the first look finds them all.
      if (seen.has(number)) continue
      seen.add(number)
      events.push(...dueOf(state, number, time))
    }
  }
  return events
}

/** A window that is over ends the step, and with it everything else that was due of it. */
function dueOf(state: State, number: number, time: Instant): readonly ProcedureEvent[] {
  const { case: id, place } = stepOf(number)
  const { procedure, of } = certain(caseOf(state, id), `case ${id}`)
  const { type, step } = stepAt(procedure, of, place)
  const named = { case: id, step: type.id }
  const isOver = (end: Instant | undefined): boolean => end !== undefined && time >= end
  if (isOver(step.deadline)) return [{ kind: 'step-expired', ...named }]
  if (isOver(step.assignBy)) return [{ kind: 'step-escalated', ...named }]
  return (step.delegates ?? [])
    .filter(({ until }) => isOver(until))
    .map(({ kind, id: person }) => ({ kind: 'delegation-ended', ...named, delegate: { kind, id: person } }))
}
