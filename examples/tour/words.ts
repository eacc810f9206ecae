import type { Told } from './commands.ts'
import type { Answer } from './connection.ts'
import type { Findings } from './findings.ts'

/** Problem details (RFC 9457), as gate and API give them. */
interface Problem {
  readonly type?: string
  readonly detail?: string
  readonly permission?: string
  readonly object?: string
  readonly openSteps?: readonly { readonly case: string; readonly step: string }[]
}

type Problematic = Pick<Answer, 'json'>

/** What a problem says, in the words of the story. */
export function problemWords(answer: Problematic): string {
  const { detail = '', permission, object, openSteps = [] } = answer.json as Problem
  // The gate gives its reason last, where others give advice.
  if (/^(?:certificate|caller)-refused$/.test(problemKind(answer))) return detail
  if (permission === undefined) return firstPart(detail)
  const steps = openSteps.map((open) => `step ${open.step} of case ${open.case}`)
  const way = steps.length === 0 ? 'no open step would give it' : `${steps.join(' or ')} would give it`
  return `needs ${permission} on ${object}; ${way}`
}

/** The stable part of a problem's type. */
export function problemKind({ json }: Problematic): string {
  return (json as Problem).type?.replace('urn:chancery:problem:', '') ?? ''
}

/** A member of an answer that is text. */
export function memberOf({ json }: Problematic, name: string): string {
  const value = (json as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : ''
}

/** What happened, without the advice behind it. */
export function firstPart(sentence: string): string {
  return sentence.replace(/: [^:]*$/, '')
}

/** A line about a command that acts. */
export function told(findings: Findings, what: string, { code, out, sentence }: Told, fits: boolean): void {
  const entries = Array.from(out.matchAll(/\(entry (\d+),/g), ([, index]) => index)
  const verified = /receipts? verified/.test(out) ? ', receipt verified' : ''
  const range = entries.length < 2 ? `entry ${entries[0]}` : `entries ${entries[0]} to ${entries.at(-1)}`
  const words = code === 0 ? `${range}${verified}` : firstPart(sentence)
  findings.see(what, code === 0 ? 'done' : 'refused', words, fits)
}

/** A line about a command that must go through. */
export function done(findings: Findings, what: string, result: Told): void {
  told(findings, what, result, result.code === 0)
}

/** A line about a command that must be refused, with all that the refusal says. */
export function refused(findings: Findings, what: string, { code, sentence }: Told, fits: boolean): void {
  findings.see(what, code === 0 ? 'done' : 'refused', sentence, code === 1 && fits)
}
