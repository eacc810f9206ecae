import { type Duration, day, hour, minute, second } from '#clock'
import type { Constraint, Member, Procedure, StepType, Trustee } from '#task'
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
  const { title, by, after, when, permits, objects, uses, within, outcomes, data } = step
  return {
    ...(title && { title }),
    ...(after.length > 0 && { after }),
    ...(when && { when: conditionText(when) }),
    by: trusteeKeys(by),
    ...(permits.length > 0 && { permits }),
    ...(objects.length > 0 && { objects }),
    ...(uses.length > 0 && { uses: Object.fromEntries(uses.map((limit) => [limit.permission, limit.uses])) }),
    ...(within !== undefined && { within: durationText(within) }),
    ...(outcomes.length > 0 && { outcomes }),
    ...membersKeys(data),
  }
}

function trusteeKeys(trustee: Trustee): Plain {
  switch (trustee.kind) {
    case 'anyone':
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
  const rows = members.map(({ name, type, required, pattern }): [string, Plain] => {
    return [name, { type, ...(!required && { required }), ...(pattern !== undefined && { pattern }) }]
  })
  return { data: Object.fromEntries(rows) }
}

function constraintKeys({ kind, steps }: Constraint): PlainMap {
  return { [kind]: steps }
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
