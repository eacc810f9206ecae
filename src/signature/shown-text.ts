/**
 * Characters that are not seen and change how others are: controls, and marks of direction (Unicode UAX #9),
 * with which a name could turn the rest of a line around.
 */
const unseen = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** A text from a file as it may be shown among others. */
export function shownText(text: string): string {
  return text.replaceAll(unseen, '')
}
