import { accept, type Result, refuse } from '#fault'
import { reasonForm } from '#organization'
import { findStep, type Happening, stepPlace, transition } from '#task'
import { type Context, defineAct } from '#unit'
import type { ProcedureEvent } from './events.ts'
import type { ProcedureFault } from './fault.ts'
import { inCase, type Outcome, stepInput } from './form.ts'
import { caseOf } from './state.ts'

const withReason = stepInput.extend({ reason: reasonForm })

const suspend = defineAct({
  name: 'step.suspend',
  label: 'suspend a step that somebody holds',
  input: withReason,
  authority: { by: 'step', permission: 'step.suspend', object: (input) => `case/${input.case}` },
  decide: (context, input): Outcome =>
    nodesOwn(context, input) ??
    supervised(context, input, { kind: 'hold', by: 'supervisor' }, [
      { kind: 'step-held', ...input, by: 'supervisor' },
    ]),
})

const restore = defineAct({
  name: 'step.restore',
  label: 'end the suspension of a step',
  input: stepInput,
  authority: { by: 'step', permission: 'step.restore', object: (input) => `case/${input.case}` },
  decide(context, input): Outcome {
    const { case: id, step } = input
    return inCase(context.state, id, ({ procedure, of }) => {
      const found = findStep(procedure, of, step)
      if (!found) return refuse({ kind: 'step-unknown', case: id, step })
      if (!found.step.holds?.includes('supervisor')) return refuse({ kind: 'not-suspended', case: id, step })
      return supervised(context, input, { kind: 'resume', by: 'supervisor' }, [
        { kind: 'step-restored', ...input },
      ])
    })
  },
})

const revoke = defineAct({
  name: 'step.revoke',
  label: 'revoke a step that somebody holds',
  input: withReason,
  authority: { by: 'step', permission: 'step.revoke', object: (input) => `case/${input.case}` },
  decide: (context, input): Outcome =>
    nodesOwn(context, input) ??
    supervised(context, input, { kind: 'revoke', reason: input.reason }, [
      { kind: 'step-revoked', ...input },
    ]),
})

export const supervisionActs = [suspend, restore, revoke] as const

/**
 * By its own steps a node keeps the clock, which ends suspensions as well: who stopped it would have stopped
 * what stands above himself. An operator ends the node's duty by cancelling its case.
 */
function nodesOwn(
  { state }: Pick<Context, 'state'>,
  { case: id, step }: { readonly case: string; readonly step: string },
): Outcome | undefined {
  const running = caseOf(state, id)
  const found = running && findStep(running.procedure, running.of, step)
  if (found?.step.executor?.kind !== 'node') return undefined
  return refuse({ kind: 'step-of-node', case: id, step })
}

/** The events, if what they tell can happen to the step as it stands. */
function supervised(
  { state, index, time }: Pick<Context, 'state' | 'index' | 'time'>,
  { case: id, step }: { readonly case: string; readonly step: string },
  happening: Happening,
  events: readonly ProcedureEvent[],
): Result<readonly ProcedureEvent[], ProcedureFault> {
  return inCase(state, id, ({ procedure, of }) => {
    const place = stepPlace(procedure, step)
    if (place < 0) return refuse({ kind: 'step-unknown', case: id, step })
    const after = transition(procedure, of, place, happening, { index, time })
    return after.ok ? accept(events) : after
  })
}
