import { type Mesh, toOf, unitAt } from './mesh.ts'
import { lineBetween } from './mesh-line.ts'
import { type NearMiss, nearestMiss } from './mesh-nearest.ts'
import { type MeshPath, pathOf } from './mesh-search.ts'
import { ask, type MeshQuestion, type MeshView } from './mesh-view.ts'

export type MeshExplanation =
  | ({
      readonly answer: 'found'
      /** The units that every usable path goes through, the target last: each alone could forge this. */
      readonly forgers: readonly string[]
    } & MeshPath)
  /** `unconnected`: no agreements lead there, whatever their bounds; `unknown`: the budget was spent. */
  | { readonly answer: 'none'; readonly nearest: NearMiss | 'unconnected' | 'unknown' }
  | { readonly answer: 'unknown' }

/**
 * The answer of `searchMesh` with its reasons: on whom alone it hangs, or what was nearest to a path. The
 * whole of it has one budget.
 */
export function explainMesh(mesh: Mesh, question: MeshQuestion): MeshExplanation {
  const asked = ask(mesh, question)
  if (!asked) return { answer: 'none', nearest: 'unconnected' }
  const { view, from, to } = asked
  const line = lineBetween(view, from, to)
  if (line === 'spent') return { answer: 'unknown' }
  if (line === 'none') return { answer: 'none', nearest: nearestMiss(view, from, to) }
  const forgers = forgersOf(view, from, to, line)
  if (forgers === 'spent') return { answer: 'unknown' }
  return { answer: 'found', ...pathOf(view, line), forgers }
}

/** A unit that every path goes through is on this one, and without it there is none. */
function forgersOf(
  view: MeshView,
  from: number,
  to: number,
  line: readonly number[],
): readonly string[] | 'spent' {
  const forgers: string[] = []
  for (const agreement of line) {
    const unit = toOf(view.mesh, agreement)
    const rest = unit === to ? 'none' : lineBetween(view, from, to, [unit])
    if (rest === 'spent') return 'spent'
    if (rest === 'none') forgers.push(unitAt(view.mesh, unit).name)
  }
  return forgers
}
