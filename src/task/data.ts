import { accept, type Result, refuse } from '#fault'
import { type Data, filledTemplate } from './case.ts'
import { isObjectSegment, objectLengthMax, placeholders } from './object.ts'
import { matches } from './pattern.ts'
import type { Member, Procedure } from './procedure.ts'

/**
 * Data name things; documents stand elsewhere by digest. 32 such texts stay far below the 60 KiB of an
 * entry.
 */
export const dataTextLengthMax = 256

export type DataFault =
  | { readonly kind: 'data-missing'; readonly member: string; readonly type: Member['type'] }
  | { readonly kind: 'data-unknown'; readonly member: string; readonly declared: readonly string[] }
  | { readonly kind: 'data-type'; readonly member: string; readonly type: Member['type'] }
  | { readonly kind: 'data-too-long'; readonly member: string; readonly lengthMax: number }
  | { readonly kind: 'data-pattern'; readonly member: string; readonly pattern: string }
  /** It stands in the name of an object, where only letters, digits and `. _ : @ ~ -` may. */
  | { readonly kind: 'data-not-in-object'; readonly member: string }
  | { readonly kind: 'object-too-long'; readonly template: string; readonly lengthMax: number }

/** The data as declared; anything undeclared, missing or of another form is refused. */
export function checkData(
  members: readonly Member[],
  given: Readonly<Record<string, unknown>>,
): Result<Data, DataFault> {
  const declared = members.map(({ name }) => name)
  const unknown = Object.keys(given).find((name) => !declared.includes(name))
  if (unknown !== undefined)
    return refuse({ kind: 'data-unknown', member: unknown.slice(0, dataTextLengthMax), declared })
  const data: Record<string, string | number> = {}
  for (const member of members) {
    if (!Object.hasOwn(given, member.name)) {
      if (member.required) return refuse({ kind: 'data-missing', member: member.name, type: member.type })
      continue
    }
    const value = checkMember(member, given[member.name])
    if (!value.ok) return value
    data[member.name] = value.value
  }
  return accept(data)
}

/** The data a case is opened with: as declared, and fit to name the objects of its steps. */
export function checkOpening(
  procedure: Procedure,
  id: string,
  given: Readonly<Record<string, unknown>>,
): Result<Data, DataFault> {
  const data = checkData(procedure.data, given)
  if (!data.ok) return data
  const templates = new Set(procedure.steps.flatMap(({ objects }) => objects))
  const named = new Set([...templates].flatMap(placeholders))
  const unfit = [...named].find((name) => name !== 'case' && !isObjectSegment(String(data.value[name])))
  if (unfit !== undefined) return refuse({ kind: 'data-not-in-object', member: unfit })
  const of = { id, data: data.value }
  const long = [...templates].find((template) => filledTemplate(template, of).length > objectLengthMax)
  return long === undefined
    ? data
    : refuse({ kind: 'object-too-long', template: long, lengthMax: objectLengthMax })
}

function checkMember({ name, type, pattern }: Member, value: unknown): Result<string | number, DataFault> {
  if (type === 'number') {
    return typeof value === 'number' && Number.isFinite(value)
      ? accept(value)
      : refuse({ kind: 'data-type', member: name, type })
  }
  if (typeof value !== 'string' || !value.isWellFormed())
    return refuse({ kind: 'data-type', member: name, type })
  if (value.length > dataTextLengthMax) {
    return refuse({ kind: 'data-too-long', member: name, lengthMax: dataTextLengthMax })
  }
  if (pattern !== undefined && !matches(pattern, value))
    return refuse({ kind: 'data-pattern', member: name, pattern })
  return accept(value)
}
