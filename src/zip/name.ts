import { fromUtf8, utf8 } from '#bytes'
import { accept, type Result, refuse } from '#fault'
import { zipNameBytesMax } from './limits.ts'

/** Why a name is refused. */
export type NameProblem =
  | 'empty'
  | 'too long'
  | 'not UTF-8'
  | 'beyond ASCII without saying that it is UTF-8'
  | 'absolute'
  | 'leaves its folder'
  | 'has an empty part'
  | 'has a character that shows it as another'

/** Controls, line ends, marks that turn the direction of writing, and the other separator of folders. */
const misleading = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Co}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\\]/u

/** The name that octets are; `flagged`: the header says that they are UTF-8. */
export function readName(octets: Uint8Array, flagged: boolean): Result<string, NameProblem> {
  if (octets.length > zipNameBytesMax) return refuse('too long')
  const text = fromUtf8(octets)
  if (!text.ok) return refuse('not UTF-8')
  // Without the flag the octets are in the code page of the writer's machine, which nobody knows.
  if (!flagged && octets.some((octet) => octet >= 0x80)) {
    return refuse('beyond ASCII without saying that it is UTF-8')
  }
  const problem = nameProblem(text.value)
  return problem === undefined ? accept(text.value) : refuse(problem)
}

/** What is wrong with a name; a folder's ends with `/`. */
export function nameProblem(name: string): NameProblem | undefined {
  if (name === '') return 'empty'
  if (utf8(name).length > zipNameBytesMax) return 'too long'
  if (misleading.test(name)) return 'has a character that shows it as another'
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) return 'absolute'
  const parts = (name.endsWith('/') ? name.slice(0, -1) : name).split('/')
  if (parts.includes('..') || parts.includes('.')) return 'leaves its folder'
  return parts.includes('') ? 'has an empty part' : undefined
}

/**
 * What names have in common that some system takes for one: without case, in the compatible composed form,
 * without characters that are not shown, and without blanks and dots at the end of a part.
 */
export function nameKey(name: string): string {
  const folded = name.normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
  // Twice: some letters have several small forms, which their capitals bring together.
  const small = folded.toUpperCase().toLowerCase().normalize('NFKC')
  return small
    .split('/')
    .map((part) => part.replace(/[. ]+$/, ''))
    .join('/')
}
