import type { EnvelopeFault, PublicKeyFault } from '#crypto'
import type { ActFormFault, ConsiderFault, EntryFault, PipelineFault, Refusal } from '#unit'
import type { ApiFault } from './fault.ts'
import { apiWords } from './words-api.ts'
import { unitWords } from './words-unit.ts'

/** Every refusal that can reach a caller. A room that gains a kind of fault gains a line in its table. */
export type AnyRefusal = ApiFault | UnitRefusal

/** What the kernel refuses, the forms of keys and envelopes among it. */
export type UnitRefusal =
  | ActFormFault
  | ConsiderFault
  | EntryFault
  | EnvelopeFault
  | PipelineFault
  | PublicKeyFault

/** A refusal in words. */
export interface Told {
  readonly status: number
  /** The kind, always the same. */
  readonly title: string
  /** This occurrence: what is wrong and what to do next. */
  readonly detail: string
  /** Further members of the problem (RFC 9457 §3.2): plain data. */
  readonly members?: Readonly<Record<string, unknown>>
}

/** One line for each kind of a union; one that is missing or left over does not compile. */
export type Words<F extends Refusal> = {
  readonly [K in F['kind']]: (fault: Extract<F, { readonly kind: K }>) => Told
}

/** Problem details (RFC 9457 §3.1). */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly [member: string]: unknown
}

const words: Words<AnyRefusal> = { ...apiWords, ...unitWords }

/** The stable part of a problem's type. */
export const problemTypePrefix = 'urn:chancery:problem:'

/**
 * The one translation of refusals for callers, over HTTP and on the command line. `undefined` for a kind that
 * no table knows: then the unions above are not complete, which is a bug.
 */
export function problemOf(fault: Refusal): Problem | undefined {
  if (!isKnown(fault)) return undefined
  // Each line takes its own kind only; which one it is, the index says.
  const tell = words[fault.kind] as (fault: AnyRefusal) => Told
  const { status, title, detail, members } = tell(fault)
  return { ...members, type: `${problemTypePrefix}${fault.kind}`, title, status, detail }
}

function isKnown(fault: Refusal): fault is AnyRefusal {
  return Object.hasOwn(words, fault.kind)
}

/** Every kind that has words, for the list in the documentation. */
export const problemKinds: readonly string[] = Object.keys(words).sort()
