import type { z } from 'zod'
import { utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { checkProcedure, type Sources } from './check.ts'
import { type ProcedureForm, procedureForm, textBytesMax } from './form.ts'
import { type Procedure, type Run, type StepType, singleTrustees, type Trustee } from './procedure.ts'
import { waysThrough } from './runs.ts'
import { conditionOf, constraintOf, listOf, membersOf, stepOf, trusteeOf } from './step-text.ts'
import { type Impossible, impossibleIn } from './structure.ts'
import type { ProcedureTextFault, TextPlace } from './text-fault.ts'
import { type Path, readYaml, type YamlText } from './yaml.ts'

/**
 * A procedure as its text says it, and where the text names offices: only the unit's state can check
 * those.
 */
export interface ProcedureText {
  readonly procedure: Procedure
  readonly offices: readonly OfficeMention[]
}

export interface OfficeMention extends TextPlace {
  readonly office: string
}

/** More faults than a screen holds help nobody. */
const faultsMax = 20

/** Reads and checks a procedure's YAML text; every fault names line, column and key. */
export function parseProcedure(text: string): Result<ProcedureText, readonly ProcedureTextFault[]> {
  const bytes = utf8(text).length
  if (bytes > textBytesMax) {
    return refuse([{ kind: 'text-too-long', line: 1, column: 1, key: '', bytes, bytesMax: textBytesMax }])
  }
  const yaml = readYaml(text)
  if (!yaml.ok) return refuse(firstFaults(yaml.fault))
  const form = procedureForm.safeParse(yaml.value.value)
  if (!form.success)
    return refuse(firstFaults(form.error.issues.flatMap((issue) => formFaults(issue, yaml.value))))

  const faults: ProcedureTextFault[] = []
  const procedure = procedureOf(form.data, yaml.value, faults)
  faults.push(...checkProcedure(procedure, sourcesOf(form.data, yaml.value)))
  if (faults.length > 0) return refuse(firstFaults(faults))
  const ways = waysThrough(procedure)
  const astray = ways ? strayFaults(procedure, ways, yaml.value) : []
  if (astray.length > 0) return refuse(firstFaults(astray))
  const whole = ways ? { ...procedure, runs: ways } : procedure
  const impossible = impossibleIn(whole)
  if (impossible) return refuse([impossibleFault(impossible, yaml.value)])
  return accept({ procedure: whole, offices: mentions(procedure, yaml.value) })
}

function firstFaults(faults: readonly ProcedureTextFault[]): readonly ProcedureTextFault[] {
  return faults.toSorted((a, b) => a.line - b.line || a.column - b.column).slice(0, faultsMax)
}

/** What the schema found, in the terms of the text. */
function formFaults(issue: z.core.$ZodIssue, text: YamlText): readonly ProcedureTextFault[] {
  const path: Path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
  const place = text.placeOf(path)
  if (!text.has(path)) return [{ kind: 'missing-key', ...place }]
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({ kind: 'unknown-key', ...text.placeOfKey([...path, name]), name }))
  }
  if (issue.code === 'invalid_key') {
    return [
      { kind: 'wrong-form', ...text.placeOfKey(path), wanted: issue.issues[0]?.message ?? 'another key' },
    ]
  }
  if (issue.code === 'custom' && typeof issue.params?.['countMax'] === 'number') {
    return [{ kind: 'too-many', ...place, countMax: issue.params['countMax'] }]
  }
  if (issue.code === 'too_big' && issue.origin === 'array') {
    return [{ kind: 'too-many', ...place, countMax: Number(issue.maximum) }]
  }
  return [{ kind: 'wrong-form', ...place, wanted: wantedBy(issue) }]
}

function wantedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return issue.expected === 'record' || issue.expected === 'object' ? 'a map' : `a ${issue.expected}`
  return issue.message.toLowerCase()
}

function procedureOf(form: ProcedureForm, text: YamlText, faults: ProcedureTextFault[]): Procedure {
  const shared = listOf(form.objects)
  const steps = tied(Object.entries(form.steps).map(([id, step]) => stepOf(id, step, shared, text, faults)))
  return {
    name: form.procedure,
    title: form.title,
    openedBy: trusteeOf(form['opened-by']),
    founding: form.founding ?? false,
    data: membersOf(form.data),
    steps,
    constraints: (form.constraints ?? []).map(constraintOf),
    loops: (form.loops ?? []).flatMap((loop, index) => {
      const when = conditionOf(loop.when, ['loops', index, 'when'], text, faults)
      return when ? [{ ...loop, when, body: bodyOf(steps, loop.to, loop.from) }] : []
    }),
  }
}

/** What is said of a step in another one's lines: excluding and being held together, triggers and order. */
function tied(steps: readonly StepType[]): readonly StepType[] {
  const naming = (key: 'excludes' | 'triggers' | 'before', id: string): readonly string[] =>
    steps.filter((other) => other[key].includes(id)).map((other) => other.id)
  const partners = (id: string): readonly string[] => {
    const found = new Set([id])
    for (const one of found) {
      for (const other of steps) {
        if (other.id === one) for (const partner of other.together) found.add(partner)
        else if (other.together.includes(one)) found.add(other.id)
      }
    }
    return [...found].filter((one) => one !== id)
  }
  return steps.map((step) => ({
    ...step,
    excludes: [...new Set([...step.excludes, ...naming('excludes', step.id)])],
    together: [...new Set([...step.together, ...partners(step.id)])],
    triggeredBy: naming('triggers', step.id),
    awaits: naming('before', step.id),
  }))
}

/** The steps on a way of `after` from one to another, both included; none when there is no way. */
function bodyOf(steps: readonly StepType[], from: string, to: string): readonly string[] {
  const back = new Set([to])
  for (const id of back)
    for (const earlier of steps.find((step) => step.id === id)?.after ?? []) back.add(earlier)
  if (!back.has(from)) return []
  const forth = new Set([from])
  for (const id of forth) for (const step of steps) if (step.after.includes(id)) forth.add(step.id)
  return steps.map(({ id }) => id).filter((id) => back.has(id) && forth.has(id))
}

function sourcesOf(form: ProcedureForm, text: YamlText): Sources {
  return {
    text,
    objectsPath: (step) =>
      text.has(['steps', step, 'objects']) || !form.objects ? ['steps', step, 'objects'] : ['objects'],
  }
}

/** What shows only when the procedure is run: steps that nothing leads to. */
function strayFaults(
  procedure: Procedure,
  ways: readonly Run[],
  text: YamlText,
): readonly ProcedureTextFault[] {
  return procedure.steps.flatMap(({ id, reviews }, place): readonly ProcedureTextFault[] => {
    if (reviews.length > 0 || ways.some(({ steps }) => steps.includes(place))) return []
    return [{ kind: 'never-taken', ...text.placeOf(['steps', id]), step: id }]
  })
}

function impossibleFault(found: Impossible | 'unknown', text: YamlText): ProcedureTextFault {
  if (found === 'unknown') return { kind: 'too-entangled', ...text.placeOf(['constraints']) }
  const { constraints, steps } = found
  const [first] = constraints
  const path = first === undefined ? ['steps', steps[0] ?? ''] : ['constraints', first]
  return { kind: 'never-completable', ...text.placeOf(path), constraints, steps }
}

/** Where the text names offices of this unit. */
function mentions(procedure: Procedure, text: YamlText): readonly OfficeMention[] {
  const named: { readonly by: Trustee; readonly path: Path }[] = [
    { by: procedure.openedBy, path: ['opened-by'] },
  ]
  for (const { id, by, assignment, delegation, breakGlass } of procedure.steps) {
    const path = ['steps', id]
    named.push({ by, path: [...path, 'by'] })
    if (assignment?.by) named.push({ by: assignment.by, path: [...path, 'assign', 'by'] })
    if (delegation?.to) named.push({ by: delegation.to, path: [...path, 'delegation', 'to'] })
    if (!breakGlass) continue
    named.push({ by: breakGlass.by, path: [...path, 'break-glass', 'by'] })
    named.push({ by: breakGlass.tell, path: [...path, 'break-glass', 'tell'] })
  }
  return named.flatMap(({ by, path }) =>
    singleTrustees(by).flatMap((one, index) => {
      if (one.kind !== 'office') return []
      const at = by.kind === 'any-of' ? [...path, index, 'office'] : [...path, 'office']
      return [{ ...text.placeOf(at), office: one.office }]
    }),
  )
}
