import { type LogReader, tiledReader } from '#record'
import { reach } from '../wire/ask.ts'
import { Problem } from '../wire/problem.ts'

/** The record as the unit serves it (C2SP tlog-tiles); what is not there is `undefined`. */
export function recordReader(signal?: AbortSignal): LogReader {
  return tiledReader(async (path) => {
    try {
      const answer = await reach(`/record/${path}`, {
        cache: path === 'checkpoint' ? 'no-store' : 'default',
        ...(signal && { signal }),
      })
      return new Uint8Array(await answer.arrayBuffer())
    } catch (problem) {
      if (problem instanceof Problem && problem.status === 404) return undefined
      throw problem
    }
  })
}
