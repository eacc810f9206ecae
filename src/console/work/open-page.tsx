import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../parts/empty.tsx'
import { sentence } from '../parts/failed.tsx'
import { PageHead } from '../parts/page-head.tsx'
import { State } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { type TextsOfUnit, useWords } from '../words/words.tsx'
import type { AskedMember, ToldRefusal } from './case.ts'
import classes from './work.module.css'

/** A procedure as `GET /me/procedures` tells it. */
export interface OpenableProcedure {
  readonly procedure: string
  readonly title: TextsOfUnit
  readonly data: readonly AskedMember[]
  readonly steps: readonly TextsOfUnit[]
  readonly may: boolean
  readonly refusal?: ToldRefusal
}

export interface OpenableProcedures {
  readonly procedures: readonly OpenableProcedure[]
}

/** Which procedure a case is to be opened of: those the reader may open first. */
export function Page(): ReactElement {
  const { t } = useWords()
  const navigate = useNavigate()
  const { data, error, refetch } = useAnswer<OpenableProcedures>('/me/procedures')
  const columns = useProcedureColumns()
  const rows = useMemo(() => data?.procedures.toSorted((a, b) => Number(b.may) - Number(a.may)), [data])
  return (
    <>
      <PageHead title={t('work.open-case')} lead={t('work.open-lead')} />
      <DataTable
        name={t('work.open-case')}
        rows={rows}
        columns={columns}
        rowKey={({ procedure }) => procedure}
        onOpen={({ procedure }) => void navigate({ to: `/work/open/${procedure}` })}
        problem={error ?? undefined}
        onRetry={() => void refetch()}
        empty={<Empty title={t('work.open-none')} text={t('work.open-none-next')} />}
      />
    </>
  )
}

function useProcedureColumns(): readonly Column<OpenableProcedure>[] {
  const { t, pick } = useWords()
  const { list } = useFormats()
  return [
    {
      id: 'procedure',
      title: t('work.procedure'),
      width: '2fr',
      value: ({ title, procedure }) => `${pick(title)} ${procedure}`,
      cell: ({ title }) => <bdi className={classes.main}>{pick(title)}</bdi>,
    },
    {
      id: 'steps',
      title: t('work.steps'),
      width: '3fr',
      value: ({ steps }) => list(steps.map(pick)),
      cell: ({ steps }) => <bdi className={classes.aside}>{steps.map(pick).join(' → ')}</bdi>,
    },
    {
      id: 'may',
      title: t('work.may-open'),
      width: 220,
      value: ({ may }) => t(may ? 'work.may' : 'work.may-not'),
      cell: ({ may, refusal }) =>
        may ? (
          <State tone="good">{t('work.may')}</State>
        ) : (
          <span title={sentence(refusal?.detail ?? '')}>
            <State tone="quiet">{t('work.may-not')}</State>
          </span>
        ),
      choices: [true, false].map((may) => {
        const label = t(may ? 'work.may' : 'work.may-not')
        return { value: label, label }
      }),
    },
  ]
}
