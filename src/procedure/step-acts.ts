import { z } from 'zod'
import { accept, certain, refuse } from '#fault'
import { personForm } from '#organization'
import {
  checkCompletion,
  type Executor,
  executorOf,
  findStep,
  mayAssign,
  mayClaim,
  mayComplete,
  mayRelease,
  mayResume,
  maySuspend,
  transition,
} from '#task'
import { type Context, defineAct } from '#unit'
import type { ProcedureEvent } from './events.ts'
import { dataForm, inCase, type Outcome, stepInput } from './form.ts'
import { organisationOf, partyOf } from './organisation.ts'

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
    withExecutor(context, input, (executor) => ({ kind: 'step-claimed', ...input, executor })),
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
    withExecutor(context, input, (executor) => ({ kind: 'step-resumed', ...input, executor })),
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
  decide: ({ state, index, time }, { case: id, step, outcome, data }): Outcome =>
    inCase(state, id, ({ procedure, of }) => {
      const found = findStep(procedure, of, step)
      if (!found) return refuse({ kind: 'step-unknown', case: of.id, step })
      const completion = checkCompletion(found.type, outcome, data)
      if (!completion.ok) return completion
      const happening = { kind: 'complete', ...completion.value } as const
      const after = transition(procedure, of, found.place, happening, { index, time })
      if (!after.ok) return after
      return accept([{ kind: 'step-completed', case: id, step, ...completion.value }])
    }),
})

const release = defineAct({
  name: 'step.release',
  label: 'give a step back',
  input: stepInput,
  authority: {
    by: 'rule',
    permit: ({ state, speaker, time }, input) =>
      inCase(state, input.case, ({ procedure, of }) => mayRelease(procedure, of, input.step, speaker, time)),
  },
  decide: (_, input): Outcome => accept([{ kind: 'step-released', ...input }]),
})

const assign = defineAct({
  name: 'step.assign',
  label: 'give an open step to somebody',
  input: stepInput.extend({ person: personForm }),
  authority: {
    by: 'rule',
    permit({ state, speaker }, { case: id, step, person }) {
      return inCase(state, id, ({ procedure, of }) => {
        const assigned = mayAssign(procedure, of, step, speaker, person, organisationOf(state))
        return assigned.ok ? accept(assigned.value.rule) : assigned
      })
    },
  },
  decide({ state, speaker }, { case: id, step, person }): Outcome {
    return inCase(state, id, ({ procedure, of }) => {
      const assigned = mayAssign(procedure, of, step, speaker, person, organisationOf(state))
      if (!assigned.ok) return assigned
      const by = certain(partyOf(speaker), 'whom the rule found fit')
      return accept([{ kind: 'step-assigned', case: id, step, executor: assigned.value.executor, by }])
    })
  },
})

export const stepActs = [claim, assign, hold, resume, release, complete] as const

/** Who speaks becomes the executor, as the rule found him fit. */
function withExecutor(
  { state, speaker, grant }: Context,
  { case: id, step }: { readonly case: string; readonly step: string },
  event: (executor: Executor) => ProcedureEvent,
): Outcome {
  return inCase(state, id, ({ procedure, of }) => {
    const { type } = certain(findStep(procedure, of, step), `step ${step}`)
    const { kind } = certain(partyOf(speaker), 'whom the rule found fit')
    const standing = grant.by === 'rule' ? grant : {}
    const actor = { kind, id: speaker.id, key: speaker.key }
    return accept([event(executorOf(procedure, { type }, actor, standing, organisationOf(state)))])
  })
}
