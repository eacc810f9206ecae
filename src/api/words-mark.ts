import type { MarkFault } from '#pdf'

/** Why a visible mark is not set, as a phrase that says what to do next. */
export function markProblem(fault: MarkFault): string {
  switch (fault.kind) {
    case 'font-unreadable':
      return `the font of the mark cannot be read (${fault.problem}): name a TrueType font`
    case 'font-forbids-embedding':
      return `the font \`${fault.name}\` may not be put into documents: name another for the mark`
    case 'mark-character-unfit':
      return `the mark cannot show ${fault.character}: write names and offices with visible letters alone`
    case 'mark-character-missing':
      return `the font \`${fault.font}\` has no ${fault.character}: name one that has it, or spell otherwise`
    case 'mark-text-empty':
      return 'a name or an office in the mark has no letter: write it, or leave the office out'
    case 'mark-text-too-long':
      return `a text of the mark has ${fault.characters} characters, at most ${fault.charactersMax} are shown`
    case 'mark-too-small':
      return `the mark does not fit ${fault.width} by ${fault.height} points: give it more room or less text`
    default:
      return fault satisfies never
  }
}
