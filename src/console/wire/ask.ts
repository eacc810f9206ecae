import { i18n } from '@lingui/core'
import { Problem, problemOf, unreachable } from './problem.ts'
import { sessionEnds } from './session-end.ts'

/** Members of a query's input that stand behind the `?`; those that are `undefined` are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

/** Longer than the node itself takes for an answer (20 s). */
const answerMillisecondsMax = 30_000

/**
 * The answer of the unit to a question, over the session or the certificate of the connection.
 *
 * @param path as `/cases/27`; the parts that come from elsewhere are encoded by the caller
 * @throws Problem what the unit refuses; `console:unreachable` when there is no answer
 */
export async function ask<T>(path: string, query: Query = {}, init: RequestInit = {}): Promise<T> {
  const answer = await reach(`${path}${searchOf(query)}`, init)
  return (await answer.json()) as T
}

/** The answer itself, for files and streams. */
export async function reach(target: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('Accept-Language', i18n.locale === '' ? 'en' : i18n.locale)
  const signal = init.signal ?? AbortSignal.timeout(answerMillisecondsMax)
  let answer: Response
  try {
    answer = await fetch(target, { ...init, headers, signal })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw unreachable()
  }
  if (answer.ok) return answer
  const problem = await problemOf(answer)
  if (isUnknownReader(problem)) sessionEnds.tell(problem)
  throw problem
}

/** Sends JSON. */
export function askWith<T>(path: string, body: unknown, init: RequestInit = {}): Promise<T> {
  return ask<T>(
    path,
    {},
    {
      ...init,
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    },
  )
}

/** A certificate that was good when the session began. */
const certificateEnds = new Set(['certificate-revoked', 'certificate-expired', 'visit-over'])

/** Whether the unit no longer knows who asks. */
function isUnknownReader({ status, kind }: Problem): boolean {
  return status === 401 || certificateEnds.has(kind)
}

function searchOf(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`
}
