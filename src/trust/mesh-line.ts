import { compareUnits } from './mesh.ts'
import { advanceFront, beginFront, type Front, lineTo, orderByWidth } from './mesh-front.ts'
import { labelIn } from './mesh-label-index.ts'
import { lookOut, type MeshView } from './mesh-view.ts'
import { advance, beginWave, lineFrom, type Wave, widest } from './mesh-wave.ts'

/** The agreements of a shortest path, by number. */
export type Line = readonly number[] | 'none' | 'spent'

/**
 * Goes forwards from one unit and backwards from the other, each time by one agreement on the side that has
 * fewer labels, until both meet. Whatever a label was not made for, being narrower than another, gives no
 * shorter path; so the first to meet are on a shortest path, and that repeats no unit.
 *
 * `own` are the agreements of `from` that may begin it; `without` are units it must not go through.
 */
export function lineBetween(
  view: MeshView,
  from: number,
  to: number,
  without: Iterable<number> = [],
  own: readonly number[] = lookOut(view, from),
): Line {
  if (from === to) return []
  const barred = [from, ...without]
  const wave = beginWave(view, { target: to, without: barred, ...widest(view, own) })
  const front = beginFront(view, own, barred)
  let more: boolean | 'spent' = front.alive > 0
  while (more === true) {
    const line = joined(view, wave, front)
    if (line) return line
    more =
      front.alive < wave.units.length - wave.begin
        ? advanceFront(view, front, to, wave.level)
        : advance(view, wave)
  }
  return more === 'spent' || view.steps.left < 0 ? 'spent' : 'none'
}

/**
 * Joins the labels of the levels that both have come to. Of several paths the one is taken whose statuses
 * from where they meet are freshest, then the one that meets at the first unit by name.
 */
function joined({ mesh }: MeshView, wave: Wave, front: Front): readonly number[] | undefined {
  let [best, bestOn] = [0, 0]
  for (let label = front.begin; label < front.units.length; label++) {
    const unit = front.units[label] ?? 0
    if ((front.hops[label] ?? 0) < wave.level) continue
    const on = labelIn(wave.latest, unit)
    const age = wave.ages[on] ?? 0
    if (on < wave.begin || age > (front.ages[label] ?? 0)) continue
    const order =
      best === 0
        ? -1
        : age - (wave.ages[bestOn] ?? 0) ||
          compareUnits(mesh, unit, front.units[best] ?? 0) ||
          orderByWidth(front, label, best)
    if (order < 0) [best, bestOn] = [label, on]
  }
  return best === 0 ? undefined : [...lineTo(front, best), ...lineFrom(wave, bestOn)]
}
