import { certain } from '#fault'
import type { Step } from './case.ts'
import { type Condition, type Procedure, stepPlace } from './procedure.ts'

/** A step without an outcome (skipped, say) has none: `==` is false of it and `!=` true. */
export function holds(procedure: Procedure, steps: readonly Step[], condition: Condition): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => holds(procedure, steps, part))
    case 'any':
      return condition.of.some((part) => holds(procedure, steps, part))
    case 'is':
      return stepNamed(procedure, steps, condition.step).outcome === condition.outcome
    case 'is-not':
      return stepNamed(procedure, steps, condition.step).outcome !== condition.outcome
    default:
      return condition satisfies never
  }
}

/** The step of that name, which the procedure surely has. */
function stepNamed(procedure: Procedure, steps: readonly Step[], id: string): Step {
  return certain(steps[stepPlace(procedure, id)], `step ${id} of ${procedure.name}`)
}
