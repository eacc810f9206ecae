import { Group } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type ReactElement, useMemo } from 'react'
import { Empty } from '../parts/empty.tsx'
import { State, type Tone } from '../parts/state.tsx'
import type { Column } from '../parts/table/column.ts'
import { DataTable } from '../parts/table/data-table.tsx'
import { When } from '../parts/when.tsx'
import { useAnswer } from '../wire/answer.ts'
import { useFormats } from '../words/formats.ts'
import { type Spoken, useWords } from '../words/words.tsx'
import { BundleLeft } from './time-left.tsx'
import type { Followed, Peers } from './told.ts'
import { TrustHead } from './trust-head.tsx'
import { UnitLink } from './unit-link.tsx'

/** How fetching from a followed unit goes, as `GET /peers/fetches` tells. */
interface Fetches {
  readonly fetches: readonly {
    readonly key: string
    readonly tried?: string
    readonly due?: string
    readonly failures: number
    /** Why the last try brought nothing. */
    readonly detail?: string
  }[]
}

interface Row extends Followed {
  readonly failures: number
  readonly fault: string | undefined
}

const tones: Readonly<Record<Followed['state'], Tone>> = {
  fresh: 'good',
  stale: 'bad',
  lost: 'bad',
  'never-seen': 'quiet',
}

/** Every unit that is followed: how old what it said last is, how long it counts, and how asking goes. */
export function Page(): ReactElement {
  const spoken = useWords()
  const { t } = spoken
  const { number } = useFormats()
  const navigate = useNavigate()
  const peers = useAnswer<Peers>('/peers')
  const fetches = useAnswer<Fetches>('/peers/fetches', {}, { isCalm: true })
  const rows = useMemo(() => rowsOf(peers.data, fetches.data), [peers.data, fetches.data])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  const columns = useMemo(() => columnsOf(spoken, number), [spoken.language])
  return (
    <>
      <TrustHead title={t('trust.bundles')} lead={t('trust.bundles-lead')} />
      <DataTable
        name={t('trust.bundles')}
        rows={rows}
        columns={columns}
        rowKey={({ key, url }) => `${key} ${url}`}
        onOpen={({ key }) => void navigate({ to: `/trust/units/${key}` })}
        problem={peers.error}
        onRetry={() => void peers.refetch()}
        empty={<Empty title={t('trust.no-bundles')} text={t('trust.no-bundles-next')} />}
      />
    </>
  )
}

function rowsOf(peers: Peers | undefined, fetches: Fetches | undefined): readonly Row[] | undefined {
  const byKey = new Map(fetches?.fetches.map((one) => [one.key, one]))
  return peers?.peers.map((peer) => {
    const { failures = 0, detail } = byKey.get(peer.key) ?? {}
    return { ...peer, failures, fault: detail }
  })
}

function columnsOf({ t }: Spoken, number: (value: number) => string): readonly Column<Row>[] {
  return [
    {
      id: 'unit',
      title: t('trust.unit'),
      value: ({ name, unit }) => `${name ?? ''} ${unit}`.trim(),
      cell: ({ name, unit, key }) => <UnitLink of={key} called={name ?? unit} unit={unit} />,
      width: '2fr',
    },
    {
      id: 'state',
      title: t('trust.state'),
      value: ({ state }) => state,
      cell: ({ state }) => <State tone={tones[state]}>{t(`trust.bundle-${state}`)}</State>,
      width: 150,
      choices: (['fresh', 'stale', 'lost', 'never-seen'] as const).map((value) => ({
        value,
        label: t(`trust.bundle-${value}`),
      })),
    },
    {
      id: 'left',
      title: t('trust.time-left'),
      value: ({ secondsLeft }) => secondsLeft ?? -1,
      cell: (row) =>
        row.thisUpdate === undefined ? '–' : <BundleLeft thisUpdate={row.thisUpdate} until={endOf(row)} />,
      width: 220,
    },
    {
      id: 'issued',
      title: t('trust.issued'),
      value: ({ thisUpdate }) => thisUpdate ?? '',
      cell: ({ thisUpdate }) => (thisUpdate === undefined ? '–' : <When iso={thisUpdate} as="ago" />),
      width: 140,
    },
    {
      id: 'number',
      title: t('trust.number'),
      value: ({ number: of }) => of ?? 0,
      cell: ({ number: of }) => (of === undefined ? '–' : number(of)),
      width: 90,
      align: 'end',
    },
    {
      id: 'asking',
      title: t('trust.asking'),
      value: ({ failures }) => failures,
      cell: ({ failures, fault }) =>
        failures === 0 ? (
          <State tone="good">{t('trust.asking-well')}</State>
        ) : (
          <Group gap={6} wrap="nowrap">
            <State tone="warn">{t('trust.asking-failed', { failures })}</State>
            <span title={fault}>{fault}</span>
          </Group>
        ),
      width: '2fr',
    },
  ]
}

/** A bundle counts until its own end, or as long as the agreements on the way allow. */
function endOf({ thisUpdate = '', nextUpdate = '', statusAgeMaxSeconds }: Followed): number {
  return Math.min(Date.parse(nextUpdate), Date.parse(thisUpdate) + statusAgeMaxSeconds * 1000)
}
