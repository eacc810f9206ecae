import { type Duration, day, hour, minute, second } from '#clock'
import type {
  Assignment,
  BreakGlass,
  Constraint,
  DelegationRule,
  Member,
  Procedure,
  StepType,
  Trustee,
} from '#task'
import { conditionText } from './condition.ts'
import type { Plain, PlainMap } from './markup.ts'

/** A procedure in the keys of its text, without its steps. */
export function procedureKeys(procedure: Procedure): PlainMap {
  const { name, title, openedBy, founding, data, constraints } = procedure
  return {
    procedure: name,
    title,
    'opened-by': trusteeKeys(openedBy),
    ...(founding && { founding }),
    ...membersKeys(data),
    ...(constraints.length > 0 && { constraints: constraints.map(constraintKeys) }),
  }
}

/** A step in the keys of a procedure's text. */
export function stepKeys(step: StepType): PlainMap {
  const { title, by, when, uses, within, assignment, delegation, breakGlass } = step
  return {
    ...(title && { title }),
    ...(when && { when: conditionText(when) }),
    by: trusteeKeys(by),
    ...listKeys(step),
    ...(uses.length > 0 && { uses: Object.fromEntries(uses.map((limit) => [limit.permission, limit.uses])) }),
    ...(within !== undefined && { within: durationText(within) }),
    ...membersKeys(step.data),
    ...(assignment && { assign: assignmentKeys(assignment) }),
    ...(delegation && { delegation: delegationKeys(delegation) }),
    ...(breakGlass && { 'break-glass': breakGlassKeys(breakGlass) }),
  }
}

/** By which steps it is triggered, and which it awaits, those steps say. */
const lists = [
  'after',
  'requires',
  'excludes',
  'together',
  'triggers',
  'before',
  'permits',
  'objects',
  'outcomes',
  'training',
  'reviews',
  'overrides',
] as const

function listKeys(step: StepType): PlainMap {
  return Object.fromEntries(lists.filter((key) => step[key].length > 0).map((key) => [key, step[key]]))
}

function assignmentKeys({ by, within }: Assignment): PlainMap {
  return {
    ...(by && { by: trusteeKeys(by) }),
    ...(within !== undefined && { within: durationText(within) }),
  }
}

function delegationKeys({ depth, to }: DelegationRule): Plain {
  return to ? { depth, to: trusteeKeys(to) } : depth
}

function breakGlassKeys({ by, within, tell, grade }: BreakGlass): PlainMap {
  return { by: trusteeKeys(by), within: durationText(within), tell: trusteeKeys(tell), grade }
}

function trusteeKeys(trustee: Trustee): Plain {
  switch (trustee.kind) {
    case 'any-of':
      return trustee.of.map(trusteeKeys)
    case 'anyone':
    case 'public':
    case 'opener':
      return trustee.kind
    case 'node':
      return { node: true }
    case 'office':
      return { office: trustee.office }
    case 'person':
      return { person: trustee.person }
    case 'unit': {
      const { unit, office, grade, paths } = trustee
      return { unit, ...(office !== undefined && { office }), grade, paths }
    }
    default:
      return trustee satisfies never
  }
}

function membersKeys(members: readonly Member[]): PlainMap {
  if (members.length === 0) return {}
  const rows = members.map(({ name, title, type, required, pattern }): [string, Plain] => {
    const rules = { type, ...(!required && { required }), ...(pattern !== undefined && { pattern }) }
    return [name, { ...(title && { title }), ...rules }]
  })
  return { data: Object.fromEntries(rows) }
}

function constraintKeys(constraint: Constraint): PlainMap {
  const { kind, steps } = constraint
  return { [kind]: 'people' in constraint ? { people: constraint.people, steps } : steps }
}

/** A length of time as ISO 8601 has it, in days, hours, minutes and seconds. */
function durationText(duration: Duration): string {
  const days = Math.floor(duration / day)
  const hours = Math.floor((duration % day) / hour)
  const minutes = Math.floor((duration % hour) / minute)
  const seconds = Math.floor((duration % minute) / second)
  const parts = [
    [hours, 'H'],
    [minutes, 'M'],
    [seconds, 'S'],
  ] as const
  const time = parts.map(([count, unit]) => (count > 0 ? `${count}${unit}` : '')).join('')
  return `P${days > 0 ? `${days}D` : ''}${time === '' ? '' : `T${time}`}`
}
