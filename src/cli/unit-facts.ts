import { z } from 'zod'
import type { Result } from '#fault'
import { formAnswerTo, textAnswerTo } from './answer.ts'
import type { CliFault } from './fault.ts'
import type { HttpCaller } from './http.ts'

const unitForm = z.object({
  name: z.string(),
  domain: z.string(),
  /** Thumbprint of the authority key. */
  key: z.string(),
  recordKey: z.string(),
  journalKey: z.string(),
})

/** What a unit says of itself to everybody. */
export type UnitFacts = z.infer<typeof unitForm>

export function askUnit(caller: HttpCaller): Promise<Result<UnitFacts, CliFault>> {
  return formAnswerTo(caller, { method: 'GET', path: '/unit' }, unitForm)
}

/** PEM of the unit's authority certificates, as whoever answers there gives them. */
export function askAuthority(caller: HttpCaller): Promise<Result<string, CliFault>> {
  return textAnswerTo(caller, { method: 'GET', path: '/authority' })
}
