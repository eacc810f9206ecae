import { Argument, type Command } from 'commander'
import { utf8 } from '#bytes'
import { accept } from '#fault'
import type { Question } from '#unit'
import { jsonAnswerTo } from './answer.ts'
import { queryText } from './case-text.ts'
import { type Attach, jsonText, withPublic, withSession } from './context.ts'
import { addInputOptions } from './definition-options.ts'
import { readTextOrInput } from './files.ts'
import type { HttpRequest } from './http.ts'
import { checkedInput, inputOf, inputOptions } from './input-options.ts'

/**
 * Makes the command of one query: its path's parameters and the file of its document as arguments, the rest
 * of its input as options.
 */
export function addQueryCommand(command: Command, definition: Question, attach: Attach): void {
  command.description(definition.label)
  const options = inputOptions(definition.input)
  const parameters = pathParameters(definition.path)
  const inPath = parameters.map((member) => {
    const option = options.find((each) => each.member === member)
    if (!option) throw new Error(`bug: ${definition.name} has no member for :${member} of its path`)
    return option
  })
  for (const option of inPath) command.addArgument(new Argument(`<${option.name}>`, option.description))
  const { document } = definition
  if (document !== undefined) {
    const about = options.find((option) => option.member === document)?.description ?? document
    command.addArgument(new Argument(`<${document}>`, `file: ${about}; \`-\`: standard input`))
  }
  const input = addInputOptions(
    command,
    options.filter((option) => !inPath.includes(option) && option.member !== document),
  )
  attach(command, async (context, args, given) => {
    const fromPath = Object.fromEntries(parameters.map((member, at) => [member, args[at]]))
    const values = inputOf(inPath, fromPath, () => accept(''))
    if (!values.ok) return values
    const rest = input(given)
    if (!rest.ok) return rest
    const text = document === undefined ? accept(undefined) : readTextOrInput(args[parameters.length] ?? '')
    if (!text.ok) return text
    const whole = { ...values.value, ...rest.value, ...(document && { [document]: text.value }) }
    const checked = checkedInput(definition.input, whole)
    if (!checked.ok) return checked
    const request = requestOf(definition, whole)
    const answer =
      definition.access.by === 'public'
        ? await withPublic(context, (caller) => jsonAnswerTo(caller, request))
        : await withSession(context, ({ caller }) => jsonAnswerTo(caller, request))
    if (!answer.ok) return answer
    return accept(context.json ? jsonText(answer.value) : queryText(definition.name, answer.value))
  })
}

function requestOf({ path, document }: Question, input: Readonly<Record<string, unknown>>): HttpRequest {
  if (document === undefined) return { method: 'GET', path: requestPath(path, input) }
  const inPath = new Set(pathParameters(path))
  const entries = Object.entries(input)
  const placed = Object.fromEntries(entries.filter(([member]) => inPath.has(member)))
  const rest = Object.fromEntries(entries.filter(([member]) => !inPath.has(member)))
  const body = { type: 'application/json', bytes: utf8(JSON.stringify(rest)) }
  return { method: 'POST', path: requestPath(path, placed), body }
}

/** The members of the input that a path holds, as `/cases/:case`. */
export function pathParameters(path: string): readonly string[] {
  return [...path.matchAll(/:([A-Za-z][A-Za-z0-9]*)/g)].map((match) => match[1] ?? '')
}

/** The path with its parameters filled in and the other members behind it, lists by repeating the name. */
export function requestPath(path: string, input: Readonly<Record<string, unknown>>): string {
  const used = new Set(pathParameters(path))
  const filled = path.replaceAll(/:([A-Za-z][A-Za-z0-9]*)/g, (_, member: string) => {
    return encodeURIComponent(String(input[member]))
  })
  const search = new URLSearchParams()
  for (const [member, value] of Object.entries(input)) {
    if (used.has(member)) continue
    for (const item of Array.isArray(value) ? value : [value]) {
      search.append(member, typeof item === 'object' ? JSON.stringify(item) : String(item))
    }
  }
  return search.size === 0 ? filled : `${filled}?${search.toString()}`
}
