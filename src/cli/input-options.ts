import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { jsonIn } from './json.ts'
import { optionName } from './names.ts'

/** How the text of an option becomes a value: the leaf forms of JSON, and whole JSON for everything else. */
export type ValueForm =
  | { readonly form: 'text' }
  | { readonly form: 'number' }
  | { readonly form: 'boolean' }
  | { readonly form: 'choice'; readonly choices: readonly string[] }
  | { readonly form: 'json' }

/** One member of an input as an option of a command. */
export interface InputOption {
  /** The member's name in the input. */
  readonly member: string
  /** The option's name without dashes, as `not-after`. */
  readonly name: string
  readonly value: ValueForm
  /** `one` value, `many` by repeating the option, or `pairs` of `key=value` by repeating it. */
  readonly many: 'one' | 'many' | 'pairs'
  readonly required: boolean
  readonly description: string
  /** The schema's default, said in the help. */
  readonly byDefault?: string
}

export type InputFault =
  | { readonly kind: 'option-value'; readonly option: string; readonly problem: string }
  | { readonly kind: 'option-file'; readonly option: string; readonly path: string; readonly problem: string }
  | { readonly kind: 'input-malformed'; readonly at: string; readonly problem: string }

/** The file a value `@path` stands for; refused with why it cannot be read. */
export type FileReader = (path: string) => Result<string, string>

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly required?: readonly string[]
  readonly description?: string
  readonly default?: unknown
}

/** The options of an input, in the order of its schema's members. */
export function inputOptions(schema: z.ZodType): readonly InputOption[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema
  const required = new Set(json.required)
  return Object.entries(json.properties ?? {}).map(([member, property]) => ({
    member,
    name: optionName(member),
    ...shapeOf(property),
    required: required.has(member),
    description: property.description ?? '',
    ...(property.default === undefined ? {} : { byDefault: JSON.stringify(property.default) }),
  }))
}

function shapeOf(schema: JsonSchema): Pick<InputOption, 'value' | 'many'> {
  if (schema.type === 'array') return { value: leafForm(schema.items ?? {}), many: 'many' }
  if (schema.type === 'object' && isOpenObject(schema)) {
    const members = schema.additionalProperties
    return { value: typeof members === 'object' ? leafForm(members) : { form: 'text' }, many: 'pairs' }
  }
  return { value: leafForm(schema), many: 'one' }
}

/** An object whose members have no names of their own: a map. */
function isOpenObject(schema: JsonSchema): boolean {
  return schema.properties === undefined && schema.additionalProperties !== false
}

function leafForm(schema: JsonSchema): ValueForm {
  const choices = schema.enum ?? (schema.const === undefined ? undefined : [schema.const])
  if (choices?.every((choice) => typeof choice === 'string')) return { form: 'choice', choices }
  if (schema.type === 'string') return { form: 'text' }
  if (schema.type === 'number' || schema.type === 'integer') return { form: 'number' }
  if (schema.type === 'boolean') return { form: 'boolean' }
  return { form: 'json' }
}

/**
 * The input that the values given for the options make; options not given are left out, and a value `@path`
 * is what stands in that file. What the schema demands beyond the form is for `checkedInput`.
 */
export function inputOf(
  options: readonly InputOption[],
  given: Readonly<Record<string, unknown>>,
  readFile: FileReader,
): Result<Readonly<Record<string, unknown>>, InputFault> {
  const input: Record<string, unknown> = {}
  for (const option of options) {
    const raw = given[option.member]
    if (raw === undefined) continue
    const value = memberOf(option, raw, readFile)
    if (!value.ok) return value
    input[option.member] = value.value
  }
  return accept(input)
}

function memberOf(option: InputOption, raw: unknown, readFile: FileReader): Result<unknown, InputFault> {
  if (typeof raw === 'boolean') return accept(raw)
  if (option.many === 'one') return leafOf(option, String(raw), readFile)
  const texts = Array.isArray(raw) ? raw.map(String) : [String(raw)]
  return option.many === 'many' ? listOf(option, texts, readFile) : pairsOf(option, texts, readFile)
}

function listOf(
  option: InputOption,
  texts: readonly string[],
  readFile: FileReader,
): Result<unknown, InputFault> {
  const list: unknown[] = []
  for (const text of texts) {
    const value = leafOf(option, text, readFile)
    if (!value.ok) return value
    list.push(value.value)
  }
  return accept(list)
}

function pairsOf(
  option: InputOption,
  texts: readonly string[],
  readFile: FileReader,
): Result<unknown, InputFault> {
  const pairs: [string, unknown][] = []
  for (const text of texts) {
    const equals = text.indexOf('=')
    if (equals < 1) return refuse(badValue(option, 'wants `key=value`'))
    const value = looseLeaf(option, text.slice(equals + 1), readFile)
    if (!value.ok) return value
    pairs.push([text.slice(0, equals), value.value])
  }
  return accept(Object.fromEntries(pairs))
}

/** A map's value of more than one type: a number where it reads as one, else the text as it is. */
function looseLeaf(option: InputOption, text: string, readFile: FileReader): Result<unknown, InputFault> {
  if (option.value.form !== 'json') return leafOf(option, text, readFile)
  const whole = valueText(option, text, readFile)
  if (!whole.ok) return whole
  return accept(isPlainNumber(whole.value) ? Number(whole.value) : whole.value)
}

function leafOf(option: InputOption, text: string, readFile: FileReader): Result<unknown, InputFault> {
  const whole = valueText(option, text, readFile)
  if (!whole.ok) return whole
  switch (option.value.form) {
    case 'text':
      return accept(whole.value)
    case 'number':
      if (!isPlainNumber(whole.value)) return refuse(badValue(option, 'wants a number'))
      return accept(Number(whole.value))
    case 'boolean':
      if (!['true', 'false'].includes(whole.value)) return refuse(badValue(option, 'wants `true` or `false`'))
      return accept(whole.value === 'true')
    case 'choice':
      if (!option.value.choices.includes(whole.value)) {
        return refuse(badValue(option, `wants one of \`${option.value.choices.join('`, `')}\``))
      }
      return accept(whole.value)
    case 'json':
      return jsonOf(option, whole.value)
    default:
      return option.value satisfies never
  }
}

function isPlainNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/.test(text)
}

function jsonOf(option: InputOption, text: string): Result<unknown, InputFault> {
  const value = jsonIn(text)
  return value === undefined
    ? refuse(badValue(option, 'wants JSON, or `@file` with JSON in it'))
    : accept(value)
}

/** `@path` is the file's text, `@@text` is `@text`, everything else itself. */
function valueText(option: InputOption, text: string, readFile: FileReader): Result<string, InputFault> {
  if (!text.startsWith('@')) return accept(text)
  if (text.startsWith('@@')) return accept(text.slice(1))
  const path = text.slice(1)
  const content = readFile(path)
  if (content.ok) return content
  return refuse({ kind: 'option-file', option: option.name, path, problem: content.fault })
}

function badValue(option: InputOption, problem: string): InputFault {
  return { kind: 'option-value', option: option.name, problem }
}

/** The input as the schema takes it; the first thing it does not take is the fault, named like its option. */
export function checkedInput<Input>(
  schema: z.ZodType<Input>,
  input: unknown,
  named: (member: string) => string = optionName,
): Result<Input, InputFault> {
  const checked = schema.safeParse(input)
  if (checked.success) return accept(checked.data)
  const issue = checked.error.issues[0]
  const [member, ...rest] = issue?.path ?? []
  const at = member === undefined ? 'input' : [`--${named(String(member))}`, ...rest.map(String)].join('.')
  const problem = isMissing(input, issue?.path ?? [])
    ? 'is missing'
    : firstLower(issue?.message ?? 'malformed')
  return refuse({ kind: 'input-malformed', at, problem })
}

/** Whether there is nothing at a path of a value; the root is always there. */
function isMissing(value: unknown, path: readonly PropertyKey[]): boolean {
  let here = value
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return true
    here = (here as Readonly<Record<PropertyKey, unknown>>)[key]
  }
  return here === undefined
}

function firstLower(message: string): string {
  return message.slice(0, 1).toLowerCase() + message.slice(1)
}
