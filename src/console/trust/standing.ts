import type { Tone } from '../parts/state.tsx'
import type { Mesh, MeshUnit } from './told.ts'

/** What is known of a unit: itself, that its word counts, that it is over, that it was never heard. */
export type Standing = 'own' | 'heard' | 'over' | 'unheard'

/** How a unit stands at a time; the first of a map is this unit. */
export function standingOf(unit: Pick<MeshUnit, 'bundle'>, place: number, now: number): Standing {
  if (place === 0) return 'own'
  if (unit.bundle === undefined) return 'unheard'
  return now < Date.parse(unit.bundle.nextUpdate) ? 'heard' : 'over'
}

export const toneOf: Readonly<Record<Standing, Tone>> = {
  own: 'calm',
  heard: 'good',
  over: 'bad',
  unheard: 'quiet',
}

/** What people call a unit: its name, or else its domain. */
export function calledOf({ name, unit }: { readonly name?: string; readonly unit: string }): string {
  return name ?? unit
}

/** How many agreements each unit has signed, and how many were signed with it, by place. */
export function degreesOf({ units, agreements }: Mesh): {
  readonly signed: Int32Array
  readonly named: Int32Array
} {
  const signed = new Int32Array(units.length)
  const named = new Int32Array(units.length)
  for (const { by, with: to } of agreements) {
    signed[by] = (signed[by] ?? 0) + 1
    named[to] = (named[to] ?? 0) + 1
  }
  return { signed, named }
}
