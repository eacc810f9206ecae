import { findCycle } from './cycle.ts'
import { type Constraint, type Procedure, tiedSteps } from './procedure.ts'
import type { ProcedureTextFault } from './text-fault.ts'
import type { Path, YamlText } from './yaml.ts'

/** Where the steps of a constraint stand in the text. */
export function pathOf(constraint: Constraint, index: number): Path {
  const path = ['constraints', index, constraint.kind]
  return 'people' in constraint ? [...path, 'steps'] : path
}

/** What is wrong with constraints by themselves, and with one another. */
export function constraintFaults(procedure: Procedure, text: YamlText): readonly ProcedureTextFault[] {
  const each = procedure.constraints.flatMap((constraint, index): readonly ProcedureTextFault[] => {
    const path = pathOf(constraint, index)
    const { steps } = constraint
    const twice = steps.findIndex((step, at) => steps.indexOf(step) !== at)
    if (twice >= 0) return [{ kind: 'repeated', ...text.placeOf([...path, twice]), name: steps[twice] ?? '' }]
    const place = text.placeOf(['constraints', index])
    if (constraint.kind === 'at-least' && constraint.people > steps.length) {
      return [{ kind: 'people-too-many', ...place, people: constraint.people, steps: steps.length }]
    }
    const pair = contradicted(procedure, constraint)
    return pair ? [{ kind: 'contradiction', ...place, steps: pair }] : []
  })
  return [...each, ...seniorFaults(procedure, text), ...boundDelegations(procedure, text)]
}

/** Two steps for which this constraint says the opposite of another. */
function contradicted(procedure: Procedure, constraint: Constraint): readonly [string, string] | undefined {
  const { kind, steps } = constraint
  const [first = '', second = ''] = steps
  switch (kind) {
    case 'different-people':
      for (const [at, step] of steps.entries()) {
        const bound = stepsBound(procedure, step)
        const other = steps.slice(at + 1).find((later) => bound.has(later))
        if (other !== undefined) return [step, other]
      }
      return undefined
    case 'senior':
    case 'different-office':
    case 'different-unit': {
      const opposite =
        kind === 'different-office' ? 'same-office' : kind === 'different-unit' ? 'same-unit' : undefined
      const same = procedure.constraints.some(
        (other) => other.kind === opposite && steps.every((step) => other.steps.includes(step)),
      )
      return same || stepsBound(procedure, first).has(second) ? [first, second] : undefined
    }
    default:
      return undefined
  }
}

/** The steps that one person must take together with this one, directly or through others. */
function stepsBound(procedure: Procedure, step: string): ReadonlySet<string> {
  const bound = new Set([step])
  for (const id of bound) for (const other of tiedSteps(procedure, 'same-person', id)) bound.add(other)
  return bound
}

/** Nobody is senior to himself, over however many others. */
function seniorFaults(procedure: Procedure, text: YamlText): readonly ProcedureTextFault[] {
  const pairs = procedure.constraints.flatMap((constraint) =>
    constraint.kind === 'senior' ? [constraint.steps] : [],
  )
  const below = procedure.steps.map(({ id }): readonly [string, readonly string[]] => {
    return [id, pairs.filter(([upper]) => upper === id).map(([, lower]) => lower)]
  })
  const cycle = findCycle(below)
  if (!cycle) return []
  const index = procedure.constraints.findIndex(
    ({ kind, steps }) => kind === 'senior' && steps[0] === cycle[0],
  )
  return [{ kind: 'senior-cycle', ...text.placeOf(['constraints', index]), steps: cycle }]
}

/** A delegate is another person, so what one person must take cannot be delegated. */
function boundDelegations(procedure: Procedure, text: YamlText): readonly ProcedureTextFault[] {
  return procedure.steps.flatMap(({ id, delegation }): readonly ProcedureTextFault[] => {
    if (!delegation || tiedSteps(procedure, 'same-person', id).length === 0) return []
    return [{ kind: 'delegation-bound', ...text.placeOf(['steps', id, 'delegation']), step: id }]
  })
}
