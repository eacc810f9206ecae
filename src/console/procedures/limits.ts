/** A text the unit reads has at most this many octets, as its rule for procedures says. */
export const textBytesMax = 16 * 1024

/** More is not even shown: a text of that length was meant for something else, and would slow the page. */
export const typedCharactersMax = 64 * 1024

/** The unit reads diagrams up to this size. */
export const diagramBytesMax = 1024 * 1024

/** How many octets a text has as it is sent. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
