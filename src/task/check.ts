import { placeholders, templateProblem } from './object.ts'
import { patternProblem } from './pattern.ts'
import { type Procedure, type StepType, stepPlace, tiedSteps } from './procedure.ts'
import type { ProcedureTextFault } from './text-fault.ts'
import { comparisonsOf } from './when.ts'
import type { Path, YamlText } from './yaml.ts'

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
    ]),
  ]
  // Where a step is missing, what follows from the order of steps would only mislead.
  if (unknown.length > 0) return distinct([...unknown, ...alone])
  const cycle = findCycle(procedure)
  if (cycle) {
    const place = sources.text.placeOf(['steps', cycle[0] ?? '', 'after'])
    return distinct([{ kind: 'cycle', ...place, steps: cycle }, ...alone])
  }
  const order = procedure.steps.flatMap((type) => conditionFaults(procedure, type, sources))
  return distinct([...alone, ...order, ...contradictions(procedure, sources)])
}

/** Objects of the procedure are checked for each step that takes them, and told once. */
function distinct(faults: readonly ProcedureTextFault[]): readonly ProcedureTextFault[] {
  const seen = new Map(faults.map((fault) => [JSON.stringify(fault), fault]))
  return [...seen.values()]
}

function unknownSteps(procedure: Procedure, { text }: Sources): readonly ProcedureTextFault[] {
  const named: { readonly step: string; readonly path: Path }[] = []
  for (const { id, after, when } of procedure.steps) {
    const list = after.map((step, index) => ({ step, path: ['steps', id, 'after', index] }))
    const conditions = when ? comparisonsOf(when) : []
    named.push(...list, ...conditions.map(({ step }) => ({ step, path: ['steps', id, 'when'] })))
  }
  for (const [index, { kind, steps }] of procedure.constraints.entries()) {
    named.push(...steps.map((step, place) => ({ step, path: ['constraints', index, kind, place] })))
  }
  return named
    .filter(({ step }) => stepPlace(procedure, step) < 0)
    .map(({ step, path }) => ({ kind: 'unknown-step', ...text.placeOf(path), step }))
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

function repeatFaults(
  { id, after, permits, outcomes }: StepType,
  { text }: Sources,
): readonly ProcedureTextFault[] {
  const lists = { after, permits, outcomes }
  return Object.entries(lists).flatMap(([key, names]) =>
    names.flatMap((name, index): readonly ProcedureTextFault[] =>
      names.indexOf(name) === index
        ? []
        : [{ kind: 'repeated', ...text.placeOf(['steps', id, key, index]), name }],
    ),
  )
}

/** The steps of a cycle of `after`, in order, each waiting for the next and the last for the first. */
function findCycle({ steps }: Procedure): readonly string[] | undefined {
  const waits = new Map(steps.map(({ id, after }) => [id, after]))
  const done = new Set<string>()
  const search = (id: string, trail: readonly string[]): readonly string[] | undefined => {
    if (trail.includes(id)) return trail.slice(trail.indexOf(id))
    if (done.has(id)) return undefined
    for (const next of waits.get(id) ?? []) {
      const cycle = search(next, [...trail, id])
      if (cycle) return cycle
    }
    done.add(id)
    return undefined
  }
  for (const { id } of steps) {
    const cycle = search(id, [])
    if (cycle) return cycle
  }
  return undefined
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
    for (const earlier of procedure.steps[stepPlace(procedure, id)]?.after ?? []) {
      if (before.has(earlier)) continue
      before.add(earlier)
      ahead.push(earlier)
    }
  }
  return before
}

/** Steps that one person must take, directly or through others, and that different people must. */
function contradictions(procedure: Procedure, { text }: Sources): readonly ProcedureTextFault[] {
  return procedure.constraints.flatMap(({ kind, steps }, index): readonly ProcedureTextFault[] => {
    const place = text.placeOf(['constraints', index])
    const twice = steps.find((step, at) => steps.indexOf(step) !== at)
    if (twice !== undefined) return [{ kind: 'repeated', ...place, name: twice }]
    if (kind === 'same-person') return []
    for (const [at, step] of steps.entries()) {
      const bound = stepsBound(procedure, step)
      const other = steps.slice(at + 1).find((later) => bound.has(later))
      if (other !== undefined) return [{ kind: 'contradiction', ...place, steps: [step, other] }]
    }
    return []
  })
}

function stepsBound(procedure: Procedure, step: string): ReadonlySet<string> {
  const bound = new Set([step])
  for (const id of bound) for (const other of tiedSteps(procedure, 'same-person', id)) bound.add(other)
  return bound
}
