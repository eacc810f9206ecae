import { type LogReader, tiledReader } from '#record'
import { problemOf, unreachable } from '../wire/problem.ts'

/** Longer than the node itself takes for an answer (20 s). */
const answerMillisecondsMax = 30_000

/**
 * The record as the unit serves it (C2SP tlog-tiles); what is not there is `undefined`. It needs no window,
 * so that a worker reads with it, too.
 *
 * @throws Problem what the unit refuses; `console:unreachable` when there is no answer
 */
export function recordReader(signal?: AbortSignal): LogReader {
  return tiledReader(async (path) => {
    // Tiles never change; the newest head has to be asked for.
    const cache = path === 'checkpoint' ? 'no-store' : 'default'
    // Pages verify by themselves, which is no sign of somebody at the keyboard.
    const headers = { 'Chancery-Unattended': '1' }
    const answer = await fetched(`/record/${path}`, { cache, headers }, signal)
    if (answer.status === 404) return undefined
    if (!answer.ok) throw await problemOf(answer)
    return new Uint8Array(await answer.arrayBuffer())
  })
}

async function fetched(target: string, init: RequestInit, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(target, { ...init, signal: signal ?? AbortSignal.timeout(answerMillisecondsMax) })
  } catch (error) {
    if (signal?.aborted) throw error
    // Whatever the browser's reason: the unit was not reached.
    throw unreachable()
  }
}
