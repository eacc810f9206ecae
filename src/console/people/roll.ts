import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { ask } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'
import type { Kind, PrincipalList, PrincipalRow, Standing } from './answers.ts'

/** What somebody looks for in the roll. */
export interface Sought {
  readonly kind: Kind
  readonly text: string
  readonly state?: Standing
  readonly sort: 'name' | 'id' | 'ends'
  readonly descending: boolean
}

/** Rows fetched at once: more than a screen shows, and on their way in a moment. */
const pageRows = 100

/** Rows fetched at once for an export: the most the unit gives. */
const exportRows = 200

const path = '/principals'

interface Roll {
  readonly rows: readonly PrincipalRow[] | undefined
  readonly counts: PrincipalList['counts']
  readonly problem: Problem | null
  readonly fetchMore: () => void
  readonly retry: () => void
}

/** The principals that are sought, so far as they have been scrolled to. */
export function useRoll(sought: Sought): Roll {
  const query = queryOf(sought, pageRows)
  const roll = useInfiniteQuery<PrincipalList, Problem, { pages: PrincipalList[] }, unknown[], string>({
    queryKey: [path, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      ask<PrincipalList>(path, { ...query, ...(pageParam !== '' && { after: pageParam }) }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  })
  return {
    rows: roll.data?.pages.flatMap(({ principals }) => principals),
    counts: roll.data?.pages[0]?.counts,
    problem: roll.error,
    fetchMore() {
      if (roll.hasNextPage && !roll.isFetching) void roll.fetchNextPage()
    },
    retry: () => void roll.refetch(),
  }
}

/** Everybody who is sought, page after page. */
export async function wholeRoll(
  sought: Sought,
  onCount: (count: number) => void,
  signal: AbortSignal,
): Promise<readonly PrincipalRow[]> {
  const query = queryOf(sought, exportRows)
  const rows: PrincipalRow[] = []
  let after: string | undefined
  do {
    const page: PrincipalList = await ask(
      path,
      { ...query, ...(after !== undefined && { after }) },
      { signal },
    )
    rows.push(...page.principals)
    onCount(rows.length)
    after = page.next
  } while (after !== undefined)
  return rows
}

function queryOf({ kind, text, state, sort, descending }: Sought, limit: number) {
  return {
    ...{ kind, sort, limit },
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(state !== undefined && { state }),
    ...(descending && { descending }),
  }
}
