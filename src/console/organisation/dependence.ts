import type { FrailProcedure } from './answers.ts'

/**
 * How something hangs: one person alone could take the step; nobody could; without the person no new case
 * could be finished, whatever step that is for; or it is the founder's until somebody holds the office.
 */
export type Hangs = 'alone' | 'nobody' | 'needed' | 'founder'

/** A line of the table of what hangs on whom. */
export interface DependenceRow {
  readonly procedure: string
  readonly title: FrailProcedure['title']
  readonly step?: string
  readonly stepTitle?: FrailProcedure['title']
  readonly person?: string
  readonly name?: string
  readonly hangs: Hangs
}

/** A line for each step that hangs on somebody, and for whoever else a procedure cannot do without. */
export function dependenceRows(procedures: readonly FrailProcedure[]): readonly DependenceRow[] {
  return procedures.flatMap(({ procedure, title, people, steps }) => {
    const named = { procedure, title }
    const known = new Set(steps.map(({ person }) => person))
    return [
      ...steps.map(({ step, title: stepTitle, person, name, founding }): DependenceRow => {
        const hangs = person === undefined ? 'nobody' : founding ? 'founder' : 'alone'
        return {
          ...{ ...named, step, stepTitle, hangs },
          ...(person !== undefined && { person }),
          ...(name !== undefined && { name }),
        }
      }),
      ...people
        .filter(({ person }) => !known.has(person))
        .map((one): DependenceRow => ({ ...named, ...one, hangs: 'needed' })),
    ]
  })
}

/** On how many lines each person stands alone, whoever has the most first. */
export function countsByPerson(
  rows: readonly DependenceRow[],
): readonly { readonly person: string; readonly name?: string; readonly count: number }[] {
  const counts = new Map<string, { person: string; name?: string; count: number }>()
  for (const { person, name, hangs } of rows) {
    if (person === undefined || hangs === 'founder') continue
    const before = counts.get(person) ?? { person, ...(name !== undefined && { name }), count: 0 }
    counts.set(person, { ...before, count: before.count + 1 })
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || (a.person < b.person ? -1 : 1))
}

/** A running case that hangs on single people, or that nobody could finish (`GET /cases-resilience`). */
export interface FrailCase {
  readonly case: string
  readonly finishable?: 'yes' | 'no' | 'unknown'
  readonly people?: readonly string[]
}

/** Cases by whom they hang on, those that nobody could finish under an empty name; most first. */
export function casesByPerson(
  cases: readonly FrailCase[],
): readonly { readonly person: string; readonly cases: readonly string[] }[] {
  const found = new Map<string, string[]>()
  for (const { case: id, finishable, people = [] } of cases) {
    for (const person of finishable === 'no' ? [''] : people) {
      found.set(person, [...(found.get(person) ?? []), id])
    }
  }
  return [...found]
    .map(([person, of]) => ({ person, cases: of }))
    .sort((a, b) => b.cases.length - a.cases.length || (a.person < b.person ? -1 : 1))
}
