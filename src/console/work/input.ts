import type { AskedMember, ShownStep } from './case.ts'
import type { DialogField } from './dialog-fields.ts'
import type { Typed } from './typed.ts'

/** Why a field of a form cannot be sent; half a message name of `act.fault-…`. */
export type InputFault = 'missing' | 'pattern' | 'number'

/** Data in the making: what can be sent of it, and what is wrong with the rest, by member. */
export interface ReadData {
  readonly data: Readonly<Record<string, string | number>>
  readonly faults: Readonly<Record<string, InputFault>>
}

/** The data a procedure asks for, from what was typed into the fields `data.<member>`. */
export function dataIn(asked: readonly AskedMember[], typed: Typed): ReadData {
  const data: Record<string, string | number> = {}
  const faults: Record<string, InputFault> = {}
  for (const member of asked) {
    const text = (typed[fieldOf(member)] ?? '').trim()
    if (text === '') {
      if (member.required) faults[member.name] = 'missing'
      continue
    }
    if (member.type === 'number') {
      const number = Number(text)
      if (Number.isFinite(number)) data[member.name] = number
      else faults[member.name] = 'number'
    } else if (fits(text, member.pattern)) data[member.name] = text
    else faults[member.name] = 'pattern'
  }
  return { data, faults }
}

/** The field a member of the data is typed into. */
export function fieldOf({ name }: Pick<AskedMember, 'name'>): string {
  return `data.${name}`
}

/**
 * Whether a text has the form that is asked for. Patterns of procedures are a part of what the browser knows;
 * one that it does not take is left to the unit, which looks at everything again.
 */
function fits(text: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true
  try {
    return new RegExp(`^(?:${pattern})$`, 'u').test(text)
  } catch {
    // The unit says what it thinks of it.
    return true
  }
}

/** The input of an act beside its case and step, as far as a form asks for it. */
export interface ActInput {
  readonly person?: string
  readonly second?: string
  readonly reason?: string
  readonly outcome?: string
  readonly data?: ReadData['data']
  readonly permissions?: readonly string[]
  /** RFC 3339. */
  readonly until?: string
  readonly completes?: true
}

/** The input that was typed for an act, or what is wrong with it, by field. */
export function readInput(
  fields: readonly DialogField[],
  step: ShownStep | undefined,
  typed: Typed,
): { readonly input: ActInput; readonly faults: Readonly<Record<string, InputFault>> } {
  const faults: Record<string, InputFault> = {}
  const needed = (field: string): Readonly<Record<string, string>> => {
    const text = (typed[field] ?? '').trim()
    if (text === '') faults[field] = 'missing'
    return { [field]: text }
  }
  const input: ActInput = {
    ...(fields.includes('person') && needed('person')),
    ...(fields.includes('second') && needed('second')),
    ...(fields.includes('reason') && needed('reason')),
    ...(fields.includes('completion') && step && step.outcomes.length > 0 && needed('outcome')),
    ...(fields.includes('completion') && step && dataOf(step.asks, typed, faults)),
    ...(fields.includes('part') && partOf(typed, faults)),
  }
  return { input, faults }
}

function dataOf(
  asked: readonly AskedMember[],
  typed: Typed,
  faults: Record<string, InputFault>,
): Pick<ActInput, 'data'> {
  const read = dataIn(asked, typed)
  Object.assign(faults, read.faults)
  return Object.keys(read.data).length === 0 ? {} : { data: read.data }
}

function partOf(typed: Typed, faults: Record<string, InputFault>): ActInput {
  const permissions = (typed['permissions'] ?? '').split(' ').filter((one) => one !== '')
  const text = typed['until'] ?? ''
  const until = new Date(text)
  if (text !== '' && Number.isNaN(until.getTime())) faults['until'] = 'pattern'
  return {
    ...(permissions.length > 0 && { permissions }),
    ...(text !== '' && faults['until'] === undefined && { until: until.toISOString() }),
    ...(typed['completes'] === 'yes' && { completes: true }),
  }
}
