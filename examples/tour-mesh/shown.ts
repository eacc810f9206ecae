import type { Told } from '../tour/commands.ts'
import type { Findings } from '../tour/findings.ts'

/**
 * A line about a command that tells something, and under it what it told.
 *
 * @param parts what must stand in it, for the line to be as the story has it
 */
export function shown(
  findings: Findings,
  what: string,
  { code, out, sentence }: Told,
  ...parts: readonly (string | RegExp)[]
): void {
  const missing = parts.filter((part) => (typeof part === 'string' ? !out.includes(part) : !part.test(out)))
  const words = code === 0 ? missing.map((part) => `missing is ${part}`).join(', ') : sentence
  findings.see(what, code === 0 ? 'told' : 'refused', words, code === 0 && missing.length === 0)
  if (code === 0) findings.quote(out)
}
