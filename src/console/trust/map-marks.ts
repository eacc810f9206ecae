import type { Agreement } from './told.ts'

/** Beyond so many agreements lines over all of the map would be a fog, and take long to draw. */
export const linesMax = 6_000

/** By what an agreement is known on the map. */
export function edgeKey(to: string, agreement: string): string {
  return `${to} ${agreement}`
}

/** What is marked on the map. */
export interface Marks {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly units: ReadonlySet<string>
  readonly agreements: ReadonlySet<string>
}

/** The marks of a path between two units. */
export function marksOf(from: string | undefined, to: string | undefined, path: readonly Agreement[]): Marks {
  const ends = [from, to].filter((key) => key !== undefined)
  return {
    ...{ from, to },
    units: new Set([...ends, ...path.map(({ key }) => key)]),
    agreements: new Set(path.map(({ key, agreement }) => edgeKey(key, agreement))),
  }
}
