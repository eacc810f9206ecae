import { z } from 'zod'
import { accept } from '#fault'
import { instantForm, personForm } from '#organization'
import { type DelegationAsked, mayDelegate, mayEndDelegation, permissionForm } from '#task'
import { type Context, defineAct } from '#unit'
import { inCase, type Outcome, stepInput } from './form.ts'
import { organisationOf } from './organisation.ts'

/** A step has no more permissions than that. */
const permissionsMax = 16

const delegateInput = stepInput.extend({
  person: personForm.describe('whom to delegate to, as `li.wei`'),
  permissions: z
    .array(z.string().regex(permissionForm, 'must be one permission, as `permit.read`'))
    .min(1)
    .max(permissionsMax)
    .optional()
    .describe('which of its permissions; all when left out'),
  until: instantForm('when it ends; with the step when left out').optional(),
  completes: z.boolean().optional().describe('whether the delegate may complete the step as well'),
})

type DelegateInput = z.infer<typeof delegateInput>

const delegate = defineAct({
  name: 'step.delegate',
  label: 'delegate a step',
  input: delegateInput,
  authority: {
    by: 'rule',
    permit(context, input) {
      return inCase(context.state, input.case, ({ procedure, of }) => {
        const may = delegationIn(context, input, procedure, of)
        return may.ok ? accept(may.value.rule) : may
      })
    },
  },
  decide(context, input): Outcome {
    const { case: id, step } = input
    return inCase(context.state, id, ({ procedure, of }) => {
      const may = delegationIn(context, input, procedure, of)
      return may.ok ? accept([{ kind: 'step-delegated', case: id, step, delegate: may.value.delegate }]) : may
    })
  },
})

function delegationIn(
  { state, speaker, time }: Pick<Context, 'state' | 'speaker' | 'time'>,
  { case: _, step, person, permissions, until, completes }: DelegateInput,
  procedure: Parameters<typeof mayDelegate>[0],
  of: Parameters<typeof mayDelegate>[1],
): ReturnType<typeof mayDelegate> {
  const asked: DelegationAsked = {
    person,
    ...(permissions && { permissions }),
    ...(until !== undefined && { until }),
    ...(completes && { completes }),
  }
  return mayDelegate(procedure, of, step, speaker, asked, organisationOf(state), time)
}

const undelegate = defineAct({
  name: 'step.undelegate',
  label: 'end the delegation of a step',
  input: stepInput.extend({ person: personForm }),
  authority: {
    by: 'rule',
    permit: ({ state, speaker }, { case: id, step, person }) =>
      inCase(state, id, ({ procedure, of }) => mayEndDelegation(procedure, of, step, speaker, person)),
  },
  decide: (_, { case: id, step, person }): Outcome =>
    accept([{ kind: 'delegation-ended', case: id, step, delegate: { kind: 'person', id: person } }]),
})

export const delegationActs = [delegate, undelegate] as const
