import { certain } from '#fault'
import { type Case, isDone, isFinished, isHeld, isPassedOver, type Step } from './case.ts'
import { holds, stepNamed } from './condition.ts'
import { type Procedure, type StepType, stepPlace } from './procedure.ts'
import { released } from './round.ts'
import { at, ended, invoked, type Moment, withHold, withoutHold } from './step.ts'

/**
 * Lets every step find out what the others mean for it, until nothing moves; then sees whether all is over.
 * Each turn a step only goes forward (or between waiting and valid, as those it depends on say), so this
 * ends.
 */
export function settled(procedure: Procedure, before: Case, moment: Moment): Case {
  let after = before
  for (let moved = true; moved; ) {
    moved = false
    for (const [place, type] of procedure.steps.entries()) {
      const step = after.steps[place]
      if (!step || step.state === 'invalid') continue
      const next = moving(procedure, after.steps, type, step, moment)
      if (next === step) continue
      after = { ...after, steps: after.steps.with(place, next) }
      if (next.state === 'invoked') after = { ...after, steps: released(procedure, after, type.id) }
      moved = true
    }
  }
  if (after.steps.some(({ state }) => state !== 'invalid')) return after
  return { ...after, state: after.steps.every(isFinished) ? 'finished' : 'stopped', ended: moment.time }
}

/** What becomes of one step by what the others are; the same object when nothing does. */
function moving(
  procedure: Procedure,
  steps: readonly Step[],
  type: StepType,
  step: Step,
  moment: Moment,
): Step {
  // Whoever broke the glass waits for nobody.
  if (step.emergency) return step
  const named = (ids: readonly string[]): readonly Step[] => ids.map((id) => stepNamed(procedure, steps, id))
  if (step.state === 'dormant') return awakened(procedure, steps, type, step, moment)
  if (step.state === 'invoked' && named(type.excludes).some(isTaken)) return ended(step, 'excluded', moment)
  if (type.requires.length === 0 && type.together.length === 0) return step
  const required = named(type.requires)
  const needed = [...required, ...named(type.together)]
  if (needed.some(isBroken)) return ended(step, 'dependency-ended', moment)
  if (needed.some(isPassedOver)) return ended(step, 'skipped', moment)
  if (step.state === 'invoked') return required.every(isLiveOrDone) ? step : at(step, 'dormant', moment)
  const waiting = step.holds?.includes('waiting') ?? false
  const ready = required.every(isLiveOrDone) && partnersReady(procedure, steps, type)
  if (ready === !waiting) return step
  return ready ? withoutHold(step, 'waiting', moment) : withHold(step, 'waiting', moment)
}

/** Whether every step that is held together with this one is held as well, and stopped by nobody. */
function partnersReady(procedure: Procedure, steps: readonly Step[], { together }: StepType): boolean {
  return together.every((id) => {
    const partner = stepNamed(procedure, steps, id)
    if (partner.state === 'invalid') return true
    if (!isHeld(partner)) return false
    const stopped = partner.holds?.some((reason) => reason !== 'waiting') ?? false
    const type = certain(procedure.steps[stepPlace(procedure, id)], `step ${id}`)
    const required = type.requires.map((other) => stepNamed(procedure, steps, other))
    return !stopped && (partner.emergency === true || required.every(isLiveOrDone))
  })
}

/** Somebody has it or had it to the end: what it excludes is out. */
function isTaken(step: Step): boolean {
  return isHeld(step) || isDone(step)
}

function isLiveOrDone(step: Step): boolean {
  return step.state === 'valid' || isFinished(step)
}

/** Ended, and not as it should. */
function isBroken(step: Step): boolean {
  return step.state === 'invalid' && !isFinished(step)
}

/**
 * What a dormant step becomes. It is skipped when its condition does not hold, or when all the steps it
 * waits for were skipped: a branch not taken is not taken to its end, and one that joins another waits for
 * that alone.
 */
function awakened(
  procedure: Procedure,
  steps: readonly Step[],
  type: StepType,
  step: Step,
  moment: Moment,
): Step {
  if (type.reviews.length > 0) return reviewing(procedure, steps, type, step, moment)
  const named = (ids: readonly string[]): readonly Step[] => ids.map((id) => stepNamed(procedure, steps, id))
  if (named(type.excludes).some(isTaken)) return ended(step, 'excluded', moment)
  const before = named(type.after)
  const required = named(type.requires)
  const needed = [...required, ...named(type.together)]
  if ([...before, ...needed].some(isBroken)) return ended(step, 'unreachable', moment)
  if (before.some(({ state }) => state !== 'invalid')) return step
  const triggers = named(type.triggeredBy)
  const untriggered = triggers.length > 0 && !triggers.some(isDone)
  if (untriggered && triggers.some(({ state }) => state !== 'invalid')) return step
  const deadBranch = before.length > 0 && before.every(isPassedOver)
  const wanted = type.when === undefined || holds(procedure, steps, type.when)
  if (deadBranch || untriggered || !wanted || needed.some(isPassedOver)) return ended(step, 'skipped', moment)
  if (!required.every(isLiveOrDone)) return step
  if (named(type.awaits).some(({ state }) => state !== 'invalid')) return step
  return invoked(type, step, moment)
}

/** A review opens once the emergency is over, and is not wanted when the rest is done without one. */
function reviewing(
  procedure: Procedure,
  steps: readonly Step[],
  type: StepType,
  step: Step,
  moment: Moment,
): Step {
  const reviewed = type.reviews.map((id) => stepNamed(procedure, steps, id))
  if (reviewed.some(({ emergency }) => emergency)) return step
  if (reviewed.some(({ broken = [] }) => broken.length > 0)) return invoked(type, step, moment)
  const rest = steps.filter((_, place) => procedure.steps[place]?.reviews.length === 0)
  return rest.every(({ state }) => state === 'invalid') ? ended(step, 'skipped', moment) : step
}
