import { accept, type Result, refuse } from '#fault'
import type { Comparison, Condition } from './procedure.ts'

/** More comparisons than steps (64) say nothing new; a condition of 16 already asks for a table. */
const comparisonsMax = 16

/** A condition that is not one, and the offset of the character where that shows. */
export interface ConditionFault {
  readonly offset: number
  readonly problem: string
}

interface Token {
  readonly text: string
  readonly offset: number
}

interface Reader {
  readonly tokens: readonly Token[]
  readonly end: number
  place: number
  comparisons: number
}

const token = /\s*(==|!=|[()]|[A-Za-z0-9._-]+|\S)/y
const outcomeOf = /^([a-z][a-z0-9-]*)\.outcome$/
const value = /^[a-z][a-z0-9-]*$/

/**
 * Reads a condition: `step.outcome == value` and `!=`, joined by `and`, which binds closer, and `or`, with
 * brackets. Nested at most as deep as it may have comparisons.
 */
export function parseCondition(text: string): Result<Condition, ConditionFault> {
  const reader: Reader = { tokens: tokensOf(text), end: text.length, place: 0, comparisons: 0 }
  const condition = parseJoined(reader, 'or')
  if (!condition.ok) return condition
  const rest = reader.tokens[reader.place]
  return rest ? refuse({ offset: rest.offset, problem: `\`${rest.text}\` is left over` }) : condition
}

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(new RegExp(token, 'g'))].map((match) => {
    const word = match[1] ?? ''
    return { text: word, offset: match.index + match[0].length - word.length }
  })
}

function parseJoined(reader: Reader, joint: 'or' | 'and'): Result<Condition, ConditionFault> {
  const parts: Condition[] = []
  do {
    const part = joint === 'or' ? parseJoined(reader, 'and') : parsePart(reader)
    if (!part.ok) return part
    parts.push(part.value)
  } while (taken(reader, joint))
  const [only] = parts
  return accept(only && parts.length === 1 ? only : { kind: joint === 'or' ? 'any' : 'all', of: parts })
}

function parsePart(reader: Reader): Result<Condition, ConditionFault> {
  if (++reader.comparisons > comparisonsMax) {
    return refuse({
      offset: offsetOf(reader),
      problem: `more than ${comparisonsMax} comparisons and brackets`,
    })
  }
  if (!taken(reader, '(')) return parseComparison(reader)
  const inside = parseJoined(reader, 'or')
  if (!inside.ok) return inside
  return taken(reader, ')')
    ? inside
    : refuse({ offset: offsetOf(reader), problem: 'a closing bracket is missing' })
}

function parseComparison(reader: Reader): Result<Condition, ConditionFault> {
  const step = outcomeOf.exec(next(reader))?.[1]
  if (step === undefined) return refuse({ offset: offsetOf(reader), problem: 'expected `step.outcome`' })
  reader.place++
  const sign = next(reader)
  if (sign !== '==' && sign !== '!=')
    return refuse({ offset: offsetOf(reader), problem: 'expected `==` or `!=`' })
  reader.place++
  const outcome = next(reader)
  if (!value.test(outcome)) return refuse({ offset: offsetOf(reader), problem: 'expected an outcome' })
  reader.place++
  return accept({ kind: sign === '==' ? 'is' : 'is-not', step, outcome })
}

function next(reader: Reader): string {
  return reader.tokens[reader.place]?.text ?? ''
}

function offsetOf(reader: Reader): number {
  return reader.tokens[reader.place]?.offset ?? reader.end
}

function taken(reader: Reader, text: string): boolean {
  if (next(reader) !== text) return false
  reader.place++
  return true
}

/** The comparisons of a condition. */
export function comparisonsOf(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(comparisonsOf)
    case 'is':
    case 'is-not':
      return [condition]
    default:
      return condition satisfies never
  }
}
