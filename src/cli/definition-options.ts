import { type Command, Option } from 'commander'
import { accept, type Result, refuse } from '#fault'
import type { Given } from './context.ts'
import type { CliFault } from './fault.ts'
import { readText } from './files.ts'
import { type InputOption, inputOf } from './input-options.ts'
import { jsonIn } from './json.ts'
import { optionName } from './names.ts'

/** Options that every command has; a member of an input that has such a name is called `--input-…`. */
const commonNames = new Set(['as', 'url', 'json', 'debug', 'help'])

/** Adds an option for each member of an input and gives back how to read the input from what was given. */
export function addInputOptions(
  command: Command,
  options: readonly InputOption[],
): (given: Given) => Result<Readonly<Record<string, unknown>>, CliFault> {
  const attributes = new Map<string, string>()
  for (const option of options) {
    const name = flagName(option.member)
    const flag = new Option(`--${name}${placeOf(option)}`, description(option))
    if (option.many !== 'one') flag.argParser(append)
    command.addOption(flag)
    if (option.value.form === 'boolean' && option.many === 'one') {
      command.addOption(new Option(`--no-${name}`, `not ${option.description || option.name}`).hideHelp())
    }
    attributes.set(option.member, flag.attributeName())
  }
  return (given) => {
    const values = Object.fromEntries(
      [...attributes].map(([member, attribute]) => [member, given[attribute]]),
    )
    return inputOf(options, values, (path) => {
      const text = readText(path)
      if (text.ok) return text
      return refuse('problem' in text.fault ? text.fault.problem : text.fault.kind)
    })
  }
}

/** How a member of an input is called as an option. */
export function flagName(member: string): string {
  const name = optionName(member)
  return commonNames.has(name) ? `input-${name}` : name
}

/** Gathers an option's values without commander's greedy lists, which would eat what follows. */
function append(value: string, before: unknown): readonly string[] {
  return Array.isArray(before) ? [...before.map(String), value] : [value]
}

function placeOf(option: InputOption): string {
  if (option.many === 'pairs') return ' <key=value>'
  switch (option.value.form) {
    case 'boolean':
      return option.many === 'one' ? '' : ' <true|false>'
    case 'choice':
      return ' <choice>'
    case 'number':
      return ' <number>'
    case 'json':
      return ' <json>'
    case 'text':
      return ' <text>'
    default:
      return option.value satisfies never
  }
}

function description(option: InputOption): string {
  const notes = [
    ...(option.value.form === 'choice' ? [option.value.choices.join(', ')] : []),
    ...(option.required ? ['required'] : []),
    ...(option.many === 'one' ? [] : ['may be repeated']),
    ...(option.byDefault === undefined ? [] : [`default ${option.byDefault}`]),
  ]
  return `${option.description}${notes.length === 0 ? '' : ` (${notes.join('; ')})`}`.trim()
}

/** The option's name, or `under-name` where a member of the input has that name. */
export function controlName(name: string, options: readonly InputOption[]): string {
  return options.some((option) => option.name === name) ? `under-${name}` : name
}

/** The members of a JSON file that gives an input whole. */
export function inputFile(path: string | undefined): Result<Readonly<Record<string, unknown>>, CliFault> {
  if (path === undefined) return accept({})
  const text = readText(path)
  if (!text.ok) return text
  const json = jsonObject(text.value)
  return json ? accept(json) : refuse({ kind: 'file-malformed', path, problem: 'it holds no JSON object' })
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value = jsonIn(text)
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined
}
