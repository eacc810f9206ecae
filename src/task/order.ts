import { type Case, type Holder, isHeld } from './case.ts'
import { type Procedure, stepPlace } from './procedure.ts'

/** A way that a case can go on: the steps, by place, that are still to be taken on it. */
export type Way = ReadonlySet<number>

/** The steps that have been taken, on a way, before another of its steps can open; by place. */
export function surelyBefore(procedure: Procedure, of: Case, way: Way, place: number): ReadonlySet<number> {
  const before = new Set<number>()
  const ahead = [...waitsFor(procedure, of, way, place)]
  for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
    if (before.has(at)) continue
    before.add(at)
    ahead.push(...waitsFor(procedure, of, way, at))
  }
  return before
}

/** What has surely ended, or is held, when a step has opened or was passed over. */
function waitsFor(procedure: Procedure, of: Case, way: Way, place: number): readonly number[] {
  const type = procedure.steps[place]
  const step = of.steps[place]
  // What somebody holds waited already, or did not have to.
  if (!type || !step || step.state === 'invalid' || isHeld(step)) return []
  const { after, requires, awaits, triggeredBy, excludes } = type
  const places = (ids: readonly string[]): readonly number[] => ids.map((id) => stepPlace(procedure, id))
  // One that is excluded waits for nothing, one that is skipped only for what leads to it.
  if (!way.has(place)) return excludes.length > 0 ? [] : places(after)
  const triggers = places(triggeredBy).filter((at) => way.has(at))
  const [only, ...others] = triggers
  const trigger = only !== undefined && others.length === 0 ? [only] : []
  return [...places([...after, ...requires, ...awaits]), ...trigger]
}

/**
 * Whether somebody who had a part in a step still counts when another is claimed: nobody of an earlier round
 * of a loop does once its release point has opened again, which can be before or after on some ways.
 */
export function countsWhen(
  procedure: Procedure,
  of: Case,
  way: Way,
  { loop }: Holder,
  place: number,
): 'surely' | 'perhaps' | 'not' {
  const release = loop === undefined ? undefined : procedure.loops[loop]?.release
  if (release === undefined) return 'surely'
  const at = stepPlace(procedure, release)
  if (!way.has(at) || of.steps[at]?.state !== 'dormant') return 'surely'
  if (at === place || surelyBefore(procedure, of, way, place).has(at)) return 'not'
  return surelyBefore(procedure, of, way, at).has(place) ? 'surely' : 'perhaps'
}
