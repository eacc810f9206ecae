import { Text } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useAddress } from '../parts/address.ts'
import { Empty } from '../parts/empty.tsx'
import { type OfficeTitle, useOfficeTitles } from '../parts/flow/offices.ts'
import { PageHead } from '../parts/page-head.tsx'
import { State } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { viewOf } from '../parts/table/table-view.ts'
import { When } from '../parts/when.tsx'
import { type Spoken, useWords } from '../words/words.tsx'
import { type Kind, kinds, type PrincipalRow, type Standing, standings } from './answers.ts'
import { AreaTabs } from './area-tabs.tsx'
import { RegisterMachine } from './register-machine.tsx'
import { type Sought, useRoll, wholeRoll } from './roll.ts'
import { StandingState, useShownName } from './standing.tsx'

/** Everybody the unit knows, by kind; found by parts of name and identifier. */
export function Page(): ReactElement {
  const { t } = useWords()
  const navigate = useNavigate()
  const sought = soughtBy(useAddress().values)
  const { kind } = sought
  const roll = useRoll(sought)
  const titleOf = useOfficeTitles()
  const nameOf = useShownName()
  const name = t(`people.kind-${kind}`)
  return (
    <>
      <PageHead
        title={t('people.title')}
        lead={t('people.lead')}
        actions={kind === 'person' ? undefined : <RegisterMachine kind={kind} />}
      />
      <AreaTabs shown={kind} counts={roll.counts} />
      <DataTable
        name={name}
        rows={roll.rows}
        columns={columnsOf(kind, t, titleOf, nameOf)}
        rowKey={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: `/people/${kind}/${id}` })}
        problem={roll.problem}
        onRetry={roll.retry}
        empty={<Empty title={t(`people.none-${kind}`)} text={t('people.none-next')} />}
        remote={{
          total: roll.counts?.[kind] ?? 0,
          onEnd: roll.fetchMore,
          all: (onCount, signal) => wholeRoll(sought, onCount, signal),
        }}
      />
    </>
  )
}

const sortNames: Readonly<Record<string, Sought['sort']>> = { name: 'name', id: 'id', ends: 'ends' }

/** What the address says is looked for. */
function soughtBy(values: Readonly<Record<string, string>>): Sought {
  const { search, sort, chosen } = viewOf(values, '')
  const kind = kinds.find((one) => one === values['kind']) ?? 'person'
  const state = standings.find((one) => one === chosen['state'])
  return {
    kind,
    text: search,
    ...(state !== undefined && { state }),
    sort: sortNames[sort?.column ?? 'name'] ?? 'name',
    descending: sort?.isDown ?? false,
  }
}

function columnsOf(
  kind: Kind,
  t: Spoken['t'],
  titleOf: OfficeTitle,
  nameOf: (row: PrincipalRow) => string,
): readonly Column<PrincipalRow>[] {
  const choices = standings.map((value) => ({ value, label: t(`people.standing-${value}`) }))
  const officesIn = ({ offices = [] }: PrincipalRow): string => offices.map(titleOf).join(', ')
  return [
    {
      id: 'name',
      title: t('people.name'),
      value: nameOf,
      width: '1.4fr',
    },
    {
      id: 'id',
      title: t('people.id'),
      value: ({ id }) => id,
      cell: (row) => (
        <Text size="sm" c="dimmed" component="span">
          <bdi>{row.id}</bdi>
        </Text>
      ),
    },
    ...(kind === 'person'
      ? [
          {
            id: 'offices',
            title: t('people.offices'),
            value: officesIn,
            width: '1.6fr',
            isUnsorted: true,
          } as const,
        ]
      : []),
    {
      id: 'state',
      title: t('people.certificate'),
      value: ({ state }) => t(`people.standing-${state}`),
      cell: (row) => <Marks row={row} />,
      width: '1fr',
      choices,
      isUnsorted: true,
    },
    {
      id: 'ends',
      title: t('people.ends'),
      value: ({ notAfter = '' }) => notAfter,
      cell: ({ notAfter }) => (notAfter === undefined ? '' : <When iso={notAfter} as="day" />),
      width: 130,
    },
  ]
}

function Marks({ row }: { readonly row: PrincipalRow }): ReactElement {
  const { t } = useWords()
  return (
    <>
      <StandingState standing={row.state satisfies Standing} />{' '}
      {row.away === true && <State tone="quiet">{t('people.away')}</State>}
      {row.own === true && <State tone="calm">{t('people.own')}</State>}
    </>
  )
}
