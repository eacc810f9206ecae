import { Button, Group, Stack, Title } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { PageHead } from '../parts/page-head.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useReader } from '../wire/reader.ts'
import { useWords } from '../words/words.tsx'
import type { ShownCase } from './case.ts'
import { CaseTable } from './case-table.tsx'
import { dutiesOf } from './duties.ts'
import { DutyTable } from './duty-table.tsx'

interface Cases {
  readonly cases: readonly ShownCase[]
  readonly more: boolean
}

/** What waits for the reader, and what he has begun. */
export function Page(): ReactElement {
  const { t } = useWords()
  const reader = useReader()
  const { data, error, refetch } = useAnswer<Cases>('/cases')
  const id = reader.data?.id
  // The unit tells of every window that ends: then the cases are asked for again.
  const duties = useMemo(() => data && dutiesOf(data.cases, id, Date.now()), [data, id])
  const opened = data?.cases.filter(({ opener }) => opener.id !== undefined && opener.id === id)
  return (
    <>
      <PageHead
        title={t('work.title')}
        lead={t(data?.more === true ? 'work.lead-more' : 'work.lead')}
        actions={
          <Button component={Link} to="/work/open" leftSection={<IconPlus size={16} aria-hidden />}>
            {t('work.open-case')}
          </Button>
        }
      />
      <Stack gap="lg">
        <section>
          <Title order={2} mb="sm">
            {t('work.to-do')}
          </Title>
          <DutyTable duties={duties} problem={error} onRetry={() => void refetch()} />
        </section>
        <section>
          <Group justify="space-between" mb="sm">
            <Title order={2}>{t('work.opened')}</Title>
            <Button size="compact-sm" variant="subtle" component={Link} to="/work/past">
              {t('work.past-link')}
            </Button>
          </Group>
          <CaseTable
            name={t('work.opened')}
            prefix="opened."
            cases={opened}
            problem={error}
            onRetry={() => void refetch()}
          />
        </section>
      </Stack>
    </>
  )
}
