import type { Event } from '#unit'

/** One sentence in each language, no full stop. */
export type Sentence = readonly [en: string, zh: string]

/** The member of a union that may be of a kind; some are of several. */
type OfKind<E extends Event, K> = E extends Event ? (K extends E['kind'] ? E : never) : never

/** One line for each kind of a union; one that is missing or left over does not compile. */
export type Lines<E extends Event> = {
  readonly [K in E['kind']]: (event: OfKind<E, K>) => Sentence
}

/** Names in quotes, in a row. */
export function listed(names: readonly string[], separator: string): string {
  return names.map((name) => `\`${name}\``).join(separator)
}

/** What follows a reason that was given, or nothing. */
export function because(reason: string | undefined): Sentence {
  return reason === undefined ? ['', ''] : [`: “${reason}”`, `：“${reason}”`]
}
