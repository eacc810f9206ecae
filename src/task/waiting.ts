import type { Result } from '#fault'
import { mayHold, type Rule, stepIn } from './authority.ts'
import { type Case, isDone, isFinished, isHeld, type Step, stepAt } from './case.ts'
import type { RuleFault } from './fault.ts'
import { type Procedure, stepPlace } from './procedure.ts'
import type { Actor, Organisation } from './standing.ts'

/** A step that another waits for, and by which tie of the procedure. */
interface Wait {
  readonly step: string
  /**
   * It comes before, or says it does; triggers; must be valid or finished; must be held together with the
   * other; or is the one whose broken glass would be reviewed.
   */
  readonly tie: 'after' | 'before' | 'trigger' | 'requires' | 'together' | 'review'
}

/**
 * What a step that is not open yet, or on hold for others, still waits for, in the order in which the
 * procedure names them; nothing of one that waits for nothing or is over.
 */
export function waitsOf(procedure: Procedure, of: Case, place: number): readonly Wait[] {
  const { type, step } = stepAt(procedure, of, place)
  const named = (ids: readonly string[], tie: Wait['tie'], waits: (step: Step) => boolean): readonly Wait[] =>
    ids.flatMap((id) => {
      return waits(stepAt(procedure, of, stepPlace(procedure, id)).step) ? [{ step: id, tie }] : []
    })
  const required = named(type.requires, 'requires', (one) => one.state !== 'valid' && !isFinished(one))
  const together = named(type.together, 'together', (one) => one.state !== 'invalid' && !isReady(one))
  if (step.state === 'hold') return step.holds?.includes('waiting') ? [...required, ...together] : []
  if (step.state !== 'dormant') return []
  if (type.reviews.length > 0) return named(type.reviews, 'review', () => true)
  const triggers = named(type.triggeredBy, 'trigger', ({ state }) => state !== 'invalid')
  const triggered = type.triggeredBy.some((id) =>
    isDone(stepAt(procedure, of, stepPlace(procedure, id)).step),
  )
  return [
    ...named(type.after, 'after', ({ state }) => state !== 'invalid'),
    ...(triggered ? [] : triggers),
    ...required,
    ...named(type.awaits, 'before', ({ state }) => state !== 'invalid'),
  ]
}

/** Somebody holds it, and nobody stops it. */
function isReady(step: Step): boolean {
  return isHeld(step) && !(step.holds ?? []).some((reason) => reason !== 'waiting')
}

/**
 * Whether anything about the actor himself would stand against his taking a step that is not open yet, is
 * open, or is held by another, as things are now.
 */
export function mayTakeOnceOpen(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  organisation: Organisation,
): Result<Rule, RuleFault> {
  const found = stepIn(procedure, of, step, ['dormant', 'invoked', 'valid', 'hold'])
  return found.ok ? mayHold(procedure, of, found.value, actor, organisation, 'trustee') : found
}
