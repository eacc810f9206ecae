import { inserted, removed, row, type Table, withoutRow, withRow } from '#table'
import type { Absences } from './absences.ts'
import { type Lists, sameItems } from './list.ts'

/** Who holds what, and of that, who counts for what now. */
export interface Counting {
  /** Persons by office, sorted; an office that nobody holds has no row. */
  readonly holders: Lists
  /** Offices by person, sorted; a person without any has no row. */
  readonly held: Lists
  readonly absences: Table<Absences>
  /** Substitute by office and person. */
  readonly substitutes: Table<string>
  /** Office and person, as `substitutes` has them, by substitute. */
  readonly substituting: Lists
  /** Persons who count, by office: only where they are others than its holders. */
  readonly countedHolders: Table<readonly string[]>
  /** Offices that count, by person: only where they are others than those held. */
  readonly countedOffices: Table<readonly string[]>
}

/** Names of offices and persons have no line break. */
export function substitutionKey(office: string, person: string): string {
  return `${office}\n${person}`
}

/** The office and the person of a key among substitutes. */
export function substitutionOf(key: string): { readonly office: string; readonly person: string } {
  const end = key.indexOf('\n')
  return { office: key.slice(0, end), person: key.slice(end + 1) }
}

export function isAway({ absences }: Counting, person: string): boolean {
  return row(absences, person)?.running !== undefined
}

function holds({ held }: Counting, person: string, office: string): boolean {
  return row(held, person)?.includes(office) ?? false
}

/**
 * For whom somebody stands in now in an office that he does not hold himself: the first of those who hold
 * it, are away and have him as their substitute. Who is himself away stands in for nobody, and whoever
 * stands in has no substitute for that, because only holders have substitutes.
 */
export function stoodInFor(counting: Counting, person: string, office: string): string | undefined {
  if (isAway(counting, person) || holds(counting, person, office)) return undefined
  return (row(counting.substituting, person) ?? [])
    .map(substitutionOf)
    .find((one) => one.office === office && isWanted(counting, one))?.person
}

function isWanted(counting: Counting, one: { readonly office: string; readonly person: string }): boolean {
  return isAway(counting, one.person) && holds(counting, one.person, one.office)
}

/** Counted anew for whom the coming, going or return of a person may change it. */
export function recountedFor<C extends Counting>(counting: C, person: string): C {
  const own = (row(counting.held, person) ?? []).flatMap((office) => concerned(counting, person, office))
  const others = (row(counting.substituting, person) ?? []).map(
    (key) => [person, substitutionOf(key).office] as const,
  )
  return recounted(counting, [...own, ...others])
}

/** Counted anew for whom an appointment or dismissal may change it. */
export function recountedAt<C extends Counting>(counting: C, person: string, office: string): C {
  return recounted(counting, concerned(counting, person, office))
}

function concerned(
  counting: Counting,
  person: string,
  office: string,
): readonly (readonly [string, string])[] {
  const substitute = row(counting.substitutes, substitutionKey(office, person))
  return substitute === undefined
    ? [[person, office]]
    : [
        [person, office],
        [substitute, office],
      ]
}

function recounted<C extends Counting>(counting: C, pairs: readonly (readonly [string, string])[]): C {
  let { countedHolders, countedOffices } = counting
  for (const [person, office] of pairs) {
    const counts = isAway(counting, person)
      ? false
      : holds(counting, person, office) || stoodInFor(counting, person, office) !== undefined
    const change = counts ? inserted : removed
    countedHolders = differing(countedHolders, counting.holders, office, (list) => change(list, person))
    countedOffices = differing(countedOffices, counting.held, person, (list) => change(list, office))
  }
  return { ...counting, countedHolders, countedOffices }
}

/** A row stands only where it says something else than the appointments do. */
function differing(
  counted: Table<readonly string[]>,
  appointed: Lists,
  key: string,
  change: (list: readonly string[]) => readonly string[],
): Table<readonly string[]> {
  const plain = row(appointed, key) ?? []
  const after = change(row(counted, key) ?? plain)
  return sameItems(after, plain) ? withoutRow(counted, key) : withRow(counted, key, after)
}
