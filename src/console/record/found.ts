import { useInfiniteQuery } from '@tanstack/react-query'
import { ask } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'

/** One line about an entry, as `GET /record/entries` tells it. */
export interface EntryLine {
  readonly index: number
  readonly time: string
  readonly act: string
  /** `kind/id`, as `person/mei`; `unit` for the founding. */
  readonly actor: string
  readonly name?: string
  readonly case?: string
  readonly step?: string
  readonly office?: string
  readonly override?: string
  readonly events: readonly string[]
}

interface FoundEntries {
  readonly size: number
  readonly indexed: number
  readonly entries: readonly EntryLine[]
  readonly more: boolean
}

/** What is looked for, as it stands in the address. */
export interface EntryWish {
  readonly actor?: string | undefined
  readonly case?: string | undefined
  readonly act?: string | undefined
  /** RFC 3339. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** The most that the unit tells at once. */
const entriesAtOnce = 200

/** Entries that were found, and how to have more of them. */
export interface Found {
  readonly entries: readonly EntryLine[] | undefined
  readonly problem: Problem | null
  /** Entries of the record when it was asked. */
  readonly size: number | undefined
  /** How many of them the node had looked at. */
  readonly indexed: number
  readonly hasMore: boolean
  readonly isWaiting: boolean
  readonly more: () => void
  readonly again: () => void
}

/**
 * Entries of the record, the newest first. Each finding of the acts of others stands in the journal, so that
 * nothing is asked again by itself when the record grows.
 */
export function useFound(wish: EntryWish, enabled: boolean): Found {
  const query = useInfiniteQuery<
    FoundEntries,
    Problem,
    { readonly pages: readonly FoundEntries[] },
    readonly unknown[],
    number | undefined
  >({
    queryKey: ['record', 'found', wish],
    queryFn: ({ pageParam, signal }) =>
      ask('/record/entries', { ...wish, before: pageParam, limit: entriesAtOnce }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: ({ entries, more }) => (more ? entries.at(-1)?.index : undefined),
    staleTime: 'static',
    enabled,
  })
  const [first] = query.data?.pages ?? []
  return {
    entries: query.data?.pages.flatMap(({ entries }) => entries),
    problem: query.error,
    size: first?.size,
    indexed: first?.indexed ?? 0,
    hasMore: query.hasNextPage,
    isWaiting: query.isFetching,
    more: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  }
}
