import { utf8 } from '#bytes'
import { digestOf } from '#procedure'
import { parseProcedure } from '#task'
import type { Founding } from './acts.ts'

/**
 * Texts in one further entry: as many of 1,400 octets as the octets below let in. Longer ones come fewer to
 * an entry.
 */
export const furtherTextsMax = 16

/**
 * Octets of the texts of one further entry, as JSON. They stand in it twice, in the envelope as base64: 7/3
 * of 22 KiB leave 8 KiB of the entry's 60 for the signature and what is said of each text.
 */
const furtherBytesMax = 22 * 1024

/**
 * What entry 0 adopts itself: the node's duty, whose case it opens, and what a unit gets its people, its
 * offices and every further procedure by.
 */
const firstProcedures = ['node-duty', 'change-procedure', 'establish-office', 'appoint', 'register-person']

/** An act of a founding and what it says. */
export type FoundingAct =
  | { readonly act: 'unit.found'; readonly input: Founding }
  | { readonly act: 'procedure.found'; readonly input: { readonly texts: readonly string[] } }

/**
 * The acts of a founding with these procedures, in their order: entry 0 with those that it must have, and as
 * many further ones as the others need to stay below the limit of an entry.
 */
export function foundingInActs(
  founding: Omit<Founding, 'procedures' | 'announced'>,
  procedures: readonly string[],
): readonly FoundingAct[] {
  const first = procedures.filter((text) => isFirst(text))
  const further = divided(procedures.filter((text) => !isFirst(text)))
  const announced = further.flat().map((text) => digestOf(text))
  return [
    { act: 'unit.found', input: { ...founding, procedures: first, announced } },
    ...further.map((texts): FoundingAct => ({ act: 'procedure.found', input: { texts } })),
  ]
}

/** A text that is no procedure is left to the further entries, which say what is wrong with it. */
function isFirst(text: string): boolean {
  const parsed = parseProcedure(text)
  return parsed.ok && firstProcedures.includes(parsed.value.procedure.name)
}

function divided(texts: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = []
  let part: string[] = []
  let bytes = 0
  for (const text of texts) {
    const more = utf8(JSON.stringify(text)).length
    if (part.length === 0 || part.length === furtherTextsMax || bytes + more > furtherBytesMax) {
      part = []
      parts.push(part)
      bytes = 0
    }
    part.push(text)
    bytes += more
  }
  return parts
}
