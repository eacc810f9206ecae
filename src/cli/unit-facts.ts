import { z } from 'zod'
import { accept, type Result, refuse } from '#fault'
import { formAnswerTo, textAnswerTo } from './answer.ts'
import type { CliFault } from './fault.ts'
import { type HttpCaller, httpCaller } from './http.ts'

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

/** Where the API of a unit listens unless it is told otherwise. */
export const apiPortByDefault = 8444

/** What the unit with a public address says of itself over TLS, at the address given or the usual port. */
export async function askOverTls(
  publicAddress: string,
  authority: string,
  given: string | undefined,
): Promise<Result<{ readonly api: string; readonly facts: UnitFacts }, CliFault>> {
  const api = given ?? `https://${new URL(publicAddress).hostname}:${apiPortByDefault}`
  const caller = httpCaller(api, { authority })
  if (!caller.ok) return caller
  const facts = await askUnit(caller.value)
  caller.value.close()
  if (facts.ok) return accept({ api, facts: facts.value })
  const { fault } = facts
  if (given !== undefined || (fault.kind !== 'unreachable' && fault.kind !== 'peer-untrusted')) return facts
  return refuse({
    ...fault,
    problem: `${fault.problem} (\`--api\` names the TLS address where it is another)`,
  })
}

export function askUnit(caller: HttpCaller): Promise<Result<UnitFacts, CliFault>> {
  return formAnswerTo(caller, { method: 'GET', path: '/unit' }, unitForm)
}

/** PEM of the unit's authority certificates, as whoever answers there gives them. */
export function askAuthority(caller: HttpCaller): Promise<Result<string, CliFault>> {
  return textAnswerTo(caller, { method: 'GET', path: '/authority' })
}
