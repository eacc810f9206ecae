import { Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../parts/empty.tsx'
import { Person } from '../parts/person.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { Delegations } from './answers.ts'

type Delegation = Delegations['delegations'][number]

/** Steps that were handed on, in the cases the reader is shown. */
export function DelegationsView(): ReactElement {
  const spoken = useWords()
  const { t } = spoken
  const navigate = useNavigate()
  const list = useAnswer<Delegations>('/delegations')
  const columns = useMemo(() => columnsOf(spoken), [spoken.language])
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('organisation.delegations-lead')}
      </Text>
      <DataTable
        name={t('organisation.tab-delegations')}
        rows={list.data?.delegations}
        columns={columns}
        rowKey={({ case: id, step, to }) => `${id} ${step} ${to.person}`}
        onOpen={({ case: id }) => void navigate({ to: `/cases/${id}` })}
        problem={list.error}
        onRetry={() => void list.refetch()}
        empty={
          <Empty title={t('organisation.no-delegations')} text={t('organisation.no-delegations-text')} />
        }
      />
    </>
  )
}

function columnsOf({ t, pick }: Spoken): readonly Column<Delegation>[] {
  return [
    {
      id: 'from',
      title: t('organisation.delegated-by'),
      value: ({ from }) => from.name ?? from.person,
      cell: ({ from }) => <Person id={from.person} name={from.name} />,
    },
    {
      id: 'to',
      title: t('organisation.delegated-to'),
      value: ({ to }) => to.name ?? to.person,
      cell: ({ to }) => <Person id={to.person} name={to.name} />,
    },
    { id: 'step', title: t('organisation.step'), value: ({ stepTitle }) => pick(stepTitle), width: '1.4fr' },
    {
      id: 'case',
      title: t('organisation.case'),
      value: ({ case: id, title }) => `${pick(title)} ${id}`,
      width: '1.4fr',
    },
    {
      id: 'until',
      title: t('organisation.until-when'),
      value: ({ until }) => until ?? '',
      cell: ({ until }) => (until === undefined ? t('organisation.with-the-step') : <When iso={until} />),
      width: 170,
    },
  ]
}
