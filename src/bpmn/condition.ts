import type { Condition } from '#task'
import { always, type Cube, type Fn, never } from './functions.ts'
import type { Tokens } from './tokens.ts'

/**
 * A condition that holds in the cases of a function, as far as `care` goes, in few comparisons; `undefined`
 * when there are too many cases. `isRight` tells whether a condition does.
 */
export function conditionOf(
  tokens: Pick<Tokens, 'functions' | 'order' | 'taken'>,
  fn: Fn,
  care: Fn,
  isRight: (condition: Condition) => boolean,
): Condition | undefined {
  const cubes = tokens.functions.cubes(tokens.functions.within(fn, care))
  if (!cubes || cubes.length === 0) return undefined
  const few = fewest(tokens, cubes, fn, care)
  // `!=` is shorter, and also true of a step that was skipped, which may not be meant.
  return [few, cubes]
    .flatMap((some) =>
      [true, false].map((negated) => anyOf(some.map((cube) => conditionOfCube(tokens, cube, negated)))),
    )
    .find(isRight)
}

/** Leaves out what the other cases, or the rest of a case, say already. */
function fewest(
  tokens: Pick<Tokens, 'functions' | 'order' | 'taken'>,
  cubes: readonly Cube[],
  fn: Fn,
  care: Fn,
): readonly Cube[] {
  const { functions } = tokens
  const isInside = (cube: Cube, other: Fn): boolean =>
    functions.and(functions.minus(functionOfCube(tokens, cube), other), care) === never
  const short = cubes.map((cube) => {
    let left = cube
    for (const literal of cube) {
      const without = left.filter((one) => one !== literal)
      if (without.length > 0 && isInside(without, fn)) left = without
    }
    return left
  })
  let kept: readonly Cube[] = short
  for (const cube of short) {
    const others = kept.filter((one) => one !== cube)
    if (isInside(cube, functions.any(others.map((one) => functionOfCube(tokens, one))))) kept = others
  }
  return kept
}

function functionOfCube(
  { functions, order, taken }: Pick<Tokens, 'functions' | 'order' | 'taken'>,
  cube: Cube,
): Fn {
  const parts = cube.map(({ variable, outcomes }) => {
    const is = functions.any(outcomes.map((outcome) => functions.is(variable, outcome)))
    return functions.and(is, taken.get(order[variable]?.step ?? '') ?? never)
  })
  return parts.reduce((all, part) => functions.and(all, part), always)
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
