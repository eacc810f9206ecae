import {
  keepPreviousData,
  type PlaceholderDataFunction,
  QueryClient,
  type UseQueryOptions,
  type UseQueryResult,
  useQuery,
} from '@tanstack/react-query'
import { useWords } from '../words/words.tsx'
import { ask, type Query } from './ask.ts'
import type { Problem } from './problem.ts'

/** Keeps the answers of the unit while pages are open; `useChanges` asks anew whenever the record grew. */
export function answers(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // The unit says when something changed.
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (count, problem) => count < 2 && (problem as Problem).status === 0,
      },
    },
  })
}

/** How an answer is used. */
export interface AnswerOptions {
  /** Not asked while false. */
  readonly enabled?: boolean
  /** Shows the last answer while another question is asked, as when somebody types into a search field. */
  readonly keep?: boolean
  /** Asked again once a minute instead of with every change: for answers that are large, or cost much. */
  readonly isCalm?: boolean
}

/** Answers that are not asked again with every change. */
const calmMilliseconds = 60_000

/** The answer to a question, asked again whenever the record of the unit grew, in the language shown. */
export function useAnswer<T>(
  path: string,
  query: Query = {},
  options: AnswerOptions = {},
): UseQueryResult<T, Problem> {
  const { language } = useWords()
  const { enabled = true, keep = false, isCalm = false } = options
  const asked: UseQueryOptions<T, Problem> = {
    queryKey: [path, query, language],
    // What is asked again by itself is no sign of somebody at the keyboard.
    queryFn: ({ client, queryKey, signal }) => {
      const isAgain = client.getQueryData(queryKey) !== undefined
      return ask<T>(path, query, { signal, ...(isAgain && { headers: { 'Chancery-Unattended': '1' } }) })
    },
    enabled,
    placeholderData: keep ? keepPreviousData : inOtherLanguage(path, query),
    ...(isCalm && { meta: { isCalm }, refetchInterval: calmMilliseconds }),
  }
  return useQuery(asked)
}

/**
 * The same answer in the language shown before, until it comes in the new one: a page that lost it in between
 * would lose what was typed there.
 */
function inOtherLanguage<T>(path: string, query: Query): PlaceholderDataFunction<T, Problem> {
  return (last, before) => {
    const [lastPath, lastQuery] = before?.queryKey ?? []
    return lastPath === path && JSON.stringify(lastQuery) === JSON.stringify(query) ? last : undefined
  }
}
