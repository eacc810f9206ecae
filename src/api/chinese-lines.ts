import type { Refusal } from '#unit'

/** A refusal in another language; members only where they hold sentences. */
export type Line = readonly [title: string, detail: string, members?: Readonly<Record<string, unknown>>]

/** One line for each kind of a union; one that is missing or left over does not compile. */
export type Lines<F extends Refusal> = {
  readonly [K in F['kind']]: (fault: Extract<F, { readonly kind: K }>) => Line
}

/** Names in quotes, with a Chinese comma between them. */
export function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join('、')
}
