import type { z } from 'zod'
import { utf8 } from '#bytes'
import { parseDuration } from '#clock'
import { accept, type Result, refuse } from '#fault'
import type { Grade } from '#x509'
import { checkProcedure, type Sources } from './check.ts'
import {
  type MembersForm,
  type ProcedureForm,
  procedureForm,
  type StepForm,
  type TrusteeForm,
  textBytesMax,
} from './form.ts'
import type { Condition, Constraint, Member, Procedure, StepType, Trustee } from './procedure.ts'
import type { ProcedureTextFault, TextPlace } from './text-fault.ts'
import { parseCondition } from './when.ts'
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

/** What a registrar attests when nothing else is said: somebody was seen with a document. */
const gradeByDefault: Grade = 'basic'

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
  return faults.length > 0
    ? refuse(firstFaults(faults))
    : accept({ procedure, offices: mentions(procedure, yaml.value) })
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
  return {
    name: form.procedure,
    title: form.title,
    openedBy: trusteeOf(form['opened-by']),
    founding: form.founding ?? false,
    data: membersOf(form.data),
    steps: Object.entries(form.steps).map(([id, step]) => stepOf(id, step, shared, text, faults)),
    constraints: (form.constraints ?? []).map(constraintOf),
  }
}

function stepOf(
  id: string,
  form: StepForm,
  shared: readonly string[],
  text: YamlText,
  faults: ProcedureTextFault[],
): StepType {
  const when =
    form.when === undefined ? undefined : conditionOf(form.when, ['steps', id, 'when'], text, faults)
  const within = form.within === undefined ? undefined : parseDuration(form.within)
  if (form.within !== undefined && within === undefined) {
    faults.push({ kind: 'bad-duration', ...text.placeOf(['steps', id, 'within']), text: form.within })
  }
  return {
    id,
    ...(form.title && { title: form.title }),
    by: trusteeOf(form.by),
    after: listOf(form.after),
    ...(when && { when }),
    permits: form.permits ?? [],
    objects: form.objects === undefined ? shared : listOf(form.objects),
    uses: Object.entries(form.uses ?? {}).map(([permission, uses]) => ({ permission, uses })),
    ...(within !== undefined && { within }),
    outcomes: form.outcomes ?? [],
    data: membersOf(form.data),
  }
}

/** A list of one may be written without its brackets. */
function listOf(form: string | readonly string[] | undefined): readonly string[] {
  return typeof form === 'string' ? [form] : (form ?? [])
}

function conditionOf(
  text: string,
  path: Path,
  yaml: YamlText,
  faults: ProcedureTextFault[],
): Condition | undefined {
  const condition = parseCondition(text)
  if (condition.ok) return condition.value
  const { offset, problem } = condition.fault
  faults.push({ kind: 'bad-condition', ...yaml.placeWithin(path, offset), problem })
  return undefined
}

function trusteeOf(form: TrusteeForm): Trustee {
  if (typeof form === 'string') return { kind: form }
  if ('unit' in form) {
    const { unit, office, grade = gradeByDefault, paths = 1 } = form
    return { kind: 'unit', unit, ...(office !== undefined && { office }), grade, paths }
  }
  if ('office' in form) return { kind: 'office', office: form.office }
  if ('person' in form) return { kind: 'person', person: form.person }
  return { kind: 'node' }
}

function membersOf(form: MembersForm | undefined): readonly Member[] {
  return Object.entries(form ?? {}).map(([name, { type, required = true, pattern }]) => {
    return { name, type, required, ...(pattern !== undefined && { pattern }) }
  })
}

function constraintOf(form: NonNullable<ProcedureForm['constraints']>[number]): Constraint {
  if ('same-person' in form) return { kind: 'same-person', steps: form['same-person'] }
  return { kind: 'different-people', steps: form['different-people'] }
}

function sourcesOf(form: ProcedureForm, text: YamlText): Sources {
  return {
    text,
    objectsPath: (step) =>
      text.has(['steps', step, 'objects']) || !form.objects ? ['steps', step, 'objects'] : ['objects'],
  }
}

/** Where the text names offices. */
function mentions(procedure: Procedure, text: YamlText): readonly OfficeMention[] {
  const named = [
    { by: procedure.openedBy, path: ['opened-by'] },
    ...procedure.steps.map(({ id, by }) => ({ by, path: ['steps', id, 'by'] })),
  ]
  return named.flatMap(({ by, path }) =>
    by.kind === 'office' ? [{ ...text.placeOf([...path, 'office']), office: by.office }] : [],
  )
}
