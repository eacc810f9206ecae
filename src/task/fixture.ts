import { sure } from '#fault'
import type { Actor, Organisation } from './authority.ts'
import type { Procedure } from './procedure.ts'
import { parseProcedure } from './text.ts'

/** For tests: the procedure of a text that is sound. */
export function procedureIn(text: string): Procedure {
  return sure(parseProcedure(text), 'the text of a test').procedure
}

/**
 * For tests: an organisation given as the holders of each office; other units' as `office@unit`, whose
 * visitors are all reached well enough.
 */
export function organisationWith(
  holders: Readonly<Record<string, readonly string[]>>,
  founder?: string,
): Organisation {
  return {
    founder,
    holdsOffice: (person, office) => holders[office]?.includes(person) ?? false,
    isOfficeFilled: (office) => (holders[office]?.length ?? 0) > 0,
    visits: ({ id }, { unit, office }) => {
      return (
        id.endsWith(`@${unit}`) &&
        (office === undefined || (holders[`${office}@${unit}`]?.includes(id) ?? false))
      )
    },
  }
}

/** For tests: a person with a key. */
export function person(id: string, key = `key of ${id}`): Actor {
  return { kind: 'person', id, key }
}
