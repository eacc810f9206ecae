import { z } from 'zod'
import type { Question } from '#unit'

type JsonSchema = z.core.JSONSchema.BaseSchema

/** Turns the text of a path or query string into the input of one query. */
export type ReadInput = (
  path: Readonly<Record<string, unknown>>,
  query: Readonly<Record<string, unknown>>,
) => Readonly<Record<string, unknown>>

/**
 * How the texts of a request become the input of a query: by the JSON form of its schema, numbers and truth
 * values are read as such, a single value where a list is due is a list of one. What is no number stays text
 * for the schema to refuse. Members of the path count before those of the query string; a member named in
 * both becomes a list of both, which the schema refuses.
 */
export function inputReader(definition: Pick<Question, 'input'>): ReadInput {
  const members = inputMembers(definition)
  return (path, query) => {
    const input = new Map<string, unknown>()
    for (const [name, value] of Object.entries(query)) input.set(name, value)
    for (const [name, value] of Object.entries(path))
      input.set(name, input.has(name) ? [value, input.get(name)] : value)
    return Object.fromEntries([...input].map(([name, value]) => [name, typed(members[name], value)]))
  }
}

/** The members of a query's input with their JSON forms. */
function inputMembers(definition: Pick<Question, 'input'>): Readonly<Record<string, JsonSchema>> {
  const schema = z.toJSONSchema(definition.input, { io: 'input', unrepresentable: 'any' })
  const members = new Map<string, JsonSchema>()
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (typeof member === 'object') members.set(name, member)
  }
  return Object.fromEntries(members)
}

function typed(schema: JsonSchema | undefined, value: unknown): unknown {
  if (schema === undefined) return value
  if (schema.type === 'array') {
    const items = typeof schema.items === 'object' && !Array.isArray(schema.items) ? schema.items : undefined
    return (Array.isArray(value) ? value : [value]).map((item: unknown) => typed(items, item))
  }
  if (typeof value !== 'string') return value
  if (schema.type === 'number' || schema.type === 'integer') return numberOf(value)
  if (schema.type === 'boolean') return value === 'true' ? true : value === 'false' ? false : value
  return value
}

/** The number of a JSON number text: no hexadecimal, no blanks, no empty text. */
function numberOf(text: string): unknown {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? Number(text) : text
}
