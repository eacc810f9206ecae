import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** For tests: decisions of the todo scenario, which nobody of this project wrote. */
export interface TodoFile {
  readonly name: string
  readonly cases: readonly TodoCase[]
}

export interface TodoCase {
  readonly request: Readonly<Record<string, unknown>>
  /** Of one question whether it is permitted, of a boxcar the answers. */
  readonly expected: boolean | readonly { readonly decision: boolean }[]
}

const dataFolder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'authzen')

/** For tests: why the public data cannot be used here, if so. */
export const todoMissing: string | undefined = existsSync(dataFolder) ? undefined : `${dataFolder} is absent`

/**
 * Two versions of the scenario name people by what their identity provider calls them. It is for the
 * enforcement point to say whom that means in this unit: there is no register of other systems' names here.
 */
const providerNames: Readonly<Record<string, string>> = {
  fd0614d3: 'rick@the-citadel.com',
  fd1614d3: 'morty@the-citadel.com',
  fd2614d3: 'summer@the-smiths.com',
  fd3614d3: 'beth@the-smiths.com',
  fd4614d3: 'jerry@the-smiths.com',
}

/** For tests: every file of the scenario. */
export function todoFiles(): readonly TodoFile[] {
  const versions = ['', ...['00', '01', '02'].map((version) => `-authorization-api-1_0-${version}`)]
  return versions.map((version) => {
    const name = `decisions${version}.json`
    const file = JSON.parse(readFileSync(join(dataFolder, 'todo', name), 'utf8')) as Record<
      string,
      TodoCase[]
    >
    return { name, cases: Object.values(file).flat().map(withUnitName) }
  })
}

function withUnitName({ request, expected }: TodoCase): TodoCase {
  const { subject } = request as { readonly subject: { readonly id: string } }
  const [, number = ''] = /^\n\$(fd.614d3)-/.exec(Buffer.from(subject.id, 'base64').toString()) ?? []
  const id = providerNames[number] ?? subject.id
  return { request: { ...request, subject: { ...subject, id } }, expected }
}

/** For tests: a schema of the specification. */
export function accessSchema(name: 'evaluation-request' | 'evaluation-response'): Schema {
  return JSON.parse(readFileSync(join(dataFolder, 'schemas', `${name}.schema.json`), 'utf8')) as Schema
}

/** For tests: as much of JSON Schema 2020-12 as those use. */
export interface Schema {
  readonly type?: 'object' | 'string' | 'boolean'
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
}

/** For tests: where a value is not as a schema has it, if anywhere. */
export function schemaFault(schema: Schema, value: unknown, at = '$'): string | undefined {
  const { type, required = [], properties = {} } = schema
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (type !== undefined && (type === 'object' ? !isObject : typeof value !== type))
    return `${at}: no ${type}`
  const members = isObject ? (value as Readonly<Record<string, unknown>>) : {}
  const missing = required.find((name) => !Object.hasOwn(members, name))
  if (missing !== undefined) return `${at}: no member ${missing}`
  const faults = Object.entries(properties).flatMap(([name, inner]) => {
    const fault = Object.hasOwn(members, name)
      ? schemaFault(inner, members[name], `${at}.${name}`)
      : undefined
    return fault === undefined ? [] : [fault]
  })
  return faults[0]
}
