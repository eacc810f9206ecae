import { spawnSync } from 'node:child_process'

/** What another program said. */
export interface Said {
  readonly code: number
  /** Standard output and standard error, in this order. */
  readonly text: string
}

/** The longest that one call takes on a machine under load. */
const callMillisecondsMax = 60_000

/** Lets another program do one thing, in English. */
export function ask(program: string, parameters: readonly string[], folder: string): Said {
  const environment = { PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C.UTF-8' }
  const options = { cwd: folder, env: environment, timeout: callMillisecondsMax, encoding: 'utf8' } as const
  const { status, stdout, stderr } = spawnSync(program, parameters, options)
  return { code: status ?? -1, text: `${stdout}${stderr}` }
}

/** The same, which must go through: what is prepared for a finding, and is not one. */
export function must(program: string, parameters: readonly string[], folder: string): string {
  const { code, text } = ask(program, parameters, folder)
  if (code !== 0) throw new Error(`could not \`${program} ${parameters.join(' ')}\`: ${text}`)
  return text
}

/** What remains of a text: the first match of a pattern, its first group where it has one. */
export function told(text: string, pattern: RegExp): string {
  const match = pattern.exec(text)
  return match?.[1] ?? match?.[0] ?? `not said: ${text.trim().slice(0, 400)}`
}
