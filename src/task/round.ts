import { accept, type Result, refuse } from '#fault'
import { type Case, holdersOf, type Step, stepAt } from './case.ts'
import { holds } from './condition.ts'
import { type Loop, type Procedure, stepPlace } from './procedure.ts'
import { anew, type Moment, withHolders } from './step.ts'

/** How many rounds of a loop were begun. */
export function roundOf(of: Pick<Case, 'rounds'>, loop: number): number {
  return of.rounds?.[loop] ?? 1
}

/** Whether a step may be completed with this outcome as far as rounds go: no loop it starts is used up. */
export function roundsLeft(
  procedure: Procedure,
  before: Case,
  place: number,
  outcome: string | undefined,
): Result<void, { readonly to: string; readonly rounds: number }> {
  if (procedure.loops.length === 0) return accept(undefined)
  const { type, step } = stepAt(procedure, before, place)
  const steps = before.steps.with(place, { ...step, ...(outcome !== undefined && { outcome }) })
  const spent = procedure.loops.find(
    (loop, index) => starts(procedure, steps, loop, type.id) && roundOf(before, index) >= loop.rounds,
  )
  return spent ? refuse({ to: spent.to, rounds: spent.rounds }) : accept(undefined)
}

/** Whether completing a step with this outcome would run the part of a loop again. */
export function startsLoop(procedure: Procedure, before: Case, place: number, outcome: string): boolean {
  if (procedure.loops.length === 0) return false
  const { type, step } = stepAt(procedure, before, place)
  const steps = before.steps.with(place, { ...step, outcome })
  return procedure.loops.some((loop) => starts(procedure, steps, loop, type.id))
}

/** The case with the part of a loop to be run again, if the completion of this step asks for it. */
export function nextRound(procedure: Procedure, completed: Case, step: string, moment: Moment): Case {
  const index = procedure.loops.findIndex((loop) => starts(procedure, completed.steps, loop, step))
  const loop = procedure.loops[index]
  if (!loop) return completed
  const steps = completed.steps.map((one, place) =>
    loop.body.includes(procedure.steps[place]?.id ?? '') ? again(procedure, one, index, moment) : one,
  )
  const inner = procedure.loops.flatMap((other, at) => (isWithin(other, loop) ? [[at, 1]] : []))
  const round = roundOf(completed, index) + 1
  const rounds = { ...completed.rounds, ...Object.fromEntries(inner), [index]: round }
  return { ...completed, steps, rounds }
}

/** Whether a loop is a part of another: it begins anew with each round of that. */
function isWithin(inner: Loop, outer: Loop): boolean {
  return inner.body.length < outer.body.length && inner.body.every((id) => outer.body.includes(id))
}

function starts(procedure: Procedure, steps: readonly Step[], loop: Loop, step: string): boolean {
  return loop.from === step && holds(procedure, steps, loop.when)
}

/**
 * A round begins with fresh counts: the number of rounds bounds them. Who had a part is kept, until the
 * release of the outermost loop that has begun a round since.
 */
function again({ loops }: Procedure, step: Step, index: number, moment: Moment): Step {
  const length = (loop: number): number => loops[loop]?.body.length ?? 0
  const parted = holdersOf(step).map((holder) => {
    const isOuter = holder.loop === undefined || length(index) > length(holder.loop)
    return { ...holder, loop: isOuter ? index : holder.loop }
  })
  return anew(step, withHolders([], parted), moment)
}

/** The steps of a loop whose release point has opened again: the people of rounds before count no more. */
export function released(procedure: Procedure, of: Case, opened: string): readonly Step[] {
  let { steps } = of
  for (const [index, { release, body }] of procedure.loops.entries()) {
    if (release !== opened || roundOf(of, index) === 1) continue
    for (const id of body) {
      const place = stepPlace(procedure, id)
      const step = steps[place]
      if (!step?.former.some(({ loop }) => loop === index)) continue
      steps = steps.with(place, { ...step, former: step.former.filter(({ loop }) => loop !== index) })
    }
  }
  return steps
}
