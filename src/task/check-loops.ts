import type { Comparison, Condition, Loop, Procedure, StepType } from './procedure.ts'
import type { ProcedureTextFault } from './text-fault.ts'
import { comparisonsOf } from './when.ts'
import type { YamlText } from './yaml.ts'

/** What is wrong with the loops of a procedure whose steps are all known and wait for each other in order. */
export function loopFaults(procedure: Procedure, text: YamlText): readonly ProcedureTextFault[] {
  return procedure.loops.flatMap((loop, index): readonly ProcedureTextFault[] => {
    const place = (key: string) => text.placeOf(['loops', index, key])
    const { from, to, release, body } = loop
    if (body.length === 0) return [{ kind: 'loop-no-way', ...place('to'), from, to }]
    const faults: ProcedureTextFault[] = []
    if (!body.includes(release)) faults.push({ kind: 'loop-release', ...place('release'), release, body })
    faults.push(...conditionFaults(procedure, loop, place('when')))
    const leak = leakOf(procedure, loop)
    if (leak) faults.push({ kind: 'loop-leaks', ...place('from'), ...leak })
    const earlier = procedure.loops.slice(0, index)
    const other = earlier.find((one) => overlap(one.body, body))
    if (other) faults.push({ kind: 'loops-overlap', ...place('from'), from: other.from })
    const both = outcomesOf(procedure, from).find((outcome) => {
      return (
        isTrue(loop.when, outcome) && earlier.some((one) => one.from === from && isTrue(one.when, outcome))
      )
    })
    if (both !== undefined) faults.push({ kind: 'loops-ambiguous', ...place('when'), from, outcome: both })
    return faults
  })
}

function conditionFaults(
  procedure: Procedure,
  { from, when }: Loop,
  place: ReturnType<YamlText['placeOf']>,
): readonly ProcedureTextFault[] {
  const comparisons = comparisonsOf(when)
  const stray = comparisons.find(({ step }) => step !== from)
  if (stray) return [{ kind: 'loop-condition', ...place, step: stray.step, from }]
  const outcomes = outcomesOf(procedure, from)
  const unknown = comparisons.find(({ outcome }) => !outcomes.includes(outcome))
  if (unknown) return [{ kind: 'unknown-outcome', ...place, step: from, outcome: unknown.outcome, outcomes }]
  const back = outcomes.filter((outcome) => isTrue(when, outcome))
  if (back.length === outcomes.length) return [{ kind: 'loop-endless', ...place, from }]
  return back.length === 0 ? [{ kind: 'loop-idle', ...place, from }] : []
}

function outcomesOf({ steps }: Procedure, step: string): readonly string[] {
  return steps.find(({ id }) => id === step)?.outcomes ?? []
}

function isTrue(condition: Condition | Comparison, outcome: string): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.every((part) => isTrue(part, outcome))
    case 'any':
      return condition.of.some((part) => isTrue(part, outcome))
    case 'is':
      return condition.outcome === outcome
    case 'is-not':
      return condition.outcome !== outcome
    default:
      return condition satisfies never
  }
}

/** Only the last step of the part may be waited for outside: the others are run again. */
function leakOf(
  { steps }: Procedure,
  { from, body }: Loop,
): { readonly inside: string; readonly outside: string } | undefined {
  for (const type of steps) {
    const isInside = body.includes(type.id)
    const ahead = isInside ? [] : type.after.filter((id) => id !== from)
    const other = [...ahead, ...aside(type)].find((id) => body.includes(id) !== isInside)
    if (other !== undefined) {
      return isInside ? { inside: type.id, outside: other } : { inside: other, outside: type.id }
    }
  }
  return undefined
}

function aside({ requires, excludes, together, triggers, before }: StepType): readonly string[] {
  return [...requires, ...excludes, ...together, ...triggers, ...before]
}

/** Two parts may have nothing in common, or one be a part of the other. */
function overlap(one: readonly string[], other: readonly string[]): boolean {
  const shared = one.filter((id) => other.includes(id)).length
  return shared > 0 && shared < Math.min(one.length, other.length)
}
