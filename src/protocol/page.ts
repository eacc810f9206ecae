import { z } from 'zod'
import { base64url, canonicalJson, fromBase64url, fromUtf8, sha256, utf8 } from '#bytes'
import { strictJson } from '#crypto'
import { accept, type Result, refuse } from '#fault'
import type { SearchPlace } from '#procedure'
import type { ProtocolFault } from './fault.ts'
import { pageResultsDefault, pageResultsMax } from './limits.ts'
import type { AskedPage } from './question.ts'

/** A place, a limit and a digest. */
const tokenCharactersMax = 256

const whole = z.int().min(0)
const tokenForm = z.strictObject({ list: whole, number: whole, skip: whole, limit: whole, of: z.string() })

/** Which part of what a search finds is wanted. */
export interface WantedPage {
  readonly from: SearchPlace
  readonly resultsMax: number
  /** The token of the part that follows. */
  next(place: SearchPlace): string
}

/**
 * The page a question asks for. A token says where to go on, and holds for the question it was given for
 * alone (Authorization API 1.0 §8.2): it is no secret and proves nothing, a forged one only skips results.
 */
export function wantedPage(
  search: string,
  question: Readonly<Record<string, unknown>>,
  { token = '', limit }: AskedPage = {},
): Result<WantedPage, ProtocolFault> {
  const { page: _, ...entities } = question
  const of = base64url(sha256(utf8(canonicalJson([search, entities])))).slice(0, 22)
  if (token === '') return accept(pageFrom({ list: 0, number: 0, skip: 0 }, limit, of))
  const read = readToken(token)
  if (!read) return refuse({ kind: 'page-token-refused', cause: 'malformed' })
  const { list, number, skip } = read
  const differs = read.of !== of || (limit !== undefined && limit !== read.limit)
  if (differs) return refuse({ kind: 'page-token-refused', cause: 'question-differs' })
  return accept(pageFrom({ list, number, skip }, read.limit, of))
}

function pageFrom(from: SearchPlace, limit: number | undefined, of: string): WantedPage {
  const asked = limit ?? pageResultsDefault
  return {
    from,
    resultsMax: Math.min(asked, pageResultsMax),
    next: (place) => base64url(utf8(JSON.stringify({ ...place, limit: asked, of }))),
  }
}

function readToken(token: string): z.infer<typeof tokenForm> | undefined {
  const bytes = token.length <= tokenCharactersMax ? fromBase64url(token) : undefined
  const text = bytes?.ok ? fromUtf8(bytes.value) : undefined
  const value = text?.ok ? strictJson(text.value, tokenCharactersMax) : undefined
  const form = tokenForm.safeParse(value)
  return form.success ? form.data : undefined
}
