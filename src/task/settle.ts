import { certain } from '#fault'
import { type Case, isDone, isFinished, isHeld, isPassedOver, type Step } from './case.ts'
import { holds } from './condition.ts'
import type { Procedure, StepType } from './procedure.ts'
import { released } from './round.ts'
import { at, ended, invoked, type Moment, withHold, withoutHold } from './step.ts'

/**
 * Lets every step find out what the others mean for it, until nothing moves; then sees whether all is over.
 * Each turn a step only goes forward (or between waiting and valid, as those it depends on say), so this
 * ends.
 */
export function settled(procedure: Procedure, before: Case, moment: Moment): Case {
  let after = before
  const places = new Map(procedure.steps.map(({ id }, place) => [id, place]))
  for (let moved = true; moved; ) {
    moved = false
    for (const [place, type] of procedure.steps.entries()) {
      const step = after.steps[place]
      if (!step || step.state === 'invalid') continue
      const next = moving({ procedure, places, steps: after.steps, moment }, type, step)
      if (next === step) continue
      after = { ...after, steps: after.steps.with(place, next) }
      if (next.state === 'invoked') after = { ...after, steps: released(procedure, after, type.id) }
      moved = true
    }
  }
  if (after.steps.some(({ state }) => state !== 'invalid')) return after
  return { ...after, state: after.steps.every(isFinished) ? 'finished' : 'stopped', ended: moment.time }
}

/** A case in the midst of settling. */
interface Settling {
  readonly procedure: Procedure
  /** Of each step, by its name: looked up for every tie of every step. */
  readonly places: ReadonlyMap<string, number>
  readonly steps: readonly Step[]
  readonly moment: Moment
}

function namedIn({ places, steps }: Settling, ids: readonly string[]): readonly Step[] {
  return ids.map((id) => certain(steps[places.get(id) ?? -1], `step ${id}`))
}

/** What becomes of one step by what the others are; the same object when nothing does. */
function moving(among: Settling, type: StepType, step: Step): Step {
  const { moment } = among
  // Whoever broke the glass waits for nobody.
  if (step.emergency) return step
  if (step.state === 'dormant') return awakened(among, type, step)
  if (step.state === 'invoked' && namedIn(among, type.excludes).some(isTaken))
    return ended(step, 'excluded', moment)
  if (type.requires.length === 0 && type.together.length === 0) return step
  const required = namedIn(among, type.requires)
  const needed = [...required, ...namedIn(among, type.together)]
  if (needed.some(isBroken)) return ended(step, 'dependency-ended', moment)
  if (needed.some(isPassedOver)) return ended(step, 'skipped', moment)
  if (step.state === 'invoked') return required.every(isLiveOrDone) ? step : at(step, 'dormant', moment)
  const waiting = step.holds?.includes('waiting') ?? false
  const ready = required.every(isLiveOrDone) && partnersReady(among, type)
  if (ready === !waiting) return step
  return ready ? withoutHold(step, 'waiting', moment) : withHold(step, 'waiting', moment)
}

/** Whether every step that is held together with this one is held as well, and stopped by nobody. */
function partnersReady(among: Settling, { together }: StepType): boolean {
  return namedIn(among, together).every((partner, at) => {
    if (partner.state === 'invalid') return true
    if (!isHeld(partner)) return false
    const stopped = partner.holds?.some((reason) => reason !== 'waiting') ?? false
    const place = among.places.get(together[at] ?? '') ?? -1
    const { requires } = certain(among.procedure.steps[place], 'a step that is held together')
    return !stopped && (partner.emergency === true || namedIn(among, requires).every(isLiveOrDone))
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
function awakened(among: Settling, type: StepType, step: Step): Step {
  const { procedure, steps, moment } = among
  if (type.reviews.length > 0) return reviewing(among, type, step)
  const named = (ids: readonly string[]): readonly Step[] => namedIn(among, ids)
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
function reviewing(among: Settling, type: StepType, step: Step): Step {
  const { procedure, steps, moment } = among
  const reviewed = namedIn(among, type.reviews)
  if (reviewed.some(({ emergency }) => emergency)) return step
  if (reviewed.some(({ broken = [] }) => broken.length > 0)) return invoked(type, step, moment)
  const rest = steps.filter((_, place) => procedure.steps[place]?.reviews.length === 0)
  return rest.every(({ state }) => state === 'invalid') ? ended(step, 'skipped', moment) : step
}
