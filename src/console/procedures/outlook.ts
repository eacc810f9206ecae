import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { askWith } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'
import { useWords } from '../words/words.tsx'
import type { Outlook } from './answers.ts'
import { bytesOf, textBytesMax } from './limits.ts'

/** The unit is asked when somebody rests between two words, as often as it lets itself be asked. */
const restMilliseconds = 500

/** It refuses those who ask too often for a second or two. */
const againMilliseconds = 1_500

/** After these six seconds somebody is to know that nothing is known. */
const triesMax = 4

/** What is known of a text while it is typed. */
export interface Looked {
  /** Of the text as it is now, or as it was a moment ago. */
  readonly outlook: Outlook | undefined
  /** Whether the unit is still being asked about the text as it is now. */
  readonly isLooking: boolean
  readonly problem: Problem | undefined
  readonly tooLong: boolean
}

/** Asks the unit what is wrong with a text, or what it would come to, whenever it has rested. */
export function useOutlook(text: string): Looked {
  const { language } = useWords()
  const rested = useRested(text)
  const tooLong = bytesOf(text) > textBytesMax
  const isAsked = rested.trim() !== '' && bytesOf(rested) <= textBytesMax
  const asked = useQuery<Outlook, Problem>({
    queryKey: ['/procedures/check', rested, language],
    queryFn: ({ signal }) => askWith('/procedures/check', { text: rested }, { signal }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    retry: (count, { status }) => count < triesMax && (status === 429 || status === 0),
    retryDelay: againMilliseconds,
    // Every text that was ever typed is not worth keeping.
    gcTime: 60_000,
  })
  const isLooking = isAsked && (rested !== text || asked.isFetching)
  return {
    outlook: isAsked && !tooLong ? asked.data : undefined,
    isLooking,
    problem: asked.error ?? undefined,
    tooLong,
  }
}

/** A value once it has not changed for a while. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), restMilliseconds)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}
