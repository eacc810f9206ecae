import type { Answer, Attack } from './attack.ts'

/** An attack as a row of the table in `docs/design/pdf-attacks.md`. */
export function rowOf({ name, idea, answer }: Attack): string {
  return `| \`${name}\` | ${idea} | ${told(answer)} |`
}

function told(answer: Answer): string {
  if ('refused' in answer) return `not opened: ${answer.refused}`
  if ('faulty' in answer) return `its form: ${answer.faulty}`
  const path =
    'path' in answer && answer.path !== '' ? `anything else, at \`${answer.path}\`` : 'nothing changed'
  return 'later' in answer ? `${path}; the later one's form: ${answer.later}` : path
}
