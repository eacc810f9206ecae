import { certain } from '#fault'

/** A function of outcomes: which of them must have been named for something to be so. */
export type Fn = number

/** The two that ask nothing. */
export const never: Fn = 0
export const always: Fn = 1

/** The outcomes of steps under which something holds: for each step named, one of those. */
export type Cube = readonly { readonly variable: number; readonly outcomes: readonly number[] }[]

/**
 * Decisions of an office of 64 steps need some hundreds; where this many do not do, the order of outcomes
 * makes no diagram that a person could follow.
 */
const nodesMax = 20_000

/** Operations kept; with them the work is bounded, some tenths of a second at the very worst. */
const operationsMax = 400_000

/** `when` takes 16 comparisons; what is found in more cases than this is no shorter when put together. */
const cubesMax = 256

interface Node {
  readonly variable: number
  readonly branches: readonly Fn[]
}

type Operation = 'and' | 'or' | 'minus'

/**
 * Functions of the outcomes of steps as ordered decision diagrams with a branch for each outcome (Bryant
 * 1986): the same function is always the same number, so that equality is exact and costs nothing. When too
 * many are needed `spent` turns true, and what is computed from then on means nothing.
 */
export class Functions {
  readonly #outcomes: readonly number[]
  readonly #nodes: Node[] = []
  readonly #known = new Map<string, Fn>()
  readonly #done = new Map<string, Fn>()
  #spent = false

  /** `outcomes`: how many each variable has, in the order in which they are asked for. */
  constructor(outcomes: readonly number[]) {
    this.#outcomes = outcomes
  }

  get spent(): boolean {
    return this.#spent
  }

  /** Holds when the variable has that outcome. */
  is(variable: number, outcome: number): Fn {
    const branches = Array.from({ length: this.#outcomes[variable] ?? 0 }, (_, at) =>
      at === outcome ? always : never,
    )
    return this.#node(variable, branches)
  }

  and(a: Fn, b: Fn): Fn {
    return this.#apply('and', a, b)
  }

  or(a: Fn, b: Fn): Fn {
    return this.#apply('or', a, b)
  }

  /** Holds when the first does and the second does not. */
  minus(a: Fn, b: Fn): Fn {
    return this.#apply('minus', a, b)
  }

  any(list: readonly Fn[]): Fn {
    return list.reduce((sum, fn) => this.or(sum, fn), never)
  }

  /** A function, simpler where it can be, that is the same wherever `care` holds. */
  within(fn: Fn, care: Fn): Fn {
    if (fn <= always || care <= always) return fn
    const key = `within ${fn} ${care}`
    const known = this.#done.get(key)
    if (known !== undefined) return known
    const asked = this.#at(fn)
    const cared = this.#at(care)
    const result =
      cared.variable < asked.variable
        ? this.within(fn, this.any(cared.branches))
        : this.#withinBranches(asked, cared, care)
    this.#done.set(key, result)
    return result
  }

  /** The cases in which the function holds, or `undefined` when they are too many to read. */
  cubes(fn: Fn): readonly Cube[] | undefined {
    const cubes: Cube[] = []
    const collect = (at: Fn, cube: Cube): boolean => {
      if (at === never) return true
      if (at === always) return cubes.push(cube) <= cubesMax
      const { variable, branches } = this.#at(at)
      return [...new Set(branches)].every((next) => {
        const outcomes = branches.flatMap((branch, outcome) => (branch === next ? [outcome] : []))
        return collect(next, [...cube, { variable, outcomes }])
      })
    }
    return collect(fn, []) ? cubes : undefined
  }

  #withinBranches(asked: Node, cared: Node, care: Fn): Fn {
    const cares = asked.branches.map((_, at) =>
      cared.variable === asked.variable ? certain(cared.branches[at], 'the branch of an outcome') : care,
    )
    const branches = asked.branches.map((branch, at) =>
      cares[at] === never ? undefined : this.within(branch, cares[at] ?? always),
    )
    // Where nobody cares, the nearest branch that counts makes the fewest differences.
    const filling = branches.find((branch) => branch !== undefined) ?? never
    return this.#node(
      asked.variable,
      branches.map((branch) => branch ?? filling),
    )
  }

  #apply(operation: Operation, a: Fn, b: Fn): Fn {
    const plain = plainly(operation, a, b)
    if (plain !== undefined) return plain
    if (this.#spent || this.#done.size >= operationsMax) {
      this.#spent = true
      return never
    }
    const key = `${operation} ${a} ${b}`
    const known = this.#done.get(key)
    if (known !== undefined) return known
    const variable = Math.min(this.#variableOf(a), this.#variableOf(b))
    const branches = Array.from({ length: this.#outcomes[variable] ?? 0 }, (_, at) =>
      this.#apply(operation, this.#branch(a, variable, at), this.#branch(b, variable, at)),
    )
    const result = this.#node(variable, branches)
    this.#done.set(key, result)
    return result
  }

  #branch(fn: Fn, variable: number, at: number): Fn {
    if (fn <= always) return fn
    const node = this.#at(fn)
    return node.variable === variable ? certain(node.branches[at], 'the branch of an outcome') : fn
  }

  #variableOf(fn: Fn): number {
    return fn <= always ? Number.POSITIVE_INFINITY : this.#at(fn).variable
  }

  #at(fn: Fn): Node {
    return certain(this.#nodes[fn - 2], 'a function that was made here')
  }

  #node(variable: number, branches: readonly Fn[]): Fn {
    const [first = never] = branches
    if (branches.every((branch) => branch === first)) return first
    const key = `${variable} ${branches.join(' ')}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#nodes.length >= nodesMax) {
      this.#spent = true
      return never
    }
    const fn = this.#nodes.push({ variable, branches }) + 1
    this.#known.set(key, fn)
    return fn
  }
}

function plainly(operation: Operation, a: Fn, b: Fn): Fn | undefined {
  switch (operation) {
    case 'and':
      if (a === never || b === never) return never
      if (a === always || a === b) return b
      return b === always ? a : undefined
    case 'or':
      if (a === always || b === always) return always
      if (a === never || a === b) return b
      return b === never ? a : undefined
    case 'minus':
      if (a === never || b === always || a === b) return never
      return b === never ? a : undefined
    default:
      return operation satisfies never
  }
}
