import { accept } from '#fault'
import { personForm, reasonForm } from '#organization'
import { mayBreakGlass } from '#task'
import { type Context, defineAct } from '#unit'
import { inCase, type Outcome, stepInput } from './form.ts'
import { organisationOf } from './organisation.ts'

const glassInput = stepInput.extend({
  reason: reasonForm,
  second: personForm.describe('the second person, who is told'),
})

const breakGlass = defineAct({
  name: 'step.break-glass',
  label: 'take a step in an emergency',
  input: glassInput,
  authority: {
    by: 'rule',
    permit(context, input) {
      return inCase(context.state, input.case, ({ procedure, of }) => {
        const may = glassIn(context, input, procedure, of)
        return may.ok ? accept(may.value.rule) : may
      })
    },
  },
  decide(context, input): Outcome {
    const { case: id, step, reason, second } = input
    return inCase(context.state, id, ({ procedure, of }) => {
      const may = glassIn(context, input, procedure, of)
      if (!may.ok) return may
      const { executor, breakGlass: rule } = may.value
      const glass = {
        by: { kind: executor.kind, id: executor.id },
        reason,
        told: { kind: 'person', id: second },
      } as const
      return accept([{ kind: 'glass-broken', case: id, step, executor, glass, within: rule.within }])
    })
  },
})

function glassIn(
  { state, speaker }: Pick<Context, 'state' | 'speaker'>,
  { step, second }: { readonly step: string; readonly second: string },
  procedure: Parameters<typeof mayBreakGlass>[0],
  of: Parameters<typeof mayBreakGlass>[1],
): ReturnType<typeof mayBreakGlass> {
  return mayBreakGlass(procedure, of, step, speaker, second, organisationOf(state))
}

export const emergencyActs = [breakGlass] as const
