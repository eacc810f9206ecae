import type { Member } from './procedures.ts'

/** What was typed into the fields of a form, by member. */
export type Typed = Readonly<Record<string, string>>

/** Why a field is not taken; half a message name of `public.fault-…`. */
export type FieldFault = 'missing' | 'number' | 'too-long' | 'pattern' | 'hidden'

/** What the unit takes of a text. */
export const textCharactersMax = 256

/** Marks that are not seen and change how others are shown, which the unit refuses. */
const hidden = /[^\P{Cc}\t\n\r]|\r(?!\n)|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

/** The data of a form, and what is wrong with it by field; whether it is whole is for the unit to say. */
export function dataOf(
  members: readonly Member[],
  typed: Typed,
): {
  readonly data: Readonly<Record<string, string | number>>
  readonly faults: Readonly<Record<string, FieldFault>>
} {
  const data: Record<string, string | number> = {}
  const faults: Record<string, FieldFault> = {}
  for (const member of members) {
    const text = typed[member.name]?.trim() ?? ''
    if (text === '') {
      if (member.required) faults[member.name] = 'missing'
      continue
    }
    const fault = faultOf(member, text)
    if (fault !== undefined) faults[member.name] = fault
    else data[member.name] = member.type === 'number' ? Number(text) : text
  }
  return { data, faults }
}

function faultOf({ type, pattern }: Member, text: string): FieldFault | undefined {
  if (type === 'number') return Number.isFinite(Number(text)) ? undefined : 'number'
  if (text.length > textCharactersMax) return 'too-long'
  if (hidden.test(text)) return 'hidden'
  return pattern === undefined || fits(pattern, text) ? undefined : 'pattern'
}

/** The patterns of procedures are a part of those of this language. */
function fits(pattern: string, text: string): boolean {
  return new RegExp(`^(?:${pattern})$`, 'u').test(text)
}
