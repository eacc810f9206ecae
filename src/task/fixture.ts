import { sure } from '#fault'
import type { Procedure } from './procedure.ts'
import type { Actor, Organisation } from './standing.ts'
import { parseProcedure } from './text.ts'

/** For tests: the procedure of a text that is sound. */
export function procedureIn(text: string): Procedure {
  return sure(parseProcedure(text), 'the text of a test').procedure
}

/**
 * For tests: an organisation given as the holders of each office; other units' as `office@unit`, whose
 * visitors are all reached well enough. Everybody is there, has a key and a certificate of grade `high`, and
 * is trained in nothing; all offices rank alike.
 */
export function organisationWith(
  holders: Readonly<Record<string, readonly string[]>>,
  founder?: string,
  more: Partial<Organisation> = {},
): Organisation {
  const own = Object.entries(holders).filter(([office]) => !office.includes('@'))
  const staff = [...new Set(own.flatMap(([, people]) => people))]
  const officesOf = (person: string) =>
    own.flatMap(([office, people]) => (people.includes(person) ? [office] : []))
  return {
    founder,
    domain: 'unit.example',
    holdsOffice: (person, office) => holders[office]?.includes(person) ?? false,
    standsInFor: () => undefined,
    isOfficeFilled: (office) => (holders[office]?.length ?? 0) > 0,
    holdersOf: (office) => holders[office] ?? [],
    officesOf,
    rankOf: (person) => (officesOf(person).length > 0 ? 50 : 0),
    isAbsent: () => false,
    isTrained: () => false,
    isAbove: () => false,
    keyOf: (person) => `key of ${person}`,
    gradeOf: () => 'high',
    visits: ({ id }, { unit, office }) => {
      return (
        id.endsWith(`@${unit}`) &&
        (office === undefined || (holders[`${office}@${unit}`]?.includes(id) ?? false))
      )
    },
    isReached: () => true,
    someone: (countMax) => staff.slice(0, countMax),
    ...more,
  }
}

/** For tests: a person with a key. */
export function person(id: string, key = `key of ${id}`): Actor {
  return { kind: 'person', id, key }
}
