import { useEffect, useReducer, useState } from 'react'
import { reach } from '../wire/ask.ts'
import { Problem } from '../wire/problem.ts'
import { eventParser } from './event-parser.ts'
import type { Decision } from './told.ts'

/** Decisions kept on the page: an hour of a quiet gate; the journal has all. */
export const decisionsKeptMax = 2_000

/** Comes back so long after the stream broke off. */
const retryMilliseconds = 2_000

export interface Watched {
  /** The newest first. */
  readonly decisions: readonly Decision[]
  /** Entries that were left out because they came faster than anybody reads. */
  readonly skipped: number
}

/** How the page hears of decisions. */
export type Watching = 'opening' | 'open' | 'broken' | 'ended'

interface Batch {
  readonly decisions: readonly Decision[]
  readonly skipped: number
}

function withBatch(before: Watched, { decisions, skipped }: Batch): Watched {
  const newest = decisions.toReversed()
  return {
    decisions: [...newest, ...before.decisions].slice(0, decisionsKeptMax),
    skipped: before.skipped + skipped,
  }
}

/**
 * The decisions of the gate as they fall, while the page is open. What the unit refuses, or why the right to
 * watch ended, is the problem.
 */
export function useDecisions(): Watched & {
  readonly watching: Watching
  readonly problem: unknown
  readonly again: () => void
} {
  const [watched, take] = useReducer(withBatch, { decisions: [], skipped: 0 })
  const [watching, setWatching] = useState<Watching>('opening')
  const [problem, setProblem] = useState<unknown>()
  const [turn, again] = useReducer((before: number) => before + 1, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn begins it anew
  useEffect(() => {
    const life = new AbortController()
    setProblem(undefined)
    void watch(life.signal, { take, setWatching, setProblem })
    return () => life.abort()
  }, [turn])
  return { ...watched, watching, problem, again }
}

interface Heard {
  readonly take: (batch: Batch) => void
  readonly setWatching: (watching: Watching) => void
  readonly setProblem: (problem: unknown) => void
}

/** Reads the stream, and again after it broke off, until it is ended from either side. */
async function watch(signal: AbortSignal, heard: Heard): Promise<void> {
  const state = { last: '' }
  while (!signal.aborted) {
    try {
      const isEnded = await readOnce(signal, state, heard)
      if (isEnded || signal.aborted) return
    } catch (error) {
      if (signal.aborted) return
      // What the unit refuses it would refuse again; a lost connection may come back.
      if (error instanceof Problem && error.status !== 0) {
        heard.setWatching('ended')
        heard.setProblem(error)
        return
      }
    }
    heard.setWatching('broken')
    await new Promise((resolve) => setTimeout(resolve, retryMilliseconds))
  }
}

/** One stream to its end; whether the unit ended it for good. */
async function readOnce(signal: AbortSignal, state: { last: string }, heard: Heard): Promise<boolean> {
  const headers = state.last === '' ? {} : { 'Last-Event-ID': state.last }
  const answer = await reach('/gate/decisions', { signal, headers })
  heard.setWatching('open')
  const parse = eventParser()
  const texts = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
  for (let part = await texts?.read(); part && !part.done; part = await texts?.read()) {
    for (const { event, data, id } of parse(part.value)) {
      if (id !== '') state.last = id
      if (event === 'decisions') heard.take(JSON.parse(data) as Batch)
      if (event === 'ended') {
        heard.setWatching('ended')
        heard.setProblem(
          endedProblem(JSON.parse(data) as { readonly kind: string; readonly detail?: string }),
        )
        return true
      }
    }
  }
  return false
}

function endedProblem({ kind, detail = '' }: { readonly kind: string; readonly detail?: string }): Problem {
  return new Problem({ type: `urn:chancery:problem:${kind}`, title: detail, status: 403, detail })
}
