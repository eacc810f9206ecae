import { parseProcedure } from './text.ts'
import type { ProcedureTextFault } from './text-fault.ts'

/** For tests: a sound text with every kind of tie; line 5 is its first step. */
export const good = `procedure: pump
title: { en: A pump }
opened-by: anyone
steps:
  plan:
    by: anyone
    outcomes: [go, wait]
    requires: base
    delegation: { depth: 2, to: { office: crew } }
    assign: { by: { office: head }, within: P1D }
  open: { by: anyone, after: plan }
  base: { by: anyone, triggers: tidy }
  left: { by: anyone, excludes: right, after: open }
  right: { by: anyone, together: mate, after: open, training: [valves, first-aid] }
  mate: { by: [opener, { office: crew }], after: open }
  check: { by: anyone, after: [left, right, mate], outcomes: [good, bad, ugly] }
  tidy: { by: anyone, after: check, before: last }
  last:
    by: anyone
    after: check
    break-glass: { by: { office: crew }, within: PT1H, tell: { office: head } }
  look: { by: anyone, reviews: last }
loops:
  - { from: check, when: check.outcome == bad, to: open, release: open, rounds: 2 }
constraints:
  - different-people: [plan, check]
  - at-least: { people: 2, steps: [left, right, mate] }
`

/** A fault as `line:column key kind`. */
function shown({ kind, line, column, key }: ProcedureTextFault): string {
  return `${line}:${column} ${key} ${kind}`
}

/** For tests: every fault of a text, as `line:column key kind`. */
export function faultsOf(text: string): readonly string[] {
  const parsed = parseProcedure(text)
  return parsed.ok ? [] : parsed.fault.map(shown)
}

/** What is changed in the sound text to what; the last are the faults that are found then. */
export type Change = readonly [name: string, from: string, to: string, ...faults: readonly string[]]

/** For tests: the faults of the sound text with a change. */
export function faultsWith([, from, to]: Change): readonly string[] {
  if (!good.includes(from)) throw new Error(`bug: \`${from}\` does not stand in the text`)
  return faultsOf(good.replace(from, () => to))
}
