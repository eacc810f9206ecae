import { createHash } from 'node:crypto'
import { certain } from '#fault'
import type { PlanProblem, PlanRule } from '#task'

/** As in the literature on workflow satisfiability: at least or at most 3 people over 5 steps. */
const scope = 5
const peoplePerScope = 3
const separation = { leastPercent: 10, mostPercent: 30 } as const

/** Rules about ranks, offices and units, for people who have one of so many each. */
const pairKinds = ['senior', 'same-office', 'different-office', 'same-unit', 'different-unit'] as const
const ranks = 4
const offices = 10
const units = 4

export interface Size {
  readonly steps: number
  readonly staff: number
  /** Rules about the ranks, offices or units of who takes two steps. */
  readonly pairs: number
}

/**
 * A random problem, the same for the same seed: of all pairs of steps 10 to 30 % are to be by different
 * people, up to a quarter as many rules as steps of each kind count people, and for each step 1 person up to
 * half of the staff are eligible.
 */
export function randomProblem({ steps, staff, pairs }: Size, seed: number): PlanProblem {
  const draw = draws(`${steps} ${staff} ${pairs} ${seed}`)
  const rules: PlanRule[] = []
  const density = separation.leastPercent + draw(separation.mostPercent - separation.leastPercent + 1)
  for (let one = 0; one < steps; one++) {
    for (let other = 0; other < one; other++) {
      if (draw(100) < density) rules.push({ kind: 'different-people', steps: [other, one], taken: [] })
    }
  }
  for (const kind of ['at-least', 'at-most'] as const) {
    for (let left = draw(Math.floor(steps / 4) + 1); left > 0; left--) {
      rules.push({ kind, people: peoplePerScope, steps: sample(steps, scope, draw), taken: [] })
    }
  }
  for (let left = pairs; left > 0; left--) {
    const kind = certain(pairKinds[draw(pairKinds.length)], 'a kind')
    const [one = 0, other = 0] = sample(steps, 2, draw)
    const [upper, lower] = [{ step: one }, { step: other }]
    rules.push(kind === 'senior' ? { kind, upper, lower } : { kind, sides: [upper, lower] })
  }
  return {
    steps: Array.from({ length: steps }, (_, at) => ({
      id: `s${at}`,
      eligible: sample(staff, 1 + draw(Math.floor(staff / 2)), draw),
    })),
    people: Array.from({ length: staff }, (_, at) => ({
      id: `p${at}`,
      rank: draw(ranks),
      offices: sample(offices, 1 + draw(2), draw).map((office) => `o${office}`),
      unit: `u${draw(units)}`,
    })),
    rules,
  }
}

/** Some of the numbers below `count`, in their order. */
function sample(count: number, size: number, draw: (below: number) => number): readonly number[] {
  const all = Array.from({ length: count }, (_, at) => at)
  for (let at = 0; at < size; at++) {
    const from = at + draw(count - at)
    const [one, other] = [certain(all[at], 'a number'), certain(all[from], 'a number')]
    all[at] = other
    all[from] = one
  }
  return all.slice(0, size).toSorted((a, b) => a - b)
}

/** Numbers below a bound, from a hash of the seed that a Weyl sequence moves on (Steele's splitmix). */
function draws(seed: string): (below: number) => number {
  let state = createHash('sha256').update(seed).digest().readInt32LE()
  return (below) => {
    state = (state + 0x9e3779b9) | 0
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97)
    return ((word ^ (word >>> 15)) >>> 0) % below
  }
}
