import { accept, type Result, refuse } from '#fault'
import { executorOf, gradeFault, type Rule, ruleOf, stepIn } from './authority.ts'
import type { Case, Executor } from './case.ts'
import type { RuleFault } from './fault.ts'
import type { BreakGlass, Procedure } from './procedure.ts'
import { type Actor, namedStep, type Organisation, standingAs } from './standing.ts'

/** Whoever needs a ninth emergency in one step of one case has another problem. */
const brokenMax = 8

/**
 * Whether the actor may take the step in an emergency: one whom its `break-glass` names, present, with a
 * certificate of the grade it asks for, who names a second person fit to be told. Order, constraints and
 * those whom the step is for stand back: the review judges that.
 */
export function mayBreakGlass(
  procedure: Procedure,
  of: Case,
  step: string,
  actor: Actor,
  second: string,
  organisation: Organisation,
): Result<{ readonly rule: Rule; readonly executor: Executor; readonly breakGlass: BreakGlass }, RuleFault> {
  const found = stepIn(procedure, of, step, ['dormant', 'invoked', 'valid', 'hold'])
  if (!found.ok) return found
  const { type, step: now } = found.value
  const named = namedStep(of, type)
  const { breakGlass } = type
  if (!breakGlass) return refuse({ kind: 'no-glass', ...named })
  const { by, tell } = breakGlass
  const standing = standingAs(by, actor, procedure, organisation, of.opener)
  if (!standing || actor.kind !== 'person') return refuse({ kind: 'may-not-break', ...named, by })
  if (organisation.isAbsent(actor.id)) return refuse({ kind: 'person-absent', person: actor.id })
  if (now.emergency) return refuse({ kind: 'glass-broken-already', ...named })
  // An emergency that a supervisor stopped is not had again by breaking the same glass.
  if (now.broken && now.holds?.includes('supervisor')) {
    return refuse({ kind: 'step-stopped', ...named, by: 'supervisor' })
  }
  if ((now.broken?.length ?? 0) >= brokenMax) {
    return refuse({ kind: 'glass-broken-too-often', ...named, countMax: brokenMax })
  }
  const low = gradeFault(of, type, actor, organisation)
  if (low) return refuse(low)
  const key = organisation.keyOf(second)
  const told =
    key !== undefined &&
    second !== actor.id &&
    !organisation.isAbsent(second) &&
    standingAs(tell, { kind: 'person', id: second, key }, procedure, organisation, of.opener)
  if (!told) return refuse({ kind: 'second-unfit', ...named, person: second, tell })
  const breaker = { kind: actor.kind, id: actor.id, key: actor.key }
  return accept({
    rule: ruleOf(of, 'emergency', step, standing),
    executor: executorOf(procedure, { type }, breaker, standing, organisation),
    breakGlass,
  })
}
