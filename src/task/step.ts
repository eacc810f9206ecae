import type { Instant } from '#clock'
import {
  type Holder,
  type HoldReason,
  holdersOf,
  type Step,
  type StepEnd,
  type StepState,
  sameParty,
} from './case.ts'
import type { StepType } from './procedure.ts'

/** Where a change stands: the entry's index in the acts log and its time. */
export interface Moment {
  readonly index: number
  readonly time: Instant
}

/** The step in another state, from this entry on. */
export function at(step: Step, state: StepState, { index, time }: Moment): Step {
  return { ...step, state, epoch: index, since: time }
}

/** The step at its end. Who held it stays; what was only of the time before is left away. */
export function ended(step: Step, end: StepEnd, moment: Moment): Step {
  const { holds: _holds, assignBy: _by, emergency: _emergency, ...rest } = step
  return { ...at(rest, 'invalid', moment), end }
}

/** The step on hold for one reason more. */
export function withHold(step: Step, reason: HoldReason, moment: Moment): Step {
  const { holds = [] } = step
  if (holds.includes(reason)) return step
  return { ...at(step, 'hold', moment), holds: [...holds, reason] }
}

/** The step without a reason to be on hold; valid when it was the last, if somebody holds it. */
export function withoutHold(step: Step, reason: HoldReason, moment: Moment): Step {
  const { holds = [], ...rest } = step
  const left = holds.filter((one) => one !== reason)
  if (left.length > 0) return { ...at(rest, 'hold', moment), holds: left }
  return at(rest, step.state === 'hold' ? 'valid' : step.state, moment)
}

/**
 * The instance whose executor is gone ends here; its counts, and all who had a part in it, carry over to the
 * next. So does a suspension: who takes the step again does not end it by that.
 */
export function freshInstance(type: StepType, step: Step, moment: Moment, keepsWindow?: true): Step {
  const { executor: _executor, delegates: _delegates, deadline, holds, emergency: _, ...rest } = step
  const former = withHolders(step.former, holdersOf(step).slice(step.former.length))
  return {
    ...invoked(type, { ...rest, former }, moment),
    instance: step.instance + 1,
    ...(holds?.includes('supervisor') && { holds: ['supervisor'] as const }),
    ...(keepsWindow && deadline !== undefined && { deadline }),
  }
}

/** The instance ends here whoever held it: the step waits for its turn again. */
export function dormantAgain(type: StepType, step: Step, moment: Moment): Step {
  const { deadline: _, assignBy: _by, ...fresh } = freshInstance(type, step, moment)
  return at(fresh, 'dormant', moment)
}

/** The step as it was before it was ever taken, with fresh counts; who had a part in it is kept. */
export function anew(step: Step, former: readonly Holder[], moment: Moment): Step {
  const { epoch, since, instance, broken } = step
  const fresh: Step = { state: 'dormant', epoch, since, instance: instance + 1, former, used: {} }
  return at({ ...fresh, ...(broken && { broken }) }, 'dormant', moment)
}

/** The step as it opens: the clock of its assignment starts. */
export function invoked(type: StepType, step: Step, moment: Moment): Step {
  const within = type.assignment?.within
  const { escalated: _, ...rest } = step
  return { ...at(rest, 'invoked', moment), ...(within !== undefined && { assignBy: moment.time + within }) }
}

/** Each person once (twice if he was the founder at first), so that the list is no longer than the staff. */
export function withHolders(former: readonly Holder[], more: readonly Holder[]): readonly Holder[] {
  let after = former
  for (const { kind, id, founding, loop, facts } of more) {
    const holder = {
      kind,
      id,
      ...(founding && { founding }),
      ...(loop !== undefined && { loop }),
      ...(facts && { facts }),
    }
    const known = after.some(
      (one) => sameParty(one, holder) && one.founding === founding && one.loop === loop,
    )
    if (!known) after = [...after, holder]
  }
  return after
}
