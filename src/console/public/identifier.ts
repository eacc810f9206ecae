const groupCharacters = 6

/** An identifier as people copy it from paper. */
export function inGroups(identifier: string): string {
  return identifier.match(new RegExp(`.{1,${groupCharacters}}`, 'g'))?.join(' ') ?? identifier
}
