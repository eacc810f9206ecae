import { hopsOf, toOf } from './mesh.ts'
import { ageMaxOf, lookOut, type MeshView } from './mesh-view.ts'
import { isReached, type Wave } from './mesh-wave.ts'

/** Paths from one unit to another that may share no unit, before their length and age are held together. */
export interface FlowTerms {
  readonly view: MeshView
  readonly wave: Wave
  readonly from: number
  readonly to: number
  /** Agreements of `from` that a path may begin with. */
  readonly own: readonly number[]
  /** Units that are taken. */
  readonly used: ReadonlySet<number>
  readonly wanted: number
}

/** The unit before and after each unit that a path so far goes through. */
interface Flow {
  readonly before: Map<number, number>
  readonly after: Map<number, number>
}

/**
 * A unit is passed once: it has an entrance and an exit. A place is a unit's number twice, and one more for
 * the exit.
 */
const entrance = (unit: number): number => unit * 2
const exit = (unit: number): number => unit * 2 + 1
const unitOf = (place: number): number => place >> 1
const isExit = (place: number): boolean => (place & 1) === 1

/**
 * How many paths there are at most, counted up to `wanted`, when they begin with one's own agreements from
 * the given one on. Each agreement is held against what may follow it, but not against those before it:
 * so there may be fewer, never more (Ford and Fulkerson, on units split into entrance and exit).
 */
export function flowAtMost(terms: FlowTerms, begin: number): number | 'spent' {
  const flow: Flow = { before: new Map(), after: new Map() }
  for (let count = 0; count < terms.wanted; count++) {
    const reached = augment(terms, flow, begin)
    if (terms.view.steps.left < 0) return 'spent'
    if (!reached) return count
    redirect(terms, flow, reached)
  }
  return terms.wanted
}

/** The exit from which the target is reached, and whence each place was; undefined when it is not. */
interface Reached {
  readonly last: number
  readonly whence: ReadonlyMap<number, number>
}

/** Where a path begins: no place. */
const start = -1

function augment(terms: FlowTerms, flow: Flow, begin: number): Reached | undefined {
  const { view, own, from, to } = terms
  const whence = new Map<number, number>()
  const waiting: number[] = []
  const visit = (place: number, since: number): void => {
    if (whence.has(place)) return
    whence.set(place, since)
    waiting.push(place)
  }
  for (const agreement of own.slice(begin)) {
    const unit = toOf(view.mesh, agreement)
    if (leads(terms, agreement) && flow.before.get(unit) !== from) visit(entrance(unit), start)
  }
  for (const place of waiting) {
    const unit = unitOf(place)
    if (!isExit(place)) {
      const before = flow.before.get(unit)
      // Through a unit that is passed already, one only gets by sending what comes into it another way.
      if (before === undefined) visit(exit(unit), place)
      else if (before !== from) visit(exit(before), place)
      continue
    }
    if (flow.before.has(unit)) visit(entrance(unit), place)
    for (const agreement of lookOut(view, unit)) {
      const next = toOf(view.mesh, agreement)
      if (!leads(terms, agreement) || flow.after.get(unit) === next) continue
      if (next === to) return { last: place, whence }
      visit(entrance(next), place)
    }
  }
  return undefined
}

/** Whether an agreement can be of use in any path. */
function leads({ view, wave, from, used }: FlowTerms, agreement: number): boolean {
  const unit = toOf(view.mesh, agreement)
  if (unit === from || used.has(unit)) return false
  return isReached(wave, unit, hopsOf(view.mesh, agreement), ageMaxOf(view, agreement))
}

/** Takes the new path in, and out what it goes back over. */
function redirect({ from, to }: FlowTerms, { before, after }: Flow, { last, whence }: Reached): void {
  const taken: (readonly [number, number])[] = [[unitOf(last), to]]
  for (let place = last; place !== start; place = whence.get(place) ?? start) {
    const since = whence.get(place) ?? start
    const [unit, other] = [unitOf(place), since === start ? from : unitOf(since)]
    if (unit === other) continue
    if (!isExit(place)) taken.push([other, unit])
    else {
      if (after.get(unit) === other) after.delete(unit)
      before.delete(other)
    }
  }
  for (const [one, next] of taken) {
    if (one !== from) after.set(one, next)
    if (next !== to) before.set(next, one)
  }
}
