import type { Drafts } from './act-fields.tsx'
import { type ActForm, type FieldFault, valueOf } from './act-form-schema.ts'
import type { ActWish } from './acts.tsx'

/** Those that are needed and not known, and those the wish asks for. */
export function membersAsked({ schema }: ActForm, { input = {}, asks = [] }: ActWish): readonly string[] {
  const needed = schema.required ?? []
  return Object.keys(schema.properties ?? {}).filter(
    (member) => input[member] === undefined && (needed.includes(member) || asks.includes(member)),
  )
}

/** What is known of the input and what has been typed, with what is wrong of that by member. */
export function inputOf(
  { schema }: ActForm,
  wish: ActWish,
  members: readonly string[],
  drafts: Drafts,
): {
  readonly input: Readonly<Record<string, unknown>>
  readonly faults: Readonly<Record<string, FieldFault>>
} {
  const input: Record<string, unknown> = { ...wish.input }
  const faults: Record<string, FieldFault> = {}
  for (const member of members) {
    const isRequired = schema.required?.includes(member) === true
    const { value, fault } = valueOf(schema.properties?.[member] ?? {}, drafts[member], isRequired)
    if (fault !== undefined) faults[member] = fault
    else if (value !== undefined) input[member] = value
  }
  return { input, faults }
}
