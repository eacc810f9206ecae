import { chanceryArc } from './identifiers.ts'

/**
 * What a certificate's naming of its subject is worth, the least first; the names and order of GB/T 29767.
 * `test` is no application grade: it is below all of them and part of none.
 */
export const grades = ['test', 'rudimentary', 'basic', 'medium', 'high'] as const

export type Grade = (typeof grades)[number]

/** The certificate policy of each grade, the same in every unit, so that no agreement has to map any. */
export const gradePolicy: Readonly<Record<Grade, string>> = {
  test: `${chanceryArc}.1.0`,
  rudimentary: `${chanceryArc}.1.1`,
  basic: `${chanceryArc}.1.2`,
  medium: `${chanceryArc}.1.3`,
  high: `${chanceryArc}.1.4`,
}

/** The policies of every grade: what an authority may hand on to those below it. */
export const gradePolicies: readonly string[] = grades.map((grade) => gradePolicy[grade])

/**
 * The policies a certificate of a grade meets: its own and those of the application grades below, so that
 * whoever demands less takes more; of the test grade its own alone.
 */
export function policiesUpTo(grade: Grade): readonly string[] {
  if (grade === 'test') return [gradePolicy.test]
  const from = grades.indexOf('rudimentary')
  return gradePolicies.slice(from, grades.indexOf(grade) + 1)
}

/** The highest grade among policies (dotted object identifiers); `undefined` when none of them is a grade. */
export function gradeOfPolicies(policies: readonly string[]): Grade | undefined {
  return grades.findLast((grade) => policies.includes(gradePolicy[grade]))
}
