import { Button, Group, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { useAddress } from '../parts/address.ts'
import { Empty } from '../parts/empty.tsx'
import { plainName } from '../parts/flow/offices.ts'
import { Person } from '../parts/person.tsx'
import { State } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { ask } from '../wire/ask.ts'
import type { Problem } from '../wire/problem.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import type { DependencePage, FrailProcedure } from './answers.ts'
import { countsByPerson, type DependenceRow, dependenceRows, type Hangs } from './dependence.ts'
import classes from './organisation.module.css'
import { RunningCases } from './running-cases.tsx'

/** A unit has at most 500 procedures, and a page tells of 50 that were searched. */
const pagesMax = 12

/** Which steps hang on one person, or on nobody. */
export function DependenceView(): ReactElement {
  const spoken = useWords()
  const { t } = spoken
  const navigate = useNavigate()
  const found = useQuery<readonly FrailProcedure[], Problem>({
    queryKey: ['/dependence', spoken.language],
    queryFn: ({ signal }) => allPages(signal),
  })
  const rows = useMemo(() => found.data && dependenceRows(found.data), [found.data])
  const columns = useMemo(() => columnsOf(spoken, rows ?? []), [spoken.language, rows])
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('organisation.dependence-lead')}
      </Text>
      {rows && <MostHangs rows={rows} />}
      <DataTable
        name={t('organisation.tab-dependence')}
        rows={rows}
        columns={columns}
        rowKey={({ procedure, step, person, hangs }) => [procedure, step, person, hangs].join(' ')}
        onOpen={({ procedure }) => void navigate({ to: `/procedures/${procedure}` })}
        problem={found.error}
        onRetry={() => void found.refetch()}
        empty={<Empty title={t('organisation.nothing-hangs')} text={t('organisation.nothing-hangs-text')} />}
      />
      <div className={classes.below}>
        <RunningCases />
      </div>
    </>
  )
}

/** People told above the table: whoever plans looks for the first few. */
const toldMax = 6

/** On whom the most steps hang; choosing one shows these. */
function MostHangs({ rows }: { readonly rows: readonly DependenceRow[] }): ReactElement | undefined {
  const { t } = useWords()
  const { values, set } = useAddress()
  const most = countsByPerson(rows).slice(0, toldMax)
  if (most.length === 0) return undefined
  const chosen = values['f.person']
  return (
    <Group gap="xs" mb="md">
      <Text size="sm">{t('organisation.most-hangs')}</Text>
      {most.map(({ person, name, count }) => (
        <Button
          key={person}
          size="compact-sm"
          variant={chosen === person ? 'filled' : 'default'}
          aria-pressed={chosen === person}
          onClick={() => set({ 'f.person': chosen === person ? undefined : person })}
        >
          {t('organisation.person-count', { person: name ?? person, count })}
        </Button>
      ))}
    </Group>
  )
}

async function allPages(signal: AbortSignal): Promise<readonly FrailProcedure[]> {
  const all: FrailProcedure[] = []
  let after: string | undefined
  for (let page = 0; page < pagesMax; page++) {
    const { procedures, next } = await ask<DependencePage>('/dependence', { after }, { signal })
    all.push(...procedures)
    if (next === undefined) break
    after = next
  }
  return all
}

const tones = { alone: 'warn', nobody: 'bad', needed: 'warn', founder: 'calm' } as const

function columnsOf({ t, pick }: Spoken, rows: readonly DependenceRow[]): readonly Column<DependenceRow>[] {
  const people = new Map(
    rows.flatMap(({ person, name }) => (person === undefined ? [] : [[person, name ?? person]])),
  )
  const hangs: readonly Hangs[] = ['alone', 'nobody', 'needed', 'founder']
  return [
    {
      id: 'person',
      title: t('organisation.person'),
      value: ({ person }) => person ?? '',
      width: '1.4fr',
      cell: ({ person, name }) => person !== undefined && <Person id={person} name={name} />,
      choices: [...people].map(([value, label]) => ({ value, label })),
    },
    {
      id: 'hangs',
      title: t('organisation.how'),
      value: (row) => row.hangs,
      width: '1.2fr',
      cell: (row) => <State tone={tones[row.hangs]}>{t(`organisation.hangs-${row.hangs}`)}</State>,
      choices: hangs.map((value) => ({ value, label: t(`organisation.hangs-${value}`) })),
    },
    {
      id: 'step',
      title: t('organisation.step'),
      value: ({ step, stepTitle }) =>
        step === undefined ? '' : stepTitle ? pick(stepTitle) : plainName(step),
      width: '1.6fr',
    },
    {
      id: 'procedure',
      title: t('organisation.procedure'),
      value: ({ title }) => pick(title),
      width: '1.8fr',
    },
  ]
}
