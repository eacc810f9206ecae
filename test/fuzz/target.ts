import assert from 'node:assert/strict'
import type { Result } from '#fault'
import type { Mutation } from './byte-mutation.ts'

/** A parser of bytes from outside, with what makes inputs for it and what must hold of its answer. */
export interface Target {
  readonly name: string
  /** Inputs to begin with; good ones reach furthest. */
  seeds(): readonly Uint8Array[]
  readonly mutate: Mutation
  /** Parses the input and checks what must hold; throws when it does not. */
  run(input: Uint8Array): Outcome
}

/** What became of an input; inputs of the same label went the same way, as far as can be seen. */
export interface Outcome {
  readonly accepted: boolean
  readonly label: string
}

/**
 * Looks at what a parser gave. Accepted: `check` throws when something does not hold, and tells the ways of
 * reading apart if it likes. Refused: the fault must have a kind, or be a list of faults that have one.
 */
export function outcomeOf<T>(result: Result<T, unknown>, check: (value: T) => string | void): Outcome {
  if (result.ok) return { accepted: true, label: `accepted ${check(result.value) ?? ''}`.trimEnd() }
  const faults = Array.isArray(result.fault) ? result.fault : [result.fault]
  assert.ok(faults.length > 0, 'a refusal without a fault')
  for (const fault of faults) {
    assert.equal(typeof fault?.kind, 'string', 'a fault without a kind')
  }
  return { accepted: false, label: kindsOf(faults[0]) }
}

/** The kinds of a fault and of the faults inside it: `not-der/truncated`. */
function kindsOf(fault: unknown): string {
  if (typeof fault !== 'object' || fault === null || !('kind' in fault)) return ''
  const inner = Object.values(fault)
    .map(kindsOf)
    .filter((kind) => kind !== '')
  return [String(fault.kind), ...inner].join('/')
}
