/** The part of JSON Schema that the inputs of acts use. */
export interface FieldSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly FieldSchema[]
  readonly items?: FieldSchema
  readonly properties?: Readonly<Record<string, FieldSchema>>
  readonly additionalProperties?: FieldSchema | boolean
  readonly required?: readonly string[]
  readonly description?: string
  readonly default?: unknown
  readonly pattern?: string
  readonly maxLength?: number
  readonly minLength?: number
  readonly minimum?: number
  readonly maximum?: number
}

/** The same text in both languages. */
export interface Texts {
  readonly en: string
  readonly zh: string
}

/** The words of a member of the input, and of what may be chosen there. */
export interface FieldTexts {
  readonly label: Texts
  readonly hint?: Texts
  readonly choices?: Readonly<Record<string, Texts>>
}

/** An act as its form is made from it. */
export interface ActForm {
  readonly name: string
  readonly label: Texts
  /** What a step has to permit; absent where the rules of a procedure permit it. */
  readonly permission?: string
  readonly fields: Readonly<Record<string, FieldTexts>>
  readonly schema: FieldSchema
}

/** How a field is drawn. */
export type FieldKind = 'text' | 'long-text' | 'number' | 'yes-no' | 'choice' | 'texts' | 'json'

/** Longer texts than this are typed into a field of several lines. */
const shortTextMax = 200

/** How a member of an input is drawn, from its schema. */
export function fieldKind(schema: FieldSchema): FieldKind {
  const choices = choicesOf(schema)
  if (choices) return 'choice'
  if (schema.type === 'string') return (schema.maxLength ?? 0) > shortTextMax ? 'long-text' : 'text'
  if (schema.type === 'number' || schema.type === 'integer') return 'number'
  if (schema.type === 'boolean') return 'yes-no'
  if (schema.type === 'array' && schema.items?.type === 'string') return 'texts'
  return 'json'
}

/** The texts of which one is to be chosen; `undefined` where it is not a choice among texts. */
export function choicesOf(schema: FieldSchema): readonly string[] | undefined {
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  return choices?.every((choice) => typeof choice === 'string') ? choices : undefined
}

/** A draft of a field as somebody typed it, and the value it makes. */
export type Draft = string | boolean | readonly string[]

/** Why a draft makes no value; half a message name of `act.fault-…`. */
export type FieldFault = 'missing' | 'pattern' | 'number' | 'json'

/** The value of a draft, or why there is none; an empty one of what may be left out gives neither. */
export function valueOf(
  schema: FieldSchema,
  draft: Draft | undefined,
  isRequired: boolean,
): { readonly value?: unknown; readonly fault?: FieldFault } {
  if (draft === undefined || draft === '' || (Array.isArray(draft) && draft.length === 0)) {
    return isRequired ? { fault: 'missing' } : {}
  }
  const kind = fieldKind(schema)
  if (typeof draft !== 'string') return { value: draft }
  if (kind === 'number') {
    const number = Number(draft)
    return Number.isFinite(number) ? { value: number } : { fault: 'number' }
  }
  if (kind === 'json') return jsonValue(draft)
  const isFitting = schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(draft)
  return isFitting ? { value: draft } : { fault: 'pattern' }
}

function jsonValue(text: string): { readonly value?: unknown; readonly fault?: FieldFault } {
  try {
    return { value: JSON.parse(text) }
  } catch {
    // Its only error is that the text is not JSON, which the fault says.
    return { fault: 'json' }
  }
}
