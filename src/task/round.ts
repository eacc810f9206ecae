import { accept, type Result, refuse } from '#fault'
import { type Case, holdersOf, type Step, stepAt } from './case.ts'
import { holds } from './condition.ts'
import { type Loop, type Procedure, stepPlace } from './procedure.ts'
import { at, type Moment, withHolders } from './step.ts'

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

/** The case with the part of a loop to be run again, if the completion of this step asks for it. */
export function nextRound(procedure: Procedure, completed: Case, step: string, moment: Moment): Case {
  const index = procedure.loops.findIndex((loop) => starts(procedure, completed.steps, loop, step))
  const loop = procedure.loops[index]
  if (!loop) return completed
  const round = roundOf(completed, index)
  const steps = completed.steps.map((one, place) =>
    loop.body.includes(procedure.steps[place]?.id ?? '') ? again(one, round, moment) : one,
  )
  const inner = procedure.loops.flatMap(({ body }, other) =>
    other !== index && body.every((id) => loop.body.includes(id)) ? [[other, 1]] : [],
  )
  const rounds = { ...completed.rounds, ...Object.fromEntries(inner), [index]: round + 1 }
  return { ...completed, steps, rounds }
}

function starts(procedure: Procedure, steps: readonly Step[], loop: Loop, step: string): boolean {
  return loop.from === step && holds(procedure, steps, loop.when)
}

/** A round begins with fresh counts: the number of rounds bounds them. Who had a part is kept. */
function again(step: Step, round: number, moment: Moment): Step {
  const { epoch, since, instance, broken } = step
  const parted = holdersOf(step).map((holder) => ({ ...holder, round: holder.round ?? round }))
  const former = withHolders([], parted)
  const fresh: Step = { state: 'dormant', epoch, since, instance: instance + 1, former, used: {} }
  return at({ ...fresh, ...(broken && { broken }) }, 'dormant', moment)
}

/** The steps of a loop whose release point has opened again: the people of rounds before count no more. */
export function released(procedure: Procedure, of: Case, opened: string): readonly Step[] {
  let { steps } = of
  for (const [index, loop] of procedure.loops.entries()) {
    if (loop.release !== opened || roundOf(of, index) === 1) continue
    for (const id of loop.body) {
      const place = stepPlace(procedure, id)
      const step = steps[place]
      if (!step?.former.some(({ round }) => round !== undefined)) continue
      steps = steps.with(place, { ...step, former: step.former.filter(({ round }) => round === undefined) })
    }
  }
  return steps
}
