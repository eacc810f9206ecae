import type { Command } from 'commander'
import { type Result, refuse } from '#fault'
import type { ExitCode } from './exit.ts'
import type { CliFault } from './fault.ts'
import { type HttpCaller, httpCaller } from './http.ts'
import type { CommandLinePorts } from './ports.ts'
import { openSession, readProfile, type Session } from './profile.ts'

/** Where a unit serves the public unless told otherwise. */
export const defaultPublicAddress = 'http://localhost:8480'

/** Where a unit takes acts unless told otherwise. */
export const defaultApiAddress = 'https://localhost:8444'

/** What every command is given beside its own options. */
export interface Context {
  readonly ports: CommandLinePorts
  /** The folder to act from. */
  readonly as?: string
  /** The folder of the unit to act at, when it is not the one of `as`. */
  readonly at?: string
  /** The unit's public address, where no folder names one. */
  readonly url?: string
  readonly json: boolean
}

/** What a command found out, where the exit code tells it as well. */
export interface Finding {
  readonly text: string
  readonly code: ExitCode
}

/** A command's work: what it prints, or why not. */
export type Work = (
  context: Context,
  args: readonly string[],
  given: Given,
) => Promise<Result<string | Finding, CliFault>>

/** The values of a command's options, by attribute. */
export type Given = Readonly<Record<string, unknown>>

/** Takes a command's work in; the program runs it and turns its outcome into text and exit code. */
export type Attach = (command: Command, work: Work) => void

/** Runs something with the session of the folder that is named, and ends the session. */
export async function withSession<T>(
  context: Context,
  work: (session: Session) => Promise<Result<T, CliFault>>,
): Promise<Result<T, CliFault>> {
  if (context.as === undefined) return refuse({ kind: 'profile-unnamed' })
  const session = await openSession(context.as, context.ports, context.at)
  if (!session.ok) return session
  try {
    return await work(session.value)
  } finally {
    session.value.caller.close()
  }
}

/**
 * Runs something that needs no certificate: against the folder's unit over TLS, checked against its
 * authority, or against the public address.
 */
export async function withPublic<T>(
  context: Context,
  work: (caller: HttpCaller) => Promise<Result<T, CliFault>>,
): Promise<Result<T, CliFault>> {
  const caller = publicCaller(context)
  if (!caller.ok) return caller
  try {
    return await work(caller.value)
  } finally {
    caller.value.close()
  }
}

function publicCaller(context: Context): Result<HttpCaller, CliFault> {
  if (context.url !== undefined) return httpCaller(context.url)
  const folder = context.at ?? context.as
  if (folder === undefined) return httpCaller(defaultPublicAddress)
  const profile = readProfile(folder)
  if (!profile.ok) return profile
  return httpCaller(profile.value.unit.api, { authority: profile.value.authority })
}

/**
 * JSON for machines: one value, a line's end behind it. What would steer a terminal or turn a line around
 * stands in escapes, which mean the same: people read it as well.
 */
export function jsonText(value: unknown): string {
  const text = JSON.stringify(value, undefined, 2)
  return `${text.replaceAll(/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu, escapes)}\n`
}

function escapes(character: string): string {
  return character
    .split('')
    .map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('')
}

/** The text given for an option, if it was given. */
export function textGiven(given: Given, attribute: string): string | undefined {
  const value = given[attribute]
  return typeof value === 'string' ? value : undefined
}
