import { constraintFaults, pathOf } from './check-constraints.ts'
import { glassFaults } from './check-glass.ts'
import { loopFaults } from './check-loops.ts'
import { findCycle } from './cycle.ts'
import { placeholders, templateProblem } from './object.ts'
import { patternProblem } from './pattern.ts'
import { type Procedure, type StepType, singleTrustees, stepPlace } from './procedure.ts'
import type { ProcedureTextFault } from './text-fault.ts'
import { comparisonsOf } from './when.ts'
import type { Path, YamlText } from './yaml.ts'

/** The keys of a step that name others. */
const tieKeys = ['after', 'requires', 'excludes', 'together', 'triggers', 'before', 'reviews'] as const

/** Where the parts of a procedure stand in its text. */
export interface Sources {
  readonly text: YamlText
  /** The path of a step's objects: its own, or the procedure's. */
  objectsPath(step: string): Path
}

/** What is wrong with how the parts of a procedure go together; empty when nothing is. */
export function checkProcedure(procedure: Procedure, sources: Sources): readonly ProcedureTextFault[] {
  const unknown = unknownSteps(procedure, sources)
  const alone = [
    ...memberFaults(procedure, sources),
    ...procedure.steps.flatMap((type) => [
      ...objectFaults(procedure, type, sources),
      ...useFaults(type, sources),
      ...repeatFaults(type, sources),
      ...selfTies(type, sources),
      ...citizenFaults(procedure, type, sources),
    ]),
  ]
  // Where a step is missing, what follows from the order of steps would only mislead.
  if (unknown.length > 0) return distinct([...unknown, ...alone])
  const cycle = findCycle(procedure.steps.map((type) => [type.id, waitsOf(procedure, type)]))
  if (cycle) {
    const [id = ''] = cycle
    const key = waitKeys.find((one) => sources.text.has(['steps', id, one])) ?? 'after'
    return distinct([{ kind: 'cycle', ...sources.text.placeOf(['steps', id, key]), steps: cycle }, ...alone])
  }
  const order = procedure.steps.flatMap((type) => conditionFaults(procedure, type, sources))
  return distinct([
    ...alone,
    ...order,
    ...loopFaults(procedure, sources.text),
    ...glassFaults(procedure, sources.text),
    ...constraintFaults(procedure, sources.text),
  ])
}

/** The keys by which a step can come to wait for others. */
const waitKeys = ['after', 'requires', 'before', 'triggers', 'together'] as const

/**
 * What a step waits for: others that must have ended, or be held, before it opens, and before those open that
 * it is held together with, without which it never ends.
 */
function waitsOf(procedure: Procedure, type: StepType): readonly string[] {
  const partners = procedure.steps.filter(({ id }) => type.together.includes(id))
  return [type, ...partners].flatMap(({ after, requires, awaits, triggeredBy }) => {
    return [...after, ...requires, ...awaits, ...triggeredBy]
  })
}

/** Objects of the procedure are checked for each step that takes them, and told once. */
function distinct(faults: readonly ProcedureTextFault[]): readonly ProcedureTextFault[] {
  const seen = new Map(faults.map((fault) => [JSON.stringify(fault), fault]))
  return [...seen.values()]
}

function unknownSteps(procedure: Procedure, { text }: Sources): readonly ProcedureTextFault[] {
  const named: { readonly step: string; readonly path: Path }[] = []
  for (const type of procedure.steps) {
    const { id, when } = type
    for (const key of tieKeys) {
      for (const [index, step] of type[key].entries()) {
        const path = ['steps', id, key, index]
        // What another step's line says of this one as well is told there.
        if (text.has(path) || (index === 0 && text.has(['steps', id, key]))) named.push({ step, path })
      }
    }
    const conditions = when ? comparisonsOf(when) : []
    named.push(...conditions.map(({ step }) => ({ step, path: ['steps', id, 'when'] })))
  }
  for (const [index, constraint] of procedure.constraints.entries()) {
    const path = pathOf(constraint, index)
    named.push(...constraint.steps.map((step, place) => ({ step, path: [...path, place] })))
  }
  for (const [index, { from, to, release }] of procedure.loops.entries()) {
    for (const [key, step] of Object.entries({ from, to, release }))
      named.push({ step, path: ['loops', index, key] })
  }
  return named
    .filter(({ step }) => stepPlace(procedure, step) < 0)
    .map(({ step, path }) => ({ kind: 'unknown-step', ...text.placeOf(path), step }))
}

/** A tie of a step to itself says nothing that could be meant. */
function selfTies(type: StepType, { text }: Sources): readonly ProcedureTextFault[] {
  return tieKeys.flatMap((key): readonly ProcedureTextFault[] => {
    const index = type[key].indexOf(type.id)
    if (index < 0 || key === 'after' || key === 'requires') return []
    return [{ kind: 'self-tie', ...text.placeOf(['steps', type.id, key, index]), step: type.id }]
  })
}

/** A citizen's case would stand still at a step that nobody but its opener takes. */
function citizenFaults(
  { openedBy }: Procedure,
  { id, by }: StepType,
  { text }: Sources,
): readonly ProcedureTextFault[] {
  if (!singleTrustees(openedBy).some(({ kind }) => kind === 'public')) return []
  if (singleTrustees(by).some(({ kind }) => kind !== 'opener')) return []
  return [{ kind: 'opener-public', ...text.placeOf(['steps', id, 'by']), step: id }]
}

function memberFaults(procedure: Procedure, { text }: Sources): readonly ProcedureTextFault[] {
  const lists = [
    { path: ['data'], members: procedure.data },
    ...procedure.steps.map(({ id, data }) => ({ path: ['steps', id, 'data'], members: data })),
  ]
  return lists.flatMap(({ path, members }) =>
    members.flatMap(({ name, type, pattern }): readonly ProcedureTextFault[] => {
      if (pattern === undefined) return []
      const problem = type === 'text' ? patternProblem(pattern) : 'a number has no pattern'
      return problem === undefined
        ? []
        : [{ kind: 'bad-pattern', ...text.placeOf([...path, name, 'pattern']), problem }]
    }),
  )
}

function objectFaults(
  procedure: Procedure,
  { id, objects }: StepType,
  sources: Sources,
): readonly ProcedureTextFault[] {
  const fit = procedure.data
    .filter(({ type, required }) => type === 'text' && required)
    .map(({ name }) => name)
  return objects.flatMap((template, index): readonly ProcedureTextFault[] => {
    const place = sources.text.placeOf([...sources.objectsPath(id), index])
    const problem = templateProblem(template)
    if (problem !== undefined) return [{ kind: 'bad-object', ...place, template, problem }]
    const member = placeholders(template).find((name) => name !== 'case' && !fit.includes(name))
    return member === undefined ? [] : [{ kind: 'unknown-member', ...place, template, member }]
  })
}

function useFaults(
  { id, permits, uses, outcomes }: StepType,
  { text }: Sources,
): readonly ProcedureTextFault[] {
  const stray = uses
    .filter(({ permission }) => !permits.includes(permission))
    .map(({ permission }): ProcedureTextFault => {
      return {
        kind: 'use-not-permitted',
        ...text.placeOfKey(['steps', id, 'uses', permission]),
        step: id,
        permission,
      }
    })
  const endsItself =
    permits.length > 0 && permits.every((name) => uses.some(({ permission }) => permission === name))
  if (outcomes.length === 0 || !endsItself) return stray
  return [...stray, { kind: 'outcome-never-named', ...text.placeOf(['steps', id, 'outcomes']), step: id }]
}

function repeatFaults(type: StepType, { text }: Sources): readonly ProcedureTextFault[] {
  const { id, after, requires, triggers, before, permits, outcomes, training } = type
  const lists = { after, requires, triggers, before, permits, outcomes, training }
  return Object.entries(lists).flatMap(([key, names]) =>
    names.flatMap((name, index): readonly ProcedureTextFault[] =>
      names.indexOf(name) === index
        ? []
        : [{ kind: 'repeated', ...text.placeOf(['steps', id, key, index]), name }],
    ),
  )
}

/** A condition asks for steps that have surely ended, and for outcomes they can have. */
function conditionFaults(
  procedure: Procedure,
  { id, when }: StepType,
  { text }: Sources,
): readonly ProcedureTextFault[] {
  if (!when) return []
  const place = text.placeOf(['steps', id, 'when'])
  const before = stepsBefore(procedure, id)
  return comparisonsOf(when).flatMap(({ step, outcome }): readonly ProcedureTextFault[] => {
    if (!before.has(step)) return [{ kind: 'condition-not-before', ...place, step }]
    const outcomes = procedure.steps[stepPlace(procedure, step)]?.outcomes ?? []
    return outcomes.includes(outcome) ? [] : [{ kind: 'unknown-outcome', ...place, step, outcome, outcomes }]
  })
}

/** Every step that must have ended before this one opens. */
function stepsBefore(procedure: Procedure, step: string): ReadonlySet<string> {
  const before = new Set<string>()
  const ahead = [step]
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const { after = [], triggeredBy = [] } = procedure.steps[stepPlace(procedure, id)] ?? {}
    // Of several that trigger it only one has surely ended, whichever.
    for (const earlier of triggeredBy.length === 1 ? [...after, ...triggeredBy] : after) {
      if (before.has(earlier)) continue
      before.add(earlier)
      ahead.push(earlier)
    }
  }
  return before
}
