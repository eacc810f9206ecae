import type { Refusal } from '#unit'

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

/** What is wrong, for the kinds that stand inside another refusal: half a sentence each. */
export type Sentences<F extends Refusal> = {
  readonly [K in F['kind']]: (fault: Extract<F, { readonly kind: K }>) => string
}

/** The line of a fault, from a table of its union. */
export function say<F extends Refusal>(sentences: Sentences<F>, fault: F): string {
  // Each line takes its own kind only; which one it is, the index says.
  const line = sentences[fault.kind as F['kind']] as (fault: F) => string
  return line(fault)
}
