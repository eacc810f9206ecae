import { type Duration, parseDuration } from '#clock'
import type { Grade } from '#x509'
import type { ConstraintForm, MembersForm, StepForm, TrusteeForm } from './form.ts'
import type {
  Assignment,
  BreakGlass,
  Condition,
  Constraint,
  DelegationRule,
  Member,
  SingleTrustee,
  StepType,
  Trustee,
} from './procedure.ts'
import type { ProcedureTextFault } from './text-fault.ts'
import { parseCondition } from './when.ts'
import type { Path, YamlText } from './yaml.ts'

/** What a registrar attests when nothing else is said: somebody was seen with a document. */
const gradeByDefault: Grade = 'basic'

/** In an emergency the key is to be on something the person holds. */
const emergencyGradeByDefault: Grade = 'medium'

/** A step as its form says it, without what other steps say of it; faults go to the list. */
export function stepOf(
  id: string,
  form: StepForm,
  shared: readonly string[],
  text: YamlText,
  faults: ProcedureTextFault[],
): StepType {
  const path = ['steps', id]
  const when = form.when === undefined ? undefined : conditionOf(form.when, [...path, 'when'], text, faults)
  const within = durationOf(form.within, [...path, 'within'], text, faults)
  const assignment = assignmentOf(form.assign, [...path, 'assign'], text, faults)
  const breakGlass = breakGlassOf(form['break-glass'], [...path, 'break-glass'], text, faults)
  const delegation = delegationOf(form.delegation)
  return {
    id,
    ...(form.title && { title: form.title }),
    by: trusteeOf(form.by),
    after: listOf(form.after),
    requires: listOf(form.requires),
    excludes: listOf(form.excludes),
    together: listOf(form.together),
    triggers: listOf(form.triggers),
    triggeredBy: [],
    before: listOf(form.before),
    awaits: [],
    ...(when && { when }),
    permits: form.permits ?? [],
    objects: form.objects === undefined ? shared : listOf(form.objects),
    uses: Object.entries(form.uses ?? {}).map(([permission, uses]) => ({ permission, uses })),
    ...(within !== undefined && { within }),
    outcomes: form.outcomes ?? [],
    data: membersOf(form.data),
    ...(assignment && { assignment }),
    ...(delegation && { delegation }),
    training: listOf(form.training),
    ...(breakGlass && { breakGlass }),
    reviews: listOf(form.reviews),
    overrides: form.overrides ?? [],
  }
}

/** A list of one may be written without its brackets. */
export function listOf(form: string | readonly string[] | undefined): readonly string[] {
  return typeof form === 'string' ? [form] : (form ?? [])
}

/** A condition; `undefined` and a fault in the list when the text is none. */
export function conditionOf(
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

function durationOf(
  form: string | undefined,
  path: Path,
  text: YamlText,
  faults: ProcedureTextFault[],
): Duration | undefined {
  const duration = form === undefined ? undefined : parseDuration(form)
  if (form !== undefined && duration === undefined) {
    faults.push({ kind: 'bad-duration', ...text.placeOf(path), text: form })
  }
  return duration
}

function assignmentOf(
  form: StepForm['assign'],
  path: Path,
  text: YamlText,
  faults: ProcedureTextFault[],
): Assignment | undefined {
  if (!form) return undefined
  const within = durationOf(form.within, [...path, 'within'], text, faults)
  return { ...(form.by && { by: trusteeOf(form.by) }), ...(within !== undefined && { within }) }
}

function breakGlassOf(
  form: StepForm['break-glass'],
  path: Path,
  text: YamlText,
  faults: ProcedureTextFault[],
): BreakGlass | undefined {
  if (!form) return undefined
  // Without a duration there is a fault already: that there is no glass at all would only mislead.
  const within = durationOf(form.within, [...path, 'within'], text, faults) ?? 0
  const { by, tell, grade = emergencyGradeByDefault } = form
  return { by: trusteeOf(by), within, tell: trusteeOf(tell), grade }
}

function delegationOf(form: StepForm['delegation']): DelegationRule | undefined {
  if (form === undefined) return undefined
  if (typeof form === 'number') return { depth: form }
  return { depth: form.depth, ...(form.to && { to: trusteeOf(form.to) }) }
}

/** Whom a form names. */
export function trusteeOf(form: TrusteeForm): Trustee {
  return typeof form === 'object' && Array.isArray(form)
    ? { kind: 'any-of', of: form.map(singleOf) }
    : singleOf(form)
}

function singleOf(form: Exclude<TrusteeForm, readonly unknown[]>): SingleTrustee {
  if (typeof form === 'string') return { kind: form }
  if ('unit' in form) {
    const { unit, office, grade = gradeByDefault, paths = 1 } = form
    return { kind: 'unit', unit, ...(office !== undefined && { office }), grade, paths }
  }
  if ('office' in form) return { kind: 'office', office: form.office }
  if ('person' in form) return { kind: 'person', person: form.person }
  return { kind: 'node' }
}

/** What data are declared. */
export function membersOf(form: MembersForm | undefined): readonly Member[] {
  return Object.entries(form ?? {}).map(([name, { title, type, required = true, pattern }]) => {
    return { name, ...(title && { title }), type, required, ...(pattern !== undefined && { pattern }) }
  })
}

/** A constraint as its only key says it. */
export function constraintOf(form: ConstraintForm): Constraint {
  if ('different-people' in form) return { kind: 'different-people', steps: form['different-people'] }
  if ('same-person' in form) return { kind: 'same-person', steps: form['same-person'] }
  if ('at-least' in form) return { kind: 'at-least', ...form['at-least'] }
  if ('at-most' in form) return { kind: 'at-most', ...form['at-most'] }
  if ('senior' in form) return { kind: 'senior', steps: form.senior }
  if ('same-office' in form) return { kind: 'same-office', steps: form['same-office'] }
  if ('different-office' in form) return { kind: 'different-office', steps: form['different-office'] }
  if ('same-unit' in form) return { kind: 'same-unit', steps: form['same-unit'] }
  return { kind: 'different-unit', steps: form['different-unit'] }
}
