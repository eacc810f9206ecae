import { compareParallel, compareUnits, hopsOf, type Mesh, toOf } from './mesh.ts'
import { flowAtMost } from './mesh-flow.ts'
import { lineBetween } from './mesh-line.ts'
import { type MeshPath, pathOf } from './mesh-search.ts'
import { ageMaxOf, ask, lookOut, type MeshQuestion, type MeshView } from './mesh-view.ts'
import { completeWave, isReached, type Wave, widest } from './mesh-wave.ts'

export type DisjointAnswer =
  | { readonly answer: 'found'; readonly paths: readonly MeshPath[] }
  /** There are no more than so many. */
  | { readonly answer: 'none'; readonly atMost: number }
  | { readonly answer: 'unknown' }

/**
 * How many paths may be demanded. The search calls itself as deep as all of them are long together, and a
 * path has up to 256 agreements; who demands more than a few has nobody left who can be reached.
 */
const disjointMax = 8

/**
 * Searches `count` paths of which no two go through the same unit between their ends, so that as many units
 * would have to conspire to forge the answer. Agreements straight with the target count once. A unit needs
 * nobody to accept itself: then the one empty path is the answer.
 *
 * Bounds make this harder than a flow: one may exist whose paths are too long. So a flow only bounds from
 * above, shortest paths one after the other are tried first, then every choice, until the budget is spent.
 */
export function disjointPaths(mesh: Mesh, question: MeshQuestion, count: number): DisjointAnswer {
  const asked = ask(mesh, question)
  if (!asked) return { answer: 'none', atMost: 0 }
  const { view, from, to } = asked
  if (from === to) return { answer: 'found', paths: [pathOf(view, [])] }
  if (count > disjointMax) return { answer: 'unknown' }
  const shortest = lineBetween(view, from, to)
  if (shortest === 'spent') return { answer: 'unknown' }
  if (shortest === 'none') return { answer: 'none', atMost: 0 }
  const direct = shortest.length === 1 ? [shortest] : []
  const choice = beginChoice(view, from, to, count - direct.length)
  if (choice === 'spent') return { answer: 'unknown' }
  const chosen = oneByOne(choice) ? 'found' : chooseAll(choice)
  if (chosen === 'spent') return { answer: 'unknown' }
  if (typeof chosen === 'object') return { answer: 'none', atMost: chosen.atMost + direct.length }
  return { answer: 'found', paths: [...direct, ...choice.lines].map((line) => pathOf(view, line)) }
}

/** The search for so many paths that go through other units. */
export interface Choice {
  readonly view: MeshView
  readonly wave: Wave
  readonly from: number
  readonly to: number
  readonly wanted: number
  /** The agreements of `from` with other units than `to`, in the order of their names. */
  readonly own: readonly number[]
  /** The units that paths chosen go through. */
  readonly used: Set<number>
  readonly lines: (readonly number[])[]
}

type Outcome = 'found' | 'none' | 'spent'

function beginChoice(view: MeshView, from: number, to: number, wanted: number): Choice | 'spent' {
  const { mesh } = view
  const own = lookOut(view, from)
    .filter((agreement) => toOf(mesh, agreement) !== to && toOf(mesh, agreement) !== from)
    .toSorted(
      (one, other) =>
        compareUnits(mesh, toOf(mesh, one), toOf(mesh, other)) || compareParallel(mesh, one, other),
    )
  const wave = completeWave(view, { target: to, without: [from], ...widest(view, own) })
  return wave === 'spent' ? wave : { view, wave, from, to, wanted, own, used: new Set(), lines: [] }
}

/** Takes the shortest path, then the shortest without its units: quick, but may block what was possible. */
function oneByOne({ view, from, to, wanted, own, used, lines }: Choice): boolean {
  while (lines.length < wanted) {
    const line = lineBetween(view, from, to, used, own)
    if (typeof line === 'string') {
      used.clear()
      lines.length = 0
      return false
    }
    lines.push(line)
    for (const agreement of line) if (toOf(view.mesh, agreement) !== to) used.add(toOf(view.mesh, agreement))
  }
  return true
}

function chooseAll(choice: Choice): 'found' | 'spent' | { readonly atMost: number } {
  const atMost = flowAtMost(choice, 0)
  if (atMost === 'spent') return 'spent'
  if (atMost < choice.wanted) return { atMost }
  const outcome = choose(choice, 0)
  return outcome === 'none' ? { atMost: choice.wanted - 1 } : outcome
}

/** Adds paths that begin with one's own agreements from the given one on: each choice in one order only. */
function choose(choice: Choice, begin: number): Outcome {
  const { view, own, used, lines, wanted } = choice
  if (lines.length === wanted) return 'found'
  const atMost = flowAtMost(choice, begin)
  if (atMost === 'spent') return 'spent'
  if (atMost < wanted - lines.length) return 'none'
  for (const [at, agreement] of own.entries()) {
    const unit = toOf(view.mesh, agreement)
    if (at < begin || used.has(unit)) continue
    const bounds = { hops: hopsOf(view.mesh, agreement), ageMax: ageMaxOf(view, agreement), begin: at + 1 }
    const outcome = walk(choice, [agreement], bounds)
    if (outcome !== 'none') return outcome
  }
  return 'none'
}

/** What the agreements of a path so far let follow, and with which of one's own the next path may begin. */
interface WalkBounds {
  readonly hops: number
  readonly ageMax: number
  readonly begin: number
}

/** Tries every way on from the end of a line, and for each whole path the choice of those that remain. */
function walk(choice: Choice, line: readonly number[], { hops, ageMax, begin }: WalkBounds): Outcome {
  const { view, wave, from, to, used, lines } = choice
  if (view.steps.left < 0) return 'spent'
  const unit = toOf(view.mesh, line.at(-1) ?? 0)
  if (!isReached(wave, unit, hops, ageMax)) return 'none'
  if (unit === to) {
    lines.push(line)
    const outcome = choose(choice, begin)
    if (outcome === 'none') lines.pop()
    return outcome
  }
  used.add(unit)
  for (const agreement of lookOut(view, unit)) {
    const next = toOf(view.mesh, agreement)
    if (next === from || used.has(next)) continue
    const outcome = walk(choice, [...line, agreement], {
      hops: Math.min(hops - 1, hopsOf(view.mesh, agreement)),
      ageMax: Math.min(ageMax, ageMaxOf(view, agreement)),
      begin,
    })
    if (outcome !== 'none') return outcome
  }
  used.delete(unit)
  return 'none'
}
