import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactElement, useState } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { ask } from '../wire/ask.ts'
import { useWords } from '../words/words.tsx'
import type { ShownCase } from './case.ts'
import { CaseTable } from './case-table.tsx'

interface EndedCases {
  readonly cases: readonly ShownCase[]
  readonly next?: string
}

/** The cases the reader opened or had a part in that are over, the latest first. */
export function Page(): ReactElement {
  const { t, language } = useWords()
  const [pages, setPages] = useState(1)
  const { data, error, isFetching, refetch } = useQuery<EndedCases>({
    queryKey: ['/cases-ended', pages, language],
    queryFn: () => endedCases(pages),
    placeholderData: (before) => before,
  })
  return (
    <>
      <PageHead title={t('work.past')} lead={t('work.past-lead')} />
      <div>
        <CaseTable
          name={t('work.past')}
          prefix=""
          cases={data?.cases}
          problem={error}
          onRetry={() => void refetch()}
          isPast
        />
        {data?.next !== undefined && (
          <Group justify="center" mt="md">
            <Button variant="default" loading={isFetching} onClick={() => setPages(pages + 1)}>
              {t('work.past-more')}
            </Button>
          </Group>
        )}
      </div>
    </>
  )
}

/** So many pages, one after the other: each says where the next one begins. */
async function endedCases(pages: number): Promise<EndedCases> {
  const cases: ShownCase[] = []
  let next: string | undefined
  for (let page = 0; page < pages; page += 1) {
    const told = await ask<EndedCases>('/cases-ended', next === undefined ? {} : { before: next })
    cases.push(...told.cases)
    next = told.next
    if (next === undefined) return { cases }
  }
  return { cases, ...(next !== undefined && { next }) }
}
