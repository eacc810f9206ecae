import type { Condition } from '#task'
import type { Cube, Fn } from './functions.ts'
import type { Tokens } from './tokens.ts'

/**
 * A condition that holds in the cases of a function, as short as can be had simply; `undefined` when it
 * would be too long to read. `isRight` tells whether a condition does.
 */
export function conditionOf(
  tokens: Pick<Tokens, 'functions' | 'order'>,
  fn: Fn,
  isRight: (condition: Condition) => boolean,
): Condition | undefined {
  const cubes = tokens.functions.cubes(fn)
  if (!cubes || cubes.length === 0) return undefined
  // `!=` is shorter, and also true of a step that was skipped, which may not be meant.
  return [true, false]
    .map((negated) => anyOf(cubes.map((cube) => conditionOfCube(tokens, cube, negated))))
    .find(isRight)
}

function conditionOfCube({ order }: Pick<Tokens, 'order'>, cube: Cube, negated: boolean): Condition {
  return allOf(
    cube.map(({ variable, outcomes }) => {
      const { step = '', outcomes: all = [] } = order[variable] ?? {}
      const others = all.filter((_, at) => !outcomes.includes(at))
      const [other] = others
      if (negated && other !== undefined && others.length === 1 && outcomes.length > 1) {
        return { kind: 'is-not', step, outcome: other }
      }
      return anyOf(outcomes.map((at) => ({ kind: 'is', step, outcome: all[at] ?? '' })))
    }),
  )
}

function anyOf(parts: readonly Condition[]): Condition {
  const [only] = parts
  return only && parts.length === 1 ? only : { kind: 'any', of: parts }
}

function allOf(parts: readonly Condition[]): Condition {
  const [only] = parts
  return only && parts.length === 1 ? only : { kind: 'all', of: parts }
}

/** A condition in the language of procedures' texts. */
export function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'is':
      return `${condition.step}.outcome == ${condition.outcome}`
    case 'is-not':
      return `${condition.step}.outcome != ${condition.outcome}`
    case 'any':
      return condition.of.map(conditionText).join(' or ')
    case 'all':
      return condition.of
        .map((part) => (part.kind === 'any' ? `(${conditionText(part)})` : conditionText(part)))
        .join(' and ')
    default:
      return condition satisfies never
  }
}
