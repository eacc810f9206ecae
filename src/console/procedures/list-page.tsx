import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Link, useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../parts/empty.tsx'
import { useOfficeTitles } from '../parts/flow/offices.ts'
import { PageHead } from '../parts/page-head.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { AdoptedProcedure, ProcedureList } from './answers.ts'
import classes from './procedures.module.css'
import { Proposals } from './proposals.tsx'

/** Every procedure of the unit. */
export function Page(): ReactElement {
  const spoken = useWords()
  const { t } = spoken
  const navigate = useNavigate()
  const officeTitle = useOfficeTitles()
  const list = useAnswer<ProcedureList>('/procedures')
  const columns = useMemo(() => columnsOf(spoken, officeTitle), [spoken.language, officeTitle])
  return (
    <>
      <PageHead
        title={t('procedures.title')}
        lead={t('procedures.lead')}
        actions={
          <Button component={Link} to="/new-procedure" leftSection={<IconPlus size={16} aria-hidden />}>
            {t('procedures.new')}
          </Button>
        }
      />
      <Proposals />
      <DataTable
        name={t('procedures.title')}
        rows={list.data?.procedures}
        columns={columns}
        rowKey={({ name }) => name}
        onOpen={({ name }) => void navigate({ to: `/procedures/${name}` })}
        problem={list.error}
        onRetry={() => void list.refetch()}
        empty={<Empty title={t('procedures.none')} text={t('procedures.none-text')} />}
      />
    </>
  )
}

/** Who takes steps of a procedure, each once. */
function takersOf(
  { steps }: AdoptedProcedure,
  spoken: Spoken,
  officeTitle: (office: string) => string,
): string {
  const offices = steps.flatMap(({ by }) => {
    const named = by.kind === 'any-of' ? by.of : [by]
    return named.map((one) => {
      if (one.kind === 'office') return officeTitle(one.office)
      if (one.kind === 'person') return one.person
      if (one.kind === 'unit') return spoken.t('flow.by-unit', { unit: one.unit })
      return spoken.t(`flow.by-${one.kind}`)
    })
  })
  return [...new Set(offices)].join(' · ')
}

function columnsOf(
  spoken: Spoken,
  officeTitle: (office: string) => string,
): readonly Column<AdoptedProcedure>[] {
  const { t, pick } = spoken
  return [
    {
      id: 'title',
      title: t('procedures.procedure'),
      value: ({ title, name }) => `${pick(title)} ${name}`,
      width: '2.4fr',
      cell: ({ title, name }) => (
        <span className={classes.named}>
          <span>{pick(title)}</span>
          <span className={classes.identifier}>{name}</span>
        </span>
      ),
    },
    {
      id: 'takers',
      title: t('procedures.takers'),
      value: (row) => takersOf(row, spoken, officeTitle),
      width: '2.4fr',
    },
    {
      id: 'steps',
      title: t('procedures.steps'),
      value: ({ steps }) => steps.length,
      width: 90,
      align: 'end',
    },
    {
      id: 'adopted',
      title: t('procedures.since'),
      value: ({ adopted }) => adopted,
      width: 150,
      cell: ({ adopted }) => <When iso={adopted} as="day" />,
    },
  ]
}
